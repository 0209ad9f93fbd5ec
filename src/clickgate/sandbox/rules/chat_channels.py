"""Rules of chat: channels, direct messages, and who is in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from clickgate.sandbox import access
from clickgate.sandbox.answers import NO_CONTENT, Answer, Refusal, answer
from clickgate.sandbox.cursors import answer_page, created, cut_page
from clickgate.sandbox.registry import rule
from clickgate.sandbox.rules.docs import PARENT_TYPES, is_place
from clickgate.sandbox.shapes import chat
from clickgate.sandbox.world.chat import can_see, latest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clickgate.sandbox.call import Call
    from clickgate.sandbox.world.chat_rows import Channel, ChannelKind, Reach
    from clickgate.sandbox.world.rows import User, Workspace

_FORMATS = ("text/md", "text/plain")
_LOCATIONS = ("space", "folder", "list")
# Source: the official v3 document.
_MOST_IN_DM = 15


def channel_of(call: Call) -> Channel:
    """The channel that the path names; one that the token's user doesn't see is as good as none (guess)."""
    workspace = access.workspace(call)
    found = call.world.chat.channels.get(call.params["channel_id"])
    if found is None or found.workspace is not workspace or not can_see(found, call.me):
        raise Refusal("SANDBOX_005", "Channel not found")
    return found


def is_text(sent: object) -> bool:
    """Whether a format that was asked for is plain text, and not Markdown."""
    if sent and sent not in _FORMATS:
        raise Refusal("SANDBOX_003", "The format is text/md or text/plain")
    return sent == "text/plain"


def answer_people(call: Call, people: Iterable[User]) -> Answer:
    """A page of people, by id."""
    page, cursor = cut_page(call, people, lambda user: user.id)
    return answer_page([chat.person(user) for user in page], cursor)


@rule("chat_channels.list", "official", "Oldest first (guess). Nothing closes a direct message here.")
def list_channels(call: Call) -> Answer:
    """The channels that the token's user sees."""
    rows, as_text = (
        call.world.chat.channels_of(access.workspace(call), call.me),
        is_text(call.text("description_format")),
    )
    since, kinds = call.number("with_message_since"), _wanted_kinds(call)
    if call.flag("is_follower"):
        rows = [row for row in rows if call.me in row.followers]
    if since is not None:
        rows = [row for row in rows if (latest(row) or 0) >= since]
    page, cursor = cut_page(call, [row for row in rows if row.kind in kinds], lambda row: row.number)
    return answer_page([chat.channel(row, as_text=as_text) for row in page], cursor)


def _wanted_kinds(call: Call) -> list[str]:
    # One kind, several after commas, several parameters, or a JSON array: the document leaves it open.
    sent = call.query.get("channel_types", []) + call.query.get("channel_types[]", [])
    return re.findall("[A-Z_]+", ",".join(sent)) or ["CHANNEL", "DM", "GROUP_DM"]


@rule("chat_channels.create", "official", "200 with the channel of that name where there is one, else 201.")
def create_channel(call: Call) -> Answer:
    """Open a channel of the workspace."""
    workspace, name = access.workspace(call), call.name()
    if not name:
        raise Refusal("SANDBOX_003", "name is required")
    members, visibility = _read_members(call, workspace), _read_visibility(call)
    seen = call.world.chat.channels_of(workspace, call.me)
    found = next((row for row in seen if row.kind == "CHANNEL" and row.name.lower() == name.lower()), None)
    if found is not None:
        return answer({"data": chat.channel(found)})
    row = call.world.chat.add_channel(
        workspace, "CHANNEL", call.me, call.now, name=name, visibility=visibility, members=members
    )
    _put_texts(call, row)
    return created({"data": chat.channel(row)})


@rule("chat_channels.create_on_location", "observed", "One for each place: 200 where it is there already, else 201.")
def create_on_location(call: Call) -> Answer:
    """Open the channel of a space, folder or list."""
    workspace = access.workspace(call)
    parent, name = _read_location(call, workspace, call.body.get("location"))
    members, visibility = _read_members(call, workspace), _read_visibility(call)
    found = next((row for row in call.world.chat.channels_of(workspace, call.me) if row.parent == parent), None)
    if found is not None:
        return answer({"data": chat.channel(found)})
    row = call.world.chat.add_channel(
        workspace, "CHANNEL", call.me, call.now, name=name, parent=parent, visibility=visibility, members=members
    )
    _put_texts(call, row)
    return created({"data": chat.channel(row)})


@rule(
    "chat_channels.create_direct_message",
    "official",
    "One for each set of at most 15 people. Ids that are numbers are passed over: it becomes one with yourself "
    "(observed).",
)
def create_direct_message(call: Call) -> Answer:
    """Open a direct message with people, or with oneself."""
    workspace = access.workspace(call)
    sent = call.body.get("user_ids", [])
    if not isinstance(sent, list) or len(sent) > _MOST_IN_DM:
        raise Refusal("SANDBOX_003", "user_ids is an array of at most 15 ids")
    people = access.members(workspace, [one for one in sent if isinstance(one, str)])
    wanted = {call.me, *people}
    seen = call.world.chat.channels_of(workspace, call.me)
    found = next((row for row in seen if row.kind != "CHANNEL" and set(row.members) == wanted), None)
    if found is not None:
        return answer({"data": chat.channel(found)})
    kind: ChannelKind = "GROUP_DM" if len(wanted) > 2 else "DM"
    row = call.world.chat.add_channel(workspace, kind, call.me, call.now, visibility="PRIVATE", members=people)
    return created({"data": chat.channel(row)})


@rule("chat_channels.get", "official", "One that the token's user doesn't see answers 404 (guess).")
def get_channel(call: Call) -> Answer:
    """Read a channel."""
    return answer({"data": chat.channel(channel_of(call), as_text=is_text(call.text("description_format")))})


@rule("chat_channels.update", "official", "Everyone in it may change it (guess).")
def update_channel(call: Call) -> Answer:
    """Change a channel."""
    row = channel_of(call)
    if "name" in call.body and not call.name():
        raise Refusal("SANDBOX_003", "name must not be empty")
    visibility = _read_visibility(call) if "visibility" in call.body else row.visibility
    if "location" in call.body:
        row.parent, _ = _read_location(call, row.workspace, call.body["location"])
    row.name, row.visibility = call.name() or row.name, visibility
    _put_texts(call, row)
    call.world.chat.channel_changed(row, call.now)
    return answer({"data": chat.channel(row)})


@rule("chat_channels.delete", "official", "204; the messages go with it.")
def delete_channel(call: Call) -> Answer:
    """Delete a channel."""
    call.world.chat.remove_channel(channel_of(call))
    return NO_CONTENT


@rule("chat_channels.list_followers", "official", "Who is in a channel follows it, and who is named in a message.")
def list_followers(call: Call) -> Answer:
    """Who is told of what is said in a channel."""
    return answer_people(call, channel_of(call).followers)


@rule("chat_channels.list_members", "official", "Who was taken in, a public channel's as well (guess).")
def list_members(call: Call) -> Answer:
    """Who is in a channel."""
    return answer_people(call, channel_of(call).members)


def _put_texts(call: Call, row: Channel) -> None:
    for name in ("topic", "description"):
        if isinstance(call.body.get(name), str):
            setattr(row, name, call.body[name])


def _read_members(call: Call, workspace: Workspace) -> list[User]:
    sent = call.body.get("user_ids", [])
    if not isinstance(sent, list):
        raise Refusal("SANDBOX_003", "user_ids must be an array")
    return access.members(workspace, sent)


def _read_visibility(call: Call) -> Reach:
    sent = call.body.get("visibility") or "PUBLIC"
    if sent not in ("PUBLIC", "PRIVATE"):
        raise Refusal("SANDBOX_003", "visibility is PUBLIC or PRIVATE")
    return cast("Reach", sent)


def _read_location(call: Call, workspace: Workspace, sent: Any) -> tuple[tuple[int, str], str]:
    """Type and id of a place, and its name."""
    kind = sent.get("type") if isinstance(sent, dict) else None
    if kind not in _LOCATIONS:
        raise Refusal("SANDBOX_003", "location has an id and a type: space, folder or list")
    number, wanted = PARENT_TYPES[kind.upper()], str(sent.get("id", ""))
    if not is_place(call, workspace, number, wanted):
        raise Refusal("SANDBOX_005", "Location not found")
    world = call.world
    places: dict[str, dict[str, Any]] = {"space": world.spaces, "folder": world.folders, "list": world.lists}
    return (number, wanted), places[kind][wanted].name
