"""A person signs in at ClickUp's consent page, over real sockets, and an account comes of it or they hear why not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from clickgate.accounts.oauth.at_terminal import sign_in
from clickgate.accounts.oauth.flow import Purpose
from clickgate.client.api import Client
from clickgate.errors import (
    AuthenticationFailed,
    ClickgateError,
    Conflict,
    IdentityMismatch,
    OutcomeUnknown,
    ServerFailed,
    SignInFailed,
    UnknownId,
    WorkspaceNotAuthorized,
)
from clickgate.kernel.clock import ManualClock
from clickgate.kernel.secret import Secret
from tests.support.browser import Browser, Page
from tests.support.gates import add_caller, dump, link, open_gate, read_log

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from clickgate.access.caller import Caller
    from clickgate.accounts.gate import ClickGate
    from clickgate.accounts.oauth.signing_in import SignedIn
    from clickgate.sandbox.server import Sandbox
    from clickgate.sandbox.world.rows import User, Workspace
    from tests.support.databases import Databases

CALLBACK = "http://127.0.0.1:0/callback"
HUB = "https://hub.example/oauth/callback"


class House:
    """An organization with an OAuth app, and people who sign in with it."""

    def __init__(self, gate: ClickGate, sandbox: Sandbox, clock: ManualClock, folder: Path) -> None:
        self.gate, self.sandbox, self.clock, self.folder = gate, sandbox, clock, folder
        self.apps, self.signing_in = gate.oauth_apps, gate.signing_in
        self.told: list[str] = []
        self.register("terminal", CALLBACK)
        self.register("hub", HUB)
        self.pages: list[Page] = []

    @property
    def caller(self) -> Caller:
        return self.gate.caller

    def register(self, name: str, redirect_uri: str, *, secret: str = "") -> None:
        known = self.sandbox.oauth_app
        known.redirect_uris = ("http://127.0.0.1:8421", HUB)
        self.apps.register(
            self.caller, name=name, client_id=known.client_id,
            client_secret=Secret(secret or known.client_secret), redirect_uri=redirect_uri,
        )  # fmt: skip

    def at_terminal(self, app: str = "terminal", purpose: Purpose | None = None, **options: Any) -> SignedIn:
        """Sign in at a terminal, with a browser on the same machine; what it does is in `browse`."""
        browse: dict[str, Any] = options.pop("browse", {})
        self.sandbox.oauth_app.redirect_uris = ()  # any address of this machine: the port is a free one
        with ThreadPoolExecutor(1) as pool:

            def go(url: str) -> None:
                browser = Browser()
                self.pages.append(browser.consent(browser.open(url), **browse))

            def open_browser(url: str) -> bool:
                walks.append(pool.submit(go, url))
                return True

            walks: list[Any] = []
            try:
                return sign_in(
                    self.signing_in, self.caller, app, purpose or Purpose(name="main"), tell=self.told.append,
                    open_browser=open_browser, **options,
                )  # fmt: skip
            finally:
                for walk in walks:
                    walk.result()

    def walk(
        self, purpose: Purpose | None = None, *, account_id: str | None = None, **browse: Any
    ) -> tuple[str, Secret]:
        """Go to ClickUp and back for the hub's app; gives the query that the browser came back with, and its cookie."""
        begun = self.signing_in.begin(self.caller, "hub", purpose or Purpose(name="main"), account_id=account_id)
        browser = Browser(stops_at=HUB)
        return urlsplit(browser.consent(browser.open(begun.url), **browse).url).query, begun.binding

    def finish(self, way: tuple[str, Secret | None], caller: Caller | None = None) -> SignedIn:
        return self.signing_in.finish(caller or self.caller, *way)

    def outcomes(self, action: str) -> list[tuple[str, str]]:
        """How the deeds of a kind ended: outcome, and why."""
        ended = [one for one in read_log(self.folder) if one.action == action and one.phase == "end"]
        return [(one.outcome, str((one.detail or {}).get("why", ""))) for one in ended]

    def second_workspace(self) -> Workspace:
        """Another workspace of the owner's."""
        world = self.sandbox.world
        made = world.add_workspace("Side Door", plan="enterprise")
        world.add_member(made, self.owner(), 1, self.sandbox.clock.now_ms())
        return made

    def owner(self) -> User:
        rows = self.sandbox.world.workspaces[self.sandbox.workspace_id].members.values()
        return next(row.user for row in rows if row.role == 1)

    def somebody_else(self) -> User:
        rows = self.sandbox.world.workspaces[self.sandbox.workspace_id].members.values()
        return next(row.user for row in rows if row.role != 1 and row.user.username)


@pytest.fixture
def open_house(databases: Databases, clickup_sandbox: Sandbox, tmp_path: Path) -> Iterator[Callable[[str], House]]:
    with ExitStack() as closing:

        def make(kind: str) -> House:
            clock = ManualClock()
            url = databases.make(kind)
            gate = closing.enter_context(open_gate(url, tmp_path, clickup_sandbox, clock=clock))
            return House(gate, clickup_sandbox, clock, tmp_path)

        yield make


@pytest.fixture
def house(open_house: Callable[[str], House]) -> House:
    return open_house("sqlite")


def open_client(house: House, account_id: str) -> Client:
    return Client(house.gate.broker.lend(house.caller, account_id), base_url=house.sandbox.base_url)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_from_the_terminal_through_the_browser_to_an_account(open_house: Callable[[str], House], kind: str):
    house = open_house(kind)

    done = house.at_terminal(purpose=Purpose(name="main", description="for tests", environment="dev"))

    account = done.account
    assert (account.name, account.kind, account.state) == ("main", "oauth", "active")
    assert (account.description, account.environment) == ("for tests", "development")
    assert account.workspace_ids == {house.sandbox.workspace_id}
    assert account.default_workspace_id == house.sandbox.workspace_id
    assert account.oauth_app_id == house.apps.find(house.caller, "terminal").id
    assert done.notices == ()
    assert [page.status for page in house.pages] == [200]
    with open_client(house, account.id) as client:
        assert str(client.users.get_current().id) == str(house.owner().id)


def test_the_person_hears_before_they_leave_what_to_tick_and_why(house: House):
    house.at_terminal(purpose=Purpose(name="main", workspaces=("Harbour Works",), why="Invoices are made there."))

    said = "\n".join(house.told)
    assert "Tick these and no others: Harbour Works. They are needed for this: Invoices are made there." in said


def test_the_code_and_the_secret_travel_in_the_body_without_a_token(house: House):
    house.at_terminal()

    [exchange] = [one for one in house.sandbox.requests if one.operation == "tokens.create"]
    assert (exchange.method, exchange.path, exchange.query) == ("POST", "/api/v2/oauth/token", "")
    assert exchange.token == ""


def test_each_request_of_a_sign_in_is_on_record(house: House):
    house.at_terminal()

    ended = [one for one in read_log(house.folder) if one.phase == "end"]
    assert [one.operation for one in ended if one.action == "clickup.request"] == [
        "tokens.create", "users.get_current", "workspaces.list",
    ]  # fmt: skip
    assert [one.outcome for one in ended if one.action in {"sign_in.begin", "sign_in.finish"}] == ["success"] * 2


def test_nothing_that_is_secret_lies_about_afterwards(house: House, capfd: pytest.CaptureFixture[str]):
    query, binding = house.walk()
    done = house.finish((query, binding))
    members = {name: values[0] for name, values in parse_qs(query).items()}
    with open_client(house, done.account.id) as client:
        client.users.get_current()
    token = house.gate.broker.open(house.caller, done.account, 1, why="test").reveal()
    house.gate.audit.tend()

    secrets = [*members.values(), binding.reveal(), token, house.sandbox.oauth_app.client_secret]
    written = b"".join(path.read_bytes() for path in house.folder.rglob("*") if path.is_file())
    shown = "".join(map(repr, (done, house.told, dump(house.gate.database, "local"), *capfd.readouterr())))
    assert set(members) == {"code", "state"}
    assert [secret for secret in secrets if secret.encode() in written or secret in shown] == []


def test_a_person_who_says_no_links_nothing(house: House):
    with pytest.raises(SignInFailed, match="said no"):
        house.at_terminal(browse={"answer": "deny"})

    assert house.gate.accounts.list(house.caller) == []
    assert house.outcomes("sign_in.finish") == [("denied", "The person said no on ClickUp's page; nothing was linked.")]


def test_one_of_two_workspaces_ticked_is_all_that_the_account_may_use(house: House):
    second = house.second_workspace()
    purpose = Purpose(name="main", workspaces=("Harbour Works", "Side Door"))

    done = house.at_terminal(purpose=purpose, browse={"workspaces": [second.id]})

    assert done.account.workspace_ids == {second.id}
    assert done.account.default_workspace_id == second.id
    assert done.notices == ("Asked for and not ticked: Harbour Works. Sign in again to tick what is missing.",)
    with open_client(house, done.account.id) as client, pytest.raises(ClickgateError) as refused:
        client.workspaces.get_seats(workspace_id=house.sandbox.workspace_id)
    assert refused.value.code == "workspace_not_linked"


def test_clickup_itself_refuses_a_workspace_that_was_not_ticked(house: House):
    second = house.second_workspace()
    done = house.at_terminal(browse={"workspaces": [second.id]})
    token = house.gate.broker.open(house.caller, done.account, 1, why="test")

    with (
        Client(token, base_url=house.sandbox.base_url) as client,
        pytest.raises((WorkspaceNotAuthorized, AuthenticationFailed)),
    ):
        client.spaces.list(workspace_id=house.sandbox.workspace_id)


def test_more_workspaces_than_were_asked_for_are_told(house: House):
    second = house.second_workspace()
    both = [house.sandbox.workspace_id, second.id]

    done = house.at_terminal(purpose=Purpose(name="main", workspaces=(second.id,)), browse={"workspaces": both})

    assert done.account.workspace_ids == set(both)
    assert done.account.default_workspace_id == second.id
    assert done.granted.extra == ("Harbour Works",)


def test_an_account_without_a_name_is_called_after_its_person(house: House):
    person = house.somebody_else()
    first = house.finish(house.walk(Purpose()))
    link(house.gate, house.sandbox, person.username or "", token=house.sandbox.issue_token(person))

    second = house.finish(house.walk(Purpose(allow_second=True), user=str(person.id)))

    assert first.account.name == house.owner().username
    assert second.account.name == f"{person.username} 2"


def test_an_address_that_was_used_is_good_no_more(house: House):
    way = house.walk()
    house.finish(way)

    with pytest.raises(SignInFailed, match="over already"):
        house.finish(way)

    assert house.outcomes("sign_in.finish") == [
        ("success", ""), ("denied", "The sign-in is over already: its address is good once."),
    ]  # fmt: skip


def test_clickup_takes_a_code_once(house: House):
    query, binding = house.walk()
    code = parse_qs(query)["code"][0]
    house.finish((query, binding))
    begun = house.signing_in.begin(house.caller, "hub", Purpose(name="second"))

    with pytest.raises(SignInFailed, match="did not take the code"):
        house.finish((f"code={code}&state={begun.state.reveal()}", begun.binding))

    assert [one.name for one in house.gate.accounts.list(house.caller)] == ["main"]


def test_a_wrong_client_secret_is_told_and_the_right_one_helps(house: House):
    app = house.apps.find(house.caller, "hub")
    house.apps.rotate_secret(house.caller, app.id, Secret("7Q2M" * 16))
    with pytest.raises(SignInFailed, match="did not take the code") as refused:
        house.finish(house.walk())

    house.apps.rotate_secret(house.caller, app.id, Secret(house.sandbox.oauth_app.client_secret))

    assert "client secret anew" in refused.value.advice
    assert "7Q2M" not in str(refused.value)
    assert house.finish(house.walk()).account.name == "main"


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_of_two_callbacks_at_once_one_wins(open_house: Callable[[str], House], kind: str):
    house = open_house(kind)
    way = house.walk()

    def attempt(_number: int) -> str:
        try:
            return house.finish(way).account.name
        except SignInFailed as error:
            return error.message

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(attempt, range(4)))

    assert outcomes == ["The sign-in is over already: its address is good once."] * 3 + ["main"]
    assert len([one for one in house.sandbox.requests if one.operation == "tokens.create"]) == 1


@pytest.mark.parametrize("binding", [None, Secret(""), Secret("x" * 43)])
def test_another_browser_can_t_finish_it_and_it_is_void_then(house: House, binding: Secret | None):
    query, real = house.walk()

    with pytest.raises(SignInFailed, match="another browser"):
        house.finish((query, binding))
    with pytest.raises(SignInFailed, match="over already"):
        house.finish((query, real))

    assert [outcome for outcome, _ in house.outcomes("sign_in.finish")] == ["denied", "denied"]


def test_somebody_of_another_organization_can_t_finish_it(house: House):
    stranger = add_caller(house.gate, "org_other")
    way = house.walk()

    with pytest.raises(SignInFailed, match="No such sign-in"):
        house.finish(way, stranger)

    assert house.finish(way).account.name == "main"


def test_an_app_that_was_removed_meanwhile_signs_nobody_in(house: House):
    way = house.walk()
    house.apps.remove(house.caller, house.apps.find(house.caller, "hub").id)

    with pytest.raises(SignInFailed, match="No such sign-in"):
        house.finish(way)


def test_an_account_that_was_removed_meanwhile_gets_no_token(house: House):
    account = link(house.gate, house.sandbox)
    way = house.walk(Purpose(), account_id=account.id)
    house.gate.accounts.remove(house.caller, account.id)

    with pytest.raises(UnknownId):
        house.finish(way)

    assert house.gate.accounts.list(house.caller) == []


def test_what_is_broken_off_after_clickup_gave_a_token_keeps_nothing(house: House, monkeypatch: pytest.MonkeyPatch):
    """As where the process is killed then: the address is used up, and the person begins again."""
    way = house.walk()

    def broken(*_args: object, **_options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(house.gate.accounts, "inspect", broken)
        with pytest.raises(KeyboardInterrupt):
            house.finish(way)

    assert house.gate.accounts.list(house.caller) == []
    assert house.outcomes("sign_in.finish") == [("failure", "")]
    assert house.finish(house.walk()).account.name == "main"


def test_a_sign_in_is_finished_within_ten_minutes(house: House):
    way = house.walk()
    house.clock.move(600)

    with pytest.raises(SignInFailed, match="longer than 10 minutes"):
        house.finish(way)


def test_sign_ins_of_yesterday_are_let_go_of(house: House):
    house.walk()
    house.clock.move(600 + 86_401)
    house.walk()

    assert len(dump(house.gate.database, "local")["oauth_states"]) == 1


@pytest.mark.parametrize("query", ["", "code=x", "state=x", "code=a&code=b", "x" * 10_000])
def test_what_is_no_callback_is_denied_and_on_record(house: House, query: str):
    _, binding = house.walk()

    with pytest.raises(SignInFailed, match="not how ClickUp"):
        house.finish((query, binding))

    assert house.outcomes("sign_in.finish") == [
        ("denied", "That is not how ClickUp sends people back; nothing was linked.")
    ]


def test_an_account_is_signed_in_anew(house: House):
    account = link(house.gate, house.sandbox)

    done = house.finish(house.walk(Purpose(), account_id=account.id))

    assert (done.account.id, done.account.kind, done.account.active_version) == (account.id, "oauth", 2)
    assert [one.name for one in house.gate.accounts.list(house.caller)] == ["main"]


def test_another_person_does_not_take_over_an_account_unless_that_is_meant(house: House):
    account = link(house.gate, house.sandbox)
    other = str(house.somebody_else().id)

    with pytest.raises(IdentityMismatch):
        house.finish(house.walk(Purpose(), account_id=account.id, user=other))
    kept = house.gate.accounts.get(house.caller, account.id)
    meant = house.finish(house.walk(Purpose(allow_identity_change=True), account_id=account.id, user=other))

    assert (kept.active_version, kept.kind) == (1, "personal_token")
    assert meant.account.identity is not None
    assert meant.account.identity.user_id == other


def test_a_person_who_is_linked_already_is_not_linked_twice(house: House):
    link(house.gate, house.sandbox)

    with pytest.raises(Conflict, match="linked already"):
        house.finish(house.walk(Purpose(name="again")))


@pytest.mark.parametrize(
    ("app", "purpose", "account_id", "error"),
    [
        pytest.param("nobody's", Purpose(name="a"), None, UnknownId, id="an app that is not there"),
        pytest.param("hub", Purpose(name="main"), None, Conflict, id="a name that is taken"),
        pytest.param("hub", Purpose(name="x" * 65), None, ClickgateError, id="a name that is none"),
        pytest.param("hub", Purpose(name="a", why="\0"), None, ClickgateError, id="a text that can't be kept"),
        pytest.param("hub", Purpose(name="a", workspaces=("1",) * 51), None, ClickgateError, id="too many workspaces"),
        pytest.param("hub", Purpose(environment="???"), None, ClickgateError, id="an environment that is none"),
        pytest.param("hub", Purpose(), "acc_none", UnknownId, id="an account that is not there"),
    ],
)
def test_what_would_fail_at_the_end_fails_before_the_person_leaves(
    house: House, app: str, purpose: Purpose, account_id: str | None, error: type[Exception]
):
    link(house.gate, house.sandbox)

    with pytest.raises(error):
        house.signing_in.begin(house.caller, app, purpose, account_id=account_id)

    assert dump(house.gate.database, "local")["oauth_states"] == []


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        pytest.param({"kind": "status", "status": 500}, (OutcomeUnknown, ServerFailed), id="ClickUp fails"),
        pytest.param({"kind": "drop"}, OutcomeUnknown, id="no answer comes"),
    ],
)
def test_where_clickup_fails_nothing_is_linked_and_the_person_begins_again(
    house: House, fault: dict[str, Any], error: type[Exception]
):
    way = house.walk()
    house.sandbox.faults.add("tokens.create", **fault)

    with pytest.raises(error):
        house.finish(way)
    house.sandbox.faults.clear()

    assert house.gate.accounts.list(house.caller) == []
    assert [outcome for outcome, _ in house.outcomes("sign_in.finish")] != ["success"]
    assert house.finish(house.walk()).account.name == "main"


def test_from_another_machine_the_address_is_pasted(house: House):
    """The browser there ends at an address that does not load; the person pastes it, at first the wrong one."""
    house.sandbox.oauth_app.redirect_uris = ()
    pasted: list[str] = []

    def paste(prompt: str) -> str:
        assert "http://127.0.0.1:8421/callback" in prompt
        url = next(line for line in house.told if "/api?" in line).rpartition(" ")[2]
        if not pasted:
            pasted.append(url)
            return url
        browser = Browser(stops_at="http://127.0.0.1:8421/callback")
        pasted.append(browser.consent(browser.open(url)).url)
        return f"  '{pasted[-1]}'\n"

    done = sign_in(
        house.signing_in, house.caller, "terminal", Purpose(name="main"), tell=house.told.append, open_browser=None,
        paste=paste,
    )  # fmt: skip

    assert done.account.name == "main"
    assert any("begins at" in line for line in house.told)


def test_where_no_browser_can_be_opened_the_address_is_asked_for(house: House):
    house.sandbox.oauth_app.redirect_uris = ()

    def paste(_prompt: str) -> str:
        url = next(line for line in house.told if "/api?" in line).rpartition(" ")[2]
        browser = Browser(stops_at=parse_qs(urlsplit(url).query)["redirect_uri"][0])
        return browser.consent(browser.open(url)).url

    done = sign_in(
        house.signing_in, house.caller, "terminal", Purpose(name="main"), tell=house.told.append,
        open_browser=lambda _url: False, paste=paste,
    )  # fmt: skip

    assert done.account.name == "main"


def test_nothing_that_fits_being_pasted_ends_it(house: House):
    with pytest.raises(SignInFailed, match="No address that fits"):
        sign_in(
            house.signing_in, house.caller, "hub", Purpose(name="main"), tell=house.told.append, open_browser=None,
            paste=lambda _prompt: "http://127.0.0.1:8421/callback?code=A&state=B",
        )  # fmt: skip

    assert house.gate.accounts.list(house.caller) == []


def test_nobody_to_ask_ends_it(house: House):
    with pytest.raises(SignInFailed, match="no browser"):
        sign_in(
            house.signing_in, house.caller, "hub", Purpose(name="main"), tell=house.told.append, open_browser=None
        )  # fmt: skip


def test_nobody_coming_back_ends_it(house: House):
    with pytest.raises(SignInFailed, match="Nobody came back"):
        sign_in(
            house.signing_in, house.caller, "terminal", Purpose(name="main"), tell=house.told.append,
            open_browser=lambda _url: True, timeout=0,
        )  # fmt: skip


def test_one_program_begins_and_another_finishes(databases: Databases, clickup_sandbox: Sandbox, tmp_path: Path):
    """As two workers of a hub do, on one database."""
    url, clock = databases.make("sqlite"), ManualClock()
    with open_gate(url, tmp_path, clickup_sandbox, clock=clock) as gate:
        way = House(gate, clickup_sandbox, clock, tmp_path).walk()

    with open_gate(url, tmp_path, clickup_sandbox, clock=clock) as gate:
        done = gate.signing_in.finish(gate.caller, *way)

    assert done.account.name == "main"
