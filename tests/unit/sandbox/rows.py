"""Looks whether the rows of a world hold together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickgate.sandbox.world.around import is_there
from clickgate.sandbox.world.checklists import lines
from clickgate.sandbox.world.kin import root_of
from clickgate.sandbox.world.rows import Task, View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clickgate.sandbox.world.rows import TaskList
    from clickgate.sandbox.world.world import World


def find_flaws(world: World) -> list[str]:
    """What doesn't hold together, in words; nothing in a sound world."""
    flaws = [f"task {task.id}: {what}" for task in world.tasks.values() for what in _of_task(world, task)]
    flaws += [f"list {one.id}: {what}" for one in world.lists.values() for what in _of_list(world, one)]
    return [*flaws, *_of_places(world), *_of_talk(world), *_of_what_hangs(world), *_of_goals(world)]


def _of_task(world: World, task: Task) -> Iterator[str]:
    home = task.home
    if world.lists.get(home.id) is not home or home.deleted:
        yield "its list is gone"
    if home.tasks.get(task.id) is not task:
        yield "its list doesn't know it"
    if world.tasks_in[home.space.workspace.id].get(task.id) is not task:
        yield "its workspace doesn't know it"
    if task.status not in world.statuses_of(home):
        yield f"its list has no status {task.status.status}"
    if task.parent is not None:
        if world.tasks.get(task.parent.id) is not task.parent or task not in task.parent.children:
            yield "its parent is gone or doesn't know it"
        elif root_of(task).home is not home:
            yield "its parent is in another list"
    if any(world.tasks.get(one.id) is not one or one.parent is not task for one in task.children):
        yield "a subtask is gone or is another's"
    if any(one.deleted or task.id not in one.guests for one in task.more_lists):
        yield "a further list is gone or doesn't know it"
    if task.time_spent != sum(row.duration for row in world.timesheet.on(task)):
        yield "its time is not the sum of its entries"
    others = [row.link_id for row in task.linked]
    others += [one.id for row in world.ties.dependencies_of(task) for one in (row.task, row.depends_on)]
    if any(one not in world.tasks for one in others):
        yield "a linked task is gone"
    if task.custom_id is not None and world.by_custom_id.get((home.space.workspace.id, task.custom_id)) is not task:
        yield "it isn't found by its custom id"


def _of_list(world: World, one: TaskList) -> Iterator[str]:
    if any(world.tasks.get(task.id) is not task or task.home is not one for task in one.tasks.values()):
        yield "it holds a task that is gone or is elsewhere"
    if any(world.tasks.get(task.id) is not task or one not in task.more_lists for task in one.guests.values()):
        yield "it shows a task that is gone or doesn't know of it"
    if one.deleted and (one.tasks or one.guests or one.id in one.folder.lists):
        yield "it is deleted and still holds something, or is held"
    if not one.deleted and (world.folders.get(one.folder.id) is not one.folder or one.id not in one.folder.lists):
        yield "its folder is gone or doesn't know it"


def _of_places(world: World) -> Iterator[str]:
    for folder in world.folders.values():
        if world.spaces.get(folder.space.id) is not folder.space or folder.id not in folder.space.folders:
            yield f"folder {folder.id}: its space is gone or doesn't know it"
        if folder.parent is not None and folder.parent.id not in world.folders:
            yield f"folder {folder.id}: its parent is gone"
    for space in world.spaces.values():
        if space.id not in space.workspace.spaces:
            yield f"space {space.id}: its workspace doesn't know it"
    tasks = {task_id for known in world.tasks_in.values() for task_id in known}
    if tasks != set(world.tasks) or {task.id for task in world.by_custom_id.values()} - tasks:
        yield "a workspace or a custom id knows a task that is gone"
    for workspace in world.workspaces.values():
        for place in workspace.closed:
            if not is_there(world, place):
                yield f"{place.id} is private and gone"


def _of_talk(world: World) -> Iterator[str]:
    said = {comment.id: comment for thread in world.threads.values() for comment in thread}
    said |= {reply.id: reply for comment in tuple(said.values()) for reply in comment.replies}
    if said != world.comments:
        yield f"comments in no thread, or unknown ones: {sorted(set(said) ^ set(world.comments))}"
    for target, thread in world.threads.items():
        if thread != sorted(thread, key=lambda row: (row.date, row.number)):
            yield f"the thread of {target.id} is not in the order of time"
        place = target.place if isinstance(target, View) else target
        if not is_there(world, place):
            yield f"a thread of {target.id}, which is gone"
    for view in world.views.all():
        if not is_there(world, view.place):
            yield f"view {view.id}: its place is gone"
    for message in world.chat.messages.values():
        if message.channel.id not in world.chat.channels:
            yield f"message {message.id}: its channel is gone"
        if message.parent is not None and message.parent.id not in world.chat.messages:
            yield f"message {message.id}: what it replies to is gone"


def _of_what_hangs(world: World) -> Iterator[str]:
    for checklist in world.checklists.rows.values():
        if world.tasks.get(checklist.task.id) is not checklist.task:
            yield f"checklist {checklist.id}: its task is gone"
        elif checklist not in world.checklists.of(checklist.task):
            yield f"checklist {checklist.id}: its task doesn't know it"
        items = list(lines(checklist.items))
        if any(item.parent is not None and item not in item.parent.children for item in items):
            yield f"checklist {checklist.id}: an item hangs on none"
    for entry in world.timesheet.rows.values():
        if entry.task is not None and (
            world.tasks.get(entry.task.id) is not entry.task or entry not in world.timesheet.on(entry.task)
        ):
            yield f"time entry {entry.id}: its task is gone or doesn't know it"
    for row in world.files.rows.values():
        if row.owner == "tasks" and row.owner_id not in world.tasks:
            yield f"attachment {row.id}: its task is gone"
        if row not in world.files.of(row.owner, row.owner_id):
            yield f"attachment {row.id}: what it is on doesn't know it"


def _of_goals(world: World) -> Iterator[str]:
    for goal in world.goals.rows.values():
        if any(world.goals.targets.get(one.id) is not one or one.goal is not goal for one in goal.targets.values()):
            yield f"goal {goal.id}: a target is gone or is another's"
    for target in world.goals.targets.values():
        if world.goals.rows.get(target.goal.id) is not target.goal:
            yield f"target {target.id}: its goal is gone"
    for group in world.people.groups.values():
        if any(user.id not in group.workspace.members for user in group.members):
            yield f"group {group.id}: somebody in it has left"
