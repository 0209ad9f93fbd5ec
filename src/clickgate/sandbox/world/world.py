"""Keeps the rows of the emulated ClickUp with the indexes that make its operations fast.

Not made for threads: a sandbox that serves a socket changes its world in the server's thread only. A test that changes
rows from outside does so while no request is under way, and calls `scene_changed()` when done.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from clickgate.sandbox.world.chat import Chat
from clickgate.sandbox.world.checklists import Checklists
from clickgate.sandbox.world.docs import Docs
from clickgate.sandbox.world.estimates import Estimates
from clickgate.sandbox.world.events import Events
from clickgate.sandbox.world.files import Files
from clickgate.sandbox.world.goals import Goals
from clickgate.sandbox.world.ids import Ids
from clickgate.sandbox.world.kin import descendants
from clickgate.sandbox.world.memory import Memory
from clickgate.sandbox.world.oauth import OAuth
from clickgate.sandbox.world.people import People
from clickgate.sandbox.world.rows import (
    Comment,
    Field,
    Folder,
    Member,
    Role,
    Space,
    Status,
    StatusType,
    Tag,
    Task,
    TaskList,
    Token,
    User,
    Workspace,
)
from clickgate.sandbox.world.stays import Stays
from clickgate.sandbox.world.templates import Templates
from clickgate.sandbox.world.ties import Ties
from clickgate.sandbox.world.timesheet import Timesheet
from clickgate.sandbox.world.views import Views

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from clickgate.sandbox.world.rows import View

# What a space made through the API begins with (recorded answers, 2025-06).
NEW_SPACE_STATUSES: tuple[tuple[str, str, StatusType], ...] = (
    ("to do", "#87909e", "open"),
    ("complete", "#008844", "closed"),
)


class World:
    """All rows of one sandbox.

    Attributes:
        revision: Counts every change.
        scenery: Counts the changes of what many tasks show: names of places, statuses, tags, people, field definitions.
    """

    def __init__(self, seed: str = "") -> None:
        self.ids = Ids(seed)
        self.revision = 0
        self.scenery = 0
        self.users: dict[int, User] = {}
        self.workspaces: dict[str, Workspace] = {}
        self.spaces: dict[str, Space] = {}
        self.folders: dict[str, Folder] = {}
        self.lists: dict[str, TaskList] = {}
        self.tasks: dict[str, Task] = {}
        self.tasks_in: dict[str, dict[str, Task]] = {}  # by workspace id
        self.by_custom_id: dict[tuple[str, str], Task] = {}  # by workspace id and custom id
        self.comments: dict[str, Comment] = {}
        self.threads: dict[Task | TaskList | View, list[Comment]] = {}  # oldest first, replies not among them
        self.tokens: dict[bytes, Token] = {}
        self.fields: dict[str, Field] = {}
        self.searches = Memory()
        self.checklists = Checklists(self.ids, self.task_changed)
        self.ties = Ties(self.task_changed)
        self.stays = Stays()
        self.estimates = Estimates(self.task_changed)
        self.templates = Templates(self.ids)
        self.events = Events(self.ids)
        self.timesheet = Timesheet(self)
        self.goals = Goals(self)
        self.oauth = OAuth(seed)
        self.files = Files(self)
        self.docs = Docs(self)
        self.chat = Chat(self)
        self.people = People(self)
        self.views = Views(self)
        self._number = 0

    # People

    def add_user(self, username: str | None, email: str, *, color: str | None = None, initials: str = "") -> User:
        """Make a person, who is in no workspace yet."""
        shown = initials or "".join(part[0] for part in (username or email).split()[:2]).upper()
        user = User(id=self.ids.user(), username=username, email=email, color=color, initials=shown)
        self.users[user.id] = user
        return user

    def add_member(
        self,
        workspace: Workspace,
        user: User,
        role: Role,
        at: int,
        *,
        invited_by: User | None = None,
        joined: bool = True,
    ) -> Member:
        """Let a person into a workspace at a time in ms."""
        when = at if joined else None
        member = Member(user, role, date_invited=at, date_joined=when, last_active=when, invited_by=invited_by)
        workspace.members[user.id] = member
        self.scene_changed()
        return member

    def add_token(
        self, user: User, *, workspace_ids: Iterable[str] | None = None, oauth: bool = False, client_id: str = ""
    ) -> str:
        """Issue a token and give its text; only its digest is kept. Without `workspace_ids`, for all of the user's.

        An OAuth token is the seed's app's unless another `client_id` is given.
        """
        if oauth and not client_id:
            client_id = next(iter(self.oauth.apps), "")
        text = self.ids.word(40) if oauth else self.ids.token(user.id)
        if workspace_ids is None:
            workspace_ids = (one.id for one in self.workspaces.values() if user.id in one.members)
        header = f"Bearer {text}" if oauth else text
        digest = sha256(header.encode()).digest()
        self.tokens[digest] = Token(digest, user, f"{text[:3]}…{text[-4:]}", oauth, frozenset(workspace_ids), client_id)
        return text

    # Places

    def add_workspace(self, name: str, *, plan: str = "free", color: str = "#40BC86") -> Workspace:
        """Make a workspace without members."""
        workspace = Workspace(self.ids.place("workspace"), name, color, plan)
        self.workspaces[workspace.id] = workspace
        self.tasks_in[workspace.id] = {}
        self.scene_changed()
        return workspace

    def add_space(
        self, workspace: Workspace, name: str, *, statuses: Iterable[tuple[str, str, StatusType]] = NEW_SPACE_STATUSES
    ) -> Space:
        """Make a space with statuses of `(name, colour, type)`."""
        space = Space(self.ids.place("space"), workspace, name)
        space.statuses = self.make_statuses(f"p{space.id}", statuses)
        workspace.spaces[space.id] = self.spaces[space.id] = space
        self.scene_changed()
        self.events.emit("spaceCreated", space)
        return space

    def make_statuses(self, owner: str, statuses: Iterable[tuple[str, str, StatusType]]) -> tuple[Status, ...]:
        """Rows of `(name, colour, type)`; `owner` is `p<space>`, `c<folder>` or `sc<list>`."""
        return tuple(
            Status(self.ids.status(owner), name, color, index, kind)
            for index, (name, color, kind) in enumerate(statuses)
        )

    def add_folder(self, space: Space, name: str, *, hidden: bool = False, parent: Folder | None = None) -> Folder:
        """Make a folder at the end of its space."""
        folder = Folder(self.ids.place("folder"), space, name, len(space.folders), hidden=hidden, parent=parent)
        space.folders[folder.id] = self.folders[folder.id] = folder
        self.scene_changed()
        if not hidden:
            self.events.emit("folderCreated", folder)
        return folder

    def add_list(self, parent: Folder | Space, name: str, *, owner_id: int = 0) -> TaskList:
        """Make a list in a folder, or in a space, where it gets a hidden folder of its own."""
        folder = self.add_folder(parent, "hidden", hidden=True) if isinstance(parent, Space) else parent
        list_id = self.ids.place("list")
        inbound = f"a.t.{list_id}.u-{owner_id}.{self.ids.uuid()}@tasks.clickup.com"
        made = TaskList(list_id, folder, name, len(folder.lists), inbound)
        folder.lists[list_id] = self.lists[list_id] = made
        self.scene_changed()
        self.events.emit("listCreated", made)
        return made

    def add_tag(self, space: Space, name: str, creator: int, *, fg: str = "#FFFFFF", bg: str = "#7C4DFF") -> Tag:
        """Give a space a tag, or find it: names are lower-case."""
        name = name.lower()
        if name not in space.tags:
            space.tags[name] = Tag(name, fg, bg, creator)
            self.revision += 1
        return space.tags[name]

    def add_field(
        self, place: Workspace | Space | Folder | TaskList, name: str, kind: str, config: dict[str, Any], at: int
    ) -> Field:
        """Define a custom field at a place; it reaches every list below."""
        made = Field(self.ids.uuid(), name, kind, config, at)
        place.fields = (*place.fields, made)
        self.fields[made.id] = made
        self.scene_changed()
        return made

    def remove_space(self, space: Space) -> None:
        """Take a space away with all that it holds."""
        self.events.emit("spaceDeleted", space)
        for folder in tuple(space.folders.values()):
            self._take_folder(folder)
        del space.workspace.spaces[space.id], self.spaces[space.id]
        self._clear(space)
        self.scene_changed()

    def remove_folder(self, folder: Folder) -> None:
        """Take a folder away with all that it holds."""
        self.events.emit("folderDeleted", folder)
        self._take_folder(folder)

    def _take_folder(self, folder: Folder) -> None:
        for one in tuple(folder.lists.values()):
            self._take_list(one)
        for below in tuple(folder.space.folders.values()):
            if below.parent is folder:
                self._take_folder(below)
        del folder.space.folders[folder.id], self.folders[folder.id]
        self._clear(folder)
        self.scene_changed()

    def remove_list(self, one: TaskList) -> None:
        """Take a list away with its tasks; the row stays findable by id, marked deleted."""
        self.events.emit("listDeleted", one)
        self._take_list(one)

    def _take_list(self, one: TaskList) -> None:
        for task in tuple(one.tasks.values()):
            if task.id in self.tasks:
                self._take_task(task)
        for task in tuple(one.guests.values()):
            self.leave_list(task, one)
        self._clear(one)
        one.deleted = True
        one.folder.lists.pop(one.id, None)
        self.scene_changed()

    # Tasks

    def add_task(self, home: TaskList, name: str, creator: User, at: int, *, status: Status | None = None) -> Task:
        """Make a task at home in a list, in its first status unless another is given."""
        status = status or self.first_status(home)
        self._number += 1
        task = Task(self.ids.task(), home, name, status, creator, at, at, self._number)
        self.tasks[task.id] = task
        home.tasks[task.id] = task
        self.tasks_in[home.space.workspace.id][task.id] = task
        self.number_task(task)
        self.revision += 1
        self.searches.changed(task)
        self.events.note_new(task)
        return task

    def number_task(self, task: Task) -> None:
        """Give a task the next custom id of its space, or none where the space has no prefix."""
        space = task.home.space
        if task.custom_id is not None:
            self.by_custom_id.pop((space.workspace.id, task.custom_id), None)
            task.custom_id = None
        if space.custom_id_prefix is not None:
            space.custom_id_last += 1
            task.custom_id = f"{space.custom_id_prefix}-{space.custom_id_last}"
            self.by_custom_id[space.workspace.id, task.custom_id] = task

    def remove_task(self, task: Task) -> None:
        """Take a task away with its subtasks and comments."""
        for one in (task, *descendants(task)):
            self.events.emit("taskDeleted", one)
        self._take_task(task)

    def _take_task(self, task: Task) -> None:
        if task.parent is not None:
            task.parent.children = tuple(child for child in task.parent.children if child is not task)
        for one in (task, *descendants(task)):
            self._remove_one(one)
        self.revision += 1

    def _remove_one(self, task: Task) -> None:
        workspace_id = task.home.space.workspace.id
        del self.tasks[task.id], task.home.tasks[task.id], self.tasks_in[workspace_id][task.id]
        self.searches.gone(task)
        if task.custom_id is not None:
            self.by_custom_id.pop((workspace_id, task.custom_id), None)
        for one in task.more_lists:
            one.guests.pop(task.id, None)
        self._clear(task)
        for keeper in (self.checklists, self.ties, self.stays, self.estimates, self.timesheet, self.files):
            keeper.forget(task)

    def task_changed(self, task: Task, at: int | None = None) -> None:
        """Note that a task changed, at a time in ms; without one its `date_updated` stays."""
        if at is not None:
            task.date_updated = at
        task.rendered_at = -1
        self.revision += 1
        self.searches.changed(task)

    def put_under(self, task: Task, parent: Task) -> None:
        """Make a task the subtask of another."""
        if task.parent is not None:
            task.parent.children = tuple(child for child in task.parent.children if child is not task)
        task.parent = parent
        parent.children = (*parent.children, task)
        for one in (task, *descendants(task)):
            one.rendered_at = -1
        self.revision += 1

    def put_status(self, task: Task, status: Status, at: int) -> None:
        """Move a task to a status: done and closed ones date it done, closed ones date it closed."""
        if status.id != task.status.id:
            self.stays.leave(task, at)
        task.status = status
        over = status.type in ("done", "closed")
        task.date_done = (task.date_done or at) if over else None
        task.date_closed = (task.date_closed or at) if status.type == "closed" else None
        self.task_changed(task, at)

    def join_list(self, task: Task, one: TaskList) -> None:
        """Show a task in a second list."""
        one.guests[task.id] = task
        task.more_lists = (*task.more_lists, one)
        self.task_changed(task)

    def leave_list(self, task: Task, one: TaskList) -> None:
        """Take a task out of a second list."""
        one.guests.pop(task.id, None)
        task.more_lists = tuple(other for other in task.more_lists if other is not one)
        self.task_changed(task)

    # Comments

    def add_comment(
        self,
        target: Task | TaskList | View,
        user: User,
        segments: list[dict[str, Any]],
        at: int,
        *,
        parent: Comment | None = None,
    ) -> Comment:
        """Write a comment on a task, a list or a chat view, or a reply."""
        self._number += 1
        comment = Comment(self.ids.comment(), target, user, segments, at, self._number, parent=parent)
        (parent.replies if parent is not None else self.threads.setdefault(target, [])).append(comment)
        self.comments[comment.id] = comment
        self.revision += 1
        return comment

    def remove_comment(self, comment: Comment) -> None:
        """Take a comment away with its replies."""
        (comment.parent.replies if comment.parent is not None else self.threads[comment.target]).remove(comment)
        self._forget(comment)
        self.revision += 1

    # Answers about rows

    def statuses_of(self, one: TaskList) -> tuple[Status, ...]:
        """A list's statuses: its own, else its folder's, else its space's, with the ids of where they come from."""
        own = one.statuses if one.statuses is not None else one.folder.statuses
        return own if own is not None else one.folder.space.statuses

    def first_status(self, one: TaskList) -> Status:
        """The status that a task made without one is given."""
        return min(self.statuses_of(one), key=lambda status: status.orderindex)

    def find_status(self, one: TaskList, name: str) -> Status | None:
        """A list's status by its name, in any case of letters."""
        return next((row for row in self.statuses_of(one) if row.status.lower() == name.strip().lower()), None)

    def fields_of(self, one: TaskList) -> tuple[Field, ...]:
        """The custom fields that reach a list: its own and those of all places above."""
        return (*one.fields, *one.folder.fields, *one.space.fields, *one.space.workspace.fields)

    def scene_changed(self) -> None:
        """Note that something changed that many tasks show."""
        self.scenery += 1
        self.revision += 1

    def _clear(self, place: Space | Folder | TaskList | Task) -> None:
        """Drop what was said and made at a place that is gone, and who was let in."""
        for comment in self.threads.pop(place, ()):  # type: ignore[arg-type] # spaces have none
            self._forget(comment)
        self.views.forget(place)
        self.people.forget(place)

    def _forget(self, comment: Comment) -> None:
        self.comments.pop(comment.id, None)
        for reply in comment.replies:
            self.comments.pop(reply.id, None)
