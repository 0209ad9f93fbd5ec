"""Secrets that are planted on purpose, and a search for them in all that a program leaves behind, however written."""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import gzip
import json
import logging
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType

PIECE = 20  # characters of a secret that must not be seen, even alone
_TESTS = str(Path(__file__).parents[1])
_DEEPEST = 4


def forms(piece: bytes) -> Iterator[tuple[str, bytes]]:
    """Every way to write a piece that is looked for; all but `raw`, `reversed` and base64 in small letters."""
    yield "raw", piece
    yield "reversed", piece[::-1]
    yield "UTF-16", piece.decode("latin-1").encode("utf-16-le").lower()
    yield "UTF-16, high byte first", piece.decode("latin-1").encode("utf-16-be").lower()
    yield "hex", piece.hex().encode()
    yield "percent-encoded", "".join(f"%{byte:02x}" for byte in piece).encode()
    yield "JSON escapes", "".join(f"\\u{byte:04x}" for byte in piece).encode()
    yield "Python escapes", "".join(f"\\x{byte:02x}" for byte in piece).encode()
    yield "numbers", ", ".join(map(str, piece)).encode()
    for written in (repr(piece)[2:-1].encode(), json.dumps(piece.decode("latin-1"))[1:-1].encode()):
        if written != piece:
            yield "as a literal", written.lower()
    for shift, lost in enumerate((0, 2, 3)):
        end = (shift + len(piece)) * 8 // 6
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield f"base64 at {shift}", encode(bytes(shift) + piece)[lost:end]


_AS_WRITTEN = ("raw", "reversed", "base64")


class Canaries:
    """The secrets that were planted."""

    def __init__(self) -> None:
        self._exact: dict[bytes, str] = {}
        self._folded: dict[bytes, str] = {}
        self.count = 0

    def add(self, name: str, secret: str | bytes) -> None:
        """Look for a secret from now on: for the first and for the last 20 characters of its random part."""
        text = secret.encode() if isinstance(secret, str) else bytes(secret)
        tail = text.rpartition(b"_")[2]
        text = tail if isinstance(secret, str) and len(tail) >= PIECE else text
        if len(text) < PIECE:
            raise ValueError("a canary is longer")
        self.count += 1
        for piece in {text[:PIECE], text[-PIECE:]}:
            for form, needle in forms(piece):
                kept = self._exact if form.startswith(_AS_WRITTEN) else self._folded
                kept[needle] = f"{name}, {form}"

    def found_in(self, data: bytes | str) -> list[str]:
        """Which of the secrets stand in some bytes, and how they are written."""
        raw = data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data
        folded = raw.lower()
        return sorted(
            {name for needle, name in self._exact.items() if needle in raw}
            | {name for needle, name in self._folded.items() if needle in folded}
        )

    def found_below(self, *folders: Path, but: Callable[[Path], bool] = lambda path: False) -> list[str]:
        """Which of the secrets stand in the files below some folders, or in their names."""
        found = []
        for folder in folders:
            for path in sorted(folder.rglob("*")):
                if path.is_file() and not but(path):
                    told = self.found_in(str(path)) + [one for view in views(path) for one in self.found_in(view)]
                    found += [f"{path}: {one}" for one in told]
        return found

    def found_in_command_lines(self) -> list[str]:
        """Which of the secrets stand in the command line of any process of this machine."""
        found = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                found += [f"{path}: {one}" for one in self.found_in(path.read_bytes())]
        return found


def views(path: Path) -> Iterator[bytes]:
    """What a file holds, as it is and unpacked."""
    with contextlib.suppress(FileNotFoundError):  # others may take it away meanwhile
        data = path.read_bytes()
        yield data
        if data[:4] == b"PAR1":
            import duckdb

            yield repr(duckdb.read_parquet(str(path)).fetchall()).encode()
        if data[:2] == b"\x1f\x8b":
            yield gzip.decompress(data)


def caught(call: Callable[[], object]) -> BaseException:
    """What a call raises.

    Raises:
        AssertionError: It raises nothing.
    """
    try:
        call()
    except BaseException as error:  # an interrupt is a failure, too
        return error
    raise AssertionError("nothing was raised")


def everything_said(error: BaseException) -> str:
    """All that programs show of an error: its text, its values, and tracebacks with the local variables of each frame.

    The frames of the test that made it come about are left out: they hold what was planted.
    """
    error = error.with_traceback(_ours(error.__traceback__))
    plain = traceback.TracebackException.from_exception(error, capture_locals=True)
    return "\n".join(
        [str(error), repr(error), repr(error.args), _show(vars(error)), *plain.format(), *_as_rich_shows(error)]
    )


def _ours(at: TracebackType | None) -> TracebackType | None:
    while at is not None and at.tb_frame.f_code.co_filename.startswith(_TESTS):
        at = at.tb_next
    return at


def _as_rich_shows(error: BaseException | None) -> Iterator[str]:
    """Each local variable of each frame with what is inside it, as tools show that format values prettily."""
    while error is not None:
        at = _ours(error.__traceback__)
        while at is not None:
            yield from (f"{name} = {_show(value)}" for name, value in at.tb_frame.f_locals.items())
            at = at.tb_next
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _show(value: Any, depth: int = 0) -> str:
    if depth == _DEEPEST:
        return repr(value)
    if isinstance(value, dict):
        return repr(value) + "".join(_show(one, depth + 1) for pair in value.items() for one in pair)
    if isinstance(value, list | tuple | set | frozenset):
        return repr(value) + "".join(_show(one, depth + 1) for one in value)
    if hasattr(type(value), "__rich_repr__"):
        return repr(value) + "".join(_show(one, depth + 1) for one in value.__rich_repr__())
    fields: Iterable[str] = ()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = [field.name for field in dataclasses.fields(value)]
    return repr(value) + "".join(_show(getattr(value, name, None), depth + 1) for name in fields)


@contextlib.contextmanager
def everything_logged() -> Iterator[list[str]]:
    """Hear what every logger says, down to DEBUG, with all that its records hold."""
    said: list[str] = []

    class Hearing(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(f"{self.format(record)} {record.__dict__!r}")
            if record.exc_info and record.exc_info[1]:
                said.append(everything_said(record.exc_info[1]))

    known = [logging.getLogger(name) for name in list(logging.root.manager.loggerDict)]
    before = [(logger, logger.level, logger.propagate) for logger in [logging.root, *known]]
    hearing = Hearing(logging.NOTSET)
    logging.root.addHandler(hearing)
    for logger, _, _ in before:
        logger.setLevel(logging.DEBUG)
        logger.propagate = True
    try:
        yield said
    finally:
        logging.root.removeHandler(hearing)
        for logger, level, propagate in before:
            logger.setLevel(level)
            logger.propagate = propagate
