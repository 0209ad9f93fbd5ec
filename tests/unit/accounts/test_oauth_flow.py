"""The way to ClickUp's consent page and back, as functions of values."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from clickgate.accounts.model import Workspace
from clickgate.accounts.oauth.flow import (
    CONSENT_PAGE,
    LIFETIME,
    Callback,
    Granted,
    Pending,
    Purpose,
    build_authorize_url,
    check_pending,
    check_redirect_uri,
    choose_default,
    compare,
    consent_page,
    explain,
    hash_state,
    is_answer_to,
    make_binding,
    make_state,
    read_callback,
    read_client_id,
    read_client_secret,
    read_pasted_callback,
    settle_redirect_uri,
    take_code,
)
from clickgate.errors import ClickgateError, ConfigurationError, InvalidParams, SignInFailed
from clickgate.kernel.secret import Secret

STATE = Secret("aB3-_" * 8 + "xyz")
GRANTED = (Workspace("1", "Harbour Works"), Workspace("2", "Side Door"), Workspace("3", ""))


def query(**members: str) -> str:
    return urlencode({"code": "ABC123", "state": STATE.reveal()} | members)


def test_the_address_has_what_clickup_asks_for_and_nothing_else():
    url = build_authorize_url("CLIENT", "http://127.0.0.1:8421/callback", STATE)

    assert url.partition("?")[0] == "https://app.clickup.com/api"
    assert parse_qs(urlsplit(url).query) == {
        "client_id": ["CLIENT"],
        "redirect_uri": ["http://127.0.0.1:8421/callback"],
        "state": [STATE.reveal()],
    }


@pytest.mark.parametrize(
    ("root", "expected"),
    [
        ("https://api.clickup.com/api", CONSENT_PAGE),
        ("https://clickup-proxy.example/api", CONSENT_PAGE),
        ("http://127.0.0.1:8080/api", "http://127.0.0.1:8080/api"),
        ("http://localhost:8080/api", "http://localhost:8080/api"),
    ],
)
def test_a_sandbox_asks_for_itself_and_nobody_else_does(root: str, expected: str):
    assert consent_page(root) == expected


def test_states_and_bindings_are_256_bits_that_no_repr_shows():
    made = {make_state().reveal() for _ in range(50)} | {make_binding().reveal() for _ in range(50)}

    assert len(made) == 100
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", one) for one in made)
    assert STATE.reveal() not in repr(Callback(STATE, Secret("code")))


def test_a_hash_does_not_hold_what_it_is_of():
    assert len(hash_state(STATE)) == 32
    assert hash_state(STATE) == hash_state(Secret(STATE.reveal()))
    assert STATE.reveal().encode() not in hash_state(STATE)


@pytest.mark.parametrize(
    "uri",
    [
        "https://hub.example/callback",
        "https://hub.example:8443/a/b",
        "https://hub.example",
        "http://127.0.0.1:8421/callback",
        "http://127.0.0.1:0/callback",
        "http://localhost:8421/",
        "http://[::1]:8421/callback",
    ],
)
def test_people_may_be_sent_back_over_https_or_to_this_machine(uri: str):
    assert check_redirect_uri(uri) is None
    assert urlsplit(settle_redirect_uri(uri)).port != 0


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "callback",
        "http://hub.example/callback",
        "http://127.0.0.1.evil.example/callback",
        "javascript:alert(1)",
        "https:///callback",
        "https://hub.example/callback#x",
        "https://hub.example/callback#",
        "https://hub.example/callback?next=1",
        "https://hub.example/callback?",
        "https://user@hub.example/callback",
        "https://hub.example\\@evil.example/",
        "https://hub.example/a/../b",
        "https://hub.example/ b",
        "https://hub.example/\n",
        "https://hub.example/é",
        "https://hub.example:99999/",
        "https://hub.example:0/",
        "http://[::1/callback",
        "https://hub.example/" + "a" * 2_000,
    ],
)
def test_people_are_sent_nowhere_else(uri: str):
    with pytest.raises(ConfigurationError, match="redirect URI"):
        check_redirect_uri(uri)


@pytest.mark.parametrize(
    ("registered", "wanted", "expected"),
    [
        ("https://hub.example/callback", None, "https://hub.example/callback"),
        ("https://hub.example/callback", "https://hub.example/callback", "https://hub.example/callback"),
        ("http://127.0.0.1:0/callback", None, "http://127.0.0.1:8421/callback"),
        ("http://127.0.0.1:0/callback", "http://127.0.0.1:0/callback", "http://127.0.0.1:8421/callback"),
        ("http://127.0.0.1:0/callback", "http://127.0.0.1:5000/callback", "http://127.0.0.1:5000/callback"),
        ("http://[::1]:0/callback", "http://[::1]:1/callback", "http://[::1]:1/callback"),
    ],
)
def test_a_port_that_is_left_open_is_filled_in(registered: str, wanted: str | None, expected: str):
    assert settle_redirect_uri(registered, wanted) == expected


@pytest.mark.parametrize(
    "wanted",
    [
        "https://hub.example/callback/",
        "https://hub.example/callbackx",
        "https://hub.example:443/callback",
        "https://HUB.example/callback",
        "https://other.example/callback",
        "http://127.0.0.1:5000/callback",
    ],
)
def test_the_redirect_uri_matches_exactly(wanted: str):
    with pytest.raises(ConfigurationError):
        settle_redirect_uri("https://hub.example/callback", wanted)


@pytest.mark.parametrize(
    "wanted", ["http://127.0.0.1:5000/other", "http://localhost:5000/callback", "https://127.0.0.1:5000/callback"]
)
def test_with_an_open_port_all_else_matches_exactly(wanted: str):
    with pytest.raises(ConfigurationError):
        settle_redirect_uri("http://127.0.0.1:0/callback", wanted)


@pytest.mark.parametrize("text", [query(), f"?{query()}", query(other="1"), f"{query()}&"])
def test_a_callback_gives_state_and_code(text: str):
    callback = read_callback(text)

    assert (callback.state, take_code(callback)) == (STATE, Secret("ABC123"))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param(f"state={STATE.reveal()}", id="no code"),
        pytest.param("code=ABC123", id="no state"),
        pytest.param(query(code=""), id="an empty code"),
        pytest.param(query(state=""), id="an empty state"),
        pytest.param(query(state="x"), id="a short state"),
        pytest.param(query(state=STATE.reveal() + "A"), id="a long state"),
        pytest.param(query(code="A" * 513), id="an absurdly long code"),
        pytest.param(query(code="A B"), id="a code with a space"),
        pytest.param(query(code="A\r\nSet-Cookie: x"), id="a code with lines"),
        pytest.param(f"{query()}&code=ABC123", id="a code twice"),
        pytest.param(f"{query()}&state={STATE.reveal()}", id="a state twice"),
        pytest.param(f"{query()}&error=access_denied", id="a code and an error"),
        pytest.param(query(error="a") + "&error=b", id="an error twice"),
        pytest.param(f"{query()}&x={'y' * 5_000}", id="absurdly long"),
        pytest.param("&".join(["a=1"] * 30 + [query()]), id="absurdly many members"),
    ],
)  # fmt: skip
def test_what_is_no_callback_is_refused_without_being_repeated(text: str):
    with pytest.raises(SignInFailed) as caught:
        read_callback(text)

    assert caught.value.advice
    assert "ABC123" not in str(caught.value)
    assert STATE.reveal() not in str(caught.value)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("access_denied", "said no"),
        ("server_error", "'server_error'"),
        ("<script>", "the error 'error'"),
        ("x" * 99, "the error 'error'"),
    ],
)
def test_an_error_is_told_and_nothing_else_is_repeated(error: str, told: str):
    callback = read_callback(urlencode({"error": error, "state": STATE.reveal()}))

    with pytest.raises(SignInFailed, match=told):
        take_code(callback)


@pytest.mark.parametrize(
    "form",
    [
        "http://127.0.0.1:8421/callback?{}",
        '  "http://127.0.0.1:8421/callback?{}"\n',
        "127.0.0.1:8421/callback?{}",
        "{}",
        "?{}",
        "http://127.0.0.1:8421/callback?{}#",
        "<http://127.0.0.1:8421/callback?{}>",
        "\u200bhttp://127.0.0.1:8421/callback?{}\u00a0",
    ],
)
def test_a_pasted_address_gives_its_query(form: str):
    assert read_callback(read_pasted_callback(form.format(query()))).state == STATE


def test_a_pasted_address_may_be_broken_by_lines_or_escaped():
    text = f"http://127.0.0.1:8421/callback?{query()}"
    broken = "\n  ".join(text[at : at + 20] for at in range(0, len(text), 20))

    assert is_answer_to(read_pasted_callback(broken), STATE)
    assert is_answer_to(read_pasted_callback(text.replace("&", "&amp;")), STATE)


def test_whoever_pastes_the_address_that_it_begins_at_is_told():
    with pytest.raises(SignInFailed, match="begins at"):
        read_pasted_callback(build_authorize_url("CLIENT", "http://127.0.0.1:8421/callback", STATE))


@given(st.text(max_size=200) | st.text("?&=#codestaerr%2", max_size=60))
def test_whatever_comes_back_is_read_or_refused(text: str):
    try:
        callback = read_callback(text)
    except SignInFailed:
        callback = None

    assert not is_answer_to(text, STATE)
    assert callback is None or (callback.code is None) != (callback.error == "")


@given(st.text(max_size=200))
def test_whatever_is_pasted_is_read_or_refused(text: str):
    try:
        found = read_pasted_callback(text)
    except ClickgateError:
        return

    assert not is_answer_to(found, STATE)


def test_an_answer_is_told_by_its_state():
    assert is_answer_to(query(), STATE)
    assert is_answer_to(urlencode({"error": "access_denied", "state": STATE.reveal()}), STATE)
    assert not is_answer_to(query(), make_state())


BINDING = Secret("bC4-_" * 8 + "xyz")
PENDING = Pending("oap_1", None, Purpose(name="main"), hash_state(BINDING), expires_at=1_000.0)


def test_a_sign_in_is_finished_in_time_by_whoever_holds_its_binding():
    assert check_pending(PENDING, BINDING, 999.9) is PENDING


@pytest.mark.parametrize(
    ("pending", "binding", "now", "told"),
    [
        pytest.param(None, BINDING, 0.0, "No such sign-in", id="not begun here"),
        pytest.param(PENDING, None, 0.0, "another browser", id="without the cookie"),
        pytest.param(PENDING, STATE, 0.0, "another browser", id="with another cookie"),
        pytest.param(PENDING, BINDING, 1_000.0, f"{LIFETIME / 60:.0f} minutes", id="late"),
        pytest.param(replace(PENDING, used_at=5.0), BINDING, 6.0, "over already", id="again"),
    ],
)  # fmt: skip
def test_all_others_are_refused(pending: Pending | None, binding: Secret | None, now: float, told: str):
    with pytest.raises(SignInFailed, match=told):
        check_pending(pending, binding, now)


def test_before_leaving_a_person_hears_what_to_tick_and_why():
    told = " ".join(explain(Purpose(workspaces=("Harbour Works",), why="Invoices are copied from it."), "Billing"))

    assert "'Billing'" in told
    assert "Tick these and no others: Harbour Works. They are needed for this: Invoices are copied from it." in told
    assert "all that you may do" in told


def test_where_no_workspace_is_named_a_person_hears_to_tick_few():
    assert "Tick those that are needed, and no others." in explain(Purpose(), "Billing")


@pytest.mark.parametrize(
    ("asked", "default", "expected"),
    [
        pytest.param((), None, Granted(), id="nothing asked for"),
        pytest.param(("1", "Side Door", "3"), None, Granted(), id="all that was asked for"),
        pytest.param(("1",), None, Granted((), ("Side Door", "3")), id="more"),
        pytest.param(("1", "2", "3", "9"), None, Granted(("9",), ()), id="fewer"),
        pytest.param(("Elsewhere",), None, Granted(("Elsewhere",), ("Harbour Works", "Side Door", "3")), id="others"),
        pytest.param((), "9", Granted(("9",), ()), id="not the wished default"),
        pytest.param((), "1", Granted(), id="the wished default"),
    ],
)
def test_what_was_ticked_is_compared_with_what_was_asked_for(
    asked: tuple[str, ...], default: str | None, expected: Granted
):
    granted = compare(Purpose(workspaces=asked, default_workspace=default), GRANTED)

    assert granted == expected
    assert len(granted.notices()) == bool(expected.missing) + bool(expected.extra)


@pytest.mark.parametrize(
    ("asked", "default", "expected"),
    [
        pytest.param((), None, "1", id="the first that was ticked"),
        pytest.param(("2",), None, "2", id="the first that was asked for"),
        pytest.param(("9", "Side Door"), None, "2", id="that was asked for and ticked"),
        pytest.param(("2",), "https://app.clickup.com/3/home", "3", id="that was wished"),
        pytest.param((), "9", "1", id="a wish that was not granted does no harm"),
    ],
)
def test_a_default_workspace_is_found_among_those_that_were_ticked(
    asked: tuple[str, ...], default: str | None, expected: str
):
    assert choose_default(Purpose(workspaces=asked, default_workspace=default), GRANTED) == expected


def test_without_a_workspace_there_is_no_default():
    assert choose_default(Purpose(default_workspace="1"), ()) is None


SECRET = "7Q2MK9X4C1V8B3N6L5J0H7G2F9D4S1A8P3O6I5U0Y7T2R9E4W1Q8Z3X6C5V0B7N2"


def test_an_app_s_texts_are_read_as_they_are_pasted():
    assert read_client_secret(Secret(f' "{SECRET}"\n')) == Secret(SECRET)
    assert read_client_id(f" '{SECRET[:32]}' ") == SECRET[:32]


@pytest.mark.parametrize("text", ["", "  ", "a b", "é", "x" * 600, SECRET[:32]])
def test_what_is_no_client_secret_is_refused_without_being_repeated(text: str):
    with pytest.raises(InvalidParams) as caught:
        read_client_secret(Secret(text))

    assert len(text) < 5 or text not in str(caught.value)


@pytest.mark.parametrize("text", ["", "  ", "a b", "é", "x" * 600, SECRET])
def test_what_is_no_client_id_is_refused_without_being_repeated(text: str):
    with pytest.raises(InvalidParams) as caught:
        read_client_id(text)

    assert len(text) < 5 or text not in str(caught.value)
