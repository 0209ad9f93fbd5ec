"""Turns what went wrong into a line or two on stderr, or one JSON object, and an exit code."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from clickgate.cli import exit_codes
from clickgate.cli.text import hide_tokens, show_line
from clickgate.errors import ClickgateError

if TYPE_CHECKING:
    from collections.abc import Mapping

# What an error may know beside its message, in the order shown.
_KNOWS = (
    "operation", "status", "ecode", "request", "retry_after", "limit", "remaining", "retryable", "problems",
    "suggestions", "state", "reason", "workspaces", "failed",
)  # fmt: skip
_OF_ACCOUNTS = {"alembic", "cryptography", "sqlalchemy"}


def report(failure: BaseException, *, as_json: bool) -> int:
    """Tell of a failure on stderr and give the exit code.

    With `CLICKGATE_DEBUG=1` the traceback comes first.
    """
    if os.environ.get("CLICKGATE_DEBUG") == "1":
        _show_traceback(failure)
    if isinstance(failure, KeyboardInterrupt) or isinstance(failure.__context__, KeyboardInterrupt):
        return exit_codes.INTERRUPTED
    if isinstance(failure, BrokenPipeError):
        _forget_stdout()
        return exit_codes.PIPE_CLOSED
    if isinstance(failure, click.exceptions.NoArgsIsHelpError):
        click.echo(failure.format_message(), err=True)
        return exit_codes.USAGE
    code, told = _read(failure)
    if as_json:
        import json  # noqa: PLC0415 - only a failure needs it

        _say(json.dumps({"error": told}, ensure_ascii=False, default=str))
    else:
        _say(f"error: {told['message']}")
        if told["advice"]:
            _say(f"next: {told['advice']}")
    return code


def warn(text: str) -> None:
    """Tell on stderr of something that went another way than expected."""
    _say(f"warning: {text}")


def _read(failure: BaseException) -> tuple[int, dict[str, Any]]:
    """Exit code of a failure, and what can be told of it."""
    if isinstance(failure, ClickgateError):
        return exit_codes.exit_code(failure), _describe(failure)
    if isinstance(failure, click.Abort):
        return exit_codes.OTHER, _plain("aborted", "Not confirmed; nothing was sent.")
    if isinstance(failure, click.ClickException):
        advice = ""
        if isinstance(failure, click.UsageError) and failure.ctx is not None:
            advice = f"`{failure.ctx.command_path} --help` tells how it is called."
        code = exit_codes.USAGE if isinstance(failure, click.UsageError) else exit_codes.OTHER
        return code, _plain("usage", failure.format_message(), advice)
    if isinstance(failure, ModuleNotFoundError) and (failure.name or "").partition(".")[0] in _OF_ACCOUNTS:
        advice = "Install them: pip install 'clickgate[accounts]'."
        return exit_codes.USAGE, _plain("configuration", "Accounts need libraries that are not installed.", advice)
    advice = "CLICKGATE_DEBUG=1 shows where it came from."
    return exit_codes.OTHER, _plain("unexpected", f"unexpected {type(failure).__name__}: {failure}", advice)


def _plain(code: str, message: str, advice: str = "") -> dict[str, Any]:
    return {"code": code, "message": message, "advice": advice}


def _describe(error: ClickgateError) -> dict[str, Any]:
    message = f"{error.operation}: {error.message}" if error.operation else error.message
    told = _plain(error.code, " ".join([message, *getattr(error, "__notes__", [])]), error.advice)
    values: Mapping[str, Any] = {name: getattr(error, name, None) for name in _KNOWS}
    return {**told, **{name: value for name, value in values.items() if value not in (None, "", ())}}


def _say(text: str) -> None:
    """Write one line that holds no token and nothing that a terminal would obey."""
    click.echo(show_line(hide_tokens(text, *_tokens())), err=True)


def _show_traceback(failure: BaseException) -> None:
    import traceback  # noqa: PLC0415 - only asked for when debugging

    for line in "".join(traceback.format_exception(failure)).splitlines():
        click.echo(hide_tokens(line, *_tokens()), err=True)


def _tokens() -> list[str]:
    """What stands in the variables for tokens, whatever its form."""
    return [text.strip() for name, text in os.environ.items() if name.startswith("CLICKUP_API_TOKEN")]


def _forget_stdout() -> None:
    """Let nothing more be written to a pipe that nobody reads, not even at the very end."""
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, sys.stdout.fileno())
    os.close(quiet)
