"""Custom fields: their definitions, and their values on tasks."""

from __future__ import annotations

from typing import Any

from msgspec import field

from clickgate.catalog.schemas.base import Id, JsonObject, Model, Part


class AppliedObject(Part):
    """What a field is for: `object_type` 19 is a task type, whose id is `object_id`."""

    object_type: int | None = None
    object_id: Id | None = None


class CustomField(Model):
    """The definition of a custom field; `type_config` holds what its type needs, such as the options of a drop-down."""

    id: str = ""
    name: str | None = None
    type: str | None = None
    type_config: dict[str, Any] = field(default_factory=dict)
    date_created: int | None = None
    hide_from_guests: bool | None = None
    required: bool | None = None
    applied_objects: list[AppliedObject] = field(default_factory=list)


class CustomFieldValue(Part):
    """A custom field on a task.

    `value` is as ClickUp sends it, by type: the orderindex of the option for a drop-down, ids of options for labels,
    milliseconds as text for a date, objects for people and tasks; None where nothing was set. `type_config` is read
    anew each time that it is asked for.
    """

    id: str = ""
    name: str | None = None
    type: str | None = None
    type_config: JsonObject = field(default_factory=dict)
    date_created: int | None = None
    hide_from_guests: bool | None = None
    required: bool | None = None
    value: Any = None
    value_richtext: Any = None
