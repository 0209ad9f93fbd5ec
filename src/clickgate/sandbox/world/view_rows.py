"""Rows of views: what shows the tasks of a place in some order, or talks beside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clickgate.sandbox.world.around import Place
    from clickgate.sandbox.world.rows import User

# Views that show tasks; a conversation is a chat, an activity a log. Source: official v2 document.
TASK_VIEWS = ("list", "board", "calendar", "gantt", "table", "timeline", "workload", "map")
MAKEABLE = (*TASK_VIEWS, "activity", "conversation")
# Views that the API shows, but neither makes nor changes, in a form of their own.
PAGE_VIEWS = ("form", "doc")

# What a place may have for its views to show; each part is kept as it was sent.
PARTS = ("grouping", "divide", "sorting", "filters", "columns", "team_sidebar", "settings")


@dataclass(slots=True, eq=False)
class View:
    """A view of a place; `creator` is None of the views that every place has from its beginning."""

    id: str
    name: str
    type: str
    place: Place
    date_created: int
    orderindex: int
    creator: User | None = None
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)
