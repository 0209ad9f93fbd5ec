"""Rules of user groups, which ClickUp's pages call Teams."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from clickgate.sandbox import access, sight
from clickgate.sandbox.answers import EMPTY, Answer, Refusal, answer
from clickgate.sandbox.registry import rule
from clickgate.sandbox.shapes import people

if TYPE_CHECKING:
    from clickgate.sandbox.call import Call
    from clickgate.sandbox.world.rows import User, UserGroup

# How many groups a plan has; only that there is a limit is known (recorded refusal, 2024-03).
_MOST = {"free": 1}

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@rule("user_groups.list", "official", "`group_ids` repeated; one that is no UUID is answered with 500.")
def list_groups(call: Call) -> Answer:
    """A workspace's groups."""
    team_id = call.text("team_id")
    if not team_id:
        raise Refusal("SANDBOX_003", "team_id is required")
    rows = call.world.people.groups_of(access.workspace(call, team_id))
    wanted = [_uuid(one) for name in ("group_ids", "group_ids[]") for one in call.query.get(name, ())]
    return answer({"groups": [people.group(row) for row in rows if not wanted or row.id in wanted]})


@rule(
    "user_groups.create",
    "official",
    "The answer is the group itself. One more than the plan has is refused as recorded; that Free has one is a guess.",
)
def create_group(call: Call) -> Answer:
    """Make a group."""
    workspace = access.workspace(call)
    sight.check_role(call, workspace, 1, 2, 3)
    if not call.name():
        raise Refusal("SANDBOX_003", "Group name invalid")
    members, handle = call.body.get("members"), call.body.get("handle")
    if not isinstance(members, list):
        raise Refusal("SANDBOX_003", "members must be an array")
    if len(call.world.people.groups_of(workspace)) >= _MOST.get(workspace.plan, len(call.world.people.groups) + 1):
        raise Refusal("GROUP_027")
    found = access.members(workspace, members)
    handle = handle.strip() if isinstance(handle, str) else ""
    return answer(
        people.group(call.world.people.add_group(workspace, call.name(), found, call.me, call.now, handle=handle))
    )


@rule("user_groups.update", "official", "`members` is `{add, rem}`; any other form is passed over (guess).")
def update_group(call: Call) -> Answer:
    """Change a group."""
    row = _find(call)
    handle = call.body.get("handle")
    row.name = call.name() or row.name
    if isinstance(handle, str) and handle.strip():
        row.handle = handle.strip()
    if isinstance(call.body.get("members"), dict):
        _put_members(row, call.body["members"])
    call.world.scene_changed()
    return answer(people.group(row))


@rule("user_groups.delete", "official", "`{}`; the people stay.")
def delete_group(call: Call) -> Answer:
    """Dissolve a group."""
    call.world.people.remove_group(_find(call))
    return EMPTY


def _find(call: Call) -> UserGroup:
    found = call.world.people.groups.get(_uuid(call.params["group_id"]))
    if found is None:
        raise Refusal("SANDBOX_005", "Group not found")
    if found.workspace.id not in call.token.workspace_ids or call.me.id not in found.workspace.members:
        raise Refusal("OAUTH_027")
    sight.check_role(call, found.workspace, 1, 2, 3)
    return found


def _uuid(text: str) -> str:
    if not _UUID.fullmatch(text):
        raise Refusal("GROUP_HELPERS_001", f'invalid input syntax for type uuid: "{text}"')
    return text.lower()


def _put_members(row: UserGroup, sent: dict[str, Any]) -> None:
    added, removed = (_members(row, sent.get(name)) for name in ("add", "rem"))
    wanted = dict.fromkeys((*row.members, *added))
    row.members = tuple(user for user in wanted if user not in removed)


def _members(row: UserGroup, sent: Any) -> list[User]:
    return access.members(row.workspace, sent if isinstance(sent, list) else [])
