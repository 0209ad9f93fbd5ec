"""Measures pairs of clients at the same work, and tells what ours costs as a multiple of theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.figures import make_ratio, make_row
from benchmarks.peers import PEERS
from benchmarks.rounds import Cell, Options, measure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.figures import Target


@dataclass(frozen=True)
class Pair:
    """Two cells of the same work, and the most that ours may cost as a multiple of theirs; None sets no target."""

    ours: Cell
    theirs: Cell
    target: Target | None = None


def pair(ours: str, theirs: str, work: str, *, calls: int, in_flight: int = 1, target: Target | None = None) -> Pair:
    """Pair two clients by name."""
    return Pair(Cell(ours, work, calls, in_flight), Cell(theirs, work, calls, in_flight), target)


def compare(pairs: Sequence[Pair], options: Options, *, rounds: int) -> dict:
    """Measure every cell of the pairs once a round: ratios as figures, CPU a call as rows."""
    cells = list(dict.fromkeys(cell for each in pairs for cell in (each.ours, each.theirs)))
    measured = measure(cells, options.rounds(rounds))
    several = len({cell.in_flight for cell in cells}) > 1
    figures = [
        make_ratio(
            f"{PEERS[each.ours.peer].title} / {_title(each.theirs, several=several)}",
            measured.of(each.ours), measured.of(each.theirs), each.target,
        )
        for each in pairs
    ]  # fmt: skip
    rows = [
        make_row(_title(cell, several=several), "µs CPU", measured.of(cell), measured.missing.get(cell, ""))
        for cell in sorted(cells, key=lambda cell: cell.in_flight)
    ]
    return {"figures": figures, "rows": rows, "versions": measured.versions}


def _title(cell: Cell, *, several: bool) -> str:
    return f"{PEERS[cell.peer].title}, {cell.in_flight} in flight" if several else PEERS[cell.peer].title
