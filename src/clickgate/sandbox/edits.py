"""Edits on request between two pages of a listing, to see whether who pages loses rows or reads them twice."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from clickgate.sandbox.answers import Answer
    from clickgate.sandbox.call import Call
    from clickgate.sandbox.world.rows import Task, Token
    from clickgate.sandbox.world.world import World

    Act = Callable[[str, str, bytes, Token], Answer]

_MOST = 100


class Edit(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What is done once a page of tasks was answered, as if somebody else had done it just then.

    `match` is an operation such as `tasks.list`, or `*` for all that list tasks; `after_page` the page, from 0.
    `insert` makes so many tasks in the list of the page's first task, `delete` deletes so many from the head of the
    page, `update` renames so many at its end. `times` ends the edit after so many pages, 0 never.
    """

    match: str = "*"
    after_page: int = 0
    insert: int = 0
    delete: int = 0
    update: int = 0
    times: int = 1
    id: int = 0

    def __post_init__(self) -> None:
        counts = (self.insert, self.delete, self.update)
        if any(not 0 <= count <= _MOST for count in counts) or not any(counts):
            raise ValueError(f"insert, delete and update are 0 to {_MOST}, and one of them is not 0")
        if self.after_page < 0 or self.times < 0:
            raise ValueError("after_page and times are not negative")


class _Named(msgspec.Struct):
    id: str


class _Page(msgspec.Struct):
    tasks: list[_Named] = []


_read = msgspec.json.Decoder(_Page).decode


class Edits:
    """The edits that are ordered."""

    def __init__(self) -> None:
        self._set: list[tuple[Edit, list[int]]] = []  # with the count of times left; negative without an end
        self._number = 0

    def __iter__(self) -> Iterator[Edit]:
        return iter([edit for edit, _ in self._set])

    def put(self, edit: Edit) -> Edit:
        """Order an edit; it is given an id."""
        self._number += 1
        edit.id = self._number
        self._set.append((edit, [edit.times or -1]))
        return edit

    def remove(self, edit_id: int) -> bool:
        """Take one back; whether it was there."""
        kept = [entry for entry in self._set if entry[0].id != edit_id]
        was_there = len(kept) < len(self._set)
        self._set = kept
        return was_there

    def clear(self) -> None:
        """Take all back."""
        self._set.clear()

    def after(self, operation: str, call: Call, answer: Answer, act: Act) -> None:
        """Do what was ordered for the page that has just been answered; `act` carries out a request."""
        if not self._set or answer.status != 200:
            return
        page = call.text("page") or "0"
        for edit, left in tuple(self._set):
            if not fnmatchcase(operation, edit.match) or page != str(edit.after_page):
                continue
            shown = _tasks(call.world, answer)
            if shown:
                _carry_out(act, edit, shown, call.token)
                left[0] -= 1
                if left[0] == 0:
                    self.remove(edit.id)


def _tasks(world: World, answer: Answer) -> list[Task]:
    """The tasks of a page, as far as they are still there."""
    try:
        named = _read(answer.body).tasks
    except msgspec.DecodeError:
        return []
    return [task for one in named if (task := world.tasks.get(one.id)) is not None]


def _carry_out(act: Act, edit: Edit, shown: list[Task], token: Token) -> None:
    """Do it through the operations themselves, so that webhooks hear of it and a journal knows it."""
    home = shown[0].home
    for number in range(1, edit.insert + 1):
        body = msgspec.json.encode({"name": f"Put in after page {edit.after_page}, {number}"})
        act("POST", f"/api/v2/list/{home.id}/task", body, token)
    for task in shown[: edit.delete]:
        act("DELETE", f"/api/v2/task/{task.id}", b"", token)
    for task in shown[edit.delete :][-edit.update :] if edit.update else ():
        body = msgspec.json.encode({"name": f"{task.name} (changed)"})
        act("PUT", f"/api/v2/task/{task.id}", body, token)
