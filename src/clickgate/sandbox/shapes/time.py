"""Shapes tracked time into the JSON values that ClickUp answers with: the same times are text here, numbers there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickgate.sandbox.shapes import people, places, values

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clickgate.sandbox.world.rows import Task
    from clickgate.sandbox.world.time_rows import Edit, Entry, TimeTag

Json = dict[str, Any]

_SOURCE = "clickup"


def entry(row: Entry, now: int) -> Json:
    """An entry as it is read: times are text; while it runs there is no `end`, and a negative number of ms.

    Without a task there is no `task`, its location is null three times, and its URL ends in null (recorded, 2022).
    """
    task = row.task
    shape: Json = {"id": row.id}
    if task is not None:
        shape["task"] = _task(task)
    shape |= {
        "wid": row.workspace.id,
        "user": people.person(row.user),
        "billable": row.billable,
        "start": str(row.start),
    }
    if row.end is None:
        shape["duration"] = row.start - now
    else:
        shape |= {"end": str(row.end), "duration": str(row.duration)}
    return shape | {
        "description": row.description,
        "tags": [tag(one) for one in row.tags],
        "source": _SOURCE,
        "at": str(row.at),
        "task_location": _location(task),
        "task_url": f"https://app.clickup.com/t/{'null' if task is None else task.id}",
    }


def entry_with(row: Entry, now: int, *, names: bool, task_tags: bool) -> Json:
    """An entry as it is read, with the names of its places and the tags of its task where they are asked for."""
    shape = entry(row, now)
    task = row.task
    if names and task is not None:
        home = task.home
        named = {"list_name": home.name, "folder_name": home.folder.name, "space_name": home.space.name}
        shape["task_location"] |= named
    if task_tags:
        shape["task_tags"] = [] if task is None else [values.tag(one) for one in task.tags]
    return shape


def entry_acted_on(row: Entry, now: int) -> Json:
    """An entry that was just started, stopped or deleted: all its times but `start` are numbers."""
    shape = entry(row, now) | {"at": row.at}
    return shape if row.end is None else shape | {"end": row.end, "duration": row.duration}


def entry_just_made(row: Entry, now: int) -> Json:
    """An entry that was just made: all its times are numbers, and what was sent comes back."""
    sent = {"assignee": row.user.id, "tid": None if row.task is None else row.task.id}
    return entry_acted_on(row, now) | {"start": row.start} | sent


def tag(row: TimeTag) -> Json:
    """A tag of time entries."""
    return {"name": row.name, "tag_fg": row.fg, "tag_bg": row.bg, "creator": row.creator}


def edit(row: Edit) -> Json:
    """One change of an entry."""
    return {
        "id": row.id,
        "field": row.field,
        "before": row.before,
        "after": row.after,
        "date": str(row.at),
        "user": people.person(row.user),
        "source": _SOURCE,
    }


def tracked(rows: Iterable[Entry]) -> list[Json]:
    """The time on a task by person, as the older API tells it: the sum is a number, all else is text."""
    people_at: dict[int, Json] = {}
    for row in rows:
        one = people_at.setdefault(row.user.id, {"user": people.person(row.user), "time": 0, "intervals": []})
        one["time"] += row.duration
        one["intervals"].append(_interval(row))
    return list(people_at.values())


def _interval(row: Entry) -> Json:
    times = {"start": str(row.start), "end": values.ms(row.end), "time": str(row.duration)}
    return {"id": row.id, **times, "source": _SOURCE, "date_added": str(row.added)}


def _task(task: Task) -> Json:
    return {
        "id": task.id,
        "custom_id": task.custom_id,
        "name": task.name,
        "status": places.statuses([task.status])[0],
        "custom_type": str(task.custom_item_id) if task.custom_item_id else None,
    }


def _location(task: Task | None) -> Json:
    if task is None:
        return dict.fromkeys(("list_id", "folder_id", "space_id"))
    home = task.home
    return {"list_id": home.id, "folder_id": home.folder.id, "space_id": home.space.id}
