"""Keys in OpenBao: what a token has to be let do, and what comes of a server that is away, slow, sealed or another."""

from __future__ import annotations

import base64
import contextlib
import json
import socket
from typing import TYPE_CHECKING

import pytest

from clickgate.errors import ConfigurationError, VaultLocked, WrongKey
from clickgate.vault.keys import openbao as connection
from clickgate.vault.keys.transit import TransitKeySource
from tests.support.raw_server import RawServer, http
from tests.support.shared_server import free_port

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.openbao import OpenBaoServer

CONTEXT = b"context"
TOKEN = "s.canary-of-a-token"


@pytest.fixture(scope="module")
def mount(openbao: OpenBaoServer) -> str:
    """A transit engine of this module's own."""
    return openbao.enable("transit")


@pytest.fixture
def key(openbao: OpenBaoServer, mount: str) -> str:
    """A transit key of this test's own."""
    return openbao.make_transit_key(mount)


@pytest.fixture
def source(openbao: OpenBaoServer, mount: str, key: str) -> TransitKeySource:
    """A source that may do all."""
    return TransitKeySource.from_settings(f"{mount}/{key}", openbao.environ())


@pytest.fixture
def limited(openbao: OpenBaoServer, mount: str, key: str):
    """Makes a source that may do all but some things: paths below the mount, with `KEY` for the key."""
    rights = {"keys/KEY": "read", "encrypt/KEY": "update", "decrypt/KEY": "update", "keys/KEY/rotate": "update",
              "keys/KEY/config": "update"}  # fmt: skip

    def make(*without: str) -> TransitKeySource:
        rules = {
            f"{mount}/{path.replace('KEY', key)}": [right] for path, right in rights.items() if path not in without
        }
        return TransitKeySource.from_settings(f"{mount}/{key}", openbao.environ(openbao.make_token(rules)))

    return make


def away(address: str, **more: str) -> TransitKeySource:
    return TransitKeySource.from_settings("some-key", {"BAO_ADDR": address, "BAO_TOKEN": TOKEN, **more})


@pytest.mark.parametrize("rest", ["", "/", "a/", "/a", "a//b", "../a", "a/../b", "a b", "a\nb", "a?b", "ä"])
def test_a_name_that_no_transit_key_has_is_refused(rest):
    with pytest.raises(ConfigurationError, match="transit:KEYNAME"):
        TransitKeySource.from_settings(rest, {"BAO_ADDR": "http://127.0.0.1:1"})


def test_the_engine_may_stand_at_any_path(openbao):
    mount = openbao.enable("transit", "some/deep/place")
    key = openbao.make_transit_key(mount)
    source = TransitKeySource.from_settings(f"{mount}/{key}", openbao.environ())

    assert source.current_id() == f"transit-some/deep/place/{key}:v1"


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({}, "BAO_ADDR"),
        ({"BAO_ADDR": "openbao.example.com:8200"}, "no address"),
        ({"BAO_ADDR": "http://openbao.example.com:8200"}, "readable"),
        ({"BAO_ADDR": "https://me:word@openbao.example.com"}, "user"),
        ({"BAO_ADDR": "https://openbao.example.com", "BAO_CACERT": "/nowhere/at/all.pem"}, "BAO_CACERT"),
    ],
)
def test_an_address_that_can_not_be_used_is_refused_before_anything_is_sent(environ, words):
    with pytest.raises(ConfigurationError, match=words):
        TransitKeySource.from_settings("key", {"BAO_TOKEN": TOKEN, **environ})


def test_what_both_servers_call_their_settings_is_read(openbao, mount, key):
    environ = {"VAULT_ADDR": openbao.address, "VAULT_TOKEN": openbao.token}

    assert TransitKeySource.from_settings(f"{mount}/{key}", environ).current_id() == f"transit-{mount}/{key}:v1"


def test_a_token_that_is_renewed_in_its_file_is_taken_at_once(openbao, mount, key, tmp_path: Path):
    token = tmp_path / "token"
    token.write_text("s.an-old-one\n", encoding="utf-8")
    environ = {"BAO_ADDR": openbao.address, "BAO_TOKEN_FILE": str(token)}
    source = TransitKeySource.from_settings(f"{mount}/{key}", environ)
    with pytest.raises(VaultLocked, match="refused the token"):
        source.current_id()
    token.write_text(f"{openbao.token}\n", encoding="utf-8")

    assert source.current_id() == f"transit-{mount}/{key}:v1"


def test_the_token_of_the_command_line_is_found(openbao, mount, key, tmp_path: Path):
    (tmp_path / ".vault-token").write_text(openbao.token, encoding="utf-8")
    environ = {"BAO_ADDR": openbao.address, "HOME": str(tmp_path)}

    assert TransitKeySource.from_settings(f"{mount}/{key}", environ).current_id()


def test_without_a_token_it_is_said_where_one_is_looked_for(tmp_path: Path):
    source = TransitKeySource.from_settings("key", {"BAO_ADDR": "http://127.0.0.1:1", "HOME": str(tmp_path)})

    with pytest.raises(VaultLocked, match="BAO_TOKEN_FILE"):
        source.current_id()


@pytest.mark.parametrize("token", ["s.canary\nof", "s.canary of", "s.cänary"])
def test_a_token_that_no_header_can_carry_is_refused_and_not_repeated(token):
    with pytest.raises(VaultLocked) as caught:
        away("http://127.0.0.1:1", BAO_TOKEN=token).current_id()

    assert "nary" not in str(caught.value)


def test_a_certificate_is_trusted_only_where_its_authority_is_named(openbao, mount, key):
    trusting = openbao.environ(tls=True)
    doubting = {name: value for name, value in trusting.items() if name != "BAO_CACERT"}

    assert TransitKeySource.from_settings(f"{mount}/{key}", trusting).current_id()
    with pytest.raises(VaultLocked, match="certificate"):
        TransitKeySource.from_settings(f"{mount}/{key}", doubting).current_id()


def test_a_server_that_is_away_is_told_by_its_address():
    address = f"http://127.0.0.1:{free_port()}"

    with pytest.raises(VaultLocked, match=f"{address} can't be reached"):
        away(address).current_id()


def test_a_server_that_never_answers_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(connection, "TIMEOUT", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        source = away(f"http://127.0.0.1:{silent.getsockname()[1]}")
        for call in (
            source.current_id,
            lambda: source.wrap(bytes(32), "transit-transit/some-key:v1", CONTEXT),
            lambda: source.unwrap(bytes(60), "transit-transit/some-key:v1", CONTEXT),
            source.add_key,
        ):
            with pytest.raises(VaultLocked, match=r"did not answer within 0\.1 seconds"):
                call()


def test_the_token_does_not_follow_a_redirect():
    with contextlib.ExitStack() as servers:
        other = servers.enter_context(RawServer(lambda request: http("200 OK", b"{}")))
        to = f"location: {other.url}/v1/transit/keys/some-key"
        server = servers.enter_context(RawServer(lambda request: http("307 Temporary Redirect", b"", to)))

        with pytest.raises(VaultLocked, match="another address"):
            away(server.url).current_id()
        assert (len(server.requests), other.requests) == (1, [])


def test_no_proxy_of_the_environment_is_asked(monkeypatch, source):
    with RawServer(lambda request: http("502 Bad Gateway")) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        source.current_id()

        assert proxy.requests == []


def test_token_and_namespace_travel_in_headers_and_nowhere_else():
    with RawServer(
        lambda request: http("200 OK", b'{"data": {"latest_version": 3, "type": "aes256-gcm96"}}')
    ) as server:
        id_ = away(server.url, BAO_NAMESPACE="team/a").current_id()
        head = server.requests[0].decode().splitlines()

        assert id_ == "transit-transit/some-key:v3"
        assert head[0] == "GET /v1/transit/keys/some-key HTTP/1.1"
        assert f"X-Vault-Token: {TOKEN}" in head
        assert "X-Vault-Namespace: team/a" in head
        assert sum(TOKEN in line for line in head) == 1


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (http("503 Service Unavailable", b'{"errors": ["Vault is sealed"]}'), "Vault is sealed.*unseal"),
        (http("429 Too Many Requests", b""), "does not serve now"),
        (http("500 Internal Server Error", b'{"errors": ["internal error"]}'), "status 500: internal error"),
        (http("200 OK", b"<html>Welcome</html>"), "does not answer as OpenBao"),
        (http("200 OK", b'{"data": {}}'), "form"),
        (http("200 OK", b'{"data": {"latest_version": "two"}}'), "form"),
        (http("200 OK"), "form"),
        (None, "can't be reached"),
    ],
)
def test_whatever_else_stands_there_keeps_the_vault_locked(answer, words):
    with RawServer(lambda request: answer) as server, pytest.raises(VaultLocked, match=words):
        away(server.url).current_id()


@pytest.mark.parametrize("data", [{}, {"ciphertext": "vault:v1:?"}, {"ciphertext": "vault:v2:AAAA"}])
def test_an_answer_that_is_no_ciphertext_is_not_kept(data):
    with RawServer(lambda request: http("200 OK", json.dumps({"data": data}).encode())) as server:
        source = away(server.url)

        with pytest.raises(VaultLocked, match="form"):
            source.wrap(bytes(32), "transit-transit/some-key:v1", CONTEXT)


def test_a_token_that_may_not_decrypt_is_told_which_right_it_lacks(limited, mount, key):
    source = limited("decrypt/KEY")
    wrapped = source.wrap(bytes(32), source.current_id(), CONTEXT)

    with pytest.raises(VaultLocked, match=f"lacks the right `update` on `{mount}/decrypt/{key}`"):
        source.unwrap(wrapped, source.current_id(), CONTEXT)


def test_a_token_that_may_not_encrypt_or_look_is_told_which_right_it_lacks(limited, mount, key):
    with pytest.raises(VaultLocked, match=f"`update` on `{mount}/encrypt/{key}`"):
        limited("encrypt/KEY").wrap(bytes(32), f"transit-{mount}/{key}:v1", CONTEXT)
    with pytest.raises(VaultLocked, match=f"`read` on `{mount}/keys/{key}`"):
        limited("keys/KEY").current_id()
    with pytest.raises(VaultLocked, match=f"`read` on `{mount}/keys/{key}`"):
        limited("keys/KEY").add_key()


def test_who_may_not_rotate_is_told_the_command_and_nothing_is_changed(limited, mount, key):
    source = limited("keys/KEY/rotate")

    with pytest.raises(ConfigurationError, match=f"bao write -f {mount}/keys/{key}/rotate"):
        source.add_key()
    assert source.current_id() == f"transit-{mount}/{key}:v1"


def test_who_may_not_drop_is_told_the_command_and_the_key_is_still_there(limited, mount, key):
    source = limited("keys/KEY/config")
    old = source.current_id()
    wrapped = source.wrap(bytes(32), old, CONTEXT)
    source.add_key()

    with pytest.raises(ConfigurationError, match=f"bao write {mount}/keys/{key}/config min_decryption_version=2"):
        source.drop_key(old)
    assert source.unwrap(wrapped, old, CONTEXT) == bytes(32)


def test_the_newest_and_a_foreign_key_are_never_dropped(source):
    newest = source.current_id()
    for key_id in (newest, f"{newest}9", "kek-00000000", "transit-elsewhere/key:v1"):
        source.drop_key(key_id)

    assert source.unwrap(source.wrap(bytes(32), newest, CONTEXT), newest, CONTEXT) == bytes(32)


def test_a_dropped_version_does_not_come_back_to_wrap(source):
    old = source.current_id()
    source.add_key()
    source.drop_key(old)

    with pytest.raises(WrongKey):
        source.wrap(bytes(32), old, CONTEXT)


def test_a_key_that_is_not_there_yet_is_not_made_by_asking(openbao, mount):
    source = TransitKeySource.from_settings(f"{mount}/not-there", openbao.environ())

    for _ in range(2):
        with pytest.raises(VaultLocked, match=f"bao write -f {mount}/keys/not-there"):
            source.current_id()


def test_the_first_key_is_made_where_the_token_may(openbao, mount):
    source = TransitKeySource.from_settings(f"{mount}/first", openbao.environ())

    assert source.add_key() == source.current_id() == f"transit-{mount}/first:v1"


def test_a_first_key_that_another_process_made_meanwhile_is_taken(openbao, mount):
    one, other = (TransitKeySource.from_settings(f"{mount}/meanwhile", openbao.environ()) for _ in range(2))
    for source in (one, other):
        with pytest.raises(VaultLocked):
            source.current_id()

    assert one.add_key() == other.add_key() == f"transit-{mount}/meanwhile:v1"


def test_a_key_that_can_not_bind_a_context_is_refused(openbao, mount):
    key = openbao.make_transit_key(mount, key_type="rsa-2048")

    with pytest.raises(ConfigurationError, match="aes256-gcm96"):
        TransitKeySource.from_settings(f"{mount}/{key}", openbao.environ()).current_id()


def test_a_server_that_takes_no_notice_of_contexts_is_not_used():
    """Older servers ignore the context rather than refuse it: any data key would unwrap in the place of any other."""
    ciphertext, plaintext = "vault:v1:" + "A" * 80, base64.b64encode(bytes(32)).decode()
    body = json.dumps({"data": {"ciphertext": ciphertext, "plaintext": plaintext}}).encode()
    with (
        RawServer(lambda request: http("200 OK", body)) as server,
        pytest.raises(ConfigurationError, match="no notice"),
    ):
        away(server.url).wrap(bytes(32), "transit-transit/some-key:v1", CONTEXT)


def test_that_the_server_binds_contexts_is_looked_at_once(source):
    key_id = source.current_id()
    asked = []
    ask = source._server.write
    source._server.write = lambda path, **fields: asked.append(path.split("/")[-2]) or ask(path, **fields)
    for _ in range(3):
        source.wrap(bytes(32), key_id, CONTEXT)

    assert asked == ["encrypt", "decrypt", "encrypt", "encrypt"]


def test_where_the_library_is_absent_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "hvac.adapters", None)

    with pytest.raises(ConfigurationError, match=r"clickgate\[openbao\]"):
        away("http://127.0.0.1:1")
