"""Says what people may see and do: all members everything but what is private, guests only what is shared with them.

What a share reaches is told by ClickUp's help pages: all that is below it. Which operation needs which level is a
guess, and so are the codes of refusals for lists and folders.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from clickgate.catalog import reading
from clickgate.sandbox.answers import Refusal
from clickgate.sandbox.world.around import holders, space_of, workspace_of
from clickgate.sandbox.world.rows import Folder, Space, Task, TaskList

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from clickgate.sandbox.call import Call
    from clickgate.sandbox.world.around import Shareable
    from clickgate.sandbox.world.rows import Level, Member, Role, User, Workspace

RANKS: dict[Level, int] = {"read": 1, "comment": 2, "edit": 3, "create": 4}
_LEVELS = {rank: level for level, rank in RANKS.items()}
GUEST = 4

_FULL = ("create", "delete")  # beginnings of actions that full access is needed for, at the places below
_PLACES = ("tasks", "lists", "folders", "spaces")


def rank_at(user: User, place: Shareable) -> int:
    """How far somebody may go at a place: the rank of their level, 0 where they do not even see it."""
    member = workspace_of(place).members.get(user.id)
    if member is None:
        return 0
    if member.role != GUEST and not space_of(place).private and not workspace_of(place).closed:
        return RANKS["create"]
    return max(_ranks(member, place), default=0)


def _ranks(member: Member, place: Shareable) -> Iterator[int]:
    grants = workspace_of(place).grants
    for one in holders(place):
        level = grants.get(one, {}).get(member.user)
        if level is not None:
            yield RANKS[level]
        if isinstance(one, Space) and not one.private and member.role != GUEST:
            yield RANKS["create"]


def sees_all(user: User, workspace: Workspace) -> bool:
    """Whether nothing of a workspace is kept from somebody, so that there is nothing to leave out."""
    member = workspace.members.get(user.id)
    is_member = member is not None and member.role != GUEST
    return is_member and not workspace.closed and not any(space.private for space in workspace.spaces.values())


def tasks_seen(user: User, workspace: Workspace, tasks: Iterable[Task]) -> Iterable[Task]:
    """Those of a workspace's tasks that somebody sees."""
    return tasks if sees_all(user, workspace) else [task for task in tasks if rank_at(user, task)]


def test(user: User, workspace: Workspace) -> Callable[[Task], bool] | None:
    """Tells of a workspace's tasks whether somebody sees them; None where they see all."""
    return None if sees_all(user, workspace) else lambda task: rank_at(user, task) > 0


def level_at(user: User, place: Shareable) -> Level:
    """How far somebody may go at a place that they see."""
    return _LEVELS[max(rank_at(user, place), RANKS["read"])]


def levels(user: User, workspace: Workspace) -> Callable[[Shareable], Level] | None:
    """How far somebody may go at each place of a workspace; None of those who may do all everywhere."""
    return None if sees_all(user, workspace) else lambda place: level_at(user, place)


def check(call: Call, place: Shareable) -> None:
    """Refuse what the token's user may not see, or may see but not do this to."""
    workspace, rank = workspace_of(place), rank_at(call.me, place)
    if rank >= needed(call.operation):
        return
    if call.me.id not in workspace.members:
        raise Refusal("OAUTH_027")
    if rank == 0 and isinstance(place, Space):
        raise Refusal("ACCESS_080")
    if rank == 0 and isinstance(place, Task):
        raise Refusal("ACCESS_083")
    kind = {Space: "space", Folder: "folder", TaskList: "list", Task: "task"}[type(place)]
    failure = {
        "object_id": place.id,
        "object_type": kind,
        "workspace_id": int(workspace.id),
        "code": "INSUFFICIENT_ACCESS",
    }
    raise Refusal("ACCESS_009", meta={"authorization_failures": [failure]})


def check_role(call: Call, workspace: Workspace, *roles: Role) -> None:
    """Refuse whoever has none of these roles in a workspace."""
    if workspace.members[call.me.id].role not in roles:
        raise Refusal("ACCESS_064")


@cache
def needed(operation: str) -> int:
    """The rank that an operation of the catalogue needs at the places that its path names."""
    entity, _, action = operation.partition(".")
    if not operation or reading.operation(entity, action).safety == "read":
        return RANKS["read"]
    if entity == "comments":
        return RANKS["comment"]
    return RANKS["create"] if entity in _PLACES and action.startswith(_FULL) else RANKS["edit"]
