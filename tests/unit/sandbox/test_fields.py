"""Custom fields: what each type takes, how it reads, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from clickgate.sandbox.shapes.fields import TYPES
from clickgate.sandbox.spool import Blob, Spool
from tests.unit.sandbox.conftest import Api, error, make_api


def field_id(api: Api, name: str) -> str:
    return next(row.id for row in api.world.fields_of(api.list) if row.name == name)


def options(api: Api, name: str) -> list[dict[str, Any]]:
    return api.world.fields[field_id(api, name)].type_config["options"]


def set_and_read(api: Api, name: str, value: Any) -> Any:
    task_id = api.new_task()["id"]
    answer = api.post(f"/task/{task_id}/field/{field_id(api, name)}", {"value": value})
    assert (answer.status, answer.json()) == (200, {})
    shown = next(row for row in api.task(task_id)["custom_fields"] if row["name"] == name)
    return shown.get("value", "absent")


@pytest.mark.parametrize(
    ("name", "sent", "read"),
    [
        ("Customer", "Ada", "Ada"),
        ("Notes", "Long text", "Long text"),
        ("Link", "https://example.com/a", "https://example.com/a"),
        ("Mail", "ada@example.com", "ada@example.com"),
        ("Phone", "+49 30 123456", "+49 30 123456"),
        ("Effort", 8, "8"),
        ("Effort", "8.5", "8.5"),
        ("Budget", 12.5, "12.5"),
        ("Approved", True, "true"),
        ("Approved", "false", "false"),
        ("Launch", 1767600000000, "1767600000000"),
        ("Confidence", 3, 3),
        ("Progress", {"current": 25}, {"current": 25, "percent_complete": 25}),
        (
            "Place",
            {"location": {"lat": 1.5, "lng": 2}, "formatted_address": "Quay 1"},
            {"location": {"lat": 1.5, "lng": 2}, "formatted_address": "Quay 1", "place_id": None},
        ),
    ],
)
def test_a_value_reads_in_the_form_of_its_type(api: Api, name: str, sent: Any, read: Any):
    assert set_and_read(api, name, sent) == read


def test_a_drop_down_takes_an_id_or_an_order_and_reads_as_the_order(api: Api):
    assert set_and_read(api, "Severity", options(api, "Severity")[2]["id"]) == 2
    assert set_and_read(api, "Severity", 1) == 1


def test_labels_are_replaced_as_a_set(api: Api):
    first, second = (option["id"] for option in options(api, "Areas")[:2])

    assert set_and_read(api, "Areas", [first, second]) == [first, second]
    assert set_and_read(api, "Areas", []) == "absent"


def test_people_are_added_and_removed_and_read_as_people(api: Api):
    owner = next(iter(api.workspace.members))

    value = set_and_read(api, "Reviewer", {"add": [owner], "rem": []})

    assert [user["id"] for user in value] == [owner]
    assert {"username", "email", "initials", "color", "profilePicture"} <= set(value[0])


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        pytest.param("Reviewer", [{"id": 1}], id="a plain array of people"),
        pytest.param("Link", "not a link", id="text that is no URL"),
    ],
)
def test_some_values_are_accepted_and_do_nothing(api: Api, name: str, sent: Any):
    assert set_and_read(api, name, sent) == "absent"


def test_a_relationship_names_the_other_task_as_it_is_now(api: Api):
    other = api.new_task("Before")["id"]
    task_id = api.new_task()["id"]
    api.post(f"/task/{task_id}/field/{field_id(api, 'Related')}", {"value": {"add": [other]}})
    api.task(task_id)

    api.put(f"/task/{other}", {"name": "After", "status": "shipped"})

    related = next(row for row in api.task(task_id)["custom_fields"] if row["name"] == "Related")["value"]
    assert [(row["id"], row["name"], row["status"]) for row in related] == [(other, "After", "shipped")]


def test_a_date_reads_with_an_empty_rich_text(api: Api):
    task_id = api.new_task(custom_fields=[{"id": field_id(api, "Launch"), "value": 1}])["id"]

    shown = next(row for row in api.task(task_id)["custom_fields"] if row["name"] == "Launch")
    assert (shown["value"], shown["value_richtext"]) == ("1", None)


@pytest.mark.parametrize(
    ("name", "sent", "expected"),
    [
        ("Severity", "Critical", (400, "FIELD_011")),
        ("Severity", [1], (400, "FIELD_011")),
        ("Launch", "tomorrow", (500, "FIELD_017")),
        ("Areas", "Web", (400, "FIELD_144")),
        ("Areas", ["no such id"], (400, "FIELD_144")),
        ("Effort", "many", (400, "FIELD_342")),
        ("Effort", "nan", (400, "FIELD_342")),
        ("Customer", 7, (400, "FIELD_342")),
        ("Mail", "nobody", (400, "FIELD_342")),
        ("Phone", "123", (400, "FIELD_342")),
        ("Approved", "maybe", (400, "FIELD_342")),
        ("Confidence", 6, (400, "FIELD_342")),
        ("Progress", {"current": 101}, (400, "FIELD_342")),
        ("Progress", 5, (400, "FIELD_342")),
        ("Place", {"location": {"lat": "x"}}, (400, "FIELD_342")),
        ("Reviewer", "me", (400, "FIELD_342")),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(api: Api, name: str, sent: Any, expected: tuple[int, str]):
    task_id = api.new_task()["id"]

    assert error(api.post(f"/task/{task_id}/field/{field_id(api, name)}", {"value": sent})) == expected
    assert error(api.post(f"/list/{api.list.id}/task", {"name": "x", "custom_fields": [
        {"id": field_id(api, name), "value": sent}]})) == expected  # fmt: skip


def test_a_body_without_a_value_is_refused(api: Api):
    task_id = api.new_task()["id"]

    assert error(api.post(f"/task/{task_id}/field/{field_id(api, 'Effort')}", {})) == (400, "FIELD_342")


@pytest.mark.parametrize("computed", ["formula", "rollup", "automatic_progress", "voting", "multi_key"])
def test_a_computed_field_can_not_be_set(api: Api, computed: str):
    made = api.world.add_field(api.list, "Computed", computed, {}, 0)

    assert computed in TYPES
    answer = api.post(f"/task/{api.new_task()['id']}/field/{made.id}", {"value": 1})
    assert error(answer) == (400, "FIELD_342")


@pytest.mark.parametrize("by", ["delete", "null"])
def test_a_value_is_cleared(api: Api, by: str):
    task_id = api.new_task(custom_fields=[{"id": field_id(api, "Effort"), "value": 3}])["id"]
    path = f"/task/{task_id}/field/{field_id(api, 'Effort')}"

    answer = api.delete(path) if by == "delete" else api.post(path, {"value": None})

    assert answer.json() == {}
    shown = next(row for row in api.task(task_id)["custom_fields"] if row["name"] == "Effort")
    assert "value" not in shown


def test_a_field_of_another_place_is_refused(api: Api):
    other = api.world.add_list(api.space, "Other")
    elsewhere = api.world.add_field(other, "Elsewhere", "text", {}, 0)
    task_id = api.new_task()["id"]

    for one in (elsewhere.id, "no-such-field"):
        assert error(api.post(f"/task/{task_id}/field/{one}", {"value": "x"})) == (400, "FIELD_115")
        assert error(api.delete(f"/task/{task_id}/field/{one}")) == (400, "FIELD_115")


def test_a_list_has_the_fields_of_all_places_above_and_other_places_only_their_own(api: Api):
    def names(path: str) -> set[str]:
        return {row["name"] for row in api.get(path).json()["fields"]}

    own = [
        names(f"/folder/{api.list.folder.id}/field"),
        names(f"/space/{api.space.id}/field"),
        names(f"/team/{api.workspace.id}/field"),
    ]
    assert own == [
        {"Budget", "Confidence", "Progress"},
        {"Reviewer", "Areas", "Launch", "Approved"},
        {"Customer", "Severity", "Effort"},
    ]
    assert names(f"/list/{api.list.id}/field") > set().union(*own)


def test_a_button_is_clicked_and_keeps_nothing(api: Api):
    api.world.add_field(api.list, "Go", "button", {}, 0)

    assert set_and_read(api, "Go", True) == "absent"
    task_id = api.new_task()["id"]
    assert error(api.post(f"/task/{task_id}/field/{field_id(api, 'Go')}", {"value": 1})) == (400, "FIELD_342")


def test_files_that_were_uploaded_are_added_and_removed_by_id(api: Api):
    field = api.world.add_field(api.list, "Files", "attachment", {}, 0)
    me = next(iter(api.workspace.members.values())).user
    one, two = (
        api.world.files.add(
            api.workspace,
            ("custom_fields", field.id),
            me,
            0,
            title=f"{name}.txt",
            mime_type="",
            blob=Blob(Spool(), 0, 0),
        )
        for name in "ab"
    )

    value = set_and_read(api, "Files", {"add": [one.id, two.id, "never uploaded"], "rem": [one.id]})

    assert [row["id"] for row in value] == [two.id]


def test_a_free_workspace_has_60_uses_of_custom_fields():
    api = make_api(plan="free")
    task_id = api.new_task(custom_fields=[{"id": field_id(api, "Effort"), "value": 1}])["id"]
    path = f"/task/{task_id}/field/{field_id(api, 'Effort')}"

    answers = [api.post(path, {"value": number}).status for number in range(59)]

    assert set(answers) == {200}
    assert error(api.post(path, {"value": 60})) == (403, "FIELD_033")
    assert error(api.post(f"/list/{api.list.id}/task", {"name": "x", "custom_fields": [
        {"id": field_id(api, "Effort"), "value": 1}]})) == (403, "FIELD_033")  # fmt: skip
    assert api.post(path, {"value": None}).status == 200


def test_a_field_of_one_task_type_is_shown_taken_and_refused_by_that_type(api: Api):
    row = api.world.add_field(api.list, "Steps", "text", {}, 0)
    row.applied_to = (1001,)
    sent = [{"id": row.id, "value": "x"}]

    plain, bug = api.new_task(custom_fields=sent), api.new_task(custom_item_id=1001, custom_fields=sent)

    assert not any(one["id"] == row.id for one in plain["custom_fields"])
    assert next(one["value"] for one in bug["custom_fields"] if one["id"] == row.id) == "x"
    assert api.post(f"/task/{plain['id']}/field/{row.id}", {"value": "x"}).status == 400
    assert api.post(f"/task/{bug['id']}/field/{row.id}", {"value": "x"}).status == 200


def test_definitions_tell_their_task_types_when_asked(api: Api):
    row = api.world.add_field(api.list, "Steps", "text", {}, 0)
    row.applied_to = (1001,)

    silent = api.get(f"/list/{api.list.id}/field").json()["fields"]
    asked = api.get(f"/list/{api.list.id}/field?include_applied_objects=true").json()["fields"]

    assert not any("applied_objects" in one for one in silent)
    told = {one["name"]: one["applied_objects"] for one in asked}
    assert (told["Steps"], told["Effort"]) == ([{"object_type": 19, "object_id": 1001}], [])


def test_nothing_of_another_workspace_gets_into_a_value():
    api = make_api("team")
    foreign = next(one for one in api.world.tasks.values() if one.home.space.workspace is not api.workspace)

    for name, sent in (("Related", foreign.id), ("Reviewer", foreign.creator.id)):
        assert set_and_read(api, name, {"add": [sent]}) == "absent"


def test_required_fields_are_asked_for_only_when_the_caller_wants_it(api: Api):
    next(row for row in api.world.fields.values() if row.name == "Effort").required = True
    path = f"/list/{api.list.id}/task"
    value = [{"id": field_id(api, "Effort"), "value": 1}]

    assert api.post(path, {"name": "x"}).status == 200
    assert api.post(path, {"name": "x", "check_required_custom_fields": True}).status == 400
    whole = {"name": "x", "check_required_custom_fields": True, "custom_fields": value}
    assert api.post(path, whole).status == 200


@pytest.mark.parametrize("computed", ["votes", "signature", "app_object", "a type of tomorrow"])
def test_types_that_are_only_read_are_refused_and_not_stumbled_over(api: Api, computed: str):
    made = api.world.add_field(api.list, "Computed", computed, {}, 0)

    answer = api.post(f"/task/{api.new_task()['id']}/field/{made.id}", {"value": 1})

    assert error(answer) == (400, "FIELD_342")


def test_somebody_who_left_the_workspace_can_still_be_taken_out_of_a_field(api: Api):
    gone = list(api.workspace.members.values())[-1]
    task_id = api.new_task()["id"]
    path = f"/task/{task_id}/field/{field_id(api, 'Reviewer')}"
    api.post(path, {"value": {"add": [gone.user.id]}})
    api.world.people.remove_member(gone, api.workspace)

    api.post(path, {"value": {"rem": [gone.user.id]}})

    shown = next(row for row in api.task(task_id)["custom_fields"] if row["name"] == "Reviewer")
    assert "value" not in shown
