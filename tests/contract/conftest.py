"""Servers for the tests of ports: each implementation is held against the real thing."""

from __future__ import annotations

from tests.support.servers import aws_endpoint, openbao, shared_folder

__all__ = ["aws_endpoint", "openbao", "shared_folder"]
