"""Shapes docs and pages into the JSON values that ClickUp answers with: dates and people are numbers here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickgate.sandbox.markdown import plain

if TYPE_CHECKING:
    from clickgate.sandbox.world.doc_rows import Doc, Page

Json = dict[str, Any]

_SHOWN = ("author_header", "contributor_header", "cover_header", "date_header", "page_outline", "sub_pages")
_NOT_SHOWN = (
    "sub_title_header",
    "title_icon_header",
    "relationships",
    "relationships_compact",
    "sub_pages_author",
    "sub_pages_thumbnail",
    "sub_pages_compact",
)
# How the pages of a new doc look: the names are official, the values a guess.
LOOK: Json = {
    "font": "default",
    "font_size": 1,
    "line_height": 1,
    "page_width": 1,
    "paragraph_spacing": 1,
    **{f"show_{part}": True for part in _SHOWN},
    **{f"show_{part}": False for part in _NOT_SHOWN},
    "sub_page_size": "medium",
    "sub_pages_style": "list",
}


def doc_in_many(row: Doc) -> Json:
    """A doc among others."""
    return {
        "id": row.id,
        "date_created": row.date_created,
        "date_updated": row.date_updated,
        "name": row.name,
        "type": 1,
        "parent": {"id": row.parent_id, "type": row.parent_type},
        "public": row.visibility == "PUBLIC",
        "workspace_id": int(row.workspace.id),
        "creator": row.creator.id,
        "deleted": False,
        "archived": False,
    }


def doc_alone(row: Doc) -> Json:
    """A doc read by its id, with how its pages look."""
    return doc_in_many(row) | {"page_defaults": LOOK}


def entry(row: Page, depth: int) -> Json:
    """A page in a doc's table of contents with so many levels below it; all where `depth` is negative."""
    return _named(row) | {"pages": [entry(one, depth - 1) for one in row.pages] if depth else []}


def page(row: Page, *, as_text: bool) -> Json:
    """A page with its content, without those below it."""
    shape = _named(row) | {
        "date_created": row.date_created,
        "date_updated": row.date_updated,
        "content": plain(row.content) if as_text else row.content,
        "creator_id": row.creator.id,
        "deleted": False,
        "archived": False,
        "authors": [row.creator.id],
        "contributors": [user.id for user in row.contributors],
        "protected": False,
        "presentation_details": LOOK,
    }
    if row.sub_title is not None:
        shape["sub_title"] = row.sub_title
    if row.edited_by is not None:
        shape |= {"date_edited": row.date_updated, "edited_by": row.edited_by.id}
    return shape


def page_tree(row: Page, depth: int, *, as_text: bool) -> Json:
    """A page with its content and so many levels below it; all where `depth` is negative."""
    below = [page_tree(one, depth - 1, as_text=as_text) for one in row.pages] if depth else []
    return page(row, as_text=as_text) | {"pages": below}


def _named(row: Page) -> Json:
    shape: Json = {
        "id": row.id,
        "doc_id": row.doc.id,
        "workspace_id": int(row.doc.workspace.id),
        "name": row.name,
    }
    if row.parent is not None:
        shape["parent_page_id"] = row.parent.id
    return shape
