"""The rows of files: what was uploaded, where to, and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from clickgate.sandbox.spool import Blob
    from clickgate.sandbox.world.rows import User, Workspace

Owner = Literal["tasks", "custom_fields"]


@dataclass(slots=True, eq=False)
class Attachment:
    """A file of a task or of a Files field; width and height are those of a picture whose format is known."""

    id: str
    workspace: Workspace
    owner: Owner
    owner_id: str
    title: str
    extension: str
    mime_type: str
    user: User
    date: int
    number: int
    blob: Blob
    width: int | None = None
    height: int | None = None

    @property
    def is_picture(self) -> bool:
        """Whether it is shown with thumbnails."""
        return self.mime_type.startswith("image/")
