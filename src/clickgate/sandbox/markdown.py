"""Takes Markdown to the plain text that ClickUp shows beside it; only the common marks are known."""

from __future__ import annotations

import re

_MARKS = (
    (re.compile(r"^\s{0,3}#{1,6}\s+", re.MULTILINE), ""),
    (re.compile(r"^(\s*)[-*+]\s+", re.MULTILINE), r"\1"),
    (re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)"), r"\1"),
    (re.compile(r"(\*\*|__|~~|`)"), ""),
    (re.compile(r"(?<![\w*])[*_]([^*_\n]+)[*_](?![\w*])"), r"\1"),
)


def plain(markdown: str) -> str:
    """The text without its marks."""
    for pattern, replacement in _MARKS:
        markdown = pattern.sub(replacement, markdown)
    return markdown
