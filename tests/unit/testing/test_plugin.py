"""The fixtures in a run of pytest of their own, as a user's suite has them."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest_plugins = ["pytester"]

SUITE = """
import asyncio
import os
import pytest

def test_a_task_is_made_through_the_client(clickup_client, clickup_world):
    backlog = clickup_world.list("Backlog")
    clickup_client.tasks.create(backlog.id, name="Made")
    assert [task.name for task in clickup_client.tasks.list(backlog.id)] == ["Made"]

@pytest.mark.parametrize("run", [1, 2])
def test_every_test_has_a_fresh_world(clickup_sandbox, clickup_client, run):
    assert clickup_sandbox.clock.offset == 0
    assert len(clickup_sandbox.requests) == 0 and len(clickup_sandbox.world.tasks) == 8
    home = next(iter(clickup_sandbox.world.lists))
    clickup_client.tasks.create(home, name="For this test alone")
    clickup_sandbox.clock.move(3600)
    clickup_sandbox.faults.add("*", "drop")

def test_there_is_no_limit_to_meet(clickup_sandbox):
    assert clickup_sandbox.handle("GET", "/api/v2/user", {"Authorization": clickup_sandbox.token}).headers[
        "x-ratelimit-limit"] == "10000"

@pytest.mark.clickup(seed="team", plan="free")
def test_the_marker_says_what_the_world_is_like(clickup_sandbox, clickup_client):
    assert len(clickup_sandbox.world.tasks) > 1000
    clickup_client.users.get_current()
    assert clickup_client.limits().limit == 100

def test_the_client_for_event_loops(clickup_async_client):
    async def ask():
        async with clickup_async_client as client:
            return (await client.users.get_current()).username
    assert asyncio.run(ask()) == "Amara Osei"

def test_the_environment_leads_to_it(clickup_environment, clickup_sandbox):
    from clickgate import Client
    with Client() as client:
        assert client.workspace_id == clickup_sandbox.workspace_id
        assert client.users.get_current().id
"""

HEAVY = ("clickgate.client", "clickgate.sandbox", "msgspec", "pyreqwest", "uvicorn")


def run(pytester: pytest.Pytester, suite: str, *arguments: str) -> pytest.RunResult:
    pytester.makepyfile(suite)
    return pytester.runpytest_subprocess("-p", "no:xdist", "-p", "no:cacheprovider", "-W", "error", *arguments)


def test_a_suite_finds_the_fixtures_without_importing_anything(pytester: pytest.Pytester):
    result = run(pytester, SUITE, "--strict-markers")

    assert result.parseoutcomes() == {"passed": 7}


def test_the_fixtures_are_listed_with_what_they_are_for(pytester: pytest.Pytester):
    result = run(pytester, "", "--fixtures", "-k", "clickup")

    shown = result.stdout.str()
    assert "A ClickUp of the test's own, on 127.0.0.1." in shown
    assert all(name in shown for name in ("clickup_sandbox", "clickup_client", "clickup_async_client", "clickup_world"))


def test_a_run_that_asks_for_no_fixture_loads_nothing_heavy():
    loaded = subprocess.run(
        [sys.executable, "-c", "import clickgate.testing.plugin, sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    assert "clickgate.testing.plugin" in loaded
    assert [name for name in HEAVY if name in loaded] == []
