# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any
    from msgspec import UnsetType
    from clickgate.catalog.schemas import View
    from clickgate.client.wire.page import Page

NAME = "ViewsResource"


class ViewsResource(Resource):
    """Operations of views."""

    __slots__ = ()
    _entity = "views"

    def list(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> Page[View]:
        """Lists the views at the Everything level of a workspace."""
        return self._call("list", {"workspace_id": workspace_id}).data

    def create(
        self,
        *,
        name: str,
        type: str,
        workspace_id: str | UnsetType = UNSET,
        grouping: Mapping[str, Any] | UnsetType = UNSET,
        divide: Mapping[str, Any] | UnsetType = UNSET,
        sorting: Mapping[str, Any] | UnsetType = UNSET,
        filters: Mapping[str, Any] | UnsetType = UNSET,
        columns: Mapping[str, Any] | UnsetType = UNSET,
        team_sidebar: Mapping[str, Any] | UnsetType = UNSET,
        settings: Mapping[str, Any] | UnsetType = UNSET,
    ) -> View:
        """Makes a view at the Everything level of a workspace.

        Args:
            type: list, board, calendar, table, timeline, workload, activity, map, conversation or gantt.
            grouping: {field, dir, collapsed, ignore}; dir is 1 or -1.
            divide: {field, dir, collapsed}.
            sorting: {fields: [{field, dir, idx}]}.
            filters: {op, fields: [{field, op, values}], search, show_closed}; op of the whole is AND or OR.
            columns: {fields: [{field, idx, width, hidden}]}; a custom field is cf_ and its id.
            team_sidebar: {assignees, assigned_comments, unassigned_tasks}.
            settings: Such as {show_task_locations, show_subtasks}; show_subtasks is 1, 2 or 3.
        """
        return self._call("create", {"name": name, "type": type, "workspace_id": workspace_id, "grouping": grouping, "divide": divide, "sorting": sorting, "filters": filters, "columns": columns, "team_sidebar": team_sidebar, "settings": settings}).data

    def list_for_space(
        self,
        space_id: str,
    ) -> Page[View]:
        """Lists the views of a space."""
        return self._call("list_for_space", {"space_id": space_id}).data

    def create_for_space(
        self,
        space_id: str,
        *,
        name: str,
        type: str,
        grouping: Mapping[str, Any] | UnsetType = UNSET,
        divide: Mapping[str, Any] | UnsetType = UNSET,
        sorting: Mapping[str, Any] | UnsetType = UNSET,
        filters: Mapping[str, Any] | UnsetType = UNSET,
        columns: Mapping[str, Any] | UnsetType = UNSET,
        team_sidebar: Mapping[str, Any] | UnsetType = UNSET,
        settings: Mapping[str, Any] | UnsetType = UNSET,
    ) -> View:
        """Makes a view of a space.

        Args:
            type: list, board, calendar, table, timeline, workload, activity, map, conversation or gantt.
            grouping: {field, dir, collapsed, ignore}; dir is 1 or -1.
            divide: {field, dir, collapsed}.
            sorting: {fields: [{field, dir, idx}]}.
            filters: {op, fields: [{field, op, values}], search, show_closed}; op of the whole is AND or OR.
            columns: {fields: [{field, idx, width, hidden}]}; a custom field is cf_ and its id.
            team_sidebar: {assignees, assigned_comments, unassigned_tasks}.
            settings: Such as {show_task_locations, show_subtasks}; show_subtasks is 1, 2 or 3.
        """
        return self._call("create_for_space", {"space_id": space_id, "name": name, "type": type, "grouping": grouping, "divide": divide, "sorting": sorting, "filters": filters, "columns": columns, "team_sidebar": team_sidebar, "settings": settings}).data

    def list_for_folder(
        self,
        folder_id: str,
    ) -> Page[View]:
        """Lists the views of a folder."""
        return self._call("list_for_folder", {"folder_id": folder_id}).data

    def create_for_folder(
        self,
        folder_id: str,
        *,
        name: str,
        type: str,
        grouping: Mapping[str, Any] | UnsetType = UNSET,
        divide: Mapping[str, Any] | UnsetType = UNSET,
        sorting: Mapping[str, Any] | UnsetType = UNSET,
        filters: Mapping[str, Any] | UnsetType = UNSET,
        columns: Mapping[str, Any] | UnsetType = UNSET,
        team_sidebar: Mapping[str, Any] | UnsetType = UNSET,
        settings: Mapping[str, Any] | UnsetType = UNSET,
    ) -> View:
        """Makes a view of a folder.

        Args:
            type: list, board, calendar, table, timeline, workload, activity, map, conversation or gantt.
            grouping: {field, dir, collapsed, ignore}; dir is 1 or -1.
            divide: {field, dir, collapsed}.
            sorting: {fields: [{field, dir, idx}]}.
            filters: {op, fields: [{field, op, values}], search, show_closed}; op of the whole is AND or OR.
            columns: {fields: [{field, idx, width, hidden}]}; a custom field is cf_ and its id.
            team_sidebar: {assignees, assigned_comments, unassigned_tasks}.
            settings: Such as {show_task_locations, show_subtasks}; show_subtasks is 1, 2 or 3.
        """
        return self._call("create_for_folder", {"folder_id": folder_id, "name": name, "type": type, "grouping": grouping, "divide": divide, "sorting": sorting, "filters": filters, "columns": columns, "team_sidebar": team_sidebar, "settings": settings}).data

    def list_for_list(
        self,
        list_id: str,
    ) -> Page[View]:
        """Lists the views of a list."""
        return self._call("list_for_list", {"list_id": list_id}).data

    def create_for_list(
        self,
        list_id: str,
        *,
        name: str,
        type: str,
        grouping: Mapping[str, Any] | UnsetType = UNSET,
        divide: Mapping[str, Any] | UnsetType = UNSET,
        sorting: Mapping[str, Any] | UnsetType = UNSET,
        filters: Mapping[str, Any] | UnsetType = UNSET,
        columns: Mapping[str, Any] | UnsetType = UNSET,
        team_sidebar: Mapping[str, Any] | UnsetType = UNSET,
        settings: Mapping[str, Any] | UnsetType = UNSET,
    ) -> View:
        """Makes a view of a list.

        Args:
            type: list, board, calendar, table, timeline, workload, activity, map, conversation or gantt.
            grouping: {field, dir, collapsed, ignore}; dir is 1 or -1.
            divide: {field, dir, collapsed}.
            sorting: {fields: [{field, dir, idx}]}.
            filters: {op, fields: [{field, op, values}], search, show_closed}; op of the whole is AND or OR.
            columns: {fields: [{field, idx, width, hidden}]}; a custom field is cf_ and its id.
            team_sidebar: {assignees, assigned_comments, unassigned_tasks}.
            settings: Such as {show_task_locations, show_subtasks}; show_subtasks is 1, 2 or 3.
        """
        return self._call("create_for_list", {"list_id": list_id, "name": name, "type": type, "grouping": grouping, "divide": divide, "sorting": sorting, "filters": filters, "columns": columns, "team_sidebar": team_sidebar, "settings": settings}).data

    def get(
        self,
        view_id: str,
    ) -> View:
        """Reads one view, of tasks or of a page."""
        return self._call("get", {"view_id": view_id}).data

    def update(
        self,
        view_id: str,
        *,
        name: str | UnsetType = UNSET,
        type: str | UnsetType = UNSET,
        parent: Mapping[str, Any] | UnsetType = UNSET,
        grouping: Mapping[str, Any] | UnsetType = UNSET,
        divide: Mapping[str, Any] | UnsetType = UNSET,
        sorting: Mapping[str, Any] | UnsetType = UNSET,
        filters: Mapping[str, Any] | UnsetType = UNSET,
        columns: Mapping[str, Any] | UnsetType = UNSET,
        team_sidebar: Mapping[str, Any] | UnsetType = UNSET,
        settings: Mapping[str, Any] | UnsetType = UNSET,
    ) -> View:
        """Changes name, grouping, sorting, filters, columns or settings of a view.

        Args:
            type: list, board, calendar, table, timeline, workload, activity, map, conversation or gantt.
            parent: {id, type}; type is 7 for a workspace, 4 for a space, 5 for a folder, 6 for a list.
            grouping: {field, dir, collapsed, ignore}; dir is 1 or -1.
            divide: {field, dir, collapsed}.
            sorting: {fields: [{field, dir, idx}]}.
            filters: {op, fields: [{field, op, values}], search, show_closed}; op of the whole is AND or OR.
            columns: {fields: [{field, idx, width, hidden}]}; a custom field is cf_ and its id.
            team_sidebar: {assignees, assigned_comments, unassigned_tasks}.
            settings: Such as {show_task_locations, show_subtasks}; show_subtasks is 1, 2 or 3.
        """
        return self._call("update", {"view_id": view_id, "name": name, "type": type, "parent": parent, "grouping": grouping, "divide": divide, "sorting": sorting, "filters": filters, "columns": columns, "team_sidebar": team_sidebar, "settings": settings}).data

    def delete(
        self,
        view_id: str,
    ) -> None:
        """Deletes a view; its tasks stay.

        Destroys what it names.
        """
        self._call("delete", {"view_id": view_id})


class AsyncViewsResource(AsyncResource):
    """Operations of views."""

    __slots__ = ()
    _entity = "views"

    async def list(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
    ) -> Page[View]:
        """Lists the views at the Everything level of a workspace."""
        return (await self._call("list", {"workspace_id": workspace_id})).data

    async def create(
        self,
        *,
        name: str,
        type: str,
        workspace_id: str | UnsetType = UNSET,
        grouping: Mapping[str, Any] | UnsetType = UNSET,
        divide: Mapping[str, Any] | UnsetType = UNSET,
        sorting: Mapping[str, Any] | UnsetType = UNSET,
        filters: Mapping[str, Any] | UnsetType = UNSET,
        columns: Mapping[str, Any] | UnsetType = UNSET,
        team_sidebar: Mapping[str, Any] | UnsetType = UNSET,
        settings: Mapping[str, Any] | UnsetType = UNSET,
    ) -> View:
        """Makes a view at the Everything level of a workspace.

        Args:
            type: list, board, calendar, table, timeline, workload, activity, map, conversation or gantt.
            grouping: {field, dir, collapsed, ignore}; dir is 1 or -1.
            divide: {field, dir, collapsed}.
            sorting: {fields: [{field, dir, idx}]}.
            filters: {op, fields: [{field, op, values}], search, show_closed}; op of the whole is AND or OR.
            columns: {fields: [{field, idx, width, hidden}]}; a custom field is cf_ and its id.
            team_sidebar: {assignees, assigned_comments, unassigned_tasks}.
            settings: Such as {show_task_locations, show_subtasks}; show_subtasks is 1, 2 or 3.
        """
        return (await self._call("create", {"name": name, "type": type, "workspace_id": workspace_id, "grouping": grouping, "divide": divide, "sorting": sorting, "filters": filters, "columns": columns, "team_sidebar": team_sidebar, "settings": settings})).data

    async def list_for_space(
        self,
        space_id: str,
    ) -> Page[View]:
        """Lists the views of a space."""
        return (await self._call("list_for_space", {"space_id": space_id})).data

    async def create_for_space(
        self,
        space_id: str,
        *,
        name: str,
        type: str,
        grouping: Mapping[str, Any] | UnsetType = UNSET,
        divide: Mapping[str, Any] | UnsetType = UNSET,
        sorting: Mapping[str, Any] | UnsetType = UNSET,
        filters: Mapping[str, Any] | UnsetType = UNSET,
        columns: Mapping[str, Any] | UnsetType = UNSET,
        team_sidebar: Mapping[str, Any] | UnsetType = UNSET,
        settings: Mapping[str, Any] | UnsetType = UNSET,
    ) -> View:
        """Makes a view of a space.

        Args:
            type: list, board, calendar, table, timeline, workload, activity, map, conversation or gantt.
            grouping: {field, dir, collapsed, ignore}; dir is 1 or -1.
            divide: {field, dir, collapsed}.
            sorting: {fields: [{field, dir, idx}]}.
            filters: {op, fields: [{field, op, values}], search, show_closed}; op of the whole is AND or OR.
            columns: {fields: [{field, idx, width, hidden}]}; a custom field is cf_ and its id.
            team_sidebar: {assignees, assigned_comments, unassigned_tasks}.
            settings: Such as {show_task_locations, show_subtasks}; show_subtasks is 1, 2 or 3.
        """
        return (await self._call("create_for_space", {"space_id": space_id, "name": name, "type": type, "grouping": grouping, "divide": divide, "sorting": sorting, "filters": filters, "columns": columns, "team_sidebar": team_sidebar, "settings": settings})).data

    async def list_for_folder(
        self,
        folder_id: str,
    ) -> Page[View]:
        """Lists the views of a folder."""
        return (await self._call("list_for_folder", {"folder_id": folder_id})).data

    async def create_for_folder(
        self,
        folder_id: str,
        *,
        name: str,
        type: str,
        grouping: Mapping[str, Any] | UnsetType = UNSET,
        divide: Mapping[str, Any] | UnsetType = UNSET,
        sorting: Mapping[str, Any] | UnsetType = UNSET,
        filters: Mapping[str, Any] | UnsetType = UNSET,
        columns: Mapping[str, Any] | UnsetType = UNSET,
        team_sidebar: Mapping[str, Any] | UnsetType = UNSET,
        settings: Mapping[str, Any] | UnsetType = UNSET,
    ) -> View:
        """Makes a view of a folder.

        Args:
            type: list, board, calendar, table, timeline, workload, activity, map, conversation or gantt.
            grouping: {field, dir, collapsed, ignore}; dir is 1 or -1.
            divide: {field, dir, collapsed}.
            sorting: {fields: [{field, dir, idx}]}.
            filters: {op, fields: [{field, op, values}], search, show_closed}; op of the whole is AND or OR.
            columns: {fields: [{field, idx, width, hidden}]}; a custom field is cf_ and its id.
            team_sidebar: {assignees, assigned_comments, unassigned_tasks}.
            settings: Such as {show_task_locations, show_subtasks}; show_subtasks is 1, 2 or 3.
        """
        return (await self._call("create_for_folder", {"folder_id": folder_id, "name": name, "type": type, "grouping": grouping, "divide": divide, "sorting": sorting, "filters": filters, "columns": columns, "team_sidebar": team_sidebar, "settings": settings})).data

    async def list_for_list(
        self,
        list_id: str,
    ) -> Page[View]:
        """Lists the views of a list."""
        return (await self._call("list_for_list", {"list_id": list_id})).data

    async def create_for_list(
        self,
        list_id: str,
        *,
        name: str,
        type: str,
        grouping: Mapping[str, Any] | UnsetType = UNSET,
        divide: Mapping[str, Any] | UnsetType = UNSET,
        sorting: Mapping[str, Any] | UnsetType = UNSET,
        filters: Mapping[str, Any] | UnsetType = UNSET,
        columns: Mapping[str, Any] | UnsetType = UNSET,
        team_sidebar: Mapping[str, Any] | UnsetType = UNSET,
        settings: Mapping[str, Any] | UnsetType = UNSET,
    ) -> View:
        """Makes a view of a list.

        Args:
            type: list, board, calendar, table, timeline, workload, activity, map, conversation or gantt.
            grouping: {field, dir, collapsed, ignore}; dir is 1 or -1.
            divide: {field, dir, collapsed}.
            sorting: {fields: [{field, dir, idx}]}.
            filters: {op, fields: [{field, op, values}], search, show_closed}; op of the whole is AND or OR.
            columns: {fields: [{field, idx, width, hidden}]}; a custom field is cf_ and its id.
            team_sidebar: {assignees, assigned_comments, unassigned_tasks}.
            settings: Such as {show_task_locations, show_subtasks}; show_subtasks is 1, 2 or 3.
        """
        return (await self._call("create_for_list", {"list_id": list_id, "name": name, "type": type, "grouping": grouping, "divide": divide, "sorting": sorting, "filters": filters, "columns": columns, "team_sidebar": team_sidebar, "settings": settings})).data

    async def get(
        self,
        view_id: str,
    ) -> View:
        """Reads one view, of tasks or of a page."""
        return (await self._call("get", {"view_id": view_id})).data

    async def update(
        self,
        view_id: str,
        *,
        name: str | UnsetType = UNSET,
        type: str | UnsetType = UNSET,
        parent: Mapping[str, Any] | UnsetType = UNSET,
        grouping: Mapping[str, Any] | UnsetType = UNSET,
        divide: Mapping[str, Any] | UnsetType = UNSET,
        sorting: Mapping[str, Any] | UnsetType = UNSET,
        filters: Mapping[str, Any] | UnsetType = UNSET,
        columns: Mapping[str, Any] | UnsetType = UNSET,
        team_sidebar: Mapping[str, Any] | UnsetType = UNSET,
        settings: Mapping[str, Any] | UnsetType = UNSET,
    ) -> View:
        """Changes name, grouping, sorting, filters, columns or settings of a view.

        Args:
            type: list, board, calendar, table, timeline, workload, activity, map, conversation or gantt.
            parent: {id, type}; type is 7 for a workspace, 4 for a space, 5 for a folder, 6 for a list.
            grouping: {field, dir, collapsed, ignore}; dir is 1 or -1.
            divide: {field, dir, collapsed}.
            sorting: {fields: [{field, dir, idx}]}.
            filters: {op, fields: [{field, op, values}], search, show_closed}; op of the whole is AND or OR.
            columns: {fields: [{field, idx, width, hidden}]}; a custom field is cf_ and its id.
            team_sidebar: {assignees, assigned_comments, unassigned_tasks}.
            settings: Such as {show_task_locations, show_subtasks}; show_subtasks is 1, 2 or 3.
        """
        return (await self._call("update", {"view_id": view_id, "name": name, "type": type, "parent": parent, "grouping": grouping, "divide": divide, "sorting": sorting, "filters": filters, "columns": columns, "team_sidebar": team_sidebar, "settings": settings})).data

    async def delete(
        self,
        view_id: str,
    ) -> None:
        """Deletes a view; its tasks stay.

        Destroys what it names.
        """
        await self._call("delete", {"view_id": view_id})
