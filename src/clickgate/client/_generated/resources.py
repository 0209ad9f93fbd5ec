# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Which entities the clients have; each is loaded when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clickgate.client._generated.acls import AsyncAclsResource, AclsResource
    from clickgate.client._generated.attachments import AsyncAttachmentsResource, AttachmentsResource
    from clickgate.client._generated.audit_logs import AsyncAuditLogsResource, AuditLogsResource
    from clickgate.client._generated.chat_channels import AsyncChatChannelsResource, ChatChannelsResource
    from clickgate.client._generated.chat_messages import AsyncChatMessagesResource, ChatMessagesResource
    from clickgate.client._generated.chat_reactions import AsyncChatReactionsResource, ChatReactionsResource
    from clickgate.client._generated.chat_replies import AsyncChatRepliesResource, ChatRepliesResource
    from clickgate.client._generated.checklist_items import AsyncChecklistItemsResource, ChecklistItemsResource
    from clickgate.client._generated.checklists import AsyncChecklistsResource, ChecklistsResource
    from clickgate.client._generated.comment_subtypes import AsyncCommentSubtypesResource, CommentSubtypesResource
    from clickgate.client._generated.comments import AsyncCommentsResource, CommentsResource
    from clickgate.client._generated.custom_fields import AsyncCustomFieldsResource, CustomFieldsResource
    from clickgate.client._generated.dependencies import AsyncDependenciesResource, DependenciesResource
    from clickgate.client._generated.doc_pages import AsyncDocPagesResource, DocPagesResource
    from clickgate.client._generated.docs import AsyncDocsResource, DocsResource
    from clickgate.client._generated.folder_templates import AsyncFolderTemplatesResource, FolderTemplatesResource
    from clickgate.client._generated.folders import AsyncFoldersResource, FoldersResource
    from clickgate.client._generated.goals import AsyncGoalsResource, GoalsResource
    from clickgate.client._generated.guests import AsyncGuestsResource, GuestsResource
    from clickgate.client._generated.key_results import AsyncKeyResultsResource, KeyResultsResource
    from clickgate.client._generated.list_templates import AsyncListTemplatesResource, ListTemplatesResource
    from clickgate.client._generated.lists import AsyncListsResource, ListsResource
    from clickgate.client._generated.members import AsyncMembersResource, MembersResource
    from clickgate.client._generated.roles import AsyncRolesResource, RolesResource
    from clickgate.client._generated.shared_items import AsyncSharedItemsResource, SharedItemsResource
    from clickgate.client._generated.spaces import AsyncSpacesResource, SpacesResource
    from clickgate.client._generated.tags import AsyncTagsResource, TagsResource
    from clickgate.client._generated.task_links import AsyncTaskLinksResource, TaskLinksResource
    from clickgate.client._generated.task_templates import AsyncTaskTemplatesResource, TaskTemplatesResource
    from clickgate.client._generated.task_types import AsyncTaskTypesResource, TaskTypesResource
    from clickgate.client._generated.tasks import AsyncTasksResource, TasksResource
    from clickgate.client._generated.time_entries import AsyncTimeEntriesResource, TimeEntriesResource
    from clickgate.client._generated.time_intervals import AsyncTimeIntervalsResource, TimeIntervalsResource
    from clickgate.client._generated.tokens import AsyncTokensResource, TokensResource
    from clickgate.client._generated.user_groups import AsyncUserGroupsResource, UserGroupsResource
    from clickgate.client._generated.users import AsyncUsersResource, UsersResource
    from clickgate.client._generated.view_tasks import AsyncViewTasksResource, ViewTasksResource
    from clickgate.client._generated.views import AsyncViewsResource, ViewsResource
    from clickgate.client._generated.webhooks import AsyncWebhooksResource, WebhooksResource
    from clickgate.client._generated.workspaces import AsyncWorkspacesResource, WorkspacesResource


class Resources:
    """One attribute for each entity."""

    if TYPE_CHECKING:
        acls: AclsResource
        attachments: AttachmentsResource
        audit_logs: AuditLogsResource
        chat_channels: ChatChannelsResource
        chat_messages: ChatMessagesResource
        chat_reactions: ChatReactionsResource
        chat_replies: ChatRepliesResource
        checklist_items: ChecklistItemsResource
        checklists: ChecklistsResource
        comment_subtypes: CommentSubtypesResource
        comments: CommentsResource
        custom_fields: CustomFieldsResource
        dependencies: DependenciesResource
        doc_pages: DocPagesResource
        docs: DocsResource
        folder_templates: FolderTemplatesResource
        folders: FoldersResource
        goals: GoalsResource
        guests: GuestsResource
        key_results: KeyResultsResource
        list_templates: ListTemplatesResource
        lists: ListsResource
        members: MembersResource
        roles: RolesResource
        shared_items: SharedItemsResource
        spaces: SpacesResource
        tags: TagsResource
        task_links: TaskLinksResource
        task_templates: TaskTemplatesResource
        task_types: TaskTypesResource
        tasks: TasksResource
        time_entries: TimeEntriesResource
        time_intervals: TimeIntervalsResource
        tokens: TokensResource
        user_groups: UserGroupsResource
        users: UsersResource
        view_tasks: ViewTasksResource
        views: ViewsResource
        webhooks: WebhooksResource
        workspaces: WorkspacesResource


class AsyncResources:
    """One attribute for each entity."""

    if TYPE_CHECKING:
        acls: AsyncAclsResource
        attachments: AsyncAttachmentsResource
        audit_logs: AsyncAuditLogsResource
        chat_channels: AsyncChatChannelsResource
        chat_messages: AsyncChatMessagesResource
        chat_reactions: AsyncChatReactionsResource
        chat_replies: AsyncChatRepliesResource
        checklist_items: AsyncChecklistItemsResource
        checklists: AsyncChecklistsResource
        comment_subtypes: AsyncCommentSubtypesResource
        comments: AsyncCommentsResource
        custom_fields: AsyncCustomFieldsResource
        dependencies: AsyncDependenciesResource
        doc_pages: AsyncDocPagesResource
        docs: AsyncDocsResource
        folder_templates: AsyncFolderTemplatesResource
        folders: AsyncFoldersResource
        goals: AsyncGoalsResource
        guests: AsyncGuestsResource
        key_results: AsyncKeyResultsResource
        list_templates: AsyncListTemplatesResource
        lists: AsyncListsResource
        members: AsyncMembersResource
        roles: AsyncRolesResource
        shared_items: AsyncSharedItemsResource
        spaces: AsyncSpacesResource
        tags: AsyncTagsResource
        task_links: AsyncTaskLinksResource
        task_templates: AsyncTaskTemplatesResource
        task_types: AsyncTaskTypesResource
        tasks: AsyncTasksResource
        time_entries: AsyncTimeEntriesResource
        time_intervals: AsyncTimeIntervalsResource
        tokens: AsyncTokensResource
        user_groups: AsyncUserGroupsResource
        users: AsyncUsersResource
        view_tasks: AsyncViewTasksResource
        views: AsyncViewsResource
        webhooks: AsyncWebhooksResource
        workspaces: AsyncWorkspacesResource
