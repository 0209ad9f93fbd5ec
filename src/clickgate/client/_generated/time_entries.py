# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of time entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from typing import Any, Literal
    from msgspec import UnsetType
    from clickgate.catalog.schemas import TimeEntry, TimeEntryChange, TimeEntryTag
    from clickgate.client.wire.page import Page

NAME = "TimeEntriesResource"


class TimeEntriesResource(Resource):
    """Operations of time entries."""

    __slots__ = ()
    _entity = "time_entries"

    def list(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
        start_date: int | datetime | UnsetType = UNSET,
        end_date: int | datetime | UnsetType = UNSET,
        assignee: Sequence[str] | UnsetType = UNSET,
        space_id: str | UnsetType = UNSET,
        folder_id: str | UnsetType = UNSET,
        list_id: str | UnsetType = UNSET,
        task_id: str | UnsetType = UNSET,
        is_billable: bool | UnsetType = UNSET,
        include_task_tags: bool | UnsetType = UNSET,
        include_location_names: bool | UnsetType = UNSET,
        include_approval_history: bool | UnsetType = UNSET,
        include_approval_details: bool | UnsetType = UNSET,
        custom_task_ids: bool | UnsetType = UNSET,
        custom_ids_workspace_id: str | UnsetType = UNSET,
    ) -> Page[TimeEntry]:
        """Reads the time entries of a stretch of time; the last 30 days of the caller if nothing is said.

        Args:
            assignee: Ids of users; others than the caller for owners and admins only.
            space_id: At most one of space_id, folder_id, list_id and task_id.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            custom_ids_workspace_id: The workspace that the custom task id belongs to.
        """
        return self._call("list", {"workspace_id": workspace_id, "start_date": start_date, "end_date": end_date, "assignee": assignee, "space_id": space_id, "folder_id": folder_id, "list_id": list_id, "task_id": task_id, "is_billable": is_billable, "include_task_tags": include_task_tags, "include_location_names": include_location_names, "include_approval_history": include_approval_history, "include_approval_details": include_approval_details, "custom_task_ids": custom_task_ids, "custom_ids_workspace_id": custom_ids_workspace_id}).data

    def create(
        self,
        *,
        start: int | datetime,
        workspace_id: str | UnsetType = UNSET,
        duration: int | UnsetType = UNSET,
        stop: int | datetime | UnsetType = UNSET,
        end: int | datetime | UnsetType = UNSET,
        task_id: str | UnsetType = UNSET,
        description: str | UnsetType = UNSET,
        billable: bool | UnsetType = UNSET,
        assignee: str | UnsetType = UNSET,
        tags: Sequence[Mapping[str, Any]] | UnsetType = UNSET,
        custom_task_ids: bool | UnsetType = UNSET,
        custom_ids_workspace_id: str | UnsetType = UNSET,
    ) -> TimeEntry:
        """Records a time entry.

        Args:
            duration: Milliseconds; ignored if start and end are both given.
            stop: May stand in place of duration.
            end: May stand in place of duration.
            assignee: Id of a user; another than the caller for owners and admins only.
            tags: Each {name, tag_fg, tag_bg}.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            custom_ids_workspace_id: The workspace that the custom task id belongs to.
        """
        return self._call("create", {"start": start, "workspace_id": workspace_id, "duration": duration, "stop": stop, "end": end, "task_id": task_id, "description": description, "billable": billable, "assignee": assignee, "tags": tags, "custom_task_ids": custom_task_ids, "custom_ids_workspace_id": custom_ids_workspace_id}).data

    def get(
        self,
        time_entry_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        include_task_tags: bool | UnsetType = UNSET,
        include_location_names: bool | UnsetType = UNSET,
        include_approval_history: bool | UnsetType = UNSET,
        include_approval_details: bool | UnsetType = UNSET,
    ) -> TimeEntry:
        """Reads one time entry."""
        return self._call("get", {"time_entry_id": time_entry_id, "workspace_id": workspace_id, "include_task_tags": include_task_tags, "include_location_names": include_location_names, "include_approval_history": include_approval_history, "include_approval_details": include_approval_details}).data

    def update(
        self,
        time_entry_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        start: int | datetime | UnsetType = UNSET,
        end: int | datetime | UnsetType = UNSET,
        duration: int | UnsetType = UNSET,
        task_id: str | UnsetType = UNSET,
        description: str | UnsetType = UNSET,
        billable: bool | UnsetType = UNSET,
        tags: Sequence[Mapping[str, Any]] | UnsetType = UNSET,
        tag_action: Literal["replace", "add", "remove"] | UnsetType = UNSET,
        custom_task_ids: bool | UnsetType = UNSET,
        custom_ids_workspace_id: str | UnsetType = UNSET,
    ) -> Any:
        """Changes a time entry.

        Args:
            start: Goes with end.
            end: Goes with start.
            duration: Milliseconds.
            tags: Each {name, tag_fg, tag_bg}.
            tag_action: What to do with tags.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            custom_ids_workspace_id: The workspace that the custom task id belongs to.
        """
        return self._call("update", {"time_entry_id": time_entry_id, "workspace_id": workspace_id, "start": start, "end": end, "duration": duration, "task_id": task_id, "description": description, "billable": billable, "tags": tags, "tag_action": tag_action, "custom_task_ids": custom_task_ids, "custom_ids_workspace_id": custom_ids_workspace_id}).data

    def delete(
        self,
        time_entry_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> TimeEntry:
        """Deletes a time entry.

        Args:
            time_entry_id: Several ids may be given, parted by commas.

        Destroys what it names.
        """
        return self._call("delete", {"time_entry_id": time_entry_id, "workspace_id": workspace_id}).data

    def list_history(
        self,
        time_entry_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> Page[TimeEntryChange]:
        """Lists the changes that a time entry has seen."""
        return self._call("list_history", {"time_entry_id": time_entry_id, "workspace_id": workspace_id}).data

    def get_current(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
        assignee: str | UnsetType = UNSET,
    ) -> TimeEntry:
        """Reads the time entry that is running now, if any.

        Args:
            assignee: Id of a user; the caller if left out.
        """
        return self._call("get_current", {"workspace_id": workspace_id, "assignee": assignee}).data

    def start(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
        task_id: str | UnsetType = UNSET,
        description: str | UnsetType = UNSET,
        billable: bool | UnsetType = UNSET,
        tags: Sequence[Mapping[str, Any]] | UnsetType = UNSET,
        custom_task_ids: bool | UnsetType = UNSET,
        custom_ids_workspace_id: str | UnsetType = UNSET,
    ) -> TimeEntry:
        """Starts a timer for the caller.

        Args:
            tags: Each {name}.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            custom_ids_workspace_id: The workspace that the custom task id belongs to.
        """
        return self._call("start", {"workspace_id": workspace_id, "task_id": task_id, "description": description, "billable": billable, "tags": tags, "custom_task_ids": custom_task_ids, "custom_ids_workspace_id": custom_ids_workspace_id}).data

    def stop(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> TimeEntry:
        """Stops the timer of the caller."""
        return self._call("stop", {"workspace_id": workspace_id}).data

    def list_tags(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> Page[TimeEntryTag]:
        """Lists the tags that time entries of a workspace carry."""
        return self._call("list_tags", {"workspace_id": workspace_id}).data

    def add_tags(
        self,
        *,
        time_entry_ids: Sequence[str],
        tags: Sequence[Mapping[str, Any]],
        workspace_id: str | UnsetType = UNSET,
    ) -> None:
        """Puts tags on time entries.

        Args:
            tags: Each {name, tag_fg, tag_bg}.
        """
        self._call("add_tags", {"time_entry_ids": time_entry_ids, "tags": tags, "workspace_id": workspace_id})

    def remove_tags(
        self,
        *,
        time_entry_ids: Sequence[str],
        tags: Sequence[Mapping[str, Any]],
        workspace_id: str | UnsetType = UNSET,
    ) -> None:
        """Takes tags off time entries; the workspace keeps them.

        Args:
            tags: Each {name}.
        """
        self._call("remove_tags", {"time_entry_ids": time_entry_ids, "tags": tags, "workspace_id": workspace_id})

    def rename_tag(
        self,
        *,
        name: str,
        new_name: str,
        tag_bg: str,
        tag_fg: str,
        workspace_id: str | UnsetType = UNSET,
    ) -> None:
        """Gives a tag of time entries another name and colours."""
        self._call("rename_tag", {"name": name, "new_name": new_name, "tag_bg": tag_bg, "tag_fg": tag_fg, "workspace_id": workspace_id})


class AsyncTimeEntriesResource(AsyncResource):
    """Operations of time entries."""

    __slots__ = ()
    _entity = "time_entries"

    async def list(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
        start_date: int | datetime | UnsetType = UNSET,
        end_date: int | datetime | UnsetType = UNSET,
        assignee: Sequence[str] | UnsetType = UNSET,
        space_id: str | UnsetType = UNSET,
        folder_id: str | UnsetType = UNSET,
        list_id: str | UnsetType = UNSET,
        task_id: str | UnsetType = UNSET,
        is_billable: bool | UnsetType = UNSET,
        include_task_tags: bool | UnsetType = UNSET,
        include_location_names: bool | UnsetType = UNSET,
        include_approval_history: bool | UnsetType = UNSET,
        include_approval_details: bool | UnsetType = UNSET,
        custom_task_ids: bool | UnsetType = UNSET,
        custom_ids_workspace_id: str | UnsetType = UNSET,
    ) -> Page[TimeEntry]:
        """Reads the time entries of a stretch of time; the last 30 days of the caller if nothing is said.

        Args:
            assignee: Ids of users; others than the caller for owners and admins only.
            space_id: At most one of space_id, folder_id, list_id and task_id.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            custom_ids_workspace_id: The workspace that the custom task id belongs to.
        """
        return (await self._call("list", {"workspace_id": workspace_id, "start_date": start_date, "end_date": end_date, "assignee": assignee, "space_id": space_id, "folder_id": folder_id, "list_id": list_id, "task_id": task_id, "is_billable": is_billable, "include_task_tags": include_task_tags, "include_location_names": include_location_names, "include_approval_history": include_approval_history, "include_approval_details": include_approval_details, "custom_task_ids": custom_task_ids, "custom_ids_workspace_id": custom_ids_workspace_id})).data

    async def create(
        self,
        *,
        start: int | datetime,
        workspace_id: str | UnsetType = UNSET,
        duration: int | UnsetType = UNSET,
        stop: int | datetime | UnsetType = UNSET,
        end: int | datetime | UnsetType = UNSET,
        task_id: str | UnsetType = UNSET,
        description: str | UnsetType = UNSET,
        billable: bool | UnsetType = UNSET,
        assignee: str | UnsetType = UNSET,
        tags: Sequence[Mapping[str, Any]] | UnsetType = UNSET,
        custom_task_ids: bool | UnsetType = UNSET,
        custom_ids_workspace_id: str | UnsetType = UNSET,
    ) -> TimeEntry:
        """Records a time entry.

        Args:
            duration: Milliseconds; ignored if start and end are both given.
            stop: May stand in place of duration.
            end: May stand in place of duration.
            assignee: Id of a user; another than the caller for owners and admins only.
            tags: Each {name, tag_fg, tag_bg}.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            custom_ids_workspace_id: The workspace that the custom task id belongs to.
        """
        return (await self._call("create", {"start": start, "workspace_id": workspace_id, "duration": duration, "stop": stop, "end": end, "task_id": task_id, "description": description, "billable": billable, "assignee": assignee, "tags": tags, "custom_task_ids": custom_task_ids, "custom_ids_workspace_id": custom_ids_workspace_id})).data

    async def get(
        self,
        time_entry_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        include_task_tags: bool | UnsetType = UNSET,
        include_location_names: bool | UnsetType = UNSET,
        include_approval_history: bool | UnsetType = UNSET,
        include_approval_details: bool | UnsetType = UNSET,
    ) -> TimeEntry:
        """Reads one time entry."""
        return (await self._call("get", {"time_entry_id": time_entry_id, "workspace_id": workspace_id, "include_task_tags": include_task_tags, "include_location_names": include_location_names, "include_approval_history": include_approval_history, "include_approval_details": include_approval_details})).data

    async def update(
        self,
        time_entry_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        start: int | datetime | UnsetType = UNSET,
        end: int | datetime | UnsetType = UNSET,
        duration: int | UnsetType = UNSET,
        task_id: str | UnsetType = UNSET,
        description: str | UnsetType = UNSET,
        billable: bool | UnsetType = UNSET,
        tags: Sequence[Mapping[str, Any]] | UnsetType = UNSET,
        tag_action: Literal["replace", "add", "remove"] | UnsetType = UNSET,
        custom_task_ids: bool | UnsetType = UNSET,
        custom_ids_workspace_id: str | UnsetType = UNSET,
    ) -> Any:
        """Changes a time entry.

        Args:
            start: Goes with end.
            end: Goes with start.
            duration: Milliseconds.
            tags: Each {name, tag_fg, tag_bg}.
            tag_action: What to do with tags.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            custom_ids_workspace_id: The workspace that the custom task id belongs to.
        """
        return (await self._call("update", {"time_entry_id": time_entry_id, "workspace_id": workspace_id, "start": start, "end": end, "duration": duration, "task_id": task_id, "description": description, "billable": billable, "tags": tags, "tag_action": tag_action, "custom_task_ids": custom_task_ids, "custom_ids_workspace_id": custom_ids_workspace_id})).data

    async def delete(
        self,
        time_entry_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> TimeEntry:
        """Deletes a time entry.

        Args:
            time_entry_id: Several ids may be given, parted by commas.

        Destroys what it names.
        """
        return (await self._call("delete", {"time_entry_id": time_entry_id, "workspace_id": workspace_id})).data

    async def list_history(
        self,
        time_entry_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> Page[TimeEntryChange]:
        """Lists the changes that a time entry has seen."""
        return (await self._call("list_history", {"time_entry_id": time_entry_id, "workspace_id": workspace_id})).data

    async def get_current(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
        assignee: str | UnsetType = UNSET,
    ) -> TimeEntry:
        """Reads the time entry that is running now, if any.

        Args:
            assignee: Id of a user; the caller if left out.
        """
        return (await self._call("get_current", {"workspace_id": workspace_id, "assignee": assignee})).data

    async def start(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
        task_id: str | UnsetType = UNSET,
        description: str | UnsetType = UNSET,
        billable: bool | UnsetType = UNSET,
        tags: Sequence[Mapping[str, Any]] | UnsetType = UNSET,
        custom_task_ids: bool | UnsetType = UNSET,
        custom_ids_workspace_id: str | UnsetType = UNSET,
    ) -> TimeEntry:
        """Starts a timer for the caller.

        Args:
            tags: Each {name}.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            custom_ids_workspace_id: The workspace that the custom task id belongs to.
        """
        return (await self._call("start", {"workspace_id": workspace_id, "task_id": task_id, "description": description, "billable": billable, "tags": tags, "custom_task_ids": custom_task_ids, "custom_ids_workspace_id": custom_ids_workspace_id})).data

    async def stop(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> TimeEntry:
        """Stops the timer of the caller."""
        return (await self._call("stop", {"workspace_id": workspace_id})).data

    async def list_tags(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> Page[TimeEntryTag]:
        """Lists the tags that time entries of a workspace carry."""
        return (await self._call("list_tags", {"workspace_id": workspace_id})).data

    async def add_tags(
        self,
        *,
        time_entry_ids: Sequence[str],
        tags: Sequence[Mapping[str, Any]],
        workspace_id: str | UnsetType = UNSET,
    ) -> None:
        """Puts tags on time entries.

        Args:
            tags: Each {name, tag_fg, tag_bg}.
        """
        await self._call("add_tags", {"time_entry_ids": time_entry_ids, "tags": tags, "workspace_id": workspace_id})

    async def remove_tags(
        self,
        *,
        time_entry_ids: Sequence[str],
        tags: Sequence[Mapping[str, Any]],
        workspace_id: str | UnsetType = UNSET,
    ) -> None:
        """Takes tags off time entries; the workspace keeps them.

        Args:
            tags: Each {name}.
        """
        await self._call("remove_tags", {"time_entry_ids": time_entry_ids, "tags": tags, "workspace_id": workspace_id})

    async def rename_tag(
        self,
        *,
        name: str,
        new_name: str,
        tag_bg: str,
        tag_fg: str,
        workspace_id: str | UnsetType = UNSET,
    ) -> None:
        """Gives a tag of time entries another name and colours."""
        await self._call("rename_tag", {"name": name, "new_name": new_name, "tag_bg": tag_bg, "tag_fg": tag_fg, "workspace_id": workspace_id})
