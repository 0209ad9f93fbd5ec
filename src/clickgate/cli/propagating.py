"""Shows the places that read a token, and how far it has come to each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickgate.cli import output
from clickgate.cli.accounts import ago
from clickgate.cli.gate import tell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clickgate.accounts.propagation.model import Arrival, StoredTarget
    from clickgate.cli.settings import Settings


def show_targets(settings: Settings, targets: Sequence[StoredTarget], arrivals: Sequence[Arrival]) -> None:
    """Write the places of an account, with the newest version that each of them has."""
    has: dict[str, int] = {}
    for one in arrivals:
        if one.state == "done":
            has.setdefault(one.target_id, one.version)
    rows = [one.to_dict() | {"has_version": has.get(one.id)} for one in targets]
    if settings.style != "table":
        output.write_values(settings.style, rows)
    elif targets:
        output.write_cells(
            ["NAME", "KIND", "WHERE", "HAS VERSION"],
            [[one.name, one.kind, _where(one), str(has.get(one.id, "none"))] for one in targets],
        )
    else:
        tell("No place reads this account's token: `clickgate targets add`.")


def show_arrivals(settings: Settings, arrivals: Sequence[Arrival]) -> None:
    """Write how far a version has come."""
    if settings.style != "table":
        output.write_values(settings.style, [one.to_dict() for one in arrivals])
    elif arrivals:
        output.write_cells(
            ["TARGET", "VERSION", "STATE", "TRIES", "WHEN"],
            [[one.target, str(one.version), one.state, str(one.attempts), ago(one.updated_at)] for one in arrivals],
        )
    else:
        tell("No place reads this account's token: `clickgate targets add`.")


def tell_arrival(arrival: Arrival) -> None:
    """Tell of one place as soon as it was tried."""
    tell(f"{arrival.target}: {arrival.error or arrival.state}")


def tell_failed(failed: Mapping[str, str]) -> None:
    """Tell of each place what went wrong there, in whole."""
    for target, why in failed.items():
        tell(f"{target}: {why}")


def _where(target: StoredTarget) -> str:
    return ", ".join(f"{key}={value}" for key, value in sorted(target.config.items()))
