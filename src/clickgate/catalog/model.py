"""What the catalogue says of one operation of ClickUp's API, as values."""

from __future__ import annotations

from typing import Literal

import msgspec

Place = Literal[
    "path",
    "query",
    "body",
    "file",  # a part of a multipart body that carries a file; its type says nothing
]
ParamType = Literal[
    "id",  # text; numbers are accepted and sent as text
    "string",
    "integer",
    "number",
    "boolean",
    "timestamp",  # whole milliseconds since the Unix epoch, UTC
    "object",
    "json",  # any JSON value; in a query it is sent as one JSON text
]
ArrayStyle = Literal[
    "brackets",  # query: statuses[]=a&statuses[]=b
    "repeat",  # query: task_ids=a&task_ids=b
    "comma",  # query: assignee=1,2
    "list",  # body: a JSON array
]
Paging = Literal[
    "none",
    "page",  # `page` counts from 0, `last_page` ends it, or a page shorter than `page_size`
    "keyset",  # comments: `start` and `start_id` of the oldest one seen; ends with a page shorter than `page_size`
    "cursor",  # `cursor` from the last answer's `next_cursor`; ends when that is missing, null or empty
]
Safety = Literal["read", "write", "destroy"]
BodyKind = Literal[
    "none",
    "object",  # the body parameters are the members of one JSON object
    "bare",  # the only body parameter is the whole body
    "multipart",
]


class Correction(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where this catalogue departs from the official document, and why.

    `about` names one parameter or property of the operation by its name on the wire, or several parted by commas;
    `evidence` says what kind of source tells so, and which: `recorded answer, 2025-08`, `guide: https://…`,
    `client code: owner/name`.
    """

    about: str
    what: str
    evidence: str


class Param(msgspec.Struct, frozen=True, omit_defaults=True):
    """One parameter of an operation.

    `name` is ours; `wire` is ClickUp's, where it differs. `aliases` are other names that are understood on input.
    `fill` says what fills it when the caller leaves it out: the default workspace always (`workspace`), or only
    when `custom_task_ids` is true (`custom_ids`). A `numeric` id (of a person) travels in a body as a JSON number;
    so do the ids inside a `numeric` object such as `{add, rem}`. A `nullable` one may be null, which clears.
    """

    name: str
    place: Place
    type: ParamType
    required: bool = False
    array: ArrayStyle | None = None
    nullable: bool = False
    numeric: bool = False
    wire: str = ""
    aliases: tuple[str, ...] = ()
    enum: tuple[str | int, ...] = ()
    fill: Literal["", "workspace", "custom_ids"] = ""
    note: str = ""

    @property
    def wire_name(self) -> str:
        """The name that ClickUp knows."""
        return self.wire or self.name


class Operation(msgspec.Struct, frozen=True, omit_defaults=True):
    """One HTTP operation of ClickUp's API.

    `path` begins with the API version and holds `{wire_name}` of each path parameter. `unwrap` is the key of the
    answer under which the value stands, empty for the whole answer. `reply` names a schema of
    `clickgate.catalog.schemas`, `json` (any JSON) or `none` (no content worth having); `many` says that the value
    is an array of it. `plan` is the least plan that has the operation, empty where every plan does. `source_id` is
    the official document's operationId. An operation that does not `needs_token` is sent without one. `page_size` is
    the most that one page holds (with `cursor` the number it holds unless asked otherwise); 0 where it is not known,
    and then only an empty page is surely the last. `idempotent` says whether sending twice does the same as sending
    once; `destroy` is the safety of what can't be put back by calling the opposite operation.
    """

    entity: str
    action: str
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: str
    source_id: str
    summary: str
    safety: Safety
    idempotent: bool
    reply: str
    params: tuple[Param, ...] = ()
    body: BodyKind = "none"
    unwrap: str = ""
    many: bool = False
    paging: Paging = "none"
    page_size: int = 0
    plan: str = ""
    needs_token: bool = True
    aliases: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()

    @property
    def name(self) -> str:
        """`entity.action`."""
        return f"{self.entity}.{self.action}"

    @property
    def version(self) -> str:
        """`v2` or `v3`."""
        return self.path[1:3]
