"""What `import clickgate` offers, and what it costs."""

from __future__ import annotations

import subprocess
import sys

import clickgate
from clickgate import errors

# Grows and shrinks on purpose only: each name here is a promise to those who use the package.
SURFACE = [
    "AsyncClient",
    "Attempt",
    "AuthenticationFailed",
    "CachePolicy",
    "CircuitOpen",
    "ClickgateError",
    "Client",
    "ConfigurationError",
    "ConnectionFailed",
    "ConnectionLost",
    "DeadlineExceeded",
    "InvalidParams",
    "NotFound",
    "NotSent",
    "OperationPinnedOff",
    "OutcomeUnknown",
    "Page",
    "PermissionDenied",
    "PlanLimited",
    "RateLimited",
    "Reply",
    "ReplyWarning",
    "RequestRefused",
    "RetryPolicy",
    "Secret",
    "ServerFailed",
    "TimedOut",
    "TransportFailed",
    "UnexpectedReply",
    "UnknownOperation",
    "UpstreamError",
    "UsageError",
    "WorkspaceNotAuthorized",
    "WorkspaceRequired",
]

HEAVY = {"asyncio", "click", "httpx2", "http", "msgspec", "pyreqwest", "ssl", "uvicorn"}


def test_the_surface_is_what_is_promised():
    assert sorted(clickgate.__all__) == SURFACE


def test_every_error_is_at_hand():
    assert {name for name in vars(errors) if name[0].isupper() and name not in {"TYPE_CHECKING", "ClassVar"}} <= set(
        SURFACE
    )


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
