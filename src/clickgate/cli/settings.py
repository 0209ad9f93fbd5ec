"""Holds the options that all commands share; they may stand before the command or after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    F = TypeVar("F", bound=Callable[..., Any])

Style = Literal["table", "json", "jsonl"]


@dataclass(slots=True)
class Settings:
    """What was chosen for this run; None where nothing was said."""

    base_url: str | None = None
    account: str | None = None
    workspace: str | None = None
    json: bool = False
    jsonl: bool = False
    deadline: float | None = None
    timeout: float = 30.0
    api: Literal["v2", "v2+v3"] = "v2+v3"
    transport: Literal["pyreqwest", "httpx2"] = "pyreqwest"
    verbose: bool = False

    @property
    def style(self) -> Style:
        """How results are written."""
        if self.jsonl:
            return "jsonl"
        return "json" if self.json else "table"


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    """Write an option into the settings where it was given; the one nearest to the end of the line wins."""
    if value and parameter.name:
        setattr(context.ensure_object(Settings), parameter.name, value)


def _refuse_token(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    if value is not None:
        raise click.UsageError(
            "A token is not taken from the command line: others see it in the list of processes, and the shell keeps "
            "it in its history. Set CLICKUP_API_TOKEN, or let clickgate ask for it.",
            context,
        )


def _option(*names: str, **more: Any) -> Callable[[F], F]:
    return click.option(*names, expose_value=False, callback=_keep, **more)


_OUTPUT = (
    _option("--json", is_flag=True, help="Write JSON: the answer with nothing left out, and errors as well."),
    _option("--jsonl", is_flag=True, help="Write one line of JSON for each row."),
)
_BASE_URL = _option("--base-url", metavar="URL", help="Address of the API; else CLICKGATE_BASE_URL, else ClickUp's.")
_WORKSPACE = _option(
    "--workspace", metavar="ID", help="Workspace; else CLICKUP_WORKSPACE_ID, else the account's or only one."
)
_TOKEN = click.option(
    "--token", hidden=True, expose_value=False, is_eager=True, is_flag=False, flag_value="", callback=_refuse_token
)
_CONNECTION = (
    _BASE_URL,
    _option("--account", metavar="NAME", help="Linked account; else CLICKGATE_ACCOUNT, else a token's variable."),
    _WORKSPACE,
    _option("--deadline", metavar="SECONDS", type=click.FloatRange(min=0, min_open=True),
            help="Time that a request may take in all, waiting for the rate limit included."),
    _option("--timeout", metavar="SECONDS", type=click.FloatRange(min=0, min_open=True),
            help="Time for one attempt; 30 if left out."),
    _option("--api", type=click.Choice(["v2", "v2+v3"]), help="v2 refuses operations of API v3, unsent."),
    _option("--transport", type=click.Choice(["pyreqwest", "httpx2"]), help="Which HTTP library carries the requests."),
    _option("-v", "--verbose", is_flag=True, help="Tell of each attempt on stderr."),
    _TOKEN,
)  # fmt: skip


def output_options(command: F) -> F:
    """Give a command the options that say how results are written."""
    for option in reversed(_OUTPUT):
        command = option(command)
    return command


def reach_options(command: F) -> F:
    """Give a command that works on accounts the options that say where ClickUp is, and how results are written."""
    return output_options(_BASE_URL(_TOKEN(command)))


def workspace_option(command: F) -> F:
    """Give a command the option that names a workspace."""
    return _WORKSPACE(command)


def shared_options(command: F) -> F:
    """Give a command all options that commands which talk to ClickUp share."""
    for option in reversed(_CONNECTION):
        command = option(command)
    return output_options(command)
