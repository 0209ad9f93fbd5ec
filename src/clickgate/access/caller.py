"""Says who asks: the first argument of whatever touches an organization's things."""

from __future__ import annotations

from typing import Literal

import msgspec

ActorKind = Literal["person", "key", "program", "system"]
Via = Literal["cli", "library", "api", "page", "webhook", "sync", "agent", "system"]


class Caller(msgspec.Struct, frozen=True):
    """Who asks, for which organization, and by which way.

    `actor` names the person, key or program; a program on a person's own machine is named after the login there.
    `address` is the network address asked from, empty for this machine. `request_id` ties together what one request
    brought about.
    """

    organization_id: str
    actor: str
    actor_kind: ActorKind = "person"
    via: Via = "library"
    address: str = ""
    request_id: str = ""
