"""Makes tasks as ClickUp writes them: about 5.5 kB each, always the same for the same number."""

from __future__ import annotations

import json
import random
import uuid

_WORDS = (
    "login", "page", "invoice", "export", "filter", "column", "retry", "queue", "customer", "sandbox", "release",
    "note", "button", "border", "colour", "draft", "review", "meeting", "budget", "contract", "supplier", "onboarding",
    "template", "webhook", "field", "status", "board", "sprint", "estimate",
)  # fmt: skip
_STATUSES = (
    ("to do", "#87909e", "open"),
    ("in progress", "#5f55ee", "custom"),
    ("review", "#f8ae00", "custom"),
    ("complete", "#008844", "closed"),
)
_PRIORITIES = (
    None,
    {"color": "#f50000", "id": "1", "orderindex": "1", "priority": "urgent"},
    {"color": "#6fddff", "id": "3", "orderindex": "3", "priority": "normal"},
)
_EPOCH = 1_779_000_000_000


def _people(rng: random.Random, most: int) -> list[dict]:
    return [
        {
            "id": 180_000 + number,
            "username": f"Person {number}",
            "color": "#7b68ee",
            "initials": f"P{number % 10}",
            "email": f"person{number}@example.com",
            "profilePicture": None if number % 3 else f"https://attachments.example.com/profilePictures/{number}.jpg",
        }
        for number in rng.sample(range(40), rng.randint(1, most))
    ]


def _sentence(rng: random.Random, words: int) -> str:
    return " ".join(rng.choices(_WORDS, k=words)).capitalize() + "."


def _uuid(rng: random.Random) -> str:
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def _options(fields: random.Random, label: str) -> list[dict]:
    names = ("alpha", "beta", "gamma", "delta", "epsilon")
    return [{"id": _uuid(fields), label: name, "color": "#0079bf", "orderindex": n} for n, name in enumerate(names)]


def _field(fields: random.Random, name: str, kind: str, config: dict) -> dict:
    return {
        "id": _uuid(fields),
        "name": name,
        "type": kind,
        "type_config": config,
        "date_created": str(_EPOCH - 86_400_000),
        "hide_from_guests": False,
        "required": False,
    }


def _custom_fields(rng: random.Random) -> list[dict]:
    fields = random.Random(7)  # a list's fields are the same on each of its tasks
    stage = _field(fields, "Stage", "drop_down", {"sorting": "manual", "options": _options(fields, "name")})
    areas = _field(fields, "Areas", "labels", {"options": _options(fields, "label")})
    budget = _field(fields, "Budget", "currency", {"default": 0, "precision": 2, "currency_type": "EUR"})
    owner = _field(fields, "Owner", "users", {"single_user": True, "include_groups": False, "include_guests": True})
    link = _field(fields, "Link", "url", {})
    begun = _field(fields, "Begun", "date", {})
    stage["value"] = rng.randrange(5)
    areas["value"] = [option["id"] for option in rng.sample(areas["type_config"]["options"], 2)]
    budget["value"] = str(rng.randrange(100_000))
    owner["value"] = _people(rng, 1)
    if rng.random() < 0.5:
        link["value"] = f"https://example.com/{rng.choice(_WORDS)}/{rng.randrange(1000)}"
        begun["value"] = str(_EPOCH + rng.randrange(10**9))
    return [stage, areas, budget, owner, link, begun]


def task_id(number: int) -> str:
    """The id of the task with this number, such as `86b00002a`."""
    return f"86b{number:06x}"


def make_task(number: int) -> dict:
    """A task of a list in a folder, with people, tags, fields and a few paragraphs of text."""
    rng = random.Random(number)
    status, colour, kind = rng.choice(_STATUSES)
    text = "\n".join(_sentence(rng, rng.randint(8, 16)) for _ in range(6))
    created = _EPOCH + number * 60_000
    return {
        "id": task_id(number),
        "custom_id": f"OPS-{number}",
        "custom_item_id": 0,
        "name": _sentence(rng, 6),
        "text_content": text,
        "description": text,
        "status": {"id": "p90100_AbCd1234", "status": status, "color": colour, "orderindex": 1, "type": kind},
        "orderindex": f"{237_665_836 + number}.{'0' * 32}",
        "date_created": str(created),
        "date_updated": str(created + rng.randrange(10**8)),
        "date_closed": None,
        "date_done": None,
        "archived": False,
        "creator": _people(rng, 1)[0],
        "assignees": _people(rng, 3),
        "group_assignees": [],
        "watchers": _people(rng, 3),
        "checklists": [],
        "tags": [
            {"name": tag, "tag_fg": "#ffffff", "tag_bg": "#5f55ee", "creator": 180_001} for tag in rng.sample(_WORDS, 2)
        ],
        "parent": None,
        "top_level_parent": None,
        "priority": rng.choice(_PRIORITIES),
        "due_date": str(created + 864_000_000),
        "start_date": None,
        "points": None,
        "time_estimate": rng.choice((None, 3_600_000, 7_200_000)),
        "time_spent": 0,
        "custom_fields": _custom_fields(rng),
        "dependencies": [],
        "linked_tasks": [],
        "locations": [],
        "team_id": "90100",
        "url": f"https://app.clickup.com/t/{task_id(number)}",
        "sharing": {
            "public": False,
            "public_share_expires_on": None,
            "public_fields": ["assignees", "priority", "due_date", "content", "comments", "attachments", "subtasks"],
            "token": None,
            "seo_optimized": False,
        },
        "permission_level": "create",
        "list": {"id": "901001", "name": "Backlog", "access": True},
        "project": {"id": "901002", "name": "Operations", "hidden": False, "access": True},
        "folder": {"id": "901002", "name": "Operations", "hidden": False, "access": True},
        "space": {"id": "901003"},
    }


def make_page(size: int = 100) -> dict:
    """A page of tasks as `GET /list/{id}/task` answers it; another page follows."""
    return {"tasks": [make_task(number) for number in range(size)], "last_page": False}


def encode(value: object) -> bytes:
    """Write JSON as ClickUp does: no spaces."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
