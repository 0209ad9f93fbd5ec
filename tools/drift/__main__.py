"""Says what an official document has that the catalogue has not, and the other way round."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from clickgate.catalog import reading
from tools.drift.compare import compare
from tools.drift.document import UnreadableDocumentError, read_document

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """Run. Gives 0 if nothing is unexplained, 1 if something is, 2 if the document can't be read."""
    paths = [argument for argument in arguments if argument != "--explained"]
    if len(paths) != 1 or paths[0].startswith("-"):
        print("usage: python -m tools.drift PATH [--explained]", file=sys.stderr)
        return 2
    try:
        document = read_document(Path(paths[0]))
    except UnreadableDocumentError as error:
        print(f"drift: {error}", file=sys.stderr)
        return 2
    found = compare(reading.operations(), document)
    drift = [one for one in found if not one.explained_by]
    for one in found if "--explained" in arguments else drift:
        print(one)
    print(f"{len(document)} operations in the document, {_count(len(drift), 'difference')} unexplained, ", end="")
    print(f"{len(found) - len(drift)} explained by the catalogue's corrections")
    return 1 if drift else 0


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
