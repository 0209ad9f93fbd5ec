"""Copies each line of the log to where others collect logs: the standard output, or a file."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING

from clickgate.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable

_log = logging.getLogger("clickgate.audit")
_STDOUT = 1


class Sinks:
    """What takes copies. One that fails is told of once, until it works again; it never stops the log."""

    def __init__(self) -> None:
        self.all: list[Callable[[bytes], None]] = []
        self._failing: set[int] = set()

    def add(self, write: Callable[[bytes], None]) -> None:
        """Give each line to `write` from now on."""
        self.all.append(write)

    def emit(self, organization_id: str, segment: str, line: bytes) -> None:
        """Give a line to all: the line of the file, with `organization` and `segment` put before its members."""
        told = b'{"organization":"%b","segment":"%b",%b' % (organization_id.encode(), segment.encode(), line[1:])
        for number, write in enumerate(self.all):
            try:
                write(told)
            except Exception as error:
                if number not in self._failing:
                    self._failing.add(number)
                    _log.error(
                        "A copy of the audit log could not be written (%s); the log goes on.", type(error).__name__
                    )
            else:
                self._failing.discard(number)


def open_sink(setting: str) -> Callable[[bytes], None]:
    """Open what a setting names: `stdout`, or `file:/path`.

    Raises:
        ConfigurationError: It is neither, or the file can't be opened.
    """
    if setting == "stdout":
        return lambda line: _write_whole(_STDOUT, line)
    kind, _, path = setting.partition(":")
    if kind != "file" or not path:
        raise ConfigurationError("CLICKGATE_AUDIT_SINK is `stdout` or `file:/path`.")
    try:
        file = os.open(
            Path(path).expanduser(), os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600
        )
    except OSError as error:
        raise ConfigurationError(f"The file of CLICKGATE_AUDIT_SINK can't be opened: {error.strerror}.") from error
    return lambda line: _write_whole(file, line)


def _write_whole(file: int, line: bytes) -> None:
    while line:
        line = line[os.write(file, line) :]
