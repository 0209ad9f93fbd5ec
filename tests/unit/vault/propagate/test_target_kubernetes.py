"""A key of a Secret: patched where nothing else has changed meanwhile, signed in in each way that there is."""

import base64

import pytest

from clickgate.errors import ConfigurationError, PropagationFailed
from clickgate.kernel.secret import Secret
from clickgate.vault.propagate.opening import open_target
from tests.support.fake_kubernetes import TOKEN, FakeKubernetes
from tests.support.fake_places import KEY
from tests.support.fake_requests import Gate, read_request

NEW = Secret("pk_1_NEW")


@pytest.fixture
def fake():
    return FakeKubernetes()


@pytest.fixture
def gate(fake):
    with Gate(fake) as made:
        yield made


def target_at(gate, login=TOKEN, **config):
    settings = {"namespace": "site", "secret": "clickup", "timeout": "5", **config}
    if login is not None:
        settings["server"] = gate.url
    return open_target("kubernetes", "site", settings, None if login is None else Secret(login))


def test_the_version_of_the_credential_is_noted_beside_it(fake, gate):
    target = target_at(gate)
    target.put(NEW, version=7)
    written = target.put(NEW, version=8)

    assert written is False
    assert fake.secret["metadata"]["annotations"] == {"clickgate/credential-version": "8"}
    assert fake.secret["data"]["OTHER"] == "b3RoZXI="


def test_a_repeat_sends_no_patch(fake, gate):
    target = target_at(gate)
    target.put(NEW, version=7)
    before = len(gate.passed)

    target.put(NEW, version=7)

    assert [read_request(request).method for request in gate.passed[before:]] == ["GET"]


def test_a_secret_without_any_key_gets_one(fake, gate):
    del fake.secret["data"]
    target = target_at(gate)
    target.check()

    target.put(NEW, version=1)

    assert fake.value() == "pk_1_NEW"


def test_what_somebody_else_writes_in_between_is_kept(fake, gate):
    fake.meanwhile = [{"data": {f"NEW_{number}": "eA=="}} for number in range(3)]

    assert target_at(gate).put(NEW, version=1) is True
    assert fake.secret["data"] == {
        "OTHER": "b3RoZXI=", "NEW_0": "eA==", "NEW_1": "eA==", "NEW_2": "eA==", KEY: "cGtfMV9ORVc="
    }  # fmt: skip


def test_a_place_where_somebody_else_never_stops_writing_is_given_up(fake, gate):
    fake.meanwhile = [{"data": {f"NEW_{number}": "eA=="}} for number in range(30)]

    with pytest.raises(PropagationFailed, match="somebody else keeps writing there"):
        target_at(gate).put(NEW, version=1)
    assert fake.value() is None


def test_an_immutable_secret_is_told(fake, gate):
    fake.secret["immutable"] = True

    with pytest.raises(ConfigurationError, match="immutable"):
        target_at(gate).check()


def test_a_check_tries_the_patch_and_has_nothing_carried_out(fake, gate):
    target_at(gate).check()

    tried = read_request(gate.passed[-1])
    assert (tried.method, tried.query, tried.body) == ("PATCH", {"dryRun": "All"}, b"{}")
    assert fake.secret["metadata"]["resourceVersion"] == "100"


def test_a_secret_that_is_not_there_is_not_made(gate):
    with pytest.raises(ConfigurationError, match='secrets "nowhere" not found'):
        target_at(gate, secret="nowhere").check()


def test_a_value_that_is_no_text_is_not_the_secret(fake, gate):
    fake.secret["data"][KEY] = base64.b64encode(b"\xff\xfe").decode()

    assert target_at(gate).confirm(NEW) is False


def kubeconfig(path, url, user, **cluster):
    import yaml

    path.write_text(yaml.safe_dump({
        "apiVersion": "v1", "kind": "Config", "current-context": "right",
        "clusters": [
            {"name": "c", "cluster": {"server": url, **cluster}}, {"name": "d", "cluster": {"server": "http://127.0.0.1:9"}}
        ],
        "users": [{"name": "u", "user": user}],
        "contexts": [
            {"name": "right", "context": {"cluster": "c", "user": "u"}},
            {"name": "wrong", "context": {"cluster": "d", "user": "u"}},
        ],
    }))  # fmt: skip
    return str(path)


def test_a_kubeconfig_says_where_and_who(fake, gate, tmp_path):
    path = kubeconfig(tmp_path / "config", gate.url, {"token": TOKEN})

    target_at(gate, None, kubeconfig=path).put(NEW, version=1)
    with pytest.raises(PropagationFailed):
        target_at(gate, None, kubeconfig=path, context="wrong").check()

    assert fake.value() == "pk_1_NEW"


def test_a_program_may_sign_in(fake, gate, tmp_path):
    program = tmp_path / "sign-in"
    program.write_text(
        f"""#!/bin/sh
echo '{{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": {{"token": "{TOKEN}"}}}}'
"""
    )
    program.chmod(0o700)
    user = {
        "exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": str(program), "interactiveMode": "Never"}
    }

    target_at(gate, None, kubeconfig=kubeconfig(tmp_path / "config", gate.url, user)).put(NEW, version=1)

    assert fake.value() == "pk_1_NEW"


def test_the_kubeconfig_of_the_environment_is_used_where_none_is_named(fake, gate, tmp_path, monkeypatch):
    from kubernetes.config import kube_config

    path = kubeconfig(tmp_path / "config", gate.url, {"token": TOKEN})
    monkeypatch.setattr(kube_config, "KUBE_CONFIG_DEFAULT_LOCATION", path)
    monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)

    target_at(gate, None).put(NEW, version=1)

    assert fake.value() == "pk_1_NEW"


def test_what_a_pod_is_given_is_used_within_one(tmp_path, monkeypatch):
    from kubernetes.config import incluster_config

    from tests.support.openbao import _make_certificates

    authority, _, _ = _make_certificates(tmp_path)
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    monkeypatch.setattr(incluster_config, "SERVICE_TOKEN_FILENAME", str(tmp_path / "token"))
    monkeypatch.setattr(incluster_config, "SERVICE_CERT_FILENAME", str(authority))
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "127.0.0.1")
    monkeypatch.setenv("KUBERNETES_SERVICE_PORT", "9")
    target = open_target("kubernetes", "site", {"namespace": "site", "secret": "clickup"}, None)

    with pytest.raises(PropagationFailed, match="nobody listens"):
        target.check()


def test_a_client_certificate_may_sign_in(tmp_path, gate):
    from tests.support.openbao import _make_certificates

    encoded = [base64.b64encode(path.read_bytes()).decode() for path in _make_certificates(tmp_path)]
    user = {"client-certificate-data": encoded[1], "client-key-data": encoded[2]}
    cluster = {"certificate-authority-data": encoded[0]}
    path = kubeconfig(tmp_path / "config", "https://127.0.0.1:9", user, **cluster)

    with pytest.raises(PropagationFailed, match="nobody listens"):
        target_at(gate, None, kubeconfig=path).check()


def test_a_cluster_whose_certificate_is_not_to_be_checked_is_refused(gate, tmp_path):
    path = kubeconfig(
        tmp_path / "config", "https://127.0.0.1:9", {"token": TOKEN}, **{"insecure-skip-tls-verify": True}
    )

    with pytest.raises(ConfigurationError, match="not to check"):
        target_at(gate, None, kubeconfig=path)


@pytest.mark.parametrize("text", ["", "nonsense: [", "{}"])
def test_a_kubeconfig_that_says_nothing_is_told(gate, tmp_path, text):
    (tmp_path / "config").write_text(text)

    with pytest.raises(ConfigurationError, match="no login for a cluster"):
        target_at(gate, None, kubeconfig=str(tmp_path / "config"))


def test_a_login_without_a_server_and_an_authority_that_cannot_be_read_are_told(gate):
    with pytest.raises(ConfigurationError, match="need 'server'"):
        open_target("kubernetes", "site", {"namespace": "site", "secret": "clickup"}, Secret(TOKEN))
    with pytest.raises(ConfigurationError, match="certificates can't be read"):
        target_at(gate, ca_file="/nowhere.pem")


@pytest.mark.parametrize("config", [{"namespace": "a/b"}, {"secret": ".."}, {"secret": "Upper"}, {"key": "a b"}])
def test_a_name_is_a_name_alone(gate, config):
    with pytest.raises(ConfigurationError, match="is no name of Kubernetes"):
        target_at(gate, **config)
