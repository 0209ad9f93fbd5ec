"""Keeps groups and roles, and what is shared with whom one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickgate.sandbox.world.around import is_there, workspace_of
from clickgate.sandbox.world.rows import CustomRole, UserGroup

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from clickgate.sandbox.world.around import Shareable
    from clickgate.sandbox.world.rows import Level, Member, Role, User, Workspace
    from clickgate.sandbox.world.whole import Whole


# What a guest may be let or not let do. Source: official v2 document.
GUEST_RIGHTS = (
    "can_see_time_spent",
    "can_see_time_estimated",
    "can_edit_tags",
    "can_create_views",
    "can_see_points_estimated",
)


class People:
    """The groups and roles of all workspaces. What is shared stands in each workspace's `grants`."""

    def __init__(self, world: Whole) -> None:
        self._world = world
        self.groups: dict[str, UserGroup] = {}
        self.roles: dict[int, CustomRole] = {}

    def add_group(
        self, workspace: Workspace, name: str, members: Iterable[User], creator: User, at: int, *, handle: str = ""
    ) -> UserGroup:
        """Make a group; without a handle it gets its name's letters."""
        handle = handle or "".join(name.lower().split())
        group = UserGroup(self._world.ids.uuid(), workspace, name, handle, creator, at, tuple(members))
        self.groups[group.id] = group
        self._world.revision += 1
        return group

    def remove_group(self, group: UserGroup) -> None:
        """Dissolve a group; its people stay."""
        del self.groups[group.id]
        self._world.revision += 1

    def groups_of(self, workspace: Workspace) -> list[UserGroup]:
        """A workspace's groups, oldest first."""
        return [group for group in self.groups.values() if group.workspace is workspace]

    def add_role(self, workspace: Workspace, name: str, inherited: Role, at: int) -> CustomRole:
        """Make a role."""
        role = CustomRole(self._world.ids.role(), workspace, name, inherited, at)
        self.roles[role.id] = role
        self._world.revision += 1
        return role

    def roles_of(self, workspace: Workspace) -> list[CustomRole]:
        """A workspace's own roles, oldest first."""
        return [role for role in self.roles.values() if role.workspace is workspace]

    def find_or_add(self, email: str) -> User:
        """The person of an e-mail address; one not met before has no name until the invitation is accepted."""
        wanted = email.lower()
        found = next((user for user in self._world.users.values() if user.email.lower() == wanted), None)
        return found or self._world.add_user(None, wanted, initials=wanted[0].upper())

    def remove_member(self, member: Member, workspace: Workspace) -> None:
        """Take a person out of a workspace: out of its groups and of all that was shared with them, too."""
        user = member.user
        del workspace.members[user.id]
        for group in self.groups_of(workspace):
            group.members = tuple(one for one in group.members if one is not user)
        for people in workspace.grants.values():
            people.pop(user, None)
        self._world.scene_changed()

    def share(self, place: Shareable, user: User, level: Level) -> None:
        """Let somebody into a place, or change how far they are let in."""
        workspace_of(place).grants.setdefault(place, {})[user] = level
        self._world.revision += 1

    def unshare(self, place: Shareable, user: User) -> None:
        """Take away what somebody was given at this very place."""
        workspace_of(place).grants.get(place, {}).pop(user, None)
        self._world.revision += 1

    def forget(self, place: Shareable) -> None:
        """Drop who was let into a place that is gone, and that it was private."""
        workspace = workspace_of(place)
        workspace.grants.pop(place, None)
        workspace.closed = tuple(one for one in workspace.closed if one is not place)

    def shared_at(self, place: Shareable) -> dict[User, Level]:
        """Who was let into this very place, and how far."""
        return workspace_of(place).grants.get(place, {})

    def shared_with(self, user: User, workspace: Workspace) -> Iterator[tuple[Shareable, Level]]:
        """What of a workspace was given to somebody one by one, as far as it is still there."""
        for place, people in workspace.grants.items():
            if user in people and is_there(self._world, place):
                yield place, people[user]
