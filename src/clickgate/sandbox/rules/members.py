"""Rules of the people of a workspace: inviting, reading, changing and removing members."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickgate.sandbox.answers import Answer, Refusal, answer
from clickgate.sandbox.registry import rule
from clickgate.sandbox.rules import staff
from clickgate.sandbox.shapes import people
from clickgate.sandbox.shapes.sharing import shared_items

if TYPE_CHECKING:
    from clickgate.sandbox.call import Call
    from clickgate.sandbox.world.rows import Member, Role, Workspace


@rule(
    "users.invite",
    "official",
    "Enterprise only (403 TEAM_110 below); the one invited is without a name until they come. That all members come "
    "back, and the refusal of whoever is in already, are guesses.",
)
def invite_user(call: Call) -> Answer:
    """Invite somebody as a member."""
    workspace = staff.managed(call)
    staff.invite(call, workspace, _wanted_role(call))
    return answer(
        {"team": people.workspace(workspace) | {"roles": people.roles(call.world.people.roles_of(workspace))}}
    )


@rule("users.get", "official", "Enterprise only; guests are not found here (guess).")
def get_user(call: Call) -> Answer:
    """Read a member."""
    workspace = staff.managed(call)
    return _one(call, workspace, staff.member(workspace, call.params["user_id"], is_guest=False))


@rule("users.update", "official", "Enterprise only; the owner's role stays (guess).")
def update_user(call: Call) -> Answer:
    """Change a member's name and role."""
    workspace = staff.managed(call)
    row = staff.member(workspace, call.params["user_id"], is_guest=False)
    role = row.role if row.role == 1 or "admin" not in call.body else _wanted_role(call)
    own = staff.read_role(call, workspace, role)
    name = call.body.get("username")
    if isinstance(name, str) and name.strip():
        row.user.username = name.strip()
    row.role = role
    if "custom_role_id" in call.body:
        row.custom_role = own
    call.world.scene_changed()
    return _one(call, workspace, row)


@rule("users.remove", "official", "Enterprise only; tasks keep their assignees (guess), the owner can't go (guess).")
def remove_user(call: Call) -> Answer:
    """Take a member out of a workspace."""
    workspace = staff.managed(call)
    row = staff.member(workspace, call.params["user_id"], is_guest=False)
    if row.role == 1:
        raise Refusal("SANDBOX_003", "The owner can't be removed")
    call.world.people.remove_member(row, workspace)
    return answer({"team": people.workspace(workspace)})


def _wanted_role(call: Call) -> Role:
    return 2 if call.body.get("admin") is True else 3


def _one(call: Call, workspace: Workspace, row: Member) -> Answer:
    shape: dict[str, Any] = people.member(row)
    if call.text("include_shared") != "false":
        shape["shared"] = shared_items(row.user, workspace, call.world, call.tasks)
    return answer({"member": shape})
