"""The error tree → docs/reference/errors.md."""

from __future__ import annotations

import inspect
import re
import textwrap
from pathlib import Path

from clickgate import errors
from clickgate.errors import ClickgateError

PAGE = Path("docs/reference/errors.md")

_HEAD = """\
<!-- Generated from src/clickgate/errors by `./dev generate`; change that file, not this one. -->

# Errors

Everything that clickgate raises on purpose is a `ClickgateError`. Each kind has a `code` that never changes, so that
programs can match on it, and says whether the same call may succeed later (`retryable`). The classes live in
`clickgate.errors`; [how to handle them](../howto/handle-errors.md) is a page of its own.

```text
{drawing}
```

| code | class | may succeed later |
|---|---|---|
{table}
"""

_ATTRIBUTE = re.compile(r"^(\w+): (.+?)(?=^\w+: |\Z)", re.DOTALL | re.MULTILINE)


def generate() -> dict[Path, str]:
    """Path, relative to the repository → text of each file that is made from the errors."""
    kinds = _kinds()
    head = _HEAD.format(drawing=_drawing(), table="\n".join(_row(kind) for kind in kinds))
    return {PAGE: "\n".join([head, *(_section(kind) for kind in kinds)])}


def _kinds() -> list[type[ClickgateError]]:
    return [getattr(errors, name) for name in errors.__all__]


def _drawing() -> str:
    doc = inspect.getdoc(errors) or ""
    return doc.partition("\n\n")[2].rstrip()


def _row(kind: type[ClickgateError]) -> str:
    return f"| [`{kind.code}`](#{kind.code}) | `{kind.__name__}` | {'yes' if kind.retryable else 'no'} |"


def _section(kind: type[ClickgateError]) -> str:
    """One error: what it means, what it knows, what to do."""
    text, _, attributes = (inspect.getdoc(kind) or "").partition("\nAttributes:\n")
    parent = kind.__mro__[1]
    whose = "" if parent is Exception else f", a `{parent.__name__}`"
    parts = [f"## {kind.code}", f"`{kind.__name__}`{whose}.", text.strip()]
    if attributes:
        parts.append("\n".join(_attributes(attributes)))
    if kind.advice:
        parts.append(f"**What to do:** {kind.advice}")
    return "\n\n".join(parts) + "\n"


def _attributes(text: str) -> list[str]:
    found = _ATTRIBUTE.findall(textwrap.dedent(text))
    return [f"- `{name}`: {' '.join(meaning.split())}" for name, meaning in found]
