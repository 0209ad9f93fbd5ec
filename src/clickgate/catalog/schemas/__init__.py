"""ClickUp's replies as types, each loaded when it is first asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clickgate.catalog.schemas.base import Model, Part
    from clickgate.catalog.schemas.chat import ChatChannel, ChatMessage, ChatParent, ChatReaction, ChatUser
    from clickgate.catalog.schemas.comments import Comment, CommentCreated, Reaction
    from clickgate.catalog.schemas.docs import Doc, DocPage, DocPageListing, DocParent
    from clickgate.catalog.schemas.fields import AppliedObject, CustomField, CustomFieldValue
    from clickgate.catalog.schemas.goals import Goal, KeyResult, KeyResultAction
    from clickgate.catalog.schemas.members import Guest, Member, SharedItems
    from clickgate.catalog.schemas.people import CustomRole, Person, Role, User, UserGroup
    from clickgate.catalog.schemas.places import (
        Folder,
        FolderRef,
        List,
        ListColor,
        ListRef,
        Priority,
        Space,
        SpaceMember,
        SpaceRef,
        Status,
        Tag,
    )
    from clickgate.catalog.schemas.tasks import (
        Attachment,
        Checklist,
        ChecklistItem,
        Dependency,
        MovedTask,
        Sharing,
        StatusTime,
        Task,
        TaskLink,
        TimeInStatus,
        TotalTime,
    )
    from clickgate.catalog.schemas.time_tracking import (
        Interval,
        TaskLocation,
        TimedTask,
        TimeEntry,
        TimeEntryChange,
        TimeEntryTag,
        TimeInterval,
    )
    from clickgate.catalog.schemas.views import View, ViewParent
    from clickgate.catalog.schemas.webhooks import Webhook, WebhookHealth
    from clickgate.catalog.schemas.workspaces import (
        GuestSeats,
        MemberSeats,
        Plan,
        Seats,
        TaskType,
        Template,
        Token,
        Workspace,
    )

_MODULES = {
    "base": (
        "Model",
        "Part",
    ),
    "chat": (
        "ChatChannel",
        "ChatMessage",
        "ChatParent",
        "ChatReaction",
        "ChatUser",
    ),
    "comments": (
        "Comment",
        "CommentCreated",
        "Reaction",
    ),
    "docs": (
        "Doc",
        "DocPage",
        "DocPageListing",
        "DocParent",
    ),
    "fields": (
        "AppliedObject",
        "CustomField",
        "CustomFieldValue",
    ),
    "goals": (
        "Goal",
        "KeyResult",
        "KeyResultAction",
    ),
    "members": (
        "Guest",
        "Member",
        "SharedItems",
    ),
    "people": (
        "CustomRole",
        "Person",
        "Role",
        "User",
        "UserGroup",
    ),
    "places": (
        "Folder",
        "FolderRef",
        "List",
        "ListColor",
        "ListRef",
        "Priority",
        "Space",
        "SpaceMember",
        "SpaceRef",
        "Status",
        "Tag",
    ),
    "tasks": (
        "Attachment",
        "Checklist",
        "ChecklistItem",
        "Dependency",
        "MovedTask",
        "Sharing",
        "StatusTime",
        "Task",
        "TaskLink",
        "TimeInStatus",
        "TotalTime",
    ),
    "time_tracking": (
        "Interval",
        "TaskLocation",
        "TimeEntry",
        "TimeEntryChange",
        "TimeEntryTag",
        "TimeInterval",
        "TimedTask",
    ),
    "views": (
        "View",
        "ViewParent",
    ),
    "webhooks": (
        "Webhook",
        "WebhookHealth",
    ),
    "workspaces": (
        "GuestSeats",
        "MemberSeats",
        "Plan",
        "Seats",
        "TaskType",
        "Template",
        "Token",
        "Workspace",
    ),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "AppliedObject",
    "Attachment",
    "ChatChannel",
    "ChatMessage",
    "ChatParent",
    "ChatReaction",
    "ChatUser",
    "Checklist",
    "ChecklistItem",
    "Comment",
    "CommentCreated",
    "CustomField",
    "CustomFieldValue",
    "CustomRole",
    "Dependency",
    "Doc",
    "DocPage",
    "DocPageListing",
    "DocParent",
    "Folder",
    "FolderRef",
    "Goal",
    "Guest",
    "GuestSeats",
    "Interval",
    "KeyResult",
    "KeyResultAction",
    "List",
    "ListColor",
    "ListRef",
    "Member",
    "MemberSeats",
    "Model",
    "MovedTask",
    "Part",
    "Person",
    "Plan",
    "Priority",
    "Reaction",
    "Role",
    "Seats",
    "SharedItems",
    "Sharing",
    "Space",
    "SpaceMember",
    "SpaceRef",
    "Status",
    "StatusTime",
    "Tag",
    "Task",
    "TaskLink",
    "TaskLocation",
    "TaskType",
    "Template",
    "TimeEntry",
    "TimeEntryChange",
    "TimeEntryTag",
    "TimeInStatus",
    "TimeInterval",
    "TimedTask",
    "Token",
    "TotalTime",
    "User",
    "UserGroup",
    "View",
    "ViewParent",
    "Webhook",
    "WebhookHealth",
    "Workspace",
]


def __getattr__(name: str) -> type:
    """Load the module that a type stands in, and keep the type here."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"There is no schema '{name}'.")
    found: type = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return __all__
