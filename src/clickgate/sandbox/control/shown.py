"""What the control surface and the page show of a sandbox, as JSON values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clickgate.sandbox.engine import Engine
    from clickgate.sandbox.world.oauth import OAuthApp
    from clickgate.sandbox.world.rows import Member, Token

ROLES = {1: "owner", 2: "admin", 3: "member", 4: "guest"}


def state(engine: Engine) -> dict[str, Any]:
    """Counts of rows, the window of the seed's token, and where the clock is."""
    world = engine.world
    window = windows(engine)[0]
    return {
        "seed": engine.seed,
        "plan": engine.limits.plan,
        "workspace_id": engine.workspace_id,
        "now": engine.clock.now(),
        "clock_offset": engine.clock.offset,
        "revision": world.revision,
        "answered": engine.answered,
        "keeps": engine.keeper.journal is not None,
        "counts": {
            "spaces": len(world.spaces),
            "folders": len(world.folders),
            "lists": sum(not row.deleted for row in world.lists.values()),
            "tasks": len(world.tasks),
            "comments": len(world.comments),
            "users": len(world.users),
            "webhooks": len(world.events.webhooks),
        },
        "window": {name: window[name] for name in ("limit", "remaining", "resets_at")},
        "faults": list(engine.faults),
        "edits": list(engine.edits),
        "snapshots": [one.name for one in engine.keeper.snapshots()],
        "oauth_app": app(world.oauth.app),
    }


def windows(engine: Engine) -> list[dict[str, Any]]:
    """The rate window of every token, by its hint; the first is that of the seed's token."""
    now, found = engine.clock.now(), []
    for row in engine.world.tokens.values():
        window = engine.limits.look(row.digest, now)
        shown = {"limit": window.limit, "remaining": window.remaining, "resets_at": window.resets_at}
        found.append(token(row) | shown)
    return found


def token(row: Token) -> dict[str, Any]:
    """A token without its text."""
    return {
        "hint": row.hint,
        "user_id": row.user.id,
        "username": row.user.username,
        "kind": "oauth" if row.is_oauth else "personal",
        "workspace_ids": sorted(row.workspace_ids),
    }


def member(row: Member) -> dict[str, Any]:
    """A person in a workspace."""
    user = row.user
    return {
        "id": user.id,
        "username": user.username,
        "email": user.email,
        "role": ROLES[row.role],
        "joined": row.date_joined is not None,
    }


def app(row: OAuthApp) -> dict[str, Any]:
    """With its secret: whoever steers the sandbox plays the app."""
    return {
        "name": row.name,
        "client_id": row.client_id,
        "client_secret": row.client_secret,
        "redirect_uris": row.redirect_uris,
    }
