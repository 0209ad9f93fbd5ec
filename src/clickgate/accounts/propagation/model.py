"""The values of this room: a place that reads a credential, and how far a version has come to it."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

ArrivalState = Literal["pending", "done", "failed"]


class StoredTarget(msgspec.Struct, frozen=True, kw_only=True):
    """One place that a deployment reads an account's credential from.

    `config` says where it is, and never holds a secret; what the place itself asks for is sealed in the vault.
    """

    id: str
    organization_id: str
    account_id: str
    name: str
    kind: str
    config: dict[str, str]
    created_at: float

    def to_dict(self) -> dict[str, Any]:
        """Give the target as JSON has it."""
        shown: dict[str, Any] = msgspec.to_builtins(self)
        return shown


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """How far one version of a credential has come to one target: `error` says why it did not arrive."""

    target_id: str
    target: str
    kind: str
    version: int
    state: ArrivalState
    attempts: int
    error: str
    updated_at: float

    def to_dict(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        shown: dict[str, Any] = msgspec.to_builtins(self)
        return shown
