"""Keeps docs and their pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickgate.sandbox.world.doc_rows import Doc, Page

if TYPE_CHECKING:
    from clickgate.sandbox.world.doc_rows import Visibility
    from clickgate.sandbox.world.rows import User, Workspace
    from clickgate.sandbox.world.whole import Whole


class Docs:
    """The docs of all workspaces, and their pages by id."""

    def __init__(self, world: Whole) -> None:
        self._world = world
        self.rows: dict[str, Doc] = {}
        self.pages: dict[str, Page] = {}

    def add(
        self,
        workspace: Workspace,
        name: str,
        creator: User,
        at: int,
        *,
        parent: tuple[int, str],
        visibility: Visibility = "PUBLIC",
    ) -> Doc:
        """Make a doc without pages; `parent` is type and id of its place."""
        doc_id, number = self._world.ids.view(workspace.id), len(self.rows) + 1
        doc = Doc(doc_id, workspace, name, *parent, creator, visibility, at, number, at)
        self.rows[doc_id] = doc
        self._world.revision += 1
        return doc

    def add_page(self, doc: Doc, parent: Page | None, name: str, creator: User, at: int, content: str = "") -> Page:
        """Make a page at the end of a doc, or of another page of it."""
        page = Page(self._world.ids.view(doc.workspace.id), doc, parent, name, None, content, creator, at, at)
        above = parent or doc
        above.pages = (*above.pages, page)
        self.pages[page.id] = page
        self.changed(page, at)
        return page

    def changed(self, page: Page, at: int, by: User | None = None) -> None:
        """Note that a page changed, and with it its doc."""
        page.date_updated = page.doc.date_updated = at
        if by is not None:
            page.edited_by = by
            if by not in page.contributors:
                page.contributors = (*page.contributors, by)
        self._world.revision += 1

    def can_read(self, doc: Doc, user: User) -> bool:
        """Whether somebody may read a doc: a public one every member but guests."""
        member = doc.workspace.members.get(user.id)
        if member is None:
            return False
        is_for_all = doc.visibility == "PUBLIC" and member.role != 4
        return is_for_all or user is doc.creator or user in doc.readers
