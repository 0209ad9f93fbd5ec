"""The command `clickgate`: finds the command that is meant, loads only that, and turns failures into exit codes."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from typing import TYPE_CHECKING, Any, NoReturn

import click

from clickgate.cli.settings import shared_options

if TYPE_CHECKING:
    from collections.abc import Sequence

# In the order in which somebody new meets them; each is a module of `clickgate.cli.commands`.
COMMANDS = (
    "demo", "whoami", "actions", "exec", "sandbox",
    "link", "accounts", "env", "rotate", "targets", "propagate", "oauth-apps", "vault", "audit",
    "completion", "version",
)  # fmt: skip

COMPLETE = "_CLICKGATE_COMPLETE"  # set by the scripts of `clickgate completion`


class Commands(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the commands, in the order of the help page."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command; None where there is no such."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"clickgate.cli.commands.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is meant; the name of an entity stands for `exec` and itself."""
        if args[0] not in COMMANDS and _is_entity(args[0].partition(".")[0]):
            return "exec", self.get_command(ctx, "exec"), args
        return super().resolve_command(ctx, args)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> NoReturn:
        """Run the command line and leave the program; see `clickgate.cli.exit_codes`."""
        _leave_no_core()
        words = list(sys.argv[1:] if args is None else args)
        name = prog_name or "clickgate"
        if COMPLETE in os.environ:
            from clickgate.cli.completion import complete  # noqa: PLC0415 - only the shell asks for it

            complete(self, words)
            sys.exit(0)
        try:
            with self.make_context(name, words, **extra) as context:
                self.invoke(context)
            sys.stdout.flush()
        except click.exceptions.Exit as left:
            sys.exit(left.exit_code)
        except BaseException as failure:  # the last line of defence: nobody is shown a traceback
            from clickgate.cli.failures import report  # noqa: PLC0415 - only a failure needs it

            sys.exit(report(failure, as_json="--json" in words or "--jsonl" in words))
        sys.exit(0)


def _leave_no_core() -> None:
    """Have the system write no core file of this process should it crash: its memory holds tokens and keys."""
    with contextlib.suppress(ImportError, OSError, ValueError):  # Windows writes none
        import resource  # noqa: PLC0415 - not everywhere

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _is_entity(word: str) -> bool:
    from clickgate.catalog.reading import entities  # noqa: PLC0415 - only a word that is no command needs it

    return word in entities()


@click.group("clickgate", cls=Commands, no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"]})
@shared_options
def main() -> None:
    """ClickUp's API from the command line.

    The token is that of a linked account, or in CLICKUP_API_TOKEN, or asked for; it is never an argument.
    """
