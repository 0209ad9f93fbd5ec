"""The parts of the page that follow the world: each a function from an engine to HTML."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from clickgate.sandbox.control import shown
from clickgate.sandbox.page.forms import PRESETS
from clickgate.sandbox.page.html import Html, join, tag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from clickgate.sandbox.engine import Engine, Logged
    from clickgate.sandbox.faults import Fault
    from clickgate.sandbox.world.event_rows import Webhook
    from clickgate.sandbox.world.rows import Folder, Space, Task, TaskList, Workspace

MOST_REQUESTS = 60
MOST_TOKENS = 12
MOST_TASKS = 50


def mark(engine: Engine) -> str:
    """Changes whenever the page would look otherwise."""
    now = engine.clock.now()
    spent = [row["remaining"] for row in shown.windows(engine)[:MOST_TOKENS]]
    second = int(now) if any(left != engine.limits.limit for left in spent) else int(now) // 10
    ordered = "-".join(str(one.id) for one in engine.faults)
    kept = len(engine.keeper.snapshots())
    delivered = sum(one.attempts for one in engine.outbox.log)
    return f"{engine.world.revision}.{engine.answered}.{second}.{ordered}.{engine.limits.plan}.{kept}.{delivered}"


def live(engine: Engine, *, has_control: bool) -> dict[str, str]:
    """All that follows the world, by the id of the element that it stands in."""
    shown = {name: str(draw(engine, has_control)) for name, draw in PANELS.items()}
    return shown | {"summary": str(summary(engine))}


def summary(engine: Engine) -> Html:
    """What a reader wants to know first."""
    pairs = (
        ("Seed", engine.seed),
        ("Plan", engine.limits.plan.replace("_", " ")),
        ("Clock", _moment(engine.clock.now())),
        ("Tasks", f"{len(engine.world.tasks):,}"),
        ("Requests", f"{engine.answered:,}"),
        ("Kept", "in a folder" if engine.keeper.journal is not None else "in memory"),
    )
    return join(tag("div", tag("dt", name), tag("dd", value)) for name, value in pairs)


def world(engine: Engine, has_control: bool) -> Html:
    """The workspaces as a tree."""
    return tag("ul", [_workspace(one) for one in engine.world.workspaces.values()], class_="tree")


def requests(engine: Engine, has_control: bool) -> Html:
    """The last requests, newest first."""
    rows = list(engine.requests)[-MOST_REQUESTS:][::-1]
    if not rows:
        return tag("p", "Nothing was asked for yet.", class_="empty")
    names = ("Time", "Request", "Operation", "Status", "ms")
    head = tag("tr", [tag("th", name, scope="col", class_=name.lower()) for name in names])
    table = tag("table", tag("thead", head), tag("tbody", [_request(row) for row in rows]))
    return tag("div", table, class_="scroll", tabindex="0", role="region", aria_label="Last requests")


def windows(engine: Engine, has_control: bool) -> Html:
    """How the minute of each token stands."""
    now = engine.clock.now()
    rows = []
    for row in shown.windows(engine)[:MOST_TOKENS]:
        left, limit = row["remaining"], row["limit"]
        is_open = left != limit
        until = f"resets in {max(0, row['resets_at'] - now):.0f} s" if is_open else "untouched"
        name = tag("span", tag("code", row["hint"]), " ", row["username"] or "(invited)")
        state = tag("span", f"{left:,} of {limit:,} left, {until}", class_="quiet")
        meter = tag("meter", min=0, max=limit, low=limit * 0.1, high=limit * 0.5, optimum=limit, value=left,
                    aria_label=f"Requests left for {row['hint']}")  # fmt: skip
        rows.append(tag("li", name, meter, state))
    return tag("ul", rows, class_="windows")


def faults(engine: Engine, has_control: bool) -> Html:
    """The failures that are ordered, and switches for common ones."""
    ordered = list(engine.faults)
    if not has_control:
        named = [tag("li", _describe(one)) for one in ordered]
        return tag("ul", named) if named else tag("p", "None are ordered.", class_="empty")
    known = [one.fault for one in PRESETS]
    switches = [_switch(preset.name, preset.label, _ordered(preset.fault, ordered)) for preset in PRESETS]
    others = [one for one in ordered if not any(_is_like(one, fault) for fault in known)]
    switches += [_switch("", _describe(one), one) for one in others]
    return tag("ul", switches, class_="switches")


def webhooks(engine: Engine, has_control: bool) -> Html:
    """The webhooks, their health, and how their last deliveries went."""
    rows = list(engine.world.events.webhooks.values())
    if not rows:
        return tag("p", "There are none.", class_="empty")
    last = {one.webhook_id: one for one in engine.outbox.log}
    return tag("ul", [_webhook(row, last.get(row.id)) for row in rows], class_="webhooks")


def snapshots(engine: Engine, has_control: bool) -> Html:
    """The snapshots, to go back to."""
    rows = []
    for one in engine.keeper.snapshots():
        button = _act("restore", one.name, "Restore", f"Restore {one.name}") if has_control else None
        about = tag("span", f"{_count(one.tasks, 'task', 'tasks')}, {one.bytes / 1024:,.0f} KiB", class_="quiet")
        rows.append(tag("li", tag("span", one.name), about, button))
    return tag("ul", rows, class_="snapshots") if rows else tag("p", "There are none.", class_="empty")


PANELS: dict[str, Callable[[Engine, bool], Html]] = {
    "world": world,
    "requests": requests,
    "windows": windows,
    "faults": faults,
    "webhooks": webhooks,
    "snapshots": snapshots,
}


def tasks(engine: Engine, list_id: str, number: str) -> Html:
    """The tasks of one list, newest first, so many at a time."""
    one = engine.world.lists.get(list_id)
    if one is None or one.deleted:
        return tag("p", "This list is not there any more.", class_="empty")
    start = MOST_TASKS * int(number) if number.isdecimal() and len(number) < 6 else 0
    rows = list(reversed(one.tasks.values()))[start : start + MOST_TASKS]
    if not rows:
        return tag("p", "No tasks.", class_="empty")
    more = None
    if start + MOST_TASKS < len(one.tasks):
        following = start // MOST_TASKS + 1
        label = f"{len(one.tasks) - start - MOST_TASKS:,} more"
        more = tag("p", tag("a", label, href=f"/?list={list_id}&page={following}",
                            data_more=f"/_page/lists/{list_id}?page={following}"))  # fmt: skip
    return join(tag("ul", [_task(row) for row in rows], class_="tasks"), more)


def _workspace(row: Workspace) -> Html:
    spaces = [_space(one) for one in row.spaces.values()]
    return tag(
        "li", _branch(f"w{row.id}", row.name, _count(len(row.members), "person", "people"), spaces, is_open=True)
    )


def _space(row: Space) -> Html:
    inner: list[Html] = []
    for folder in row.folders.values():
        if folder.hidden:
            inner += [_list(one) for one in folder.lists.values()]
        elif folder.parent is None:
            inner.append(_folder(folder))
    count = sum(len(one.tasks) for folder in row.folders.values() for one in folder.lists.values())
    return tag("li", _branch(f"s{row.id}", row.name, _count(count, "task", "tasks"), inner, is_open=True))


def _folder(row: Folder) -> Html:
    below = [_folder(one) for one in row.space.folders.values() if one.parent is row]
    count = sum(len(one.tasks) for one in row.lists.values())
    inner = [*below, *(_list(one) for one in row.lists.values())]
    return tag("li", _branch(f"f{row.id}", row.name, _count(count, "task", "tasks"), inner, is_open=False))


def _branch(key: str, name: str, about: str, inner: Iterable[Html], *, is_open: bool) -> Html:
    title = tag("summary", tag("span", name), " ", tag("span", about, class_="quiet"))
    return tag("details", title, tag("ul", inner), open=is_open, data_key=key)


def _list(row: TaskList) -> Html:
    title = tag("summary", tag("span", row.name), " ", tag("span", f"{len(row.tasks):,}", class_="count"))
    link = tag("p", tag("a", "Show the tasks", href=f"/?list={row.id}"))
    body = tag("div", link, class_="lazy", data_from=f"/_page/lists/{row.id}")
    return tag("li", tag("details", title, body, data_key=f"l{row.id}"))


def _task(row: Task) -> Html:
    dot = tag("span", "", class_=f"dot {row.status.type}", aria_hidden="true")
    about = tag("span", f"{row.status.status} · {row.custom_id or row.id}", class_="quiet")
    return tag("li", dot, tag("span", row.name), " ", about, class_="subtask" if row.parent else None)


def _request(row: Logged) -> Html:
    status = str(row.status) if row.status else "cut"
    kind = "good" if 200 <= row.status < 400 else "bad" if row.status >= 500 or not row.status else "odd"
    query = tag("span", f"?{row.query}", class_="quiet") if row.query else None
    when = datetime.fromtimestamp(row.at, UTC).strftime("%H:%M:%S")
    return tag(
        "tr",
        tag("td", when, class_="quiet"),
        tag("td", tag("span", row.method, class_="method"), " ", tag("span", row.path), query, class_="path"),
        tag("td", row.operation, class_="operation"),
        tag("td", tag("span", status, class_=f"status {kind}")),
        tag("td", f"{row.ms:.1f}", class_="number"),
    )


def _webhook(row: Webhook, last: object) -> Html:
    kind = {"active": "good", "failing": "odd"}.get(row.health, "bad")
    health = tag("span", row.health, class_=f"status {kind}")
    heard = "all events" if row.events == ("*",) else f"{len(row.events)} events"
    failed = f", {row.fail_count} failed" if row.fail_count else ""
    state = f", last {getattr(last, 'state', '')}" if last is not None else ""
    about = tag("span", f"{heard}{failed}{state}", class_="quiet")
    return tag("li", health, " ", tag("span", row.endpoint, class_="path"), about)


def _switch(name: str, label: str, ordered: Fault | None) -> Html:
    is_on = ordered is not None
    button = _act("unfault" if is_on else "fault", str(ordered.id) if ordered is not None else name,
                  "On" if is_on else "Off", label, is_on=is_on)  # fmt: skip
    return tag("li", tag("span", label), button)


def _act(act: str, value: str, text: str, label: str, *, is_on: bool | None = None) -> Html:
    hidden = tag("input", type_="hidden", name="do", value=act)
    pressed = None if is_on is None else str(is_on).lower()
    kind = None if is_on is None else "switch"
    button = tag("button", text, name="value", value=value, aria_label=label, aria_pressed=pressed, class_=kind)
    return tag("form", hidden, button, method="post", action="/_page/act")


def _ordered(fault: dict[str, object], ordered: Iterable[Fault]) -> Fault | None:
    return next((one for one in ordered if _is_like(one, fault)), None)


def _is_like(one: Fault, fault: dict[str, object]) -> bool:
    return not one.times and all(getattr(one, name) == value for name, value in fault.items())


def _describe(one: Fault) -> str:
    what = f"{one.kind} {one.status}" if one.kind == "status" else one.kind
    often = f", {one.rate:.0%}" if one.rate < 1 else ""
    return f"{one.match}: {what}{often}{f', {one.times} times' if one.times else ''}"


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
