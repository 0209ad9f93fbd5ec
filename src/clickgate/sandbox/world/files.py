"""Keeps the files of a world, within the storage that each workspace's plan gives."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from clickgate.sandbox.world.file_rows import Attachment

if TYPE_CHECKING:
    from clickgate.sandbox.spool import Blob
    from clickgate.sandbox.world.file_rows import Owner
    from clickgate.sandbox.world.rows import Task, User, Workspace
    from clickgate.sandbox.world.whole import Whole

MEGABYTE = 1024 * 1024
# Source: https://clickup.com/pricing; the other plans have no limit.
STORAGE = {"free": 100 * MEGABYTE}
# Source: https://developer.clickup.com/docs/attachments
MOST = 1024 * MEGABYTE

_PNG = b"\x89PNG\r\n\x1a\n"
_GIF = (b"GIF87a", b"GIF89a")


class Files:
    """The files of one world.

    Attributes:
        origin: Scheme and authority of the address that files are read from.
        storage: Bytes that a plan gives a workspace; a plan without a number gives as many as you like.
    """

    def __init__(self, world: Whole) -> None:
        self._world = world
        self.origin = "http://127.0.0.1"
        self.storage = dict(STORAGE)
        self._number = 0
        self.rows: dict[str, Attachment] = {}
        self._of: dict[tuple[Owner, str], list[Attachment]] = {}
        self._used: dict[str, int] = {}  # bytes by workspace id

    def add(
        self,
        workspace: Workspace,
        owner: tuple[Owner, str],
        user: User,
        at: int,
        *,
        title: str,
        mime_type: str,
        blob: Blob,
    ) -> Attachment:
        """Keep a file."""
        stem, dot, extension = title.rpartition(".")
        extension = extension.lower() if stem and dot else ""
        file_id = self._world.ids.uuid() + (f".{extension}" if extension else "")
        self._number += 1
        row = Attachment(file_id, workspace, *owner, title, extension, mime_type, user, at, self._number, blob)
        row.width, row.height = measure(blob)
        self.rows[file_id] = row
        self._of.setdefault(owner, []).append(row)
        self._used[workspace.id] = self._used.get(workspace.id, 0) + blob.size
        self._world.revision += 1
        return row

    def of(self, owner: Owner, owner_id: str) -> list[Attachment]:
        """The files of a task or field, oldest first."""
        return self._of.get((owner, owner_id), [])

    def take_over(self, source: Task, target: Task) -> None:
        """Hand all files of a task to another one."""
        for row in self._of.pop(("tasks", source.id), []):
            row.owner_id = target.id
            self._of.setdefault(("tasks", target.id), []).append(row)

    def forget(self, task: Task) -> None:
        """Drop the files of a task that is gone."""
        for row in self._of.pop(("tasks", task.id), []):
            del self.rows[row.id]
            self._used[row.workspace.id] -= row.blob.size

    def has_room(self, workspace: Workspace, size: int) -> bool:
        """Whether the workspace's storage takes so many bytes more."""
        most = self.storage.get(workspace.plan)
        return most is None or self._used.get(workspace.id, 0) + size <= most


def measure(blob: Blob) -> tuple[int | None, int | None]:
    """Width and height of a PNG or GIF picture in pixels; None for anything else."""
    head = blob.head(24)
    if head.startswith(_PNG) and len(head) == 24:
        width, height = struct.unpack(">II", head[16:])
        return width, height
    if head.startswith(_GIF) and len(head) >= 10:
        width, height = struct.unpack("<HH", head[6:10])
        return width, height
    return None, None
