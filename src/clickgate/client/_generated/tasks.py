# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from typing import Any, Literal
    from msgspec import UnsetType
    from clickgate.catalog.schemas import MovedTask, Task, TimeInStatus
    from clickgate.client.wire.page import Page

NAME = "TasksResource"


class TasksResource(Resource):
    """Operations of tasks."""

    __slots__ = ()
    _entity = "tasks"

    def list(
        self,
        list_id: str,
        *,
        page: int | UnsetType = UNSET,
        order_by: Literal["id", "created", "updated", "due_date"] | UnsetType = UNSET,
        reverse: bool | UnsetType = UNSET,
        archived: bool | UnsetType = UNSET,
        include_closed: bool | UnsetType = UNSET,
        subtasks: bool | UnsetType = UNSET,
        include_timl: bool | UnsetType = UNSET,
        include_markdown_description: bool | UnsetType = UNSET,
        statuses: Sequence[str] | UnsetType = UNSET,
        assignees: Sequence[str] | UnsetType = UNSET,
        watchers: Sequence[str] | UnsetType = UNSET,
        tags: Sequence[str] | UnsetType = UNSET,
        custom_items: Sequence[str] | UnsetType = UNSET,
        due_date_gt: int | datetime | UnsetType = UNSET,
        due_date_lt: int | datetime | UnsetType = UNSET,
        date_created_gt: int | datetime | UnsetType = UNSET,
        date_created_lt: int | datetime | UnsetType = UNSET,
        date_updated_gt: int | datetime | UnsetType = UNSET,
        date_updated_lt: int | datetime | UnsetType = UNSET,
        date_done_gt: int | datetime | UnsetType = UNSET,
        date_done_lt: int | datetime | UnsetType = UNSET,
        custom_fields: Any | UnsetType = UNSET,
        custom_field: Any | UnsetType = UNSET,
    ) -> Page[Task]:
        """Reads the tasks of a list, a page at a time.

        Args:
            page: From 0.
            order_by: created if left out, newest first.
            reverse: Turns the order round.
            archived: true gives the archived tasks only.
            include_closed: false if left out.
            subtasks: Gives subtasks as well; false if left out.
            include_timl: Gives tasks whose home is another list as well.
            statuses: Names; any of them.
            assignees: Ids of users; any of them.
            watchers: Ids of users; any of them.
            tags: Names; any of them.
            custom_items: Ids of task types: 0 tasks, 1 milestones.
            custom_fields: Filters [{field_id, operator, value}], all of which must hold; = does not work on labels.
            custom_field: One filter {field_id, operator, value}.
        """
        return self._call("list", {"list_id": list_id, "page": page, "order_by": order_by, "reverse": reverse, "archived": archived, "include_closed": include_closed, "subtasks": subtasks, "include_timl": include_timl, "include_markdown_description": include_markdown_description, "statuses": statuses, "assignees": assignees, "watchers": watchers, "tags": tags, "custom_items": custom_items, "due_date_gt": due_date_gt, "due_date_lt": due_date_lt, "date_created_gt": date_created_gt, "date_created_lt": date_created_lt, "date_updated_gt": date_updated_gt, "date_updated_lt": date_updated_lt, "date_done_gt": date_done_gt, "date_done_lt": date_done_lt, "custom_fields": custom_fields, "custom_field": custom_field}).data

    def create(
        self,
        list_id: str,
        *,
        name: str,
        description: str | UnsetType = UNSET,
        markdown_content: str | UnsetType = UNSET,
        status: str | UnsetType = UNSET,
        priority: Literal[1, 2, 3, 4] | None | UnsetType = UNSET,
        assignees: Sequence[str] | UnsetType = UNSET,
        group_assignees: Sequence[str] | UnsetType = UNSET,
        tags: Sequence[str] | UnsetType = UNSET,
        due_date: int | datetime | UnsetType = UNSET,
        due_date_time: bool | UnsetType = UNSET,
        start_date: int | datetime | UnsetType = UNSET,
        start_date_time: bool | UnsetType = UNSET,
        time_estimate: int | UnsetType = UNSET,
        points: float | UnsetType = UNSET,
        parent: str | None | UnsetType = UNSET,
        links_to: str | None | UnsetType = UNSET,
        custom_item_id: str | UnsetType = UNSET,
        custom_fields: Sequence[Mapping[str, Any]] | UnsetType = UNSET,
        check_required_custom_fields: bool | UnsetType = UNSET,
        archived: bool | UnsetType = UNSET,
        notify_all: bool | UnsetType = UNSET,
    ) -> Task:
        """Makes a task in a list.

        Args:
            description: Plain text.
            markdown_content: Wins over description.
            status: Name of a status of the list.
            priority: 1 urgent to 4 low.
            assignees: Ids of users.
            group_assignees: Ids of user groups.
            tags: Names.
            due_date_time: Whether due_date has a time of day.
            start_date_time: Whether start_date has a time of day.
            time_estimate: Milliseconds.
            points: Sprint points.
            parent: Makes a subtask; the parent must be in the same list.
            links_to: Links the new task to this one.
            custom_item_id: Task type; 0 is the plain task.
            custom_fields: Each {id, value}; fields that do not apply to the task type are dropped.
            check_required_custom_fields: Refuses the task while a required field is empty; false if left out.
            notify_all: Tells the author too; assignees and watchers are told anyway.
        """
        return self._call("create", {"list_id": list_id, "name": name, "description": description, "markdown_content": markdown_content, "status": status, "priority": priority, "assignees": assignees, "group_assignees": group_assignees, "tags": tags, "due_date": due_date, "due_date_time": due_date_time, "start_date": start_date, "start_date_time": start_date_time, "time_estimate": time_estimate, "points": points, "parent": parent, "links_to": links_to, "custom_item_id": custom_item_id, "custom_fields": custom_fields, "check_required_custom_fields": check_required_custom_fields, "archived": archived, "notify_all": notify_all}).data

    def get(
        self,
        task_id: str,
        *,
        include_subtasks: bool | UnsetType = UNSET,
        include_markdown_description: bool | UnsetType = UNSET,
        custom_fields: Any | UnsetType = UNSET,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> Task:
        """Reads one task in full.

        Args:
            include_subtasks: Adds all descendants, flattened.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        return self._call("get", {"task_id": task_id, "include_subtasks": include_subtasks, "include_markdown_description": include_markdown_description, "custom_fields": custom_fields, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id}).data

    def update(
        self,
        task_id: str,
        *,
        name: str | UnsetType = UNSET,
        description: str | UnsetType = UNSET,
        markdown_content: str | UnsetType = UNSET,
        status: str | UnsetType = UNSET,
        priority: Literal[1, 2, 3, 4] | None | UnsetType = UNSET,
        due_date: int | datetime | None | UnsetType = UNSET,
        due_date_time: bool | UnsetType = UNSET,
        start_date: int | datetime | None | UnsetType = UNSET,
        start_date_time: bool | UnsetType = UNSET,
        time_estimate: int | None | UnsetType = UNSET,
        points: float | None | UnsetType = UNSET,
        assignees: Mapping[str, Any] | UnsetType = UNSET,
        group_assignees: Mapping[str, Any] | UnsetType = UNSET,
        watchers: Mapping[str, Any] | UnsetType = UNSET,
        parent: str | UnsetType = UNSET,
        custom_item_id: str | None | UnsetType = UNSET,
        archived: bool | UnsetType = UNSET,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> Task:
        """Changes those properties of a task that are given.

        Args:
            description: Plain text; a single space empties it.
            markdown_content: Wins over description.
            status: Name of a status of the list.
            priority: 1 urgent to 4 low; null clears.
            due_date: null clears.
            due_date_time: Whether due_date has a time of day.
            start_date: null clears.
            start_date_time: Whether start_date has a time of day.
            time_estimate: Milliseconds; null clears.
            points: Sprint points; null clears.
            assignees: {add, rem} of user ids.
            group_assignees: {add, rem} of user group ids.
            watchers: {add, rem} of user ids.
            parent: Moves a subtask under another task; it can't be made a task of its own again.
            custom_item_id: Task type; 0 is the plain task.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        return self._call("update", {"task_id": task_id, "name": name, "description": description, "markdown_content": markdown_content, "status": status, "priority": priority, "due_date": due_date, "due_date_time": due_date_time, "start_date": start_date, "start_date_time": start_date_time, "time_estimate": time_estimate, "points": points, "assignees": assignees, "group_assignees": group_assignees, "watchers": watchers, "parent": parent, "custom_item_id": custom_item_id, "archived": archived, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id}).data

    def delete(
        self,
        task_id: str,
        *,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> None:
        """Deletes a task.

        Args:
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.

        Destroys what it names.
        """
        self._call("delete", {"task_id": task_id, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id})

    def search(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
        page: int | UnsetType = UNSET,
        order_by: Literal["id", "created", "updated", "due_date"] | UnsetType = UNSET,
        reverse: bool | UnsetType = UNSET,
        archived: bool | UnsetType = UNSET,
        include_closed: bool | UnsetType = UNSET,
        subtasks: bool | UnsetType = UNSET,
        include_markdown_description: bool | UnsetType = UNSET,
        space_ids: Sequence[str] | UnsetType = UNSET,
        folder_ids: Sequence[str] | UnsetType = UNSET,
        list_ids: Sequence[str] | UnsetType = UNSET,
        parent: str | UnsetType = UNSET,
        statuses: Sequence[str] | UnsetType = UNSET,
        assignees: Sequence[str] | UnsetType = UNSET,
        tags: Sequence[str] | UnsetType = UNSET,
        custom_items: Sequence[str] | UnsetType = UNSET,
        due_date_gt: int | datetime | UnsetType = UNSET,
        due_date_lt: int | datetime | UnsetType = UNSET,
        date_created_gt: int | datetime | UnsetType = UNSET,
        date_created_lt: int | datetime | UnsetType = UNSET,
        date_updated_gt: int | datetime | UnsetType = UNSET,
        date_updated_lt: int | datetime | UnsetType = UNSET,
        date_done_gt: int | datetime | UnsetType = UNSET,
        date_done_lt: int | datetime | UnsetType = UNSET,
        custom_fields: Any | UnsetType = UNSET,
    ) -> Page[Task]:
        """Reads the tasks of a whole workspace that pass a filter, a page at a time.

        Args:
            page: From 0.
            order_by: created if left out, newest first.
            reverse: Turns the order round.
            archived: true gives the archived tasks only.
            include_closed: false if left out.
            subtasks: Gives subtasks as well; false if left out.
            parent: Gives the subtasks of this task.
            statuses: Names; any of them.
            assignees: Ids of users; any of them.
            tags: Names; any of them.
            custom_items: Ids of task types: 0 tasks, 1 milestones.
            custom_fields: Filters [{field_id, operator, value}], all of which must hold; = does not work on labels.
        """
        return self._call("search", {"workspace_id": workspace_id, "page": page, "order_by": order_by, "reverse": reverse, "archived": archived, "include_closed": include_closed, "subtasks": subtasks, "include_markdown_description": include_markdown_description, "space_ids": space_ids, "folder_ids": folder_ids, "list_ids": list_ids, "parent": parent, "statuses": statuses, "assignees": assignees, "tags": tags, "custom_items": custom_items, "due_date_gt": due_date_gt, "due_date_lt": due_date_lt, "date_created_gt": date_created_gt, "date_created_lt": date_created_lt, "date_updated_gt": date_updated_gt, "date_updated_lt": date_updated_lt, "date_done_gt": date_done_gt, "date_done_lt": date_done_lt, "custom_fields": custom_fields}).data

    def merge(
        self,
        task_id: str,
        *,
        source_task_ids: Sequence[str],
    ) -> None:
        """Merges other tasks into this one, which stays.

        Args:
            task_id: No custom task id.
            source_task_ids: They are gone afterwards; no custom task ids.

        Destroys what it names.
        """
        self._call("merge", {"task_id": task_id, "source_task_ids": source_task_ids})

    def get_time_in_status(
        self,
        task_id: str,
        *,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> TimeInStatus:
        """Tells how long a task has stood in each status.

        Args:
            task_id: Needs the Total Time in Status ClickApp.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        return self._call("get_time_in_status", {"task_id": task_id, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id}).data

    def list_time_in_status(
        self,
        *,
        task_ids: Sequence[str],
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> Any:
        """Tells for up to 100 tasks how long each has stood in each status.

        Args:
            task_ids: 2 to 100; the answer is an object by task id.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        return self._call("list_time_in_status", {"task_ids": task_ids, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id}).data

    def create_from_template(
        self,
        list_id: str,
        template_id: str,
        *,
        name: str,
    ) -> Any:
        """Makes a task in a list after a template.

        Args:
            template_id: Begins with t-.
        """
        return self._call("create_from_template", {"list_id": list_id, "template_id": template_id, "name": name}).data

    def move(
        self,
        task_id: str,
        list_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        move_custom_fields: bool | UnsetType = UNSET,
        custom_fields_to_move: Sequence[str] | UnsetType = UNSET,
        status_mappings: Sequence[Mapping[str, Any]] | UnsetType = UNSET,
    ) -> MovedTask:
        """Gives a task another list as its home.

        Args:
            move_custom_fields: Takes the custom fields of the old list along.
            custom_fields_to_move: Only these.
            status_mappings: Each {source_status_id, destination_status_id}; needed where the new list lacks the
                status of the task.

        API v3.
        """
        return self._call("move", {"task_id": task_id, "list_id": list_id, "workspace_id": workspace_id, "move_custom_fields": move_custom_fields, "custom_fields_to_move": custom_fields_to_move, "status_mappings": status_mappings}).data

    def update_time_estimates(
        self,
        task_id: str,
        *,
        estimates: Sequence[Mapping[str, Any]],
        workspace_id: str | UnsetType = UNSET,
    ) -> Any:
        """Sets the time estimates of some assignees of a task and keeps the others.

        Args:
            task_id: A custom task id is taken too.
            estimates: The whole body: up to 10 of {assignee, time}; assignee is a user id or unassigned, time is in
                milliseconds.

        Needs the plan: Business. API v3.
        """
        return self._call("update_time_estimates", {"task_id": task_id, "estimates": estimates, "workspace_id": workspace_id}).data

    def replace_time_estimates(
        self,
        task_id: str,
        *,
        estimates: Sequence[Mapping[str, Any]],
        workspace_id: str | UnsetType = UNSET,
    ) -> Any:
        """Sets the time estimates of a task by assignee and drops all others.

        Args:
            task_id: A custom task id is taken too.
            estimates: The whole body: up to 10 of {assignee, time}; assignee is a user id or unassigned, time is in
                milliseconds.

        Needs the plan: Business. API v3.
        """
        return self._call("replace_time_estimates", {"task_id": task_id, "estimates": estimates, "workspace_id": workspace_id}).data


class AsyncTasksResource(AsyncResource):
    """Operations of tasks."""

    __slots__ = ()
    _entity = "tasks"

    async def list(
        self,
        list_id: str,
        *,
        page: int | UnsetType = UNSET,
        order_by: Literal["id", "created", "updated", "due_date"] | UnsetType = UNSET,
        reverse: bool | UnsetType = UNSET,
        archived: bool | UnsetType = UNSET,
        include_closed: bool | UnsetType = UNSET,
        subtasks: bool | UnsetType = UNSET,
        include_timl: bool | UnsetType = UNSET,
        include_markdown_description: bool | UnsetType = UNSET,
        statuses: Sequence[str] | UnsetType = UNSET,
        assignees: Sequence[str] | UnsetType = UNSET,
        watchers: Sequence[str] | UnsetType = UNSET,
        tags: Sequence[str] | UnsetType = UNSET,
        custom_items: Sequence[str] | UnsetType = UNSET,
        due_date_gt: int | datetime | UnsetType = UNSET,
        due_date_lt: int | datetime | UnsetType = UNSET,
        date_created_gt: int | datetime | UnsetType = UNSET,
        date_created_lt: int | datetime | UnsetType = UNSET,
        date_updated_gt: int | datetime | UnsetType = UNSET,
        date_updated_lt: int | datetime | UnsetType = UNSET,
        date_done_gt: int | datetime | UnsetType = UNSET,
        date_done_lt: int | datetime | UnsetType = UNSET,
        custom_fields: Any | UnsetType = UNSET,
        custom_field: Any | UnsetType = UNSET,
    ) -> Page[Task]:
        """Reads the tasks of a list, a page at a time.

        Args:
            page: From 0.
            order_by: created if left out, newest first.
            reverse: Turns the order round.
            archived: true gives the archived tasks only.
            include_closed: false if left out.
            subtasks: Gives subtasks as well; false if left out.
            include_timl: Gives tasks whose home is another list as well.
            statuses: Names; any of them.
            assignees: Ids of users; any of them.
            watchers: Ids of users; any of them.
            tags: Names; any of them.
            custom_items: Ids of task types: 0 tasks, 1 milestones.
            custom_fields: Filters [{field_id, operator, value}], all of which must hold; = does not work on labels.
            custom_field: One filter {field_id, operator, value}.
        """
        return (await self._call("list", {"list_id": list_id, "page": page, "order_by": order_by, "reverse": reverse, "archived": archived, "include_closed": include_closed, "subtasks": subtasks, "include_timl": include_timl, "include_markdown_description": include_markdown_description, "statuses": statuses, "assignees": assignees, "watchers": watchers, "tags": tags, "custom_items": custom_items, "due_date_gt": due_date_gt, "due_date_lt": due_date_lt, "date_created_gt": date_created_gt, "date_created_lt": date_created_lt, "date_updated_gt": date_updated_gt, "date_updated_lt": date_updated_lt, "date_done_gt": date_done_gt, "date_done_lt": date_done_lt, "custom_fields": custom_fields, "custom_field": custom_field})).data

    async def create(
        self,
        list_id: str,
        *,
        name: str,
        description: str | UnsetType = UNSET,
        markdown_content: str | UnsetType = UNSET,
        status: str | UnsetType = UNSET,
        priority: Literal[1, 2, 3, 4] | None | UnsetType = UNSET,
        assignees: Sequence[str] | UnsetType = UNSET,
        group_assignees: Sequence[str] | UnsetType = UNSET,
        tags: Sequence[str] | UnsetType = UNSET,
        due_date: int | datetime | UnsetType = UNSET,
        due_date_time: bool | UnsetType = UNSET,
        start_date: int | datetime | UnsetType = UNSET,
        start_date_time: bool | UnsetType = UNSET,
        time_estimate: int | UnsetType = UNSET,
        points: float | UnsetType = UNSET,
        parent: str | None | UnsetType = UNSET,
        links_to: str | None | UnsetType = UNSET,
        custom_item_id: str | UnsetType = UNSET,
        custom_fields: Sequence[Mapping[str, Any]] | UnsetType = UNSET,
        check_required_custom_fields: bool | UnsetType = UNSET,
        archived: bool | UnsetType = UNSET,
        notify_all: bool | UnsetType = UNSET,
    ) -> Task:
        """Makes a task in a list.

        Args:
            description: Plain text.
            markdown_content: Wins over description.
            status: Name of a status of the list.
            priority: 1 urgent to 4 low.
            assignees: Ids of users.
            group_assignees: Ids of user groups.
            tags: Names.
            due_date_time: Whether due_date has a time of day.
            start_date_time: Whether start_date has a time of day.
            time_estimate: Milliseconds.
            points: Sprint points.
            parent: Makes a subtask; the parent must be in the same list.
            links_to: Links the new task to this one.
            custom_item_id: Task type; 0 is the plain task.
            custom_fields: Each {id, value}; fields that do not apply to the task type are dropped.
            check_required_custom_fields: Refuses the task while a required field is empty; false if left out.
            notify_all: Tells the author too; assignees and watchers are told anyway.
        """
        return (await self._call("create", {"list_id": list_id, "name": name, "description": description, "markdown_content": markdown_content, "status": status, "priority": priority, "assignees": assignees, "group_assignees": group_assignees, "tags": tags, "due_date": due_date, "due_date_time": due_date_time, "start_date": start_date, "start_date_time": start_date_time, "time_estimate": time_estimate, "points": points, "parent": parent, "links_to": links_to, "custom_item_id": custom_item_id, "custom_fields": custom_fields, "check_required_custom_fields": check_required_custom_fields, "archived": archived, "notify_all": notify_all})).data

    async def get(
        self,
        task_id: str,
        *,
        include_subtasks: bool | UnsetType = UNSET,
        include_markdown_description: bool | UnsetType = UNSET,
        custom_fields: Any | UnsetType = UNSET,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> Task:
        """Reads one task in full.

        Args:
            include_subtasks: Adds all descendants, flattened.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        return (await self._call("get", {"task_id": task_id, "include_subtasks": include_subtasks, "include_markdown_description": include_markdown_description, "custom_fields": custom_fields, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id})).data

    async def update(
        self,
        task_id: str,
        *,
        name: str | UnsetType = UNSET,
        description: str | UnsetType = UNSET,
        markdown_content: str | UnsetType = UNSET,
        status: str | UnsetType = UNSET,
        priority: Literal[1, 2, 3, 4] | None | UnsetType = UNSET,
        due_date: int | datetime | None | UnsetType = UNSET,
        due_date_time: bool | UnsetType = UNSET,
        start_date: int | datetime | None | UnsetType = UNSET,
        start_date_time: bool | UnsetType = UNSET,
        time_estimate: int | None | UnsetType = UNSET,
        points: float | None | UnsetType = UNSET,
        assignees: Mapping[str, Any] | UnsetType = UNSET,
        group_assignees: Mapping[str, Any] | UnsetType = UNSET,
        watchers: Mapping[str, Any] | UnsetType = UNSET,
        parent: str | UnsetType = UNSET,
        custom_item_id: str | None | UnsetType = UNSET,
        archived: bool | UnsetType = UNSET,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> Task:
        """Changes those properties of a task that are given.

        Args:
            description: Plain text; a single space empties it.
            markdown_content: Wins over description.
            status: Name of a status of the list.
            priority: 1 urgent to 4 low; null clears.
            due_date: null clears.
            due_date_time: Whether due_date has a time of day.
            start_date: null clears.
            start_date_time: Whether start_date has a time of day.
            time_estimate: Milliseconds; null clears.
            points: Sprint points; null clears.
            assignees: {add, rem} of user ids.
            group_assignees: {add, rem} of user group ids.
            watchers: {add, rem} of user ids.
            parent: Moves a subtask under another task; it can't be made a task of its own again.
            custom_item_id: Task type; 0 is the plain task.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        return (await self._call("update", {"task_id": task_id, "name": name, "description": description, "markdown_content": markdown_content, "status": status, "priority": priority, "due_date": due_date, "due_date_time": due_date_time, "start_date": start_date, "start_date_time": start_date_time, "time_estimate": time_estimate, "points": points, "assignees": assignees, "group_assignees": group_assignees, "watchers": watchers, "parent": parent, "custom_item_id": custom_item_id, "archived": archived, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id})).data

    async def delete(
        self,
        task_id: str,
        *,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> None:
        """Deletes a task.

        Args:
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.

        Destroys what it names.
        """
        await self._call("delete", {"task_id": task_id, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id})

    async def search(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
        page: int | UnsetType = UNSET,
        order_by: Literal["id", "created", "updated", "due_date"] | UnsetType = UNSET,
        reverse: bool | UnsetType = UNSET,
        archived: bool | UnsetType = UNSET,
        include_closed: bool | UnsetType = UNSET,
        subtasks: bool | UnsetType = UNSET,
        include_markdown_description: bool | UnsetType = UNSET,
        space_ids: Sequence[str] | UnsetType = UNSET,
        folder_ids: Sequence[str] | UnsetType = UNSET,
        list_ids: Sequence[str] | UnsetType = UNSET,
        parent: str | UnsetType = UNSET,
        statuses: Sequence[str] | UnsetType = UNSET,
        assignees: Sequence[str] | UnsetType = UNSET,
        tags: Sequence[str] | UnsetType = UNSET,
        custom_items: Sequence[str] | UnsetType = UNSET,
        due_date_gt: int | datetime | UnsetType = UNSET,
        due_date_lt: int | datetime | UnsetType = UNSET,
        date_created_gt: int | datetime | UnsetType = UNSET,
        date_created_lt: int | datetime | UnsetType = UNSET,
        date_updated_gt: int | datetime | UnsetType = UNSET,
        date_updated_lt: int | datetime | UnsetType = UNSET,
        date_done_gt: int | datetime | UnsetType = UNSET,
        date_done_lt: int | datetime | UnsetType = UNSET,
        custom_fields: Any | UnsetType = UNSET,
    ) -> Page[Task]:
        """Reads the tasks of a whole workspace that pass a filter, a page at a time.

        Args:
            page: From 0.
            order_by: created if left out, newest first.
            reverse: Turns the order round.
            archived: true gives the archived tasks only.
            include_closed: false if left out.
            subtasks: Gives subtasks as well; false if left out.
            parent: Gives the subtasks of this task.
            statuses: Names; any of them.
            assignees: Ids of users; any of them.
            tags: Names; any of them.
            custom_items: Ids of task types: 0 tasks, 1 milestones.
            custom_fields: Filters [{field_id, operator, value}], all of which must hold; = does not work on labels.
        """
        return (await self._call("search", {"workspace_id": workspace_id, "page": page, "order_by": order_by, "reverse": reverse, "archived": archived, "include_closed": include_closed, "subtasks": subtasks, "include_markdown_description": include_markdown_description, "space_ids": space_ids, "folder_ids": folder_ids, "list_ids": list_ids, "parent": parent, "statuses": statuses, "assignees": assignees, "tags": tags, "custom_items": custom_items, "due_date_gt": due_date_gt, "due_date_lt": due_date_lt, "date_created_gt": date_created_gt, "date_created_lt": date_created_lt, "date_updated_gt": date_updated_gt, "date_updated_lt": date_updated_lt, "date_done_gt": date_done_gt, "date_done_lt": date_done_lt, "custom_fields": custom_fields})).data

    async def merge(
        self,
        task_id: str,
        *,
        source_task_ids: Sequence[str],
    ) -> None:
        """Merges other tasks into this one, which stays.

        Args:
            task_id: No custom task id.
            source_task_ids: They are gone afterwards; no custom task ids.

        Destroys what it names.
        """
        await self._call("merge", {"task_id": task_id, "source_task_ids": source_task_ids})

    async def get_time_in_status(
        self,
        task_id: str,
        *,
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> TimeInStatus:
        """Tells how long a task has stood in each status.

        Args:
            task_id: Needs the Total Time in Status ClickApp.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        return (await self._call("get_time_in_status", {"task_id": task_id, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id})).data

    async def list_time_in_status(
        self,
        *,
        task_ids: Sequence[str],
        custom_task_ids: bool | UnsetType = UNSET,
        workspace_id: str | UnsetType = UNSET,
    ) -> Any:
        """Tells for up to 100 tasks how long each has stood in each status.

        Args:
            task_ids: 2 to 100; the answer is an object by task id.
            custom_task_ids: task_id is a custom task id such as DEV-42.
            workspace_id: The workspace that the custom task id belongs to.
        """
        return (await self._call("list_time_in_status", {"task_ids": task_ids, "custom_task_ids": custom_task_ids, "workspace_id": workspace_id})).data

    async def create_from_template(
        self,
        list_id: str,
        template_id: str,
        *,
        name: str,
    ) -> Any:
        """Makes a task in a list after a template.

        Args:
            template_id: Begins with t-.
        """
        return (await self._call("create_from_template", {"list_id": list_id, "template_id": template_id, "name": name})).data

    async def move(
        self,
        task_id: str,
        list_id: str,
        *,
        workspace_id: str | UnsetType = UNSET,
        move_custom_fields: bool | UnsetType = UNSET,
        custom_fields_to_move: Sequence[str] | UnsetType = UNSET,
        status_mappings: Sequence[Mapping[str, Any]] | UnsetType = UNSET,
    ) -> MovedTask:
        """Gives a task another list as its home.

        Args:
            move_custom_fields: Takes the custom fields of the old list along.
            custom_fields_to_move: Only these.
            status_mappings: Each {source_status_id, destination_status_id}; needed where the new list lacks the
                status of the task.

        API v3.
        """
        return (await self._call("move", {"task_id": task_id, "list_id": list_id, "workspace_id": workspace_id, "move_custom_fields": move_custom_fields, "custom_fields_to_move": custom_fields_to_move, "status_mappings": status_mappings})).data

    async def update_time_estimates(
        self,
        task_id: str,
        *,
        estimates: Sequence[Mapping[str, Any]],
        workspace_id: str | UnsetType = UNSET,
    ) -> Any:
        """Sets the time estimates of some assignees of a task and keeps the others.

        Args:
            task_id: A custom task id is taken too.
            estimates: The whole body: up to 10 of {assignee, time}; assignee is a user id or unassigned, time is in
                milliseconds.

        Needs the plan: Business. API v3.
        """
        return (await self._call("update_time_estimates", {"task_id": task_id, "estimates": estimates, "workspace_id": workspace_id})).data

    async def replace_time_estimates(
        self,
        task_id: str,
        *,
        estimates: Sequence[Mapping[str, Any]],
        workspace_id: str | UnsetType = UNSET,
    ) -> Any:
        """Sets the time estimates of a task by assignee and drops all others.

        Args:
            task_id: A custom task id is taken too.
            estimates: The whole body: up to 10 of {assignee, time}; assignee is a user id or unassigned, time is in
                milliseconds.

        Needs the plan: Business. API v3.
        """
        return (await self._call("replace_time_estimates", {"task_id": task_id, "estimates": estimates, "workspace_id": workspace_id})).data
