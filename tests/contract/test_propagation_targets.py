"""One suite for every target: what is written, what is kept, and what becomes of it when something goes wrong."""

import logging
import os
import sys
import tempfile
import traceback
from functools import partial

import pytest

from clickgate.errors import ClickgateError, ConfigurationError, PropagationFailed
from clickgate.kernel.secret import Secret
from clickgate.vault.propagate.opening import KINDS
from tests.support.fake_places import NAMES, NETWORKED, make_place
from tests.support.fake_requests import carry_out_and_cut, cut, fail, lead_to
from tests.support.raw_server import RawServer, http
from tests.support.shared_server import free_port

TOKEN = "pk_48211793_Q7ZK2M9XW4CV8TB1NR5HJ3GD6FS0LPAE"
SECRET = Secret(TOKEN)


@pytest.fixture
def place(request, tmp_path):
    folder = tmp_path / "place"
    folder.mkdir()
    with make_place(request.param, folder, request) as made:
        yield made


everywhere = pytest.mark.parametrize("place", NAMES, indirect=True)
networked = pytest.mark.parametrize("place", NETWORKED, indirect=True)


def test_every_kind_is_in_the_suite():
    assert {name.partition(",")[0] for name in NAMES} == set(KINDS)


@everywhere
def test_a_check_that_passes_writes_nothing(place):
    place.open().check()

    assert place.value() == "old"


@everywhere
def test_what_is_put_is_there_and_nothing_else_has_changed(place):
    before = place.others()

    written = place.open().put(SECRET, version=7)

    assert written is True
    assert place.value() == TOKEN
    assert place.others() == before


@everywhere
def test_a_second_put_changes_nothing(place):
    place.open().put(SECRET, version=7)
    before = place.others()

    written = place.open().put(SECRET, version=7)

    assert written is not place.readable
    assert place.value() == TOKEN
    assert place.others() == before


@everywhere
def test_a_newer_version_replaces_the_older_one_and_an_older_one_can_come_back(place):
    target = place.open()
    newer = TOKEN[:-1] + "X"

    for text, version in ((TOKEN, 7), (newer, 8), (TOKEN, 7)):
        target.put(Secret(text), version=version)

        assert place.value() == text


@everywhere
def test_what_is_there_is_confirmed_and_what_is_not_is_denied(place):
    target = place.open()
    before = target.confirm(SECRET)
    target.put(SECRET, version=7)

    assert before is (False if place.readable else None)
    assert target.confirm(SECRET) is (True if place.readable else None)
    assert target.confirm(Secret("pk_1_SOMETHING_ELSE")) is (False if place.readable else None)


@everywhere
def test_where_the_right_is_missing_the_check_says_so_and_nothing_is_written(place):
    place.deny(place)
    target = place.open()

    with pytest.raises(ConfigurationError) as caught:
        target.check()
    with pytest.raises(ConfigurationError):
        target.put(SECRET, version=7)

    assert caught.value.advice
    place.open()
    if place.gate is None or place.gate.trouble is None:
        assert place.value() == "old"


@networked
def test_a_service_that_nobody_runs_is_told_as_such(place):
    target = place.open(**{place.address: f"http://127.0.0.1:{free_port()}"})

    for act in (target.check, partial(target.put, SECRET, version=7), partial(target.confirm, SECRET)):
        with pytest.raises(PropagationFailed, match="old value is still there") as caught:
            act()

        assert list(caught.value.failed) == ["site"]


@networked
def test_a_service_that_never_answers_is_not_waited_for(place):
    place.gate.trouble = place.gate.never_answer
    target = place.open(timeout="0.3")

    with pytest.raises(PropagationFailed, match=r"did not answer within 0.3 seconds"):
        target.check()


def on_writes(place, trouble):
    """Make trouble for what writes alone."""

    def choose(request, service):
        return trouble(request, service) if place.is_write(request) else service(request)

    return choose


@networked
@pytest.mark.parametrize("trouble", [cut, carry_out_and_cut, "silence"])
def test_a_write_whose_answer_is_lost_may_have_been_carried_out_and_is_repeated_without_harm(place, trouble):
    before = place.others()
    place.gate.trouble = on_writes(place, place.gate.never_answer if trouble == "silence" else trouble)

    with pytest.raises(PropagationFailed, match="not known"):
        place.open(timeout="1").put(SECRET, version=7)
    place.gate.trouble = None
    target = place.open()
    target.put(SECRET, version=7)

    assert place.value() == TOKEN
    assert place.others() == before
    assert target.confirm(SECRET) in {True, None}


@networked
def test_a_broken_service_is_no_mistake_of_the_settings(place):
    place.gate.trouble = fail

    with pytest.raises(PropagationFailed):
        place.open().check()
    place.gate.trouble = on_writes(place, fail)
    with pytest.raises(PropagationFailed):
        place.open().put(SECRET, version=7)

    assert place.value() == "old"


@networked
def test_a_redirect_is_not_followed_and_the_token_goes_nowhere_else(place):
    with RawServer(lambda _: http("200 OK", b"{}")) as elsewhere:
        place.gate.trouble = lead_to(elsewhere.url)

        for act in ("check", "confirm", "put"):
            target = place.open()
            arguments = {"check": (), "confirm": (SECRET,), "put": (SECRET,)}[act]
            with pytest.raises(ConfigurationError, match="redirect"):
                getattr(target, act)(*arguments, **({"version": 7} if act == "put" else {}))

        assert elsewhere.connections == 0


@networked
def test_no_proxy_of_the_environment_comes_between_us_and_this_machine(place, monkeypatch):
    with RawServer(lambda _: http("502 Bad Gateway")) as proxy:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)

        place.open().put(SECRET, version=7)

        assert proxy.connections == 0


@networked
def test_answers_that_make_no_sense_are_told_as_such(place):
    target = place.open()
    for body in (b"<html>hello</html>", b"[]", b'{"data": 7}', b'{"data": {"data": 7}}', b"\xff\xfe", b""):
        place.gate.trouble = lambda request, service, body=body: http("200 OK", body, "content-type: application/json")

        for act in ("check", "confirm"):
            try:
                held = getattr(target, act)(*((SECRET,) if act == "confirm" else ()))
            except ClickgateError as error:
                held = error

            assert held is not True, body


class Overheard:
    """Gathers what others could see of a run: the log at its loudest, programs that were started, and errors whole."""

    def __init__(self):
        self.texts = []

    def act(self, act):
        try:
            self.texts.append(repr(act()))
        except ClickgateError as error:
            self._take(error)

    def _take(self, error):
        self.texts += [str(error), repr(error), repr(vars(error))]
        chain = error
        while chain is not None:
            frames = chain.__traceback__
            while frames is not None and "clickgate" not in frames.tb_frame.f_code.co_filename.replace("/tests/", ""):
                frames = frames.tb_next
            seen = traceback.TracebackException(type(chain), chain, frames, capture_locals=True)
            self.texts += [*seen.format(chain=False), repr(chain.args), repr(vars(chain))]
            chain = chain.__cause__ or chain.__context__


started = []
sys.addaudithook(lambda event, details: started.append(repr(details)) if event == "subprocess.Popen" else None)


@everywhere
def test_neither_the_credential_nor_the_login_is_seen_anywhere(place, tmp_path, monkeypatch, caplog, capfd):
    """Errors, tracebacks with local variables, the log of every library, started programs, and files left behind."""
    caplog.set_level(logging.DEBUG)
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    overheard, first = Overheard(), len(started)
    troubles = [None]
    if place.gate is not None:
        troubles = [None, cut, carry_out_and_cut, fail, lead_to("http://127.0.0.1:9"), echo, place.gate.never_answer]

    for trouble in troubles:
        silent = place.gate is not None and trouble == place.gate.never_answer
        target = place.open(**({"timeout": "0.2"} if silent else {}))
        for scope in ("all",) if silent else ("all", "writes"):
            if place.gate is not None:
                place.gate.trouble = None
                target.put(Secret("old"), version=1)  # so that there is something to write
                place.gate.trouble = on_writes(place, trouble) if trouble and scope == "writes" else trouble
            overheard.texts += [repr(target), target.describe()]
            overheard.act(target.check)
            overheard.act(partial(target.put, SECRET, version=7))
            overheard.act(partial(target.confirm, SECRET))
    if place.gate is not None:
        place.gate.trouble = None
    place.deny(place)
    overheard.act(place.open().check)
    overheard.act(partial(place.open().put, Secret(TOKEN), version=8))

    shown = capfd.readouterr()
    texts = [*overheard.texts, caplog.text, shown.out, shown.err, *started[first:]]
    texts += [path.read_text("latin-1") for path in (tmp_path / "temporary").rglob("*") if path.is_file()]
    texts += [name for _, _, names in os.walk(tmp_path) for name in names]
    assert len(overheard.texts) > 4
    for hidden in (TOKEN, *place.hidden):
        assert [text for text in texts if is_in(hidden, text)] == []


def is_in(hidden, text):
    import base64

    forms = {hidden, hidden[8:20], base64.b64encode(hidden.encode()).decode().rstrip("=")[:-1]}
    return any(form in text for form in forms)


def echo(request, service):
    """Trouble: an error that repeats all it was told, one line at a time."""
    told = request.decode("latin-1").splitlines()[-1][-200:]
    return fail(told.encode("latin-1"), service)


def test_the_ear_hears_a_leak():
    """The test above would notice: a message, a local variable, an error behind the error."""
    overheard = Overheard()

    def clickgate_leak():
        text = SECRET.reveal()
        try:
            raise ValueError(text)
        except ValueError:
            raise ConfigurationError("Nothing to see.") from None

    overheard.act(clickgate_leak)

    assert any(is_in(TOKEN, text) for text in overheard.texts)
