"""Shapes what hangs on tasks into the JSON values that ClickUp answers with: checklists, ties, times in status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickgate.sandbox.shapes import people
from clickgate.sandbox.world.checklists import lines

if TYPE_CHECKING:
    from clickgate.sandbox.world.rows import Link, UserGroup
    from clickgate.sandbox.world.task_rows import Checklist, ChecklistItem, Dependency, Stay

Json = dict[str, Any]

_MINUTE = 60_000


def checklist(row: Checklist, orderindex: int) -> Json:
    """A checklist with its items; `resolved` and `unresolved` count those at any depth."""
    done = [item.is_resolved for item in lines(row.items)]
    return {
        "id": row.id,
        "task_id": row.task.id,
        "name": row.name,
        "date_created": str(row.date_created),
        "orderindex": orderindex,
        "creator": row.creator.id,
        "resolved": sum(done),
        "unresolved": len(done) - sum(done),
        "items": [_item(item, index) for index, item in enumerate(row.items)],
    }


def _item(row: ChecklistItem, orderindex: int) -> Json:
    return {
        "id": row.id,
        "name": row.name,
        "orderindex": orderindex,
        "assignee": None if row.assignee is None else people.person(row.assignee),
        "group_assignee": None,
        "resolved": row.is_resolved,
        "parent": None if row.parent is None else row.parent.id,
        "date_created": str(row.date_created),
        "children": [_item(child, index) for index, child in enumerate(row.children)],
    }


def dependency(row: Dependency) -> Json:
    """A dependency as both tasks show it (guide: https://developer.clickup.com/docs/tasks)."""
    return {
        "task_id": row.task.id,
        "depends_on": row.depends_on.id,
        "type": 1,
        "date_created": str(row.date_created),
        "userid": str(row.user.id),
        "workspace_id": row.task.home.space.workspace.id,
        "chain_id": None,
    }


def link(row: Link, workspace_id: str) -> Json:
    """A link as one of its two tasks shows it."""
    return {
        "task_id": row.task_id,
        "link_id": row.link_id,
        "date_created": str(row.date_created),
        "userid": str(row.user_id),
        "workspace_id": workspace_id,
    }


def group_assignee(row: UserGroup) -> Json:
    """A group that a task is assigned to; the form is a guess, after that of v3."""
    return {"id": row.id, "name": row.name, "handle": row.handle}


def time_in_status(stays: tuple[Stay, ...]) -> Json:
    """How long a task stood in each status: minutes are whole, `since` is the last time it came there."""
    current = stays[-1]
    total: dict[str, int] = {}
    last: dict[str, Stay] = {}
    for stay in stays:
        total[stay.status.id] = total.get(stay.status.id, 0) + stay.until - stay.since
        last[stay.status.id] = stay
    history = [
        {
            "status": stay.status.status,
            "color": stay.status.color,
            "type": stay.status.type,
            "total_time": _time(total[stay.status.id], stay.since),
            "orderindex": stay.status.orderindex,
        }
        for stay in sorted(last.values(), key=lambda stay: stay.status.orderindex)
    ]
    return {
        "current_status": {
            "status": current.status.status,
            "color": current.status.color,
            "total_time": _time(current.until - current.since, current.since),
        },
        "status_history": history,
    }


def _time(duration: int, since: int) -> Json:
    return {"by_minute": duration // _MINUTE, "since": str(since)}
