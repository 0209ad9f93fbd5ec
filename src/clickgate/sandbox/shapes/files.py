"""Shapes files into the JSON values that ClickUp answers with: three forms for one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from clickgate.sandbox.shapes import people

if TYPE_CHECKING:
    from clickgate.sandbox.world.file_rows import Attachment

Json = dict[str, Any]

PATH = "/_files/"


def url(row: Attachment, origin: str) -> str:
    """Where the sandbox itself serves the file."""
    return f"{origin}{PATH}{row.id}/{quote(row.title, safe='')}"


def just_made(row: Attachment, origin: str) -> Json:
    """The answer of v2's upload: the date is a number, the version text."""
    address = url(row, origin)
    thumbnail = address if row.is_picture else None
    return {
        "id": row.id,
        "version": "0",
        "date": row.date,
        "title": row.title,
        "extension": row.extension,
        "thumbnail_small": thumbnail,
        "thumbnail_medium": thumbnail,
        "thumbnail_large": thumbnail,
        "url": address,
    }


def on_task(row: Attachment, origin: str) -> Json:
    """A file as a task shows it (recorded, 2026-05): the date is text, the version a number, much is null."""
    address = url(row, origin)
    thumbnail = address if row.is_picture else None
    return {
        "id": row.id,
        "date": str(row.date),
        "title": row.title,
        "type": 1,
        "source": 1,
        "version": 0,
        "extension": row.extension,
        "thumbnail_small": thumbnail,
        "thumbnail_medium": thumbnail,
        "thumbnail_large": thumbnail,
        "width": row.width,
        "height": row.height,
        "is_folder": None,
        "mimetype": row.mime_type,
        "hidden": False,
        "parent_id": row.owner_id,
        "size": row.blob.size,
        "total_comments": 0,
        "resolved_comments": 0,
        "user": people.person(row.user),
        "deleted": False,
        "orientation": None,
        "url": address,
        "email_data": None,
        "workspace_id": row.workspace.id,
        "url_w_query": f"{address}?view=open",
        "url_w_host": address,
    }


def in_v3(row: Attachment, origin: str) -> Json:
    """A file as v3 has it: dates are numbers, thumbnails that are not there empty text."""
    address = url(row, origin)
    thumbnail = address if row.is_picture else ""
    return {
        "id": row.id,
        "title": row.title,
        "extension": row.extension,
        "mime_type": row.mime_type,
        "size": row.blob.size,
        "parent_entity_type": row.owner,
        "parent_id": row.owner_id,
        "user_id": row.user.id,
        "date_created": row.date,
        "date_updated": row.date,
        "signed": False,
        "thumbnail_small": thumbnail,
        "thumbnail_medium": thumbnail,
        "thumbnail_large": thumbnail,
        "url": address,
    }
