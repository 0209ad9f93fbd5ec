"""An emulation of AWS on a real socket: KMS, Secrets Manager, and who may do what."""

from __future__ import annotations

import importlib.util
import os
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.support.shared_server import CannotRun, Plan, free_port

if TYPE_CHECKING:
    from collections.abc import Mapping

REGION = "eu-central-1"
_SECRET = "aws-secret-2f9d6b1c8a7e4035"  # nobody's


@dataclass(frozen=True)
class AwsEndpoint:
    """Where it is, and the login of nobody that it takes."""

    address: str
    access_key: str = "AKIATESTTESTTESTTEST"
    secret_key: str = field(default=_SECRET, repr=False)

    def environ(self) -> dict[str, str]:
        """What a program's environment says of this AWS."""
        return {
            "AWS_ENDPOINT_URL": self.address, "AWS_REGION": REGION,
            "AWS_ACCESS_KEY_ID": self.access_key, "AWS_SECRET_ACCESS_KEY": self.secret_key,
        }  # fmt: skip

    def client(self, service: str) -> Any:
        """A client of one service such as `kms`."""
        import boto3
        from botocore.config import Config

        return boto3.Session().client(
            service, endpoint_url=self.address, region_name=REGION, aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key, config=Config(proxies={}),
        )  # fmt: skip

    def make_key(self, **options: object) -> str:
        """Make a key in KMS; gives its ARN."""
        client = self.client("kms")
        try:
            return client.create_key(**options)["KeyMetadata"]["Arn"]
        finally:
            client.close()


def plan(environ: Mapping[str, str] | None = None) -> Plan:
    """How the server is started."""
    if importlib.util.find_spec("moto") is None or importlib.util.find_spec("flask") is None:
        raise CannotRun("moto[server] is not installed")
    port = free_port()
    return Plan(
        command=[sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        ready="Running on http",
        facts={"address": f"http://127.0.0.1:{port}"},
        environ={"PATH": os.environ.get("PATH", ""), "PYTHONUNBUFFERED": "1", **(environ or {})},
    )
