"""Makes ids of the forms that ClickUp's have; the same seed makes the same ids in the same order."""

from __future__ import annotations

import random
import uuid
from typing import Literal

_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
_UPPER36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WORD62 = _UPPER36 + "abcdefghijklmnopqrstuvwxyz"

Place = Literal["workspace", "space", "folder", "list"]
# First number and greatest step: ids keep the lengths that recorded ones have (2024 to 2026) and never repeat.
_PLACES: dict[Place, tuple[int, int]] = {
    "workspace": (9006054115, 60_000),
    "space": (90171135308, 900),
    "folder": (90172526068, 900),
    "list": (901704940706, 900),
}


class Ids:
    """A source of ids; every kind counts upwards on its own."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(f"ids {seed}")  # noqa: S311 - repeatable on purpose
        self._places = {place: first for place, (first, _) in _PLACES.items()}
        self._task = int("868a00000", 36)
        self._user = 81_200_000
        self._comment = 90_110_164_070_264
        self._role = 4_547_000
        self._view = 100
        self._template = 15_363_000
        self._history = 4_697_736_615_798_917_760

    def place(self, kind: Place) -> str:
        """10 to 12 digits."""
        self._places[kind] += self._step(_PLACES[kind][1])
        return str(self._places[kind])

    def task(self) -> str:
        """9 lower-case characters of base 36, such as `868ahm90z`."""
        self._task += self._step(3000)
        return base36(self._task)

    def user(self) -> int:
        """8 digits."""
        self._user += self._step(5000)
        return self._user

    def comment(self) -> str:
        """14 digits; less than 2**53, so that it is safe as the number that a creation answers with."""
        self._comment += self._step(900)
        return str(self._comment)

    def role(self) -> int:
        """7 digits: a role of a workspace's own."""
        self._role += self._step(900)
        return self._role

    def view(self, workspace_id: str) -> str:
        """The workspace's number in base 32 and a count, such as `3c-105` in workspace 108 (official example)."""
        self._view += self._step(20)
        return f"{base32(int(workspace_id))}-{self._view}"

    def template(self) -> str:
        """`t-` and 8 digits."""
        self._template += self._step(900)
        return f"t-{self._template}"

    def history(self) -> str:
        """19 digits: over 2**53, hence text."""
        self._history += self._step(90_000)
        return str(self._history)

    def uuid(self) -> str:
        """UUID of version 4."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def status(self, owner: str) -> str:
        """`p<space>_XXXXXXXX`, where `owner` is the part before the underscore."""
        return f"{owner}_{self.word(8)}"

    def token(self, user_id: int) -> str:
        """A personal token: `pk_<user id>_<32 of 0-9A-Z>`."""
        return f"pk_{user_id}_{self.upper(32)}"

    def upper(self, length: int) -> str:
        """Capital letters and digits: a token's, an app's or a webhook's secret."""
        return "".join(self._random.choices(_UPPER36, k=length))

    def word(self, length: int) -> str:
        """Letters and digits."""
        return "".join(self._random.choices(_WORD62, k=length))

    def _step(self, most: int) -> int:
        return 1 + int(self._random.random() * most)


def base36(number: int) -> str:
    """A number of at least 0 in lower-case base 36."""
    digits = []
    while number:
        number, digit = divmod(number, 36)
        digits.append(_BASE36[digit])
    return "".join(reversed(digits)) or "0"


def base32(number: int) -> str:
    """A number of at least 0 in the digits that tell no letter for another: no i, l, o or u."""
    digits = []
    while number:
        number, digit = divmod(number, 32)
        digits.append("0123456789abcdefghjkmnpqrstvwxyz"[digit])
    return "".join(reversed(digits)) or "0"
