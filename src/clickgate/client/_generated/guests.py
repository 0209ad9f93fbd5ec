# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of guests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from typing import Literal
    from msgspec import UnsetType
    from clickgate.catalog.schemas import Guest, Workspace

NAME = "GuestsResource"


class GuestsResource(Resource):
    """Operations of guests."""

    __slots__ = ()
    _entity = "guests"

    def invite(
        self,
        *,
        email: str,
        workspace_id: str | UnsetType = UNSET,
        can_edit_tags: bool | UnsetType = UNSET,
        can_see_time_spent: bool | UnsetType = UNSET,
        can_see_time_estimated: bool | UnsetType = UNSET,
        can_create_views: bool | UnsetType = UNSET,
        can_see_points_estimated: bool | UnsetType = UNSET,
        custom_role_id: str | UnsetType = UNSET,
    ) -> Workspace:
        """Invites a person into a workspace as a guest, who sees nothing until something is shared.

        Needs the plan: Enterprise.
        """
        return self._call("invite", {"email": email, "workspace_id": workspace_id, "can_edit_tags": can_edit_tags, "can_see_time_spent": can_see_time_spent, "can_see_time_estimated": can_see_time_estimated, "can_create_views": can_create_views, "can_see_points_estimated": can_see_points_estimated, "custom_role_id": custom_role_id}).data

    def get(
        self,
        guest_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> Guest:
        """Reads one guest of a workspace.

        Needs the plan: Enterprise.
        """
        return self._call("get", {"guest_id": guest_id, "workspace_id": workspace_id}).data

    def update(
        self,
        guest_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        can_edit_tags: bool | UnsetType = UNSET,
        can_see_time_spent: bool | UnsetType = UNSET,
        can_see_time_estimated: bool | UnsetType = UNSET,
        can_create_views: bool | UnsetType = UNSET,
        can_see_points_estimated: bool | UnsetType = UNSET,
        custom_role_id: str | UnsetType = UNSET,
    ) -> Guest:
        """Changes what a guest may do in a workspace.

        Needs the plan: Enterprise.
        """
        return self._call("update", {"guest_id": guest_id, "workspace_id": workspace_id, "can_edit_tags": can_edit_tags, "can_see_time_spent": can_see_time_spent, "can_see_time_estimated": can_see_time_estimated, "can_create_views": can_create_views, "can_see_points_estimated": can_see_points_estimated, "custom_role_id": custom_role_id}).data

    def remove(
        self,
        guest_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> Workspace:
        """Takes a guest out of a workspace.

        Destroys what it names. Needs the plan: Enterprise.
        """
        return self._call("remove", {"guest_id": guest_id, "workspace_id": workspace_id}).data

    def add_to_task(
        self,
        task_id: str,
        guest_id: str,
        *,
        permission_level: Literal["read", "comment", "edit", "create"],
        include_shared: bool | UnsetType = UNSET,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> Guest:
        """Lets a guest into a task.

        Args:
            permission_level: create is full access.
            include_shared: false leaves out what is shared with the guest.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.

        Needs the plan: Enterprise.
        """
        return self._call("add_to_task", {"task_id": task_id, "guest_id": guest_id, "permission_level": permission_level, "include_shared": include_shared, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id}).data

    def remove_from_task(
        self,
        task_id: str,
        guest_id: str,
        *,
        include_shared: bool | UnsetType = UNSET,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> Guest:
        """Shuts a guest out of a task.

        Args:
            include_shared: false leaves out what is shared with the guest.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.

        Needs the plan: Enterprise.
        """
        return self._call("remove_from_task", {"task_id": task_id, "guest_id": guest_id, "include_shared": include_shared, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id}).data

    def add_to_list(
        self,
        list_id: str,
        guest_id: str,
        *,
        permission_level: Literal["read", "comment", "edit", "create"],
        include_shared: bool | UnsetType = UNSET,
    ) -> Guest:
        """Lets a guest into a list.

        Args:
            permission_level: create is full access.
            include_shared: false leaves out what is shared with the guest.

        Needs the plan: Enterprise.
        """
        return self._call("add_to_list", {"list_id": list_id, "guest_id": guest_id, "permission_level": permission_level, "include_shared": include_shared}).data

    def remove_from_list(
        self,
        list_id: str,
        guest_id: str,
        *,
        include_shared: bool | UnsetType = UNSET,
    ) -> Guest:
        """Shuts a guest out of a list.

        Args:
            include_shared: false leaves out what is shared with the guest.

        Needs the plan: Enterprise.
        """
        return self._call("remove_from_list", {"list_id": list_id, "guest_id": guest_id, "include_shared": include_shared}).data

    def add_to_folder(
        self,
        folder_id: str,
        guest_id: str,
        *,
        permission_level: Literal["read", "comment", "edit", "create"],
        include_shared: bool | UnsetType = UNSET,
    ) -> Guest:
        """Lets a guest into a folder.

        Args:
            permission_level: create is full access.
            include_shared: false leaves out what is shared with the guest.

        Needs the plan: Enterprise.
        """
        return self._call("add_to_folder", {"folder_id": folder_id, "guest_id": guest_id, "permission_level": permission_level, "include_shared": include_shared}).data

    def remove_from_folder(
        self,
        folder_id: str,
        guest_id: str,
        *,
        include_shared: bool | UnsetType = UNSET,
    ) -> Guest:
        """Shuts a guest out of a folder.

        Args:
            include_shared: false leaves out what is shared with the guest.

        Needs the plan: Enterprise.
        """
        return self._call("remove_from_folder", {"folder_id": folder_id, "guest_id": guest_id, "include_shared": include_shared}).data


class AsyncGuestsResource(AsyncResource):
    """Operations of guests."""

    __slots__ = ()
    _entity = "guests"

    async def invite(
        self,
        *,
        email: str,
        workspace_id: str | UnsetType = UNSET,
        can_edit_tags: bool | UnsetType = UNSET,
        can_see_time_spent: bool | UnsetType = UNSET,
        can_see_time_estimated: bool | UnsetType = UNSET,
        can_create_views: bool | UnsetType = UNSET,
        can_see_points_estimated: bool | UnsetType = UNSET,
        custom_role_id: str | UnsetType = UNSET,
    ) -> Workspace:
        """Invites a person into a workspace as a guest, who sees nothing until something is shared.

        Needs the plan: Enterprise.
        """
        return (await self._call("invite", {"email": email, "workspace_id": workspace_id, "can_edit_tags": can_edit_tags, "can_see_time_spent": can_see_time_spent, "can_see_time_estimated": can_see_time_estimated, "can_create_views": can_create_views, "can_see_points_estimated": can_see_points_estimated, "custom_role_id": custom_role_id})).data

    async def get(
        self,
        guest_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> Guest:
        """Reads one guest of a workspace.

        Needs the plan: Enterprise.
        """
        return (await self._call("get", {"guest_id": guest_id, "workspace_id": workspace_id})).data

    async def update(
        self,
        guest_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        can_edit_tags: bool | UnsetType = UNSET,
        can_see_time_spent: bool | UnsetType = UNSET,
        can_see_time_estimated: bool | UnsetType = UNSET,
        can_create_views: bool | UnsetType = UNSET,
        can_see_points_estimated: bool | UnsetType = UNSET,
        custom_role_id: str | UnsetType = UNSET,
    ) -> Guest:
        """Changes what a guest may do in a workspace.

        Needs the plan: Enterprise.
        """
        return (await self._call("update", {"guest_id": guest_id, "workspace_id": workspace_id, "can_edit_tags": can_edit_tags, "can_see_time_spent": can_see_time_spent, "can_see_time_estimated": can_see_time_estimated, "can_create_views": can_create_views, "can_see_points_estimated": can_see_points_estimated, "custom_role_id": custom_role_id})).data

    async def remove(
        self,
        guest_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> Workspace:
        """Takes a guest out of a workspace.

        Destroys what it names. Needs the plan: Enterprise.
        """
        return (await self._call("remove", {"guest_id": guest_id, "workspace_id": workspace_id})).data

    async def add_to_task(
        self,
        task_id: str,
        guest_id: str,
        *,
        permission_level: Literal["read", "comment", "edit", "create"],
        include_shared: bool | UnsetType = UNSET,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> Guest:
        """Lets a guest into a task.

        Args:
            permission_level: create is full access.
            include_shared: false leaves out what is shared with the guest.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.

        Needs the plan: Enterprise.
        """
        return (await self._call("add_to_task", {"task_id": task_id, "guest_id": guest_id, "permission_level": permission_level, "include_shared": include_shared, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id})).data

    async def remove_from_task(
        self,
        task_id: str,
        guest_id: str,
        *,
        include_shared: bool | UnsetType = UNSET,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> Guest:
        """Shuts a guest out of a task.

        Args:
            include_shared: false leaves out what is shared with the guest.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.

        Needs the plan: Enterprise.
        """
        return (await self._call("remove_from_task", {"task_id": task_id, "guest_id": guest_id, "include_shared": include_shared, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id})).data

    async def add_to_list(
        self,
        list_id: str,
        guest_id: str,
        *,
        permission_level: Literal["read", "comment", "edit", "create"],
        include_shared: bool | UnsetType = UNSET,
    ) -> Guest:
        """Lets a guest into a list.

        Args:
            permission_level: create is full access.
            include_shared: false leaves out what is shared with the guest.

        Needs the plan: Enterprise.
        """
        return (await self._call("add_to_list", {"list_id": list_id, "guest_id": guest_id, "permission_level": permission_level, "include_shared": include_shared})).data

    async def remove_from_list(
        self,
        list_id: str,
        guest_id: str,
        *,
        include_shared: bool | UnsetType = UNSET,
    ) -> Guest:
        """Shuts a guest out of a list.

        Args:
            include_shared: false leaves out what is shared with the guest.

        Needs the plan: Enterprise.
        """
        return (await self._call("remove_from_list", {"list_id": list_id, "guest_id": guest_id, "include_shared": include_shared})).data

    async def add_to_folder(
        self,
        folder_id: str,
        guest_id: str,
        *,
        permission_level: Literal["read", "comment", "edit", "create"],
        include_shared: bool | UnsetType = UNSET,
    ) -> Guest:
        """Lets a guest into a folder.

        Args:
            permission_level: create is full access.
            include_shared: false leaves out what is shared with the guest.

        Needs the plan: Enterprise.
        """
        return (await self._call("add_to_folder", {"folder_id": folder_id, "guest_id": guest_id, "permission_level": permission_level, "include_shared": include_shared})).data

    async def remove_from_folder(
        self,
        folder_id: str,
        guest_id: str,
        *,
        include_shared: bool | UnsetType = UNSET,
    ) -> Guest:
        """Shuts a guest out of a folder.

        Args:
            include_shared: false leaves out what is shared with the guest.

        Needs the plan: Enterprise.
        """
        return (await self._call("remove_from_folder", {"folder_id": folder_id, "guest_id": guest_id, "include_shared": include_shared})).data
