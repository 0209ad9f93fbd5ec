"""Makes a client from the options of a run: where the token comes from, which workspace is meant."""

from __future__ import annotations

import os
import sys
import warnings
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from clickgate.cli import failures
from clickgate.cli.interruptible import InterruptibleTransport
from clickgate.cli.text import show_line
from clickgate.client.api import Client
from clickgate.client.transport import make_transport
from clickgate.errors import ConfigurationError, UnknownId, WorkspaceRequired
from clickgate.kernel.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clickgate import Attempt
    from clickgate.cli.settings import Settings
    from clickgate.client.source import TokenSource
    from clickgate.client.wire.request import RequestPlan


class Credential(NamedTuple):
    """Whose token a run uses: the token or who lends it, how it is shown, and the account's default workspace."""

    token: Secret | TokenSource
    shown: str
    workspace_id: str | None = None


def open_client(settings: Settings, credential: Credential | None = None) -> Client:
    """Make the client of a run.

    Raises:
        ConfigurationError: There is no token and nobody to ask for it, or a setting can't be used.
    """
    warnings.showwarning = _show_warning
    credential = credential or find_credential(settings)
    return Client(
        credential.token, workspace_id=settings.workspace or _named_workspace() or credential.workspace_id,
        base_url=settings.base_url, api=settings.api,
        deadline=settings.deadline, timeout=settings.timeout,
        transport=InterruptibleTransport(make_transport(settings.transport)),
        observer=show_attempt if settings.verbose else None,
    )  # fmt: skip


def find_credential(settings: Settings) -> Credential:
    """Find the token of a run: that of the account named, that in a variable, that of the only account; else ask.

    Raises:
        ConfigurationError: There is none, or several accounts and none was named.
        EnvironmentRefused: It is production's, and this is another environment.
    """
    environ = os.environ
    if not settings.account and not any(
        environ.get(name, "").strip() for name in ("CLICKGATE_ACCOUNT", "CLICKGATE_ENV")
    ):
        text = environ.get("CLICKUP_API_TOKEN", "").strip()
        if text:
            return Credential(Secret(text), Secret(text).hint())
    from clickgate.accounts import environments  # noqa: PLC0415 - a bare token needs none of this
    from clickgate.cli.gate import opened_if_kept  # noqa: PLC0415

    gate = click.get_current_context().with_resource(opened_if_kept(settings))
    accounts = [] if gate is None else list(gate.accounts.list(gate.caller))
    try:
        choice = environments.choose(
            environ, account=settings.account or "", accounts=accounts,
            is_of_production=lambda token: gate is not None and gate.accounts.is_of_production(gate.caller, token),
        )  # fmt: skip
    except ConfigurationError:
        if accounts or _is_set("CLICKGATE_ENV") or not sys.stdin.isatty():
            raise
        asked = Secret(click.prompt("ClickUp token (not shown)", hide_input=True, err=True))
        return Credential(asked, asked.hint())
    if choice.source == "variable":
        token = environments.token_of(choice, environ)
        return Credential(token, token.hint())
    if gate is None:  # an account was named where none was ever linked
        raise UnknownId("There is no such account.", advice="`clickgate link` links one.")
    lending, workspace_id = gate.lend(choice.name)
    return Credential(lending, f"of the account '{choice.name}'", workspace_id)


def _is_set(variable: str) -> bool:
    return bool(os.environ.get(variable, "").strip())


def _named_workspace() -> str | None:
    return os.environ.get("CLICKUP_WORKSPACE_ID", "").strip() or None


def in_workspace(client: Client, plan: RequestPlan, params: Mapping[str, Any]) -> Client:
    """Give a client that knows the workspace which an operation needs, asking ClickUp only where nothing names it.

    Raises:
        WorkspaceRequired: The token may use several workspaces, or none.
    """
    try:
        plan.read(params, client.workspace_id)
    except WorkspaceRequired as needed:
        return client.with_options(workspace_id=only_workspace(client, needed))
    return client


def only_workspace(client: Client, needed: WorkspaceRequired) -> str:
    """The id of the one workspace that the token may use; else the error that lists them."""
    found = client.execute("workspaces", "list").json().get("teams") or []
    if len(found) == 1:
        return str(found[0]["id"])
    if not found:
        raise WorkspaceRequired("The token may use no workspace.", operation=needed.operation)
    names = ", ".join(f"{one.get('id')} ({one.get('name')})" for one in found)
    raise WorkspaceRequired(
        f"The token may use {len(found)} workspaces: {names}.",
        operation=needed.operation,
        advice="Say which with --workspace ID or CLICKUP_WORKSPACE_ID.",
    )


def show_attempt(attempt: Attempt) -> None:
    """Tell on stderr of one attempt."""
    outcome = attempt.error or "ok"
    status = str(attempt.status) if attempt.status else "no answer"
    window = f", {attempt.window.remaining} of {attempt.window.limit} left" if attempt.window else ""
    line = (
        f"{attempt.method} {attempt.path} #{attempt.number}: {status} {outcome} in {attempt.seconds:.2f} s"
        f" (waited {attempt.waited:.2f} s{window})"
    )
    click.echo(show_line(line), err=True)


_SHOW_WARNING: Callable[..., None] = warnings.showwarning


def _show_warning(message: Warning | str, category: type[Warning], *rest: Any, **more: Any) -> None:
    """Show what the client warns of as a plain line; other warnings go where they would have gone."""
    if category.__module__.startswith("clickgate."):
        failures.warn(str(message))
    else:
        _SHOW_WARNING(message, category, *rest, **more)
