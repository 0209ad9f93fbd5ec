"""Notes what happens in the world for the webhooks that hear of it; costs nothing while there are none.

Which events go together: https://developer.clickup.com/docs/webhooks
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickgate.sandbox.world.around import lists_under, space_of, workspace_of
from clickgate.sandbox.world.event_rows import MISSING, Change, Told, Webhook
from clickgate.sandbox.world.rows import Folder, Space, Task, TaskList, Workspace

if TYPE_CHECKING:
    from clickgate.sandbox.world.event_rows import PlaceKey
    from clickgate.sandbox.world.ids import Ids
    from clickgate.sandbox.world.rows import User

    Place = Workspace | Space | Folder | TaskList | Task

TASK_EVENTS = (
    "taskCreated",
    "taskUpdated",
    "taskDeleted",
    "taskPriorityUpdated",
    "taskStatusUpdated",
    "taskAssigneeUpdated",
    "taskDueDateUpdated",
    "taskTagUpdated",
    "taskMoved",
    "taskCommentPosted",
    "taskCommentUpdated",
    "taskTimeEstimateUpdated",
    "taskTimeTrackedUpdated",
)
OTHER_KINDS = ("list", "folder", "space", "goal", "keyResult")
EVENTS = (*TASK_EVENTS, *(f"{kind}{what}" for kind in OTHER_KINDS for what in ("Created", "Updated", "Deleted")))

# Events that are told as a change of the space, too.
_CHANGES_SPACE = frozenset({"taskMoved", "listCreated", "folderCreated", "folderDeleted", "spaceCreated"})
# Events of tasks that come without the general one beside them.
_ALONE = frozenset({"taskCreated", "taskUpdated", "taskDeleted"})

# The status that a task just made comes from.
_NO_STATUS = {"status": None, "color": "#000000", "type": "removed", "orderindex": -1}


class Events:
    """The webhooks of all workspaces, and what they are to be told of next.

    Attributes:
        told: What happened since somebody last took it, in order.
        fresh: Tasks that were just made, and are told of when they are complete.
    """

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self.webhooks: dict[str, Webhook] = {}
        self.told: list[Told] = []
        self.fresh: list[Task] = []

    def add_webhook(
        self,
        user: User,
        workspace: Workspace,
        endpoint: str,
        events: tuple[str, ...],
        *,
        client_id: str,
        location: tuple[PlaceKey, str] | None = None,
    ) -> Webhook:
        """Register a wish; `events` are names, or `*` alone."""
        row = Webhook(
            id=self._ids.uuid(),
            user=user,
            client_id=client_id,
            workspace=workspace,
            endpoint=endpoint,
            events=events,
            location=location,
            secret=self._ids.upper(64),
        )
        self.webhooks[row.id] = row
        return row

    def emit(
        self,
        event: str,
        place: Place,
        *,
        user: User | None = None,
        at: int = 0,
        field: str = "",
        before: Any = None,
        after: Any = None,
        data: dict[str, Any] | None = None,
        beside: dict[str, Any] | None = None,
        extra: dict[str, Any] | None = None,
        ids: dict[str, str] | None = None,
        left: TaskList | None = None,
        history: str = "",
    ) -> None:
        """Tell the webhooks that hear of it; call it after a change, but before a removal.

        What belongs together follows by itself: `taskUpdated` beside each event of a task, with the same history item;
        `spaceUpdated`; `listDeleted` for the lists of a folder or space.

        Args:
            event: One of `EVENTS`.
            place: What changed, or (goals, targets) the workspace it is in: decides who hears of it.
            user: Who did it; needed with `field`, as is the time.
            at: When, in ms.
            field: Of the history item, such as `status`, `name`, `assignee_add`. Without it there is none.
            before: As the history item shows it: a JSON value, or a row (status, user, tags, list) to be shaped.
                `MISSING` leaves the member out.
            after: As `before`.
            data: Of the history item.
            beside: Further members of the history item: `comment` or `custom_field`, JSON values or rows.
            extra: Further members of the payload.
            ids: What names the object in the payload where it isn't `place`: `{"goal_id": …}`.
            left: The list that a moved task came from: it hears of it, too.
            history: The id of the history item, where there is one already.
        """
        if not self.webhooks:
            return
        changes: tuple[Change, ...] = ()
        if field and user is not None:
            item = self._change(place, user, at, field, before=before, after=after, data=data or {})
            changes = (item._replace(beside=beside or {}, id=history or item.id),)
        named = ids or dict([_name(place)])
        self._tell(event, place, named, changes, extra, left)
        if event in TASK_EVENTS and event not in _ALONE:
            self._tell("taskUpdated", place, named, changes, extra, left)
        if event in _CHANGES_SPACE and not isinstance(place, Workspace):
            self.emit("spaceUpdated", space_of(place))
        if event in ("folderDeleted", "spaceDeleted") and isinstance(place, Folder | Space):
            for one in lists_under(place):
                self.emit("listDeleted", one)

    def note_new(self, task: Task) -> None:
        """Note a task that is not complete yet."""
        if self.webhooks:
            self.fresh.append(task)

    def tell_fresh(self) -> None:
        """Tell of the tasks that were made: two history items, status and creation; the status is a change, too.

        That `taskUpdated` shows the status is a guess.
        """
        fresh, self.fresh = self.fresh, []
        for task in fresh:
            user, at, ids = task.creator, task.date_created, {"task_id": task.id}
            data = {"status_type": task.status.type}
            status = self._change(task, user, at, "status", before=_NO_STATUS, after=task.status, data=data)
            creation = self._change(task, user, at, "task_creation", before=None, after=None, data={})
            self._tell("taskCreated", task, ids, (status, creation))
            self._tell("taskStatusUpdated", task, ids, (status,))
            self._tell("taskUpdated", task, ids, (status,))

    def _change(
        self, place: Place, user: User, at: int, field: str, *, before: Any, after: Any, data: dict[str, Any]
    ) -> Change:
        if isinstance(place, Task):
            number, kind, parent_id = self._ids.history(), 1, place.home.id
        else:
            number, kind, parent_id = self._ids.uuid(), 6, place.id
        return Change(number, kind, at, user, field, parent_id, before, after, data, {})

    def _tell(
        self,
        event: str,
        place: Place,
        ids: dict[str, str],
        changes: tuple[Change, ...] = (),
        extra: dict[str, Any] | None = None,
        left: TaskList | None = None,
    ) -> None:
        workspace, where = workspace_of(place), None
        hearers = []
        for webhook in self.webhooks.values():
            if webhook.workspace is not workspace or not webhook.hears(event):
                continue
            if webhook.location is not None:
                where = where or _around(place) | (_around(left) if left is not None else set())
                if webhook.location not in where:
                    continue
            # A webhook ends with its maker's membership. Source: https://developer.clickup.com/docs/webhooks
            if webhook.user.id in workspace.members:
                hearers.append(webhook)
        if hearers:
            self.told.append(Told(event, ids, changes, extra or {}, tuple(hearers)))


def _name(place: Place) -> tuple[PlaceKey, str]:
    if isinstance(place, Task):
        return "task_id", place.id
    if isinstance(place, TaskList):
        return "list_id", place.id
    if isinstance(place, Folder):
        return "folder_id", place.id
    if isinstance(place, Space):
        return "space_id", place.id
    raise TypeError("an event in a workspace says by `ids` what it is about")


def _around(place: Place) -> set[tuple[PlaceKey, str]]:
    """All places that hold one, itself among them; a task is in all its lists."""
    if isinstance(place, Workspace):
        return set()
    found = {_name(place)}
    if isinstance(place, Task):
        return found.union(*(_around(one) for one in (place.home, *place.more_lists)))
    if isinstance(place, TaskList):
        return found | _around(place.folder)
    if isinstance(place, Folder):
        return found | _around(place.parent or place.space)
    return found


__all__ = ["EVENTS", "MISSING", "Events"]
