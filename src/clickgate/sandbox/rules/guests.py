"""Rules of guests, and of what is shared with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickgate.sandbox import access
from clickgate.sandbox.answers import Answer, Refusal, answer
from clickgate.sandbox.registry import rule
from clickgate.sandbox.rules import staff
from clickgate.sandbox.shapes import people
from clickgate.sandbox.shapes.sharing import shared_items
from clickgate.sandbox.sight import RANKS
from clickgate.sandbox.world.around import workspace_of
from clickgate.sandbox.world.people import GUEST_RIGHTS

if TYPE_CHECKING:
    from clickgate.sandbox.call import Call
    from clickgate.sandbox.world.around import Shareable
    from clickgate.sandbox.world.rows import Member, Workspace

_SHARES = "Enterprise only; the guest sees the place and all below it from then on, as far as `permission_level` goes."
_UNSHARES = "Enterprise only; answers as well where nothing was shared (guess)."


@rule("guests.invite", "official", "Enterprise only; rights are there unless they are refused (as in the examples).")
def invite_guest(call: Call) -> Answer:
    """Invite somebody as a guest."""
    workspace = staff.managed(call)
    row = staff.invite(call, workspace, 4)
    row.rights = _read_rights(call)
    shape = people.workspace(workspace)
    shape["members"] = [_member(one) for one in workspace.members.values()]
    return answer({"team": shape | {"roles": people.roles(call.world.people.roles_of(workspace))}})


@rule("guests.get", "official", "Enterprise only; the document leaves the answer open: here it is that of a change.")
def get_guest(call: Call) -> Answer:
    """Read a guest."""
    workspace = staff.managed(call)
    return _one(call, workspace, staff.member(workspace, call.params["guest_id"], is_guest=True))


@rule("guests.update", "official", "Enterprise only; rights that are not sent stay.")
def update_guest(call: Call) -> Answer:
    """Change a guest's rights."""
    workspace = staff.managed(call)
    row = staff.member(workspace, call.params["guest_id"], is_guest=True)
    own = staff.read_role(call, workspace, 4)
    row.rights = row.rights | _read_rights(call)
    if "custom_role_id" in call.body:
        row.custom_role = own
    call.world.scene_changed()
    return _one(call, workspace, row)


@rule("guests.remove", "official", "Enterprise only; what was shared with them is shared no longer.")
def remove_guest(call: Call) -> Answer:
    """Take a guest out of a workspace."""
    workspace = staff.managed(call)
    row = staff.member(workspace, call.params["guest_id"], is_guest=True)
    call.world.people.remove_member(row, workspace)
    return answer({"team": people.workspace(workspace)})


@rule("guests.add_to_task", "official", _SHARES)
def add_to_task(call: Call) -> Answer:
    """Let a guest into a task."""
    return _add(call, access.task(call))


@rule("guests.remove_from_task", "official", _UNSHARES)
def remove_from_task(call: Call) -> Answer:
    """Shut a guest out of a task."""
    return _remove(call, access.task(call))


@rule("guests.add_to_list", "official", _SHARES)
def add_to_list(call: Call) -> Answer:
    """Let a guest into a list."""
    return _add(call, access.task_list(call))


@rule("guests.remove_from_list", "official", _UNSHARES)
def remove_from_list(call: Call) -> Answer:
    """Shut a guest out of a list."""
    return _remove(call, access.task_list(call))


@rule("guests.add_to_folder", "official", _SHARES)
def add_to_folder(call: Call) -> Answer:
    """Let a guest into a folder."""
    return _add(call, access.folder(call))


@rule("guests.remove_from_folder", "official", _UNSHARES)
def remove_from_folder(call: Call) -> Answer:
    """Shut a guest out of a folder."""
    return _remove(call, access.folder(call))


def _add(call: Call, place: Shareable) -> Answer:
    row = _guest_at(call, place)
    level = call.body.get("permission_level")
    if not isinstance(level, str) or level not in RANKS:
        raise Refusal("SANDBOX_003", "permission_level must be read, comment, edit or create")
    call.world.people.share(place, row.user, level)
    return _one(call, workspace_of(place), row)


def _remove(call: Call, place: Shareable) -> Answer:
    row = _guest_at(call, place)
    call.world.people.unshare(place, row.user)
    return _one(call, workspace_of(place), row)


def _guest_at(call: Call, place: Shareable) -> Member:
    workspace = workspace_of(place)
    staff.check_manages(call, workspace)
    return staff.member(workspace, call.params["guest_id"], is_guest=True)


def _read_rights(call: Call) -> dict[str, bool]:
    return {name: call.body[name] for name in GUEST_RIGHTS if isinstance(call.body.get(name), bool)}


def _member(row: Member) -> dict[str, Any]:
    return people.guest(row) if row.role == 4 else people.member(row)


def _one(call: Call, workspace: Workspace, row: Member) -> Answer:
    shape = people.guest(row)
    if call.text("include_shared") != "false":
        shape["shared"] = shared_items(row.user, workspace, call.world, call.tasks)
    return answer({"guest": shape})
