# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any, Literal
    from msgspec import UnsetType
    from clickgate.catalog.schemas import List
    from clickgate.client.wire.page import Page

NAME = "ListsResource"


class ListsResource(Resource):
    """Operations of lists."""

    __slots__ = ()
    _entity = "lists"

    def list(
        self,
        folder_id: str,
        *,
        archived: bool | UnsetType = UNSET,
    ) -> Page[List]:
        """Lists the lists of a folder.

        Args:
            archived: true gives the archived ones only.
        """
        return self._call("list", {"folder_id": folder_id, "archived": archived}).data

    def create(
        self,
        folder_id: str,
        *,
        name: str,
        content: str | UnsetType = UNSET,
        markdown_content: str | UnsetType = UNSET,
        due_date: int | datetime | UnsetType = UNSET,
        due_date_time: bool | UnsetType = UNSET,
        priority: Literal[1, 2, 3, 4] | UnsetType = UNSET,
        assignee: str | UnsetType = UNSET,
        status: str | UnsetType = UNSET,
    ) -> List:
        """Makes a list in a folder.

        Args:
            content: Plain text.
            markdown_content: Used instead of content.
            due_date_time: Whether due_date has a time of day.
            priority: 1 urgent to 4 low.
            assignee: Id of a user.
            status: The colour of the list, such as red; not a status of tasks.
        """
        return self._call("create", {"folder_id": folder_id, "name": name, "content": content, "markdown_content": markdown_content, "due_date": due_date, "due_date_time": due_date_time, "priority": priority, "assignee": assignee, "status": status}).data

    def list_folderless(
        self,
        space_id: str,
        *,
        archived: bool | UnsetType = UNSET,
    ) -> Page[List]:
        """Lists the lists that stand in a space without a folder.

        Args:
            archived: true gives the archived ones only.
        """
        return self._call("list_folderless", {"space_id": space_id, "archived": archived}).data

    def create_folderless(
        self,
        space_id: str,
        *,
        name: str,
        content: str | UnsetType = UNSET,
        markdown_content: str | UnsetType = UNSET,
        due_date: int | datetime | UnsetType = UNSET,
        due_date_time: bool | UnsetType = UNSET,
        priority: Literal[1, 2, 3, 4] | UnsetType = UNSET,
        assignee: str | UnsetType = UNSET,
        status: str | UnsetType = UNSET,
    ) -> List:
        """Makes a list in a space without a folder.

        Args:
            content: Plain text.
            markdown_content: Used instead of content.
            due_date_time: Whether due_date has a time of day.
            priority: 1 urgent to 4 low.
            assignee: Id of a user.
            status: The colour of the list, such as red; not a status of tasks.
        """
        return self._call("create_folderless", {"space_id": space_id, "name": name, "content": content, "markdown_content": markdown_content, "due_date": due_date, "due_date_time": due_date_time, "priority": priority, "assignee": assignee, "status": status}).data

    def get(
        self,
        list_id: str,
    ) -> List:
        """Reads one list with its statuses."""
        return self._call("get", {"list_id": list_id}).data

    def update(
        self,
        list_id: str,
        *,
        name: str,
        content: str | UnsetType = UNSET,
        markdown_content: str | UnsetType = UNSET,
        due_date: int | datetime | None | UnsetType = UNSET,
        due_date_time: bool | UnsetType = UNSET,
        priority: Literal[1, 2, 3, 4] | None | UnsetType = UNSET,
        assignee: str | None | UnsetType = UNSET,
        status: str | UnsetType = UNSET,
        unset_status: bool | UnsetType = UNSET,
    ) -> List:
        """Changes name, description, due date, priority, assignee or colour of a list.

        Args:
            name: There is no moving of lists: a folder_id is ignored.
            content: Plain text.
            markdown_content: Used instead of content.
            due_date_time: Whether due_date has a time of day.
            priority: 1 urgent to 4 low.
            assignee: Id of a user.
            status: The colour of the list, such as red; not a status of tasks.
            unset_status: true takes the colour away.
        """
        return self._call("update", {"list_id": list_id, "name": name, "content": content, "markdown_content": markdown_content, "due_date": due_date, "due_date_time": due_date_time, "priority": priority, "assignee": assignee, "status": status, "unset_status": unset_status}).data

    def delete(
        self,
        list_id: str,
    ) -> None:
        """Deletes a list with its tasks.

        Destroys what it names.
        """
        self._call("delete", {"list_id": list_id})

    def add_task(
        self,
        list_id: str,
        task_id: str,
    ) -> None:
        """Shows a task in one more list beside its home.

        Args:
            task_id: Needs the Tasks in Multiple Lists ClickApp.
        """
        self._call("add_task", {"list_id": list_id, "task_id": task_id})

    def remove_task(
        self,
        list_id: str,
        task_id: str,
    ) -> None:
        """Takes a task out of a list that is not its home."""
        self._call("remove_task", {"list_id": list_id, "task_id": task_id})

    def create_from_template(
        self,
        folder_id: str,
        template_id: str,
        *,
        name: str,
        options: Mapping[str, Any] | UnsetType = UNSET,
    ) -> Any:
        """Makes a list in a folder after a template.

        Args:
            template_id: Begins with t-.
            options: What to bring along; with return_immediately (true if left out) the id is told before the
                object exists.
        """
        return self._call("create_from_template", {"folder_id": folder_id, "template_id": template_id, "name": name, "options": options}).data

    def create_folderless_from_template(
        self,
        space_id: str,
        template_id: str,
        *,
        name: str,
        options: Mapping[str, Any] | UnsetType = UNSET,
    ) -> Any:
        """Makes a list in a space, without a folder, after a template.

        Args:
            template_id: Begins with t-.
            options: What to bring along; with return_immediately (true if left out) the id is told before the
                object exists.
        """
        return self._call("create_folderless_from_template", {"space_id": space_id, "template_id": template_id, "name": name, "options": options}).data


class AsyncListsResource(AsyncResource):
    """Operations of lists."""

    __slots__ = ()
    _entity = "lists"

    async def list(
        self,
        folder_id: str,
        *,
        archived: bool | UnsetType = UNSET,
    ) -> Page[List]:
        """Lists the lists of a folder.

        Args:
            archived: true gives the archived ones only.
        """
        return (await self._call("list", {"folder_id": folder_id, "archived": archived})).data

    async def create(
        self,
        folder_id: str,
        *,
        name: str,
        content: str | UnsetType = UNSET,
        markdown_content: str | UnsetType = UNSET,
        due_date: int | datetime | UnsetType = UNSET,
        due_date_time: bool | UnsetType = UNSET,
        priority: Literal[1, 2, 3, 4] | UnsetType = UNSET,
        assignee: str | UnsetType = UNSET,
        status: str | UnsetType = UNSET,
    ) -> List:
        """Makes a list in a folder.

        Args:
            content: Plain text.
            markdown_content: Used instead of content.
            due_date_time: Whether due_date has a time of day.
            priority: 1 urgent to 4 low.
            assignee: Id of a user.
            status: The colour of the list, such as red; not a status of tasks.
        """
        return (await self._call("create", {"folder_id": folder_id, "name": name, "content": content, "markdown_content": markdown_content, "due_date": due_date, "due_date_time": due_date_time, "priority": priority, "assignee": assignee, "status": status})).data

    async def list_folderless(
        self,
        space_id: str,
        *,
        archived: bool | UnsetType = UNSET,
    ) -> Page[List]:
        """Lists the lists that stand in a space without a folder.

        Args:
            archived: true gives the archived ones only.
        """
        return (await self._call("list_folderless", {"space_id": space_id, "archived": archived})).data

    async def create_folderless(
        self,
        space_id: str,
        *,
        name: str,
        content: str | UnsetType = UNSET,
        markdown_content: str | UnsetType = UNSET,
        due_date: int | datetime | UnsetType = UNSET,
        due_date_time: bool | UnsetType = UNSET,
        priority: Literal[1, 2, 3, 4] | UnsetType = UNSET,
        assignee: str | UnsetType = UNSET,
        status: str | UnsetType = UNSET,
    ) -> List:
        """Makes a list in a space without a folder.

        Args:
            content: Plain text.
            markdown_content: Used instead of content.
            due_date_time: Whether due_date has a time of day.
            priority: 1 urgent to 4 low.
            assignee: Id of a user.
            status: The colour of the list, such as red; not a status of tasks.
        """
        return (await self._call("create_folderless", {"space_id": space_id, "name": name, "content": content, "markdown_content": markdown_content, "due_date": due_date, "due_date_time": due_date_time, "priority": priority, "assignee": assignee, "status": status})).data

    async def get(
        self,
        list_id: str,
    ) -> List:
        """Reads one list with its statuses."""
        return (await self._call("get", {"list_id": list_id})).data

    async def update(
        self,
        list_id: str,
        *,
        name: str,
        content: str | UnsetType = UNSET,
        markdown_content: str | UnsetType = UNSET,
        due_date: int | datetime | None | UnsetType = UNSET,
        due_date_time: bool | UnsetType = UNSET,
        priority: Literal[1, 2, 3, 4] | None | UnsetType = UNSET,
        assignee: str | None | UnsetType = UNSET,
        status: str | UnsetType = UNSET,
        unset_status: bool | UnsetType = UNSET,
    ) -> List:
        """Changes name, description, due date, priority, assignee or colour of a list.

        Args:
            name: There is no moving of lists: a folder_id is ignored.
            content: Plain text.
            markdown_content: Used instead of content.
            due_date_time: Whether due_date has a time of day.
            priority: 1 urgent to 4 low.
            assignee: Id of a user.
            status: The colour of the list, such as red; not a status of tasks.
            unset_status: true takes the colour away.
        """
        return (await self._call("update", {"list_id": list_id, "name": name, "content": content, "markdown_content": markdown_content, "due_date": due_date, "due_date_time": due_date_time, "priority": priority, "assignee": assignee, "status": status, "unset_status": unset_status})).data

    async def delete(
        self,
        list_id: str,
    ) -> None:
        """Deletes a list with its tasks.

        Destroys what it names.
        """
        await self._call("delete", {"list_id": list_id})

    async def add_task(
        self,
        list_id: str,
        task_id: str,
    ) -> None:
        """Shows a task in one more list beside its home.

        Args:
            task_id: Needs the Tasks in Multiple Lists ClickApp.
        """
        await self._call("add_task", {"list_id": list_id, "task_id": task_id})

    async def remove_task(
        self,
        list_id: str,
        task_id: str,
    ) -> None:
        """Takes a task out of a list that is not its home."""
        await self._call("remove_task", {"list_id": list_id, "task_id": task_id})

    async def create_from_template(
        self,
        folder_id: str,
        template_id: str,
        *,
        name: str,
        options: Mapping[str, Any] | UnsetType = UNSET,
    ) -> Any:
        """Makes a list in a folder after a template.

        Args:
            template_id: Begins with t-.
            options: What to bring along; with return_immediately (true if left out) the id is told before the
                object exists.
        """
        return (await self._call("create_from_template", {"folder_id": folder_id, "template_id": template_id, "name": name, "options": options})).data

    async def create_folderless_from_template(
        self,
        space_id: str,
        template_id: str,
        *,
        name: str,
        options: Mapping[str, Any] | UnsetType = UNSET,
    ) -> Any:
        """Makes a list in a space, without a folder, after a template.

        Args:
            template_id: Begins with t-.
            options: What to bring along; with return_immediately (true if left out) the id is told before the
                object exists.
        """
        return (await self._call("create_folderless_from_template", {"space_id": space_id, "template_id": template_id, "name": name, "options": options})).data
