"""What can go wrong with what clickgate keeps: accounts and credentials, the database, the vault, the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickgate.errors.calls import ClickgateError, NotSent, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class UnknownId(UsageError):
    """No such account, app or target in this organization; one of another organization gets the same words."""

    code = "unknown_id"
    advice = "`clickgate accounts list` shows what there is."


class Conflict(UsageError):
    """What is asked for contradicts what is kept: a name taken, an identity linked twice, a step out of its order."""

    code = "conflict"


class WorkspaceNotLinked(UsageError):
    """The account may not use this workspace; ClickUp was not asked.

    Attributes:
        workspaces: Ids of the workspaces that the account may use.
    """

    code = "workspace_not_linked"

    def __init__(self, message: str, *, workspaces: Sequence[str] = (), advice: str = "", operation: str = "") -> None:
        super().__init__(message, advice=advice, operation=operation)
        self.workspaces = tuple(workspaces)


class IdentityMismatch(UsageError):
    """The new token belongs to somebody else than the one it is to replace; the old one is still in use."""

    code = "identity_mismatch"


class SignInFailed(UsageError):
    """The way through ClickUp's consent page did not end well: refused there, out of time, or not begun here."""

    code = "sign_in_failed"


class EnvironmentRefused(UsageError):
    """A credential of production was asked for from another environment."""

    code = "environment_refused"


class AccountUnavailable(NotSent):
    """The account can't be used now.

    Attributes:
        state: State of the account, such as `needs_reauth`.
        reason: Code of the reason, such as `token_rejected`; empty where none is kept.
    """

    code = "account_unavailable"
    retryable = False

    def __init__(self, message: str, *, state: str, reason: str = "", advice: str = "", operation: str = "") -> None:
        super().__init__(message, advice=advice, operation=operation)
        self.state = state
        self.reason = reason


class KeepingFailed(ClickgateError):
    """What is kept here can't be read or written; nothing was changed."""

    code = "keeping_failed"


class DatabaseUnavailable(KeepingFailed):
    """The database can't be reached, is locked by somebody else, or has no room left; nothing was changed."""

    code = "database_unavailable"
    retryable = True


class DatabaseOutdated(KeepingFailed):
    """The database has another schema than this version of clickgate works with; nothing was changed."""

    code = "database_outdated"


class AuditUnwritable(KeepingFailed):
    """The audit record can't be written, so the deed was not done."""

    code = "audit_unwritable"
    advice = "Make room on the disk, or look at the rights of the audit folder."


class VaultLocked(KeepingFailed):
    """There is no key-encryption key, or the service that holds it can't be reached; nothing is read or written."""

    code = "vault_locked"


class WrongKey(KeepingFailed):
    """The key at hand is not the one that the vault was closed with; nothing is read or written."""

    code = "wrong_key"


class SealBroken(KeepingFailed):
    """A sealed value does not open: it was changed, or moved from the place it was sealed for."""

    code = "seal_broken"


class PropagationFailed(ClickgateError):
    """A new credential did not reach every place that reads it; where it did arrive it stays.

    Attributes:
        failed: Name of each target that failed → what went wrong there.
    """

    code = "propagation_failed"
    retryable = True

    def __init__(self, message: str, *, failed: Mapping[str, str], advice: str = "") -> None:
        super().__init__(message, advice=advice)
        self.failed = dict(failed)
