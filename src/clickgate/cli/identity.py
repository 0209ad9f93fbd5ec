"""Asks ClickUp whose a token is, what it may use, and how its allowance stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clickgate.client.api import Client

# Source: https://developer.clickup.com/docs/rate-limits
_PLANS = {100: "Free Forever, Unlimited or Business", 1_000: "Business Plus", 10_000: "Enterprise"}


def ask(client: Client, token: str) -> dict[str, Any]:
    """Ask ClickUp two questions, whose the token is and what it may use, and learn the window from the answers.

    Args:
        client: Asks.
        token: How the token is shown; never the token itself.
    """
    user = client.execute("users", "get_current").json()["user"]
    workspaces = client.execute("workspaces", "list").json()["teams"]
    only = workspaces[0]["id"] if len(workspaces) == 1 else None
    window = client.limits()
    return {
        "user": {name: user.get(name) for name in ("id", "username", "email")},
        "token": token,
        "workspaces": [
            {"id": one["id"], "name": one.get("name"), "members": len(one.get("members") or ())} for one in workspaces
        ],
        "default_workspace": client.workspace_id or only,
        "rate_limit": {
            "limit": window.limit,
            "plan": _PLANS.get(window.limit or 0),
            "remaining": window.remaining,
            "resets_in": None if window.resets_in is None else round(window.resets_in, 1),
        },
    }
