"""Webhooks that ClickUp has been asked to send."""

from __future__ import annotations

from msgspec import field

from clickgate.catalog.schemas.base import Id, Model, Part
from clickgate.kernel.secret import Secret


class WebhookHealth(Part):
    """How deliveries fare: `status` is active, failing or suspended; at 100 failures ClickUp stops sending."""

    status: str | None = None
    fail_count: int | None = None


class Webhook(Model):
    """A webhook; `secret` is what its deliveries are signed with."""

    id: str = ""
    endpoint: str | None = None
    user_id: Id | None = field(name="userid", default=None)
    workspace_id: Id | None = field(name="team_id", default=None)
    client_id: str | None = None
    events: list[str] = field(default_factory=list)
    task_id: str | None = None
    list_id: Id | None = None
    folder_id: Id | None = None
    space_id: Id | None = None
    view_id: str | None = None
    health: WebhookHealth | None = None
    secret: Secret | None = None
