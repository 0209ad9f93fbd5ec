"""The values of this room: an account, its credentials as versions, what ClickUp said of a token. None holds a secret.

What ClickUp calls a login is an account here: one identity, the workspaces it may use, and one credential in use.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Kind = Literal["personal_token", "oauth"]
State = Literal["pending", "active", "degraded", "needs_reauth", "suspended", "deleted"]
CredentialState = Literal["staged", "active", "retired", "shredded"]
Proof = Literal["dead", "still_valid", "unknown"]


class Workspace(msgspec.Struct, frozen=True):
    """A workspace that an account may use, as ClickUp told when it was asked last."""

    id: str
    name: str = ""
    members: int = 0


class Identity(msgspec.Struct, frozen=True):
    """The person at ClickUp whom a token belongs to."""

    user_id: str
    username: str = ""
    email: str = ""


class Reason(msgspec.Struct, frozen=True):
    """Why an account is in its state: a code to match on, and a sentence for people."""

    code: str
    sentence: str


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """One linked login.

    `default_workspace_id` is used by calls that name no workspace. `rate_limit` is in requests a minute, None while it
    is not known. `active_version` is the version of the credential in use. `last_ok_at` is written now and then, not
    for each call. `revision` goes up with every change but those of health. Times are seconds since the Unix epoch.
    """

    id: str
    organization_id: str
    name: str
    description: str = ""
    environment: str | None = None
    kind: Kind
    oauth_app_id: str | None = None
    identity: Identity | None = None
    workspaces: tuple[Workspace, ...] = ()
    default_workspace_id: str | None = None
    rate_limit: int | None = None
    state: State
    reason: Reason
    state_since: float
    active_version: int | None = None
    last_version: int = 0
    last_ok_at: float | None = None
    last_error_at: float | None = None
    revision: int = 1
    created_at: float
    updated_at: float
    deleted_at: float | None = None

    @property
    def workspace_ids(self) -> frozenset[str]:
        """Ids of the workspaces that the account may use."""
        return frozenset(one.id for one in self.workspaces)

    def to_dict(self) -> dict[str, Any]:
        """Give the account as JSON has it."""
        return _to_dict(self)


class Credential(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one version of an account's credential, without the credential.

    `fingerprint` is the same for the same token in one organization, and tells nothing of it. A retired version can be
    gone back to until `keep_until`. `proof` says whether ClickUp still took it at `proof_at`.
    """

    account_id: str
    version: int
    state: CredentialState
    fingerprint: str
    last4: str
    user_id: str
    created_at: float
    created_by: str
    activated_at: float | None = None
    retired_at: float | None = None
    keep_until: float | None = None
    proof: Proof | None = None
    proof_at: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Give what is known as JSON has it."""
        return _to_dict(self)


def _to_dict(value: msgspec.Struct) -> dict[str, Any]:
    shown: dict[str, Any] = msgspec.to_builtins(value)
    return shown
