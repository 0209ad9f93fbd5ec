# Generated from the catalogue by `./dev generate`; changes here are lost.
"""Operations of audit logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from clickgate.client.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Literal
    from msgspec import UnsetType

NAME = "AuditLogsResource"


class AuditLogsResource(Resource):
    """Operations of audit logs."""

    __slots__ = ()
    _entity = "audit_logs"

    def query(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
        applicability: Literal["agent-settings-activity", "auth-and-security", "custom-fields", "hierarchy-activity", "user-activity", "other-activity"] | UnsetType = UNSET,
        filter: Mapping[str, Any] | UnsetType = UNSET,
        pagination: Mapping[str, Any] | UnsetType = UNSET,
    ) -> Any:
        """Reads the audit log of a workspace; for its owner only.

        Args:
            filter: {userId, userEmail, eventType, eventStatus, startTime, endTime}; times in milliseconds.
            pagination: {pageRows, pageTimestamp, pageDirection}.

        Needs the plan: Enterprise. API v3.
        """
        return self._call("query", {"workspace_id": workspace_id, "applicability": applicability, "filter": filter, "pagination": pagination}).data


class AsyncAuditLogsResource(AsyncResource):
    """Operations of audit logs."""

    __slots__ = ()
    _entity = "audit_logs"

    async def query(
        self,
        *,
        workspace_id: str | UnsetType = UNSET,
        applicability: Literal["agent-settings-activity", "auth-and-security", "custom-fields", "hierarchy-activity", "user-activity", "other-activity"] | UnsetType = UNSET,
        filter: Mapping[str, Any] | UnsetType = UNSET,
        pagination: Mapping[str, Any] | UnsetType = UNSET,
    ) -> Any:
        """Reads the audit log of a workspace; for its owner only.

        Args:
            filter: {userId, userEmail, eventType, eventStatus, startTime, endTime}; times in milliseconds.
            pagination: {pageRows, pageTimestamp, pageDirection}.

        Needs the plan: Enterprise. API v3.
        """
        return (await self._call("query", {"workspace_id": workspace_id, "applicability": applicability, "filter": filter, "pagination": pagination})).data
