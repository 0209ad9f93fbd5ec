"""What calls with one token share: the rate window, the breaker, the cache, the retry budget."""

from __future__ import annotations

import random
import threading
from typing import TYPE_CHECKING, Literal

from clickgate.client.wire.auth import Token
from clickgate.client.wire.breaker import Breaker
from clickgate.client.wire.cache import ReplyCache
from clickgate.client.wire.limits import Limiter
from clickgate.client.wire.retry import RetryBudget, RetryPolicy
from clickgate.kernel.clock import SYSTEM_CLOCK, Clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from clickgate.client.call import Attempt
    from clickgate.client.source import TokenSource
    from clickgate.client.wire.cache import CachePolicy
    from clickgate.client.wire.limits import LimitState

Api = Literal["v2", "v2+v3"]


class Session:
    """All that calls with one token share: the rate window, the breaker, the cache, the retry budget.

    May be used by several threads at once; what is shared is changed under one lock that is never held while waiting.
    """

    def __init__(
        self,
        *,
        root: str,
        token: Token | TokenSource,
        api: Api = "v2+v3",
        retry: RetryPolicy | None = None,
        cache: CachePolicy | None = None,
        clock: Clock = SYSTEM_CLOCK,
        rng: random.Random | None = None,
        observer: Callable[[Attempt], None] | None = None,
    ) -> None:
        self.root = root
        self.source = None if isinstance(token, Token) else token
        self.token: Callable[[], Token] = (lambda: token) if isinstance(token, Token) else token.token
        self.api = api
        self.retry = retry or RetryPolicy()
        self.cache: ReplyCache[tuple[bytes, int]] | None = None if cache is None else ReplyCache(cache)
        self.clock = clock
        self.rng = rng or random.Random()  # noqa: S311 - jitter is no secret
        self.observer = observer
        self.is_closed = False
        self.limiter = Limiter()
        self.breaker = Breaker()
        self.budget = RetryBudget()
        self.lock = threading.Lock()

    def limits(self) -> LimitState:
        """Tell how the token's rate window stands."""
        with self.lock:
            return self.limiter.snapshot(self.clock.monotonic())
