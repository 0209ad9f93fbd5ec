# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from typing import Any
    from msgspec import UnsetType
    from clickgate.catalog.schemas import Comment, CommentCreated
    from clickgate.client.wire.page import Page

NAME = "CommentsResource"


class CommentsResource(Resource):
    """Operations of comments."""

    __slots__ = ()
    _entity = "comments"

    def list(
        self,
        task_id: str,
        *,
        start: int | datetime | UnsetType = UNSET,
        start_id: str | UnsetType = UNSET,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> Page[Comment]:
        """Reads the comments of a task, newest first.

        Args:
            start: date of the oldest comment seen; goes with start_id.
            start_id: id of the oldest comment seen; goes with start.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        return self._call("list", {"task_id": task_id, "start": start, "start_id": start_id, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id}).data

    def create(
        self,
        task_id: str,
        *,
        comment_text: str | UnsetType = UNSET,
        comment: Sequence[Mapping[str, Any]] | UnsetType = UNSET,
        assignee: str | UnsetType = UNSET,
        group_assignee: str | UnsetType = UNSET,
        notify_all: bool | UnsetType = UNSET,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> CommentCreated:
        """Writes a comment on a task.

        Args:
            comment_text: Plain text; either this or comment.
            comment: Rich text as segments {text, attributes}; either this or comment_text.
            assignee: Id of the user whom the comment is assigned to.
            group_assignee: Id of a user group.
            notify_all: Tells the author too; assignees and watchers are told anyway.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        return self._call("create", {"task_id": task_id, "comment_text": comment_text, "comment": comment, "assignee": assignee, "group_assignee": group_assignee, "notify_all": notify_all, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id}).data

    def list_for_list(
        self,
        list_id: str,
        *,
        start: int | datetime | UnsetType = UNSET,
        start_id: str | UnsetType = UNSET,
    ) -> Page[Comment]:
        """Reads the comments of a list, newest first.

        Args:
            start: date of the oldest comment seen; goes with start_id.
            start_id: id of the oldest comment seen; goes with start.
        """
        return self._call("list_for_list", {"list_id": list_id, "start": start, "start_id": start_id}).data

    def create_for_list(
        self,
        list_id: str,
        *,
        comment_text: str | UnsetType = UNSET,
        comment: Sequence[Mapping[str, Any]] | UnsetType = UNSET,
        assignee: str | UnsetType = UNSET,
        notify_all: bool | UnsetType = UNSET,
    ) -> CommentCreated:
        """Writes a comment on a list.

        Args:
            comment_text: Plain text; either this or comment.
            comment: Rich text as segments {text, attributes}; either this or comment_text.
            assignee: Id of the user whom the comment is assigned to.
            notify_all: Tells the author too; assignees and watchers are told anyway.
        """
        return self._call("create_for_list", {"list_id": list_id, "comment_text": comment_text, "comment": comment, "assignee": assignee, "notify_all": notify_all}).data

    def list_for_view(
        self,
        view_id: str,
        *,
        start: int | datetime | UnsetType = UNSET,
        start_id: str | UnsetType = UNSET,
    ) -> Page[Comment]:
        """Reads the comments of a chat view, newest first.

        Args:
            start: date of the oldest comment seen; goes with start_id.
            start_id: id of the oldest comment seen; goes with start.
        """
        return self._call("list_for_view", {"view_id": view_id, "start": start, "start_id": start_id}).data

    def create_for_view(
        self,
        view_id: str,
        *,
        comment_text: str | UnsetType = UNSET,
        comment: Sequence[Mapping[str, Any]] | UnsetType = UNSET,
        notify_all: bool | UnsetType = UNSET,
    ) -> CommentCreated:
        """Writes a comment in a chat view.

        Args:
            comment_text: Plain text; either this or comment.
            comment: Rich text as segments {text, attributes}; either this or comment_text.
            notify_all: Tells the author too; assignees and watchers are told anyway.
        """
        return self._call("create_for_view", {"view_id": view_id, "comment_text": comment_text, "comment": comment, "notify_all": notify_all}).data

    def update(
        self,
        comment_id: str,
        *,
        comment_text: str | UnsetType = UNSET,
        comment: Sequence[Mapping[str, Any]] | UnsetType = UNSET,
        assignee: str | UnsetType = UNSET,
        group_assignee: str | UnsetType = UNSET,
        resolved: bool | UnsetType = UNSET,
    ) -> None:
        """Rewrites, assigns or resolves a comment.

        Args:
            comment_id: A reply inside a thread was seen refused with 401.
            comment_text: Plain text; either this or comment.
            comment: Rich text as segments {text, attributes}; either this or comment_text.
            assignee: Id of the user whom the comment is assigned to.
            group_assignee: Id of a user group.
        """
        self._call("update", {"comment_id": comment_id, "comment_text": comment_text, "comment": comment, "assignee": assignee, "group_assignee": group_assignee, "resolved": resolved})

    def delete(
        self,
        comment_id: str,
    ) -> None:
        """Deletes a comment.

        Destroys what it names.
        """
        self._call("delete", {"comment_id": comment_id})

    def list_replies(
        self,
        comment_id: str,
    ) -> Page[Comment]:
        """Reads every reply of a thread, without the comment that opened it."""
        return self._call("list_replies", {"comment_id": comment_id}).data

    def create_reply(
        self,
        comment_id: str,
        *,
        comment_text: str | UnsetType = UNSET,
        comment: Sequence[Mapping[str, Any]] | UnsetType = UNSET,
        assignee: str | UnsetType = UNSET,
        group_assignee: str | UnsetType = UNSET,
        notify_all: bool | UnsetType = UNSET,
    ) -> CommentCreated:
        """Answers a comment inside its thread.

        Args:
            comment_text: Plain text; either this or comment.
            comment: Rich text as segments {text, attributes}; either this or comment_text.
            assignee: Id of the user whom the reply is assigned to.
            group_assignee: Id of a user group.
            notify_all: Tells the author too; assignees and watchers are told anyway.
        """
        return self._call("create_reply", {"comment_id": comment_id, "comment_text": comment_text, "comment": comment, "assignee": assignee, "group_assignee": group_assignee, "notify_all": notify_all}).data


class AsyncCommentsResource(AsyncResource):
    """Operations of comments."""

    __slots__ = ()
    _entity = "comments"

    async def list(
        self,
        task_id: str,
        *,
        start: int | datetime | UnsetType = UNSET,
        start_id: str | UnsetType = UNSET,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> Page[Comment]:
        """Reads the comments of a task, newest first.

        Args:
            start: date of the oldest comment seen; goes with start_id.
            start_id: id of the oldest comment seen; goes with start.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        return (await self._call("list", {"task_id": task_id, "start": start, "start_id": start_id, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id})).data

    async def create(
        self,
        task_id: str,
        *,
        comment_text: str | UnsetType = UNSET,
        comment: Sequence[Mapping[str, Any]] | UnsetType = UNSET,
        assignee: str | UnsetType = UNSET,
        group_assignee: str | UnsetType = UNSET,
        notify_all: bool | UnsetType = UNSET,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> CommentCreated:
        """Writes a comment on a task.

        Args:
            comment_text: Plain text; either this or comment.
            comment: Rich text as segments {text, attributes}; either this or comment_text.
            assignee: Id of the user whom the comment is assigned to.
            group_assignee: Id of a user group.
            notify_all: Tells the author too; assignees and watchers are told anyway.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        return (await self._call("create", {"task_id": task_id, "comment_text": comment_text, "comment": comment, "assignee": assignee, "group_assignee": group_assignee, "notify_all": notify_all, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id})).data

    async def list_for_list(
        self,
        list_id: str,
        *,
        start: int | datetime | UnsetType = UNSET,
        start_id: str | UnsetType = UNSET,
    ) -> Page[Comment]:
        """Reads the comments of a list, newest first.

        Args:
            start: date of the oldest comment seen; goes with start_id.
            start_id: id of the oldest comment seen; goes with start.
        """
        return (await self._call("list_for_list", {"list_id": list_id, "start": start, "start_id": start_id})).data

    async def create_for_list(
        self,
        list_id: str,
        *,
        comment_text: str | UnsetType = UNSET,
        comment: Sequence[Mapping[str, Any]] | UnsetType = UNSET,
        assignee: str | UnsetType = UNSET,
        notify_all: bool | UnsetType = UNSET,
    ) -> CommentCreated:
        """Writes a comment on a list.

        Args:
            comment_text: Plain text; either this or comment.
            comment: Rich text as segments {text, attributes}; either this or comment_text.
            assignee: Id of the user whom the comment is assigned to.
            notify_all: Tells the author too; assignees and watchers are told anyway.
        """
        return (await self._call("create_for_list", {"list_id": list_id, "comment_text": comment_text, "comment": comment, "assignee": assignee, "notify_all": notify_all})).data

    async def list_for_view(
        self,
        view_id: str,
        *,
        start: int | datetime | UnsetType = UNSET,
        start_id: str | UnsetType = UNSET,
    ) -> Page[Comment]:
        """Reads the comments of a chat view, newest first.

        Args:
            start: date of the oldest comment seen; goes with start_id.
            start_id: id of the oldest comment seen; goes with start.
        """
        return (await self._call("list_for_view", {"view_id": view_id, "start": start, "start_id": start_id})).data

    async def create_for_view(
        self,
        view_id: str,
        *,
        comment_text: str | UnsetType = UNSET,
        comment: Sequence[Mapping[str, Any]] | UnsetType = UNSET,
        notify_all: bool | UnsetType = UNSET,
    ) -> CommentCreated:
        """Writes a comment in a chat view.

        Args:
            comment_text: Plain text; either this or comment.
            comment: Rich text as segments {text, attributes}; either this or comment_text.
            notify_all: Tells the author too; assignees and watchers are told anyway.
        """
        return (await self._call("create_for_view", {"view_id": view_id, "comment_text": comment_text, "comment": comment, "notify_all": notify_all})).data

    async def update(
        self,
        comment_id: str,
        *,
        comment_text: str | UnsetType = UNSET,
        comment: Sequence[Mapping[str, Any]] | UnsetType = UNSET,
        assignee: str | UnsetType = UNSET,
        group_assignee: str | UnsetType = UNSET,
        resolved: bool | UnsetType = UNSET,
    ) -> None:
        """Rewrites, assigns or resolves a comment.

        Args:
            comment_id: A reply inside a thread was seen refused with 401.
            comment_text: Plain text; either this or comment.
            comment: Rich text as segments {text, attributes}; either this or comment_text.
            assignee: Id of the user whom the comment is assigned to.
            group_assignee: Id of a user group.
        """
        await self._call("update", {"comment_id": comment_id, "comment_text": comment_text, "comment": comment, "assignee": assignee, "group_assignee": group_assignee, "resolved": resolved})

    async def delete(
        self,
        comment_id: str,
    ) -> None:
        """Deletes a comment.

        Destroys what it names.
        """
        await self._call("delete", {"comment_id": comment_id})

    async def list_replies(
        self,
        comment_id: str,
    ) -> Page[Comment]:
        """Reads every reply of a thread, without the comment that opened it."""
        return (await self._call("list_replies", {"comment_id": comment_id})).data

    async def create_reply(
        self,
        comment_id: str,
        *,
        comment_text: str | UnsetType = UNSET,
        comment: Sequence[Mapping[str, Any]] | UnsetType = UNSET,
        assignee: str | UnsetType = UNSET,
        group_assignee: str | UnsetType = UNSET,
        notify_all: bool | UnsetType = UNSET,
    ) -> CommentCreated:
        """Answers a comment inside its thread.

        Args:
            comment_text: Plain text; either this or comment.
            comment: Rich text as segments {text, attributes}; either this or comment_text.
            assignee: Id of the user whom the reply is assigned to.
            group_assignee: Id of a user group.
            notify_all: Tells the author too; assignees and watchers are told anyway.
        """
        return (await self._call("create_reply", {"comment_id": comment_id, "comment_text": comment_text, "comment": comment, "assignee": assignee, "group_assignee": group_assignee, "notify_all": notify_all})).data
