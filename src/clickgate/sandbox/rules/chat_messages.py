"""Rules of chat: messages, replies and reactions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from clickgate.sandbox import access
from clickgate.sandbox.answers import NO_CONTENT, Answer, Refusal, answer
from clickgate.sandbox.cursors import answer_page, created, cut_page
from clickgate.sandbox.registry import rule
from clickgate.sandbox.rules.chat_channels import answer_people, channel_of, is_text
from clickgate.sandbox.shapes import chat
from clickgate.sandbox.world.chat import can_see

if TYPE_CHECKING:
    from clickgate.sandbox.call import Call
    from clickgate.sandbox.world.chat_rows import Channel, Message

# How a person is named in Markdown, as the contents of many public channels and docs show.
_MENTION = re.compile(r"\(#user_mention#(\d{1,12})\)")
_TRIAGED = ("triaged_action", "triaged_object_id", "triaged_object_type")
_EMOJI = re.compile(r"\S{1,64}")


def message_of(call: Call) -> Message:
    """The message or reply that the path names."""
    workspace = access.workspace(call)
    found = call.world.chat.messages.get(call.params["message_id"])
    if found is None or found.channel.workspace is not workspace or not can_see(found.channel, call.me):
        raise Refusal("SANDBOX_005", "Message not found")
    return found


@rule("chat_messages.list", "observed", "Newest first (guess), replies not among them.")
def list_messages(call: Call) -> Answer:
    """The messages of a channel."""
    rows, as_text = channel_of(call).messages, is_text(call.text("content_format"))
    page, cursor = cut_page(call, rows, lambda row: row.number, newest_first=True)
    return answer_page([chat.message(row, as_text=as_text) for row in page], cursor)


@rule(
    "chat_messages.create",
    "observed",
    "201 by the document, 200 was seen. `triaged_*` is told back and not kept, as was measured (2026-06).",
)
def create_message(call: Call) -> Answer:
    """Say something in a channel."""
    return _create(call, channel_of(call))


@rule("chat_messages.update", "official", "Anyone in the channel may (guess); `triaged_*` is passed over.")
def update_message(call: Call) -> Answer:
    """Change a message or reply."""
    row = message_of(call)
    content = call.body.get("content")
    if content is not None and (not isinstance(content, str) or not content.strip()):
        raise Refusal("SANDBOX_003", "content must be text")
    as_text = is_text(call.body.get("content_format"))
    row.content = content or row.content
    _put(call, row)
    call.world.chat.message_changed(row, call.now)
    return answer(chat.message(row, as_text=as_text))


@rule("chat_messages.delete", "official", "204; the replies go with it.")
def delete_message(call: Call) -> Answer:
    """Delete a message or reply."""
    call.world.chat.remove_message(message_of(call))
    return NO_CONTENT


@rule(
    "chat_messages.list_tagged_users",
    "official",
    "Who is named in the content: a Markdown link to `#user_mention#` and their id.",
)
def list_tagged_users(call: Call) -> Answer:
    """Who is named in a message."""
    row = message_of(call)
    return answer_people(call, access.members(row.channel.workspace, list(_MENTION.findall(row.content))))


@rule("chat_replies.list", "official", "Oldest first (guess).")
def list_replies(call: Call) -> Answer:
    """The replies to a message."""
    rows, as_text = message_of(call).replies, is_text(call.text("content_format"))
    page, cursor = cut_page(call, rows, lambda row: row.number)
    return answer_page([chat.message(row, as_text=as_text) for row in page], cursor)


@rule("chat_replies.create", "official", "A reply to a reply becomes one to the message above it (guess).")
def create_reply(call: Call) -> Answer:
    """Reply to a message."""
    row = message_of(call)
    return _create(call, row.parent or row)


@rule("chat_reactions.list", "official", "Oldest first (guess).")
def list_reactions(call: Call) -> Answer:
    """The reactions to a message."""
    page, cursor = cut_page(call, message_of(call).reactions, lambda row: row.number)
    return answer_page([chat.reaction(row) for row in page], cursor)


@rule("chat_reactions.create", "official", "The same emoji of the same person a second time changes nothing (guess).")
def create_reaction(call: Call) -> Answer:
    """React to a message."""
    row, name = message_of(call), call.body.get("reaction")
    if not isinstance(name, str) or not _EMOJI.fullmatch(name):
        raise Refusal("SANDBOX_003", "reaction is the name of an emoji")
    return created(chat.reaction(call.world.chat.react(row, name, call.me, call.now)))


@rule("chat_reactions.delete", "official", "Only one's own.")
def delete_reaction(call: Call) -> Answer:
    """Take a reaction back."""
    row, name = message_of(call), call.params["reaction"]
    found = next((one for one in row.reactions if one.name == name and one.user is call.me), None)
    if found is None:
        raise Refusal("SANDBOX_005", "Reaction not found")
    call.world.chat.take_back(row, found)
    return NO_CONTENT


def _create(call: Call, where: Channel | Message) -> Answer:
    content, kind = call.body.get("content"), call.body.get("type")
    if not isinstance(content, str) or not content.strip():
        raise Refusal("SANDBOX_003", "content is required")
    if kind not in ("message", "post"):
        raise Refusal("SANDBOX_003", "type is message or post")
    as_text = is_text(call.body.get("content_format"))
    if kind == "post" and not _post_data(call).get("title"):
        raise Refusal("SANDBOX_003", "post_data needs a title")
    row = call.world.chat.add_message(where, call.me, content, call.now, kind=kind)
    _put(call, row)
    _tell(call, row)
    said_back = {name: call.body[name] for name in _TRIAGED if call.body.get(name) is not None}
    return created(chat.message(row, as_text=as_text) | said_back)


def _put(call: Call, row: Message) -> None:
    """Take what the body says beside the content; what makes no sense is passed over."""
    body, workspace = call.body, row.channel.workspace
    if "assignee" in body:
        found = access.members(workspace, [body["assignee"]])
        row.assignee = found[0] if found else None
        row.assigned_by, row.date_assigned = (call.me, call.now) if found else (None, None)
    if "group_assignee" in body:
        row.group_id = body["group_assignee"] if isinstance(body["group_assignee"], str) else None
    if isinstance(body.get("resolved"), bool):
        row.resolved_by, row.date_resolved = (call.me, call.now) if body["resolved"] else (None, None)
    if row.kind == "post":
        data = _post_data(call)
        subtype = data.get("subtype")
        row.title = str(data.get("title") or row.title)
        row.subtype_id = str(subtype.get("id", "")) if isinstance(subtype, dict) else row.subtype_id


def _post_data(call: Call) -> dict[str, Any]:
    data = call.body.get("post_data")
    return data if isinstance(data, dict) else {}


def _tell(call: Call, row: Message) -> None:
    """Let followers who are named follow, and keep the reactions that a new message brings along."""
    sent, reactions = call.body.get("followers"), call.body.get("reactions")
    ids = [*(sent if isinstance(sent, list) else []), *_MENTION.findall(row.content)]
    named = access.members(row.channel.workspace, ids)
    row.channel.followers = tuple(dict.fromkeys((*row.channel.followers, *named)))
    for one in reactions if isinstance(reactions, list) else []:
        if isinstance(one, dict) and _EMOJI.fullmatch(str(one.get("reaction", ""))):
            call.world.chat.react(row, str(one["reaction"]), call.me, call.now)
