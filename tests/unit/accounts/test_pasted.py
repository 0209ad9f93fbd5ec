"""Whatever a person pastes, the token or workspace in it is found, or they are told what it is instead."""

from __future__ import annotations

import json
import random
import re
import string
from typing import NamedTuple
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clickgate.accounts.pasted import read_pasted_token, read_pasted_workspace
from clickgate.errors import ClickgateError, ConfigurationError, InvalidParams, WorkspaceNotLinked
from clickgate.kernel.secret import Secret
from tests.unit.accounts.tokens import make_oauth, make_personal

PERSONAL = make_personal()
OAUTH = make_oauth()
CODE = "".join(random.Random("code").choices(string.ascii_uppercase, k=32))


class Named(NamedTuple):
    id: str
    name: str | None


LISTED = [
    Named("9011234567", "Harbour Works"),
    Named("42", "Straße"),
    Named("7", "Twins"),
    Named("8", "twins"),
    Named("9", None),
    Named("10", "acme.com"),
]


@pytest.mark.parametrize(
    "form",
    [
        pytest.param("{}", id="alone"),
        pytest.param("  {}\r\n", id="with spaces around it"),
        pytest.param('"{}"', id="in quotes"),
        pytest.param("'{}',", id="in quotes, with a comma"),
        pytest.param("`{}`", id="in backticks"),
        pytest.param("“{}”", id="in typographic quotes"),
        pytest.param("«{}»", id="in angle quotes"),
        pytest.param("\u200b{}\ufeff", id="between characters without width"),
        pytest.param("\u00a0{}\u00a0", id="between non-breaking spaces"),
        pytest.param("\x1b[200~{}\x1b[201~", id="as a terminal marks what is pasted"),
        pytest.param("Bearer {}", id="with a scheme"),
        pytest.param("Authorization: {}", id="a header"),
        pytest.param("authorization:Bearer {}", id="a header with a scheme"),
        pytest.param("'Authorization': '{}'", id="a header in code"),
        pytest.param("-H 'Authorization: {}'", id="an option of curl"),
        pytest.param(
            "curl -i -X GET \\\n  'https://api.clickup.com/api/v2/user' \\\n  -H 'Authorization: {}'",
            id="a command of curl",
        ),
        pytest.param("curl https://api.clickup.com/api/v2/team -H Authorization:{}", id="a command without quotes"),
        pytest.param("CLICKUP_API_TOKEN={}", id="an assignment"),
        pytest.param('export CLICKUP_API_TOKEN_DEV="{}"  # mine', id="an assignment with a comment"),
        pytest.param("$env:CLICKUP_API_TOKEN = '{}'", id="an assignment in PowerShell"),
        pytest.param("set CLICKUP_API_TOKEN={}\r\n", id="an assignment in cmd"),
        pytest.param('PORT=80\nCLICKUP_API_TOKEN="{}"\nDEBUG=1', id="a file of assignments"),
        pytest.param('{{"access_token": "{}", "token_type": "Bearer"}}', id="JSON"),
        pytest.param("api_token: {}\nworkspace: 42", id="YAML"),
        pytest.param("My ClickUp token is {} - keep it safe!", id="in a sentence"),
        pytest.param("https://api.clickup.com/api/v2/user?token={}", id="in an address"),
        pytest.param("{0} {0}", id="twice"),
    ],
)
@pytest.mark.parametrize("token", [PERSONAL, OAUTH], ids=["personal", "oauth"])
def test_a_token_is_found_wherever_it_stands(token: str, form: str):
    pasted = read_pasted_token(form.format(token))

    assert pasted.token == Secret(token)
    assert pasted.kind == ("personal" if token == PERSONAL else "oauth")


@pytest.mark.parametrize("gap", ["\n", "\r\n", " ", "\n    ", " \\\n  ", "\u00a0", "\u2028"])
@pytest.mark.parametrize(
    ("token", "at"), [*((PERSONAL, at) for at in (2, 3, 5, 12, 20, -1)), *((OAUTH, at) for at in (11, 12, 20, -1))]
)
def test_a_token_that_was_broken_by_lines_is_put_together(token: str, gap: str, at: int):
    pasted = read_pasted_token(f"Authorization: {token[:at]}{gap}{token[at:]}")

    assert pasted.token == Secret(token)
    assert any("inside it" in notice for notice in pasted.notices)


@pytest.mark.parametrize("inside", ["\u200b", "\u00ad", "\ufeff", "\x00"])
def test_what_can_t_be_seen_inside_is_taken_out_and_told(inside: str):
    pasted = read_pasted_token(f"{PERSONAL[:9]}{inside}{PERSONAL[9:]}")

    assert pasted.token == Secret(PERSONAL)
    assert pasted.notices == ("Characters that can't be seen were taken out.",)


@pytest.mark.parametrize("encoded", [quote(PERSONAL).replace("_", "%5F"), "%22" + PERSONAL + "%22", f"t%3D{PERSONAL}"])
def test_percent_encoding_is_undone(encoded: str):
    assert read_pasted_token(encoded).token == Secret(PERSONAL)


def test_a_personal_token_loses_a_scheme_and_the_person_is_told():
    assert any("Bearer" in notice for notice in read_pasted_token(f"Bearer {PERSONAL}").notices)
    assert read_pasted_token(f"Bearer {OAUTH}").notices == ()
    assert read_pasted_token(PERSONAL).notices == ()


@pytest.mark.parametrize(
    "form",
    [
        "{}",
        "Bearer {}",
        '{{"access_token":"{}"}}',
        "CLICKUP_API_TOKEN={}",
        "token: {}",
        "-H 'authorization: bearer {}'",
    ],
)
@pytest.mark.parametrize("token", ["eyJhbGciOi.eyJzdWIiOj.c2lnbmF0dXJl", "Zk3vQ9xW7cTb2LmN8pRs", "a/b+c=d~e!f#g%h^i"])
def test_a_token_of_another_form_is_taken_and_left_to_clickup(form: str, token: str):
    """The form of OAuth tokens is not written down anywhere."""
    pasted = read_pasted_token(form.format(token))

    assert (pasted.token, pasted.kind) == (Secret(token), "oauth")
    assert len(pasted.notices) == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "empty"),
        ("\u200b \n", "empty"),
        ("''", "empty"),
        ("Bearer", "empty"),
        ('""Bearer ', "empty"),
        ("pk_XXXXXXXX", "placeholder"),
        ("pk_12345678_XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX", "placeholder"),
        ("pk_12345678_ABCDEFGHIJKLMNOPQRSTUVWXYZ012345", "placeholder"),
        ("pk_1234_your_token", "placeholder"),
        ("YOUR_TOKEN_HERE", "placeholder"),
        ("<token>", "placeholder"),
        ("xxxxxxxxxxxxxxxxxxxxxxxxxxxx", "placeholder"),
        ("change-me", "placeholder"),
        ("CLICKUP_API_TOKEN=your_token_here", "placeholder"),
        ("CLICKUP_API_TOKEN", "name of a variable"),
        ("CLICKUP_API_TOKEN_DEV", "name of a variable"),
        ("$CLICKUP_API_TOKEN", "place of a variable"),
        ("${CLICKUP_API_TOKEN}", "place of a variable"),
        ("%CLICKUP_API_TOKEN%", "place of a variable"),
        ("Authorization: {{token}}", "place of a variable"),
        ("curl -H 'Authorization: $TOKEN' https://api.clickup.com", "place of a variable"),
        ("pk_12345678_****************************AB12", "shortened"),
        ("pk_…AB12", "shortened"),
        ("pk_123...B12", "shortened"),
        ("pk_live_" + "51HxYzAbCdEfGhIjK", "Stripe"),
        ("sk_test_" + "4eC39HqLyjWDarjtT1zdp7dc", "Stripe"),
        ("pk_" + "notdigits_Zk3vQ9xW7cTb2LmN", "another service"),
        ("ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8", "GitHub"),
        ("xoxb-" + "123456789012-abcdefghij", "Slack"),
        ("AKIA" + "IOSFODNN7QRSTUVW", "AWS"),
        ("AIza" + "SyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY", "Google"),
        ("sk-" + "proj-9a8b7c6d5e4f3g2h1i0j", "OpenAI"),
        ("lin_api_" + "kd83hf73hf83hd72", "Linear"),
        ("whsec_" + "a8d7f6g5h4j3k2l1", "webhook"),
        ("-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----", "private key"),
        ("K7Q2M9X4C1V8B3N6L5J0H7G2F9D4S1A8P3O6I5U0Y7T2R9E4W1Q8Z3X6C5V0B7N2", "client secret"),
        ("K7Q2M9X4C1V8B3N6L5J0H7G2F9D4S1A8", "client id"),
        ("9011234567", "number"),
        ("6f9619ff-8b86-d011-b42d-00c04fc964ff", "UUID"),
        ("somebody@example.com", "e-mail"),
        ("https://app.clickup.com/9011234567/home", "web address"),
        ("app.clickup.com/9011234567/settings/apps", "web address"),
        ("http://127.0.0.1:8421/callback?code=" + CODE + "&state=abc", "ends a sign-in"),
        ("curl https://api.clickup.com/api/v2/user", "command without a token"),
        ('{"err": "Token invalid", "ECODE": "OAUTH_025"}', "JSON without"),
        ("open Settings and copy it", "text with spaces"),
        ("short1", "too short"),
        (PERSONAL[:-5], "27 of 32"),
        (PERSONAL.lower(), "capital letters"),
        ("PK" + PERSONAL[2:], "capital letters"),
        (f"{PERSONAL} {make_personal(1)}", "more than one"),
        ("Authorization: TOKEN=Zk3vQ9xW7cTb2LmN8pRs", "can't be told"),
        ("A_TOKEN=Zk3vQ9xW7cTb2LmN8pRs\nB_TOKEN=bZk3vQ9xW7cTb2LmN8pR", "more than one"),
        ("é" * 40, "placeholder"),
        ("pässword-Zk3vQ9xW7cTb2LmN", "character that no token has"),
        ("x" * 70_000, "70,000 characters"),
        ("Zk3vQ9xW7cTb" * 500, "6,000 characters"),
    ],
)
def test_whoever_pastes_something_else_is_told_what_it_is(text: str, told: str):
    with pytest.raises(ConfigurationError, match=told) as caught:
        read_pasted_token(text)

    assert caught.value.advice
    assert len(text) < 16 or text not in str(caught.value)


def test_random_tokens_are_never_taken_for_placeholders():
    texts = [make(seed) for seed in range(3_000) for make in (make_personal, make_oauth)]

    assert [text for text in texts if read_pasted_token(text).token != Secret(text)] == []


pieces = st.one_of(
    st.sampled_from(
        [PERSONAL, OAUTH, PERSONAL[:20], "pk_", "Bearer ", "Authorization: ", "TOKEN=", '"', "'", "%5F", "%25"]
    ),
    st.sampled_from(["\n", "\\", "\u200b", "\u00a0", "{", "}", "https://", "access_token", ":", "=", "_", "1", "0f"]),
    st.text(max_size=6),
    st.text(string.ascii_letters + string.digits + "_%=", max_size=80),
)
texts = st.lists(pieces, max_size=12).map("".join)


@settings(max_examples=400)
@given(texts)
def test_whatever_is_pasted_it_is_read_or_refused_without_being_repeated(text: str):
    try:
        pasted = read_pasted_token(text)
    except ClickgateError as error:
        shown = f"{error} {error!r} {error.__context__!r} {error.advice}"
    else:
        shown = repr(pasted)
        again = read_pasted_token(pasted.token.reveal())
        assert (again.token, again.kind) == (pasted.token, pasted.kind)

    assert PERSONAL[12:] not in shown
    assert OAUTH[12:] not in shown
    assert not any(word in shown for word in text.split() if len(word) > 24)


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "pk_",
        "pk_1",
        "0",
        "0 ",
        "pk_1 \\",
        "1_a",
        "token",
        "token=",
        "authorization:",
        "_token",
        '"',
        "%25",
        "\u200b",
        "bearer ",
    ],
)
def test_a_megabyte_of_anything_is_read_in_few_steps(piece: str):
    """No pattern goes back over what it has read: the text is cut off at what a command line may be long."""
    for size in (60_000, 1_000_000):
        with pytest.raises(ConfigurationError):
            read_pasted_token((piece * size)[:size])
        with pytest.raises((InvalidParams, WorkspaceNotLinked)):
            read_pasted_workspace((piece * size)[:size], LISTED)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("9011234567", "9011234567", id="its id"),
        pytest.param(' "9011234567"\n', "9011234567", id="its id in quotes"),
        pytest.param("\u200b9011234567\u00a0", "9011234567", id="its id among what can't be seen"),
        pytest.param("Harbour Works", "9011234567", id="its name"),
        pytest.param("  harbour \u00a0 WORKS ", "9011234567", id="its name in other letters and spaces"),
        pytest.param("STRASSE", "42", id="its name folded"),
        pytest.param("acme.com", "10", id="a name that looks like an address"),
        pytest.param("https://app.clickup.com/9011234567/home", "9011234567", id="the home page"),
        pytest.param("app.clickup.com/9011234567", "9011234567", id="without a scheme"),
        pytest.param("HTTPS://APP.CLICKUP.COM/9011234567/", "9011234567", id="in capitals"),
        pytest.param("https://app.clickup.com/42/v/l/li/901100200300", "42", id="a list"),
        pytest.param("https://app.clickup.com/42/v/l/8cdu4-123?pr=90110", "42", id="a view, with a query"),
        pytest.param("https://app.clickup.com/42/v/li/901100200300#x", "42", id="a list, with a fragment"),
        pytest.param("https://app.clickup.com/42/v/s/90110", "42", id="a space"),
        pytest.param("https://app.clickup.com/42/v/dc/8cdu4-1/8cdu4-2", "42", id="a document"),
        pytest.param("https://app.clickup.com/t/42/ENG-123", "42", id="a task by its custom id"),
        pytest.param("https://app.clickup.com/42/t/86abc", "42", id="a task of a workspace"),
        pytest.param("https://sharing.clickup.com/42/l/h/8cdu4-1/0123abc", "42", id="a shared view"),
        pytest.param("https://doc.clickup.com/42/d/h/8cdu4-1/0123abc", "42", id="a shared document"),
        pytest.param("https://forms.clickup.com/42/f/8cdu4-1/ABC", "42", id="a form"),
        pytest.param("https://acme.clickup.com/42/home", "42", id="a host of one's own"),
        pytest.param("https://app-eu.clickup.com:443/42/home", "42", id="a host of a region"),
        pytest.param("https://api.clickup.com/api/v2/team/42/space", "42", id="the API, version 2"),
        pytest.param("https://api.clickup.com/api/v3/workspaces/42/docs", "42", id="the API, version 3"),
    ],
)  # fmt: skip
def test_a_workspace_is_found_by_id_name_or_address(text: str, expected: str):
    assert read_pasted_workspace(text, LISTED) == expected


@pytest.mark.parametrize(
    "text", ["123", "https://app.clickup.com/123/home", "No Such Place", "t/42/x", "42.5", "9" * 30]
)
def test_a_workspace_that_is_not_listed_is_refused_with_those_that_are(text: str):
    with pytest.raises(WorkspaceNotLinked) as caught:
        read_pasted_workspace(text, LISTED)

    assert caught.value.workspaces == tuple(one.id for one in LISTED)
    assert "9011234567 (Harbour Works)" in caught.value.advice


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("", "nothing was given", id="nothing"),
        pytest.param("twins", "several workspaces have this name", id="a name of two"),
        pytest.param("https://app.clickup.com/t/86abc", "names no workspace", id="a task"),
        pytest.param("https://app.clickup.com/t/42", "names no workspace", id="a task with digits alone"),
        pytest.param("https://app.clickup.com/", "names no workspace", id="the front page"),
        pytest.param("https://help.clickup.com/hc/en-us/articles/6303426241687", "names no workspace", id="help"),
        pytest.param("https://app.clickup.com.evil.com/42/home", "no address of ClickUp's", id="a longer host"),
        pytest.param("https://evilclickup.com/42/home", "no address of ClickUp's", id="a host with the same end"),
        pytest.param("https://evil.com/app.clickup.com/42", "no address of ClickUp's", id="the host in the path"),
        pytest.param("https://app.clickup.com@evil.com/42", "no address of ClickUp's", id="the host as a user"),
        pytest.param("https://evil@app.clickup.com/42", "no address of ClickUp's", id="with a user"),
        pytest.param("https://app.clickup.com\\@evil.com/42", "no address of ClickUp's", id="a backslash"),
        pytest.param("https://app.clickup.com:8443/42", "no address of ClickUp's", id="another port"),
        pytest.param("https://app.clickup.com:x/42", "can't be read", id="no port"),
        pytest.param("https://[::1/42", "can't be read", id="a broken host"),
        pytest.param("https://127.0.0.1/42", "no address of ClickUp's", id="an address by number"),
        pytest.param(PERSONAL, "that is a token", id="a token"),
        pytest.param(f"Bearer {OAUTH}", "that is a token", id="an OAuth token"),
        pytest.param("x" * 100_000, "too long", id="a long text"),
    ],
)  # fmt: skip
def test_a_workspace_that_can_t_be_read_is_told_why(text: str, told: str):
    with pytest.raises(InvalidParams, match=told) as caught:
        read_pasted_workspace(text, LISTED)

    assert "Harbour Works" in caught.value.advice
    assert len(text) < 12 or text not in str(caught.value)


def test_only_the_first_of_many_workspaces_are_listed():
    many = [Named(str(number), f"W{number}\x1b[31m") for number in range(1, 31)]

    with pytest.raises(WorkspaceNotLinked) as caught:
        read_pasted_workspace("x", many)

    assert caught.value.advice.endswith("20 (W20[31m) and 10 more.")


def test_without_any_workspace_that_is_said():
    with pytest.raises(WorkspaceNotLinked, match="may use no workspace"):
        read_pasted_workspace("x", [])


addresses = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "https://", "http://", "//", "HTTPS://u@", "javascript:", "https://["]),
    st.sampled_from(
        [
            "app.clickup.com",
            "x.clickup.com",
            "clickup.com",
            "app.clickup.com.evil.com",
            "evil.com",
            "\u2100.clickup.com",
        ]
    ),
    st.sampled_from(["", "/", ":443/", ":9/", "\\", "@evil.com/", "/t/", "/42/v/l/", "/api/v2/team/"]),
    st.text(string.digits + "/?#&=%@:\\ .é", max_size=20),
)


@given(st.one_of(st.text(max_size=40), texts, addresses, st.just(json.dumps(OAUTH))))
def test_whatever_is_pasted_for_a_workspace_a_listed_one_comes_out_or_a_plain_refusal(text: str):
    try:
        outcome = read_pasted_workspace(text, LISTED)
    except ClickgateError as error:
        outcome, said = "", str(error)
    else:
        said = ""

    assert not any(word in said for word in text.split() if len(word) > 24)
    assert outcome in {"", *(one.id for one in LISTED)}
    assert not outcome or read_pasted_workspace(outcome, LISTED) == outcome


@given(addresses)
def test_no_address_of_another_host_gives_a_workspace(text: str):
    try:
        read_pasted_workspace(text, LISTED)
    except ClickgateError:
        return

    assert re.match(r"(?:https?:)?(?://)?(?:app\.|x\.)?clickup\.com(?::443)?[/?#]", text, re.IGNORECASE)
