"""What a store may know of the world: so the world knows its stores, and they do not know it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from clickgate.sandbox.world.events import Events
    from clickgate.sandbox.world.ids import Ids
    from clickgate.sandbox.world.rows import Comment, Folder, Space, Task, TaskList, User, View, Workspace


class Whole(Protocol):
    """The world as its stores see it."""

    ids: Ids
    events: Events
    revision: int
    users: dict[int, User]
    workspaces: dict[str, Workspace]
    spaces: dict[str, Space]
    folders: dict[str, Folder]
    lists: dict[str, TaskList]
    tasks: dict[str, Task]
    tasks_in: dict[str, dict[str, Task]]
    threads: dict[Task | TaskList | View, list[Comment]]

    def task_changed(self, task: Task, at: int | None = None) -> None:
        """Note that a task changed, at a time in ms."""

    def scene_changed(self) -> None:
        """Note that something changed that many tasks show."""

    def add_user(self, username: str | None, email: str, *, color: str | None = None, initials: str = "") -> User:
        """Make a person, who is in no workspace yet."""

    def remove_comment(self, comment: Comment) -> None:
        """Take a comment away with its replies."""
