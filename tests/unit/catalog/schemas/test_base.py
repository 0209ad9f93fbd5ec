"""Models and parts: what they show, what they hide, when they are equal."""

from __future__ import annotations

import json
import pickle

import msgspec
import pytest

from clickgate.catalog.schemas import (
    CustomFieldValue,
    CustomRole,
    Person,
    Role,
    Status,
    Task,
    Token,
    User,
    Webhook,
)
from clickgate.catalog.schemas.base import read_custom
from clickgate.catalog.schemas.source import Source
from clickgate.kernel.secret import Secret


def read(body: bytes, kind: type) -> object:
    value = msgspec.json.decode(body, type=kind, strict=False, dec_hook=read_custom)
    Source(body, "", many=False).adopt((value,))
    return value


@pytest.mark.parametrize(("sent", "expected"), [(4001001, "4001001"), ("4001001", "4001001"), (-7, "-7"), ("", "")])
def test_an_id_is_text_however_it_was_sent(sent, expected):
    user = read(json.dumps({"id": sent}).encode(), User)

    assert user.id == expected
    assert type(user.id) is str


@pytest.mark.parametrize("sent", [1.5, True, None, [], {}])
def test_an_id_that_is_neither_text_nor_number_is_no_id(sent):
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"id": sent}, User, dec_hook=read_custom)


def test_lists_of_ids_are_of_text():
    assert read(b'{"members": [7, "8"]}', Role).members == ["7", "8"]


def test_a_value_is_the_same_however_its_id_was_sent_and_as_if_made_by_hand():
    sent, by_hand = read(b'{"creator": {"id": 7}}', Task), Task(creator=Person(id="7"))

    assert sent == read(b'{"creator": {"id": "7"}}', Task) == by_hand
    assert hash(sent.creator) == hash(by_hand.creator)
    assert repr(sent.creator) == repr(by_hand.creator) == "Person(id='7')"
    assert sent != Task(creator=Person(id="8"))
    assert Person(id="7") != CustomRole(id="7")


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        pytest.param(
            {"options": [{"id": "a", "orderindex": 0}]}, {"options": [{"id": "a", "orderindex": 0}]}, id="as is"
        ),
        pytest.param({}, {}, id="empty"),
        pytest.param(None, {}, id="null says that there is nothing"),
        pytest.param([1], [1], id="of another kind: as it came"),
    ],
)
def test_what_a_field_needs_is_an_object_though_it_is_kept_as_it_came(sent, expected):
    field = read(json.dumps({"id": "f", "type_config": sent}).encode(), CustomFieldValue)

    assert field.type_config == expected
    assert field == CustomFieldValue(id="f", type_config=expected)
    assert pickle.loads(pickle.dumps(field)) == field


def test_what_stands_inside_a_model_shows_in_its_json_as_clickup_sent_it():
    sent = {"id": "t", "creator": {"id": 7}, "custom_fields": [{"id": "f", "type_config": {"options": [{"id": 1}]}}]}
    task = read(json.dumps(sent).encode(), Task)

    assert msgspec.structs.replace(task).to_dict() == sent
    assert task.custom_fields[0].type_config == {"options": [{"id": 1}]}


def test_an_object_in_broken_utf_8_is_read_all_the_same():
    field = read(b'{"type_config": {"name": "\xff"}}', CustomFieldValue)

    assert field.type_config == {"name": "\ufffd"}


def test_a_model_shows_all_that_clickup_sent_with_its_own_types():
    sent = {"id": 7, "username": None, "new_key": [1, {"a": 1.0}], "role": "3"}

    user = read(json.dumps(sent).encode(), User)

    assert user.to_dict() == sent
    assert user.extra == {"new_key": [1, {"a": 1.0}]}
    assert (user.id, user.role) == ("7", 3)


def test_what_is_shown_is_the_askers_own():
    user = read(b'{"id": 7, "custom_role": {"name": "helper"}}', User)

    user.to_dict()["custom_role"]["name"] = "changed"

    assert user.to_dict()["custom_role"] == {"name": "helper"}


def test_a_model_made_by_hand_answers_from_its_fields_under_clickups_names():
    task = Task(id="86a1b2c3d", workspace_id="9", assignees=[Person(id="1", profile_picture="x")])

    assert task.to_dict() == {"id": "86a1b2c3d", "team_id": "9", "assignees": [{"id": "1", "profilePicture": "x"}]}
    assert task.extra == {}


def test_models_are_equal_when_their_fields_are_wherever_they_came_from():
    assert read(b'{"id": "a", "unknown": 1}', Task) == Task(id="a")
    assert read(b'{"id": "a"}', Task) != Task(id="b")


def test_a_changed_copy_does_not_show_what_the_original_came_from():
    task = msgspec.structs.replace(read(b'{"id": "a", "name": "old", "unknown": 1}', Task), name="new")

    assert task.to_dict() == {"id": "a", "name": "new"}


def test_a_model_survives_pickling():
    task = read(b'{"id": "a", "status": {"status": "to do"}}', Task)

    assert pickle.loads(pickle.dumps(task)) == task


def test_a_repr_is_short_and_begins_with_what_identifies():
    task = Task(id="86a1b2c3d", name="n" * 200, text_content="t" * 5000, description="d", url="u", permission_level="p")

    assert repr(task).startswith("Task(id='86a1b2c3d', name='nnn")
    assert repr(task).endswith(", …)")
    assert len(repr(task)) < 250


def test_a_repr_says_nothing_of_what_is_not_there():
    assert repr(Task(id="a", assignees=[])) == "Task(id='a')"
    assert repr(Status(status="to do")) == "Status(status='to do')"


@pytest.mark.parametrize(
    ("kind", "body"),
    [(Token, b'{"access_token": "EXAMPLE_TOKEN_0000"}'), (Webhook, b'{"id": "w", "secret": "EXAMPLE_TOKEN_0000"}')],
)
def test_a_secret_is_never_seen_unless_it_is_asked_for(kind, body):
    model = read(body, kind)

    assert "EXAMPLE" not in f"{model!r}{model}{[model]}{msgspec.structs.asdict(model)}"
    assert model.to_dict() == json.loads(body)


def test_a_secret_of_a_model_made_by_hand_is_in_its_json():
    assert Token(access_token=Secret("EXAMPLE")).to_dict() == {"access_token": "EXAMPLE"}
