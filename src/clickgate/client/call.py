"""What goes with one call: its options, the waits that it asks for, and what an observer is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import msgspec

from clickgate.client.wire.limits import Lane, RateWindow, Ticket
from clickgate.errors import ConfigurationError

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable


class Options(msgspec.Struct, frozen=True):
    """What may differ from call to call.

    `deadline` is in seconds for the whole call, waiting and retries included; None waits as long as it takes.
    `timeout` is in seconds for one try.
    """

    workspace_id: str | None = None
    lane: Lane = "interactive"
    deadline: float | None = None
    timeout: float = 30.0


def check_options(options: Options) -> Options:
    """Give the options back if they can be used.

    Raises:
        ConfigurationError: There is no such lane, or a time is none.
    """
    if options.lane not in get_args(Lane):
        raise ConfigurationError("There is no such lane.", advice=f"Known are {', '.join(get_args(Lane))}.")
    for name, seconds in (("deadline", options.deadline), ("timeout", options.timeout)):
        if seconds is not None and not 0 < seconds < float("inf"):
            raise ConfigurationError(f"{name} is not a number of seconds above 0.", advice="30.0 is half a minute.")
    return options


class Attempt(msgspec.Struct, frozen=True):
    """One try, as an observer is told of it.

    `waited` is seconds until its turn came, `seconds` its time on the way. `status` is 0 where no answer came; `error`
    is the code of the error, empty after a success; `ecode` is ClickUp's own.
    """

    operation: str
    method: str
    path: str
    number: int
    status: int
    error: str
    waited: float
    seconds: float
    window: RateWindow | None
    ecode: str = ""


class Wait:
    """Wait for a ticket's turn or for some seconds, whichever is first; None waits for the turn alone."""

    __slots__ = ("_lock", "seconds", "ticket")

    def __init__(self, seconds: float | None, ticket: Ticket | None = None, lock: threading.Lock | None = None) -> None:
        self.seconds = seconds
        self.ticket = ticket
        self._lock = lock

    def arm(self, wake: Callable[[], None]) -> bool:
        """Have `wake` called at the turn; False if the turn has come already."""
        if self.ticket is None or self._lock is None:
            return True
        with self._lock:
            self.ticket.on_grant = wake
            return not self.ticket.granted
