"""Checks the texts that people give: names, descriptions, the workspace that is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickgate.accounts.pasted import read_pasted_workspace
from clickgate.errors import InvalidParams, WorkspaceRequired
from clickgate.kernel.secret import holds_secret

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clickgate.accounts.model import Workspace

_LONGEST_NAME = 64
_LONGEST_TEXT = 1_000


def check_name(name: str) -> str:
    """Give a name back without spaces around it, if it can be one.

    Raises:
        InvalidParams: It is empty, too long, has a character that can't be seen, or looks like an id or a token.
    """
    name = name.strip()
    if not name or len(name) > _LONGEST_NAME:
        raise InvalidParams([("name", f"it has 1 to {_LONGEST_NAME} characters")])
    if not name.isprintable():
        raise InvalidParams([("name", "it has a character that can't be seen")])
    if name.startswith("acc_"):
        raise InvalidParams([("name", "acc_ is how ids begin")])
    _check_no_secret("name", name)
    return name


def check_text(parameter: str, text: str) -> str:
    """Give a text back if it can be kept.

    Raises:
        InvalidParams: It is too long, has a character that no text has, or holds a token.
    """
    if len(text) > _LONGEST_TEXT:
        raise InvalidParams([(parameter, f"it has at most {_LONGEST_TEXT:,} characters")])
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise InvalidParams([(parameter, "it has a character that no text has")])
    _check_no_secret(parameter, text)
    return text


def _check_no_secret(parameter: str, text: str) -> None:
    """Return unless a token was given for something that anybody may see."""
    if holds_secret(text):
        raise InvalidParams([(parameter, "a token stands in it; nothing was kept")])


def choose_workspace(workspaces: Sequence[Workspace], wanted: str | None) -> str:
    """The id of the workspace that calls are about which name none: the one that is wanted, or the only one.

    Args:
        workspaces: What the token may use.
        wanted: An id, a name, or an address in ClickUp; None where nobody chose.

    Raises:
        WorkspaceRequired: There are several and none was chosen, or there is none at all.
        WorkspaceNotLinked: The one that is wanted is none of them.
        InvalidParams: It can't be told which is wanted.
    """
    if not workspaces:
        raise WorkspaceRequired(
            "The token may use no workspace; nothing was kept.",
            advice="Have its owner invited to a workspace; with OAuth, sign in again and tick one.",
        )
    if wanted is not None:
        return read_pasted_workspace(wanted, workspaces)
    if len(workspaces) == 1:
        return workspaces[0].id
    names = ", ".join(f"{one.id} ({one.name})" for one in workspaces)
    raise WorkspaceRequired(
        f"The token may use {len(workspaces)} workspaces: {names}. Nothing was kept.",
        advice="Say which is the default: default_workspace=…, or --workspace.",
    )
