"""Recognises what people paste in place of a ClickUp token: placeholders, keys of other services, ids, addresses."""

from __future__ import annotations

import re
from itertools import pairwise

from clickgate.errors import ConfigurationError

_WHERE = "A personal token is made in ClickUp under Settings, Apps, and begins with pk_ and digits."

# Form of the whole text → what it is. The first that fits is told.
_OTHERS = tuple(
    (re.compile(form), what)
    for form, what in (
        (r"(?is)https?://\S*[?&]code=.*", "the address that ends a sign-in; paste it where that was begun"),
        (r"(?is)(?:https?://|www\.|app\.clickup\.com|sharing\.clickup\.com).*", "a web address"),
        (r"\$\{?\w+\}?|%\w+%|\{\{.*\}\}|\$\{\{.*\}\}", "the place of a variable, not its value"),
        (r"(?s)curl\s.*", "a command without a token"),
        (r"(?s)\{.*\}", "JSON without a token"),
        (r"(?s)-----BEGIN .*", "a private key or a certificate"),
        (r"[0-9]{1,20}", "a number, such as the id of a workspace"),
        (r"[0-9A-Z]{64}", "of the form of an OAuth app's client secret, or of a webhook's secret"),
        (r"[0-9A-Z]{32}", "of the form of an OAuth app's client id, or a personal token without its beginning pk_…_"),
        (r"(?i)[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", "a UUID"),
        (r"[^@\s]+@[^@\s]+\.[^@\s]+", "an e-mail address"),
        (r"(?:pk|sk|rk)_(?:live|test|prod)_.*", "a key of Stripe, or of a service that writes keys as Stripe does"),
        (r"gh[a-z]_\w{16,}|github_pat_\w+", "a token of GitHub"),
        (r"glpat-.*", "a token of GitLab"),
        (r"xox[a-z]-.*|xapp-.*", "a token of Slack"),
        (r"(?:AKIA|ASIA)[0-9A-Z]{16}", "an access key of AWS"),
        (r"AIza[\w-]{30,}|ya29\..*", "a key of Google"),
        (r"sk-.*", "a key of OpenAI, Anthropic or a like service"),
        (r"lin_(?:api|oauth)_.*", "a key of Linear"),
        (r"(?:ntn_|secret_)\w{20,}", "a token of Notion"),
        (r"pat[0-9A-Za-z]{14}\..*|key[0-9A-Za-z]{14}", "a token of Airtable"),
        (r"ATATT.*", "a token of Atlassian"),
        (r"shp[a-z]{2}_.*", "a token of Shopify"),
        (r"(?:npm_|pypi-|hf_|dop_v1_|SG\.|PMAK-|sq0|EAA).{16,}", "a key of another service"),
        (r"whsec_.*", "the secret of a webhook"),
        (r"cgk_(?:live|test)_.*", "a key of clickgate's own API"),
        (r"(?!YOUR)[A-Z][A-Z0-9_]*_(?:TOKEN|KEY|SECRET)(?:_[A-Z0-9]+)?", "the name of a variable, not its value"),
    )
)  # fmt: skip
_MASKED = re.compile(r"[*•…]|\.\.\.")
_STAND_IN = re.compile(
    r"(?i)your|token|example|placeholder|change[-_]?me|replace|insert|dummy|sample|secret|redacted|[<>]"
)
_PERSONAL = re.compile(r"(?i)pk_([0-9]*)_?(.*)", re.DOTALL)
_SHORTEST = 16
_LONGEST_STAND_IN = 64
_TAIL = 32  # characters of a personal token behind its second underscore


def check_is_no_other(text: str) -> None:
    """Return if a text may be a token of ClickUp's; it is not repeated in the error.

    Raises:
        ConfigurationError: It is recognised as something else, as a placeholder, or as part of a token.
    """
    for form, what in _OTHERS:
        if form.fullmatch(text):
            raise ConfigurationError(f"That is no ClickUp token: it is {what}.", advice=_WHERE)
    if _MASKED.search(text):
        raise ConfigurationError("That token was shortened for display: parts are left out.", advice=_WHERE)
    if any(map(str.isspace, text)):
        raise ConfigurationError("There is no ClickUp token in it: that is text with spaces.", advice=_WHERE)
    if len(text) < _LONGEST_STAND_IN and _STAND_IN.search(text):
        raise _made_up()
    check_is_not_made_up(text)
    if personal := _PERSONAL.fullmatch(text):
        _check_personal(text, *personal.groups())
    elif len(text) < _SHORTEST:
        raise ConfigurationError(f"That is too short for a token: {len(text)} characters.", advice=_WHERE)


def check_is_not_made_up(text: str) -> None:
    """Return unless a token of the right form repeats itself or counts upwards, as examples do.

    Raises:
        ConfigurationError: It does; of two million random tokens none did.
    """
    tail = text.rpartition("_")[2] or text
    steps = sum(ord(after) - ord(before) == 1 for before, after in pairwise(tail))
    is_poor = len(set(tail.upper())) < min(9, len(tail) // 3 + 1)
    if len(tail) >= _SHORTEST // 2 and (is_poor or steps >= max(10, len(tail) // 4)):
        raise _made_up()


def _made_up() -> ConfigurationError:
    return ConfigurationError("That is a placeholder from an example, not a token.", advice=_WHERE)


def _check_personal(text: str, digits: str, tail: str) -> None:
    if not digits:
        raise ConfigurationError("That is a key of another service: ClickUp's has digits behind pk_.", advice=_WHERE)
    if text != "pk_" + text[3:].upper():
        raise ConfigurationError(
            "That is not a personal token as ClickUp wrote it: those have 'pk_' and then capital letters only.",
            advice="Copy it again; something changed its letters.",
        )
    if len(tail) < _TAIL:
        raise ConfigurationError(
            f"A part of that personal token is missing: {len(tail)} of {_TAIL} characters are there behind its digits.",
            advice="Copy it again, by the button beside it.",
        )
