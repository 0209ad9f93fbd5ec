"""Works out which parameters ask for the page after this one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clickgate.catalog.model import Operation
    from clickgate.client.wire.page import Page


def next_params(operation: Operation, params: Mapping[str, Any], page: Page[Any]) -> dict[str, Any] | None:
    """Give the parameters to set for the next page, None where this page is the last.

    A page is believed to be the last when ClickUp says so, when it is empty, or, where ClickUp says nothing, when
    it is shorter than a page of this operation can be. A cursor that repeats itself ends the list.
    """
    if not page and operation.paging != "cursor":
        return None
    if operation.paging == "page":
        is_last = len(page) < operation.page_size if page.last_page is None else page.last_page
        return None if is_last else {"page": int(params.get("page") or 0) + 1}
    if operation.paging == "keyset":
        if len(page) < operation.page_size:
            return None
        oldest = page[-1]
        date, key = getattr(oldest, "date", None), getattr(oldest, "id", None)
        is_stuck = key is None or date is None or str(params.get("start_id")) == str(key)
        return None if is_stuck else {"start": date, "start_id": key}
    if operation.paging == "cursor" and page.next_cursor and page.next_cursor != params.get("cursor"):
        return {"cursor": page.next_cursor}
    return None
