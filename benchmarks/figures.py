"""Turns what rounds measured into rows and figures: medians, ratios pair by pair, and whether a target is met."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

Samples = list[float]


@dataclass(frozen=True)
class Target:
    """What a figure has to be: `at most 1.0`, `at least 2000`."""

    kind: str
    bound: float

    def is_met(self, value: float) -> bool:
        return value <= self.bound if self.kind == "at most" else value >= self.bound

    def __str__(self) -> str:
        return f"{'≤' if self.kind == 'at most' else '≥'} {self.bound:g}"


def at_most(bound: float) -> Target:
    return Target("at most", bound)


def at_least(bound: float) -> Target:
    return Target("at least", bound)


def make_row(name: str, unit: str, samples: Samples | None, note: str = "") -> dict:
    """One thing that was measured, by its median; `samples` None says that it could not be measured, `note` why."""
    if not samples:
        return {"name": name, "unit": unit, "median": None, "note": note or "not measured"}
    return {
        "name": name,
        "unit": unit,
        "median": shorten(statistics.median(samples)),
        "least": shorten(min(samples)),
        "most": shorten(max(samples)),
        "rounds": [shorten(sample) for sample in samples],
        **({"note": note} if note else {}),
    }


def make_figure(name: str, unit: str, samples: Samples | None, target: Target | None, note: str = "") -> dict:
    """A row that stands beside its target."""
    row = make_row(name, unit, samples, note)
    met = None if target is None or row["median"] is None else target.is_met(row["median"])
    return {**row, "target": str(target) if target else "", "met": met}


def make_ratio(name: str, ours: Samples | None, theirs: Samples | None, target: Target | None) -> dict:
    """How many times what theirs cost ours cost, round by round: what disturbs a round disturbs both."""
    pairs = [mine / other for mine, other in zip(ours, theirs, strict=True)] if ours and theirs else None
    return make_figure(name, "x", pairs, target)


def shorten(value: float) -> float:
    """Keep four digits that mean something."""
    return float(f"{value:.4g}")
