"""Keeps channels and what is said in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickgate.sandbox.world.chat_rows import Channel, Message, Reaction

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal

    from clickgate.sandbox.world.chat_rows import ChannelKind, Reach
    from clickgate.sandbox.world.rows import User, Workspace
    from clickgate.sandbox.world.whole import Whole

EVERYTHING = 7
_PLACES = (4, 5, 6)  # space, folder, list


class Chat:
    """The channels and messages of all workspaces, by id."""

    def __init__(self, world: Whole) -> None:
        self._world = world
        self._number = 0
        self.channels: dict[str, Channel] = {}
        self.messages: dict[str, Message] = {}

    def add_channel(
        self,
        workspace: Workspace,
        kind: ChannelKind,
        creator: User,
        at: int,
        *,
        name: str = "",
        parent: tuple[int, str] | None = None,
        visibility: Reach = "PUBLIC",
        members: Iterable[User] = (),
    ) -> Channel:
        """Open a channel, of the workspace unless it gets a place; who opens it is in it, and all in it follow it."""
        where = parent or (EVERYTHING, workspace.id)
        # Measured live in 2026-06: the channel of a list is `6-<list id>-8`.
        channel_id = f"{where[0]}-{where[1]}-8" if where[0] in _PLACES else self._world.ids.view(workspace.id)
        row = Channel(channel_id, workspace, kind, name, where, visibility, creator, at, at, self._next())
        row.members = row.followers = tuple(dict.fromkeys((creator, *members)))
        self.channels[channel_id] = row
        self._world.revision += 1
        return row

    def channels_of(self, workspace: Workspace, user: User) -> list[Channel]:
        """The channels that somebody sees: those they are in, and all public ones, oldest first."""
        return [row for row in self.channels.values() if row.workspace is workspace and can_see(row, user)]

    def remove_channel(self, row: Channel) -> None:
        """Take a channel away with all that was said in it."""
        for message in row.messages:
            self.remove_message(message)
        del self.channels[row.id]
        self._world.revision += 1

    def channel_changed(self, row: Channel, at: int) -> None:
        """Note that a channel changed."""
        row.updated = at
        self._world.revision += 1

    def add_message(
        self,
        where: Channel | Message,
        user: User,
        content: str,
        at: int,
        *,
        kind: Literal["message", "post"] = "message",
    ) -> Message:
        """Say something in a channel, or reply to a message."""
        parent, channel = (where, where.channel) if isinstance(where, Message) else (None, where)
        row = Message(self._world.ids.comment(), channel, parent, kind, user, content, at, self._next())
        if isinstance(where, Message):
            where.replies = (*where.replies, row)
        else:
            where.messages = (*where.messages, row)
        self.messages[row.id] = row
        self._world.revision += 1
        return row

    def message_changed(self, row: Message, at: int) -> None:
        """Note that a message changed."""
        row.date_updated = at
        self._world.revision += 1

    def remove_message(self, row: Message) -> None:
        """Take a message away with its replies."""
        if row.parent is not None:
            row.parent.replies = tuple(one for one in row.parent.replies if one is not row)
        row.channel.messages = tuple(one for one in row.channel.messages if one is not row)
        for one in (row, *row.replies):
            self.messages.pop(one.id, None)
        self._world.revision += 1

    def react(self, row: Message, name: str, user: User, at: int) -> Reaction:
        """React to a message; a second time with the same emoji changes nothing."""
        for reaction in row.reactions:
            if reaction.name == name and reaction.user is user:
                return reaction
        made = Reaction(name, user, at, self._next())
        row.reactions = (*row.reactions, made)
        self._world.revision += 1
        return made

    def take_back(self, row: Message, reaction: Reaction) -> None:
        """Take a reaction back."""
        row.reactions = tuple(one for one in row.reactions if one is not reaction)
        self._world.revision += 1

    def _next(self) -> int:
        self._number += 1
        return self._number


def can_see(row: Channel, user: User) -> bool:
    """Whether somebody sees a channel: a guest only one they are in."""
    member = row.workspace.members.get(user.id)
    return member is not None and (user in row.members or (row.visibility == "PUBLIC" and member.role != 4))


def latest(row: Channel) -> int | None:
    """When something was last said in a channel."""
    return max((message.date for message in row.messages), default=None)
