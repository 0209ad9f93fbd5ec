"""Walks a person through a rotation, and shows how far it has come."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import msgspec

from clickgate.cli import output
from clickgate.cli.accounts import ago
from clickgate.cli.gate import read_token, tell
from clickgate.errors import Conflict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clickgate.accounts.gate import ClickGate
    from clickgate.accounts.model import Account
    from clickgate.accounts.propagation.model import StoredTarget
    from clickgate.accounts.rotation.model import Rotation, Way
    from clickgate.cli.settings import Settings
    from clickgate.kernel.secret import Secret


class How(msgspec.Struct, frozen=True, kw_only=True):
    """How a rotation is to be done, as it was said on the command line; `keep_for` is in seconds."""

    way: Way
    allow_identity_change: bool
    keep_for: float
    from_stdin: bool
    from_fd: int | None


def rotate(gate: ClickGate, account: Account, how: How) -> Rotation:
    """Begin a rotation, or take up one that waits for its token; ask for the new token, and take all steps.

    Raises:
        Conflict: One is under way that has its token already.
        ClickgateError: A step failed; what was reached is kept.
    """
    under_way = gate.rotations.find_open(gate.caller, account.id)
    if under_way is not None and under_way.step != "opened":
        raise Conflict(
            f"A rotation of '{account.name}' is under way, and has its token already ({under_way.step}).",
            advice="Go on with it by --resume, or leave it by --cancel.",
        )
    # In place the clock runs from the opening on: what can be had before is had before.
    token = None if sys.stdin.isatty() and not (how.from_stdin or how.from_fd is not None) else _read_token(how)
    if under_way is None:
        gate.rotations.open(gate.caller, account.id, how.way)
    if token is None:
        tell_runbook(account, how.way, gate.propagations.targets(gate.caller, account.id))
        token = _read_token(how)
    gate.rotations.stage(gate.caller, account.id, token)
    return _advance(gate, account.id, how)


def go_on(gate: ClickGate, account_id: str, how: How) -> Rotation:
    """Go on with a rotation from the step that was reached; the new token is asked for where it is missing."""
    under_way = gate.rotations.find_open(gate.caller, account_id)
    if under_way is not None and under_way.step == "opened":
        gate.rotations.stage(gate.caller, account_id, _read_token(how))
    return _advance(gate, account_id, how)


def tell_runbook(account: Account, way: Way, targets: Sequence[StoredTarget]) -> None:
    """Tell a person what to do, in order."""
    owner = account.identity.username if account.identity else "the account's owner"
    places = ", ".join(one.name for one in targets) or "none; `clickgate targets add` names some"
    if account.kind == "oauth":
        get = f"Sign in again as {owner}: `clickgate link --oauth`, or give the token of another grant."
    elif way == "in_place":
        get = f"In ClickUp, as {owner}: Settings, Apps, API Token, Regenerate. The old token ends at that moment."
    else:
        get = "In ClickUp, as the other service user: Settings, Apps, API Token, Generate. The old one lives on."
    steps = [
        get,
        "Give the new token here. ClickUp is asked whose it is; a wrong one is thrown away.",
        "It is used from then on; calls that ClickUp refused meanwhile wait for it."
        if way == "in_place" else "It is used from then on; no call fails, for both tokens work.",
        f"It is carried to: {places}.",
        "The old token is proved dead by asking ClickUp."
        if way == "in_place" else "End the old token in ClickUp when nothing uses it any more; --resume proves it.",
    ]  # fmt: skip
    for number, step in enumerate(steps, 1):
        tell(f"{number}. {step}")


def show(settings: Settings, rotation: Rotation) -> None:
    """Write how a rotation stands."""
    from clickgate.accounts.rotation.model import MEANINGS  # noqa: PLC0415

    if settings.style == "json":
        output.write_json(rotation.to_dict())
    elif settings.style == "jsonl":
        output.write_json_line(rotation.to_dict())
    else:
        output.write_pairs([
            ("rotation", rotation.id),
            ("step", f"{rotation.step}: {MEANINGS[rotation.step]}"),
            ("versions", f"{rotation.old_version or 'none'} → {rotation.new_version or 'not there yet'}"),
            *([("note", rotation.note)] if rotation.note else []),
        ])  # fmt: skip


def show_all(settings: Settings, rotations: Sequence[Rotation]) -> None:
    """Write all rotations of an account, newest first."""
    if settings.style == "json":
        output.write_json([one.to_dict() for one in rotations])
    elif settings.style == "jsonl":
        for one in rotations:
            output.write_json_line(one.to_dict())
    elif rotations:
        output.write_cells(
            ["STARTED", "BY", "WAY", "STEP", "NOTE"],
            [[ago(one.started_at), one.started_by, one.way, one.step, one.note] for one in rotations],
        )
    else:
        tell("Its token was never replaced here.")


def show_due(gate: ClickGate, settings: Settings, days: int) -> bool:
    """Write the age of each token, and tell whether one is due."""
    from clickgate.accounts.rotation.ages import tell_ages  # noqa: PLC0415

    ages = tell_ages(gate.database, gate.caller, gate.changing.clock.now(), due_after=days)
    if settings.style == "json":
        output.write_json([age.to_dict() for age in ages])
    elif settings.style == "jsonl":
        for age in ages:
            output.write_json_line(age.to_dict())
    elif ages:
        output.write_cells(
            ["ACCOUNT", "DAYS", "DUE", "ROTATION", "STILL VALID"],
            [
                [age.account, "" if age.days is None else str(age.days), "yes" if age.is_due else "no",
                 age.rotation or "", ", ".join(f"version {one}" for one in age.still_valid)]
                for age in ages
            ],
        )  # fmt: skip
    return any(age.is_due or age.still_valid for age in ages)


def show_dry_run(gate: ClickGate, settings: Settings, account: Account) -> None:
    """Check the token in use and every target, and change nothing.

    Raises:
        PropagationFailed: A target would not take a new token.
    """
    checks = gate.propagations.try_all(gate.caller, account)
    if settings.style != "table":
        output.write_json([msgspec.to_builtins(one) for one in checks])
    else:
        output.write_cells(
            ["TARGET", "PLACE", "STATE", "WHY"], [[one.target, one.place, one.state, one.error] for one in checks]
        )
    gate.propagations.check(gate.caller, account)
    tell("Nothing was changed.")


def _read_token(how: How) -> Secret:
    return read_token("New ClickUp token", from_stdin=how.from_stdin, from_fd=how.from_fd)


def _advance(gate: ClickGate, account_id: str, how: How) -> Rotation:
    from clickgate.accounts.rotation.model import MEANINGS  # noqa: PLC0415

    return gate.rotations.advance(
        gate.caller, account_id, allow_identity_change=how.allow_identity_change, keep_for=how.keep_for,
        progress=lambda rotation: tell(f"{rotation.step}: {MEANINGS[rotation.step]}."),
    )  # fmt: skip
