"""The behaviours of the emulated ClickUp: importing this package registers them all."""

from clickgate.sandbox.rules import (
    comments,
    custom_fields,
    folders,
    lists,
    spaces,
    tags,
    tasks_read,
    tasks_write,
    users,
)

__all__ = ["comments", "custom_fields", "folders", "lists", "spaces", "tags", "tasks_read", "tasks_write", "users"]
