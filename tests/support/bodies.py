"""Makes answers of ClickUp's by the yard: tasks as large and as varied as real ones, the same on every run."""

from __future__ import annotations

import json
import random
import uuid

_TEXT = (
    "draft review budget launch client invoice sprint backlog design copy banner server deploy contract feedback "
    "onboarding meeting report export filter webhook migration holiday weekly urgent blocked vendor quarter"
)
_WORDS = _TEXT.split()
_STATUSES = (
    ("to do", "#87909e", "open"),
    ("in progress", "#1090e0", "custom"),
    ("in review", "#5f55ee", "custom"),
    ("done", "#33a02c", "done"),
    ("complete", "#008844", "closed"),
)
_PRIORITIES = ((1, "urgent", "#f50000"), (2, "high", "#f8ae00"), (3, "normal", "#6fddff"), (4, "low", "#d8d8d8"))
_START = 1_760_000_000_000


class TaskMaker:
    """Makes tasks of one imagined list: about 5.5 kB each, with people, tags, a checklist and eight custom fields."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)
        self._options = [
            {"id": self._uuid(), "name": word.title(), "color": "#e65100", "orderindex": index}
            for index, word in enumerate(_WORDS[:5])
        ]
        self._fields = [(self._uuid(), self._uuid()) for _ in range(8)]

    def tasks(self, count: int) -> list[dict]:
        """Make so many tasks."""
        return [self.task() for _ in range(count)]

    def task(self) -> dict:
        """Make one task."""
        pick = self._random
        id_ = "86" + "".join(pick.choices("0123456789abcdefghijklmnpqrstuvwxyz", k=7))
        status = pick.randrange(len(_STATUSES))
        created = _START + pick.randrange(10**10)
        done = str(created + 86_400_000) if status >= 3 else None
        text = self._text(60)
        folder = {"id": "90120001234", "name": "Example Folder", "hidden": False, "access": True}
        return {
            "id": id_,
            "custom_id": f"EX-{pick.randrange(9999)}",
            "custom_item_id": 0,
            "name": self._text(7),
            "text_content": text,
            "description": text,
            "status": {
                "id": f"p90100004321_{status}xYz01Ab",
                "status": _STATUSES[status][0],
                "color": _STATUSES[status][1],
                "orderindex": status,
                "type": _STATUSES[status][2],
            },
            "orderindex": f"{pick.randrange(10**9)}.00000000000000000000000000000000",
            "date_created": str(created),
            "date_updated": str(created + pick.randrange(10**9)),
            "date_closed": done if status == 4 else None,
            "date_done": done,
            "archived": False,
            "creator": self._person(short=True),
            "assignees": [self._person() for _ in range(pick.randrange(3))],
            "group_assignees": [],
            "watchers": [self._person() for _ in range(pick.randrange(1, 4))],
            "checklists": [self._checklist(id_)] if pick.random() < 0.3 else [],
            "tags": [
                {"name": word, "tag_fg": "#EA80FC", "tag_bg": "#4A148C", "creator": 4001001}
                for word in pick.sample(_WORDS, pick.randrange(4))
            ],
            "parent": None,
            "top_level_parent": None,
            "priority": self._priority(),
            "due_date": pick.choice((None, str(created + 604_800_000))),
            "start_date": None,
            "points": pick.choice((None, 3)),
            "time_estimate": pick.choice((None, 7_200_000)),
            "time_spent": pick.choice((0, 5_400_000)),
            "custom_fields": self._custom_fields(created),
            "dependencies": [],
            "linked_tasks": [],
            "locations": [],
            "team_id": "9012000001",
            "url": f"https://app.clickup.com/t/{id_}",
            "sharing": {
                "public": False,
                "public_share_expires_on": None,
                "public_fields": ["assignees", "priority", "due_date", "content", "comments", "attachments"],
                "token": None,
                "seo_optimized": False,
            },
            "permission_level": "create",
            "list": {"id": "901200056789", "name": "Example List", "access": True},
            "project": folder,
            "folder": folder,
            "space": {"id": "90100004321"},
        }

    def _text(self, words: int) -> str:
        return " ".join(self._random.choices(_WORDS, k=words)).capitalize()

    def _uuid(self) -> str:
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def _person(self, *, short: bool = False) -> dict:
        number = 4_001_000 + self._random.randrange(30)
        person = {
            "id": number,
            "username": f"Person {number}",
            "color": "#7b68ee",
            "email": f"person{number}@example.com",
            "profilePicture": None,
        }
        return person if short else {**person, "initials": "P"}

    def _priority(self) -> dict | None:
        number, name, color = self._random.choice(_PRIORITIES)
        shown = {"color": color, "id": str(number), "orderindex": str(number), "priority": name}
        return self._random.choice((None, shown))

    def _checklist(self, task_id: str) -> dict:
        items = [
            {
                "id": self._uuid(),
                "name": self._text(4),
                "orderindex": index,
                "assignee": None,
                "group_assignee": None,
                "resolved": bool(index),
                "parent": None,
                "date_created": str(_START),
                "children": [],
            }
            for index in range(2)
        ]
        return {
            "id": self._uuid(),
            "task_id": task_id,
            "name": "Checklist",
            "date_created": str(_START),
            "orderindex": 0,
            "creator": 4001001,
            "resolved": 1,
            "unresolved": 1,
            "items": items,
        }

    def _custom_fields(self, created: int) -> list[dict]:
        kinds = (
            ("Stage", "drop_down", {"sorting": "manual", "new_drop_down": True, "options": self._options}, 2),
            ("Amount", "currency", {"precision": 2, "currency_type": "EUR"}, "1250.50"),
            ("Contact", "email", {}, "someone@example.com"),
            ("Reviewer", "users", {"single_user": True, "include_groups": False}, [self._person()]),
            ("Delivery", "date", {}, str(created)),
            ("Notes", "text", {}, self._text(12)),
            ("Approved", "checkbox", {}, "true"),
            ("Topics", "labels", {"options": [{"id": self._fields[0][1], "label": "One", "color": None}]}, None),
        )
        made = []
        for (id_, _), (name, kind, config, value) in zip(self._fields, kinds, strict=True):
            field = {
                "id": id_,
                "name": name,
                "type": kind,
                "type_config": config,
                "date_created": "1621915186877",
                "hide_from_guests": False,
                "required": False,
            }
            made.append(field if value is None else {**field, "value": value})
        return made


def task_page(count: int = 100, *, seed: int = 1, last_page: bool = False) -> bytes:
    """Give the body of one page of tasks, about 550 kB for 100."""
    return compact({"tasks": TaskMaker(seed).tasks(count), "last_page": last_page})


def single_task(*, seed: int = 1) -> bytes:
    """Give the body of one task."""
    return compact(TaskMaker(seed).task())


def compact(value: object) -> bytes:
    """Write JSON as ClickUp does: no blanks, letters beyond ASCII as they are."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
