"""Rules of key results, which the product calls targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast, get_args

from clickgate.sandbox.answers import EMPTY, Answer, Refusal, answer
from clickgate.sandbox.registry import rule
from clickgate.sandbox.rules.goals import find_goal, read_owners
from clickgate.sandbox.shapes import goals
from clickgate.sandbox.shapes.fields import number_of
from clickgate.sandbox.world.goal_rows import TargetType

if TYPE_CHECKING:
    from clickgate.sandbox.call import Call
    from clickgate.sandbox.world.goal_rows import Goal, Target

# Where a target of a type begins and ends unless the body says so; for the others it has to.
_SPANS: dict[str, tuple[int, int]] = {"boolean": (0, 1), "percentage": (0, 100), "automatic": (0, 1)}


@rule(
    "key_results.create",
    "official",
    "Guess: `percent_completed` is 0 to 1, null before the first step; an automatic one follows its tasks and lists.",
)
def create_key_result(call: Call) -> Answer:
    """Measure a goal by a new target."""
    goal = find_goal(call)
    name, kind = call.name(), _read_type(call)
    if not name:
        raise Refusal("SANDBOX_003", "Key result name invalid")
    start, end = _read_span(call, kind)
    unit = call.body.get("unit")
    row = call.world.goals.add_target(
        goal,
        name,
        kind,
        call.me,
        call.now,
        start=start,
        end=end,
        unit=unit if isinstance(unit, str) else "",
        owners=read_owners(call, goal.workspace),
        task_ids=_known(call.body.get("task_ids"), call.world.tasks_in[goal.workspace.id]),
        list_ids=_known(call.body.get("list_ids"), _lists_of(call, goal)),
    )
    return _show(call, row)


@rule(
    "key_results.update",
    "official",
    "Notes a step from `steps_before_float`; `steps_current_float` is null, as the document shows it.",
)
def update_key_result(call: Call) -> Answer:
    """Note how far a target is."""
    row = _find(call)
    sent, note = call.body.get("steps_current"), call.body.get("note")
    current = None if sent is None else _read_steps(sent, "steps_current")
    text = note if isinstance(note, str) else ""
    call.world.goals.step(row, call.me, call.now, current=current, note=text)
    return _show(call, row)


@rule("key_results.delete", "official", "`{}`; the code for an unknown one is not known.")
def delete_key_result(call: Call) -> Answer:
    """Delete a target."""
    call.world.goals.remove_target(_find(call), call.now)
    return EMPTY


def _find(call: Call) -> Target:
    row = call.world.goals.targets.get(call.params["key_result_id"])
    if row is None:
        raise Refusal("SANDBOX_005", "Key result not found")
    if row.goal.workspace.id not in call.token.workspace_ids:
        raise Refusal("OAUTH_027")
    return row


def _show(call: Call, row: Target) -> Answer:
    return answer({"key_result": goals.target(row, call.world.goals)})


def _read_type(call: Call) -> TargetType:
    kind = call.body.get("type")
    if kind not in get_args(TargetType):
        raise Refusal("SANDBOX_003", "Key result type invalid")
    return cast("TargetType", kind)


def _read_span(call: Call, kind: str) -> tuple[float, float]:
    first, last = _SPANS.get(kind, (None, None))
    start, end = call.body.get("steps_start", first), call.body.get("steps_end", last)
    return _read_steps(start, "steps_start"), _read_steps(end, "steps_end")


def _read_steps(sent: Any, name: str) -> float:
    """A number, or true and false as 1 and 0."""
    number = float(sent) if isinstance(sent, bool) else number_of(sent)
    if number is None:
        raise Refusal("SANDBOX_003", f"{name} must be a number")
    return number


def _known(sent: Any, rows: dict[str, Any]) -> tuple[str, ...]:
    """The ids among some that are of the goal's workspace; others are passed over in silence (guess)."""
    ids = [str(one) for one in sent if isinstance(one, str | int)] if isinstance(sent, list) else []
    return tuple(one for one in dict.fromkeys(ids) if one in rows)


def _lists_of(call: Call, goal: Goal) -> dict[str, Any]:
    return {key: row for key, row in call.world.lists.items() if row.space.workspace is goal.workspace}
