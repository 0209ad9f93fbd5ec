"""Where a client's token comes from: a fixed text, or somebody who lends it, watches its use and can renew it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection

    from clickgate.client.call import Attempt
    from clickgate.client.wire.auth import Token
    from clickgate.errors import AuthenticationFailed

Verdict = Literal["renewed", "wait", "refused"]


class TokenSource(Protocol):
    """Lends a token to a client and is told of each try that it is used for.

    Its methods are called in the thread or on the event loop of the call, so they have to be quick; several threads
    may call them at once.
    """

    @property
    def workspaces(self) -> Collection[str] | None:
        """Ids of the workspaces that a call may name; None lets it name any."""

    def token(self) -> Token:
        """The token to use now; asked for once for each call, and again when it was renewed.

        Raises:
            ClickgateError: There is none to lend; nothing is sent.
        """

    def begin(self, token: Token | None, attempt: Attempt) -> object:
        """Take note that a try is about to be sent with a token, and give what `end` is to be told it by.

        Args:
            token: What `token` gave; it may have given another one since. None for a request that needs none.
            attempt: What is to be sent; it has no outcome yet.

        Raises:
            ClickgateError: It is not to be sent.
        """

    def end(self, mark: object, attempt: Attempt) -> None:
        """Take note of how a try ended."""

    def renew(self, refused: Token) -> Verdict:
        """Look for another token because ClickUp refused this one.

        Returns:
            `renewed`: `token` gives another one. `wait`: one is on its way, ask again soon. `refused`: there is none.
        """

    def reject(self, refused: Token, error: AuthenticationFailed) -> None:
        """Take note that the token is dead: ClickUp refused it for a call, and again when asked whose it is."""
