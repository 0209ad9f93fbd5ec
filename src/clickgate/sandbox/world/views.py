"""Keeps views, and knows those that every place has from its beginning."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from clickgate.sandbox.world.around import is_there, workspace_of
from clickgate.sandbox.world.rows import Folder, Space, TaskList, View, Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clickgate.sandbox.world.around import Place
    from clickgate.sandbox.world.rows import User
    from clickgate.sandbox.world.whole import Whole

# Views that show tasks; a conversation is a chat, an activity a log. Source: official v2 document.
TASK_VIEWS = ("list", "board", "calendar", "gantt", "table", "timeline", "workload", "map")
MAKEABLE = (*TASK_VIEWS, "activity", "conversation")
# Views that the API shows, but neither makes nor changes, in a form of their own.
PAGE_VIEWS = ("form", "doc")

# What a place may have for its views to show; each part is kept as it was sent.
PARTS = ("grouping", "divide", "sorting", "filters", "columns", "team_sidebar", "settings")

# Source: https://developer.clickup.com/docs/views
PARENT_TYPES: dict[type, int] = {Workspace: 7, Space: 4, Folder: 5, TaskList: 6}

# Addresses in the app name a list's first view `6-<list>-1` (many public links); the rest goes by analogy.
_REQUIRED = re.compile(r"([4567])-([0-9]{1,18})-([12])")
_KINDS = {"list": 1, "board": 2}


class Views:
    """The views of all places."""

    def __init__(self, world: Whole) -> None:
        self._world = world
        self._views: dict[str, View] = {}

    def add(self, place: Place, name: str, kind: str, creator: User, at: int) -> View:
        """Make a view at the end of its place."""
        view_id = self._world.ids.view(workspace_of(place).id)
        view = View(view_id, name, kind, place, at, len(self.at(place)), creator)
        self.keep(view)
        return view

    def keep(self, view: View) -> None:
        """Note that a view changed; a required one becomes a row by that."""
        self._views[view.id] = view
        self._world.revision += 1

    def remove(self, view: View) -> None:
        """Take a view away with what was said in it."""
        for comment in tuple(self._world.threads.get(view, ())):
            self._world.remove_comment(comment)
        self._world.threads.pop(view, None)
        del self._views[view.id]
        self._world.revision += 1

    def forget(self, place: object) -> None:
        """Drop the views of a place that is gone."""
        for view in [one for one in self._views.values() if one.place is place]:
            self.remove(view)

    def all(self) -> Iterable[View]:
        """All views that are rows."""
        return self._views.values()

    def at(self, place: Place) -> list[View]:
        """The views that were made at a place, in order."""
        return [view for view in self._views.values() if view.place is place and not is_required(view)]

    def required(self, place: Place) -> dict[str, View]:
        """The views that a place has from its beginning, by type."""
        return {kind: self._required(place, kind) for kind in _KINDS}

    def find(self, view_id: str) -> View | None:
        """A view by its id, as long as its place is there."""
        found = self._views.get(view_id)
        if found is None:
            place, kind = self._read(view_id)
            found = None if place is None else self._required(place, kind)
        return found if found is not None and is_there(self._world, found.place) else None

    def _required(self, place: Place, kind: str) -> View:
        view_id = f"{PARENT_TYPES[type(place)]}-{place.id}-{_KINDS[kind]}"
        return self._views.get(view_id) or View(view_id, kind.capitalize(), kind, place, 0, _KINDS[kind] - 1)

    def _read(self, view_id: str) -> tuple[Place | None, str]:
        parts = _REQUIRED.fullmatch(view_id)
        if parts is None:
            return None, ""
        kind = next(name for name, number in _KINDS.items() if str(number) == parts[3])
        return self.place(int(parts[1]), parts[2]), kind

    def place(self, kind: int, place_id: str) -> Place | None:
        """The place that a view's `parent` names."""
        rows: dict[int, dict[str, Any]] = {
            7: self._world.workspaces,
            4: self._world.spaces,
            5: self._world.folders,
            6: self._world.lists,
        }
        return rows.get(kind, {}).get(place_id)


def is_required(view: View) -> bool:
    """Whether a view is one of those that its place has from its beginning."""
    return _REQUIRED.fullmatch(view.id) is not None
