"""The rule of the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickgate.sandbox import access
from clickgate.sandbox.answers import Answer, Refusal, answer
from clickgate.sandbox.registry import rule

if TYPE_CHECKING:
    from clickgate.sandbox.call import Call

_OWNER = 1
_KINDS = (
    "agent-settings-activity",
    "auth-and-security",
    "custom-fields",
    "hierarchy-activity",
    "user-activity",
    "other-activity",
)


@rule(
    "audit_logs.query",
    "guess",
    "For the owner of an Enterprise workspace, as the document says; who else asks gets 403 (guess). The document "
    "leaves the answer open: what is told are people who joined, under `user-activity` and `auth-and-security`.",
    fidelity="shaped",
)
def query_audit_logs(call: Call) -> Answer:
    """What happened in a workspace, as far as the sandbox keeps it."""
    workspace = access.workspace(call)
    if workspace.plan != "enterprise" or workspace.members[call.me.id].role != _OWNER:
        raise Refusal("SANDBOX_008")
    kind = call.body.get("applicability")
    if kind is not None and kind not in _KINDS:
        raise Refusal("SANDBOX_003", f"applicability is one of {', '.join(_KINDS)}")
    told = kind in (None, "user-activity", "auth-and-security")
    joined = [row for row in workspace.members.values() if row.date_joined is not None] if told else []
    events = [
        {
            "eventType": "JOIN_WORKSPACE",
            "eventStatus": "success",
            "eventTime": row.date_joined,
            "userId": str(row.user.id),
            "userEmail": row.user.email,
            "workspaceId": workspace.id,
        }
        for row in joined
    ]
    found = [event for event in events if _passes(event, call.body.get("filter"))]
    return answer({"data": found})


def _passes(event: dict[str, Any], sent: Any) -> bool:
    if not isinstance(sent, dict):
        return True
    for name in ("userId", "userEmail", "eventType", "eventStatus"):
        wanted = sent.get(name)
        # The document says text of some of these, its own example arrays.
        if wanted and event[name] not in (wanted if isinstance(wanted, list) else [wanted]):
            return False
    first, last = sent.get("startTime"), sent.get("endTime")
    at = event["eventTime"]
    return (not isinstance(first, int | float) or at >= first) and (not isinstance(last, int | float) or at <= last)
