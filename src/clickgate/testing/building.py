"""Builds what a test needs in a sandbox's world, in one line each, past the API and its limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clickgate.sandbox.server import Sandbox
    from clickgate.sandbox.world.rows import Comment, Folder, Role, Space, Tag, Task, TaskList, User, Workspace

_ROLES: dict[str, Role] = {"owner": 1, "admin": 2, "member": 3, "guest": 4}


class WorldBuilder:
    """Adds rows to the seed's workspace; where a place is left out, the last one built is meant, else a new one.

    Build before requests are under way: rows are changed in the calling thread.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._space: Space | None = None
        self._list: TaskList | None = None

    @property
    def workspace(self) -> Workspace:
        """The seed's workspace."""
        return self._sandbox.world.workspaces[self._sandbox.workspace_id]

    @property
    def owner(self) -> User:
        """Whose token the sandbox's is."""
        return next(row.user for row in self.workspace.members.values() if row.role == 1)

    def space(self, name: str = "Space") -> Space:
        """A new space with the statuses that a new space has: to do, complete."""
        self._space, self._list = self._sandbox.world.add_space(self.workspace, name), None
        return self._space

    def folder(self, name: str = "Folder", *, space: Space | None = None) -> Folder:
        """A new folder."""
        return self._sandbox.world.add_folder(space or self._space or self.space(), name)

    def list(self, name: str = "List", *, parent: Folder | Space | None = None) -> TaskList:
        """A new list, in a folder, or right in a space."""
        parent = parent or self._space or self.space()
        self._list = self._sandbox.world.add_list(parent, name, owner_id=self.owner.id)
        return self._list

    def task(self, name: str = "Task", *, home: TaskList | None = None, status: str = "", **members: Any) -> Task:
        """A new task; `members` are attributes of its row: `description`, `due_date` in ms, `parent` and so on.

        Raises:
            ValueError: The list has no such status.
            AttributeError: A task has no such member.
        """
        world, home = self._sandbox.world, home or self._list or self.list()
        found = world.find_status(home, status) if status else None
        if status and found is None:
            raise ValueError(f"the list '{home.name}' has no status '{status}'")
        made = world.add_task(home, name, self.owner, self._sandbox.clock.now_ms(), status=found)
        parent = members.pop("parent", None)
        if parent is not None:
            world.put_under(made, parent)
        for member, value in members.items():
            if not hasattr(made, member):
                raise AttributeError(f"a task has no '{member}'")
            setattr(made, member, tuple(value) if isinstance(value, list) else value)
        world.task_changed(made)
        return made

    def tasks(self, count: int, name: str = "Task", *, home: TaskList | None = None) -> tuple[Task, ...]:
        """So many tasks, numbered from 1: for what is read page by page."""
        home = home or self._list or self.list()
        return tuple(self.task(f"{name} {number}", home=home) for number in range(1, count + 1))

    def comment(self, task: Task | TaskList, text: str, *, user: User | None = None) -> Comment:
        """A comment."""
        now = self._sandbox.clock.now_ms()
        return self._sandbox.world.add_comment(task, user or self.owner, [{"text": text}], now)

    def tag(self, name: str, *, space: Space | None = None) -> Tag:
        """A tag of a space."""
        return self._sandbox.world.add_tag(space or self._space or self.space(), name, self.owner.id)

    def user(self, name: str = "Ada Example", *, email: str = "", role: str = "member") -> User:
        """A person who has joined the workspace as owner, admin, member or guest."""
        world = self._sandbox.world
        user = world.add_user(name, email or f"{'.'.join(name.lower().split())}@example.com")
        world.add_member(self.workspace, user, _ROLES[role], self._sandbox.clock.now_ms())
        return user
