"""Reads tokens and workspaces as people paste them: mends what can be mended, and says what else it is where it can't.

No message repeats what was pasted: it may be a secret of another service.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote, urlsplit

import msgspec

from clickgate.accounts.mistaken import check_is_no_other, check_is_not_made_up
from clickgate.client.wire.auth import TokenKind, read_token
from clickgate.errors import ConfigurationError, InvalidParams, WorkspaceNotLinked
from clickgate.kernel.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LONGEST = 65_536  # characters: a long command line with a token in it
_LONGEST_TOKEN = 4_096
_LISTED = 20  # workspaces that an error names
_AGAIN = "Copy it again from ClickUp: Settings, Apps, API token."

# Forms: https://developer.clickup.com/docs/authentication, and public detectors of leaked tokens. That of an OAuth
# token is not written down anywhere: others are taken, too, and ClickUp says whether it knows them.
_PERSONAL = re.compile(r"pk_[0-9]{1,12}_[0-9A-Z]{32}(?![0-9A-Za-z])")
_OAUTH = re.compile(r"(?<![0-9A-Za-z_])[0-9]{1,12}_[0-9a-f]{64}(?![0-9A-Za-z_])")
_GAP = r"[\s\\]{0,6}"  # what wrapping and line continuation leave inside
_BROKEN = (
    re.compile(rf"pk{_GAP}_(?:{_GAP}[0-9]){{1,12}}{_GAP}_(?:{_GAP}[0-9A-Z]){{32}}(?![0-9A-Za-z])"),
    re.compile(rf"(?<![0-9A-Za-z_])[0-9](?:{_GAP}[0-9]){{0,11}}{_GAP}_(?:{_GAP}[0-9a-f]){{64}}(?![0-9A-Za-z_])"),
)
_VALUE = r"[\"'`]?(?:bearer\s{1,9})?([^\s\"'`,;]{1,5000})"
_LABELLED = (
    re.compile(rf"(?i)authorization[\"']?\s{{0,9}}[:=]\s{{0,9}}{_VALUE}"),
    re.compile(
        rf"(?i)(?<![\w-])[\"']?(?:(?:access|api|personal|auth)[_-]?)?(?:token|key)[\"']?\s{{0,9}}:\s{{0,9}}{_VALUE}"
    ),
    re.compile(rf"(?i)(?<![\w?&-])\w{{0,40}}(?:token|key)\w{{0,40}}\s{{0,3}}=\s{{0,3}}{_VALUE}"),
)
_SCHEME = re.compile(r"(?i)bearer:?\s")
_ESCAPES = re.compile(r"\x1b\[[0-9;?]{0,16}[A-Za-z~]")  # such as those around what is pasted into a terminal
_QUOTES = str.maketrans(
    dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"')
    | dict.fromkeys("\u2018\u2019\u201a\u201b\u2039\u203a\u2032", "'")
)
_HOST = "clickup.com"


class PastedToken(msgspec.Struct, frozen=True):
    """A token that was read; `notices` say what was mended, for a person."""

    token: Secret
    kind: TokenKind
    notices: tuple[str, ...] = ()


class NamedWorkspace(Protocol):
    """A workspace with its id and name."""

    @property
    def id(self) -> str:
        """Its id, digits."""

    @property
    def name(self) -> str | None:
        """Its name."""


def read_pasted_token(text: str) -> PastedToken:
    """Find the one token in what a person pasted: alone, in a header, a command, JSON and so on, or broken by lines.

    Takes time linear in the length of the text.

    Raises:
        ConfigurationError: There is none in it, or several, or it is recognised as something else.
    """
    if len(text) > _LONGEST:
        raise ConfigurationError(f"That is no token: it has {len(text):,} characters.", advice=_AGAIN)
    clean, notices = _clean(text)
    found, notice = _find_known(clean)
    if not found:
        found, notice = _find_any(clean), "It does not have the form of ClickUp's usual tokens: ClickUp will say."
    if notice:
        notices.append(notice)
    read = read_token(found)
    if read.kind == "personal" and _SCHEME.search(clean):
        notices.append("A personal token is sent without 'Bearer': it was taken off.")
    return PastedToken(token=Secret(found), kind=read.kind, notices=tuple(notices))


def _clean(text: str) -> tuple[str, list[str]]:
    """Take out what can't be seen, and write quotes and spaces plainly."""
    text = _ESCAPES.sub("", text)
    if text.isascii() and text.isprintable():
        return text.strip(), []
    is_hiding = not all(char.isprintable() or char in "\t\r\n" for char in text)
    clean = "".join(map(_plain, unicodedata.normalize("NFKC", text.translate(_QUOTES))))
    return clean.strip(), ["Characters that can't be seen were taken out."] if is_hiding else []


def _plain(char: str) -> str:
    if char.isspace():
        return char if char in "\t\r\n" else " "
    return char if char.isprintable() else ""


def _find_known(clean: str) -> tuple[str, str]:
    """Find a token of a known form; gives it with a notice, or empty texts."""
    forms = [(clean, "")]
    if "%" in clean:
        forms.append((unquote(clean), "It was percent-encoded."))
    for form, notice in forms:
        if found := _one({*_PERSONAL.findall(form), *_OAUTH.findall(form)}):
            check_is_not_made_up(found)
            return found, notice
    found = _one({re.sub(r"[\s\\]", "", match) for pattern in _BROKEN for match in pattern.findall(clean)})
    if found:
        check_is_not_made_up(found)
    return found, "Line breaks or spaces inside it were taken out."


def _find_any(clean: str) -> str:
    """Find what may be a token of another form: behind a label, or all that there is."""
    found = ""
    for pattern in _LABELLED:
        found = found or _one({_bare(value) for value in pattern.findall(clean)})
    found = found or _bare(clean)
    if not found:
        raise ConfigurationError("The ClickUp token is empty.", advice=_AGAIN)
    if any(pattern.search(found) for pattern in _LABELLED):
        raise ConfigurationError("It can't be told what of that is the token.", advice="Paste the token alone.")
    check_is_no_other(found)
    if len(found) > _LONGEST_TOKEN:
        raise ConfigurationError(f"That is no token: it has {len(found):,} characters.", advice=_AGAIN)
    return found


def _one(found: set[str]) -> str:
    if len(found) > 1:
        raise ConfigurationError("There is more than one token in it.", advice="Paste one.")
    return next(iter(found), "")


def _bare(text: str) -> str:
    """Take off what stands around a token: quotes, a scheme, and punctuation behind it."""
    before = None
    while text != before:
        before = text
        text = text.strip().strip("\"'`").rstrip(",;").strip()
        if scheme := _SCHEME.match(text):
            text = text[scheme.end() :]
    return "" if text.lower() in {"bearer", "bearer:"} else text


def read_pasted_workspace(text: str, workspaces: Sequence[NamedWorkspace]) -> str:
    """Find out which of the listed workspaces is meant by an id, a name, or any address in ClickUp; gives its id.

    Takes time linear in the length of the text.

    Raises:
        WorkspaceNotLinked: It is none of those listed; the error lists them.
        InvalidParams: Several have that name, or no workspace can be read out of it.
    """
    if len(text) > _LONGEST:
        raise _unreadable("that is too long for an id, a name or an address", workspaces)
    clean = _bare(_clean(text)[0])
    if not clean:
        raise _unreadable("nothing was given", workspaces)
    if _PERSONAL.search(clean) or _OAUTH.search(clean):
        raise _unreadable("that is a token", workspaces)
    if _is_id(clean):
        return _listed(clean, workspaces)
    named = [one.id for one in workspaces if one.name is not None and _fold(one.name) == _fold(clean)]
    if len(named) > 1:
        raise _unreadable("several workspaces have this name; give the id", workspaces)
    if named:
        return named[0]
    if _is_address(clean):
        return _listed(_read_address(clean, workspaces), workspaces)
    raise _not_listed("There is no workspace of this name among those that the token may use", workspaces)


def _read_address(address: str, workspaces: Sequence[NamedWorkspace]) -> str:
    """The workspace's id in an address of ClickUp's.

    Paths as ClickUp's pages write them: `/{id}/home`, `/{id}/v/l/…`, `/t/{id}/{custom task id}`; the API's are
    `/api/v2/team/{id}` and `/api/v3/workspaces/{id}`.
    """
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        host, port, has_user = (parts.hostname or "").rstrip("."), parts.port, "@" in parts.netloc
    except ValueError:
        raise _unreadable("that address can't be read", workspaces) from None
    is_of_clickup = host == _HOST or host.endswith(f".{_HOST}")
    if not is_of_clickup or has_user or "\\" in parts.netloc or port not in {None, 80, 443}:
        raise _unreadable("that is no address of ClickUp's", workspaces)
    match [one for one in parts.path.split("/") if one]:
        case ["t", id_, _, *_] | ["api", "v2", "team", id_, *_] | ["api", "v3", "workspaces", id_, *_] if _is_id(id_):
            return id_
        case [id_, *_] if _is_id(id_):
            return id_
    raise _unreadable(
        "that address names no workspace; the one of a list or of the home page does, app.clickup.com/ID/home",
        workspaces,
    )


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 20


def _is_address(text: str) -> bool:
    host = re.split(r"[/?#\s]", text.partition("://")[2] or text, maxsplit=1)[0]
    return "://" in text or ("." in host and _HOST in text.lower())


def _fold(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _listed(id_: str, workspaces: Sequence[NamedWorkspace]) -> str:
    if any(one.id == id_ for one in workspaces):
        return id_
    raise _not_listed("The token may not use that workspace", workspaces)


def _not_listed(what: str, workspaces: Sequence[NamedWorkspace]) -> WorkspaceNotLinked:
    return WorkspaceNotLinked(f"{what}.", workspaces=[one.id for one in workspaces], advice=_choices(workspaces))


def _unreadable(what: str, workspaces: Sequence[NamedWorkspace]) -> InvalidParams:
    return InvalidParams([("workspace", what)], advice=_choices(workspaces))


def _choices(workspaces: Sequence[NamedWorkspace]) -> str:
    if not workspaces:
        return "The token may use no workspace."
    shown = ", ".join(_show(workspaces[:_LISTED]))
    more = f" and {len(workspaces) - _LISTED} more" if len(workspaces) > _LISTED else ""
    return f"It may use {shown}{more}."


def _show(workspaces: Iterable[NamedWorkspace]) -> Iterable[str]:
    for one in workspaces:
        name = "".join(char for char in one.name or "" if char.isprintable())
        yield f"{one.id} ({name})" if name else one.id
