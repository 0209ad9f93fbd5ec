"""What is taken away takes with it all that was said, made and allowed there; a merge loses nothing."""

from __future__ import annotations

import json

import pytest

from tests.unit.sandbox.conftest import Api, error

FORM = "multipart/form-data; boundary=XX"
FILE = b'--XX\r\nContent-Disposition: form-data; name="attachment"; filename="a.txt"\r\n\r\nNew\r\n--XX--\r\n'


def attach(api: Api, task_id: str) -> str:
    headers = {"Authorization": api.sandbox.token, "Content-Type": FORM}
    answer = api.sandbox.handle("POST", f"/api/v2/task/{task_id}/attachment", headers, FILE)
    return str(answer.json()["id"])


def comment_in_a_chat(api: Api, path: str) -> str:
    view = api.post(f"{path}/view", {"name": "Talk", "type": "conversation"}).json()["view"]
    return str(api.post(f"/view/{view['id']}/comment", {"comment_text": "Hello"}).json()["id"])


@pytest.mark.parametrize("kind", ["list", "folder", "space"])
def test_a_comment_is_gone_with_the_place_it_was_made_at(api: Api, kind: str):
    place = {"list": api.list.id, "folder": api.list.folder.id, "space": api.space.id}[kind]
    said = [str(api.post(f"/list/{api.list.id}/comment", {"comment_text": "Hello"}).json()["id"])]
    said.append(comment_in_a_chat(api, f"/{kind}/{place}"))
    said.append(comment_in_a_chat(api, f"/list/{api.list.id}"))

    api.delete(f"/{kind}/{place}")

    assert [error(api.get(f"/comment/{one}/reply")) for one in said] == [(404, "SANDBOX_005")] * 3
    assert all(view.place is api.workspace for view in api.world.views.all())


def test_a_private_list_that_is_deleted_keeps_nothing_private(api: Api):
    path = f"/api/v3/workspaces/{api.workspace.id}/list/{api.list.id}/acls"
    body = json.dumps({"private": True}).encode()
    api.sandbox.handle("PATCH", path, {"Authorization": api.sandbox.token}, body)
    assert api.workspace.closed == (api.list,)

    api.delete(f"/list/{api.list.id}")

    assert api.workspace.closed == ()
    assert api.list not in api.workspace.grants


def test_a_file_is_gone_with_its_task_and_leaves_room(api: Api):
    api.sandbox.set_plan("free")
    task = api.new_task()
    attach(api, task["id"])
    api.world.files.storage["free"] = 4

    api.delete(f"/task/{task['id']}")

    assert api.world.files.rows == {}
    assert api.world.files.has_room(api.workspace, 4)


def test_a_merge_keeps_files_and_puts_comments_in_the_order_of_time(api: Api):
    source, target = api.new_task(), api.new_task()
    for number, task in enumerate((source, target, source)):
        api.sandbox.clock.move(1)
        api.post(f"/task/{task['id']}/comment", {"comment_text": str(number)})
    kept = attach(api, source["id"])

    api.post(f"/task/{target['id']}/merge", {"source_task_ids": [source["id"]]})

    assert [row["id"] for row in api.task(target["id"])["attachments"]] == [kept]
    said = api.get(f"/task/{target['id']}/comment").json()["comments"]
    assert [row["comment_text"].strip() for row in said] == ["2", "1", "0"]
