"""Servers for the tests of targets: each is held against the real thing where that can be had."""

from __future__ import annotations

from tests.support.servers import aws_endpoint, openbao, shared_folder

__all__ = ["aws_endpoint", "openbao", "shared_folder"]
