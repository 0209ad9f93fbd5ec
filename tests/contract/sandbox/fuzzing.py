"""Makes up requests for every operation of the catalogue: right, wrong and odd ids, queries and bodies."""

from __future__ import annotations

import json
import string
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlencode

from hypothesis import strategies as st

from clickgate.kernel.clock import ManualClock
from clickgate.sandbox.clock import SandboxClock
from clickgate.sandbox.server import Sandbox
from tests.contract.sandbox.test_operations_and_rules import BODIES, FORM, UPLOAD, ids

if TYPE_CHECKING:
    from clickgate.catalog.model import Operation, Param

# Words that stand inside of bodies: members of the objects that operations take, and values that mean something there.
KEYS = (
    *("add", "rem", "id", "name", "type", "value", "values", "field", "fields", "op", "dir", "idx", "user"),
    *("users", "user_id", "team_id", "location", "parent", "text", "attributes", "option_id", "orderindex"),
    *("color", "status", "assignee", "assignees", "start", "end", "time", "tags", "tag_fg", "tag_bg"),
    *("permission_level", "kind", "enabled", "due_dates", "time_tracking", "search", "show_closed"),
    *("me_comments", "groups", "collapsed", "config", "me_view", "low_value", "high_value", "current"),
    *("percent_complete", "location_address", "lat", "lng", "formatted_address"),
)
WORDS = (
    *("open", "closed", "custom", "task", "list", "folder", "space", "user", "group", "me", "any", "all"),
    *("null", "true", "priority", "status", "dueDate", "assignee", "tag", "none", "urgent", "ANY", "EQ"),
    *("overdue", "today", "number", "percentage", "boolean", "automatic", "currency", "read", "comment"),
    *("edit", "create", "CHANNEL", "complete", "text/md", "text/plain", "append", "replace", "prepend"),
    *("message", "post", "2026-02-30", "UTC", "NOT ALL", "to do"),
)
_LONG = "9" * 5000
_BIG = 10**30
NUMBERS = st.one_of(
    st.integers(-2, 9),
    st.sampled_from([2**31, 2**53 + 1, 2**63, -(2**63) - 1, _BIG, -_BIG, 1_767_600_000_000, 253_402_300_800_000]),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([1e308, -0.0, 0.5]),
)
_ODD = ["", " ", "\x00", "0", "-1", "1e9", "1.5", "\u0663", "\xb2", "NaN", "\xe9", "\U0001f984", "%", "a/b", "[]", "{}"]
TEXTS = st.one_of(
    st.sampled_from([*_ODD, "x" * 3000, _LONG]),
    st.sampled_from(WORDS),
    st.text(string.printable, max_size=8),
    st.text(max_size=8),
)
PLAIN = st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS)
RAW = st.sampled_from(
    [
        *(b"", b" ", b"null", b"[]", b"{", b"[{}]", b'"x"', b"1", b"1e999", b"\xff\xfe", b"name=x&y=%ff"),
        b'{"name":"\\ud800"}',
        b"[" * 5000,
        b'{"name":' + _LONG.encode() + b"}",
        b'{"a":' * 900 + b"1" + b"}" * 900,
    ]
)
FORMS = st.sampled_from(
    [UPLOAD, UPLOAD[:60], UPLOAD.replace(b"attachment", b"other"), UPLOAD.replace(b"New", b""), b"--XX--\r\n", b""]
)


class Sent(NamedTuple):
    """One request as it goes to the sandbox; `who` names the token."""

    method: str
    target: str
    who: str
    content_type: str
    body: bytes


class Start(NamedTuple):
    """Where every example begins: a world as bytes, the ids in it by the names of parameters, its tokens."""

    snapshot: bytes
    names: dict[str, str]
    others: tuple[str, ...]  # ids that are of another workspace, or of nothing
    tokens: dict[str, str]


@cache
def start() -> Start:
    """A small world with one of everything, a guest, and a neighbour."""
    sandbox = make_sandbox()
    world = sandbox.world
    names = ids(sandbox)
    workspace = world.add_workspace("Elsewhere")
    stranger = world.add_user("Uma Stranger", "uma@example.com")
    world.add_member(workspace, stranger, 1, 0)
    space = world.add_space(workspace, "Away")
    one = world.add_list(space, "Hidden")
    task = world.add_task(one, "Nothing for you", stranger, 0)
    comment = world.add_comment(task, stranger, [], 0)
    guest = world.users[int(names["guest_id"])]
    tokens = {"owner": sandbox.token, "guest": sandbox.issue_token(guest), "stranger": sandbox.issue_token(stranger)}
    names |= {f"{row.kind}_template": row.id for row in world.templates.rows.values()}
    fields = [row.id for row in world.fields.values()]
    others = (workspace.id, space.id, one.folder.id, one.id, task.id, comment.id, str(stranger.id), *fields)
    return Start(sandbox.snapshot(), names, others, tokens)


def make_sandbox() -> Sandbox:
    """A sandbox whose time stands still."""
    return Sandbox(seed="small", plan="enterprise", clock=SandboxClock(ManualClock()))


@cache
def requests(operation: Operation, odds: int = 4) -> st.SearchStrategy[Sent]:
    """Requests for one operation: to one odd part of a request come so many that are right, or nearly."""
    params = operation.params
    path = st.fixed_dictionaries(
        {one.wire_name: _path_value(operation, one, odds) for one in params if one.place == "path"}
    )
    target = st.builds(_build_target, st.just(operation.path), path, _query(operation, odds))
    who = mostly(st.just("owner"), st.sampled_from(["guest", "stranger"]), odds)
    if operation.body == "multipart":
        body, kind = FORMS, FORM
    elif operation.body == "none":
        body, kind = st.just(b""), ""
    else:
        body, kind = _body(operation, odds), "application/json"
    return st.builds(Sent, st.just(operation.method), target, who, st.just(kind), body)


def mostly(right: st.SearchStrategy[Any], odd: st.SearchStrategy[Any], odds: int) -> st.SearchStrategy[Any]:
    """The right one so many times to one odd one; `one_of` would weigh what they are made of."""
    return st.integers(0, odds).flatmap(lambda drawn: odd if drawn == odds else right)


def _build_target(path: str, values: dict[str, str], query: list[tuple[str, str]]) -> str:
    for name, value in values.items():
        path = path.replace(f"{{{name}}}", quote(value, safe="") or "-")
    return f"/api{path}?{urlencode(query)}" if query else f"/api{path}"


def _right(name: str) -> str:
    """The id that fits a parameter by its name, or any where none does."""
    names = start().names
    for one in (name.lower(), name.lower().removesuffix("s"), f"{name.lower()}_id"):
        if one in names:
            return names[one]
    return names["task_id"]


def _path_value(operation: Operation, param: Param, odds: int) -> st.SearchStrategy[str]:
    wrong = st.one_of(st.sampled_from(start().others), st.sampled_from(list(start().names.values())), TEXTS)
    name = param.wire_name
    if name == "template_id":
        name = f"{operation.entity.removesuffix('s')}_template"
    elif operation.name.endswith("_for_view"):
        name = "chat_id"
    return mostly(st.just(_right(name)), wrong, odds * 2)


def _query(operation: Operation, odds: int) -> st.SearchStrategy[list[tuple[str, str]]]:
    params = [one for one in operation.params if one.place == "query"]
    if not params:
        return st.just([])
    pairs = [st.tuples(st.sampled_from(_spellings(one)), _text_of(one, odds)) for one in params]
    return mostly(st.just([]), st.lists(st.one_of(pairs), max_size=4), 1)


def _spellings(param: Param) -> list[str]:
    name = param.wire_name.removesuffix("[]")
    return [f"{name}[]", f"{name}[]", name, f"{name}[0]"] if param.array == "brackets" else [name] * 5 + [f"{name}[]"]


def _text_of(param: Param, odds: int) -> st.SearchStrategy[str]:
    return _value(param, odds).map(lambda value: value if isinstance(value, str) else json.dumps(value))


def _body(operation: Operation, odds: int) -> st.SearchStrategy[bytes]:
    params = [one for one in operation.params if one.place == "body"]
    known = _fill(BODIES.get(operation.name, {}))
    if operation.body == "bare":
        whole = st.one_of(st.just(known), _odd(), *(_value(one, odds) for one in params))
    else:
        some = st.fixed_dictionaries({}, optional={one.wire_name: _value(one, odds) for one in params})
        whole = st.builds(lambda base, more: {**base, **more}, st.sampled_from([known, known, {}]), some)
        whole = mostly(whole, st.just(known), 1)
    return mostly(whole.map(lambda value: json.dumps(value).encode()), RAW, odds * 2)


def _fill(value: Any) -> Any:
    text = json.dumps(value)
    for name, one in start().names.items():
        text = text.replace(f"{{{name}}}", one)
    return json.loads(text)


def _value(param: Param, odds: int) -> st.SearchStrategy[Any]:
    right: st.SearchStrategy[Any]
    if param.enum:
        right = st.sampled_from(param.enum)
    elif param.type == "id":
        right = _id(param.wire_name)
    elif param.type == "string":
        right = mostly(st.sampled_from(WORDS), TEXTS, odds)
    elif param.type in ("integer", "number", "timestamp"):
        right = NUMBERS
    elif param.type == "boolean":
        right = st.booleans()
    else:
        right = _object()
    if param.array is not None:
        right = st.lists(right, max_size=3)
    return mostly(right, _odd(), odds)


def _id(name: str) -> st.SearchStrategy[Any]:
    right = _right(name)
    both = st.sampled_from([right, int(right) if right.isdecimal() else right])
    return mostly(both, st.sampled_from([*start().others, *start().names.values()]), 3)


@cache
def _object() -> st.SearchStrategy[Any]:
    known = st.sampled_from([*start().names.values(), *start().others])
    leaf = st.one_of(PLAIN, known, st.sampled_from(WORDS), known.map(lambda one: int(one) if one.isdecimal() else one))
    inner = st.one_of(leaf, st.lists(leaf, max_size=2), st.dictionaries(st.sampled_from(KEYS), leaf, max_size=3))
    member = st.one_of(leaf, inner, st.lists(inner, max_size=2))
    return st.dictionaries(st.sampled_from(KEYS), member, min_size=1, max_size=4)


@cache
def _odd() -> st.SearchStrategy[Any]:
    return st.one_of(PLAIN, _object(), st.lists(st.one_of(PLAIN, _object()), max_size=3))
