"""What is promised of every source of keys, held against each: a file, a variable, keyrings, OpenBao, AWS."""

from __future__ import annotations

import base64
import concurrent.futures
import logging
import os
import traceback
import uuid
from typing import TYPE_CHECKING

import pytest

from clickgate.errors import ClickgateError, ConfigurationError, KeepingFailed, SealBroken, WrongKey
from clickgate.vault.envelope import join_context
from tests.support.key_sources import (
    EnvironmentKeeper,
    FileKeeper,
    KeyringKeeper,
    KmsKeeper,
    TransitKeeper,
    open_kept,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.support.key_sources import Keeper

CONTEXT = join_context(b"data key", "org_1", "dek_1")
OTHER = join_context(b"data key", "org_2", "dek_1")
KINDS = ["file", "env", "keyring", "gnome-keyring", "transit", "transit-derived", "kms"]
LOCAL = ["file", "env", "keyring", "gnome-keyring"]
_MOTO_HEAD = 36  # an id that the emulation puts first; AWS itself says InvalidCiphertext where it was changed


@pytest.fixture(scope="session")
def gnome_keyring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A real keyring of GNOME's, on a message bus of its own, where its programs are installed."""
    from tests.support.keyring_service import missing_programs, run_gnome_keyring

    if missing := missing_programs():
        pytest.skip(f"not on PATH: {', '.join(missing)}")
    folder = tmp_path_factory.mktemp("gnome")
    with pytest.MonkeyPatch.context() as patch, run_gnome_keyring(folder, dict(os.environ)) as bus:
        patch.setenv("DBUS_SESSION_BUS_ADDRESS", bus)
        yield


@pytest.fixture
def keeper(request: pytest.FixtureRequest, kind: str) -> Keeper:
    """A place of that kind, with one key in it."""
    return MAKERS[kind](request.getfixturevalue)


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Every kind of place."""
    return request.param


def make_keyring(fixture: Callable) -> KeyringKeeper:
    from tests.support.keyring_service import FileKeyring

    fixture("monkeypatch").setattr("keyring.core._keyring_backend", FileKeyring(fixture("tmp_path") / "keyring"))
    return KeyringKeeper("clickgate")


def make_gnome_keyring(fixture: Callable) -> KeyringKeeper:
    from keyring.backends.SecretService import Keyring

    fixture("gnome_keyring")
    fixture("monkeypatch").setattr("keyring.core._keyring_backend", Keyring())
    return KeyringKeeper(f"clickgate-{uuid.uuid4()}")


MAKERS: dict[str, Callable[[Callable], Keeper]] = {
    "file": lambda fixture: FileKeeper(fixture("tmp_path")),
    "env": lambda fixture: EnvironmentKeeper(),
    "keyring": make_keyring,
    "gnome-keyring": make_gnome_keyring,
    "transit": lambda fixture: TransitKeeper(fixture("openbao")),
    "transit-derived": lambda fixture: TransitKeeper(fixture("openbao"), derived=True),
    "kms": lambda fixture: KmsKeeper(fixture("aws_endpoint")),
}


def test_what_is_wrapped_unwraps_after_a_restart(keeper):
    source = open_kept(keeper)
    data_key = os.urandom(32)
    key_id = source.current_id()
    wrapped = source.wrap(data_key, key_id, CONTEXT)

    assert open_kept(keeper).unwrap(wrapped, key_id, CONTEXT) == data_key
    assert data_key not in wrapped
    assert source.name == keeper.environ["CLICKGATE_KEY_SOURCE"].partition(":")[0]


def test_the_same_key_has_the_same_id_after_a_restart(keeper):
    assert open_kept(keeper).current_id() == open_kept(keeper).current_id()


def test_no_two_wrappings_are_alike(keeper):
    source = open_kept(keeper)
    key_id = source.current_id()

    assert source.wrap(bytes(32), key_id, CONTEXT) != source.wrap(bytes(32), key_id, CONTEXT)


@pytest.mark.parametrize("context", [OTHER, b"", CONTEXT + b"\0", CONTEXT[:-1]], ids=["other", "none", "more", "less"])
def test_what_is_wrapped_for_one_context_does_not_unwrap_for_another(keeper, context):
    source = open_kept(keeper)
    key_id = source.current_id()
    wrapped = source.wrap(os.urandom(32), key_id, CONTEXT)

    with pytest.raises(SealBroken):
        source.unwrap(wrapped, key_id, context)


@pytest.mark.parametrize("kind", LOCAL)
def test_a_change_of_any_byte_is_found(keeper):
    source = open_kept(keeper)
    key_id = source.current_id()
    wrapped = source.wrap(os.urandom(32), key_id, CONTEXT)

    for at in range(len(wrapped)):
        with pytest.raises(SealBroken):
            source.unwrap(flip(wrapped, at), key_id, CONTEXT)
    assert source.unwrap(wrapped, key_id, CONTEXT)


@pytest.mark.parametrize("kind", ["transit", "transit-derived", "kms"])
def test_a_change_of_some_byte_is_found_by_the_service(keeper, kind):
    source = open_kept(keeper)
    key_id = source.current_id()
    wrapped = source.wrap(os.urandom(32), key_id, CONTEXT)

    for at in range(_MOTO_HEAD if kind == "kms" else 0, len(wrapped), 5):
        with pytest.raises(SealBroken):
            source.unwrap(flip(wrapped, at), key_id, CONTEXT)
    with pytest.raises(KeepingFailed):
        source.unwrap(flip(wrapped, 0), key_id, CONTEXT)


@pytest.mark.parametrize("change", [lambda it: b"", lambda it: it[:7], lambda it: it[:-1], lambda it: it + b"\0"],
                         ids=["nothing", "a piece", "one less", "one more"])  # fmt: skip
def test_what_was_cut_or_made_longer_is_found(keeper, change):
    source = open_kept(keeper)
    key_id = source.current_id()
    wrapped = source.wrap(os.urandom(32), key_id, CONTEXT)

    with pytest.raises(SealBroken):
        source.unwrap(change(wrapped), key_id, CONTEXT)


def test_a_key_that_is_not_here_is_said_to_be_another_one(keeper):
    source = open_kept(keeper)
    key_id = source.current_id()
    wrapped = source.wrap(os.urandom(32), key_id, CONTEXT)

    for unknown in strange_ids(key_id):
        with pytest.raises(WrongKey):
            source.unwrap(wrapped, unknown, CONTEXT)
        with pytest.raises(WrongKey):
            source.wrap(bytes(32), unknown, CONTEXT)


def test_a_new_key_is_the_current_one_and_the_older_one_still_unwraps(keeper, kind):
    old = open_kept(keeper).current_id()
    data_key = os.urandom(32)
    wrapped = open_kept(keeper).wrap(data_key, old, CONTEXT)

    new = keeper.add()
    source = open_kept(keeper)
    again = source.wrap(data_key, new, CONTEXT)

    assert new != old
    assert source.current_id() == new
    assert source.unwrap(wrapped, old, CONTEXT) == source.unwrap(again, new, CONTEXT) == data_key
    with pytest.raises(KeepingFailed if kind == "kms" else SealBroken):  # the emulation says AccessDenied
        source.unwrap(wrapped, new, CONTEXT)


def test_the_older_key_wraps_for_as_long_as_the_database_names_it(keeper):
    old = open_kept(keeper).current_id()
    keeper.add()
    source = open_kept(keeper)
    data_key = os.urandom(32)

    assert source.unwrap(source.wrap(data_key, old, CONTEXT), old, CONTEXT) == data_key


@pytest.mark.parametrize("kind", ["file", "keyring", "gnome-keyring", "transit"])
def test_a_key_that_another_process_adds_is_found_without_a_restart(keeper):
    running = open_kept(keeper)
    running.current_id()
    new = keeper.add()
    wrapped = open_kept(keeper).wrap(bytes(32), new, CONTEXT)

    assert running.unwrap(wrapped, new, CONTEXT) == bytes(32)
    assert running.current_id() == new


def test_a_dropped_key_is_gone_and_the_newest_is_never_dropped(keeper):
    old = open_kept(keeper).current_id()
    wrapped = open_kept(keeper).wrap(bytes(32), old, CONTEXT)
    new = keeper.add()
    source = open_kept(keeper)
    kept = source.wrap(bytes(32), new, CONTEXT)

    for key_id in (old, old, new):
        source.drop_key(key_id)

    assert open_kept(keeper).unwrap(kept, new, CONTEXT) == bytes(32)
    if keeper.drops:
        with pytest.raises(WrongKey):
            open_kept(keeper).unwrap(wrapped, old, CONTEXT)
    else:
        assert open_kept(keeper).unwrap(wrapped, old, CONTEXT) == bytes(32)


def test_several_threads_may_use_one_source(keeper):
    source = open_kept(keeper)
    key_id = source.current_id()
    data_keys = [os.urandom(32) for _ in range(40)]

    def there_and_back(data_key: bytes) -> bytes:
        return source.unwrap(source.wrap(data_key, key_id, data_key), key_id, data_key)

    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        assert list(threads.map(there_and_back, data_keys)) == data_keys


def test_no_key_and_no_token_is_shown_anywhere(keeper, caplog):
    """Neither the source nor its errors nor any log, at whatever level, shows what it keeps."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("anybody").debug("what is logged at DEBUG is looked at")
    source = open_kept(keeper)
    key_id = source.current_id()
    data_key = os.urandom(32)
    wrapped = source.wrap(data_key, key_id, CONTEXT)
    source.unwrap(wrapped, key_id, CONTEXT)
    failures = [
        failure_of(lambda: source.unwrap(wrapped, key_id, OTHER)),
        failure_of(lambda: source.unwrap(wrapped, "no such key", CONTEXT)),
        failure_of(lambda: source.unwrap(b"short", key_id, CONTEXT)),
        failure_of(lambda: source.wrap(data_key, "no such key", CONTEXT)),
    ]
    shown = "\n".join((repr(source), str(source), caplog.text, *map(show, failures)))

    assert "at DEBUG" in shown
    assert [text for text in (*keeper.hidden(), *forms(data_key)) if text in shown] == []


def test_a_refusal_drags_nothing_of_a_library_along(keeper):
    """The frames of a library's traceback hold the token, and some loggers show the variables in frames."""
    source = open_kept(keeper)
    key_id = source.current_id()
    wrapped = source.wrap(os.urandom(32), key_id, CONTEXT)
    failure = failure_of(lambda: source.unwrap(wrapped, key_id, OTHER))
    modules = {frame.f_globals["__name__"].partition(".")[0] for frame, _ in traceback.walk_tb(failure.__traceback__)}

    assert failure.__cause__ is None
    assert modules <= {"clickgate", "tests", __name__.partition(".")[0]}


@pytest.mark.parametrize("kind", ["env", "kms"])
def test_where_keys_are_made_elsewhere_it_is_said_how(keeper):
    with pytest.raises(ConfigurationError, match="NEW"):
        open_kept(keeper).add_key()


def flip(data: bytes, at: int) -> bytes:
    return bytes(byte ^ (index == at) for index, byte in enumerate(data))


def strange_ids(key_id: str) -> list[str]:
    return ["", "kek-00000000", "current key", f"{key_id}0", f"{key_id}9999999999", f"x{key_id}", "transit-a/b:v1"]


def failure_of(call: Callable[[], object]) -> ClickgateError:
    with pytest.raises(ClickgateError) as caught:
        call()
    return caught.value


def show(error: BaseException) -> str:
    return f"{error} {error!r} {vars(error)} {''.join(traceback.format_exception(error))}"


def forms(data: bytes) -> list[str]:
    return [data.hex(), base64.b64encode(data).decode().rstrip("="), repr(data)[2:-1], str(data)]
