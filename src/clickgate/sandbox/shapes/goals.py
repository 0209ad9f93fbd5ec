"""Shapes goals and their targets into the JSON values that ClickUp answers with, oddities included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickgate.sandbox.shapes import people, values

if TYPE_CHECKING:
    from clickgate.sandbox.world.goal_rows import Goal, Step, Target
    from clickgate.sandbox.world.goals import Goals

Json = dict[str, Any]


def goal(row: Goal, goals: Goals) -> Json:
    """A goal read by its id, or just made or changed: with its targets and their history, newest first."""
    actions = [(step.at, action(one, step)) for one in row.targets.values() for step in one.steps]
    actions.sort(key=lambda pair: pair[0], reverse=True)
    return _common(row, goals) | {
        "folder_name": None,
        "members": [],
        "key_results": [target(one, goals) for one in row.targets.values()],
        "history": [shape for _at, shape in actions],
        "pretty_url": f"https://app.clickup.com/{row.workspace.id}/goals/{row.number}",
    }


def goal_in_many(row: Goal, goals: Goals) -> Json:
    """A goal among others: with its creator as a member, without its targets."""
    creator = people.person(row.creator) | {"permission_level": "edit", "isCreator": True}
    return _common(row, goals) | {
        "owner": None,
        "last_update": str(row.date_updated),
        "pinned": False,
        "members": [creator],
    }


def _common(row: Goal, goals: Goals) -> Json:
    return {
        "id": row.id,
        "pretty_id": str(row.number),
        "name": row.name,
        "team_id": row.workspace.id,
        "creator": row.creator.id,
        "color": row.color,
        "date_created": str(row.date_created),
        "start_date": None,
        "due_date": values.ms(row.due_date),
        "description": row.description,
        "private": False,
        "archived": False,
        "multiple_owners": row.multiple_owners,
        "editor_token": ":".join(("goal", row.tokens[0], row.id, row.tokens[1])),
        "date_updated": str(row.date_updated),
        "folder_id": None,
        "group_members": [],
        "owners": [people.person(user) for user in row.owners],
        "key_result_count": len(row.targets),
        "percent_completed": _number(goals.done(row)),
    }


def target(row: Target, goals: Goals) -> Json:
    """A key result: how much of it is done is null before the first step."""
    done = goals.target_done(row)
    return {
        "id": row.id,
        "goal_id": row.goal.id,
        "name": row.name,
        "type": row.type,
        "unit": row.unit,
        "creator": row.creator.id,
        "date_created": str(row.date_created),
        "goal_pretty_id": str(row.goal.number),
        "percent_completed": None if done is None else _number(done),
        "completed": done is not None and done >= 1,
        "task_ids": list(row.task_ids),
        "subcategory_ids": list(row.list_ids),
        "owners": [people.person(user) for user in row.owners],
        "steps_start": _steps(row, row.start),
        "steps_end": _steps(row, row.end),
        "steps_current": _steps(row, row.current),
        "last_action": action(row, row.steps[-1]),
    }


def action(row: Target, step: Step) -> Json:
    """One action on a target: the whole numbers are always null, the broken ones come with progress."""
    shape: Json = {
        "id": step.id,
        "key_result_id": row.id,
        "userid": step.user.id,
        "date_modified": str(step.at),
        "steps_taken": None,
        "note": step.note,
        "steps_before": None,
        "steps_current": None,
    }
    if step.before is not None and step.taken is not None:
        taken = {"steps_before_float": step.before, "steps_taken_float": step.taken}
        shape |= {name: _number(number) for name, number in taken.items()} | {"steps_current_float": None}
    return shape


def _steps(row: Target, number: float) -> float | bool:
    return bool(number) if row.type == "boolean" else _number(number)


def _number(number: float) -> float:
    """Whole where it is, else with four decimals at most."""
    return int(number) if number == int(number) else round(number, 4)
