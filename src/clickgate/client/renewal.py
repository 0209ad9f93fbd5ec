"""Saves a call whose token ClickUp refused with a newer token, and makes sure that it is dead where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from clickgate.client.call import Wait
from clickgate.client.exchange import Exchange, can_repeat
from clickgate.client.wire.request import plan_of
from clickgate.errors import AuthenticationFailed, ClickgateError

if TYPE_CHECKING:
    from collections.abc import Generator

    from clickgate.client.call import Options
    from clickgate.client.session import Session
    from clickgate.client.source import TokenSource
    from clickgate.client.wire.auth import Token
    from clickgate.client.wire.http import Answer, Request

_PAUSE = 0.1  # seconds between two looks for a token that is on its way
_MOST = 3  # tokens that one call is tried with


def run_renewing(
    exchange: Exchange, session: Session, source: TokenSource, token: Token, options: Options
) -> Generator[Request | Wait, Any, Answer]:
    """Run an exchange; a refused token is renewed, or proved dead by asking ClickUp whose it is.

    ClickUp refuses a bad token before it does anything, so that a write can be sent again, too.

    Raises:
        ClickgateError: What the exchange raised.
    """
    for _ in range(_MOST):
        try:
            return (yield from exchange.run())
        except AuthenticationFailed as refusal:
            error = refusal
        if not can_repeat(exchange.request) or not (yield from _renew(source, token, exchange)):
            break
        exchange.token = token = source.token()
        exchange.request = msgspec.structs.replace(exchange.request, authorization=token.header)
    if (yield from _is_dead(exchange, session, token, options)):
        source.reject(token, error)
    raise error


def _renew(source: TokenSource, token: Token, exchange: Exchange) -> Generator[Wait, Any, bool]:
    """Look for another token, for as long as one is on its way and the call has time."""
    verdict = source.renew(token)
    while verdict == "wait" and exchange.has_time_for(_PAUSE):
        yield Wait(_PAUSE)
        verdict = source.renew(token)
    return verdict == "renewed"


def _is_dead(
    exchange: Exchange, session: Session, token: Token, options: Options
) -> Generator[Request | Wait, Any, bool]:
    """Ask ClickUp whose the token is: a 401 of this call can be about nothing but the token."""
    plan = plan_of("users", "get_current")
    if exchange.name == plan.name:
        return True
    request = plan.build({}, root=session.root, authorization=token.header, timeout=options.timeout)
    try:
        yield from Exchange(session, plan.operation, plan.name, request, options, token).run()
    except AuthenticationFailed:
        return True
    except ClickgateError:
        return False
    return False
