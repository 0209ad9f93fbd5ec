"""Every place that a credential is carried to, as a person would set it up: what one suite is run on."""

from __future__ import annotations

import json
import subprocess
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from clickgate.kernel.secret import Secret
from clickgate.vault.propagate.opening import open_target
from tests.support import fake_gcp, fake_github, fake_kubernetes
from tests.support.fake_requests import Gate, answer, forward, read_request
from tests.support.raw_server import RawServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pytest

    from clickgate.vault.propagate import Target
    from tests.support.moto_server import AwsEndpoint
    from tests.support.openbao import OpenBaoServer

KEY = "CLICKUP_API_TOKEN"


@dataclass
class Place:
    """One place with an old value in it.

    Attributes:
        kind: Kind of the target that writes there.
        config: Its settings, but for the address.
        login: What it authenticates with.
        value: Reads what stands there now, past the target.
        others: Reads what else stands there.
        deny: Takes the right to write away.
        is_write: Tells whether a request would change the value.
        address: Name of the setting that holds the address; empty where there is no network.
        gate: Stands before the service.
        readable: Whether the place gives its value back.
        hidden: What must never be seen, beside the credential.
    """

    kind: str
    config: dict[str, str]
    login: Secret | None
    value: Callable[[], str | None]
    others: Callable[[], object]
    deny: Callable[[Place], None]
    is_write: Callable[[bytes], bool] = lambda request: False
    address: str = ""
    gate: Gate | None = None
    readable: bool = True
    hidden: list[str] = field(default_factory=list)

    def open(self, **config: str) -> Target:
        """Open the target; settings given here go before those of the place."""
        address = {self.address: self.gate.url, "timeout": "5"} if self.gate is not None else {}
        return open_target(self.kind, "site", {**address, **self.config, **config}, self.login)


@contextmanager
def dotenv_place(folder: Path) -> Iterator[Place]:
    path = folder / ".env"
    path.write_bytes(b"# ours\r\nOTHER='a # b'\nCLICKUP_API_TOKEN=old # of the site\nLAST=1")
    path.chmod(0o600)

    def value() -> str | None:
        from dotenv import dotenv_values

        return dotenv_values(path).get(KEY)

    def others() -> object:
        return [line for line in path.read_bytes().splitlines(keepends=True) if KEY.encode() not in line]

    def deny(place: Place) -> None:
        subprocess.run(["git", "init", "-q", str(folder)], check=True)

    yield Place("dotenv", {"path": str(path)}, None, value, others, deny)


@contextmanager
def github_place(folder: Path) -> Iterator[Place]:
    fake = fake_github.FakeGitHub()
    path = f"/repos/acme/site/actions/secrets/{KEY}"
    fake.kept = {path: fake_github.Kept("old", 1.0), f"{path}_2": fake_github.Kept("other", 1.0)}

    def deny(place: Place) -> None:
        fake.may_read = fake.may_write = False

    with Gate(fake) as gate:
        yield Place(
            "github", {"repository": "acme/site"}, Secret(fake_github.TOKEN),
            lambda: fake.kept[path].text, lambda: fake.kept[f"{path}_2"], deny,
            lambda request: request.startswith(b"PUT "), "api", gate, readable=False, hidden=[fake_github.TOKEN],
        )  # fmt: skip


@contextmanager
def openbao_place(server: OpenBaoServer, *, version: int = 2) -> Iterator[Place]:
    mount = server.enable(f"kv-v{version}")
    data = f"{mount}/data/site/clickup" if version == 2 else f"{mount}/site/clickup"
    client = server.client()

    def everything() -> dict[str, str]:
        told = client.read(data)["data"]
        return told["data"] if version == 2 else told

    def deny(place: Place) -> None:
        token = server.make_token({data: ["read"], "sys/capabilities-self": ["update"]})
        place.login = Secret(token)
        place.hidden.append(token)

    old = {"OTHER": "other", KEY: "old", "PORT": 8080}
    client.write_data(f"/{data}", data={"data": old} if version == 2 else old)
    rights = {data: ["read", "create", "update"], f"{mount}/metadata/site/clickup": ["update"]}
    token = server.make_token(rights | {"sys/capabilities-self": ["update"], "sys/internal/ui/mounts/*": ["read"]})
    try:
        with Gate(forward(urlsplit(server.address).port or 0)) as gate:
            yield Place(
                "openbao", {"mount": mount, "path": "site/clickup"}, Secret(token),
                lambda: everything().get(KEY), lambda: {**everything(), KEY: ""}, deny,
                lambda request: read_request(request).method in {"POST", "PUT"} and data.encode() in request,
                "url", gate, hidden=[token],
            )  # fmt: skip
    finally:
        client.adapter.close()


@contextmanager
def aws_place(server: AwsEndpoint, *, key: str = KEY) -> Iterator[Place]:
    name = f"site/clickup-{uuid.uuid4().hex[:12]}"
    client = server.client("secretsmanager")
    client.create_secret(Name=name, SecretString=json.dumps({"OTHER": "other", KEY: "old"}) if key else "old")

    def text() -> str:
        return client.get_secret_value(SecretId=name, VersionStage="AWSCURRENT")["SecretString"]

    def value() -> str:
        return json.loads(text())[key] if key else text()

    def others() -> object:
        return {**json.loads(text()), key: ""} if key else None

    def deny(place: Place) -> None:
        body = {"__type": "AccessDeniedException", "Message": "User: arn:aws:iam::1:user/writer is not authorized"}
        gate.trouble = lambda request, service: answer("400 Bad Request", body)

    config = {"secret": name, "region": "eu-central-1", "access_key": server.access_key}
    config |= {"key": key} if key else {}
    try:
        with Gate(forward(urlsplit(server.address).port or 0)) as gate:
            yield Place(
                "aws", config, Secret(server.secret_key), value, others, deny,
                lambda request: b".putsecretvalue" in request.lower(), "endpoint", gate, hidden=[server.secret_key],
            )  # fmt: skip
    finally:
        client.close()


@contextmanager
def gcp_place(folder: Path) -> Iterator[Place]:
    fake = fake_gcp.FakeGoogle()

    def deny(place: Place) -> None:
        fake.rights = ["secretmanager.versions.access"]

    with RawServer(fake) as sign_in, Gate(fake) as gate:
        account = fake.account(sign_in.url)
        yield Place(
            "gcp", {"project": "acme", "secret": "clickup-token"}, Secret(account),
            lambda: fake.versions[-1], lambda: fake.versions[:1], deny,
            lambda request: b":addVersion" in request.partition(b"\r\n")[0], "endpoint", gate,
            hidden=[fake_gcp.TOKEN, json.loads(account)["private_key"].splitlines()[5]],
        )  # fmt: skip


@contextmanager
def kubernetes_place(folder: Path) -> Iterator[Place]:
    fake = fake_kubernetes.FakeKubernetes()
    fake.secret["data"][KEY] = "b2xk"

    def deny(place: Place) -> None:
        fake.verbs = {"get"}

    with Gate(fake) as gate:
        yield Place(
            "kubernetes", {"namespace": "site", "secret": "clickup"}, Secret(fake_kubernetes.TOKEN),
            fake.value, lambda: {**fake.secret["data"], KEY: ""}, deny,
            lambda request: request.startswith(b"PATCH ") and b"dryRun" not in request.partition(b"\r\n")[0],
            "server", gate, hidden=[fake_kubernetes.TOKEN],
        )  # fmt: skip


@contextmanager
def make_place(name: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[Place]:
    """Set up a place; the servers that it needs are asked for by the names of their fixtures."""
    match name:
        case "openbao":
            made = openbao_place(request.getfixturevalue("openbao"))
        case "openbao, engine version 1":
            made = openbao_place(request.getfixturevalue("openbao"), version=1)
        case "aws":
            made = aws_place(request.getfixturevalue("aws_endpoint"))
        case "aws, plain":
            made = aws_place(request.getfixturevalue("aws_endpoint"), key="")
        case _:
            makers = {
                "dotenv": dotenv_place, "github": github_place, "gcp": gcp_place, "kubernetes": kubernetes_place
            }  # fmt: skip
            made = makers[name](folder)
    with made as place:
        yield place


NAMES = (
    "dotenv", "github", "openbao", "openbao, engine version 1", "aws", "aws, plain", "gcp", "kubernetes",
)  # fmt: skip
NETWORKED = tuple(name for name in NAMES if name != "dotenv")
