"""Rows of what people are in a workspace beside members: groups, roles of the workspace's own, and levels of access.

Times are whole milliseconds since the Unix epoch, UTC. Sequences are tuples: they are replaced, never changed in place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from clickgate.sandbox.world.rows import Role, User, Workspace

Level = Literal["read", "comment", "edit", "create"]  # each allows what those before it do; create is full access

# What a guest may be let or not let do. Source: official v2 document.
GUEST_RIGHTS = (
    "can_see_time_spent",
    "can_see_time_estimated",
    "can_edit_tags",
    "can_create_views",
    "can_see_points_estimated",
)


@dataclass(slots=True, eq=False)
class CustomRole:
    """A role that a workspace has made for itself, from one of the four that all have."""

    id: int
    workspace: Workspace
    name: str
    inherited: Role
    date_created: int


@dataclass(slots=True, eq=False)
class UserGroup:
    """A named group of people, which ClickUp's pages call Team."""

    id: str
    workspace: Workspace
    name: str
    handle: str
    creator: User
    date_created: int
    members: tuple[User, ...] = ()
