"""What the sandbox says back: answers, and the refusals that ClickUp is known for."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Grade = Literal["recorded", "observed", "official", "community", "guess"]

JSON_TYPE = b"application/json; charset=utf-8"
HTML_TYPE = b"text/html; charset=utf-8"

encode = msgspec.json.Encoder().encode


class Answer(msgspec.Struct, frozen=True, gc=False):
    """One answer before the headers that all answers share."""

    status: int
    body: bytes
    content_type: bytes = JSON_TYPE
    # Where there are any, they stand instead of the headers that all answers share.
    headers: tuple[tuple[bytes, bytes], ...] = ()


EMPTY = Answer(200, b"{}")
NO_CONTENT = Answer(204, b"")


def answer(value: Any) -> Answer:
    """Status 200 with a value as JSON."""
    return Answer(200, encode(value))


class Known(msgspec.Struct, frozen=True):
    """An error code as far as it is known: where the wording is not, the text is the sandbox's own."""

    status: int
    err: str
    grade: Grade
    when: str


# Codes that begin with SANDBOX_ stand where ClickUp's own code is not known (or where there is nothing to emulate).
REFUSALS: dict[str, Known] = {
    "ACCESS_002": Known(404, "Team not found", "recorded", "workspace that the token's user is not in"),
    "ACCESS_009": Known(
        401, "You do not have access to this", "observed", "list or folder out of reach, or too low a level of access"
    ),
    "ACCESS_064": Known(
        401, "You do not have permission to do this action", "observed", "role that may not; the status is a guess"
    ),
    "ACCESS_080": Known(
        401, "You do not have access to this Space", "observed", "space out of reach; the status is a guess"
    ),
    "ACCESS_083": Known(401, "You do not have access to this task", "observed", "task out of reach, or as `links_to`"),
    "ACCESS_999": Known(404, "Not found", "observed", "doc that is not there or may not be read; wording: a guess"),
    "APP_001": Known(404, "Route not found", "recorded", "a path that is no route"),
    "APP_002": Known(429, "Rate limit reached", "recorded", "the token's minute is spent"),
    "ATTCH_045": Known(400, "Attachment invalid", "community", "upload without a file in the part `attachment`"),
    "CAT_021": Known(400, "Project name invalid", "recorded", "folder without a name"),
    "CRTSK_001": Known(400, "Status not found", "observed", "task created with a status that its list lacks"),
    "FIELD_011": Known(400, "Value must be an option index or uuid", "observed", "drop-down set to a label"),
    "FIELD_017": Known(
        500, "Value is not a valid date", "observed", "date field set to text; the status really is 500"
    ),
    "FIELD_033": Known(
        403, "Custom field usages exceeded for your plan", "observed", "a field set too often; the status is a guess"
    ),
    "FIELD_115": Known(
        400, "Custom field does not exist in the task location hierarchy", "observed", "field of another location"
    ),
    "FIELD_144": Known(400, "Value must be an array of label ids", "observed", "labels field set to another shape"),
    "FIELD_342": Known(400, "Invalid Value", "observed", "field set to a value of the wrong type"),
    "GBUSED_005": Known(
        403, "Storage quota exceeded", "official", "file over the plan's storage; the status is a guess"
    ),
    "GROUP_027": Known(
        403,
        "Your plan is limited to {{limit}} usages of Additional Teams, {{usage}} usage.",
        "recorded",
        "one more user group than the plan has; the placeholders really come so",
    ),
    "GROUP_HELPERS_001": Known(500, "invalid input syntax for type uuid", "community", "group id that is no UUID"),
    "INPUT_002": Known(400, "ID invalid", "community", "path id of the wrong form"),
    "INPUT_003": Known(400, "validateListIDEx List ID invalid", "observed", "list id that is not a number"),
    "INPUT_004": Known(400, "Task ID invalid", "observed", "task id of impossible form"),
    "INPUT_005": Known(400, "Task name invalid", "observed", "task name empty or longer than 2,048 characters"),
    "INPUT_011": Known(400, "Folder ID invalid", "recorded", "folder id that is not a number"),
    "ITEM_015": Known(404, "Task not found", "guess", "unknown or deleted task"),
    "ITEM_114": Known(400, "Status does not exist", "observed", "task changed to a status that its list lacks"),
    "ITEM_137": Known(400, "Parent not child of list", "observed", "parent in another list"),
    "ITEM_155": Known(400, "custom fields must be a json parsable string", "observed", "custom_fields is no JSON"),
    "ITEM_156": Known(400, "custom fields must be an array", "community", "custom_fields is JSON, but no array"),
    "OAUTH_007": Known(400, "Redirect URI does not match", "official", "consent asked for with another redirect_uri"),
    "OAUTH_010": Known(400, "Client not found", "official", "unknown client_id; the status is a guess"),
    "OAUTH_017": Known(400, "Authorization header required", "observed", "no Authorization header"),
    "OAUTH_019": Known(401, "Oauth token not found", "observed", "token well formed and unknown"),
    "OAUTH_023": Known(401, "Team not authorized", "official", "workspace that the user did not give the app"),
    "OAUTH_025": Known(401, "Token invalid", "recorded", "token malformed, or a personal token sent as Bearer"),
    "OAUTH_027": Known(401, "Team not authorized", "recorded", "object unknown or of a foreign workspace"),
    "OAUTH_064": Known(400, "View must be a conversation", "community", "comments of a view that is no chat"),
    "OAUTH_117": Known(400, "Name is required", "official", "list made after a template without a name"),
    "OAUTH_119": Known(400, "Name is required", "official", "folder made after a template without a name"),
    "OAUTH_171": Known(
        400, "Webhook configuration already exists", "official", "webhook with the address, events and place of another"
    ),
    "PAGE_047": Known(400, "View must be a task view", "community", "tasks of a view that shows none"),
    "PROJ_060": Known(400, "Space name invalid", "observed", "space without a name"),
    "PUBAPITASK_008": Known(400, "custom_items must be an array", "community", "custom_items= without brackets"),
    "PUBAPITASK_009": Known(400, "custom_items must be an array of numbers", "community", "custom_items[] with text"),
    "PUBAPITASK_014": Known(400, "statuses must be an array", "observed", "statuses= without brackets"),
    "PUBAPITASK_017": Known(400, "assignees must be an array", "observed", "assignees= without brackets"),
    "SHARD_001": Known(500, "invalid input syntax for integer", "community", "workspace or space id not a number"),
    "SUBCAT_016": Known(400, "List name taken", "observed", "second list of a name in one folder"),
    "SUBCAT_020": Known(400, "List Name Invalid", "observed", "list without a name"),
    "TEAM_110": Known(403, "Team must be on enterprise plan", "observed", "people managed below Enterprise"),
    "TEMPLH_019": Known(404, "Template not found", "recorded", "template unknown"),
    "TEAMM_002": Known(403, "You have no an access", "observed", "running timer of another person, or an OAuth token"),
    "TIMEENTRY_007": Known(400, "Invalid assignee", "community", "assignee that is no number, or no member"),
    "TIMEENTRY_052": Known(400, "Team not found", "official", "tags of time entries where the plan lacks them"),
    "TIMEENTRY_059": Known(403, "You have no access", "observed", "time of others without the right to it"),
    "TIMEENTRY_060": Known(400, "At least one param is required", "observed", "time entry changed by nothing but tags"),
    "TIMEENTRY_062": Known(400, "Hierarchy id must be an integer", "community", "space_id and the like with text"),
    "TIMEENTRY_065": Known(400, "Only one hierarchy id is allowed", "community", "two of space_id, folder_id …"),
    "TIMEENTRY_072": Known(500, "invalid input syntax for integer", "community", "time entry id that is no number"),
    "SANDBOX_001": Known(501, "Not emulated by the sandbox yet", "guess", "operation without a rule"),
    "SANDBOX_002": Known(400, "The body is not a JSON object", "guess", "body that can't be read"),
    "SANDBOX_003": Known(400, "Invalid input", "guess", "input refused; ClickUp's code for it is not known"),
    "SANDBOX_004": Known(500, "The sandbox failed; its log says how", "guess", "a defect of the sandbox"),
    "SANDBOX_005": Known(404, "Not found", "guess", "object unknown; ClickUp's code for it is not known"),
    "SANDBOX_006": Known(413, "The body is too large", "guess", "JSON body over 10 MB, file over 1 GB"),
    "SANDBOX_007": Known(400, "The body is not a multipart form", "guess", "upload that can't be read"),
    "SANDBOX_008": Known(403, "For the owner of an Enterprise workspace", "guess", "audit log asked for by others"),
    "SANDBOX_507": Known(507, "The sandbox can't keep this", "guess", "the data folder can't be written; not done"),
}


class Refusal(Exception):
    """A rule refuses the request with an error code of the table above."""

    def __init__(self, ecode: str, err: str = "", *, meta: dict[str, Any] | None = None) -> None:
        super().__init__(ecode)
        self.ecode = ecode
        self.err = err
        self.meta = meta

    def answer(self) -> Answer:
        """ClickUp's envelope: `{"err", "ECODE"}`, with `meta` where the newer permission layer adds it."""
        known = REFUSALS[self.ecode]
        body: dict[str, Any] = {"err": self.err or known.err, "ECODE": self.ecode}
        if self.meta is not None:
            body["meta"] = self.meta
        return Answer(known.status, encode(body))

    def answer_v3(self, now: int) -> Answer:
        """The v3 document's envelope where ClickUp's code is unknown; known codes come in that of v2 (observed)."""
        if not self.ecode.startswith("SANDBOX_"):
            return self.answer()
        known = REFUSALS[self.ecode]
        body = {"status": known.status, "message": self.err or known.err, "trace_id": None, "timestamp": now}
        return Answer(known.status, encode(body))


def wrong_method(method: str, path: str) -> Answer:
    """The page that a known path gives to a method it has not: 404 with HTML, as recorded (2024-03)."""
    text = f"Cannot {method} {path}".replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return Answer(404, f"<!DOCTYPE html>\n<title>Error</title>\n<pre>{text}</pre>\n".encode(), HTML_TYPE)
