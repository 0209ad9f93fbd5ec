"""Chat: one channel for each name, place or set of people, and what is said there is read by those who may."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.sandbox.conftest import Api, make_api
from tests.unit.sandbox.v3 import V3, other, reads_well


@pytest.fixture
def api() -> Api:
    return make_api()


@pytest.fixture
def v3(api: Api) -> V3:
    return V3(api)


@pytest.fixture
def channel(v3: V3) -> str:
    return str(v3.post("/chat/channels", {"name": "Harbour"})["data"]["id"])


def say(v3: V3, channel: str, content: str = "Hello", **members: Any) -> Any:
    return v3.post(f"/chat/channels/{channel}/messages", {"type": "message", "content": content, **members})


def people(api: Api) -> list[str]:
    return [str(user_id) for user_id in api.workspace.members]


def test_a_channel_is_made_once_for_a_name(api: Api, v3: V3):
    body = {"name": "Harbour", "topic": "Ships", "description": "**All** of them"}
    first, second = (v3.call("POST", "/chat/channels", body) for _ in range(2))

    made = first.json()["data"]
    assert (first.status, second.status) == (201, 200)
    assert second.json() == first.json()
    assert made["parent"] == {"id": api.workspace.id, "type": 7}
    assert (made["type"], made["visibility"], made["topic"]) == ("CHANNEL", "PUBLIC", "Ships")
    assert made["created_at"] == made["updated_at"] == str(api.sandbox.clock.now_ms())
    assert v3.get(f"/chat/channels/{made['id']}?description_format=text/plain")["data"]["description"] == "All of them"


@pytest.mark.parametrize("kind", ["space", "folder", "list"])
def test_a_place_has_one_channel_whose_id_names_the_place(api: Api, v3: V3, kind: str):
    folder = next(iter(api.space.folders.values()))
    row, number = {"space": (api.space, 4), "folder": (folder, 5), "list": (api.list, 6)}[kind]
    body = {"location": {"id": row.id, "type": kind}}

    first, second = (v3.call("POST", "/chat/channels/location", body) for _ in range(2))

    made = first.json()["data"]
    assert (first.status, second.status) == (201, 200)
    assert (made["id"], made["name"]) == (f"{number}-{row.id}-8", row.name)
    assert (made["parent"], made["is_canonical_channel"]) == ({"id": row.id, "type": number}, True)


def test_people_share_one_direct_message(api: Api, v3: V3):
    everyone = people(api)

    two = v3.call("POST", "/chat/channels/direct_message", {"user_ids": everyone[1:2]})
    again = other(api).call("POST", "/chat/channels/direct_message", {"user_ids": everyone[:1]})
    three = v3.post("/chat/channels/direct_message", {"user_ids": everyone})["data"]

    assert (two.status, again.status) == (201, 200)
    assert two.json()["data"]["id"] == again.json()["data"]["id"]
    assert (two.json()["data"]["type"], three["type"], three["visibility"]) == ("DM", "GROUP_DM", "PRIVATE")


def test_ids_that_are_numbers_make_a_direct_message_with_oneself(api: Api, v3: V3):
    made = v3.post("/chat/channels/direct_message", {"user_ids": [int(one) for one in people(api)]})["data"]

    members = v3.get(f"/chat/channels/{made['id']}/members")["data"]

    assert made["type"] == "DM"
    assert [one["id"] for one in members] == people(api)[:1]


def test_a_direct_message_has_at_most_fifteen_people(v3: V3):
    assert v3.call("POST", "/chat/channels/direct_message", {"user_ids": ["1"] * 16}).status == 400


def test_a_private_channel_is_there_for_those_in_it_alone(api: Api, v3: V3):
    everyone = people(api)
    made = v3.post("/chat/channels", {"name": "Quay", "visibility": "PRIVATE", "user_ids": everyone[1:2]})["data"]
    path = f"/chat/channels/{made['id']}"

    assert other(api, 1).get(path)["data"]["id"] == made["id"]
    assert other(api, 2).call("GET", path).status == 404
    assert other(api, 2).get("/chat/channels")["data"] == []
    assert [one["id"] for one in v3.get(f"{path}/members")["data"]] == sorted(everyone[:2], key=int)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Harbour", "Quay", ""]),
        ("?channel_types=DM", [""]),
        ("?channel_types=%5B%22CHANNEL%22%5D", ["Harbour", "Quay"]),
        ("?is_follower=true", ["Harbour", "Quay", ""]),
        ("?with_message_since=1", ["Quay"]),
    ],
)
def test_filters_narrow_the_list_of_channels(api: Api, v3: V3, channel: str, query: str, names: list[str]):
    say(v3, v3.post("/chat/channels", {"name": "Quay"})["data"]["id"])
    v3.post("/chat/channels/direct_message", {"user_ids": []})

    assert [row["name"] for row in v3.get(f"/chat/channels{query}")["data"]] == names


def test_a_channel_changes_and_goes_with_all_that_was_said(api: Api, v3: V3, channel: str):
    message = say(v3, channel)
    api.sandbox.clock.move(60)

    changed = v3.call("PATCH", f"/chat/channels/{channel}", {"name": "Pier", "location": location(api)}).json()["data"]
    gone = v3.call("DELETE", f"/chat/channels/{channel}")

    assert (changed["name"], changed["parent"]["id"]) == ("Pier", api.list.id)
    assert int(changed["updated_at"]) - int(changed["created_at"]) == 60_000
    assert (gone.status, gone.body) == (204, b"")
    assert v3.call("GET", f"/chat/channels/{channel}").status == 404
    assert v3.call("GET", f"/chat/messages/{message['id']}/replies").status == 404


def location(api: Api) -> dict[str, str]:
    return {"id": api.list.id, "type": "list"}


def test_messages_come_newest_first_in_pages(v3: V3, channel: str):
    made = [say(v3, channel, str(number))["id"] for number in range(5)]

    assert [row["id"] for row in v3.pages(f"/chat/channels/{channel}/messages", "data", 2)] == made[::-1]


def test_a_page_goes_on_where_the_last_ended_though_more_was_said_meanwhile(v3: V3, channel: str):
    made = [say(v3, channel, str(number))["id"] for number in range(4)]
    path = f"/chat/channels/{channel}/messages?limit=2"

    first = v3.get(path)
    say(v3, channel, "Later")
    v3.call("DELETE", f"/chat/messages/{made[2]}")
    second = v3.get(f"{path}&cursor={first['next_cursor']}")

    assert [row["id"] for row in (*first["data"], *second["data"])] == made[::-1]


def test_a_message_shows_only_what_is_set(v3: V3, channel: str):
    made = say(v3, channel, "# Hello")

    read = v3.get(f"/chat/channels/{channel}/messages?content_format=text/plain")["data"][0]
    seen = {"id", "type", "content", "user_id", "date", "parent_channel", "resolved", "links", "replies_count"}
    assert set(made) == set(read) == seen
    assert (made["content"], read["content"]) == ("# Hello", "Hello")
    assert v3.get(f"/chat/channels/{channel}")["data"]["latest_comment_at"] == str(made["date"])


def test_what_a_message_is_triaged_to_is_told_back_and_not_kept(v3: V3, channel: str):
    made = say(v3, channel, triaged_action=1, triaged_object_id="1")

    assert made["triaged_object_id"] == "1"
    assert "triaged_object_id" not in v3.get(f"/chat/channels/{channel}/messages")["data"][0]


def test_a_message_is_assigned_and_resolved(api: Api, v3: V3, channel: str):
    me, friend = people(api)[:2]
    message = say(v3, channel, assignee=friend)["id"]

    changed = v3.call("PATCH", f"/chat/messages/{message}", {"resolved": True, "content": "Done"}).json()

    assert (changed["assignee"], changed["assigned_by"], changed["resolved_by"]) == (friend, me, me)
    assert (changed["content"], changed["resolved"]) == ("Done", True)
    assert changed["date_updated"] == changed["date_resolved"] == api.sandbox.clock.now_ms()


def test_a_post_has_a_title_and_a_kind(v3: V3, channel: str):
    kinds = v3.get("/comments/types/post/subtypes")["data"]
    made = say(v3, channel, type="post", post_data={"title": "News", "subtype": {"id": kinds[0]["id"]}})

    assert made["post_data"] == {"title": "News", "subtype": kinds[0]}


def test_replies_hang_on_their_message_and_not_in_the_channel(v3: V3, channel: str):
    message = say(v3, channel)["id"]
    body = {"type": "message", "content": "Yes"}
    first = v3.post(f"/chat/messages/{message}/replies", body)
    second = v3.post(f"/chat/messages/{first['id']}/replies", body)

    shown = v3.get(f"/chat/channels/{channel}/messages")["data"]

    assert [(row["id"], row["replies_count"]) for row in shown] == [(message, 2)]
    assert [row["id"] for row in v3.get(f"/chat/messages/{message}/replies")["data"]] == [first["id"], second["id"]]
    assert first["parent_message"] == second["parent_message"] == message
    assert v3.call("DELETE", f"/chat/messages/{first['id']}").status == 204
    assert [row["id"] for row in v3.get(f"/chat/messages/{message}/replies")["data"]] == [second["id"]]


def test_who_is_named_is_tagged_and_follows(api: Api, v3: V3, channel: str):
    friend = people(api)[1]
    message = say(v3, channel, f"Look, [@Friend](#user_mention#{friend}) and [@Nobody](#user_mention#5)")["id"]

    assert [one["id"] for one in v3.get(f"/chat/messages/{message}/tagged_users")["data"]] == [friend]
    assert friend in [one["id"] for one in v3.get(f"/chat/channels/{channel}/followers")["data"]]
    assert friend not in [one["id"] for one in v3.get(f"/chat/channels/{channel}/members")["data"]]


def test_reactions_are_counted_once_and_taken_back_by_whom_they_are(api: Api, v3: V3, channel: str):
    path = f"/chat/messages/{say(v3, channel)['id']}/reactions"
    answers = [v3.call("POST", path, {"reaction": "thumbsup"}) for _ in range(2)]

    assert [answer.status for answer in answers] == [201, 201]
    assert v3.get(path)["data"] == [answers[0].json()]
    assert other(api).call("DELETE", f"{path}/thumbsup").status == 404
    assert v3.call("DELETE", f"{path}/thumbsup").status == 204
    assert v3.get(path)["data"] == []


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/chat/channels", {}, 400),
        ("POST", "/chat/channels", {"name": "A", "visibility": "SECRET"}, 400),
        ("POST", "/chat/channels", {"name": "A", "user_ids": "1"}, 400),
        ("POST", "/chat/channels/location", {"location": {"id": "1", "type": "task"}}, 400),
        ("POST", "/chat/channels/location", {"location": {"id": "1", "type": "list"}}, 404),
        ("GET", "/chat/channels/none", None, 404),
        ("PATCH", "/chat/channels/{channel}", {"name": " "}, 400),
        ("GET", "/chat/channels/{channel}/messages?content_format=html", None, 400),
        ("POST", "/chat/channels/{channel}/messages", {"content": "Hello"}, 400),
        ("POST", "/chat/channels/{channel}/messages", {"type": "message", "content": " "}, 400),
        ("POST", "/chat/channels/{channel}/messages", {"type": "post", "content": "Hello"}, 400),
        ("PATCH", "/chat/messages/{message}", {"content": 1}, 400),
        ("PATCH", "/chat/messages/1", {}, 404),
        ("POST", "/chat/messages/{message}/reactions", {"reaction": "two words"}, 400),
        ("DELETE", "/chat/messages/{message}/reactions/none", None, 404),
    ],
)
def test_what_makes_no_sense_is_refused_in_the_words_of_v3(
    api: Api, v3: V3, channel: str, method: str, path: str, body: Any, status: int
):
    message = say(v3, channel)["id"]
    before = api.world.revision

    answer = v3.call(method, path.format(channel=channel, message=message), body)

    assert (answer.status, answer.json()["status"]) == (status, status)
    assert api.world.revision == before


def test_answers_read_without_a_warning(api: Api, v3: V3, channel: str):
    body = {"type": "message", "content": "Hello", "assignee": people(api)[1]}
    message = say(v3, channel)["id"]
    on_channel, on_message = f"/chat/channels/{channel}", f"/chat/messages/{message}"
    calls: dict[str, tuple[str, str, Any]] = {
        "chat_channels.list": ("GET", "/chat/channels", None),
        "chat_channels.create": ("POST", "/chat/channels", {"name": "New"}),
        "chat_channels.create_on_location": ("POST", "/chat/channels/location", {"location": location(api)}),
        "chat_channels.create_direct_message": ("POST", "/chat/channels/direct_message", {"user_ids": []}),
        "chat_channels.get": ("GET", on_channel, None),
        "chat_channels.update": ("PATCH", on_channel, {"topic": "Ships"}),
        "chat_channels.list_followers": ("GET", f"{on_channel}/followers", None),
        "chat_channels.list_members": ("GET", f"{on_channel}/members", None),
        "chat_messages.create": ("POST", f"{on_channel}/messages", body),
        "chat_messages.list": ("GET", f"{on_channel}/messages", None),
        "chat_messages.update": ("PATCH", on_message, {"resolved": True}),
        "chat_messages.list_tagged_users": ("GET", f"{on_message}/tagged_users", None),
        "chat_replies.create": ("POST", f"{on_message}/replies", body),
        "chat_replies.list": ("GET", f"{on_message}/replies", None),
        "chat_reactions.create": ("POST", f"{on_message}/reactions", {"reaction": "heart"}),
        "chat_reactions.list": ("GET", f"{on_message}/reactions", None),
    }

    odd = [name for name, asked in calls.items() if not reads_well(name, v3.call(*asked))]

    assert odd == []
