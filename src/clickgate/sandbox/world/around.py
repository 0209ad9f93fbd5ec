"""Says where places are: what holds them, what is below them, and whether they are still there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from clickgate.sandbox.world.rows import Folder, Space, Task, TaskList, Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

Shareable = Space | Folder | TaskList | Task
Place = Workspace | Space | Folder | TaskList


class Rows(Protocol):
    """The rows by id that tell what is still there."""

    workspaces: dict[str, Workspace]
    spaces: dict[str, Space]
    folders: dict[str, Folder]
    tasks: dict[str, Task]
    tasks_in: dict[str, dict[str, Task]]


def space_of(place: Shareable) -> Space:
    """The space that a place is in; itself where it is one."""
    if isinstance(place, Task):
        return place.home.space
    return place if isinstance(place, Space) else place.space


def workspace_of(place: Shareable | Workspace) -> Workspace:
    """The workspace that a place is in; itself where it is one."""
    return place if isinstance(place, Workspace) else space_of(place).workspace


def is_there(world: Rows, place: Shareable | Workspace) -> bool:
    """Whether a place was not taken away since."""
    match place:
        case TaskList():
            return not place.deleted
        case Task():
            return place.id in world.tasks
        case Folder():
            return place.id in world.folders
        case Space():
            return place.id in world.spaces
        case Workspace():
            return place.id in world.workspaces


def holders(place: Shareable) -> Iterator[Shareable]:
    """A place and all that lets into it: what holds it, unless it is private. Parent and lists hold a task."""
    yield place
    if place in workspace_of(place).closed:
        return
    if isinstance(place, Task):
        if place.parent is not None:
            yield from holders(place.parent)
        for one in (place.home, *place.more_lists):
            yield from holders(one)
    elif isinstance(place, TaskList):
        yield from holders(place.folder)
    elif isinstance(place, Folder):
        yield from holders(place.parent or place.space)


def lists_under(place: Space | Folder | TaskList) -> Iterator[TaskList]:
    """A list itself, or the lists of a folder with those of its subfolders, or of a space."""
    if isinstance(place, TaskList):
        yield place
        return
    if isinstance(place, Space):
        for folder in place.folders.values():
            yield from folder.lists.values()
        return
    yield from place.lists.values()
    for folder in place.space.folders.values():
        if folder.parent is place:
            yield from lists_under(folder)


def tasks_under(world: Rows, place: Place) -> Iterator[Task]:
    """All tasks of a place, each once, those that lists show beside their own among them."""
    if isinstance(place, Workspace):
        yield from world.tasks_in[place.id].values()
        return
    seen: dict[str, Task] = {}
    for one in lists_under(place):
        seen.update(one.tasks)
        seen.update(one.guests)
    yield from seen.values()
