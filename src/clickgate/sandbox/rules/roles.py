"""The rules of roles, and of what is shared with the caller."""

from __future__ import annotations

from clickgate.sandbox import access
from clickgate.sandbox.answers import Answer, answer
from clickgate.sandbox.call import Call
from clickgate.sandbox.registry import rule
from clickgate.sandbox.shapes import people
from clickgate.sandbox.shapes.sharing import shared_items


@rule(
    "roles.list",
    "official",
    "Who has a role is told with `include_members=true`; that `members` is empty without, and that there are no roles "
    "below Enterprise, are guesses.",
)
def list_roles(call: Call) -> Answer:
    """A workspace's own roles."""
    workspace = access.workspace(call)
    rows = call.world.people.roles_of(workspace) if workspace.plan == "enterprise" else []
    holders = list(workspace.members.values()) if call.flag("include_members") else []
    shapes = [people.custom_role(row, [one.user.id for one in holders if one.custom_role is row]) for row in rows]
    return answer({"custom_roles": shapes})


@rule(
    "shared_items.get",
    "official",
    "What the caller was let into one by one; tasks are whole here, where the document says text.",
)
def get_shared_items(call: Call) -> Answer:
    """What is shared with the caller."""
    shape = shared_items(call.me, access.workspace(call), call.world, call.tasks)
    return answer({"shared": shape})
