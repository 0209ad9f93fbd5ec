"""Tokens that no service ever gave out, in the forms that ClickUp's have."""

from __future__ import annotations

import random
import string

_TAIL = string.digits + string.ascii_uppercase


def make_personal(seed: int = 0) -> str:
    """A token of the form of personal ones; another one for another seed."""
    dice = random.Random(f"personal {seed}")
    return f"pk_{dice.randrange(10**6, 10**9)}_{''.join(dice.choices(_TAIL, k=32))}"


def make_oauth(seed: int = 0) -> str:
    """A token of the form of OAuth ones that were seen."""
    dice = random.Random(f"oauth {seed}")
    return f"{dice.randrange(10**6, 10**9)}_{''.join(dice.choices('0123456789abcdef', k=64))}"
