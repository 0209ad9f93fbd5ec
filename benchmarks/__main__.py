"""Runs benchmarks by name, keeps their results, and shows them.

python -m benchmarks [NAME …] [--quick]     run; without names, all
python -m benchmarks --report               write the kept results into docs/explanation/benchmarks.md
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from importlib.metadata import version

from benchmarks import report
from benchmarks.machine import describe_machine
from benchmarks.rounds import Options

NAMES = (
    "startup", "task", "sync", "page", "refusal", "budget", "sandbox", "world", "database", "vault", "accounts",
    "rotation", "audit", "audit_questions",
)  # fmt: skip


def run(name: str, options: Options) -> dict:
    """Run one benchmark: its own result, with the machine named."""
    module = importlib.import_module(f"benchmarks.bench_{name}")
    result = module.run(options)
    return {
        "benchmark": name,
        "question": module.QUESTION,
        "quick": options.quick,
        "machine": describe_machine(),
        "versions": {"clickgate": version("clickgate"), **result.get("versions", {})},
        "figures": result["figures"],
        "rows": result["rows"],
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(NAMES)}; none runs all")
    parser.add_argument("--quick", action="store_true", help="few rounds, for a look; kept apart from the results")
    parser.add_argument("--report", action="store_true", help="write the page from the kept results; run nothing")
    arguments = parser.parse_args()
    unknown = sorted(set(arguments.names) - set(NAMES))
    if unknown:
        parser.error(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(NAMES)}")
    if arguments.report:
        report.write_page(report.load_all(NAMES))
        return 0
    options = Options(quick=arguments.quick)
    figures = []
    for name in arguments.names or NAMES:
        started = time.monotonic()
        sys.stderr.write(f"{name}:\n")
        result = run(name, options)
        path = report.save(result, quick=options.quick)
        figures += result["figures"]
        print(report.to_text(result))
        sys.stderr.write(f"  {time.monotonic() - started:.0f} s, kept in {path}\n\n")
    wanted = [figure for figure in figures if figure["target"]]
    met, missing = (sum(figure["met"] is state for figure in wanted) for state in (True, None))
    print(f"{met} of {len(wanted)} figures meet their target; {missing} could not be measured.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
