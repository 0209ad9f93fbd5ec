"""Files go in as forms, show up where they were put, and come out byte for byte."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from clickgate.catalog import reading
from clickgate.client.wire.decode import decode
from clickgate.sandbox.freezing import freeze, thaw
from clickgate.sandbox.world.world import World
from tests.unit.sandbox.conftest import Api, error

if TYPE_CHECKING:
    from clickgate.sandbox.server import Response

KIND = "multipart/form-data; boundary=XX"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x07\x00\x00\x00\x05rest"


def part(name: str, content: bytes, filename: str | None = "notes.txt", kind: str = "text/plain") -> bytes:
    file = "" if filename is None else f'; filename="{filename}"'
    return f'--XX\r\nContent-Disposition: form-data; name="{name}"{file}\r\nContent-Type: {kind}\r\n\r\n'.encode() + (
        content + b"\r\n"
    )


def send(api: Api, path: str, *parts: bytes, kind: str = KIND, token: str = "") -> Response:
    headers = {"Authorization": token or api.sandbox.token, "Content-Type": kind}
    return api.sandbox.handle("POST", f"/api{path}", headers, b"".join(parts) + b"--XX--\r\n")


def v3(api: Api, entity: str, entity_id: str) -> str:
    return f"/v3/workspaces/{api.workspace.id}/{entity}/{entity_id}/attachments"


@pytest.fixture
def task_id(api: Api) -> str:
    return str(api.new_task()["id"])


@pytest.fixture
def field_id(api: Api) -> str:
    return api.world.add_field(api.list, "Files", "attachment", {}, 0).id


@pytest.mark.parametrize("name", ["attachment", "attachment[]", "attachment[0]"])
def test_a_file_is_taken_under_each_name_that_clients_send_it_under(api: Api, task_id: str, name: str):
    made = send(api, f"/v2/task/{task_id}/attachment", part(name, b"Milk")).json()

    assert made["id"].endswith(".txt")
    assert len(made["id"]) == 40
    assert (made["version"], made["date"]) == ("0", api.sandbox.clock.now_ms())
    assert (made["title"], made["extension"], made["thumbnail_large"]) == ("notes.txt", "txt", None)


def test_a_task_shows_its_files_with_other_types_than_the_upload_told(api: Api, task_id: str):
    made = send(api, f"/v2/task/{task_id}/attachment", part("attachment", PNG, "a b.PNG", "image/png")).json()

    shown = api.task(task_id)["attachments"]

    assert [row["id"] for row in shown] == [made["id"]]
    assert (shown[0]["date"], shown[0]["version"]) == (str(made["date"]), 0)
    assert (shown[0]["width"], shown[0]["height"], shown[0]["size"]) == (7, 5, len(PNG))
    assert shown[0]["user"]["id"] == next(iter(api.workspace.members))
    assert (shown[0]["is_folder"], shown[0]["orientation"], shown[0]["email_data"]) == (None, None, None)
    assert shown[0]["thumbnail_small"] == shown[0]["url"] == made["url"]


def test_a_file_comes_out_as_it_went_in_and_is_never_shown_as_a_page(api: Api, task_id: str):
    sent = bytes(range(256)) * 8 + b"\r\n--X\r\n"
    made = send(api, f"/v2/task/{task_id}/attachment", part("attachment", sent, "<ö>.html", "text/html")).json()

    answer = api.sandbox.handle("GET", made["url"].removeprefix("http://127.0.0.1"))

    assert answer.body == sent
    assert answer.headers["content-type"] == "text/html"
    assert answer.headers["content-disposition"].startswith("attachment;")


def test_a_file_that_is_not_there_is_not_found(api: Api):
    assert api.sandbox.handle("GET", "/_files/nothing/at-all").status == 404


def test_a_large_file_is_kept_in_a_file_and_comes_out_whole(api: Api, task_id: str):
    sent = bytes(1_500_000) + b"end"
    made = send(api, f"/v2/task/{task_id}/attachment", part("attachment", sent)).json()

    assert api.sandbox.handle("GET", made["url"].removeprefix("http://127.0.0.1")).body == sent


@pytest.mark.parametrize("sent", [b"Milk", b"Milk" * 400_000], ids=["small", "large"])
def test_a_file_outlives_the_process_as_the_rest_of_the_world_does(api: Api, task_id: str, sent: bytes):
    made = send(api, f"/v2/task/{task_id}/attachment", part("attachment", sent)).json()

    back = thaw(freeze(api.world), World)

    assert b"".join(back.files.rows[made["id"]].blob.blocks()) == sent
    assert [row.id for row in back.files.of("tasks", task_id)] == [made["id"]]


@pytest.mark.parametrize(
    ("filename", "title", "extension"),
    [
        (r"C:\\temp\\plan.Final.PDF", "plan.Final.PDF", "pdf"),
        ("../../etc/passwd", "passwd", ""),
        (".profile", ".profile", ""),
        ("say %22hi%22.txt", 'say "hi".txt', "txt"),
        ("", "file", ""),
    ],
)
def test_a_title_is_the_last_part_of_the_name_that_was_sent(
    api: Api, task_id: str, filename: str, title: str, extension: str
):
    made = send(api, f"/v2/task/{task_id}/attachment", part("attachment", b"1", filename)).json()

    assert (made["title"], made["extension"]) == (title, extension)


@pytest.mark.parametrize(
    ("parts", "kind", "expected"),
    [
        pytest.param([part("file", b"1")], KIND, (400, "ATTCH_045"), id="under another name"),
        pytest.param([part("attachment", b"1", None)], KIND, (400, "ATTCH_045"), id="a field that is no file"),
        pytest.param([], KIND, (400, "ATTCH_045"), id="a form without parts"),
        pytest.param([b'{"attachment":"1"}'], "application/json", (400, "SANDBOX_007"), id="JSON"),
        pytest.param([part("attachment", b"1")], "multipart/form-data", (400, "SANDBOX_007"), id="no boundary"),
        pytest.param(
            [part("attachment", b"1")], "multipart/form-data; boundary=YY", (400, "SANDBOX_007"), id="another boundary"
        ),
    ],
)
def test_what_is_no_upload_is_refused(api: Api, task_id: str, parts: list[bytes], kind: str, expected: tuple[int, str]):
    answer = send(api, f"/v2/task/{task_id}/attachment", *parts, kind=kind)

    assert error(answer) == expected
    assert api.task(task_id)["attachments"] == []


def test_a_plan_gives_so_much_storage_and_no_more(api: Api, task_id: str):
    api.world.files.storage["enterprise"] = 10

    statuses = [send(api, f"/v2/task/{task_id}/attachment", part("attachment", b"12345")).status for _ in range(2)]
    answer = send(api, f"/v2/task/{task_id}/attachment", part("attachment", b"1"))

    assert statuses == [200, 200]
    assert error(answer) == (403, "GBUSED_005")


def test_a_file_of_a_task_is_uploaded_and_listed_by_v3_as_well(api: Api, task_id: str):
    path = v3(api, "attachments", task_id)
    made = send(api, path, part("anything", b"Milk", "a.txt"), part("filename", b"b.txt", None)).json()

    listed = api.sandbox.handle("GET", f"/api{path}", {"authorization": api.sandbox.token}).json()

    assert listed == {"data": [made], "next_cursor": ""}
    assert (made["title"], made["parent_entity_type"], made["parent_id"]) == ("b.txt", "tasks", task_id)
    assert made["date_created"] == api.sandbox.clock.now_ms()
    assert [row["id"] for row in api.task(task_id)["attachments"]] == [made["id"]]


def test_a_file_sent_to_a_files_field_shows_on_a_task_once_the_field_is_set_to_it(
    api: Api, task_id: str, field_id: str
):
    made = send(api, v3(api, "custom_fields", field_id), part("attachment", b"Milk")).json()

    before = api.task(task_id)["custom_fields"]
    api.post(f"/task/{task_id}/field/{field_id}", {"value": {"add": [made["id"], "nothing"]}})

    value = next(field["value"] for field in api.task(task_id)["custom_fields"] if field["id"] == field_id)
    assert all("value" not in field for field in before if field["id"] == field_id)
    assert [row["id"] for row in value] == [made["id"]]
    assert api.task(task_id)["attachments"] == []


@pytest.mark.parametrize(
    ("entity", "entity_id", "status"),
    [("custom_fields", "nothing", 404), ("goals", "1", 400), ("attachments", "x1", 404)],
)
def test_what_can_have_no_files_of_its_own_is_refused(api: Api, entity: str, entity_id: str, status: int):
    assert send(api, v3(api, entity, entity_id), part("attachment", b"1")).status == status


def test_pages_follow_one_another_without_gap_or_repetition(api: Api, task_id: str):
    path = v3(api, "attachments", task_id)
    made = [send(api, path, part("attachment", b"%d" % number)).json()["id"] for number in range(5)]

    found, cursor = [], ""
    for _ in range(3):
        query = f"?limit=2&cursor={cursor}"
        page = api.sandbox.handle("GET", f"/api{path}{query}", {"authorization": api.sandbox.token}).json()
        found, cursor = found + [row["id"] for row in page["data"]], page["next_cursor"]

    assert found == made
    assert cursor == ""


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "cursor=%21", "cursor=AAAA"])
def test_a_page_that_can_not_be_asked_for_is_refused_in_the_words_of_v3(api: Api, task_id: str, query: str):
    path = f"/api{v3(api, 'attachments', task_id)}?{query}"

    answer = api.sandbox.handle("GET", path, {"authorization": api.sandbox.token})

    assert answer.status == 400
    assert set(answer.json()) == {"status", "message", "trace_id", "timestamp"}


def test_a_stranger_neither_uploads_nor_lists(team: Api):
    task = next(task for task in team.world.tasks.values() if task.home.space.workspace is not team.workspace)
    answers = [
        send(team, f"/v2/task/{task.id}/attachment", part("attachment", b"1")),
        send(team, v3(team, "attachments", task.id), part("attachment", b"1")),
    ]

    assert [error(answer) for answer in answers] == [(401, "OAUTH_027")] * 2


@pytest.mark.parametrize("action", ["create", "list", "upload"])
def test_answers_read_without_a_warning(api: Api, task_id: str, action: str):
    answers: dict[str, Any] = {
        "create": send(api, f"/v2/task/{task_id}/attachment", part("attachment", b"1")),
        "upload": send(api, v3(api, "attachments", task_id), part("attachment", b"1")),
        "list": api.sandbox.handle(
            "GET", f"/api{v3(api, 'attachments', task_id)}", {"authorization": api.sandbox.token}
        ),
    }

    decoded = decode(reading.operation("attachments", action), answers[action].body)

    assert decoded.warnings == ()
