"""Secrets Manager: a version is made current only once it was read back, and no label is left where it misleads."""

import contextlib
import json
import logging
import uuid

import pytest

from clickgate.errors import ConfigurationError, PropagationFailed
from clickgate.kernel.secret import Secret
from clickgate.vault.propagate.opening import open_target
from tests.support import moto_server
from tests.support.fake_places import KEY, aws_place
from tests.support.fake_requests import answer, read_request
from tests.support.moto_server import AwsEndpoint
from tests.support.shared_server import CannotRun, use_server

NEW = Secret("pk_1_NEW")


@pytest.fixture
def place(aws_endpoint):
    with aws_place(aws_endpoint) as made:
        yield made


@pytest.fixture
def client(aws_endpoint):
    made = aws_endpoint.client("secretsmanager")
    yield made
    made.close()


def labels(client, place):
    """Label → text of the version that it is on."""
    name = place.config["secret"]
    stages = client.describe_secret(SecretId=name)["VersionIdsToStages"]
    return {
        label: client.get_secret_value(SecretId=name, VersionId=id_)["SecretString"]
        for id_, found in stages.items() for label in found
    }  # fmt: skip


def action(request):
    return read_request(request).headers["x-amz-target"].rpartition(".")[2]


def test_the_old_version_stays_the_previous_one_and_none_is_pending(place, client):
    place.open().put(NEW, version=1)

    found = labels(client, place)
    assert set(found) == {"AWSCURRENT", "AWSPREVIOUS"}
    assert json.loads(found["AWSCURRENT"]) == {"OTHER": "other", KEY: "pk_1_NEW"}
    assert json.loads(found["AWSPREVIOUS"]) == {"OTHER": "other", KEY: "old"}


def test_nobody_reads_the_new_version_before_it_was_read_back(place, client):
    seen = []

    def watch(request, service):
        reply = service(request)
        seen.append((action(request), place.value()))
        return reply

    place.gate.trouble = watch
    place.open().put(NEW, version=1)

    assert seen == [
        ("DescribeSecret", "old"), ("GetSecretValue", "old"), ("PutSecretValue", "old"), ("GetSecretValue", "old"),
        ("UpdateSecretVersionStage", "pk_1_NEW"), ("UpdateSecretVersionStage", "pk_1_NEW"),
    ]  # fmt: skip


@pytest.mark.parametrize("after", range(1, 7))
def test_a_run_that_was_ended_after_any_request_is_taken_up_again(place, client, after):
    """The connection is cut for good behind one request after the other: a second run ends what the first began."""
    left = iter(range(after))

    def end(request, service):
        if next(left, None) is None:
            return None
        return service(request)

    place.gate.trouble = end
    with contextlib.suppress(PropagationFailed):
        place.open().put(NEW, version=1)
    place.gate.trouble = None
    place.open().put(NEW, version=1)

    found = labels(client, place)
    assert set(found) == {"AWSCURRENT", "AWSPREVIOUS"}
    assert json.loads(found["AWSCURRENT"]) == {"OTHER": "other", KEY: "pk_1_NEW"}
    assert len(client.list_secret_version_ids(SecretId=place.config["secret"], IncludeDeprecated=True)["Versions"]) == 2


@pytest.mark.parametrize("when", ["PutSecretValue", "UpdateSecretVersionStage"])
def test_what_somebody_else_writes_in_between_is_kept(place, client, when):
    others = iter([1])

    def write_first(request, service):
        if action(request) == when and next(others, None):
            name = place.config["secret"]
            client.put_secret_value(
                SecretId=name, SecretString=json.dumps({"OTHER": "theirs", KEY: "old", "MORE": "1"})
            )
        return service(request)

    place.gate.trouble = write_first
    place.open().put(NEW, version=1)

    found = labels(client, place)
    assert json.loads(found["AWSCURRENT"]) == {"OTHER": "theirs", KEY: "pk_1_NEW", "MORE": "1"}
    assert "AWSPENDING" not in found


def test_what_was_damaged_on_the_way_does_not_become_the_current_one(place, client):
    def damage(request, service):
        if action(request) == "PutSecretValue":
            body = request.replace(b"pk_1_NEW", b"pk_1_NEX")
            return service(body)
        return service(request)

    place.gate.trouble = damage

    with pytest.raises(PropagationFailed, match="not what was written"):
        place.open().put(NEW, version=1)
    assert place.value() == "old"


@pytest.fixture
def empty(aws_endpoint, client, place):
    name = f"site/empty-{uuid.uuid4().hex[:12]}"
    client.create_secret(Name=name)
    place.config["secret"] = name
    return place


@pytest.mark.parametrize(("key", "expected"), [(KEY, '{"CLICKUP_API_TOKEN":"pk_1_NEW"}'), ("", "pk_1_NEW")])
def test_a_secret_without_any_version_gets_its_first(empty, client, key, expected):
    empty.config = {name: value for name, value in empty.config.items() if name != "key"} | (
        {"key": key} if key else {}
    )
    target = empty.open()
    target.check()

    assert target.put(NEW, version=1) is True
    assert target.put(NEW, version=1) is False
    assert labels(client, empty) == {"AWSCURRENT": expected}


def test_a_secret_that_is_not_there_is_not_made(place):
    place.config["secret"] = "nowhere"

    with pytest.raises(ConfigurationError, match="ResourceNotFoundException") as caught:
        place.open().check()

    assert "Make the secret" in caught.value.advice


def test_a_secret_that_is_about_to_go_is_told(place, client):
    client.delete_secret(SecretId=place.config["secret"], RecoveryWindowInDays=7)

    with pytest.raises(ConfigurationError, match="about to be deleted"):
        place.open().check()


def test_a_secret_of_bytes_is_left_alone(place, client):
    client.put_secret_value(SecretId=place.config["secret"], SecretBinary=b"bytes")

    with pytest.raises(ConfigurationError, match="bytes and no text"):
        place.open().put(NEW, version=1)


@pytest.mark.parametrize("text", ["old", "[1]", '"old"'])
def test_a_member_of_what_has_none_is_refused_and_nothing_is_lost(place, client, text):
    client.put_secret_value(SecretId=place.config["secret"], SecretString=text)

    with pytest.raises(ConfigurationError, match="no JSON object"):
        place.open().put(NEW, version=1)
    assert labels(client, place)["AWSCURRENT"] == text


@pytest.mark.parametrize(
    ("name", "kind"),
    [("ThrottlingException", PropagationFailed), ("AccessDeniedException", ConfigurationError),
     ("com.amazonaws.secretsmanager#DecryptionFailure", ConfigurationError)],
)  # fmt: skip
def test_what_passes_is_told_from_what_does_not(place, name, kind):
    place.gate.trouble = lambda request, service: answer("400 Bad Request", {"__type": name, "message": "Because"})

    with pytest.raises(kind, match=f"{name.rpartition('#')[2]}: Because"):
        place.open().check()


def test_a_profile_that_is_not_there_is_named(aws_endpoint):
    with pytest.raises(ConfigurationError, match="nobody"):
        open_target("aws", "site", {"secret": "x", "region": "eu-central-1", "profile": "nobody"}, None)


def test_without_a_region_it_is_asked_for(aws_endpoint, monkeypatch):
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)

    with pytest.raises(ConfigurationError, match="region"):
        open_target("aws", "site", {"secret": "x"}, None)


def test_without_a_login_it_is_said_so(place, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    place.login = None
    del place.config["access_key"]

    with pytest.raises(ConfigurationError, match="no login"):
        place.open().check()
    assert place.gate.passed == []


def test_a_login_of_the_environment_is_used_and_its_token_hidden(place, monkeypatch, caplog):
    caplog.set_level(logging.DEBUG)
    for name, value in (
        ("ACCESS_KEY_ID", "AKIA2"),
        ("SECRET_ACCESS_KEY", "s3cr3t"),
        ("SESSION_TOKEN", "FwoGZXIvYXdzEJr"),
    ):
        monkeypatch.setenv(f"AWS_{name}", value)
    place.login = None
    del place.config["access_key"]
    place.gate.trouble = lambda request, service: answer(
        "400 Bad Request", {"__type": "InvalidSignatureException", "message": request.decode()}
    )

    with pytest.raises(ConfigurationError) as caught:
        place.open().check()

    headers = read_request(place.gate.passed[0]).headers
    assert headers["x-amz-security-token"] == "FwoGZXIvYXdzEJr"
    assert "Credential=AKIA2/" in headers["authorization"]
    assert "FwoGZXIv" not in str(caught.value) + caplog.text


@pytest.fixture
def strict(shared_folder):
    """An emulation of AWS that checks signatures and rights, and one user who may do what this target needs."""

    def plan():
        return moto_server.plan({"INITIAL_NO_AUTH_ACTION_COUNT": "4"})

    try:
        with use_server(shared_folder, f"moto-{uuid.uuid4().hex[:8]}", plan) as facts:
            yield AwsEndpoint(facts["address"])
    except CannotRun as reason:
        pytest.skip(f"no emulation of AWS for tests: {reason}")


def test_a_signature_is_the_one_that_aws_calculates_and_the_rights_are_no_more_than_needed(aws_endpoint, strict):
    names = ("DescribeSecret", "GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage")
    rule = {"Effect": "Allow", "Action": [f"secretsmanager:{name}" for name in names], "Resource": "*"}
    iam, secrets = strict.client("iam"), strict.client("secretsmanager")
    iam.create_user(UserName="writer")
    key = iam.create_access_key(UserName="writer")["AccessKey"]
    document = json.dumps({"Version": "2012-10-17", "Statement": [rule]})
    iam.put_user_policy(UserName="writer", PolicyName="p", PolicyDocument=document)
    secrets.create_secret(Name="site/clickup", SecretString="old")
    iam.close()
    secrets.close()

    config = {"secret": "site/clickup", "region": "eu-central-1", "access_key": key["AccessKeyId"]}
    config["endpoint"] = strict.address
    target = open_target("aws", "site", config, Secret(key["SecretAccessKey"]))
    written = target.put(NEW, version=1)
    with pytest.raises(ConfigurationError, match="403"):
        open_target("aws", "site", config, Secret("wrong")).check()

    assert written is True
    assert target.confirm(NEW) is True
