"""What `import clickgate` offers, and what it costs."""

from __future__ import annotations

import subprocess
import sys

import clickgate
from clickgate import errors

# Grows and shrinks on purpose only: each name here is a promise to those who use the package.
SURFACE = [
    "AccountUnavailable",
    "AsyncClient",
    "Attempt",
    "AuditUnwritable",
    "AuthenticationFailed",
    "CachePolicy",
    "CircuitOpen",
    "ClickGate",
    "ClickgateError",
    "Client",
    "ConfigurationError",
    "Conflict",
    "ConnectionFailed",
    "ConnectionLost",
    "DatabaseOutdated",
    "DatabaseUnavailable",
    "DeadlineExceeded",
    "EnvironmentRefused",
    "IdentityMismatch",
    "InvalidParams",
    "KeepingFailed",
    "NotFound",
    "NotSent",
    "OperationPinnedOff",
    "OutcomeUnknown",
    "Page",
    "PermissionDenied",
    "PlanLimited",
    "PropagationFailed",
    "RateLimited",
    "Reply",
    "ReplyWarning",
    "RequestRefused",
    "RetryPolicy",
    "SealBroken",
    "Secret",
    "ServerFailed",
    "SignInFailed",
    "TimedOut",
    "TransportFailed",
    "UnexpectedReply",
    "UnknownId",
    "UnknownOperation",
    "UpstreamError",
    "UsageError",
    "VaultLocked",
    "WorkspaceNotAuthorized",
    "WorkspaceNotLinked",
    "WorkspaceRequired",
    "WrongKey",
]

HEAVY = {"asyncio", "click", "cryptography", "httpx2", "http", "msgspec", "pyreqwest", "sqlalchemy", "ssl", "uvicorn"}


def test_the_surface_is_what_is_promised():
    assert sorted(clickgate.__all__) == SURFACE


def test_every_error_is_at_hand():
    assert set(errors.__all__) <= set(SURFACE)


def test_every_promised_name_is_there():
    assert [name for name in clickgate.__all__ if getattr(clickgate, name, None) is None] == []


def test_importing_the_package_loads_nothing_heavy():
    loaded = subprocess.run(
        [sys.executable, "-I", "-c", "import clickgate, sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    assert "clickgate" in loaded
    assert HEAVY.intersection(loaded) == set()
