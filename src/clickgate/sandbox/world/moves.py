"""Takes tasks from one place to another: to a new home list, or into a task that they are merged with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickgate.sandbox.world.kin import descendants

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from clickgate.sandbox.world.rows import Field, Space, Status, Tag, Task, TaskList
    from clickgate.sandbox.world.world import World


def move_home(
    world: World, task: Task, home: TaskList, at: int, *, find_status: Callable[[Task], Status | None]
) -> None:
    """Take a task with its subtasks to another list of its workspace, at a time in ms.

    Values of fields that do not reach the new list are lost. A subtask that leaves its parent's list becomes a task.
    Where `find_status` gives None, a task comes into the list's first status.
    """
    if task.parent is not None and task.parent.home is not home:
        task.parent.children = tuple(child for child in task.parent.children if child is not task)
        task.parent = None
    reach = {field.id for field in world.fields_of(home)}
    for one in (task, *descendants(task)):
        status = find_status(one) or world.first_status(home)
        _rehome(world, one, home)
        one.values = {key: value for key, value in one.values.items() if key in reach}
        if status is not one.status:
            world.put_status(one, status, max(at, one.date_updated))
        world.task_changed(one, max(at, one.date_updated))


def _rehome(world: World, task: Task, home: TaskList) -> None:
    before = task.home
    del before.tasks[task.id]
    if home in task.more_lists:
        world.leave_list(task, home)
    task.home = home
    home.tasks[task.id] = task
    if home.space is not before.space:
        task.tags = tags_in(world, home.space, task.tags)
        world.number_task(task)


def tags_in(world: World, space: Space, tags: Iterable[Tag]) -> tuple[Tag, ...]:
    """The tags of the same names in a space, made where it lacks them."""
    found = (world.add_tag(space, tag.name, tag.creator, fg=tag.fg, bg=tag.bg) for tag in tags)
    return tuple(dict.fromkeys(found))


def bring_fields(world: World, home: TaskList, fields: Iterable[Field]) -> None:
    """Let fields of other places reach a list, too."""
    known = world.fields_of(home)
    home.fields = (*home.fields, *(field for field in fields if field not in known))
    world.scene_changed()


def merge(world: World, target: Task, source: Task, at: int) -> None:
    """Give a task all that hangs on another, which is gone afterwards; it must not be below the other."""
    for child in source.children:
        if child.home is not target.home:
            move_home(world, child, target.home, at, find_status=lambda one: _same_name(world, target.home, one))
        if child is not target:
            world.put_under(child, target)
    comments = world.threads.pop(source, [])
    for comment in comments:
        comment.target = target
        for reply in comment.replies:
            reply.target = target
    if comments:
        world.threads.setdefault(target, []).extend(comments)
        world.threads[target].sort(key=lambda row: (row.date, row.number))
    world.checklists.take_over(source, target)
    world.timesheet.take_over(source, target)
    world.files.take_over(source, target)
    target.watchers = tuple(dict.fromkeys((*target.watchers, *source.watchers)))
    target.tags = tuple(dict.fromkeys((*target.tags, *tags_in(world, target.home.space, source.tags))))
    world.remove_task(source)
    world.task_changed(target, max(at, target.date_updated))


def _same_name(world: World, home: TaskList, task: Task) -> Status | None:
    return world.find_status(home, task.status.status)
