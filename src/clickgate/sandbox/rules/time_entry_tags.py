"""Rules of the tags of time entries, which have nothing to do with those of tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickgate.sandbox import access
from clickgate.sandbox.answers import EMPTY, Answer, Refusal, answer
from clickgate.sandbox.registry import rule
from clickgate.sandbox.rules.time_entries import find_entry
from clickgate.sandbox.shapes import time

if TYPE_CHECKING:
    from clickgate.sandbox.call import Call
    from clickgate.sandbox.world.rows import Workspace
    from clickgate.sandbox.world.time_rows import Entry, TimeTag

# Source: https://developer.clickup.com/reference/addtagsfromtimeentries
_PLANS = ("business_plus", "enterprise")


@rule("time_entries.list_tags", "official", "All that were ever put on an entry; reading them is not refused (guess).")
def list_tags(call: Call) -> Answer:
    """A workspace's tags of time entries."""
    tags = call.world.timesheet.tags(access.workspace(call)).values()
    return answer({"data": [time.tag(one) for one in tags]})


@rule(
    "time_entries.add_tags", "official", "Below Business Plus TIMEENTRY_052; a few uses that plans have are left out."
)
def add_tags(call: Call) -> Answer:
    """Put tags on time entries."""
    workspace = access.workspace(call)
    rows, tags = _read_entries(call, workspace), read_tags(call, workspace)
    for row in rows:
        both = tuple(dict.fromkeys((*row.tags, *tags)))
        call.world.timesheet.change(row, {"tags": both}, call.me, call.now)
    return EMPTY


@rule("time_entries.remove_tags", "official", "Wants a body; the tags stay known to the workspace.")
def remove_tags(call: Call) -> Answer:
    """Take tags off time entries."""
    workspace = access.workspace(call)
    _check_plan(workspace)
    names = {one["name"] for one in _named(call)}
    for row in _read_entries(call, workspace):
        kept = tuple(one for one in row.tags if one.name not in names)
        call.world.timesheet.change(row, {"tags": kept}, call.me, call.now)
    return EMPTY


@rule("time_entries.rename_tag", "official", "The codes for an unknown tag and for a name that is taken are not known.")
def rename_tag(call: Call) -> Answer:
    """Rename or recolour a tag of time entries."""
    workspace = access.workspace(call)
    _check_plan(workspace)
    timesheet, body = call.world.timesheet, call.body
    tag = timesheet.tags(workspace).get(call.name())
    if tag is None:
        raise Refusal("SANDBOX_005", "Tag not found")
    name = _text(body, "new_name", tag.name).strip()
    if not name or (name != tag.name and name in timesheet.tags(workspace)):
        raise Refusal("SANDBOX_003", "Tag name taken" if name else "Tag name invalid")
    fg, bg = _text(body, "tag_fg", tag.fg), _text(body, "tag_bg", tag.bg)
    timesheet.renew_tag(workspace, tag, name=name, fg=fg, bg=bg)
    return EMPTY


def read_tags(call: Call, workspace: Workspace) -> tuple[TimeTag, ...]:
    """The tags that a body names, made where they are new; whatever is no object is passed over (observed, 2026-09)."""
    sent = _named(call)
    if sent:
        _check_plan(workspace)
    found = [
        call.world.timesheet.add_tag(
            workspace,
            one["name"].strip(),
            call.me.id,
            fg=_text(one, "tag_fg", "#FFFFFF"),
            bg=_text(one, "tag_bg", "#7C4DFF"),
        )
        for one in sent
    ]
    return tuple(dict.fromkeys(found))


def _named(call: Call) -> list[dict[str, Any]]:
    sent = call.body.get("tags")
    rows = [one for one in sent if isinstance(one, dict)] if isinstance(sent, list) else []
    return [one for one in rows if _text(one, "name", "").strip()]


def _read_entries(call: Call, workspace: Workspace) -> list[Entry]:
    sent = call.body.get("time_entry_ids")
    if not isinstance(sent, list) or not sent:
        raise Refusal("SANDBOX_003", "time_entry_ids must be an array of ids")
    return [find_entry(call, workspace, str(one)) for one in sent]


def _check_plan(workspace: Workspace) -> None:
    if workspace.plan not in _PLANS:
        raise Refusal("TIMEENTRY_052")


def _text(body: dict[str, Any], name: str, otherwise: str) -> str:
    value = body.get(name)
    return value if isinstance(value, str) else otherwise
