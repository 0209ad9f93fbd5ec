"""Views of a place's tasks."""

from __future__ import annotations

from typing import Any

from clickgate.catalog.schemas.base import Id, Model, Part


class ViewParent(Part):
    """Where a view stands: `type` 4 space, 5 folder, 6 list, 7 the whole workspace."""

    id: Id = ""
    type: int | None = None


class View(Model):
    """A view. Grouping, sorting, filters, columns and settings are as ClickUp sends them, for they differ by type."""

    id: str = ""
    name: str | None = None
    type: str | None = None
    parent: ViewParent | None = None
    grouping: dict[str, Any] | None = None
    divide: dict[str, Any] | None = None
    sorting: dict[str, Any] | None = None
    filters: dict[str, Any] | None = None
    columns: dict[str, Any] | None = None
    team_sidebar: dict[str, Any] | None = None
    settings: dict[str, Any] | None = None
    date_created: int | None = None
    creator: Id | None = None
    visibility: str | None = None
    protected: bool | None = None
    protected_note: str | None = None
    protected_by: Any = None
    date_protected: int | None = None
    orderindex: int | float | None = None
