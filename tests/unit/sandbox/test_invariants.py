"""Whatever is done in whatever order: the rows hold together, answers agree, and the same deeds make the same world."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clickgate.catalog import reading
from tests.contract.sandbox.fuzzing import Sent, make_sandbox, requests, start
from tests.unit.sandbox.rows import find_flaws

if TYPE_CHECKING:
    from clickgate.sandbox.server import Response, Sandbox
    from clickgate.sandbox.world.world import World

DEEP = int(os.environ.get("CLICKGATE_FUZZ", "0"))
WRITES = [operation for operation in reading.operations() if operation.safety != "read" and operation.needs_token]
# Half of the deeds are of these, since most flaws are left behind by what goes or moves.
UPHEAVALS = [
    operation
    for operation in WRITES
    if operation.action.startswith(("delete", "remove", "move", "merge", "create_from")) or operation.entity == "tasks"
]
DEEDS = st.lists(
    st.tuples(
        st.sampled_from(WRITES + UPHEAVALS * 3).flatmap(lambda operation: requests(operation, 30)), st.integers(0, 9)
    ),
    min_size=10 if not DEEP else 1,
    max_size=40,
)
often = settings(
    max_examples=DEEP or 25,
    derandomize=not DEEP,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)

Deeds = list[tuple[Sent, int]]


@given(DEEDS)
@often
def test_the_rows_hold_together_and_all_answers_agree(deeds: Deeds):
    sandbox = begin()
    for deed in deeds:
        do(sandbox, *deed)

        assert find_flaws(sandbox.world) == []
    workspace = sandbox.world.workspaces[sandbox.workspace_id]
    for one in [row for space in workspace.spaces.values() for folder in space.folders.values()
                for row in folder.lists.values()]:  # fmt: skip
        told = read(sandbox, f"/list/{one.id}")
        tasks = pages(sandbox, f"/list/{one.id}/task")

        assert told["task_count"] == len(tasks)
        assert all(task["status"]["status"] in [row["status"] for row in told["statuses"]] for task in tasks)
    everything = pages(sandbox, f"/team/{workspace.id}/task")
    assert Counter(task["id"] for task in everything) == Counter(list(sandbox.world.tasks_in[workspace.id]))
    for task in everything:
        assert read(sandbox, f"/task/{task['id']}").items() >= task.items()


@given(DEEDS)
@often
def test_the_same_deeds_have_the_same_answers_also_in_a_world_that_was_kept_in_between(deeds: Deeds):
    first, second = begin(), begin()
    told = [do(first, *deed) for deed in deeds]
    half = len(deeds) // 2
    again = [do(second, *deed) for deed in deeds[:half]]
    second.load(second.snapshot())
    again += [do(second, *deed) for deed in deeds[half:]]

    assert told == again
    everything = [pages(one, f"/team/{one.workspace_id}/task") for one in (first, second)]
    assert everything[0] == everything[1]


def begin() -> Sandbox:
    sandbox = make_sandbox()
    sandbox.load(start().snapshot)
    return sandbox


def do(sandbox: Sandbox, sent: Sent, number: int) -> tuple[int, bytes]:
    """Send a request that was made up for the world of the start, with ids of what is there now in place of some."""
    sandbox.clock.move(61)  # into another window of the rate limit
    renew = renewals(sandbox.world, sandbox.workspace_id, number)
    pattern = re.compile("|".join(map(re.escape, sorted(renew, key=len, reverse=True))))
    target = pattern.sub(lambda match: renew[match[0]], sent.target)
    body = sent.body
    if sent.content_type == "application/json":
        body = pattern.sub(lambda match: renew[match[0]], body.decode("latin-1")).encode("latin-1")
    headers = {"authorization": start().tokens[sent.who], "content-type": sent.content_type}
    answer = sandbox.handle(sent.method, target, headers, body)

    assert answer.status != 500 or answer.json()["ECODE"] != "SANDBOX_004", answer.body
    return answer.status, answer.body


def renewals(world: World, workspace_id: str, number: int) -> dict[str, str]:
    """What stands now for the ids of the start: another row of the same kind, by a number."""
    kinds: dict[str, Any] = {
        "task_id": world.tasks_in[workspace_id],
        "links_to": world.tasks_in[workspace_id],
        "list_id": [key for key, one in world.lists.items() if not one.deleted],
        "folder_id": world.folders,
        "space_id": world.spaces,
        "comment_id": world.comments,
        "checklist_id": world.checklists.rows,
        "timer_id": world.timesheet.rows,
        "goal_id": world.goals.rows,
        "key_result_id": world.goals.targets,
        "group_id": world.people.groups,
        "channel_id": world.chat.channels,
        "message_id": world.chat.messages,
    }
    names = start().names
    found = {}
    for shift, (name, rows) in enumerate(kinds.items()):
        ids = list(rows)
        # Late rows are what earlier deeds made; each name counts from another end.
        found[names[name]] = ids[-1 - (number + shift) % len(ids)] if ids and number < 8 else names[name]
    return found


def ask(sandbox: Sandbox, path: str) -> Response:
    sandbox.clock.move(61)
    return sandbox.handle("GET", f"/api/v2{path}", {"authorization": sandbox.token})


def read(sandbox: Sandbox, path: str) -> Any:
    answer = ask(sandbox, path)
    assert answer.status == 200, (path, answer.body)
    return json.loads(answer.body)


def pages(sandbox: Sandbox, path: str) -> list[Any]:
    """All tasks that a path lists, archived ones, too."""
    found: list[Any] = []
    for archived in ("false", "true"):
        page = {"last_page": False}
        for number in range(50):
            if page["last_page"]:
                break
            page = read(sandbox, f"{path}?subtasks=true&include_closed=true&archived={archived}&page={number}")
            found += page["tasks"]
    return found
