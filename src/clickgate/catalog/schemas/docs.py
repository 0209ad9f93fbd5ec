"""Docs and their pages (v3)."""

from __future__ import annotations

from typing import Any

from msgspec import field

from clickgate.catalog.schemas.base import Id, Model, Part


class DocParent(Part):
    """Where a doc stands: `type` 4 space, 5 folder, 6 list, 7 everything, 12 workspace."""

    id: Id = ""
    type: int | str | None = None


class Doc(Model):
    """A doc without its pages; `type` is 1 or 2 by the official document, 3 was seen."""

    id: str = ""
    name: str | None = None
    type: int | None = None
    parent: DocParent | None = None
    workspace_id: Id | None = None
    creator: Id | None = None
    public: bool | None = None
    date_created: int | None = None
    date_updated: int | None = None
    archived: bool | None = None
    archived_by: Id | None = None
    date_archived: int | None = None
    deleted: bool | None = None
    deleted_by: Id | None = None
    date_deleted: int | None = None
    page_defaults: dict[str, Any] | None = None


class DocPage(Model):
    """A page of a doc with its content, and with the pages below it."""

    id: str = ""
    name: str | None = None
    sub_title: str | None = None
    doc_id: str | None = None
    parent_page_id: str | None = None
    workspace_id: Id | None = None
    content: str | None = None
    pages: list[DocPage] = field(default_factory=list)
    date_created: int | None = None
    date_updated: int | None = None
    date_edited: int | None = None
    edited_by: Id | None = None
    creator_id: Id | None = None
    authors: list[Id] = field(default_factory=list)
    contributors: list[Id] = field(default_factory=list)
    archived: bool | None = None
    archived_by: Id | None = None
    date_archived: int | None = None
    deleted: bool | None = None
    deleted_by: Id | None = None
    date_deleted: int | None = None
    protected: bool | None = None
    protected_by: Id | None = None
    protected_note: str | None = None
    avatar: dict[str, Any] | None = None
    cover: dict[str, Any] | None = None
    presentation_details: dict[str, Any] | None = None


class DocPageListing(Model):
    """A page in a doc's table of contents, with the pages below it."""

    id: str = ""
    name: str | None = None
    doc_id: str | None = None
    parent_page_id: str | None = None
    workspace_id: Id | None = None
    pages: list[DocPageListing] = field(default_factory=list)
