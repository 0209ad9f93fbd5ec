"""Puts database, vault, audit log and accounts together for programs that run no server."""

from __future__ import annotations


class ClickGate:
    """The accounts of this machine, or of a shared database."""
