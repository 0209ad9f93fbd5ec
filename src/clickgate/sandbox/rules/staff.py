"""What the rules that manage people have in common: who may, of whom, and with which role."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clickgate.sandbox import access, sight
from clickgate.sandbox.answers import Refusal

if TYPE_CHECKING:
    from clickgate.sandbox.call import Call
    from clickgate.sandbox.world.rows import CustomRole, Member, Role, Workspace

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def managed(call: Call) -> Workspace:
    """The path's workspace, on the Enterprise plan and managed by the caller."""
    workspace = access.workspace(call)
    check_manages(call, workspace)
    return workspace


def check_manages(call: Call, workspace: Workspace) -> None:
    """Refuse below Enterprise, and whoever is no owner or admin.

    Source of the first: community error table; that people are managed by owners and admins is told by ClickUp's help
    pages, the code for it is a guess.
    """
    if workspace.plan != "enterprise":
        raise Refusal("TEAM_110")
    sight.check_role(call, workspace, 1, 2)


def member(workspace: Workspace, wanted: str, *, is_guest: bool) -> Member:
    """The member, or guest, that a path names."""
    found = workspace.members.get(int(wanted)) if re.fullmatch(r"[0-9]{1,12}", wanted) else None
    if found is None or (found.role == sight.GUEST) != is_guest:
        raise Refusal("SANDBOX_005", "Guest not found" if is_guest else "User not found")
    return found


def invite(call: Call, workspace: Workspace, role: Role) -> Member:
    """Invite the body's `email`; with `custom_role_id` to that role.

    Raises:
        Refusal: No address, somebody who is in already, or a role that is not there.
    """
    email = call.body.get("email")
    if not isinstance(email, str) or not _EMAIL.fullmatch(email.strip()):
        raise Refusal("SANDBOX_003", "Email invalid")
    own = read_role(call, workspace, role)
    user = call.world.people.find_or_add(email.strip())
    if user.id in workspace.members:
        raise Refusal("SANDBOX_003", "User already in the workspace")
    made = call.world.add_member(workspace, user, role, call.now, invited_by=call.me, joined=False)
    made.custom_role = own
    return made


def read_role(call: Call, workspace: Workspace, role: Role) -> CustomRole | None:
    """The role of the workspace's own that `custom_role_id` names, of those that come from `role`."""
    sent = call.body.get("custom_role_id")
    if sent is None:
        return None
    found = next((one for one in call.world.people.roles_of(workspace) if str(one.id) == str(sent)), None)
    if found is None or found.inherited != role:
        raise Refusal("SANDBOX_003", "Custom role invalid")
    return found
