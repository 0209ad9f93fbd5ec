"""The behaviours of the emulated ClickUp: importing this package registers them all."""

from clickgate.sandbox.rules import (
    attachments,
    checklists,
    comments,
    custom_fields,
    folders,
    lists,
    spaces,
    tags,
    task_ties,
    task_times,
    tasks_move,
    tasks_read,
    tasks_write,
    tokens,
    users,
    webhooks,
)

__all__ = [
    "attachments",
    "checklists",
    "comments",
    "custom_fields",
    "folders",
    "lists",
    "spaces",
    "tags",
    "task_ties",
    "task_times",
    "tasks_move",
    "tasks_read",
    "tasks_write",
    "tokens",
    "users",
    "webhooks",
]
