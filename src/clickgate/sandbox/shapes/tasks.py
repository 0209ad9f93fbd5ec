"""Renders tasks as JSON bytes, once for each change, so that a page of a hundred is a joining of bytes."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

import msgspec

from clickgate.sandbox.answers import encode
from clickgate.sandbox.shapes import files, people, places, task_parts, values
from clickgate.sandbox.shapes.fields import RELATIONS, TYPES
from clickgate.sandbox.world.kin import descendants, root_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from clickgate.sandbox.world.rows import Field, Level, Tag, Task, TaskList, User
    from clickgate.sandbox.world.world import World

    Levels = Callable[[Task], Level]

_PUBLIC_FIELDS = ["assignees", "priority", "due_date", "content", "comments", "attachments", "customFields"]
_PUBLIC_FIELDS += ["subtasks", "tags", "checklists", "coverimage"]
_SHARING = msgspec.Raw(
    encode(
        {
            "public": False,
            "public_share_expires_on": None,
            "public_fields": _PUBLIC_FIELDS,
            "token": None,
            "seo_optimized": False,
        }
    )
)
# So many renderings are kept, some 3 kB each: those of a million tasks would not fit into the memory of most machines.
MOST_RENDERED = 60_000
_UNTRACKED = b',"time_spent":0'


def seen_by(task: bytes, level: Level) -> bytes:
    """A task's JSON as somebody of a level sees it. Quotes inside its texts are escaped, so that this finds its key."""
    return task.replace(b'"permission_level":"create"', b'"permission_level":"' + level.encode() + b'"')


class TaskShapes:
    """Renders the tasks of one world; what many tasks show alike is rendered once until the scenery changes."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._scenery = -1
        self._parts: dict[tuple[str, object], Any] = {}
        self._rendered: deque[Task] = deque()

    def page(self, tasks: Iterable[Task], *, last: bool, markdown: bool = False, levels: Levels | None = None) -> bytes:
        """`{"tasks": […], "last_page": …}`, as somebody sees it whose `levels` are told."""
        rows = list(tasks)
        bodies = [self.with_markdown(task) if markdown else self.in_many(task) for task in rows]
        if levels is not None:
            bodies = [seen_by(body, levels(task)) for body, task in zip(bodies, rows, strict=True)]
        return b'{"tasks":[' + b",".join(bodies) + b'],"last_page":' + (b"true}" if last else b"false}")

    def in_many(self, task: Task) -> bytes:
        """A task among others: `time_spent` is absent while nothing was tracked."""
        scenery = self._world.scenery
        if task.rendered_at != scenery:
            if self._scenery != scenery:
                self._parts.clear()
                self._scenery = scenery
            task.rendered = encode(self._shape(task))
            if not self._shows_other_tasks(task):
                task.rendered_at = scenery
                self._remember(task)
        return task.rendered

    def _remember(self, task: Task) -> None:
        self._rendered.append(task)
        if len(self._rendered) > MOST_RENDERED:
            oldest = self._rendered.popleft()
            oldest.rendered, oldest.rendered_at = b"", -1

    def with_markdown(self, task: Task) -> bytes:
        """A task among others with `markdown_description`."""
        return self.in_many(task)[:-1] + b',"markdown_description":' + encode(task.markdown) + b"}"

    def alone(self, task: Task, *, subtasks: bool = False, markdown: bool = False) -> bytes:
        """A task read by its id: `time_spent` is 0 while nothing was tracked; subtasks are flat, at any depth."""
        parts = [self.in_many(task)[:-1]]
        parts.append(b"" if task.time_spent else _UNTRACKED)
        parts.append(b',"attachments":' + encode(self._attachments(task)))
        if markdown:
            parts.append(b',"markdown_description":' + encode(task.markdown))
        if subtasks:
            parts.append(b',"subtasks":[' + b",".join(self.in_many(one) for one in descendants(task)) + b"]")
        parts.append(b"}")
        return b"".join(parts)

    def _attachments(self, task: Task) -> list[dict[str, Any]]:
        found = self._world.files
        return [files.on_task(row, found.origin) for row in found.of("tasks", task.id)]

    def _shape(self, task: Task) -> dict[str, Any]:
        space = task.home.space
        parent = task.parent
        shape = {
            "id": task.id,
            "custom_id": task.custom_id,
            "custom_item_id": task.custom_item_id,
            "name": task.name,
            "text_content": task.description,
            "description": task.description,
            "status": self._part("status", task.status.id, lambda: places.statuses([task.status])[0]),
            "orderindex": f"{task.number}.{'0' * 32}",
            "date_created": str(task.date_created),
            "date_updated": str(task.date_updated),
            "date_closed": values.ms(task.date_closed),
            "date_done": values.ms(task.date_done),
            "archived": task.archived,
            "creator": self._part("creator", task.creator.id, lambda: people.creator(task.creator)),
            "assignees": [self._person(user) for user in task.assignees],
            "group_assignees": self._groups(task),
            "watchers": [self._person(user) for user in task.watchers],
            "checklists": [task_parts.checklist(row, at) for at, row in enumerate(self._world.checklists.of(task))],
            "tags": [self._tag(tag) for tag in task.tags],
            "parent": None if parent is None else parent.id,
            "top_level_parent": None if parent is None else root_of(parent).id,
            "priority": self._part("priority", task.priority, lambda: values.priority(task.priority)),
            "due_date": values.ms(task.due_date),
            "start_date": values.ms(task.start_date),
            "points": task.points,
            "time_estimate": task.time_estimate,
            "custom_fields": [
                self._field(field, task) for field in self._fields(task.home) if field.is_for(task.custom_item_id)
            ],
            "dependencies": [task_parts.dependency(row) for row in self._world.ties.dependencies_of(task)],
            "linked_tasks": [task_parts.link(row, space.workspace.id) for row in task.linked],
            "locations": [{"id": one.id, "name": one.name} for one in task.more_lists],
            "team_id": space.workspace.id,
            "url": f"https://app.clickup.com/t/{task.id}",
            "sharing": _SHARING,
            "permission_level": "create",
            **self._place(task.home),
        }
        if task.time_spent:
            shape["time_spent"] = task.time_spent
        return shape

    def _part(self, kind: str, key: object, make: Callable[[], Any]) -> msgspec.Raw:
        part = self._parts.get((kind, key))
        if part is None:
            part = self._parts[kind, key] = msgspec.Raw(encode(make()))
        return part

    def _groups(self, task: Task) -> list[dict[str, Any]]:
        known = self._world.people.groups
        return [task_parts.group_assignee(group) for group in task.group_assignees if group.id in known]

    def _person(self, user: User) -> msgspec.Raw:
        return self._part("person", user.id, lambda: people.person(user))

    def _tag(self, tag: Tag) -> msgspec.Raw:
        return self._part("tag", id(tag), lambda: values.tag(tag))

    def _fields(self, home: TaskList) -> tuple[Field, ...]:
        found = self._parts.get(("fields", home.id))
        if found is None:
            found = self._parts["fields", home.id] = self._world.fields_of(home)
        return found

    def _shows_other_tasks(self, task: Task) -> bool:
        # What names other tasks, or groups, ages with those, not with this one alone.
        if task.group_assignees:
            return True
        return bool(task.values) and any(
            field.type in RELATIONS and field.id in task.values for field in self._fields(task.home)
        )

    def _place(self, home: TaskList) -> dict[str, Any]:
        found = self._parts.get(("place", home.id))
        if found is None:
            folder = msgspec.Raw(encode(places.folder_of(home)))
            found = self._parts["place", home.id] = {
                "list": msgspec.Raw(encode({"id": home.id, "name": home.name, "access": True})),
                "project": folder,
                "folder": folder,
                "space": {"id": home.space.id},
            }
        return found

    def _field(self, field: Field, task: Task) -> msgspec.Raw:
        """The definition, with `value` only where one is set."""
        definition = self._part("field", field.id, lambda: values.field(field))
        value = task.values.get(field.id)
        if value is None:
            return definition
        kind = TYPES[field.type]
        suffix = b',"value":' + encode(kind.show(field, value, self._world))
        if field.type == "date":
            suffix += b',"value_richtext":null'
        return msgspec.Raw(bytes(definition)[:-1] + suffix + b"}")
