"""The first road end to end: a typed call through catalogue, client and socket into the sandbox and back."""

import asyncio
import threading
import warnings

import pytest

from clickgate import (
    AsyncClient,
    AuthenticationFailed,
    ClickgateError,
    Client,
    ConfigurationError,
    ConnectionFailed,
    InvalidParams,
    NotFound,
    OutcomeUnknown,
    ReplyWarning,
    RequestRefused,
    RetryPolicy,
    UnknownOperation,
    UsageError,
    WorkspaceNotAuthorized,
)
from clickgate.sandbox.server import Sandbox


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(seed="small", plan="enterprise", control=True) as running:
        yield running


@pytest.fixture(autouse=True)
def _calm(sandbox):
    yield
    sandbox.faults.clear()


@pytest.fixture(params=["pyreqwest", "httpx2"])
def client(request, sandbox):
    with Client(
        sandbox.token, base_url=sandbox.base_url, workspace_id=sandbox.workspace_id, transport=request.param
    ) as one:
        yield one


@pytest.fixture
def empty_list(client):
    space = client.spaces.create(name="Space")
    folder = client.folders.create(space.id, name="Folder")
    return client.lists.create(folder.id, name="List")


def test_a_task_goes_in_typed_and_comes_back_typed(client, empty_list):
    made = client.tasks.create(
        empty_list.id, name="Write", priority=2, due_date=1767225600000, due_date_time=True, tags=["Docs"]
    )

    task = client.tasks.get(made.id)

    assert (task.id, task.name, task.due_date) == (made.id, "Write", 1767225600000)
    assert task.status.status == "to do"
    assert task.priority.priority == "high"
    assert task.list.id == empty_list.id
    assert task.to_dict()["due_date"] == "1767225600000"


def test_the_same_by_name_gives_the_reply_and_what_is_known_of_it(client, empty_list, sandbox):
    reply = client.execute("tasks", "create", {"list_id": empty_list.id, "name": "By name"})

    assert reply.data.name == "By name"
    assert reply.json()["name"] == "By name"
    assert (reply.status, reply.stale, reply.warnings) == (200, False, ())
    assert reply.window.limit == 10_000
    assert client.execute("teams", "list").data[0].id == sandbox.workspace_id


def test_all_pages_are_given_once_and_in_order(client, empty_list):
    names = [f"Task {number:03}" for number in range(205)]
    for name in names:
        client.tasks.create(empty_list.id, name=name)

    found = [task.name for task in client.iterate(client.tasks.list, empty_list.id, reverse=True)]

    assert found == names
    assert [task.name for task in client.iterate("tasks", "list", {"list_id": empty_list.id, "reverse": True})] == names


def test_pages_are_asked_for_only_as_far_as_rows_are_wanted(client, empty_list, sandbox):
    for number in range(101):
        client.tasks.create(empty_list.id, name=str(number))
    before = len(sandbox.requests)

    rows = client.iterate(client.tasks.list, empty_list.id)
    for _ in range(100):
        next(rows)

    assert len(sandbox.requests) - before == 1


def test_comments_go_on_from_the_oldest_seen(client, empty_list):
    task = client.tasks.create(empty_list.id, name="Talk")
    for number in range(60):
        client.comments.create(task.id, comment_text=str(number))

    texts = [comment.comment_text.strip() for comment in client.iterate(client.comments.list, task.id)]

    assert texts == [str(number) for number in reversed(range(60))]


def test_a_list_without_pages_can_be_iterated_too(client):
    assert [space.id for space in client.iterate(client.spaces.list)] == [space.id for space in client.spaces.list()]


def test_a_call_may_name_another_workspace(client):
    with pytest.raises((NotFound, WorkspaceNotAuthorized)):
        client.spaces.list(workspace_id="123456")

    with pytest.raises((NotFound, WorkspaceNotAuthorized)):
        client.with_options(workspace_id="123456").spaces.list()
    assert len(client.spaces.list()) > 0


def test_errors_say_what_clickup_said_and_what_to_do(client, empty_list):
    with pytest.raises(WorkspaceNotAuthorized) as foreign:
        client.lists.get("123456")
    with pytest.raises(RequestRefused) as refused:
        client.tasks.create(empty_list.id, name="x", status="no such status")

    assert foreign.value.ecode == "OAUTH_027"
    assert refused.value.ecode == "CRTSK_001"
    assert foreign.value.advice


def test_a_wrong_token_is_told_apart(sandbox):
    with (
        Client("pk_1_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", base_url=sandbox.base_url) as stranger,
        pytest.raises(AuthenticationFailed),
    ):
        stranger.users.get_current()


def test_a_pasted_bearer_is_taken_off_a_personal_token(sandbox):
    with pytest.warns(ReplyWarning, match="Bearer"):
        client = Client(f"Bearer {sandbox.token}", base_url=sandbox.base_url)

    with client:
        assert client.users.get_current().id


def test_nearest_names_are_offered(client):
    with pytest.raises(UnknownOperation, match=r"tasks\.create"):
        client.execute("tasks", "creat")
    with pytest.raises(InvalidParams, match="list_id"):
        client.execute("tasks", "list", {"lst_id": "1"})
    with pytest.raises(AttributeError, match="taskz"):
        client.taskz  # noqa: B018


@pytest.mark.parametrize(
    "misuse",
    [
        pytest.param(lambda client: client.execute("tasks", "get", ["9hz"]), id="parameters that are a list"),
        pytest.param(lambda client: client.execute(None, "get"), id="no entity"),
        pytest.param(lambda client: list(client.iterate(client.users.get_current)), id="iterating over one thing"),
        pytest.param(lambda client: list(client.iterate("tasks")), id="iterating over no action"),
        pytest.param(lambda client: client.with_options(lane="fast"), id="no such lane"),
        pytest.param(lambda client: client.with_options(deadline=0), id="a deadline of nothing"),
        pytest.param(lambda client: client.with_options(colour="red"), id="no such option"),
    ],
)
def test_a_call_that_can_mean_nothing_is_a_usage_error(client, misuse):
    with pytest.raises(UsageError) as caught:
        misuse(client)

    assert caught.value.message


def test_a_closed_client_says_so(sandbox):
    client = Client(sandbox.token, base_url=sandbox.base_url)
    client.users.get_current()
    client.close()

    with pytest.raises(UsageError, match="closed"):
        client.users.get_current()


def test_an_unusable_setting_is_refused_at_once(sandbox):
    with pytest.raises(ConfigurationError):
        Client("", base_url=sandbox.base_url)
    with pytest.raises(ConfigurationError):
        Client(sandbox.token, base_url="127.0.0.1:1/api/v2")
    with pytest.raises(ConfigurationError):
        Client(sandbox.token, base_url=sandbox.base_url, transport="smoke-signals")


@pytest.mark.parametrize("kind", ["drop", "torn", 503, 502])
def test_a_read_rides_out_a_passing_fault(client, sandbox, kind, empty_list):
    order_fault(sandbox, kind, operation="lists.get", count=2)

    assert client.with_options().lists.get(empty_list.id).name == "List"


def test_an_ambiguous_write_is_reported_and_not_repeated(client, sandbox, empty_list):
    order_fault(sandbox, "drop", operation="tasks.create", count=1, after=True)

    with pytest.raises(OutcomeUnknown):
        client.tasks.create(empty_list.id, name="once")

    assert [task.name for task in client.tasks.list(empty_list.id)] == ["once"]


def test_a_sandbox_that_is_gone_is_a_failed_connection():
    with Sandbox() as brief:
        base_url, token = brief.base_url, brief.token

    with (
        Client(token, base_url=base_url, retry=RetryPolicy(attempts=1)) as client,
        pytest.raises(ConnectionFailed),
    ):
        client.users.get_current()


def test_many_threads_share_one_client(client, empty_list):
    failures = []

    def work(number):
        try:
            for step in range(10):
                client.tasks.create(empty_list.id, name=f"{number}-{step}")
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert len({task.name for task in client.tasks.list(empty_list.id)}) == 80


def test_calls_in_one_thread_need_no_other(client, empty_list):
    before = threading.active_count()

    client.lists.get(empty_list.id)

    assert threading.active_count() == before


@pytest.mark.parametrize("transport", ["pyreqwest", "httpx2"])
def test_the_async_client_has_the_same_surface(sandbox, transport):
    async def story():
        async with AsyncClient(
            sandbox.token, base_url=sandbox.base_url, workspace_id=sandbox.workspace_id, transport=transport
        ) as client:
            space = await client.spaces.create(name="Async")
            home = await client.lists.create_folderless(space.id, name="L")
            await asyncio.gather(*(client.tasks.create(home.id, name=str(number)) for number in range(120)))
            names = [task.name async for task in client.iterate(client.tasks.list, home.id)]
            reply = await client.execute("lists", "get", {"list_id": home.id})
            return names, reply.data.name

    names, name = asyncio.run(story())

    assert sorted(names, key=int) == [str(number) for number in range(120)]
    assert name == "L"


def test_the_time_of_the_other_side_is_what_counts():
    with Sandbox() as elsewhen:
        elsewhen.clock.move(86_400.0)
        with Client(elsewhen.token, base_url=elsewhen.base_url) as client:
            client.users.get_current()

            assert 55.0 < client.limits().resets_in < 63.0


def test_a_cancelled_call_leaves_its_place_to_the_others(sandbox):
    order_fault(sandbox, "slow", operation="users.get_current", count=1, seconds=30)

    async def story():
        async with AsyncClient(sandbox.token, base_url=sandbox.base_url) as client:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.2):
                    await client.users.get_current()
            user = await client.users.get_current()
            return user, client.limits()

    user, limits = asyncio.run(story())

    assert user.id
    assert limits.in_flight == 0


def test_a_token_is_in_no_warning_error_or_log(client, sandbox, caplog):
    caplog.set_level("DEBUG")
    shown = repr(client)
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        for call in (lambda: client.lists.get("1"), lambda: client.tasks.get("zzz")):
            with pytest.raises(ClickgateError) as caught:
                call()
            shown += f"{caught.value!r} {caught.value} {caught.value.__dict__}"

    assert sandbox.token not in caplog.text + shown + "".join(str(one.message) for one in seen)


def order_fault(sandbox, kind, *, operation, count, after=False, seconds=0.0):
    """Have the next so many requests of an operation fail."""
    status = {"status": kind} if isinstance(kind, int) else {}
    sandbox.faults.add(operation, "status" if status else kind, times=count, after=after, seconds=seconds, **status)
