"""The states of an account as a table: which may follow which, why, and a diagram made from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickgate.accounts.model import Reason, State
from clickgate.errors import Conflict

if TYPE_CHECKING:
    from collections.abc import Mapping

TRANSITIONS: Mapping[State, tuple[State, ...]] = {
    "pending": ("active", "deleted"),
    "active": ("degraded", "needs_reauth", "suspended", "deleted"),
    "degraded": ("active", "needs_reauth", "suspended", "deleted"),
    "needs_reauth": ("active", "suspended", "deleted"),
    "suspended": ("active", "needs_reauth", "deleted"),
    "deleted": (),
}

# In these the credential is lent; in all others nothing is sent.
USABLE: frozenset[State] = frozenset({"active", "degraded"})

MEANINGS: Mapping[State, str] = {
    "pending": "made, and not checked with ClickUp yet",
    "active": "in use",
    "degraded": "in use, but its latest calls failed",
    "needs_reauth": "ClickUp no longer takes its token",
    "suspended": "switched off here",
    "deleted": "removed; its token is gone, its history stays",
}

LINKING = Reason("linking", "It is being linked.")
LINKED = Reason("linked", "Its token was checked with ClickUp.")
RECONNECTED = Reason("reconnected", "A new token was checked with ClickUp.")
CHECKED = Reason("checked", "ClickUp takes its token.")
RESUMED = Reason("resumed", "It was resumed, and ClickUp takes its token.")
RECOVERED = Reason("recovered", "ClickUp answers again.")
UNREACHABLE = Reason("unreachable", "ClickUp failed, or could not be reached, three times in a row.")
NO_WORKSPACE = Reason("no_workspace", "Its token may use no workspace any more.")
SEAL_BROKEN = Reason("seal_broken", "What is kept of its token does not open.")
IDENTITY_CHANGED = Reason("identity_changed", "Its token belongs to somebody else now.")
REMOVED = Reason("removed", "It was removed.")


def token_rejected(ecode: str) -> Reason:
    """The reason of an account whose token ClickUp refuses; `ecode` is ClickUp's own code, or empty."""
    return Reason("token_rejected", f"ClickUp refused its token{f' ({ecode})' if ecode else ''}.")


def suspended(why: str) -> Reason:
    """The reason of an account that was switched off; `why` is what was said, or empty."""
    return Reason("suspended", why or "It was suspended.")


def check_transition(old: State, new: State) -> None:
    """Return if an account may go from one state to another.

    Raises:
        Conflict: It may not.
    """
    if new not in TRANSITIONS[old]:
        step = f"The account is {old} already" if new == old else f"An account that is {old} can't become {new}"
        raise Conflict(
            f"{step}; nothing was changed.",
            advice=f"From here it can become {' or '.join(TRANSITIONS[old]) or 'nothing else'}.",
        )


def draw_states() -> str:
    """Draw the table as a Mermaid diagram."""
    lines = ["stateDiagram-v2", "    [*] --> pending"]
    lines += [f"    {old} --> {new}" for old, following in TRANSITIONS.items() for new in following]
    lines += [f"    {state} --> [*]" for state, following in TRANSITIONS.items() if not following]
    return "\n".join(lines) + "\n"
