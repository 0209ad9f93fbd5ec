"""Makes ids that say what they name, sort by the time they were made, and can't be guessed."""

from __future__ import annotations

import secrets
import time

# Crockford's base 32: no I, L, O, U. Source: https://github.com/ulid/spec
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def make_id(prefix: str, now: float | None = None) -> str:
    """Make an id such as `acc_01KB…`: prefix, 10 digits of time, 16 digits of chance.

    Args:
        prefix: `org`, `acc`, `oap`, `rot`, `tgt`, `exe` and so on.
        now: Seconds since the Unix epoch; the machine's clock where none is given.
    """
    milliseconds = int((time.time() if now is None else now) * 1000)
    return f"{prefix}_{_digits(milliseconds, 10)}{_digits(secrets.randbits(80), 16)}"


def _digits(number: int, count: int) -> str:
    return "".join(_DIGITS[number >> 5 * place & 31] for place in range(count - 1, -1, -1))
