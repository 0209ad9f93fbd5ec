"""A token is read as people paste it, and never shown."""

import pickle
import traceback

import pytest

from clickgate.client.wire.auth import read_token
from clickgate.errors import ConfigurationError
from clickgate.kernel.secret import Secret

PERSONAL = "pk_123456_ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


@pytest.mark.parametrize(
    ("pasted", "header", "kind"),
    [
        pytest.param(PERSONAL, PERSONAL, "personal", id="a personal token goes raw"),
        pytest.param(f"  {PERSONAL}\n", PERSONAL, "personal", id="white space around it is trimmed"),
        pytest.param(f'"{PERSONAL}"', PERSONAL, "personal", id="quotes around it are trimmed"),
        pytest.param("abcDEF123", "Bearer abcDEF123", "oauth", id="an OAuth token goes behind Bearer"),
        pytest.param("Bearer abcDEF123", "Bearer abcDEF123", "oauth", id="a pasted scheme is not doubled"),
        pytest.param("bearer  abcDEF123", "Bearer abcDEF123", "oauth", id="the scheme is read in any case"),
        pytest.param(f"Bearer {PERSONAL}", PERSONAL, "personal", id="a personal token loses a pasted Bearer"),
    ],
)
def test_a_pasted_token_becomes_the_header_clickup_expects(pasted, header, kind):
    token = read_token(pasted)

    assert token.header.reveal() == header
    assert token.kind == kind


def test_taking_bearer_off_a_personal_token_is_said():
    assert "Bearer" in read_token(f"Bearer {PERSONAL}").notice
    assert read_token(PERSONAL).notice == ""
    assert read_token("Bearer abcDEF123").notice == ""


@pytest.mark.parametrize("pasted", ["", "   ", "\n", "Bearer ", "''", "pk_1 2", "pk_\x00", "pk_\u2026", "two\nlines"])
def test_what_can_be_no_token_is_refused_with_what_to_do(pasted):
    with pytest.raises(ConfigurationError) as caught:
        read_token(pasted)

    assert "CLICKUP_API_TOKEN" in caught.value.advice


def test_a_token_shows_nowhere():
    token = read_token(PERSONAL)

    def fail():
        held = token
        raise RuntimeError(f"with {held} and {held.header!r} and {held.header:>80}")

    try:
        fail()
    except RuntimeError as error:
        shown = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    assert PERSONAL not in shown
    assert PERSONAL[4:] not in repr(token)


def test_a_secret_is_never_pickled():
    with pytest.raises(TypeError):
        pickle.dumps(Secret("x"))


def test_secrets_compare_by_their_text():
    assert Secret("a") == Secret("a")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a")}) == 1
