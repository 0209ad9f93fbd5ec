"""What the log says of one deed or note, and which of them a question is about."""

from __future__ import annotations

import re
from typing import Literal, Self

import msgspec

from clickgate.access.audit.record import Outcome
from clickgate.errors import InvalidParams

OPEN: Literal["open"] = "open"
"""The outcome of a deed whose beginning alone is known: it is going on, or its process ended before it did."""


class Place(msgspec.Struct, frozen=True, order=True):
    """Where an entry stands among all of an organization; `str()` gives a text that `read` takes."""

    at: float
    segment: int
    seq: int

    def __str__(self) -> str:
        return f"{self.at!r}-{self.segment}-{self.seq}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Read the text of a place.

        Raises:
            InvalidParams: It is none.
        """
        try:
            at, segment, seq = text.rsplit("-", 2)
            return cls(float(at), int(segment), int(seq))
        except ValueError as error:
            raise InvalidParams([("before", "is not a place that a page ended with")]) from error


class Entry(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A deed or a note: what its records say together.

    `at` is when it ended, or began while it is open; `segment` and `seq` name its record, the number of the segment in
    the registry and the number of the line. `workspace_id`, `thing_id` and `part_id` are the ids in the path: the
    workspace, what the request was about, and what within it. `detail` is JSON. For the rest see
    `clickgate.access.audit.record.Record`.
    """

    at: float
    segment: int
    seq: int
    deed: str
    request_id: str = ""
    action: str = ""
    actor: str = ""
    actor_kind: str = ""
    via: str = ""
    address: str = ""
    account_id: str = ""
    credential_version: int | None = None
    operation: str = ""
    workspace_id: str = ""
    thing_id: str = ""
    part_id: str = ""
    target: str = ""
    method: str = ""
    path: str = ""
    attempt: int = 0
    outcome: Outcome | Literal["open", ""] = ""
    status: int | None = None
    ecode: str = ""
    error: str = ""
    limit: int | None = None
    remaining: int | None = None
    seconds: float | None = None
    waited: float | None = None
    detail: str = ""

    @property
    def place(self) -> Place:
        """Where it stands: give it to `find` as `before` for what is older."""
        return Place(self.at, self.segment, self.seq)


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """Which entries: those that all of these are true of; what is None is not asked.

    `since` and `until` are seconds since the Unix epoch, the first included, the second not. `status` is a number such
    as 404, or a class such as `4xx`. `target` is the name of what was changed, or an id in the path of a request.
    `text` stands somewhere in action, actor, address, operation, target, path, error or ecode; A is the same as a.
    """

    since: float | None = None
    until: float | None = None
    account_id: str | None = None
    credential_version: int | None = None
    actor: str | None = None
    address: str | None = None
    operation: str | None = None
    action: str | None = None
    outcome: str | None = None
    status: str | int | None = None
    ecode: str | None = None
    error: str | None = None
    deed: str | None = None
    request_id: str | None = None
    workspace_id: str | None = None
    target: str | None = None
    text: str | None = None


def read_status(status: str | int) -> tuple[int, int]:
    """The least and the greatest status that `404` or `4xx` stands for.

    Raises:
        InvalidParams: It is neither.
    """
    text = str(status).lower()
    if re.fullmatch(r"[1-5]xx", text):
        least = int(text[0]) * 100
        return least, least + 99
    if re.fullmatch(r"[0-9]{3}", text):
        return int(text), int(text)
    raise InvalidParams([("status", "is a number such as 404, or a class such as 4xx")])
