"""The rule of the kinds of post."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickgate.sandbox import access
from clickgate.sandbox.answers import Answer, Refusal, answer
from clickgate.sandbox.registry import rule
from clickgate.sandbox.shapes import chat

if TYPE_CHECKING:
    from clickgate.sandbox.call import Call

_TYPES = ("post", "ai", "syncup", "ai_via_brain")


@rule(
    "comment_subtypes.list",
    "guess",
    "The document leaves the answer open: `data` with id and name. Posts have four kinds, the others none.",
    fidelity="shaped",
)
def list_subtypes(call: Call) -> Answer:
    """The kinds of post."""
    workspace, kind = access.workspace(call), call.params["comment_type"]
    if kind not in _TYPES:
        raise Refusal("SANDBOX_003", f"The type of comment is one of {', '.join(_TYPES)}")
    found = chat.subtypes(workspace) if kind == "post" else {}
    return answer({"data": [{"id": one, "name": name} for one, name in found.items()]})
