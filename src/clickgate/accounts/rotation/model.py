"""A rotation and its steps as a table: what follows what, and where it can still be left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import msgspec

from clickgate.errors import Conflict

if TYPE_CHECKING:
    from collections.abc import Mapping

Way = Literal["in_place", "slots"]
Step = Literal["opened", "staged", "validated", "switched", "propagated", "done", "cancelled", "rolled_back"]

STEPS: Mapping[Step, tuple[Step, ...]] = {
    "opened": ("staged", "cancelled"),
    "staged": ("validated", "opened", "cancelled"),
    "validated": ("switched", "cancelled"),
    "switched": ("propagated", "rolled_back"),
    "propagated": ("done", "rolled_back"),
    "done": (),
    "cancelled": (),
    "rolled_back": (),
}

MEANINGS: Mapping[Step, str] = {
    "opened": "waiting for the new token",
    "staged": "the new token is sealed, and not checked yet",
    "validated": "the new token was checked with ClickUp, and is not used yet",
    "switched": "the new token is in use; it is being carried to the places that read it",
    "propagated": "the new token is everywhere; the old one is not proved dead yet",
    "done": "over; what became of the old token is noted",
    "cancelled": "left before anything was switched",
    "rolled_back": "the old token is in use again",
}


class Rotation(msgspec.Struct, frozen=True, kw_only=True):
    """One replacement of an account's credential.

    `way` is `in_place` where ClickUp ends the old token as it makes the new one, and `slots` where both live side by
    side. `note` says how it ended, or why it stands still. Times are seconds since the Unix epoch.
    """

    id: str
    organization_id: str
    account_id: str
    way: Way
    step: Step
    old_version: int | None
    new_version: int | None
    started_by: str
    started_at: float
    updated_at: float
    finished_at: float | None = None
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Give the rotation as JSON has it."""
        shown: dict[str, Any] = msgspec.to_builtins(self)
        return shown


def check_step(old: Step, new: Step) -> None:
    """Return if one step may follow another.

    Raises:
        Conflict: It may not.
    """
    if new not in STEPS[old]:
        raise Conflict(
            f"A rotation that is {old} can't become {new}; nothing was changed.",
            advice=f"Now: {MEANINGS[old]}.",
        )


def is_over(step: Step) -> bool:
    """Tell whether nothing can follow a step."""
    return not STEPS[step]
