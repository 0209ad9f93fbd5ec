"""Signs a person in who sits at a terminal: by the browser of this machine, or by what they paste from another one."""

from __future__ import annotations

import contextlib
import os
import webbrowser
from typing import TYPE_CHECKING

from clickgate.accounts.oauth import flow
from clickgate.accounts.oauth.loopback import Listener
from clickgate.errors import SignInFailed
from clickgate.kernel.clock import SYSTEM_CLOCK

if TYPE_CHECKING:
    from collections.abc import Callable

    from clickgate.access.caller import Caller
    from clickgate.accounts.oauth.flow import Purpose
    from clickgate.accounts.oauth.signing_in import Begun, SignedIn, SigningIn
    from clickgate.kernel.clock import Clock

_PASTES = 5  # tries


def open_window(url: str) -> bool:
    """Open an address in a browser with a window; False where there is none, as on a machine without a screen."""
    with contextlib.suppress(webbrowser.Error):
        browser = webbrowser.get()
        # One that runs inside this terminal would have it to itself until it is closed.
        is_inside = type(browser) is webbrowser.GenericBrowser and not os.environ.get("BROWSER")
        return not is_inside and browser.open(url)
    return False


def sign_in(
    signing_in: SigningIn,
    caller: Caller,
    app: str,
    purpose: Purpose,
    *,
    account_id: str | None = None,
    tell: Callable[[str], object],
    open_browser: Callable[[str], bool] | None = open_window,
    paste: Callable[[str], str] | None = None,
    timeout: float = flow.LIFETIME,
    clock: Clock = SYSTEM_CLOCK,
) -> SignedIn:
    """Sign a person in, and wait until that is done; Ctrl-C ends it at any moment.

    Args:
        signing_in: Begins and finishes it.
        caller: Who signs in.
        app: Name or id of the OAuth app.
        purpose: What comes of it.
        account_id: An account that is to get a new token; None links a new one.
        tell: Shows the person a line.
        open_browser: Opens an address and tells whether it could; None where the browser is on another machine.
        paste: Asks the person for an address with the words given; used where no browser could be opened.
        timeout: Seconds to wait for the browser.
        clock: Where the time comes from.

    Raises:
        SignInFailed: The person said no, nobody came back in time, or nothing fitting was pasted.
        ConfigurationError: The redirect URI is not on this machine, or its port is taken.
        ClickgateError: Whatever `SigningIn.begin` and `SigningIn.finish` raise.
    """
    if open_browser is not None:
        with Listener(signing_in.apps.find(caller, app).redirect_uri, clock=clock) as listener:
            begun = signing_in.begin(
                caller, app, purpose, account_id=account_id, redirect_uri=listener.redirect_uri
            )  # fmt: skip
            _explain(begun, tell)
            tell(f"Open this in a browser, if it does not open by itself: {listener.start_url}")
            if open_browser(listener.start_url) or paste is None:
                query = listener.wait(
                    begun.url, lambda query: flow.is_answer_to(query, begun.state), timeout=timeout
                )  # fmt: skip
                return signing_in.finish(caller, query, begun.binding)
    else:
        begun = signing_in.begin(caller, app, purpose, account_id=account_id)
        _explain(begun, tell)
    return signing_in.finish(caller, _ask(begun, tell, paste), begun.binding)


def _explain(begun: Begun, tell: Callable[[str], object]) -> None:
    for line in begun.explanation:
        tell(line)


def _ask(begun: Begun, tell: Callable[[str], object], paste: Callable[[str], str] | None) -> str:
    """Have the person open ClickUp's page anywhere, and paste the address that they end up at; gives its query."""
    if paste is None:
        raise SignInFailed("There is no browser, and nobody to paste an address; nothing was linked.")
    tell(f"Open this in any browser: {begun.url}")
    tell("After your answer it shows an address that may not load. That is as it should be: copy all of it.")
    for _ in range(_PASTES):
        try:
            query = flow.read_pasted_callback(paste(f"The address, {begun.redirect_uri}?…"))
            if flow.is_answer_to(query, begun.state):
                return query
            tell("That is not the answer to this sign-in.")
        except SignInFailed as error:
            tell(str(error))
    raise SignInFailed("No address that fits was pasted; nothing was linked.", advice="Begin again.")
