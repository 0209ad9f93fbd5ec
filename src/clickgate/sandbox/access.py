"""Finds what a path names, or refuses as ClickUp does: every kind of object has its own way of not being there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clickgate.sandbox import sight
from clickgate.sandbox.answers import Refusal
from clickgate.sandbox.world import around
from clickgate.sandbox.world.rows import View, Workspace

if TYPE_CHECKING:
    from clickgate.sandbox.call import Call
    from clickgate.sandbox.world.rows import Comment, Field, Folder, Space, Task, TaskList, User, Workspace

_DIGITS = re.compile(r"[0-9]{1,18}")
_TASK_ID = re.compile(r"[0-9a-z]{1,20}")


def workspace(call: Call, workspace_id: str | None = None) -> Workspace:
    """The workspace that the path (or a given id) names; v2 calls it team."""
    wanted = workspace_id or call.params.get("team_id") or call.params["workspace_id"]
    if not _DIGITS.fullmatch(wanted):
        raise Refusal("SHARD_001", f'invalid input syntax for integer: "{wanted}"')
    found = call.world.workspaces.get(wanted)
    if found is None or call.me.id not in found.members:
        failure = {"object_id": wanted, "object_type": "workspace", "workspace_id": int(wanted), "code": "NOT_FOUND"}
        raise Refusal("ACCESS_002", meta={"authorization_failures": [failure]})
    if wanted not in call.token.workspace_ids:
        raise Refusal("OAUTH_023")
    return found


def space(call: Call) -> Space:
    """The space that the path names."""
    wanted = call.params["space_id"]
    if not _DIGITS.fullmatch(wanted):
        raise Refusal("SHARD_001", f'invalid input syntax for integer: "{wanted}"')
    found = call.world.spaces.get(wanted)
    if found is None or found.workspace.id not in call.token.workspace_ids:
        raise Refusal("OAUTH_027")
    sight.check(call, found)
    return found


def folder(call: Call) -> Folder:
    """The folder that the path names."""
    wanted = call.params["folder_id"]
    if not _DIGITS.fullmatch(wanted):
        raise Refusal("INPUT_011")
    found = call.world.folders.get(wanted)
    if found is None or found.space.workspace.id not in call.token.workspace_ids:
        raise Refusal("OAUTH_027")
    sight.check(call, found)
    return found


def task_list(call: Call, *, deleted: bool = False) -> TaskList:
    """The list that the path names; a deleted one only where `deleted` allows it."""
    wanted = call.params["list_id"]
    if not _DIGITS.fullmatch(wanted):
        raise Refusal("INPUT_003")
    found = call.world.lists.get(wanted)
    if found is None or found.space.workspace.id not in call.token.workspace_ids or (found.deleted and not deleted):
        raise Refusal("OAUTH_027")
    sight.check(call, found)
    return found


def task(call: Call) -> Task:
    """The task that the path names, by its id or, with `custom_task_ids=true`, by its custom id."""
    return task_named(call, call.params["task_id"])


def task_named(call: Call, wanted: str) -> Task:
    """A task by its id or, with `custom_task_ids=true`, by its custom id."""
    if call.flag("custom_task_ids"):
        return _task_by_custom_id(call, wanted)
    found = call.world.tasks.get(wanted)
    if found is None:
        raise Refusal("ITEM_015" if _TASK_ID.fullmatch(wanted) else "INPUT_004")
    if found.home.folder.space.workspace.id not in call.token.workspace_ids:
        raise Refusal("OAUTH_027")
    sight.check(call, found)
    return found


def _task_by_custom_id(call: Call, custom_id: str) -> Task:
    team_id = call.text("team_id")
    if not team_id:
        raise Refusal("SANDBOX_003", "team_id is required with custom_task_ids")
    found = call.world.by_custom_id.get((workspace(call, team_id).id, custom_id))
    # The task's own id is understood, too.
    found = found or call.world.tasks.get(custom_id)
    if found is None or found.home.space.workspace.id != team_id:
        raise Refusal("OAUTH_027")
    sight.check(call, found)
    return found


def task_in_workspace(call: Call) -> Task:
    """The task that a v3 path names: its workspace stands in the path, and a custom id is understood."""
    its = workspace(call)
    found = call.world.by_custom_id.get((its.id, call.params["task_id"])) or task(call)
    if found.home.space.workspace is not its:
        raise Refusal("OAUTH_027")
    sight.check(call, found)
    return found


def fields_in(workspace: Workspace) -> list[Field]:
    """All custom fields of a workspace, wherever in it they are defined."""
    spaces = list(workspace.spaces.values())
    folders = [folder for space in spaces for folder in space.folders.values()]
    lists = [one for folder in folders for one in folder.lists.values()]
    places: list[Workspace | Space | Folder | TaskList] = [workspace, *spaces, *folders, *lists]
    return [field for place in places for field in place.fields]


def comment(call: Call) -> Comment:
    """The comment or reply that the path names."""
    wanted = call.params["comment_id"]
    if not _DIGITS.fullmatch(wanted):
        raise Refusal("INPUT_002")
    found = call.world.comments.get(wanted)
    if found is None:
        raise Refusal("SANDBOX_005", "Comment not found")
    _check_target(call, found.target)
    return found


def view(call: Call) -> View:
    """The view that the path names."""
    found = call.world.views.find(call.params["view_id"])
    if found is None:
        raise Refusal("SANDBOX_005", "View not found")
    _check_target(call, found)
    return found


def _check_target(call: Call, target: Task | TaskList | View) -> None:
    if workspace_of(target).id not in call.token.workspace_ids:
        raise Refusal("OAUTH_027")
    place = target.place if isinstance(target, View) else target
    if not isinstance(place, Workspace):
        sight.check(call, place)
    elif call.me.id not in place.members:
        raise Refusal("OAUTH_027")


def workspace_of(target: Task | TaskList | View) -> Workspace:
    """The workspace that a task, list or view is in."""
    return around.workspace_of(target.place if isinstance(target, View) else target)


def members(workspace: Workspace, ids: list[object]) -> list[User]:
    """The members among some user ids, once each and in that order; others are passed over in silence."""
    found: dict[int, User] = {}
    for one in ids:
        number = int(one) if isinstance(one, str) and re.fullmatch(r"-?\d{1,12}", one) else one
        member = workspace.members.get(number) if isinstance(number, int) else None
        if member is not None:
            found[member.user.id] = member.user
    return list(found.values())


def can_see(one: TaskList, user: User) -> bool:
    """Whether a user may see a list."""
    return sight.rank_at(user, one) > 0
