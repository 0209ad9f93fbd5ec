"""Turns the `custom_fields` of a query into tests of tasks.

Operators: https://developer.clickup.com/docs/taskfilters. What they do to a task without a value is a guess: the
negative ones match it, the others do not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from clickgate.sandbox.answers import Refusal
from clickgate.sandbox.shapes.fields import RELATIONS, number_of, option_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from clickgate.sandbox.world.rows import Field, Task
    from clickgate.sandbox.world.world import World

# What carries conditions in a query.
FIELD_FILTERS = ("custom_fields", "custom_field")

_TEXT = ("short_text", "text", "url", "email", "phone")
_MANY = ("labels", "users", "attachment", *RELATIONS)
_NEGATIVE = ("!=", "!==", "NOT ANY", "NOT ALL")
_ORDERS: dict[str, Callable[[float, float], bool]] = {
    "<": lambda kept, value: kept < value,
    "<=": lambda kept, value: kept <= value,
    ">": lambda kept, value: kept > value,
    ">=": lambda kept, value: kept >= value,
    "=": lambda kept, value: kept == value,
    "==": lambda kept, value: kept == value,
    "!=": lambda kept, value: kept != value,
    "!==": lambda kept, value: kept != value,
}
OPERATORS = (*_ORDERS, "IS NULL", "IS NOT NULL", "RANGE", "ANY", "ALL", "NOT ANY", "NOT ALL")

_decode = msgspec.json.Decoder().decode


class Condition(NamedTuple):
    """What a task's value of a field has to be; `field` is None where there is no such field, which no task meets."""

    field: Field | None
    operator: str
    value: Any

    def is_met(self, kept: Any) -> bool:
        """Whether a value as it is kept, None where there is none, is as it has to be."""
        return self.field is not None and matches(self.field, kept, self.operator, self.value)

    def may_meet(self, known: tuple[str, Any]) -> bool:
        """Whether tasks with this field and this value, which is ... where it is not plain, may be as they have to."""
        field_id, kept = known
        return self.field is not None and self.field.id == field_id and (kept is ... or self.is_met(kept))

    def test(self, task: Task) -> bool:
        """Whether a task is as it has to be."""
        return self.field is not None and self.is_met(task.values.get(self.field.id))


def read_conditions(text: str, world: World) -> list[Condition]:
    """Conditions from a JSON array of `{field_id, operator, value}`; one object alone is taken, too.

    Raises:
        Refusal: It is no such thing.
    """
    try:
        sent = _decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise Refusal("ITEM_155") from error
    conditions = [sent] if isinstance(sent, dict) else sent
    if not isinstance(conditions, list) or not all(isinstance(one, dict) for one in conditions):
        raise Refusal("ITEM_156")
    return [_read_condition(one, world) for one in conditions]


def _read_condition(sent: dict[str, Any], world: World) -> Condition:
    operator = sent.get("operator")
    if operator not in OPERATORS:
        raise Refusal("SANDBOX_003", "custom_fields has an unknown operator")
    return Condition(world.fields.get(str(sent.get("field_id"))), operator, sent.get("value"))


def matches(field: Field, kept: Any, operator: str, value: Any) -> bool:
    """Whether what a task keeps for a field fulfils a condition."""
    if operator in ("IS NULL", "IS NOT NULL"):
        return (kept is None) == (operator == "IS NULL")
    if kept is None:
        return operator in _NEGATIVE
    if field.type in _TEXT:
        return _text_matches(kept, operator, value)
    if field.type in _MANY or field.type == "drop_down":
        return _choice_matches(field, kept, operator, value)
    return _number_matches(kept, operator, value)


def _text_matches(kept: str, operator: str, value: Any) -> bool:
    if operator in ("ANY", "NOT ANY"):
        return isinstance(value, list) and (kept in value) == (operator == "ANY")
    text = value if isinstance(value, str) else str(value)
    if operator in ("=", "!="):
        return (text.lower() in kept.lower()) == (operator == "=")
    return operator in ("==", "!==") and (kept == text) == (operator == "==")


def _choice_matches(field: Field, kept: Any, operator: str, value: Any) -> bool:
    sent = value if isinstance(value, list) else [value]
    if field.type == "drop_down":
        chosen, wanted = {kept}, {option_id(field, one) or str(one) for one in sent}
    else:
        chosen, wanted = {str(one) for one in kept}, {str(one) for one in sent}
    if operator in ("ANY", "NOT ANY"):
        return bool(wanted & chosen) == (operator == "ANY")
    if operator in ("ALL", "NOT ALL"):
        return (wanted <= chosen) == (operator == "ALL")
    # The document says that equality does not work on labels.
    if field.type == "labels" or operator not in ("=", "==", "!=", "!=="):
        return False
    return (wanted <= chosen) == (operator in ("=", "=="))


def _number_matches(kept: Any, operator: str, value: Any) -> bool:
    number = _as_number(kept)
    if number is None:
        return False
    if operator == "RANGE":
        low, high = _read_range(value)
        return low is not None and high is not None and low <= number <= high
    if operator in ("ANY", "NOT ANY"):
        among = isinstance(value, list) and number in [_as_number(one) for one in value]
        return among == (operator == "ANY")
    wanted = _as_number(value)
    order = _ORDERS.get(operator)
    return order is not None and wanted is not None and order(number, wanted)


def _read_range(value: Any) -> tuple[float | None, float | None]:
    if isinstance(value, dict):
        value = [value.get("low_value"), value.get("high_value")]
    if not isinstance(value, list) or len(value) != 2:
        return None, None
    return _as_number(value[0]), _as_number(value[1])


def _as_number(value: Any) -> float | None:
    if value in (True, "true"):
        return 1
    if value in (False, "false"):
        return 0
    return number_of(value)
