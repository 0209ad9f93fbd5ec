"""Keys in AWS KMS: how they are named, what AWS is shown, and what each of its refusals means."""

from __future__ import annotations

import base64
import json
import os
import socket
import sys
from typing import TYPE_CHECKING

import pytest

from clickgate.errors import ConfigurationError, SealBroken, VaultLocked, WrongKey
from clickgate.vault.keys import kms
from clickgate.vault.keys.kms import KmsKeySource
from tests.support.raw_server import RawServer, http
from tests.support.shared_server import free_port

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.moto_server import AwsEndpoint

CONTEXT = b"data key of dek_1"
ARN = "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
LOGIN = {"AWS_ACCESS_KEY_ID": "AKIATEST", "AWS_SECRET_ACCESS_KEY": "canary-of-a-secret", "AWS_REGION": "eu-central-1"}


@pytest.fixture(autouse=True)
def nothing_of_this_machine(monkeypatch):
    """Hide what this machine knows of AWS, and the address that gives machines a role."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def open_kms(aws_endpoint: AwsEndpoint) -> Callable[[str], KmsKeySource]:
    """Opens a source with the keys that are named."""
    return lambda rest: KmsKeySource.from_settings(rest, aws_endpoint.environ())


def away(address: str, rest: str = ARN) -> KmsKeySource:
    return KmsKeySource.from_settings(rest, {**LOGIN, "AWS_ENDPOINT_URL": address})


def refusing(code: str) -> bytes:
    body = json.dumps({"__type": code, "message": "said by AWS"}).encode()
    return http("400 Bad Request", body, "content-type: application/x-amz-json-1.1", "connection: close")


def giving(**fields: object) -> bytes:
    return http("200 OK", json.dumps(fields).encode(), "content-type: application/x-amz-json-1.1")


@pytest.mark.parametrize("rest", ["", " ", "a,", ",a", "a,,b", "a b", "a;b", "ä"])
def test_a_name_that_no_key_has_is_refused(rest):
    with pytest.raises(ConfigurationError, match="kms:NEW,OLD"):
        KmsKeySource.from_settings(rest, LOGIN)


def test_a_key_has_one_id_however_it_is_named(aws_endpoint, open_kms):
    arn = aws_endpoint.make_key()
    alias = f"alias/{arn[-12:]}"
    aws_endpoint.client("kms").create_alias(AliasName=alias, TargetKeyId=arn)
    alias_arn = f"{arn.partition(':key/')[0]}:{alias}"

    assert {open_kms(rest).current_id() for rest in (arn, arn.rpartition("/")[2], alias, alias_arn)} == {arn}


def test_an_alias_that_is_turned_to_another_key_needs_the_old_one_named_beside_it(aws_endpoint, open_kms):
    old, new = aws_endpoint.make_key(), aws_endpoint.make_key()
    alias = f"alias/{old[-12:]}"
    client = aws_endpoint.client("kms")
    client.create_alias(AliasName=alias, TargetKeyId=old)
    wrapped = open_kms(alias).wrap(bytes(32), old, CONTEXT)
    client.update_alias(AliasName=alias, TargetKeyId=new)

    assert open_kms(alias).current_id() == new
    with pytest.raises(WrongKey, match="kms:NEW,OLD"):
        open_kms(alias).unwrap(wrapped, old, CONTEXT)
    assert open_kms(f"{alias},{old}").unwrap(wrapped, old, CONTEXT) == bytes(32)


def test_only_keys_that_the_setting_names_are_used_whatever_the_database_says(aws_endpoint, open_kms):
    """AWS would use any key that the login may use, such as one that somebody put there who can write the rows."""
    ours, foreign = aws_endpoint.make_key(), aws_endpoint.make_key()
    planted = open_kms(foreign).wrap(bytes(32), foreign, CONTEXT)

    with pytest.raises(WrongKey):
        open_kms(ours).unwrap(planted, foreign, CONTEXT)


def test_an_older_key_that_is_gone_does_not_hinder_the_newer_one(aws_endpoint, open_kms):
    new = aws_endpoint.make_key()
    alias = f"alias/{new[-12:]}"
    aws_endpoint.client("kms").create_alias(AliasName=alias, TargetKeyId=new)
    source = open_kms(f"{alias},alias/is-gone")
    wrapped = source.wrap(bytes(32), source.current_id(), CONTEXT)

    assert open_kms(f"{alias},alias/is-gone").unwrap(wrapped, new, CONTEXT) == bytes(32)


def test_a_key_that_is_not_there_or_disabled_keeps_the_vault_locked(aws_endpoint, open_kms):
    disabled = aws_endpoint.make_key()
    aws_endpoint.client("kms").disable_key(KeyId=disabled.rpartition("/")[2])

    with pytest.raises(VaultLocked, match="is not there"):
        open_kms("alias/never-made").current_id()
    with pytest.raises(VaultLocked, match="aws kms enable-key"):
        open_kms(disabled).current_id()


@pytest.mark.parametrize(("spec", "usage"), [("RSA_2048", "ENCRYPT_DECRYPT"), ("HMAC_256", "GENERATE_VERIFY_MAC")])
def test_a_key_that_can_not_bind_a_context_is_refused(aws_endpoint, open_kms, spec, usage):
    with pytest.raises(ConfigurationError, match="symmetric"):
        open_kms(aws_endpoint.make_key(KeySpec=spec, KeyUsage=usage)).current_id()


def test_aws_is_shown_the_context_and_asked_in_the_region_of_the_key():
    with RawServer(lambda request: giving(CiphertextBlob=base64.b64encode(b"wrapped").decode(), KeyId=ARN)) as server:
        wrapped = away(server.url).wrap(bytes(range(32)), ARN, CONTEXT)
        head, _, body = server.requests[0].partition(b"\r\n\r\n")

    assert wrapped == b"wrapped"
    assert json.loads(body) == {
        "KeyId": ARN, "Plaintext": base64.b64encode(bytes(range(32))).decode(),
        "EncryptionContext": {"clickgate": base64.b64encode(CONTEXT).decode()},
    }  # fmt: skip
    assert b"/us-west-2/kms/aws4_request" in head
    assert LOGIN["AWS_SECRET_ACCESS_KEY"].encode() not in head + body


# The emulation knows neither rights nor states of keys: these answers are written as AWS documents them.
# Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html
@pytest.mark.parametrize(
    ("code", "error", "words"),
    [
        ("AccessDeniedException", VaultLocked, f"right kms:Decrypt on {ARN} is missing"),
        ("InvalidCiphertextException", SealBroken, "changed"),
        ("IncorrectKeyException", SealBroken, "changed"),
        ("NotFoundException", VaultLocked, "is not there"),
        ("DisabledException", VaultLocked, "is disabled"),
        ("KMSInvalidStateException", VaultLocked, "state"),
        ("InvalidKeyUsageException", VaultLocked, "not made for encryption"),
        ("ExpiredTokenException", VaultLocked, "does not take this login"),
        ("UnrecognizedClientException", VaultLocked, "does not take this login"),
        ("SomethingNewException", VaultLocked, "SomethingNewException"),
    ],
)
def test_what_aws_refuses_is_told_by_what_has_to_be_done(code, error, words):
    with RawServer(lambda request: refusing(code)) as server, pytest.raises(error, match=words):
        away(server.url).unwrap(b"wrapped", ARN, CONTEXT)


def test_a_moment_of_too_many_requests_is_asked_over():
    answers = iter([refusing("ThrottlingException"), giving(Plaintext=base64.b64encode(bytes(32)).decode(), KeyId=ARN)])
    with RawServer(lambda request: next(answers)) as server:
        assert away(server.url).unwrap(b"wrapped", ARN, CONTEXT) == bytes(32)


def test_what_is_no_answer_of_aws_keeps_the_vault_locked():
    for answer in (http("200 OK", b"<html>Welcome</html>"), giving(), None):
        with RawServer(lambda request, answer=answer: answer) as server, pytest.raises(VaultLocked):
            away(server.url).unwrap(b"wrapped", ARN, CONTEXT)


def test_a_server_that_is_away_keeps_the_vault_locked():
    source = away(f"http://127.0.0.1:{free_port()}")

    with pytest.raises(VaultLocked, match=r"can't be reached \(kms:DescribeKey"):
        source.current_id()


def test_a_server_that_never_answers_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(kms, "TIMEOUT", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        source = away(f"http://127.0.0.1:{silent.getsockname()[1]}")
        for call in (
            source.current_id,
            lambda: source.wrap(bytes(32), ARN, CONTEXT),
            lambda: source.unwrap(b"wrapped", ARN, CONTEXT),
        ):
            with pytest.raises(VaultLocked, match=r"within 0\.1 seconds, twice"):
                call()


def test_no_proxy_is_asked_for_an_address_of_this_machine(aws_endpoint, open_kms, monkeypatch):
    with RawServer(lambda request: http("502 Bad Gateway")) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        arn = open_kms(aws_endpoint.make_key()).current_id()

        assert (arn[:12], proxy.requests) == ("arn:aws:kms:", [])


def test_an_address_elsewhere_is_taken_with_https_alone():
    with pytest.raises(ConfigurationError, match="readable"):
        away("http://kms.example.com")


def test_without_a_login_it_is_said_where_one_is_looked_for():
    source = KmsKeySource.from_settings(ARN, {})

    with pytest.raises(VaultLocked, match="AWS_PROFILE"):
        source.current_id()


def test_without_a_region_it_is_asked_for():
    source = KmsKeySource.from_settings("alias/some", {**LOGIN, "AWS_REGION": ""})

    with pytest.raises(ConfigurationError, match="AWS_REGION"):
        source.current_id()


def test_where_the_library_is_absent_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "boto3", None)

    with pytest.raises(ConfigurationError, match=r"clickgate\[aws\]"):
        KmsKeySource.from_settings(ARN, LOGIN)
