"""Shows results: as a table in the terminal, and as the tables of docs/explanation/benchmarks.md."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.environments import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable

RESULTS = Path(__file__).with_name("results")
PAGE = ROOT / "docs" / "explanation" / "benchmarks.md"
_BEGIN, _END = "<!-- results: begin -->", "<!-- results: end -->"
_MET = {True: "yes", False: "**no**", None: "-"}


def save(result: dict, *, quick: bool) -> Path:
    """Keep a result; a quick one apart, where git doesn't see it."""
    folder = RESULTS / "local" if quick else RESULTS
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{result['benchmark']}.json"
    path.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def load_all(order: Iterable[str]) -> list[dict]:
    """The kept results, in the order of the names given; those never run are left out."""
    paths = (RESULTS / f"{name}.json" for name in order)
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths if path.is_file()]


def to_text(result: dict) -> str:
    """A result as a table for a terminal."""
    lines = [result["question"]]
    for title, rows in (("figure", result["figures"]), ("measured", result["rows"])):
        table = [_cells(row) for row in rows]
        if not table:
            continue
        head = (title, "median", "least to most", "target", "met")
        widths = [max(len(line[column]) for line in (head, *table)) for column in range(5)]
        lines += ["", *("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
                        for line in (head, *table))]  # fmt: skip
    return "\n".join(lines) + "\n"


def to_markdown(result: dict) -> str:
    """A result as a section of the page."""
    lines = [f"### {result['benchmark']}", "", result["question"], ""]
    if result["figures"]:
        lines += ["| figure | median | least to most | target | met |", "|---|---|---|---|---|"]
        lines += [f"| {' | '.join(_cells(row, bold=True))} |" for row in result["figures"]]
        lines.append("")
    if result["rows"]:
        lines += ["| measured | median | least to most |", "|---|---|---|"]
        lines += [f"| {' | '.join(_cells(row)[:3])} |" for row in result["rows"]]
        lines.append("")
    machine = result["machine"]
    versions = ", ".join(f"{name} {number}" for name, number in sorted(result["versions"].items()))
    where = f"{machine['cpu']}, {machine['cores']} cores, {machine['python']}, {machine['system']}"
    lines += [f"{machine['date']}; {where}; load {machine['load']}; {versions}.", ""]
    return "\n".join(lines)


def write_page(results: Iterable[dict]) -> None:
    """Put the tables of the kept results into the page, between its two marks."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    sections = "\n".join(to_markdown(result) for result in results)
    PAGE.write_text(f"{before}{_BEGIN}\n\n{sections}\n{_END}{after}", encoding="utf-8")


def _cells(row: dict, *, bold: bool = False) -> tuple[str, str, str, str, str]:
    if row["median"] is None:
        return row["name"], "-", row["note"][:80], row.get("target", ""), "-"
    met = _MET[row.get("met")] if bold else _MET[row.get("met")].strip("*")
    spread = f"{_number(row['least'])} to {_number(row['most'])}"
    name = f"{row['name']} ({row['note']})" if row.get("note") else row["name"]
    return name, f"{_number(row['median'])} {row['unit']}".rstrip(), spread, row.get("target", ""), met


def _number(value: float) -> str:
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"
