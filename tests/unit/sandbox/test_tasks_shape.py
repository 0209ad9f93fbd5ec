"""What is rendered once stays true: whatever happens, a kept rendering is that of the rows as they are."""

from __future__ import annotations

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from clickgate.sandbox.world.kin import root_of
from clickgate.sandbox.world.rows import Task
from tests.unit.sandbox.conftest import Api, make_api

NAMES = st.sampled_from(["alpha", "beta", "gamma"])
PICK = st.integers(0, 7)


class Work(RuleBasedStateMachine):
    """People at work in one workspace, through the API alone."""

    api: Api

    @initialize()
    def begin(self) -> None:
        self.api = make_api()

    def pick(self, number: int) -> Task:
        tasks = list(self.api.list.tasks.values())
        return tasks[number % len(tasks)]

    def field(self, kind: str) -> str:
        return next(row.id for row in self.api.world.fields.values() if row.type == kind)

    def ok(self, method: str, path: str, body: Any = None) -> None:
        assert self.api.call(method, path, body).status in (200, 204, 400, 401)

    @rule(one=PICK, name=NAMES)
    def make_under(self, one: int, name: str) -> None:
        parent = self.pick(one).id if self.api.list.tasks else None
        self.ok("POST", f"/list/{self.api.list.id}/task", {"name": name, "parent": parent})

    @rule(name=NAMES, tags=st.lists(NAMES, max_size=2), status=st.sampled_from(["to do", "complete"]))
    def make(self, name: str, tags: list[str], status: str) -> None:
        self.ok("POST", f"/list/{self.api.list.id}/task", {"name": name, "tags": tags, "status": status})

    @precondition(lambda self: self.api.list.tasks)
    @rule(one=PICK, other=PICK)
    def put_under(self, one: int, other: int) -> None:
        self.ok("PUT", f"/task/{self.pick(one).id}", {"parent": self.pick(other).id})

    @precondition(lambda self: self.api.list.tasks)
    @rule(one=PICK, name=NAMES, status=st.sampled_from(["in progress", "shipped"]))
    def change(self, one: int, name: str, status: str) -> None:
        self.ok("PUT", f"/task/{self.pick(one).id}", {"name": name, "status": status})

    @precondition(lambda self: self.api.list.tasks)
    @rule(one=PICK)
    def delete(self, one: int) -> None:
        if len(self.api.list.tasks) > 6:
            self.ok("DELETE", f"/task/{self.pick(one).id}")

    @precondition(lambda self: self.api.list.tasks)
    @rule(one=PICK, other=PICK)
    def relate(self, one: int, other: int) -> None:
        self.ok(
            "POST", f"/task/{self.pick(one).id}/field/{self.field('tasks')}", {"value": {"add": [self.pick(other).id]}}
        )

    @precondition(lambda self: self.api.list.tasks)
    @rule(one=PICK, number=PICK)
    def set_number(self, one: int, number: int) -> None:
        self.ok("POST", f"/task/{self.pick(one).id}/field/{self.field('number')}", {"value": number})

    @precondition(lambda self: self.api.list.tasks)
    @rule(one=PICK, name=NAMES, method=st.sampled_from(["POST", "DELETE"]))
    def tag(self, one: int, name: str, method: str) -> None:
        self.ok(method, f"/task/{self.pick(one).id}/tag/{name}")

    @rule(name=NAMES, new=NAMES)
    def rename_tag(self, name: str, new: str) -> None:
        if name in self.api.space.tags:
            self.ok("PUT", f"/space/{self.api.space.id}/tag/{name}", {"tag": {"name": new}})

    @rule(name=NAMES)
    def delete_tag(self, name: str) -> None:
        if name in self.api.space.tags:
            self.ok("DELETE", f"/space/{self.api.space.id}/tag/{name}")

    @rule(name=NAMES)
    def rename_places(self, name: str) -> None:
        self.ok("PUT", f"/list/{self.api.list.id}", {"name": name})
        self.ok("PUT", f"/folder/{self.api.list.folder.id}", {"name": name})

    @precondition(lambda self: self.api.list.tasks)
    @rule(one=PICK, method=st.sampled_from(["POST", "DELETE"]))
    def show_elsewhere(self, one: int, method: str) -> None:
        self.ok(method, f"/list/{self.api.lists()[1].id}/task/{self.pick(one).id}")

    @rule(names=st.sampled_from([["to do", "over"], ["to do", "in progress", "shipped", "complete"]]))
    def put_statuses(self, names: list[str]) -> None:
        self.ok("PUT", f"/space/{self.api.space.id}", {"statuses": [{"status": name} for name in names]})

    @precondition(lambda self: self.api.list.tasks)
    @rule(one=PICK, other=PICK, method=st.sampled_from(["POST", "DELETE"]))
    def tie(self, one: int, other: int, method: str) -> None:
        first, second = self.pick(one).id, self.pick(other).id
        self.ok(method, f"/task/{first}/link/{second}")
        self.ok(method, f"/task/{first}/dependency?depends_on={second}", {"depends_on": second})

    @precondition(lambda self: self.api.list.tasks)
    @rule(one=PICK, name=NAMES)
    def start_checklist(self, one: int, name: str) -> None:
        checklist = self.api.post(f"/task/{self.pick(one).id}/checklist", {"name": name}).json()["checklist"]["id"]
        self.ok("POST", f"/checklist/{checklist}/checklist_item", {"name": name})

    @rule(one=PICK, name=NAMES, method=st.sampled_from(["PUT", "DELETE"]))
    def change_checklist(self, one: int, name: str, method: str) -> None:
        known = list(self.api.world.checklists.rows)
        if known:
            self.ok(method, f"/checklist/{known[one % len(known)]}", {"name": name, "position": one})

    @precondition(lambda self: self.api.list.tasks)
    @rule(one=PICK, other=PICK)
    def merge(self, one: int, other: int) -> None:
        if len(self.api.list.tasks) > 6:
            self.ok("POST", f"/task/{self.pick(one).id}/merge", {"source_task_ids": [self.pick(other).id]})

    @precondition(lambda self: self.api.world.tasks)
    @rule(one=PICK, other=st.integers(0, 1))
    def move(self, one: int, other: int) -> None:
        task = list(self.api.world.tasks.values())[one % len(self.api.world.tasks)]
        if task.home is not self.api.list or len(self.api.list.tasks) > 6:
            path = f"/api/v3/workspaces/{self.api.workspace.id}/tasks/{task.id}/home_list/{self.api.lists()[other].id}"
            answer = self.api.sandbox.handle("PUT", path, {"Authorization": self.api.sandbox.token})
            assert answer.status == 200

    @rule()
    def wait(self) -> None:
        self.api.sandbox.clock.move(1)

    @invariant()
    def renderings_are_true(self) -> None:
        world, shapes = self.api.world, self.api.sandbox._engine.tasks
        kept = [shapes.in_many(task) for task in world.tasks.values()]
        before = world.scenery
        world.scene_changed()
        fresh = [shapes.in_many(task) for task in world.tasks.values()]

        assert kept == fresh
        assert world.scenery == before + 1

    @invariant()
    def indexes_agree(self) -> None:
        world = self.api.world
        for task in world.tasks.values():
            assert world.lists[task.home.id].tasks[task.id] is task
            assert task.status in world.statuses_of(task.home)
            assert root_of(task).id in world.tasks
            assert all(child.parent is task for child in task.children)
            assert all(one.guests[task.id] is task for one in task.more_lists)
            assert all(link.link_id in world.tasks for link in task.linked)
            assert all({row.task.id, row.depends_on.id} <= set(world.tasks) for row in world.ties.dependencies_of(task))
            assert all(world.checklists.rows[row.id].task is task for row in world.checklists.of(task))
            assert task.parent is None or task.parent.home is task.home
        assert sum(len(one.tasks) for one in world.lists.values()) == len(world.tasks)
        assert sum(len(one.guests) for one in world.lists.values()) == sum(
            len(task.more_lists) for task in world.tasks.values()
        )


TestWork = Work.TestCase
TestWork.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
