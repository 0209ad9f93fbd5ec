"""Rules of goals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickgate.sandbox import access
from clickgate.sandbox.answers import EMPTY, Answer, Refusal, answer
from clickgate.sandbox.registry import rule
from clickgate.sandbox.shapes import goals
from clickgate.sandbox.shapes.fields import number_of

if TYPE_CHECKING:
    from clickgate.sandbox.call import Call
    from clickgate.sandbox.world.goal_rows import Goal
    from clickgate.sandbox.world.rows import User, Workspace


@rule(
    "goals.list",
    "official",
    "Without targets and history; a null `due_date` was recorded (2024). That `owners` are people, as in a single "
    "goal, is a guess. Nothing in the API makes a folder of goals: there are none.",
)
def list_goals(call: Call) -> Answer:
    """A workspace's goals; those that are done only where they are asked for."""
    store, everything = call.world.goals, call.flag("include_completed")
    rows = [row for row in store.of(access.workspace(call)) if everything or store.done(row) < 1]
    return answer({"goals": [goals.goal_in_many(row, store) for row in rows], "folders": []})


@rule(
    "goals.create",
    "recorded",
    "A name is enough (observed by public test suites). Guess: without `owners` it is its maker's, and without "
    "`multiple_owners` the first one's.",
)
def create_goal(call: Call) -> Answer:
    """Make a goal."""
    workspace = access.workspace(call)
    name = call.name()
    if not name:
        raise Refusal("SANDBOX_003", "Goal name invalid")
    members = _read_changes(call)
    several = call.body.get("multiple_owners") is not False
    owners = read_owners(call, workspace) or (call.me,)
    members |= {"multiple_owners": several, "owners": owners if several else owners[:1]}
    row = call.world.goals.add(workspace, name, call.me, call.now, **members)
    return _show(call, row)


@rule("goals.get", "official", "The form is that of the recorded answer to making one, with targets and history.")
def get_goal(call: Call) -> Answer:
    """Read a goal."""
    return _show(call, find_goal(call))


@rule("goals.update", "recorded", "Adds and removes owners; what isn't sent stays.")
def update_goal(call: Call) -> Answer:
    """Change a goal."""
    row = find_goal(call)
    if "name" in call.body and not call.name():
        raise Refusal("SANDBOX_003", "Goal name invalid")
    changes = _read_changes(call) | ({"name": call.name()} if call.name() else {})
    added, gone = (read_owners(call, row.workspace, name) for name in ("add_owners", "rem_owners"))
    changes["owners"] = tuple(user for user in dict.fromkeys((*row.owners, *added)) if user not in gone)
    call.world.goals.change(row, changes, call.now)
    return _show(call, row)


@rule("goals.delete", "recorded", "Takes its targets with it; answers `{}`.")
def delete_goal(call: Call) -> Answer:
    """Delete a goal."""
    call.world.goals.remove(find_goal(call))
    return EMPTY


def find_goal(call: Call) -> Goal:
    """The goal that the path names."""
    row = call.world.goals.rows.get(call.params["goal_id"])
    if row is None:
        raise Refusal("SANDBOX_005", "Goal not found")
    if row.workspace.id not in call.token.workspace_ids:
        raise Refusal("OAUTH_027")
    return row


def read_owners(call: Call, workspace: Workspace, name: str = "owners") -> tuple[User, ...]:
    """The members that a body's array of ids names."""
    sent = call.body.get(name)
    return tuple(access.members(workspace, sent if isinstance(sent, list) else []))


def _show(call: Call, row: Goal) -> Answer:
    return answer({"goal": goals.goal(row, call.world.goals)})


def _read_changes(call: Call) -> dict[str, Any]:
    body = call.body
    changes: dict[str, Any] = {name: body[name] for name in ("description", "color") if isinstance(body.get(name), str)}
    if "due_date" in body:
        due = number_of(body["due_date"])
        if due is None and body["due_date"] is not None:
            raise Refusal("SANDBOX_003", "due_date must be a number of milliseconds")
        changes["due_date"] = None if due is None else int(due)
    return changes
