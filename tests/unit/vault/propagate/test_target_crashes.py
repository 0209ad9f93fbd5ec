"""A run that is killed between any two steps is made good by the next one; nobody ever reads half a file.

A program is killed with SIGKILL before its first step, before its second, and so on, until it comes to its end. Steps
are what the outside sees: calls that change the file system, and both ends of every request. After each kill the same
run is done again.
"""

import json
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.fake_places import (
    aws_place,
    dotenv_place,
    gcp_place,
    github_place,
    kubernetes_place,
    openbao_place,
)

DRIVER = """
import http.client, json, os, signal, sys, fcntl
from pathlib import Path
from clickgate.kernel.secret import Secret
from clickgate.vault.propagate.opening import open_target
from clickgate.vault.propagate.run import propagate

plan = json.loads(sys.stdin.readline())
targets = [
    (name, open_target(kind, name, config, None if login is None else Secret(login)))
    for name, kind, config, login in plan["targets"]
]
files = [Path(path) for path in plan["files"]]
left = None


def killing(module, name):
    real = getattr(module, name)

    def step(*arguments, **named):
        global left
        if left is not None:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **named)

    setattr(module, name, step)


for name in ("open", "fchmod", "fchown", "fsync", "replace", "unlink"):
    killing(os, name)
killing(fcntl, "flock")
for name in ("connect", "request", "getresponse"):
    killing(http.client.HTTPConnection, name)


def run(number):
    noted = []
    outcomes = propagate(
        targets, Secret(f"pk_{number}_NEW"), number, dry_run=False, note=lambda name, outcome: noted.append(name)
    )
    return [(outcome.state, outcome.error, outcome.confirmed) for outcome in outcomes]


def in_a_child(act):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.write(writing, json.dumps(act()).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    status = os.waitpid(child, 0)[1]
    return os.WIFSIGNALED(status), json.loads(told) if told else None


def first(number):
    global left
    left = number
    return run(number)


number, killed = 0, True
while killed:
    number += 1
    killed, _ = in_a_child(lambda: first(number))
    after_kill = [path.read_bytes().decode() for path in files]
    _, outcomes = in_a_child(lambda: run(number))
    left_over = sorted({entry.name for path in files for entry in path.parent.iterdir()})
    print(json.dumps([number, killed, after_kill, outcomes, left_over]), flush=True)
    sys.stdin.readline()
"""


def drive(places):
    """Run the driver on these places; gives what it tells after each kill, while the places stand as they are."""
    plan = {
        "targets": [
            (name, place.kind, settings_of(place), None if place.login is None else place.login.reveal())
            for name, place in places.items()
        ],
        "files": [place.config["path"] for place in places.values() if place.kind == "dotenv"],
    }
    environment = {**os.environ, "AWS_EC2_METADATA_DISABLED": "true"}
    with subprocess.Popen(
        [sys.executable, "-c", DRIVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as driver:
        driver.stdin.write(json.dumps(plan) + "\n")
        driver.stdin.flush()
        for line in driver.stdout:
            yield json.loads(line)
            driver.stdin.write("\n")
            driver.stdin.flush()
        driver.stdin.close()
        assert driver.wait(60) == 0


def settings_of(place):
    return place.config if place.gate is None else {**place.config, place.address: place.gate.url, "timeout": "5"}


def value_of(number):
    return f"pk_{number}_NEW" if number else "old"


def check_each(places):
    """Hold every kill against what was promised; gives how many there were."""
    others = {name: place.others() for name, place in places.items()}
    first = [Path(place.config["path"]).read_bytes().decode() for place in places.values() if place.kind == "dotenv"]
    for number, killed, files, outcomes, entries in drive(places):
        for before, after in zip(first, files, strict=True):
            whole = {before.replace("old", value_of(number - 1)), before.replace("old", value_of(number))}
            assert after in whole, f"half a file after a kill before step {number}"
        assert set(entries) <= {".env"}
        for (name, place), (state, error, confirmed) in zip(places.items(), outcomes, strict=True):
            assert state in {"done", "unchanged"}, (number, name, error)
            assert confirmed is (True if place.readable else None)
            assert place.value() == value_of(number), (number, name)
            assert place.others() == others[name]
        if not killed:
            return number - 1
    raise AssertionError("the driver ended before its run did")


def test_a_file_is_whole_after_a_kill_between_any_two_steps(tmp_path):
    with dotenv_place(tmp_path) as place:
        kills = check_each({"site": place})

    assert kills >= 8


@pytest.fixture
def places(request, tmp_path):
    with ExitStack() as stack:

        def setting_up(name):
            folder = tmp_path / name
            folder.mkdir()
            match name:
                case "aws":
                    return aws_place(request.getfixturevalue("aws_endpoint"))
                case "openbao":
                    return openbao_place(request.getfixturevalue("openbao"))
            makers = {"github": github_place, "gcp": gcp_place, "kubernetes": kubernetes_place}
            return makers.get(name, dotenv_place)(folder)

        yield {name: stack.enter_context(setting_up(name)) for name in request.param}


RUNS = [("one", "github", "two"), ("openbao", "one"), ("kubernetes", "gcp"), ("aws", "one")]


@pytest.mark.parametrize("places", RUNS, ids=" ".join, indirect=True)
def test_a_run_over_many_targets_is_made_good_after_a_kill_between_any_two_steps(places):
    kills = check_each(places)

    assert kills >= 25
