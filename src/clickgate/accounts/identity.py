"""Asks ClickUp whose a token is and what it may use, before anything is kept of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from clickgate.accounts.model import Identity, Kind, Workspace
from clickgate.client.api import Client
from clickgate.client.wire.auth import read_token
from clickgate.errors import UnexpectedReply
from clickgate.kernel.clock import SYSTEM_CLOCK
from clickgate.kernel.secret import Secret

if TYPE_CHECKING:
    from clickgate.client.reply import Reply
    from clickgate.client.source import TokenSource
    from clickgate.client.transport import Transport, TransportName
    from clickgate.client.wire.auth import Token
    from clickgate.kernel.clock import Clock

T = TypeVar("T")

# Source: https://developer.clickup.com/docs/rate-limits
PLANS = {100: "Free Forever, Unlimited or Business", 1_000: "Business Plus", 10_000: "Enterprise"}
_PATIENCE = 60.0  # seconds for each of the two questions, retries included


class Inspection(msgspec.Struct, frozen=True, kw_only=True):
    """What ClickUp said of a token.

    `rate_limit` is in requests a minute and `remaining` what is left of them; None where ClickUp did not say. `plan`
    is guessed from the limit. `seconds` is how long ClickUp took to say whose it is. `token` is what it was said of.
    """

    token: Secret
    identity: Identity
    workspaces: tuple[Workspace, ...]
    rate_limit: int | None
    remaining: int | None
    seconds: float

    @property
    def plan(self) -> str | None:
        """The plans of ClickUp's that have such a limit."""
        return PLANS.get(self.rate_limit or 0)

    def to_dict(self) -> dict[str, Any]:
        """Give it as JSON has it, without the token."""
        fields = {name: getattr(self, name) for name in self.__struct_fields__ if name != "token"}
        shown: dict[str, Any] = msgspec.to_builtins(fields | {"plan": self.plan})
        return shown


class Reach(msgspec.Struct, frozen=True):
    """How ClickUp is reached: what `Client` takes under the same names."""

    base_url: str | None = None
    transport: TransportName | Transport = "pyreqwest"
    timeout: float = 30.0


def inspect(
    token: Secret, *, source: TokenSource | None = None, reach: Reach | None = None, clock: Clock = SYSTEM_CLOCK
) -> Inspection:
    """Ask ClickUp whose a token is and which workspaces it may use; nothing is kept.

    Args:
        token: As a person has it.
        source: Lends the same token, to hear of each try.
        reach: How ClickUp is reached.
        clock: Where the time comes from.

    Raises:
        ConfigurationError: The token is empty or holds a character that no token has, or the address can't be used.
        AuthenticationFailed: ClickUp does not take the token.
        ClickgateError: Anything else of the client's own errors.
    """
    reach = reach or Reach()
    client = Client(
        source or token, base_url=reach.base_url, transport=reach.transport, timeout=reach.timeout,
        deadline=_PATIENCE, clock=clock,
    )  # fmt: skip
    try:
        return _ask(client, token, clock)
    finally:
        if isinstance(reach.transport, str):  # another one is not ours to close
            client.close()


def _ask(client: Client, token: Secret, clock: Clock) -> Inspection:
    begun = clock.monotonic()
    user = _read(client.execute("users", "get_current"), _UserAnswer).user
    seconds = clock.monotonic() - begun
    teams = _read(client.execute("workspaces", "list"), _TeamsAnswer).teams
    window = client.limits()
    return Inspection(
        token=token,
        identity=Identity(_clean(user.id), _clean(user.username), _clean(user.email)),
        workspaces=tuple(Workspace(_clean(one.id), _clean(one.name), len(one.members or ())) for one in teams),
        rate_limit=window.limit,
        remaining=window.remaining,
        seconds=seconds,
    )


def read_kind(token: Token) -> Kind:
    """Tell which kind of account a token makes."""
    return "personal_token" if token.kind == "personal" else "oauth"


def bare(token: Secret) -> Secret:
    """Give a token as it is kept: without spaces, quotes or a scheme around it.

    Raises:
        ConfigurationError: It is empty or holds a character that no token has.
    """
    return Secret(read_token(token).header.reveal().removeprefix("Bearer "))


class _User(msgspec.Struct):
    id: int | str
    username: str | None = None
    email: str | None = None


class _UserAnswer(msgspec.Struct):
    user: _User


class _Team(msgspec.Struct):
    id: int | str
    name: str | None = None
    members: list[msgspec.Raw] | None = None


class _TeamsAnswer(msgspec.Struct):
    teams: list[_Team]


def _read(reply: Reply[Any], kind: type[T]) -> T:
    try:
        return msgspec.json.decode(reply.raw, type=kind)
    except msgspec.MsgspecError:
        raise UnexpectedReply(
            "The answer does not tell whose the token is, or what it may use. Nothing was kept.",
            status=reply.status,
            operation=reply.operation,
            advice="Check the base URL: what answered there is not ClickUp's API.",
        ) from None


def _clean(value: str | int | None) -> str:
    """A text that every database takes: PostgreSQL refuses a NUL."""
    return "" if value is None else str(value).replace("\0", "")
