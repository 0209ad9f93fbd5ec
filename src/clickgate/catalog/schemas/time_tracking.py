"""Tracked time: entries of today's tracker, and the intervals of the one before it."""

from __future__ import annotations

from typing import Any

from msgspec import field

from clickgate.catalog.schemas.base import Id, Model, Part
from clickgate.catalog.schemas.people import Person
from clickgate.catalog.schemas.places import Status, Tag


class TimedTask(Part):
    """The task that time was tracked on."""

    id: str = ""
    name: str | None = None
    custom_id: str | None = None
    status: Status | None = None
    custom_type: Id | None = None


class TimeEntryTag(Model):
    """A tag of time entries, which has nothing to do with those of tasks."""

    name: str = ""
    tag_fg: str | None = None
    tag_bg: str | None = None
    creator: Id | None = None


class TaskLocation(Part):
    """Where the task of an entry lives; all None for an entry without a task."""

    list_id: Id | None = None
    folder_id: Id | None = None
    space_id: Id | None = None
    list_name: str | None = None
    folder_name: str | None = None
    space_name: str | None = None


class TimeEntry(Model):
    """Time that somebody tracked, in milliseconds; while it runs, `duration` is negative and there is no `end`."""

    id: Id = ""
    description: str | None = None
    start: int | None = None
    end: int | None = None
    duration: int | None = None
    billable: bool | None = None
    at: int | None = None
    task: TimedTask | None = None
    workspace_id: Id | None = field(name="wid", default=None)
    user: Person | None = None
    tags: list[TimeEntryTag] = field(default_factory=list)
    source: str | None = None
    task_location: TaskLocation | None = None
    task_tags: list[Tag] = field(default_factory=list)
    task_url: str | None = None
    task_id: str | None = field(name="tid", default=None)
    assignee: Id | None = None


class TimeEntryChange(Model):
    """One change in the history of a time entry: `field` went from `before` to `after`."""

    id: Id = ""
    field: str | None = None
    before: Any = None
    after: Any = None
    date: int | None = None
    user: Person | None = None
    source: str | None = None


class Interval(Part):
    """One stretch of time in the legacy tracker, in milliseconds."""

    id: Id = ""
    start: int | None = None
    end: int | None = None
    time: int | None = None
    source: str | None = None
    date_added: int | None = None


class TimeInterval(Model):
    """Somebody's time on a task in the legacy tracker, in milliseconds; of one just made, only the id is known."""

    id: Id = ""
    user: Person | None = None
    time: int | None = None
    intervals: list[Interval] = field(default_factory=list)
