"""Secrets of GitHub Actions, of three kinds of owners; what GitHub was given is decrypted again."""

from contextlib import contextmanager

import pytest

from clickgate.errors import ConfigurationError, PropagationFailed
from clickgate.kernel.secret import Secret
from clickgate.vault.propagate import github
from clickgate.vault.propagate.opening import open_target
from tests.support.fake_github import TOKEN, FakeGitHub, Kept
from tests.support.fake_requests import Gate, answer, read_request

NEW = Secret("pk_1_NEW")
KEY = "CLICKUP_API_TOKEN"


@pytest.fixture
def fake():
    return FakeGitHub()


@pytest.fixture
def gate(fake):
    with Gate(fake) as made:
        yield made


def target_at(gate, **config):
    return open_target("github", "site", {"api": gate.url, "timeout": "5", **config}, Secret(TOKEN))


def test_a_new_secret_of_a_repository(fake, gate):
    target = target_at(gate, repository="acme/site", key="TOKEN")
    target.check()
    target.put(NEW, version=1)

    assert fake.kept["/repos/acme/site/actions/secrets/TOKEN"].text == "pk_1_NEW"
    assert target.describe() == "GitHub secret TOKEN of acme/site"


def test_a_secret_of_an_environment_whose_name_has_to_be_escaped(fake, gate):
    target = target_at(gate, repository="acme/site", environment="live/eu 1")

    target.put(NEW, version=1)

    assert fake.kept[f"/repos/acme/site/environments/live/eu 1/secrets/{KEY}"].text == "pk_1_NEW"
    assert gate.passed[0].startswith(b"GET /repos/acme/site/environments/live%2Feu%201/secrets/public-key ")
    assert target.describe() == f"GitHub secret {KEY} of acme/site, environment live/eu 1"


def test_no_request_shows_the_secret(gate):
    target_at(gate, repository="acme/site").put(NEW, version=1)

    assert b"pk_1_NEW" not in b"".join(gate.passed)
    assert read_request(gate.passed[-1]).method == "PUT"


@pytest.mark.parametrize("visibility", ["all", "private"])
def test_a_secret_of_an_organization_stays_as_visible_as_it_was(fake, gate, visibility):
    path = f"/orgs/acme/actions/secrets/{KEY}"
    fake.kept[path] = Kept("old", 1.0, visibility)

    target_at(gate, organization="acme").put(NEW, version=1)

    assert (fake.kept[path].text, fake.kept[path].visibility) == ("pk_1_NEW", visibility)


@pytest.mark.parametrize("count", [0, 1, 100, 230])
def test_a_secret_of_chosen_repositories_stays_theirs(fake, gate, count):
    path = f"/orgs/acme/actions/secrets/{KEY}"
    fake.kept[path] = Kept("old", 1.0, "selected", list(range(1, count + 1)))

    target_at(gate, organization="acme").put(NEW, version=1)

    assert fake.kept[path].text == "pk_1_NEW"
    assert fake.kept[path].repositories == list(range(1, count + 1))


def test_who_may_see_a_new_secret_of_an_organization_has_to_be_said(fake, gate):
    with pytest.raises(ConfigurationError, match="no such secret yet"):
        target_at(gate, organization="acme").check()

    target_at(gate, organization="acme", visibility="private").put(NEW, version=1)

    assert fake.kept[f"/orgs/acme/actions/secrets/{KEY}"].visibility == "private"


@pytest.mark.parametrize(
    "config",
    [
        {}, {"repository": "acme/site", "organization": "acme"}, {"organization": "acme", "environment": "live"},
        {"repository": "site"}, {"repository": "a/b/c"}, {"repository": "acme/.."}, {"repository": "acme/"},
        {"repository": "acme/site", "visibility": "all"}, {"organization": "acme", "visibility": "selected"},
        {"repository": "acme/site", "key": "GITHUB_TOKEN"}, {"repository": "acme/site", "key": "1ST"},
        {"repository": "acme/site", "key": "A-B"},
    ],
)  # fmt: skip
def test_whose_secret_it_is_has_to_be_clear(gate, config):
    with pytest.raises(ConfigurationError) as caught:
        target_at(gate, **config)

    assert caught.value.advice
    assert gate.passed == []


def test_a_token_that_may_read_and_not_write_is_told_with_what_it_lacks(fake, gate):
    fake.may_write = False
    target = target_at(gate, repository="acme/site")

    with pytest.raises(ConfigurationError, match="Resource not accessible by personal access token") as caught:
        target.put(NEW, version=1)

    assert "'Secrets' read and write" in caught.value.advice


def test_a_bad_token_is_told(gate):
    target = open_target("github", "site", {"api": gate.url, "repository": "acme/site"}, Secret("ghp_other"))

    with pytest.raises(ConfigurationError, match=r"does not take the token of this target \(401\).*Bad credentials"):
        target.check()


def test_a_rate_limit_is_no_missing_right(fake, gate):
    fake.limited = True

    with pytest.raises(PropagationFailed, match=r"asks to wait \(403\).*API rate limit exceeded"):
        target_at(gate, repository="acme/site").check()


def test_what_was_never_put_is_not_there(gate):
    assert target_at(gate, repository="acme/site").confirm(NEW) is False


def test_a_secret_that_is_older_than_what_was_put_is_not_it(fake, gate):
    target = target_at(gate, repository="acme/site")
    target.put(NEW, version=1)
    before = target.confirm(NEW)

    fake.kept[f"/repos/acme/site/actions/secrets/{KEY}"].updated_at -= 3600

    assert before is None
    assert target.confirm(NEW) is False


def test_a_public_key_that_is_none_is_not_used(gate):
    gate.trouble = lambda request, service: (
        answer("200 OK", {"key_id": "1", "key": "bm8="}) if b"public-key" in request else service(request)
    )

    with pytest.raises(PropagationFailed, match="public key can't be used"):
        target_at(gate, repository="acme/site").put(NEW, version=1)


@contextmanager
def variables(monkeypatch, **values):
    for name in ("GH_TOKEN", "GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    yield


def test_a_token_for_github_dot_com_goes_to_no_other_address(gate, monkeypatch):
    config = {"api": gate.url, "repository": "acme/site"}
    with variables(monkeypatch, GH_TOKEN=TOKEN, GITHUB_TOKEN=TOKEN):
        with pytest.raises(ConfigurationError, match="no token of GitHub"):
            open_target("github", "site", config, None)
        open_target("github", "site", {"repository": "acme/site"}, None)
    with variables(monkeypatch, GH_ENTERPRISE_TOKEN=TOKEN):
        open_target("github", "site", config, None).check()
        with pytest.raises(ConfigurationError, match="no token of GitHub"):
            open_target("github", "site", {"repository": "acme/site"}, None)

    assert len(gate.passed) == 2


def test_the_address_is_githubs_own_unless_another_is_given():
    assert next(key.default for key in github.KIND.keys if key.name == "api") == "https://api.github.com"
