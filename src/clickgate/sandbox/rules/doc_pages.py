"""Rules of the pages of docs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickgate.sandbox.answers import Answer, Refusal, answer
from clickgate.sandbox.cursors import created
from clickgate.sandbox.registry import rule
from clickgate.sandbox.rules.docs import doc_of
from clickgate.sandbox.shapes import docs

if TYPE_CHECKING:
    from clickgate.sandbox.call import Call
    from clickgate.sandbox.world.doc_rows import Page

_FORMATS = ("text/md", "text/plain")
_JOIN = "\n"


@rule("doc_pages.list", "official", "`max_page_depth` 0 gives the top level alone (guess); plain text is Markdown cut.")
def list_pages(call: Call) -> Answer:
    """The pages of a doc with their content, nested."""
    doc, as_text, depth = doc_of(call), _is_text(call.text("content_format")), _depth(call)
    return answer([docs.page_tree(row, depth, as_text=as_text) for row in doc.pages])


@rule("doc_pages.get_listing", "official", "As `doc_pages.list`, without content.")
def get_listing(call: Call) -> Answer:
    """The tree of a doc's pages."""
    doc, depth = doc_of(call), _depth(call)
    return answer([docs.entry(row, depth) for row in doc.pages])


@rule("doc_pages.create", "official", "Answers 201; text/plain is kept as it is (guess).")
def create_page(call: Call) -> Answer:
    """Add a page."""
    doc = doc_of(call)
    above = call.body.get("parent_page_id")
    parent = _page(call, str(above)) if above else None
    text = _sent_text(call, "content") or ""
    sub_title = _sent_text(call, "sub_title")
    as_text = _is_text(call.body.get("content_format"))
    row = call.world.docs.add_page(doc, parent, call.name(), call.me, call.now, text)
    row.sub_title = sub_title
    return created(docs.page(row, as_text=as_text))


@rule("doc_pages.get", "official", "Without the pages below it (guess).")
def get_page(call: Call) -> Answer:
    """Read a page."""
    row, as_text = _page(call, call.params["page_id"]), _is_text(call.text("content_format"))
    return answer(docs.page(row, as_text=as_text))


@rule("doc_pages.update", "official", "200 without a body; what is appended or prepended stands on a line of its own.")
def update_page(call: Call) -> Answer:
    """Rewrite a page, or add to its beginning or end."""
    row = _page(call, call.params["page_id"])
    content, sub_title = _sent_text(call, "content"), _sent_text(call, "sub_title")
    _is_text(call.body.get("content_format"))
    if content is not None:
        row.content = _edited(row.content, content, call.body.get("content_edit_mode", "replace"))
    if isinstance(call.body.get("name"), str):
        row.name = call.name()
    if sub_title is not None:
        row.sub_title = sub_title
    call.world.docs.changed(row, call.now, call.me)
    return Answer(200, b"")


def _edited(before: str, sent: str, mode: object) -> str:
    results = {"replace": sent, "append": before + _JOIN + sent, "prepend": sent + _JOIN + before}
    if not isinstance(mode, str) or mode not in results:
        raise Refusal("SANDBOX_003", "content_edit_mode is replace, append or prepend")
    return results[mode]


def _page(call: Call, page_id: str) -> Page:
    doc, found = doc_of(call), call.world.docs.pages.get(page_id)
    if found is None or found.doc is not doc:
        raise Refusal("SANDBOX_005", "Page not found")
    return found


def _depth(call: Call) -> int:
    depth = call.number("max_page_depth")
    return -1 if depth is None else depth


def _is_text(sent: object) -> bool:
    if sent and sent not in _FORMATS:
        raise Refusal("SANDBOX_003", "content_format is text/md or text/plain")
    return sent == "text/plain"


def _sent_text(call: Call, name: str) -> str | None:
    sent = call.body.get(name)
    if sent is not None and not isinstance(sent, str):
        raise Refusal("SANDBOX_003", f"{name} must be text")
    return sent
