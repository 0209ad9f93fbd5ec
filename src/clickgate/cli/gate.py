"""Opens what this machine keeps, for the commands that work on accounts, and reads the secrets they are given."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

import click

from clickgate.cli.text import show_line
from clickgate.errors import ConfigurationError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, TypeVar

    from clickgate.accounts.gate import ClickGate
    from clickgate.cli.settings import Settings
    from clickgate.kernel.secret import Secret

    F = TypeVar("F", bound=Callable[..., Any])

_LONGEST = 65_536  # bytes of a secret that is read; more is no token


@contextlib.contextmanager
def opened(settings: Settings) -> Iterator[ClickGate]:
    """Open the accounts of this machine for one command; the person at the terminal is on record as the caller.

    Raises:
        ConfigurationError: A setting can't be used, or `clickgate[accounts]` is not installed.
        KeepingFailed: Database or vault can't be opened.
    """
    from msgspec import structs  # noqa: PLC0415 - only commands that open the gate

    from clickgate.access.caller import Caller  # noqa: PLC0415
    from clickgate.accounts.gate import LOCAL, ClickGate  # noqa: PLC0415
    from clickgate.cli.interruptible import TransportOnDemand  # noqa: PLC0415

    caller = Caller(LOCAL, login(), "person", "cli")
    with ClickGate.open(caller=caller, base_url=settings.base_url, notice=tell) as gate:
        transport = TransportOnDemand()
        gate.trying.reach = structs.replace(gate.trying.reach, transport=transport)
        try:
            yield gate
        finally:
            transport.close()


@contextlib.contextmanager
def opened_if_kept(settings: Settings) -> Iterator[ClickGate | None]:
    """Open the accounts of this machine; None where nothing was ever kept here, and nothing is made then."""
    from clickgate.db.location import has_database  # noqa: PLC0415

    if has_database():
        with opened(settings) as gate:
            yield gate
    else:
        yield None


def login() -> str:
    """The name that the person at the terminal is logged in under."""
    import getpass  # noqa: PLC0415

    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number that has no name
        return f"uid {os.getuid()}" if hasattr(os, "getuid") else "unknown"


def tell(text: str) -> None:
    """Tell the person something that is no result."""
    click.echo(show_line(text), err=True)


def secret_options(what: str) -> Callable[[F], F]:
    """Give a command the ways in which a secret is handed over without an argument that others could read."""

    def add(command: F) -> F:
        command = click.option(
            "--from-fd", metavar="N", type=click.IntRange(0), help=f"Read {what} from a file descriptor."
        )(command)
        return click.option("--from-stdin", is_flag=True, help=f"Read {what} from standard input.")(command)

    return add


def read_secret(prompt: str, *, from_stdin: bool, from_fd: int | None) -> Secret:
    """Read a secret from standard input, a file descriptor, or whoever sits at the terminal; it is never echoed.

    Raises:
        ConfigurationError: There is none, or nobody to ask.
        UsageError: Two ways were asked for at once.
    """
    from clickgate.kernel.secret import Secret  # noqa: PLC0415

    return Secret(_read_text(prompt, from_stdin=from_stdin, from_fd=from_fd))


def read_token(prompt: str, *, from_stdin: bool, from_fd: int | None) -> Secret:
    """Read a ClickUp token as `read_secret` reads a secret, with whatever was pasted around it; tells what was mended.

    Raises:
        ConfigurationError: There is none, or it is something else.
        UsageError: Two ways were asked for at once.
    """
    from clickgate.accounts.pasted import read_pasted_token  # noqa: PLC0415

    pasted = read_pasted_token(_read_text(prompt, from_stdin=from_stdin, from_fd=from_fd))
    for notice in pasted.notices:
        tell(notice)
    return pasted.token


def _read_text(prompt: str, *, from_stdin: bool, from_fd: int | None) -> str:
    if from_stdin and from_fd is not None:
        raise UsageError("A secret comes from standard input or from a descriptor, not from both.")
    if from_stdin or from_fd is not None:
        return _read_all(0 if from_fd is None else from_fd)
    if not sys.stdin.isatty():
        raise ConfigurationError(
            "There is nobody to ask for the secret.", advice="Hand it over with --from-stdin or --from-fd N."
        )
    answer: str = click.prompt(f"{prompt} (not shown)", hide_input=True, err=True)
    return answer


def _read_all(descriptor: int) -> str:
    try:
        with open(descriptor, "rb", closefd=False) as file:
            raw = file.read(_LONGEST + 1)
    except OSError as error:
        raise ConfigurationError(
            f"Nothing can be read from descriptor {descriptor}: {error.strerror}.",
            advice="Open it in the shell: 3<file, and --from-fd 3.",
        ) from None
    if len(raw) > _LONGEST:
        raise ConfigurationError(
            "What was handed over is too long to be a secret.", advice="Hand over the secret alone."
        )
    text = raw.decode("utf-8", "replace").strip()
    if not text:
        raise ConfigurationError("What was handed over is empty.", advice="Hand over the secret.")
    return text


def choose(question: str, choices: list[tuple[str, str]], *, default: str | None = None) -> str | None:
    """Have a person pick one of a list by its number; None where nobody sits at the terminal.

    Args:
        question: What is asked.
        choices: `(value, what is shown of it)`.
        default: The value that Enter takes.
    """
    if not sys.stdin.isatty():
        return None
    for number, (_, shown) in enumerate(choices, 1):
        click.echo(f"  {number}  {show_line(shown)}", err=True)
    values = [value for value, _ in choices]
    preset = values.index(default) + 1 if default in values else None
    picked = click.prompt(question, type=click.IntRange(1, len(choices)), default=preset, err=True)
    return values[picked - 1]


def confirm(question: str, *, yes: bool) -> None:
    """Ask before something that can't be undone.

    Raises:
        UsageError: Nobody sits at the terminal, and `--yes` was not said.
        click.Abort: The answer was no.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("This can't be undone, and there is nobody to ask.", advice="Say yes with --yes.")
    click.confirm(question, abort=True, err=True)
