"""Servers for the tests of the vault."""

from __future__ import annotations

from tests.support.servers import aws_endpoint, openbao, shared_folder

__all__ = ["aws_endpoint", "openbao", "shared_folder"]
