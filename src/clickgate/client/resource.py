"""What the generated classes of operations stand on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from clickgate.client.wire.request import plan_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    from clickgate.client.reply import Reply
    from clickgate.client.wire.request import RequestPlan

    class Sender(Protocol):
        """A client that works in the calling thread."""

        def send(self, plan: RequestPlan, params: Mapping[str, Any]) -> Reply[Any]:
            """Send one operation."""

    class AsyncSender(Protocol):
        """A client that works on an event loop."""

        def send(self, plan: RequestPlan, params: Mapping[str, Any]) -> Awaitable[Reply[Any]]:
            """Send one operation."""


class Resource:
    """The operations of one entity."""

    __slots__ = ("_client",)
    _entity: ClassVar[str]

    def __init__(self, client: Sender) -> None:
        self._client = client

    def _call(self, action: str, params: Mapping[str, Any]) -> Reply[Any]:
        return self._client.send(plan_of(self._entity, action), params)


class AsyncResource:
    """The operations of one entity, asynchronous."""

    __slots__ = ("_client",)
    _entity: ClassVar[str]

    def __init__(self, client: AsyncSender) -> None:
        self._client = client

    def _call(self, action: str, params: Mapping[str, Any]) -> Awaitable[Reply[Any]]:
        return self._client.send(plan_of(self._entity, action), params)
