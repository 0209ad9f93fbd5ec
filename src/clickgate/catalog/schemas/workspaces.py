"""Workspaces and what belongs to them as a whole."""

from __future__ import annotations

from typing import Any

from msgspec import field

from clickgate.catalog.schemas.base import Id, Model, Part
from clickgate.catalog.schemas.members import Member
from clickgate.catalog.schemas.people import Role
from clickgate.kernel.secret import Secret


class Workspace(Model):
    """A workspace with its members; `roles` comes only where somebody was invited."""

    id: str = ""
    name: str | None = None
    color: str | None = None
    avatar: str | None = None
    members: list[Member] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)


class MemberSeats(Part):
    """Seats of members; `total_member_seats` is None where the plan sets no end."""

    filled_members_seats: int | None = None
    total_member_seats: int | None = None
    empty_member_seats: int | None = None


class GuestSeats(Part):
    """Seats of guests."""

    filled_guest_seats: int | None = None
    total_guest_seats: int | None = None
    empty_guest_seats: int | None = None


class Seats(Model):
    """How many seats a workspace has, used and free."""

    members: MemberSeats | None = None
    guests: GuestSeats | None = None


class Plan(Model):
    """The plan that a workspace pays for."""

    plan_id: Id = ""
    plan_name: str | None = None


class TaskType(Model):
    """A kind of task beyond the standard one, which is not listed."""

    id: Id = ""
    name: str | None = None
    name_plural: str | None = None
    description: str | None = None
    avatar: dict[str, Any] | None = None


class Template(Model):
    """A template of a task, list or folder; the id begins with `t-`."""

    id: str = ""
    name: str | None = None


class Token(Model):
    """What an OAuth code was exchanged for; neither expires nor is refreshed."""

    access_token: Secret | None = None
    token_type: str | None = None
