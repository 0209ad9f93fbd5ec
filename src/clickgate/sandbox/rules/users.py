"""Rules of users, workspaces, members and task types."""

from __future__ import annotations

from clickgate.sandbox import access
from clickgate.sandbox.answers import Answer, answer
from clickgate.sandbox.call import Call
from clickgate.sandbox.registry import rule
from clickgate.sandbox.shapes import people
from clickgate.sandbox.world.rows import Task, TaskList

# Plan ids: only Enterprise (4) stands in a document; the others are the order of the price list.
_PLANS = {
    "free": ("Free Forever", 1),
    "unlimited": ("Unlimited", 2),
    "business": ("Business", 3),
    "enterprise": ("Enterprise", 4),
    "business_plus": ("Business Plus", 5),
}


@rule("users.get_current", "recorded", "The token's user; `profilePicture` and `week_start_day` are null.")
def get_current(call: Call) -> Answer:
    """The token's user."""
    return answer({"user": people.me(call.me)})


@rule("workspaces.list", "recorded", "The workspaces that the token may see, with members; those invited have no name.")
def list_workspaces(call: Call) -> Answer:
    """The token's workspaces."""
    mine = [one for one in call.world.workspaces.values() if call.me.id in one.members]
    found = [one for one in mine if one.id in call.token.workspace_ids]
    return answer({"teams": [people.workspace(one) for one in found]})


@rule("workspaces.get_plan", "official", "Follows the sandbox's plan; the ids of plans below Enterprise are a guess.")
def get_plan(call: Call) -> Answer:
    """The workspace's plan."""
    name, number = _PLANS[access.workspace(call).plan]
    return answer({"plan_name": name, "plan_id": number})


@rule(
    "workspaces.get_seats",
    "official",
    "Counts members and guests; the numbers of seats bought are made up.",
    fidelity="shaped",
)
def get_seats(call: Call) -> Answer:
    """Seats that are taken, bought and free."""
    rows = access.workspace(call).members.values()
    guests = sum(row.role == 4 for row in rows)
    members = len(rows) - guests
    return answer(
        {
            "members": {"filled_members_seats": members, "total_member_seats": members, "empty_member_seats": 0},
            "guests": {"filled_guest_seats": guests, "total_guest_seats": guests + 5, "empty_guest_seats": 5},
        }
    )


@rule("members.list", "official", "Only people with access of their own to the task, as the document says.")
def list_task_members(call: Call) -> Answer:
    """People a task is shared with."""
    return _explicit_members(call, access.task(call))


@rule("members.list_for_list", "official", "Only people with access of their own to the list, as the document says.")
def list_list_members(call: Call) -> Answer:
    """People a list is shared with."""
    return _explicit_members(call, access.task_list(call))


def _explicit_members(call: Call, place: Task | TaskList) -> Answer:
    return answer({"members": [people.explicit_member(user) for user in call.world.people.shared_at(place)]})


@rule("task_types.list", "official", "The standard task type (0) is not among them, as observed by client authors.")
def list_task_types(call: Call) -> Answer:
    """Custom task types."""
    return answer({"custom_items": [people.task_type(row) for row in access.workspace(call).task_types]})
