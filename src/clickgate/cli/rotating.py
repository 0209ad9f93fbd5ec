"""Walks a person through a rotation, and shows how far it has come."""

from __future__ import annotations

import contextlib
import shlex
import sys
from typing import TYPE_CHECKING

import msgspec

from clickgate.cli import output
from clickgate.cli.accounts import ago
from clickgate.cli.gate import read_token, tell
from clickgate.cli.propagating import tell_failed
from clickgate.errors import AuthenticationFailed, ClickgateError, Conflict, PropagationFailed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clickgate.accounts.gate import ClickGate
    from clickgate.accounts.model import Account
    from clickgate.accounts.propagation.model import StoredTarget
    from clickgate.accounts.rotation.model import Rotation, Step, Way
    from clickgate.cli.settings import Settings
    from clickgate.kernel.secret import Secret

_LEAVE = {
    "opened": "--cancel leaves it", "staged": "--cancel leaves it", "validated": "--cancel leaves it",
    "switched": "--roll-back uses the old token again",
    "propagated": "--roll-back uses the old token again, and --leave ends it as it is",
}  # fmt: skip


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
            advice=_what_next(account, under_way),
        )
    # In place the clock runs from the opening on: what can be had before is had before.
    token = None if sys.stdin.isatty() and not (how.from_stdin or how.from_fd is not None) else _read_token(how)
    with _telling_what_stays(gate, account):
        if under_way is None:
            gate.rotations.open(gate.caller, account.id, how.way)
        if token is None:
            targets = gate.propagations.targets(gate.caller, account.id)
            for line in build_runbook(account, how.way, targets, is_begun=True):
                tell(line)
            token = _read_token(how)
        gate.rotations.stage(gate.caller, account.id, token)
        return _advance(gate, account, how)


def go_on(gate: ClickGate, account: Account, how: How) -> Rotation:
    """Go on with a rotation from the step that was reached; the new token is asked for where it is missing."""
    under_way = gate.rotations.find_open(gate.caller, account.id)
    with _telling_what_stays(gate, account):
        if under_way is not None and under_way.step == "opened":
            gate.rotations.stage(gate.caller, account.id, _read_token(how))
        return _advance(gate, account, how)


def build_runbook(account: Account, way: Way, targets: Sequence[StoredTarget], *, is_begun: bool = False) -> list[str]:
    """What a person does, in order, a numbered line for each step; `is_begun` where the token is asked for now."""
    owner = account.identity.username if account.identity else "the account's owner"
    name = shlex.quote(account.name)
    places = ", ".join(one.name for one in targets) or "none; `clickgate targets add` names some"
    if account.kind == "oauth":
        get = (
            f"Get another token from the app, as {owner}. (Without targets it is less work to sign in again: "
            f"`clickgate accounts reconnect {name} --oauth APP`.)"
        )
    elif way == "in_place":
        get = f"In ClickUp, as {owner}: Settings, Apps, API Token, Regenerate. The old token ends at that moment."
    else:
        get = "In ClickUp, as the other service user: Settings, Apps, API Token, Generate. The old one lives on."
    where = "here" if is_begun else f"to `clickgate rotate {name}{' --way slots' if way == 'slots' else ''}`"
    steps = [
        get,
        f"Give the new token {where}. ClickUp is asked whose it is; a wrong one is thrown away.",
        "It is used from then on; calls that ClickUp refused meanwhile wait for it."
        if way == "in_place" else "It is used from then on; no call fails, for both tokens work.",
        f"It is carried to: {places}.",
        "The old token is proved dead by asking ClickUp." if way == "in_place" else
        f"End the old token in ClickUp when nothing uses it any more; `clickgate rotate {name} --resume` proves it.",
    ]  # fmt: skip
    return [f"{number}. {step}" for number, step in enumerate(steps, 1)]


def show_runbook(gate: ClickGate, settings: Settings, account: Account, way: Way) -> None:
    """Write what a person does, in order."""
    lines = build_runbook(account, way, gate.propagations.targets(gate.caller, account.id))
    if settings.style == "table":
        output.write_lines(lines)
    else:
        output.write_values(settings.style, lines)


def show(settings: Settings, account: Account, rotation: Rotation) -> None:
    """Write how a rotation stands."""
    from clickgate.accounts.rotation.model import MEANINGS, is_over  # noqa: PLC0415

    if settings.style != "table":
        output.write_value(settings.style, rotation.to_dict())
        return
    output.write_pairs([
        ("rotation", rotation.id),
        ("step", f"{rotation.step}: {MEANINGS[rotation.step]}"),
        ("versions", f"{rotation.old_version or 'none'} → {rotation.new_version or 'not there yet'}"),
    ])  # fmt: skip
    if rotation.note:
        output.write_lines([rotation.note])  # in a line of its own: nothing of it is cut
    if not is_over(rotation.step):
        tell(f"next: {_what_next(account, rotation)}")


def show_all(settings: Settings, rotations: Sequence[Rotation]) -> None:
    """Write all rotations of an account, newest first."""
    if settings.style != "table":
        output.write_values(settings.style, [one.to_dict() for one in rotations])
    elif rotations:
        output.write_cells(
            ["STARTED", "BY", "WAY", "STEP", "NOTE"],
            [[ago(one.started_at), one.started_by, one.way, one.step, one.note] for one in rotations],
        )
    else:
        tell("Its token was never replaced here.")


def show_due(gate: ClickGate, settings: Settings, days: int) -> bool:
    """Write the age of each token, and tell whether one is due, or lives on although it was replaced."""
    from clickgate.accounts.rotation.ages import tell_ages  # noqa: PLC0415

    ages = tell_ages(gate.database, gate.caller, gate.changing.clock.now(), due_after=days)
    if settings.style != "table":
        output.write_values(settings.style, [age.to_dict() for age in ages])
    elif ages:
        output.write_cells(
            ["ACCOUNT", "DAYS", "DUE", "ROTATION", "STILL VALID"],
            [
                [age.account, "" if age.days is None else str(age.days), "yes" if age.is_due else "no",
                 age.rotation or "", ", ".join(f"version {one}" for one in age.still_valid)]
                for age in ages
            ],
        )  # fmt: skip
    else:
        tell("No account is linked yet: `clickgate link`.")
    return any(age.is_due or age.still_valid for age in ages)


def show_dry_run(gate: ClickGate, settings: Settings, account: Account) -> None:
    """Ask every target whether it would take a new token, and change nothing.

    Raises:
        PropagationFailed: A target would not.
    """
    checks = gate.propagations.try_all(gate.caller, account)
    if settings.style != "table":
        output.write_values(settings.style, [msgspec.to_builtins(one) for one in checks])
    elif checks:
        output.write_cells(["TARGET", "PLACE", "STATE"], [[one.target, one.place, one.state] for one in checks])
    else:
        tell("No place reads this account's token: `clickgate targets add`.")
    refused = {one.target: one.error for one in checks if one.state == "refused"}
    if refused:
        tell_failed(refused)
        raise PropagationFailed(
            f"{len(refused)} of {len(checks)} targets would not take a new token: {', '.join(refused)}. "
            "Nothing was changed.",
            failed=refused, advice="Repair what each of them says, and try again.",
        )  # fmt: skip
    tell("Nothing was changed.")


def tell_token(gate: ClickGate, account: Account) -> None:
    """Tell whether ClickUp takes the token in use; that it does not is a reason to rotate, and no error."""
    if account.active_version is None:
        tell("The account has no token in use.")
        return
    try:
        gate.accounts.inspect_version(gate.caller, account, account.active_version)
        tell("ClickUp takes the token in use.")
    except AuthenticationFailed:
        tell("ClickUp does not take the token in use any more.")


@contextlib.contextmanager
def _telling_what_stays(gate: ClickGate, account: Account) -> Iterator[None]:
    """Tell of the rotation that stays open when it is cut short: by an error, or by Ctrl-C at the question."""
    from clickgate.accounts.rotation.model import MEANINGS  # noqa: PLC0415

    try:
        yield
    except BaseException as failure:
        if isinstance(failure, PropagationFailed):
            tell_failed(failure.failed)
        with contextlib.suppress(ClickgateError):
            left = gate.rotations.find_open(gate.caller, account.id)
            if left is not None:
                tell(f"The rotation stays {left.step}: {MEANINGS[left.step]}. {_what_next(account, left)}")
        raise


def _what_next(account: Account, rotation: Rotation) -> str:
    command = f"clickgate rotate {shlex.quote(account.name)}"
    return f"`{command} --resume` goes on with it; {_LEAVE[rotation.step]}."


def _read_token(how: How) -> Secret:
    return read_token("New ClickUp token", from_stdin=how.from_stdin, from_fd=how.from_fd)


def _advance(gate: ClickGate, account: Account, how: How) -> Rotation:
    from clickgate.accounts.rotation.model import MEANINGS  # noqa: PLC0415

    told: set[Step] = set()

    def progress(rotation: Rotation) -> None:
        if rotation.step not in told:
            told.add(rotation.step)
            tell(f"{rotation.step}: {MEANINGS[rotation.step]}.")

    return gate.rotations.advance(
        gate.caller, account.id, allow_identity_change=how.allow_identity_change, keep_for=how.keep_for,
        progress=progress,
    )  # fmt: skip
