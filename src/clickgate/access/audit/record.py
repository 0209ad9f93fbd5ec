"""Turns what was done, by whom and how it ended, into the bytes of one record."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Literal

import msgspec

from clickgate.access.caller import ActorKind, Via
from clickgate.kernel.ids import make_id
from clickgate.kernel.secret import hide_secrets

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Phase = Literal["begin", "end", "note"]
Outcome = Literal["success", "failure", "denied", "rate_limited", "auth", "server_error", "network"]
Plain = str | int | bool | None

_LONG = 1024  # bytes of a record from which on its texts are cut
_TEXT = 256  # characters that are kept of a text in a long record
_TOKEN = 36  # characters of the shortest token
_GIVEN = ("account_id", "target", "path")  # texts that people give, and may give a token for
_DETAILS = 16  # entries that are kept of its detail
_KEY = 64  # characters that are kept of a key there


class Record(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of the log; what has its default is not written. See docs/reference/audit-records.md.

    A deed has two records, `begin` and `end`, with the same `deed`; `end` repeats what `begin` said. A `note` has one.
    `at` is in seconds since the Unix epoch, UTC, `seconds` how long the deed took and `waited` how much of that was
    waiting for ClickUp's limit; `limit` and `remaining` are requests a minute. `seq` and `hash` are given when the
    record is written: until then they are empty.
    """

    at: float
    phase: Phase
    deed: str
    action: str
    actor: str
    actor_kind: ActorKind
    via: Via
    seq: int = 0
    address: str = ""
    request_id: str = ""
    account_id: str = ""
    credential_version: int | None = None
    operation: str = ""
    target: str = ""
    method: str = ""
    path: str = ""
    attempt: int = 0
    outcome: Outcome | Literal[""] = ""
    status: int | None = None
    ecode: str = ""
    error: str = ""
    limit: int | None = None
    remaining: int | None = None
    seconds: float | None = None
    waited: float | None = None
    detail: dict[str, Plain] | None = None
    hash: str = ""


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Record).decode


def build_record(record: Record) -> bytes:
    """The bytes of a record, without `seq` and `hash`.

    A record of more than 1,024 bytes has its texts cut to 256 characters and its detail to 16 entries: none has more
    than 64 KiB. What is no text (half of a surrogate pair, a value of another type) is kept as a text that says so: a
    deed is never left unrecorded because of it. A token that somebody gave where none belongs, such as for an id, is
    taken out.
    """
    if _may_hold_secret(record):
        record = _without_secrets(record)
    try:
        text = _encode(record)
    except (UnicodeEncodeError, TypeError):
        return _encode(_tamed(record))
    return text if len(text) <= _LONG else _encode(_tamed(record))


def read_record(line: bytes | memoryview) -> Record:
    """Read one line of a log.

    Raises:
        ValueError: It is no record.
    """
    return _decode(line)


def deed_ids(now: float) -> Callable[[], str]:
    """Ids for the deeds of one process: `dee_`, ten digits of time, eight of chance, then the deeds are counted."""
    prefix = make_id("dee", now)[:-8]
    count = itertools.count(1).__next__
    return lambda: f"{prefix}{count():08X}"


def _may_hold_secret(record: Record) -> bool:
    """Tell, for less than looking costs, whether it is worth to look."""
    if len(record.account_id) >= _TOKEN or len(record.target) >= _TOKEN:
        return True
    if len(record.path) >= _TOKEN and any(len(part) >= _TOKEN for part in record.path.split("/")):
        return True
    return record.detail is not None and any(
        isinstance(value, str) and len(value) >= _TOKEN for value in record.detail.values()
    )


def _without_secrets(record: Record) -> Record:
    texts = {name: hide_secrets(getattr(record, name)) for name in _GIVEN}
    detail = record.detail and {
        key: hide_secrets(value) if isinstance(value, str) else value for key, value in record.detail.items()
    }
    return msgspec.structs.replace(record, **texts, detail=detail)


def _tamed(record: Record) -> Record:
    texts = {name: _cut(value) for name in record.__struct_fields__ if isinstance(value := getattr(record, name), str)}
    return msgspec.structs.replace(record, **texts, detail=_tamed_detail(record.detail))


def _tamed_detail(detail: Mapping[str, Plain] | None) -> dict[str, Plain] | None:
    if detail is None:
        return None
    return {_cut(str(key), _KEY): _tamed_value(value) for key, value in itertools.islice(detail.items(), _DETAILS)}


def _tamed_value(value: object) -> Plain:
    if value is None or isinstance(value, int):
        return value
    # What is of another type may hold anything, a secret even: its type is all that is told.
    return _cut(value) if isinstance(value, str) else f"a {type(value).__name__}"


def _cut(text: str, most: int = _TEXT) -> str:
    text = text.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= most else f"{text[: most - 1]}…"
