"""Shapes views into the JSON values that ClickUp answers with, oddities included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickgate.sandbox.shapes import values
from clickgate.sandbox.world.views import PAGE_VIEWS, PARENT_TYPES

if TYPE_CHECKING:
    from clickgate.sandbox.world.rows import View

Json = dict[str, Any]

# What a view has that was made without them. Source: examples of the official v2 document.
_EMPTY: dict[str, Json] = {
    "grouping": {"field": "status", "dir": 1, "collapsed": [], "ignore": False},
    "divide": {"field": None, "dir": None, "collapsed": []},
    "sorting": {"fields": []},
    "filters": {"op": "AND", "fields": [], "search": "", "show_closed": False},
    "columns": {"fields": []},
    "team_sidebar": {"assignees": [], "assigned_comments": False, "unassigned_tasks": False},
    "settings": {
        "show_task_locations": False,
        "show_subtasks": 3,
        "show_subtask_parent_names": False,
        "show_closed_subtasks": False,
        "show_assignees": True,
        "show_images": True,
        "collapse_empty_columns": None,
        "me_comments": True,
        "me_subtasks": True,
        "me_checklists": True,
    },
}


def parts(row: View) -> dict[str, Json]:
    """What a view groups, sorts, filters and shows by: as it was sent, over what a view has without."""
    return {name: empty | row.parts.get(name, {}) for name, empty in _EMPTY.items()}


def view(row: View) -> Json:
    """A view of tasks or a chat; one of a page (a form, a doc) has nothing to filter, but an address."""
    shape: Json = {
        "id": row.id,
        "name": row.name,
        "type": row.type,
        "parent": {"id": row.place.id, "type": PARENT_TYPES[type(row.place)]},
    }
    shape |= {} if row.type in PAGE_VIEWS else parts(row)
    shape |= {
        "date_created": values.ms(row.date_created or None),
        "creator": None if row.creator is None else row.creator.id,
        "visibility": "public",
        "protected": False,
        "protected_note": None,
        "protected_by": None,
        "date_protected": None,
        "orderindex": row.orderindex,
    }
    if row.type in PAGE_VIEWS:
        shape |= {"public": True, "public_url": f"https://{row.type}s.clickup.com/{row.id.partition('-')[0]}/{row.id}"}
    return shape
