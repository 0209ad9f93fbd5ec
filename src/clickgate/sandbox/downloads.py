"""Serves the files that were uploaded, under the addresses that their answers tell.

As at ClickUp, an address is its own permission: it can't be guessed, and whoever has it may read the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from clickgate.sandbox.shapes.files import PATH

if TYPE_CHECKING:
    from clickgate.sandbox.spool import Blob
    from clickgate.sandbox.world.world import World


class Download(NamedTuple):
    """A file on its way out."""

    headers: list[tuple[bytes, bytes]]
    blob: Blob


def is_download(method: str, path: str) -> bool:
    """Whether a request is for a file."""
    return method in ("GET", "HEAD") and path.startswith(PATH)


def find_download(world: World, path: str) -> Download | None:
    """The file that `/_files/<id>/<name>` means, None where there is none; the name may be any."""
    row = world.files.rows.get(path.removeprefix(PATH).partition("/")[0])
    if row is None:
        return None
    # Saved, never shown: a page that somebody uploaded must not run beside the API.
    name = f"attachment; filename*=UTF-8''{quote(row.title, safe='')}"
    kind = row.mime_type.encode("latin-1", "replace")
    headers = [
        (b"content-type", kind),
        (b"content-length", b"%d" % row.blob.size),
        (b"content-disposition", name.encode()),
        (b"x-content-type-options", b"nosniff"),
    ]
    return Download(headers, row.blob)
