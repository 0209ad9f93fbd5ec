"""Comments: newest first, 25 a page, with replies."""

from __future__ import annotations

import pytest

from tests.unit.sandbox.conftest import Api, error


def test_ids_and_dates_are_numbers_on_creation_and_text_afterwards(api: Api):
    task_id = api.new_task()["id"]

    made = api.post(f"/task/{task_id}/comment", {"comment_text": "Hello", "notify_all": False}).json()
    read = api.get(f"/task/{task_id}/comment").json()["comments"][0]

    assert isinstance(made["id"], int)
    assert made["date"] == api.sandbox.clock.now_ms()
    assert made["hist_id"].isdigit()
    assert (read["id"], read["date"]) == (str(made["id"]), str(made["date"]))
    assert (read["comment_text"], read["assignee"], read["reply_count"]) == ("Hello\n", None, 0)
    assert read["comment"][-1]["text"] == "\n"
    assert "block-id" in read["comment"][-1]["attributes"]
    assert {"resolved", "assigned_by"}.isdisjoint(read)


def test_segments_are_kept_as_they_were_sent(api: Api):
    task_id = api.new_task()["id"]
    segments = [{"text": "Look: ", "attributes": {"bold": True}}, {"type": "tag", "user": {"id": 1}}]

    api.post(f"/task/{task_id}/comment", {"comment": segments, "comment_text": "ignored"})

    read = api.get(f"/task/{task_id}/comment").json()["comments"][0]
    assert read["comment"][:2] == segments
    assert read["comment_text"] == "Look: \n"


@pytest.mark.parametrize("kind", ["task", "list"])
@pytest.mark.parametrize("is_instant", [True, False])
def test_paging_by_the_oldest_one_seen_gives_each_comment_once(api: Api, kind: str, is_instant: bool):
    """Also where many comments have the same date."""
    target = f"/task/{api.new_task()['id']}" if kind == "task" else f"/list/{api.list.id}"
    made = []
    for number in range(60):
        made.append(str(api.post(f"{target}/comment", {"comment_text": f"No. {number}"}).json()["id"]))
        api.sandbox.clock.move(0 if is_instant else 1)

    seen, query, sizes = [], "", []
    while True:
        page = api.get(f"{target}/comment{query}").json()["comments"]
        sizes.append(len(page))
        seen += [row["id"] for row in page]
        if len(page) < 25:
            break
        query = f"?start={page[-1]['date']}&start_id={page[-1]['id']}"

    assert seen == made[::-1]
    assert sizes == [25, 25, 10]


def test_start_without_start_id_does_nothing(api: Api):
    task_id = next(task.id for task in api.world.tasks.values() if api.world.threads.get(task))

    comments = api.get(f"/task/{task_id}/comment").json()
    assert api.get(f"/task/{task_id}/comment?start=1").json() == comments


def test_replies_hang_under_their_comment(api: Api):
    task_id = api.new_task()["id"]
    parent = api.post(f"/task/{task_id}/comment", {"comment_text": "Question"}).json()["id"]

    reply = api.post(f"/comment/{parent}/reply", {"comment_text": "Answer"}).json()["id"]

    comments = api.get(f"/task/{task_id}/comment").json()["comments"]
    assert [(row["id"], row["reply_count"]) for row in comments] == [(str(parent), 1)]
    replies = api.get(f"/comment/{parent}/reply").json()["comments"]
    assert [row["id"] for row in replies] == [str(reply)]


def test_an_assigned_comment_says_by_whom_and_whether_it_is_resolved(api: Api):
    owner = next(iter(api.workspace.members))
    task_id = api.new_task()["id"]
    comment = api.post(f"/task/{task_id}/comment", {"comment_text": "Do it", "assignee": owner}).json()["id"]

    changed = api.put(f"/comment/{comment}", {"comment_text": "Done?", "resolved": True})

    assert (changed.status, changed.json()) == (200, {})
    read = api.get(f"/task/{task_id}/comment").json()["comments"][0]
    assert (read["assignee"]["id"], read["assigned_by"]["id"], read["resolved"]) == (owner, owner, True)
    assert read["comment_text"] == "Done?\n"


def test_a_deleted_comment_takes_its_replies_with_it(api: Api):
    task_id = api.new_task()["id"]
    parent = api.post(f"/task/{task_id}/comment", {"comment_text": "Question"}).json()["id"]
    reply = api.post(f"/comment/{parent}/reply", {"comment_text": "Answer"}).json()["id"]

    assert api.delete(f"/comment/{parent}").json() == {}
    assert api.get(f"/task/{task_id}/comment").json() == {"comments": []}
    assert error(api.delete(f"/comment/{reply}")) == (404, "SANDBOX_005")


@pytest.mark.parametrize("body", [{}, {"comment_text": " "}, {"comment": []}, {"comment": ["x"]}])
def test_a_comment_needs_words(api: Api, body: dict[str, object]):
    assert api.post(f"/task/{api.new_task()['id']}/comment", body).status == 400


def test_a_comment_id_that_is_no_number_is_refused(api: Api):
    assert error(api.get("/comment/abc/reply")) == (400, "INPUT_002")


def test_paging_goes_on_where_the_oldest_one_seen_has_gone(api: Api):
    task_id = api.new_task()["id"]
    for number in range(30):
        api.post(f"/task/{task_id}/comment", {"comment_text": f"No. {number}"})
        api.sandbox.clock.move(1)
    last = api.get(f"/task/{task_id}/comment").json()["comments"][-1]
    api.delete(f"/comment/{last['id']}")

    rest = api.get(f"/task/{task_id}/comment?start={last['date']}&start_id={last['id']}").json()["comments"]

    assert [row["comment_text"] for row in rest] == [f"No. {number}\n" for number in (4, 3, 2, 1, 0)]


def test_a_comment_of_a_foreign_workspace_is_out_of_reach(team: Api):
    foreign = next(task for task in team.world.tasks.values() if task.home.space.workspace is not team.workspace)
    comment = team.world.add_comment(foreign, foreign.creator, [], 0)

    assert error(team.get(f"/comment/{comment.id}/reply")) == (401, "OAUTH_027")
