"""Key-value secrets of a real OpenBao server: versions, rights, and others who write at the same time."""

import pytest

from clickgate.errors import ConfigurationError, PropagationFailed
from clickgate.kernel.secret import Secret
from clickgate.vault.propagate.opening import open_target
from tests.support.fake_places import KEY, openbao_place
from tests.support.fake_requests import read_request

NEW = Secret("pk_1_NEW")


@pytest.fixture
def place(openbao):
    with openbao_place(openbao) as made:
        yield made


@pytest.fixture
def client(openbao):
    made = openbao.client()
    yield made
    made.adapter.close()


def data(client, place):
    return client.read(f"{place.config['mount']}/data/site/clickup")["data"]


def test_the_version_of_the_credential_is_kept_beside_it_and_what_others_keep_there_stays(place, client):
    metadata = f"/{place.config['mount']}/metadata/site/clickup"
    client.write_data(metadata, data={"custom_metadata": {"owner": "ops"}, "max_versions": 5})

    place.open().put(NEW, version=7)

    found = client.read(metadata.strip("/"))["data"]
    assert found["custom_metadata"] == {"owner": "ops", "clickgate_version": "7"}
    assert found["max_versions"] == 5


def test_a_repeat_makes_no_new_version_but_mends_the_metadata(place, client):
    target = place.open()
    target.put(NEW, version=7)
    before = data(client, place)["metadata"]["version"]
    client.write_data(f"/{place.config['mount']}/metadata/site/clickup", data={"custom_metadata": {}})

    written = target.put(NEW, version=7)

    after = data(client, place)["metadata"]
    assert written is False
    assert after["version"] == before
    assert after["custom_metadata"] == {"clickgate_version": "7"}


def test_a_token_that_may_not_touch_the_metadata_still_writes(openbao, place, client):
    path = f"{place.config['mount']}/data/site/clickup"
    place.login = Secret(openbao.make_token({path: ["read", "update"]}))
    target = place.open()

    target.check()
    target.put(NEW, version=7)

    assert data(client, place)["data"][KEY] == "pk_1_NEW"
    assert data(client, place)["metadata"]["custom_metadata"] is None


def test_what_somebody_else_writes_in_between_is_kept(place, client):
    others = iter(range(3))

    def write_first(request, service):
        if place.is_write(request) and (number := next(others, None)) is not None:
            path = f"/{place.config['mount']}/data/site/clickup"
            client.write_data(path, data={"data": {**data(client, place)["data"], f"NEW_{number}": "x"}})
        return service(request)

    place.gate.trouble = write_first

    assert place.open().put(NEW, version=7) is True
    assert data(client, place)["data"] == {
        "OTHER": "other", "PORT": 8080, KEY: "pk_1_NEW", "NEW_0": "x", "NEW_1": "x", "NEW_2": "x"
    }  # fmt: skip


def test_a_place_where_somebody_else_never_stops_writing_is_given_up(place, client):
    def write_first(request, service):
        if place.is_write(request):
            path = f"/{place.config['mount']}/data/site/clickup"
            client.write_data(path, data={"data": {"OTHER": "other", KEY: "theirs"}})
        return service(request)

    place.gate.trouble = write_first

    with pytest.raises(PropagationFailed, match="somebody else keeps writing there"):
        place.open().put(NEW, version=7)
    assert data(client, place)["data"] == {"OTHER": "other", KEY: "theirs"}


def test_a_secret_that_is_not_there_is_made(openbao, place, client):
    place.login = Secret(openbao.token)

    for path in ("new", "deep/er one"):
        target = place.open(path=path)
        target.check()

        assert target.put(NEW, version=1) is True
        assert client.read(f"{place.config['mount']}/data/{path}")["data"]["data"] == {KEY: "pk_1_NEW"}


def test_a_secret_whose_newest_version_is_deleted_gets_a_new_one(place, client):
    client.delete(f"{place.config['mount']}/data/site/clickup")
    target = place.open()

    target.check()
    before = target.confirm(NEW)
    target.put(NEW, version=1)

    assert before is False
    assert data(client, place)["data"] == {KEY: "pk_1_NEW"}


def test_an_engine_that_is_not_there_is_told(openbao, place):
    place.login = Secret(openbao.token)

    with pytest.raises(ConfigurationError, match="404"):
        place.open(mount="nowhere").check()


def test_a_namespace_is_asked_for(place):
    with pytest.raises(ConfigurationError):
        place.open(namespace="team-a").check()

    assert read_request(place.gate.passed[0]).headers["x-vault-namespace"] == "team-a"


def test_the_server_is_known_by_its_authority(openbao, place):
    config = {**place.config, "url": openbao.tls_address}

    open_target("openbao", "site", {**config, "ca_file": str(openbao.authority)}, place.login).put(NEW, version=1)
    with pytest.raises(ConfigurationError, match="certificate is not trusted"):
        open_target("openbao", "site", config, place.login).check()
    with pytest.raises(ConfigurationError, match="certificates of its authority can't be read"):
        open_target("openbao", "site", {**config, "ca_file": "/nowhere.pem"}, place.login)

    assert place.value() == "pk_1_NEW"


@pytest.mark.parametrize("name", ["BAO_TOKEN", "VAULT_TOKEN"])
def test_the_token_may_stand_in_the_environment(place, monkeypatch, name):
    for other in ("BAO_TOKEN", "VAULT_TOKEN"):
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv(name, place.login.reveal())
    place.login = None

    assert place.open().put(NEW, version=1) is True


def test_the_token_may_stand_in_the_file_that_a_sign_in_leaves(place, monkeypatch, tmp_path):
    for other in ("BAO_TOKEN", "VAULT_TOKEN"):
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".vault-token").write_text(f"{place.login.reveal()}\n")
    place.login = None

    assert place.open().put(NEW, version=1) is True
