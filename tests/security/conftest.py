"""Servers for the proofs of security that need them."""

from __future__ import annotations

from tests.support.servers import aws_endpoint, openbao, shared_folder

__all__ = ["aws_endpoint", "openbao", "shared_folder"]
