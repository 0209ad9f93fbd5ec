"""Carries one credential to many targets: first all are asked, then each is written, then each is read back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from clickgate.errors import ClickgateError, ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from clickgate.kernel.secret import Secret
    from clickgate.vault.propagate import Target


class Outcome(msgspec.Struct, frozen=True):
    """How it went at one target.

    Attributes:
        name: What the target is called.
        state: `done`: written. `unchanged`: it held the credential already. `would_write`: its check passed, and
            nothing was to be written. `failed`: see `error`.
        error: What went wrong, for a person; empty where nothing did.
        confirmed: Whether the credential was read back; None where the place gives none back, or was not written.
    """

    name: str
    state: Literal["done", "failed", "unchanged", "would_write"]
    error: str = ""
    confirmed: bool | None = None


def propagate(
    targets: Sequence[tuple[str, Target]],
    secret: Secret,
    version: int,
    *,
    dry_run: bool,
    note: Callable[[str, Outcome], None],
    partial: bool = False,
) -> tuple[Outcome, ...]:
    """Write a credential to every target; to do it again, after whatever end, does no harm.

    Args:
        targets: Name and target, in the order in which they are written.
        secret: The credential.
        version: Its version.
        dry_run: Only checks.
        note: Is called with name and outcome as soon as each is known; what it raises ends the run.
        partial: Writes to the targets whose check passed even if that of another failed.

    Returns:
        One outcome for each target, in their order. Where one failed its check, and `partial` is not set, nothing was
        written, and the others `would_write`.

    Raises:
        ConfigurationError: The credential is empty.
    """
    if not secret:
        raise ConfigurationError("An empty credential is not carried anywhere.", advice="Nothing was written.")
    troubles = [_trouble(target.check) for _, target in targets]
    writes = not dry_run and (partial or not any(troubles))
    outcomes = []
    for (name, target), trouble in zip(targets, troubles, strict=True):
        if trouble:
            outcome = Outcome(name, "failed", trouble)
        else:
            outcome = _write(name, target, secret, version) if writes else Outcome(name, "would_write")
        outcomes.append(outcome)
        note(name, outcome)
    return tuple(outcomes)


def _write(name: str, target: Target, secret: Secret, version: int) -> Outcome:
    """Write to one target and read it back; what it holds already needs no second look."""
    found: list[bool | None] = []
    if trouble := _trouble(lambda: found.append(target.put(secret, version=version))):
        return Outcome(name, "failed", trouble)
    if not found.pop():
        return Outcome(name, "unchanged", confirmed=True)
    if trouble := _trouble(lambda: found.append(target.confirm(secret))):
        return Outcome(name, "failed", f"It was written, and could not be read back. {trouble}")
    confirmed = found.pop()
    if confirmed is False:
        return Outcome(name, "failed", "It was written, and something else was read back. Run it again.", confirmed)
    return Outcome(name, "done", confirmed=confirmed)


def _trouble(act: Callable[[], None]) -> str:
    """Do something, and say what went wrong; empty where nothing did.

    Whatever a library has in store for one target, the others get their turn. The text of an error that is not of our
    own tree is left out, for it may quote anything.
    """
    try:
        act()
    except ClickgateError as error:
        return str(error)
    except Exception as error:
        return f"Something went wrong that nobody thought of ({type(error).__name__}). Run it again."
    return ""
