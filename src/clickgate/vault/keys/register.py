"""Keeps beside the key which data keys were destroyed, so that a restored database does not bring them back."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from clickgate.errors import VaultLocked
from clickgate.vault.keys import disk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


class Register:
    """A file of lines, each a destroyed data key: its id, its organization, and when, in seconds since the Unix epoch.

    Lines are only ever added. May be used by several threads and processes at once.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: tuple[int, int] | None = None
        self._data_keys: frozenset[str] = frozenset()
        self._organizations: dict[str, float] = {}

    def covers(self, data_key_id: str, organization_id: str, made_at: float) -> bool:
        """Tell whether a data key was destroyed, or was there before all of its organization's were.

        Raises:
            VaultLocked: The file can't be read.
        """
        self._read()
        return data_key_id in self._data_keys or made_at < self._organizations.get(organization_id, 0.0)

    def add(self, destroyed: Iterable[tuple[str, str, float]]) -> None:
        """Add those that are not there yet: id, organization, time.

        Raises:
            VaultLocked: The file can't be read or written.
        """
        self._read()
        lines = [f"{id_} {organization} {at!r}\n" for id_, organization, at in destroyed if id_ not in self._data_keys]
        if lines:
            with self._told():
                disk.append(self.path, "".join(lines))

    def _read(self) -> None:
        with self._told():
            try:
                found = self.path.stat()
            except FileNotFoundError:
                self._seen, self._data_keys, self._organizations = None, frozenset(), {}
                return
            if self._seen != (found.st_mtime_ns, found.st_size):
                self._take(self.path.read_text(encoding="utf-8", errors="replace"))
                self._seen = found.st_mtime_ns, found.st_size

    def _take(self, text: str) -> None:
        organizations: dict[str, float] = {}
        data_keys = set()
        for line in text.rpartition("\n")[0].split("\n"):  # a line without its end was torn by a crash, and comes again
            with contextlib.suppress(ValueError):
                id_, organization, at = line.split(" ")
                organizations[organization] = max(float(at), organizations.get(organization, 0.0))
                data_keys.add(id_)
        self._data_keys, self._organizations = frozenset(data_keys), organizations

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise VaultLocked(
                f"The register of destroyed keys, {self.path}, can't be used: {error.strerror}.",
                advice="Look at its rights and at the room on the disk.",
            ) from None


@runtime_checkable
class KeepsRegister(Protocol):
    """A key source that keeps such a register beside the key."""

    register: Register
