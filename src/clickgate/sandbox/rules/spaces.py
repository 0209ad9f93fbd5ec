"""Rules of spaces."""

from __future__ import annotations

from typing import Any

from clickgate.sandbox import access, sight
from clickgate.sandbox.answers import EMPTY, Answer, Refusal, answer
from clickgate.sandbox.call import Call
from clickgate.sandbox.registry import rule
from clickgate.sandbox.shapes import places
from clickgate.sandbox.world.rows import Space, Status

_TYPES = ("open", "custom", "unstarted", "done", "closed")


@rule("spaces.list", "recorded", "Archived spaces only with `archived=true`; private ones only if shared.")
def list_spaces(call: Call) -> Answer:
    """A workspace's spaces."""
    archived = call.flag("archived")
    rows = [row for row in access.workspace(call).spaces.values() if sight.rank_at(call.me, row)]
    return answer({"spaces": [places.space(row) for row in rows if row.archived == archived]})


@rule(
    "spaces.create",
    "recorded",
    "A new space has `to do` and `complete`; which features it starts with is partly a guess.",
)
def create_space(call: Call) -> Answer:
    """Make a space."""
    workspace = access.workspace(call)
    sight.check_role(call, workspace, 1, 2, 3)
    name = call.name()
    if not name:
        raise Refusal("PROJ_060")
    features, several = call.body.get("features"), call.body.get("multiple_assignees")
    space = call.world.add_space(workspace, name)
    space.features = features if isinstance(features, dict) else {}
    space.multiple_assignees = several is True
    return answer(places.space(space))


@rule("spaces.get", "recorded", "The form is that of the recorded list of spaces.")
def get_space(call: Call) -> Answer:
    """Read a space."""
    return answer(places.space(access.space(call)))


@rule(
    "spaces.update",
    "official",
    "Takes the undocumented `statuses`, too. Guess: same names keep their ids, tasks of a lost status go to the first.",
)
def update_space(call: Call) -> Answer:
    """Change a space."""
    space = access.space(call)
    body = call.body
    if "name" in body and not call.name():
        raise Refusal("PROJ_060")
    statuses = _read_statuses(space, body["statuses"], call) if isinstance(body.get("statuses"), list) else None
    space.name = call.name() or space.name
    if isinstance(body.get("color"), str):
        space.color = body["color"]
    if isinstance(body.get("private"), bool):
        _put_private(call, space, is_private=body["private"])
    several = body.get("multiple_assignees")
    space.multiple_assignees = several if isinstance(several, bool) else space.multiple_assignees
    if isinstance(body.get("features"), dict):
        space.features = space.features | body["features"]
    if statuses is not None:
        _put_statuses(call, space, statuses)
    call.world.scene_changed()
    call.tell("spaceUpdated", space)
    return answer(places.space(space))


@rule("spaces.delete", "official", "Takes folders, lists and tasks with it.")
def delete_space(call: Call) -> Answer:
    """Delete a space."""
    call.world.remove_space(access.space(call))
    return EMPTY


def _read_statuses(space: Space, sent: list[Any], call: Call) -> tuple[Status, ...]:
    known = {status.status.lower(): status for status in space.statuses}
    rows: dict[str, Status] = {}
    for index, one in enumerate(sent):
        name = one.get("status") if isinstance(one, dict) else None
        if not isinstance(name, str) or not name.strip() or name.lower() in rows:
            raise Refusal("SANDBOX_003", "statuses need different names")
        kind, color, before = one.get("type"), one.get("color"), known.get(name.lower())
        rows[name.lower()] = Status(
            id=before.id if before else call.world.ids.status(f"p{space.id}"),
            status=name,
            color=color if isinstance(color, str) else (before.color if before else "#87909e"),
            orderindex=index,
            type=kind if kind in _TYPES else (before.type if before else "custom"),
        )
    if not rows:
        raise Refusal("SANDBOX_003", "a space needs a status")
    return tuple(rows.values())


def _put_statuses(call: Call, space: Space, statuses: tuple[Status, ...]) -> None:
    before = {status.id for status in space.statuses}
    now = {status.id: status for status in statuses}
    space.statuses = statuses
    for task in call.world.tasks_in[space.workspace.id].values():
        if task.status.id in before and task.home.space is space:
            call.world.put_status(task, now.get(task.status.id, statuses[0]), task.date_updated)


def _put_private(call: Call, space: Space, *, is_private: bool) -> None:
    """A private space is seen by whoever made it so, and by those it is shared with."""
    if is_private and not space.private:
        call.world.people.share(space, call.me, "create")
    space.private = is_private
