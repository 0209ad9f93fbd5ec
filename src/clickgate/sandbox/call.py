"""One request as a rule sees it: who asks, for what, with which query and body."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import msgspec

from clickgate.sandbox.answers import Refusal
from clickgate.sandbox.multipart import FormError, Part, read_form
from clickgate.sandbox.spool import Spool

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clickgate.sandbox.shapes.tasks import TaskShapes
    from clickgate.sandbox.world.rows import Token, User
    from clickgate.sandbox.world.world import World

_decode = msgspec.json.Decoder().decode
_INDEX = re.compile(r"\[\d*\]$")


class Call:
    """One request to a rule.

    Attributes:
        operation: Its name in the catalogue.
        params: The path's parameters by their names in lower case, decoded.
        now: The sandbox's time, whole ms.
    """

    __slots__ = (
        "_body",
        "_form",
        "_query",
        "_query_text",
        "_raw_body",
        "_spool",
        "now",
        "operation",
        "params",
        "tasks",
        "token",
        "world",
    )

    def __init__(
        self,
        world: World,
        tasks: TaskShapes,
        token: Token,
        *,
        now: int,
        operation: str = "",
        params: Mapping[str, str],
        query: str = "",
        body: bytes | Spool = b"",
    ) -> None:
        self.world = world
        self.tasks = tasks
        self.token = token
        self.now = now
        self.operation = operation
        self.params = params
        self._query_text = query
        self._raw_body = body if isinstance(body, bytes) else b""
        self._spool = body if isinstance(body, Spool) else None
        self._form: list[Part] | None = None
        self._query: dict[str, list[str]] | None = None
        self._body: dict[str, Any] | None = None

    @property
    def me(self) -> User:
        """The token's user."""
        return self.token.user

    @property
    def query(self) -> dict[str, list[str]]:
        """Query values by name; `statuses[0]` counts as `statuses[]`."""
        if self._query is None:
            self._query = {}
            if self._query_text:
                for name, value in parse_qsl(self._query_text, keep_blank_values=True, errors="replace"):
                    self._query.setdefault(_INDEX.sub("[]", name), []).append(value)
        return self._query

    @property
    def body(self) -> dict[str, Any]:
        """The body as a JSON object; empty where there is none.

        Raises:
            Refusal: It is something else.
        """
        if self._body is None:
            value = self._read_body() if self._raw_body.strip() else {}
            if not isinstance(value, dict):
                raise Refusal("SANDBOX_002")
            self._body = value
        return self._body

    @property
    def rows(self) -> list[Any]:
        """The body as a JSON array, for the few operations whose body is one.

        Raises:
            Refusal: It is something else.
        """
        value = self._read_body()
        if not isinstance(value, list):
            raise Refusal("SANDBOX_002", "The body is not a JSON array")
        return value

    @property
    def form(self) -> list[Part]:
        """The parts of a multipart body.

        Raises:
            Refusal: It is something else.
        """
        if self._form is None:
            try:
                self._form = read_form(self._spool or Spool())
            except FormError as error:
                raise Refusal("SANDBOX_007", f"The body is not a multipart form: {error}") from error
        return self._form

    def _read_body(self) -> Any:
        try:
            return _decode(self._raw_body)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            raise Refusal("SANDBOX_002") from error

    def sent(self) -> tuple[str, bytes, str]:
        """Query and whole body as they came, and an upload's content type."""
        spool = self._spool
        return (self._query_text, self._raw_body, "") if spool is None else (
            self._query_text, spool.read(0, spool.size), spool.content_type
        )  # fmt: skip

    def tell(self, event: str, place: Any, **details: Any) -> None:
        """Tell the webhooks that something changed here by the token's user now; see `Events.emit`."""
        self.world.events.emit(event, place, user=self.me, at=self.now, **details)

    def texts(self) -> dict[str, str]:
        """Texts that were sent as JSON, as a form, or in the query; the body's values count first."""
        if self._raw_body.lstrip()[:1] == b"{":
            sent = self.body
        else:
            sent = dict(parse_qsl(self._raw_body.decode("utf-8", "replace"), errors="replace"))
        values = {name: found[-1] for name, found in self.query.items()} | sent
        return {name: value for name, value in values.items() if isinstance(value, str)}

    def text(self, name: str) -> str:
        """A query value, empty where it is missing; the last one counts."""
        values = self.query.get(name) if self._query_text else None
        return values[-1] if values else ""

    def flag(self, name: str) -> bool:
        """Whether a query value is `true`."""
        return bool(self._query_text) and self.text(name) == "true"

    def number(self, name: str) -> int | None:
        """A whole number of the query, None where it is missing or empty.

        Raises:
            Refusal: It is no number.
        """
        text = self.text(name)
        if not text:
            return None
        if not re.fullmatch(r"-?[0-9]{1,18}", text):
            raise Refusal("SANDBOX_003", f"{name} must be a number")
        return int(text)

    def name(self) -> str:
        """The body's `name` without spaces around it; empty where it is missing or no text."""
        name = self.body.get("name")
        return name.strip() if isinstance(name, str) else ""
