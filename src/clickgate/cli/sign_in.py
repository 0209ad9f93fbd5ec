"""Signs a person in with an OAuth app from the terminal: by a browser here, or by an address pasted from elsewhere."""

from __future__ import annotations

import sys
import threading
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

import click

from clickgate.accounts.oauth.at_terminal import open_window, sign_in
from clickgate.accounts.oauth.flow import Purpose
from clickgate.cli.gate import tell
from clickgate.errors import ConfigurationError

if TYPE_CHECKING:
    from clickgate.accounts.gate import ClickGate
    from clickgate.accounts.model import Account

_SOON = 1.0  # seconds in which a program that can't show the address has said so


def sign_in_here(
    gate: ClickGate, app: str, purpose: Purpose, *, account_id: str | None = None, opens_browser: bool = True
) -> Account:
    """Sign a person in, and tell how what they ticked differs from what was asked for.

    Raises:
        SignInFailed: The person said no, nobody came back in time, or nothing fitting was pasted.
        ClickgateError: Whatever linking raises.
    """
    signed_in = sign_in(
        gate.signing_in, gate.caller, app, purpose, account_id=account_id, tell=tell,
        open_browser=_open_window if opens_browser else None,
        paste=_paste if sys.stdin.isatty() or not opens_browser else None, clock=gate.changing.clock,
    )  # fmt: skip
    for notice in signed_in.notices:
        tell(notice)
    return signed_in.account


def _open_window(url: str) -> bool:
    """Open an address in a browser, without waiting for the end of one that runs as long as its window is open."""
    opened: SimpleQueue[bool] = SimpleQueue()
    threading.Thread(target=lambda: opened.put(open_window(url)), daemon=True).start()
    try:
        return opened.get(timeout=_SOON)
    except Empty:
        return True


def _paste(question: str) -> str:
    if not sys.stdin.isatty():  # from a program
        line = sys.stdin.readline()
        if not line:
            raise ConfigurationError(
                "There is nobody to paste an address; nothing was linked.",
                advice="Write it to standard input, or use a terminal.",
            )
        return line
    answer: str = click.prompt(question, err=True, prompt_suffix=" > ")
    return answer
