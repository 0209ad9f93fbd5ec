"""A target's configuration is read strictly: what is unknown, missing or odd is told before anything is sent."""

import sys

import pytest

from clickgate.errors import ConfigurationError
from clickgate.kernel.secret import Secret
from clickgate.vault.propagate.opening import KINDS, open_target
from tests.support.fake_gcp import FakeGoogle

LOGIN = Secret("login_ABCDEFGH")
ACCOUNT = Secret(FakeGoogle().account("https://sign-in.example.com"))
GOOD = {
    "dotenv": {"path": "/srv/site/.env"},
    "github": {"repository": "acme/site"},
    "openbao": {"url": "https://bao.example.com:8200", "path": "site/clickup"},
    "aws": {"secret": "site/clickup", "region": "eu-central-1", "access_key": "AKIA1"},
    "gcp": {"project": "acme", "secret": "clickup-token"},
    "kubernetes": {"namespace": "site", "secret": "clickup", "server": "https://10.0.0.1:6443"},
}


def login_of(kind):
    if kind == "gcp":
        return ACCOUNT
    return LOGIN if KINDS[kind].login else None


@pytest.fixture(autouse=True)
def nobodys_login(monkeypatch, tmp_path):
    """What this machine knows of logins stays out of it."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("GH_TOKEN", "GITHUB_TOKEN", "BAO_TOKEN", "VAULT_TOKEN", "KUBECONFIG", "AWS_PROFILE", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("kind", KINDS)
def test_good_settings_are_taken_and_nothing_is_sent(kind):
    target = open_target(kind, "site", GOOD[kind], login_of(kind))

    assert target.describe()


@pytest.mark.parametrize("kind", KINDS)
def test_a_setting_that_is_not_known_is_refused_and_the_nearest_is_offered(kind):
    known = KINDS[kind].keys[0].name

    with pytest.raises(
        ConfigurationError, match=f"Target 'site': the kind '{kind}' has no setting '{known}x'"
    ) as caught:
        open_target(kind, "site", {**GOOD[kind], f"{known}x": "1"}, login_of(kind))

    assert f"Did you mean '{known}'?" in caught.value.advice


@pytest.mark.parametrize(("kind", "key"), [(kind, key) for kind in KINDS for key in KINDS[kind].keys if key.required])
def test_a_setting_that_is_missing_is_named_with_what_it_means(kind, key):
    settings = {name: value for name, value in GOOD[kind].items() if name != key.name}

    with pytest.raises(ConfigurationError, match=f"needs '{key.name}'") as caught:
        open_target(kind, "site", settings, login_of(kind))

    assert key.meaning in caught.value.advice


@pytest.mark.parametrize("value", ["", "  ", "a\nb", "a\x00"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_setting_is_one_line_of_text(kind, value):
    known = KINDS[kind].keys[0].name

    with pytest.raises(ConfigurationError, match=f"'{known}' is empty or not one line"):
        open_target(kind, "site", {**GOOD[kind], known: value}, login_of(kind))


@pytest.mark.parametrize("timeout", ["0", "-1", "soon", "nan", "inf", "121", "1e999"])
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "dotenv"])
def test_a_timeout_is_some_seconds(kind, timeout):
    with pytest.raises(ConfigurationError, match="'timeout' is not a number of seconds"):
        open_target(kind, "site", {**GOOD[kind], "timeout": timeout}, login_of(kind))


def test_a_kind_that_is_not_known_is_refused_and_the_nearest_is_offered():
    with pytest.raises(ConfigurationError, match="there is no kind 'githab'") as caught:
        open_target("githab", "site", {}, None)

    assert "Did you mean 'github'?" in caught.value.advice


def test_a_kind_that_needs_no_login_takes_none():
    with pytest.raises(ConfigurationError, match="'dotenv' needs no secret"):
        open_target("dotenv", "site", GOOD["dotenv"], LOGIN)


@pytest.mark.parametrize("login", ["two words", "line\n", "\x00", "é"])
@pytest.mark.parametrize("kind", ["github", "openbao", "aws", "kubernetes"])
def test_a_login_that_no_header_can_carry_is_refused_without_being_repeated(kind, login):
    with pytest.raises(ConfigurationError, match="characters that no token has") as caught:
        open_target(kind, "site", GOOD[kind], Secret(login))

    assert login not in str(caught.value)


ADDRESSES = [("github", "api"), ("openbao", "url"), ("aws", "endpoint"), ("gcp", "endpoint"), ("kubernetes", "server")]


@pytest.mark.parametrize(("kind", "key"), ADDRESSES)
@pytest.mark.parametrize(
    "address", ["http://example.com", "ftp://example.com", "example.com", "https://", "https://me:pw@example.com",
                "https://example.com?x=1", "https://example.com:99999", "http://127.0.0.1.example.com"],
)  # fmt: skip
def test_a_login_goes_only_where_nobody_can_read_along(kind, key, address):
    with pytest.raises(ConfigurationError, match=f"'{key}' can't be used") as caught:
        open_target(kind, "site", {**GOOD[kind], key: address}, login_of(kind))

    assert "pw" not in str(caught.value)


def test_a_password_in_an_address_is_in_no_name_of_the_target():
    with pytest.raises(ConfigurationError) as caught:
        open_target("openbao", "site", {**GOOD["openbao"], "url": "https://me:pw@bao.example.com:8200/a"}, LOGIN)

    assert "site/clickup at bao.example.com:8200)" in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "missing"),
    [("github", "no token of GitHub"), ("openbao", "no token"), ("kubernetes", "needs a token"),
     ("aws", "belong together")],
)  # fmt: skip
def test_without_any_login_it_is_said_how_to_give_one(kind, missing):
    with pytest.raises(ConfigurationError, match=missing) as caught:
        open_target(kind, "site", GOOD[kind], None)

    assert caught.value.advice


@pytest.mark.parametrize(
    ("kind", "module"),
    [("github", "nacl.public"), ("aws", "boto3"), ("gcp", "google.auth"), ("kubernetes", "kubernetes.config")],
)
def test_a_library_that_is_not_installed_is_named_with_the_extra_that_brings_it(kind, module, monkeypatch):
    monkeypatch.setitem(sys.modules, module, None)
    settings = {name: value for name, value in GOOD[kind].items() if name != "server"}

    with pytest.raises(ConfigurationError, match=f"needs the library '{module}'") as caught:
        open_target(kind, "site", settings, None if kind == "kubernetes" else login_of(kind))

    assert caught.value.advice == f"pip install 'clickgate[{KINDS[kind].extra}]'."


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_described_for_people(kind):
    found = KINDS[kind]

    assert found.name == kind
    assert found.title
    assert found.rights
    assert found.confirmed
    assert all(key.meaning and not key.meaning.endswith(".") for key in found.keys)
