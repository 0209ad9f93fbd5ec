"""Keeps a sandbox in a folder: one SQLite file with its last moment, the writes since, and snapshots by name.

Each write is committed before it is done, so that a killed process loses none that was answered. A disk that is full
refuses writes and leaves reading alone. The file is locked as long as it is open.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from hashlib import sha256
from importlib.metadata import version
from typing import TYPE_CHECKING

import msgspec

from clickgate.errors import ConfigurationError
from clickgate.sandbox.journal import Entry, NotKept

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE = "sandbox.sqlite3"

# Counts up when the tables or the form of what stands in them change.
FORMAT = 1

# So many writes, or bytes of them, are noted before the moment is written anew: to do them again takes half a second.
MOST_ENTRIES = 5_000
MOST_BYTES = 64 * 1024 * 1024

_TABLES = (
    "CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE moment (id INTEGER PRIMARY KEY CHECK (id = 1), digest BLOB NOT NULL, data BLOB NOT NULL)",
    "CREATE TABLE journal (number INTEGER PRIMARY KEY, entry BLOB NOT NULL)",
    "CREATE TABLE snapshots (name TEXT PRIMARY KEY, digest BLOB NOT NULL, data BLOB NOT NULL, about TEXT NOT NULL)",
)
# A commit reaches the operating system before it is answered: what a killed process has committed is there. Only a
# machine that loses its power may lose the last commits, never the file.
_PRAGMAS = (
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA cell_size_check = ON",
    "PRAGMA trusted_schema = OFF",
)

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Entry).decode


class DataFolder:
    """The folder of one sandbox, open and locked until it is closed; a `Journal`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._noted = 0
        self._noted_bytes = 0
        self._is_behind = False  # a moment could not be kept: the writes since belong to no moment on the disk
        with self._opening():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._database = sqlite3.connect(
                folder / FILE, timeout=0.2, isolation_level=None, check_same_thread=False, cached_statements=16
            )
            try:
                self._prepare()
            except BaseException:
                self._database.close()
                raise

    def _prepare(self) -> None:
        for pragma in _PRAGMAS:
            self._database.execute(pragma)
        with self._transaction():
            tables = {name for (name,) in self._database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
            if not tables:
                for statement in _TABLES:
                    self._database.execute(statement)
                self._put_about("format", str(FORMAT))
                return
            found = self._about("format") if "about" in tables else ""
        if found != str(FORMAT):
            raise ConfigurationError(
                f"{self.folder / FILE} is of form {found or 'unknown'}, and this version reads form {FORMAT}.",
                advice="Use another folder, or the version of clickgate that made it. Nothing in it was changed.",
            )

    def load(self) -> tuple[bytes, list[Entry]] | None:
        """The last moment and the writes since; None where the folder is new.

        Raises:
            ConfigurationError: It can't be read, or its writes were noted by a version that may do them otherwise.
        """
        with self._opening():
            row = self._database.execute("SELECT digest, data FROM moment").fetchone()
            entries = [
                _decode(entry) for (entry,) in self._database.execute("SELECT entry FROM journal ORDER BY number")
            ]
        if row is None:
            return None
        if sha256(row[1]).digest() != row[0]:
            raise self.damaged("its moment is not what was written")
        made_by = self._about("version")
        if entries and made_by != version("clickgate"):
            raise ConfigurationError(
                f"{self.folder} was left in the middle by clickgate {made_by}; this is {version('clickgate')}.",
                advice="Start that version on it once and stop it with Ctrl-C, or use another folder.",
            )
        self._noted, self._noted_bytes = len(entries), sum(len(entry.body) for entry in entries)
        return row[1], entries

    def record(self, entry: Entry) -> None:
        """Note a write that is about to be done."""
        if self._is_behind:
            raise NotKept("the last moment could not be kept")
        written = _encode(entry)
        with self._keeping():
            self._database.execute("INSERT INTO journal (entry) VALUES (?)", (written,))
        self._noted += 1
        self._noted_bytes += len(written)

    def keep(self, moment: bytes) -> None:
        """Put a moment in the place of the last one and of all writes since."""
        self._is_behind = True
        with self._keeping(), self._transaction():
            self._database.execute(
                "INSERT OR REPLACE INTO moment (id, digest, data) VALUES (1, ?, ?)", (sha256(moment).digest(), moment)
            )
            self._database.execute("DELETE FROM journal")
            self._put_about("version", version("clickgate"))
        self._is_behind = False
        self._noted = self._noted_bytes = 0

    @property
    def is_long(self) -> bool:
        """Whether another moment is due."""
        return self._is_behind or self._noted >= MOST_ENTRIES or self._noted_bytes >= MOST_BYTES

    @property
    def noted(self) -> int:
        """Writes noted since the last moment."""
        return self._noted

    def put_snapshot(self, name: str, about: bytes, data: bytes) -> None:
        """Keep a snapshot, `about` being what a list of them shows.

        Raises:
            NotKept: It can't be kept.
        """
        with self._keeping():
            self._database.execute(
                "INSERT OR REPLACE INTO snapshots (name, digest, data, about) VALUES (?, ?, ?, ?)",
                (name, sha256(data).digest(), data, about.decode()),
            )

    def snapshots(self) -> Iterator[tuple[str, bytes, bytes]]:
        """Name, `about` and data of all snapshots that are whole, by name."""
        rows = self._database.execute("SELECT name, about, digest, data FROM snapshots ORDER BY name")
        return ((name, about.encode(), data) for name, about, digest, data in rows if sha256(data).digest() == digest)

    def remove_snapshot(self, name: str) -> None:
        """Take a snapshot away.

        Raises:
            NotKept: The disk refuses.
        """
        with self._keeping():
            self._database.execute("DELETE FROM snapshots WHERE name = ?", (name,))

    def close(self) -> None:
        """Let go of the folder."""
        self._database.close()

    def _about(self, name: str) -> str:
        row = self._database.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        return "" if row is None else str(row[0])

    def _put_about(self, name: str, value: str) -> None:
        self._database.execute("INSERT OR REPLACE INTO about (name, value) VALUES (?, ?)", (name, value))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN EXCLUSIVE")
        try:
            yield
            self._database.execute("COMMIT")
        except BaseException:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise

    @contextmanager
    def _keeping(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OverflowError) as error:
            raise NotKept(f"{self.folder}: {error}") from error

    @contextmanager
    def _opening(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ConfigurationError(
                f"The folder {self.folder} can't be used: {error.strerror or error}.",
                advice="Name another with --data.",
            ) from error
        except sqlite3.Error as error:
            raise self._refused(error) from error
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            raise self.damaged(str(error)) from error

    def _refused(self, error: sqlite3.Error) -> ConfigurationError:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return ConfigurationError(
                f"Another sandbox is running on {self.folder}.", advice="Stop it, or name another folder with --data."
            )
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            return self.damaged(str(error))
        return ConfigurationError(
            f"The folder {self.folder} can't be used: {error}.",
            advice="Look whether the disk is full and whether the folder may be written.",
        )

    def damaged(self, how: str) -> ConfigurationError:
        """The error for a folder whose content can't be read."""
        return ConfigurationError(
            f"What is kept in {self.folder} can't be read: {how}.",
            advice=f"Move {FILE} and what begins with its name away, or name another folder. Nothing was changed.",
        )
