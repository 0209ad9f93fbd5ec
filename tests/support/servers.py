"""Fixtures of servers that are real, or as real as can be had: one of each for all workers of a run."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.support.shared_server import CannotRun, use_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.moto_server import AwsEndpoint
    from tests.support.openbao import OpenBaoServer


def unavailable(told: str) -> None:
    """Skip a test for want of a server; fail it where nothing may be left out."""
    if os.environ.get("CI") or os.environ.get("CLICKGATE_TEST_NO_SKIP"):
        pytest.fail(told)
    pytest.skip(told)


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of a run know."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="session")
def openbao(shared_folder: Path) -> Iterator[OpenBaoServer]:
    """A real OpenBao server: `openbao.address`, `.token`, `.client()`, `.enable(engine)`, `.make_token(rules)`."""
    from tests.support.openbao import plan, read_facts

    try:
        with use_server(shared_folder, "openbao", lambda: plan(shared_folder / "openbao")) as facts:
            yield read_facts(facts)
    except CannotRun as reason:
        unavailable(f"no OpenBao for tests: {reason}")


@pytest.fixture(scope="session")
def aws_endpoint(shared_folder: Path) -> Iterator[AwsEndpoint]:
    """An emulation of AWS with KMS and Secrets Manager: `aws_endpoint.address`, `.environ()`, `.client(service)`."""
    from tests.support.moto_server import AwsEndpoint, plan

    with pytest.MonkeyPatch.context() as patch:
        # What this machine knows of AWS stays out of the tests, and so does the address that gives machines a role.
        patch.setenv("AWS_CONFIG_FILE", os.devnull)
        patch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        try:
            with use_server(shared_folder, "moto", plan) as facts:
                yield AwsEndpoint(facts["address"])
        except CannotRun as reason:
            unavailable(f"no emulation of AWS for tests: {reason}")
