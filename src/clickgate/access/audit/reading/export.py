"""Gives the audit log to other tools: its lines as they are, or its entries as CSV, OCSF or OpenTelemetry."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from clickgate.access.audit.reading.entry import OPEN, Entry, Filters
from clickgate.access.audit.reading.index.store import find_segments
from clickgate.access.audit.reading.lines import read_end, read_piece
from clickgate.access.audit.reading.questions import find_all
from clickgate.access.audit.segment import segment_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from clickgate.access.audit.reading.source import Source
    from clickgate.db.engine import Database

Format = Literal["csv", "ocsf", "otel"]

_PIECE = 2**20
_encode = msgspec.json.Encoder(order="deterministic").encode
_EVERYTHING = Filters()

# A spreadsheet takes a cell that begins so for a formula. Source: https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")

_OCSF_VERSION = "1.6.0"
_ACTIVITIES = {"POST": (1, "Create"), "GET": (2, "Read"), "PUT": (3, "Update"), "PATCH": (3, "Update"),
               "DELETE": (4, "Delete")}  # fmt: skip
_OCSF_USERS = {"person": (1, "User"), "system": (3, "System")}
_OCSF_STATUSES = {"success": (1, "Success"), OPEN: (0, "Unknown"), "": (0, "Unknown")}


def read_raw(database: Database, folder: Path, organization_id: str) -> Iterator[bytes]:
    """The lines of the log as they are, segment by segment, in pieces that end with a line.

    Only segments whose files are in this folder can be read. What they hold is evidence: `verify` checks it.

    Raises:
        KeepingFailed: A file can't be read.
        DatabaseUnavailable: The registry can't be read.
    """
    for segment in database.read(lambda connection: find_segments(connection, organization_id)):
        end = read_end(folder, organization_id, segment.name)
        place = 0
        while end is not None and place < end.size:
            piece = read_piece(
                segment_path(folder, organization_id, segment.name), place, min(end.size, place + _PIECE)
            )
            if not piece:
                break
            yield piece
            place += len(piece)


def export(source: Source, organization_id: str, form: Format, filters: Filters = _EVERYTHING) -> Iterator[str]:
    """Lines that say what the log says of each entry, newest first, each with its end of line.

    Args:
        source: Where to look.
        organization_id: Whose log.
        form: `csv` begins with the names of the columns; `ocsf` is one event of the class API Activity a line, `otel`
            one record of OpenTelemetry's log data model.
        filters: Which entries.

    Raises:
        InvalidParams: A filter makes no sense.
        KeepingFailed: The log can't be read.
    """
    entries = find_all(source, organization_id, filters)
    if form == "csv":
        yield _csv_line(("time", *Entry.__struct_fields__))
    write = _FORMS[form]
    for entry in entries:
        yield write(entry, organization_id)


def _to_csv(entry: Entry, organization_id: str) -> str:
    return _csv_line((_iso(entry.at), *msgspec.structs.astuple(entry)))


def _csv_line(cells: tuple[object, ...]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([_harmless(cell) if isinstance(cell, str) else cell for cell in cells])
    return line.getvalue()


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def build_ocsf(entry: Entry, organization_id: str) -> dict[str, Any]:
    """An entry as an event of OCSF's class API Activity (6003).

    Source: https://schema.ocsf.io/classes/api_activity
    """
    activity, activity_name = _ACTIVITIES.get(entry.method, (99, entry.action))
    status, status_name = _OCSF_STATUSES.get(entry.outcome, (2, "Failure"))
    user_type, user_type_name = _OCSF_USERS.get(entry.actor_kind, (99, entry.actor_kind))
    return _without_empty({
        "class_uid": 6003, "class_name": "API Activity", "category_uid": 6, "category_name": "Application Activity",
        "activity_id": activity, "activity_name": activity_name, "type_uid": 600300 + activity,
        "type_name": f"API Activity: {activity_name}", "time": round(entry.at * 1000), "duration": _ms(entry.seconds),
        "severity_id": 2 if status == 2 else 1, "severity": "Low" if status == 2 else "Informational",
        "status_id": status, "status": status_name, "status_code": entry.ecode or entry.error,
        "status_detail": entry.outcome, "message": entry.action,
        "metadata": {
            "version": _OCSF_VERSION, "product": {"name": "clickgate", "vendor_name": "clickgate"},
            "uid": entry.deed, "correlation_uid": entry.request_id, "event_code": entry.action,
            "tenant_uid": organization_id, "sequence": entry.seq, "log_name": "audit",
        },
        "actor": {"user": {
            "uid": entry.actor, "name": entry.actor, "type_id": user_type, "type": user_type_name,
        }},
        "api": {
            "operation": entry.operation or entry.action,
            "service": {"name": "ClickUp" if entry.operation else "clickgate"},
            "request": {"uid": entry.deed},
            "response": {"code": entry.status, "error": entry.ecode, "message": entry.error},
        },
        "http_request": {"http_method": entry.method, "url": {"path": entry.path}},
        "http_response": None if entry.status is None else {"code": entry.status},
        "src_endpoint": _endpoint(entry.address),
        "resources": [{"uid": one} for one in (entry.target, entry.thing_id, entry.part_id) if one],
        "unmapped": {
            name: getattr(entry, name)
            for name in ("actor_kind", "via", "account_id", "credential_version", "workspace_id", "attempt", "limit",
                         "remaining", "waited", "detail")
        },
    })  # fmt: skip


def build_otel(entry: Entry, organization_id: str) -> dict[str, Any]:
    """An entry as a record of OpenTelemetry's log data model, with the names of its conventions for HTTP.

    Sources: https://opentelemetry.io/docs/specs/otel/logs/data-model/ and
    https://opentelemetry.io/docs/specs/semconv/http/http-spans/
    """
    is_failure = entry.outcome not in ("success", OPEN, "")
    ours = (
        "deed", "request_id", "actor_kind", "via", "account_id", "credential_version", "operation", "workspace_id",
        "thing_id", "part_id", "target", "outcome", "ecode", "limit", "remaining", "seconds", "waited", "detail",
    )  # fmt: skip
    return {
        "Timestamp": round(entry.at * 1_000_000) * 1000,
        "EventName": entry.action,
        "SeverityNumber": 13 if is_failure else 9,
        "SeverityText": "WARN" if is_failure else "INFO",
        "Resource": {"service.name": "clickgate"},
        "Attributes": _without_empty({
            "http.request.method": entry.method,
            "http.response.status_code": entry.status,
            "http.request.resend_count": entry.attempt - 1 if entry.attempt > 1 else None,
            "url.path": entry.path,
            "error.type": (entry.error or entry.outcome) if is_failure else "",
            "user.id": entry.actor,
            "client.address": entry.address,
            "clickgate.organization_id": organization_id,
            **{f"clickgate.{name}": getattr(entry, name) for name in ours},
        }),
    }  # fmt: skip


def _endpoint(address: str) -> dict[str, str]:
    try:
        return {"ip": str(ip_address(address))}
    except ValueError:
        return {"name": address or "this machine"}


def _without_empty(value: dict[str, Any]) -> dict[str, Any]:
    """What says something: without None, empty texts, and what is empty then."""
    kept = {name: _without_empty(part) if isinstance(part, dict) else part for name, part in value.items()}
    return {name: part for name, part in kept.items() if part is not None and part not in ("", {}, [])}


def _iso(at: float) -> str:
    """A time as text, in UTC."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="microseconds")


def _ms(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds * 1000)


def _json_line(build: Callable[[Entry, str], dict[str, Any]]) -> Callable[[Entry, str], str]:
    return lambda entry, organization_id: _encode(build(entry, organization_id)).decode() + "\n"


_FORMS: dict[Format, Callable[[Entry, str], str]] = {
    "csv": _to_csv,
    "ocsf": _json_line(build_ocsf),
    "otel": _json_line(build_otel),
}
