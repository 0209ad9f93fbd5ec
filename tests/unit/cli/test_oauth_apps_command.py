"""Apps are kept with their secrets sealed: shown is what anybody may know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.command_line import CommandLine, Done

CALLBACK = "http://127.0.0.1:8421/callback"


def add(cli: CommandLine, *words: str, redirect_uri: str = CALLBACK) -> Done:
    app = cli.sandbox.oauth_app
    return cli.run(
        "oauth-apps", "add", "invoices", "--client-id", app.client_id, "--redirect-uri", redirect_uri, *words,
        secret=app.client_secret,
    )  # fmt: skip


def test_an_app_is_kept_and_listed(cli: CommandLine):
    none = cli.run("oauth-apps", "list")
    added = add(cli)
    listed = cli.run("oauth-apps", "list", "--json").json

    assert "`clickgate oauth-apps add`" in none.err
    assert added.out.splitlines()[1].split()[0] == "invoices"
    assert [(one["name"], one["client_id"], one["redirect_uri"]) for one in listed] == [
        ("invoices", cli.sandbox.oauth_app.client_id, CALLBACK)
    ]


def test_a_name_is_given_once(cli: CommandLine):
    add(cli)
    again = add(cli, "--json")

    assert (again.code, again.error["code"]) == (2, "conflict")


@pytest.mark.parametrize("redirect_uri", ["http://example.com/back", "ftp://127.0.0.1/back", "callback"])
def test_an_address_over_which_the_code_would_leak_is_refused(cli: CommandLine, redirect_uri: str):
    done = add(cli, redirect_uri=redirect_uri)

    assert done.code == 2
    assert cli.run("oauth-apps", "list", "--json").json == []


def test_a_secret_is_replaced_and_not_shown(cli: CommandLine):
    add(cli)
    cli.secrets.append("another-client-secret-of-the-app")
    done = cli.run("oauth-apps", "rotate-secret", "invoices", "--json", secret=cli.secrets[-1])

    assert [one["secret_version"] for one in done.json] == [2]


def test_an_app_is_removed_after_yes_alone(cli: CommandLine):
    add(cli)
    asked = cli.run("oauth-apps", "remove", "invoices")
    removed = cli.run("oauth-apps", "remove", "invoices", "--yes", "--json")
    again = cli.run("oauth-apps", "remove", "invoices", "--yes", "--json")

    assert asked.code == 2
    assert removed.json == {"removed": "invoices"}
    assert (again.code, again.error["code"]) == (2, "unknown_id")


def test_the_secret_is_asked_of_somebody(cli: CommandLine):
    done = cli.run("oauth-apps", "add", "invoices", "--client-id", "X", "--redirect-uri", CALLBACK)

    assert (done.code, "nobody to ask" in done.err) == (2, True)


def test_signing_in_where_nobody_can_paste_ends_at_once(cli: CommandLine):
    add(cli)
    done = cli.run("link", "main", "--oauth", "invoices", "--no-browser")

    assert done.code == 2
    assert "Open this in any browser: http" in done.err
    assert "nobody to paste an address; nothing was linked" in done.err
