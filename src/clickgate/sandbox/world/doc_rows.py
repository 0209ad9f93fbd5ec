"""The rows of docs and their pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from clickgate.sandbox.world.rows import User, Workspace

Visibility = Literal["PUBLIC", "PRIVATE", "PERSONAL", "HIDDEN"]


@dataclass(slots=True, eq=False)
class Doc:
    """A doc at a place; `readers` may read it though it is not public, besides the one who made it."""

    id: str
    workspace: Workspace
    name: str
    parent_type: int
    parent_id: str
    creator: User
    visibility: Visibility
    date_created: int
    number: int
    date_updated: int
    readers: tuple[User, ...] = ()
    pages: tuple[Page, ...] = ()


@dataclass(slots=True, eq=False)
class Page:
    """A page of a doc; its content is Markdown."""

    id: str
    doc: Doc
    parent: Page | None
    name: str
    sub_title: str | None
    content: str
    creator: User
    date_created: int
    date_updated: int
    edited_by: User | None = None
    contributors: tuple[User, ...] = ()
    pages: tuple[Page, ...] = ()
