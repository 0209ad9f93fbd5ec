"""Runs a piece of work in a process of its own that is killed, as by a failing machine, after so many calls."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import FrameType

_PRELOADED = ["clickgate.accounts.gate", "clickgate.accounts.accounts", "clickgate.client.api", "tests.support.killed"]
_PATIENCE = 60.0  # seconds


def run_killed(work: Callable[..., None], *args: object, rooms: Sequence[str], after: int | None) -> int | None:
    """Run `work` in a process that kills itself at the `after`-th call of a function of these rooms.

    Args:
        work: A function of a module; it is called with `args`.
        args: What it is called with; everything that can be pickled.
        rooms: Folders of `clickgate`, such as `accounts`, whose calls are counted.
        after: Which call is the last; None lets it end.

    Returns:
        How many calls there were, None where it was killed.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(theirs, work, args, tuple(rooms), after))
    process.start()
    theirs.close()
    process.join(_PATIENCE)
    if process.is_alive():
        process.kill()
        raise AssertionError("the work did not end")
    if process.exitcode not in {0, -signal.SIGKILL}:
        raise AssertionError(f"the work failed: {process.exitcode}")
    return ours.recv() if process.exitcode == 0 else None


def _run(pipe: Any, work: Callable[..., None], args: Sequence[object], rooms: Sequence[str], after: int | None) -> None:
    marks = tuple(f"{os.sep}clickgate{os.sep}{room}{os.sep}" for room in rooms)
    calls = 0

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal calls
        if event == "call" and any(mark in frame.f_code.co_filename for mark in marks):
            calls += 1
            if calls == after:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)
    work(*args)
    sys.setprofile(None)
    pipe.send(calls)
