"""Secret Manager: signing in, checksums, and no version more than needed."""

import json

import pytest

from clickgate.errors import ClickgateError, ConfigurationError, PropagationFailed
from clickgate.kernel.secret import Secret
from clickgate.vault.propagate.opening import open_target
from tests.support.fake_gcp import TOKEN, FakeGoogle
from tests.support.fake_requests import Gate, read_request
from tests.support.raw_server import RawServer, http
from tests.support.shared_server import free_port

NEW = Secret("pk_1_NEW")
FAKE = FakeGoogle()  # one key for all, for it takes long to make


@pytest.fixture
def fake():
    FAKE.versions, FAKE.signs_in, FAKE.damages, FAKE.takes_checksums = ["old"], True, False, True
    FAKE.rights = ["secretmanager.versions.access", "secretmanager.versions.add"]
    return FAKE


@pytest.fixture
def gate(fake):
    with Gate(fake) as made:
        yield made


def target_at(gate, login=None, **config):
    settings = {"project": "acme", "secret": "clickup-token", "endpoint": gate.url, "timeout": "5", **config}
    return open_target("gcp", "site", settings, login)


@pytest.fixture
def account(fake, gate):
    return Secret(fake.account(gate.url))


def test_one_sign_in_serves_several_requests(gate, account):
    target = target_at(gate, account)
    target.check()
    target.put(NEW, version=1)
    target.confirm(NEW)

    paths = [read_request(request).path for request in gate.passed]
    assert paths.count("/token") == 1
    assert len(paths) == 5


def test_the_key_may_stand_in_a_file(fake, gate, tmp_path, account):
    (tmp_path / "key.json").write_text(account.reveal())

    target_at(gate, credentials_file=str(tmp_path / "key.json")).put(NEW, version=1)

    assert fake.versions == ["old", "pk_1_NEW"]


def test_the_application_default_credentials_are_used_where_none_are_named(fake, gate, tmp_path, account, monkeypatch):
    (tmp_path / "key.json").write_text(account.reveal())
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "key.json"))

    target_at(gate).put(NEW, version=1)

    assert fake.versions == ["old", "pk_1_NEW"]


def test_a_login_that_google_does_not_take_is_told_without_the_key(fake, gate, account):
    fake.signs_in = False

    with pytest.raises(ConfigurationError, match=r"does not let this target sign in \(RefreshError\)") as caught:
        target_at(gate, account).check()

    assert "PRIVATE KEY" not in str(caught.value)
    assert caught.value.__context__ is None


BAD = json.dumps({"private_key": "x", "client_email": "a", "token_uri": "b"})


@pytest.mark.parametrize("key", ["{", "[]", "{}", '{"type": "service_account"}', BAD])
def test_a_key_that_is_none_is_told_without_being_repeated(gate, key):
    with pytest.raises(ConfigurationError) as caught:
        target_at(gate, Secret(key)).check()

    assert key not in str(caught.value)
    assert caught.value.__context__ is None


def test_a_sign_in_that_nobody_answers_is_told(fake, gate):
    with pytest.raises(PropagationFailed, match="sign-in can't be reached"):
        target_at(gate, Secret(fake.account(f"http://127.0.0.1:{free_port()}"))).check()


def test_a_sign_in_is_not_led_elsewhere(fake, gate):
    with (
        RawServer(lambda _: http("200 OK", b"{}")) as elsewhere,
        RawServer(lambda _: http("307 Go", b"", f"location: {elsewhere.url}/token")) as sign_in,
    ):
        with pytest.raises(ClickgateError):
            target_at(gate, Secret(fake.account(sign_in.url))).check()

        assert elsewhere.connections == 0


@pytest.mark.parametrize("right", ["secretmanager.versions.access", "secretmanager.versions.add"])
def test_a_right_that_is_missing_is_named(fake, gate, account, right):
    fake.rights.remove(right)

    with pytest.raises(ConfigurationError, match=f"{right} is not allowed"):
        target_at(gate, account).check()


def test_no_version_is_added_where_the_newest_holds_the_secret(fake, gate, account):
    fake.versions = ["old", "pk_1_NEW"]

    assert target_at(gate, account).put(NEW, version=1) is False
    assert fake.versions == ["old", "pk_1_NEW"]


@pytest.mark.parametrize("versions", [[], ["pk_1_NEW", None]])
def test_a_secret_without_a_version_that_can_be_read_gets_one(fake, gate, account, versions):
    fake.versions = list(versions)

    assert target_at(gate, account).confirm(NEW) is False
    assert target_at(gate, account).put(NEW, version=1) is True
    assert fake.versions == [*versions, "pk_1_NEW"]


def test_a_value_that_was_damaged_on_the_way_is_not_believed(fake, gate, account):
    fake.damages = True

    with pytest.raises(PropagationFailed, match="damaged on the way"):
        target_at(gate, account).confirm(NEW)


def test_a_checksum_that_nobody_looked_at_is_told(fake, gate, account):
    fake.takes_checksums = False

    with pytest.raises(PropagationFailed, match="did not look at the checksum"):
        target_at(gate, account).put(NEW, version=1)


def test_a_bad_access_token_is_told(fake, gate, account):
    gate.trouble = lambda request, service: service(request.replace(TOKEN.encode(), b"other"))

    with pytest.raises(ConfigurationError, match="401"):
        target_at(gate, account).check()


@pytest.mark.parametrize("config", [{"project": "a/b"}, {"secret": "projects/a/secrets/b"}, {"secret": "a?b"}])
def test_a_name_is_a_name_alone(gate, account, config):
    with pytest.raises(ConfigurationError, match="is no name of Google's"):
        target_at(gate, account, **config)
