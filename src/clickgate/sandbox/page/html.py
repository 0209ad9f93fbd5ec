"""Builds HTML in which every text is escaped, because nothing else can be written."""

from __future__ import annotations

from html import escape

_VOID = frozenset({"input", "meta", "link", "br"})


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


def tag(tag_name: str, /, *children: object, **attributes: object) -> Html:
    """An element: children that are no `Html` are escaped, None among them is left out.

    An attribute's name may end in `_`; within, `_` stands for `-`. True stands for an attribute without value, None and
    False leave it out.
    """
    written = "".join(_attribute(name, value) for name, value in attributes.items())
    if tag_name in _VOID:
        return Html(f"<{tag_name}{written}>")
    return Html(f"<{tag_name}{written}>{join(*children)}</{tag_name}>")


def join(*children: object) -> Html:
    """Children one after the other; lists and generators are taken apart."""
    parts: list[str] = []
    for child in children:
        if child is None:
            continue
        if isinstance(child, str):
            parts.append(child if isinstance(child, Html) else escape(child))
        elif hasattr(child, "__iter__"):
            parts.append(join(*child))
        else:
            parts.append(escape(str(child)))
    return Html("".join(parts))


def _attribute(name: str, value: object) -> str:
    if value is None or value is False:
        return ""
    shown = name.rstrip("_").replace("_", "-")
    return f" {shown}" if value is True else f' {shown}="{escape(str(value))}"'
