"""The search for planted secrets finds whatever was leaked: each way of writing is leaked on purpose."""

from __future__ import annotations

import base64
import logging
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.canary import Canaries, caught, everything_logged, everything_said, forms

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "pk_12345678_H8J9K0L1M2N3P4Q5R6S7T8U9V0W1X2Y3"
KEY = bytes((number * 7 + 3) % 256 for number in range(32))


@pytest.mark.parametrize("secret", [SECRET, KEY], ids=["a token", "a key"])
@pytest.mark.parametrize("cut_off", [slice(None), slice(0, 20), slice(-20, None)], ids=["whole", "begin", "end"])
def test_the_search_finds_what_was_leaked_however_it_is_written(tmp_path: Path, secret: str | bytes, cut_off: slice):
    canaries = Canaries()
    canaries.add("planted", secret)
    piece = (secret.rpartition("_")[2].encode() if isinstance(secret, str) else secret)[cut_off]
    written = [*forms(piece), ("in another", b"%b" % base64.b64encode(b"x" + piece + b"y"))]
    found = {}
    for number, (form, data) in enumerate(written):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "file").write_bytes(os.urandom(70_000) + data + b"behind")
        found[form] = canaries.found_below(folder) != []

    assert canaries.found_in(os.urandom(1 << 20)) == []
    assert {form for form, is_found in found.items() if not is_found} == set()


def test_the_search_finds_what_frames_and_logs_show(tmp_path: Path):
    canaries = Canaries()
    canaries.add("planted", SECRET)
    code = compile("def leak(text):\n    held = {'deep': [text]}\n    raise ValueError('no')", "elsewhere.py", "exec")
    names: dict[str, Any] = {}
    exec(code, names)  # a frame that is not of the tests
    error = caught(lambda: names["leak"](SECRET))
    with everything_logged() as logged:
        logging.getLogger("some.where").debug("sent %s", {"header": SECRET})
        logging.getLogger("urllib3").debug("x", extra={"kept": SECRET})

    assert canaries.found_in(everything_said(error))
    assert [bool(canaries.found_in(line)) for line in logged] == [True, True]


def test_the_search_finds_what_a_command_line_shows():
    canaries = Canaries()
    canaries.add("planted", SECRET)
    command = [sys.executable, "-c", "input(1)", SECRET]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.read(1)  # it runs
        found = canaries.found_in_command_lines()
        process.communicate(b"\n")

    assert found
    assert canaries.found_in_command_lines() == []
