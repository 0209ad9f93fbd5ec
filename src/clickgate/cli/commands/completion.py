"""`clickgate completion`: prints the script that teaches a shell to complete clickgate's command lines."""

from __future__ import annotations

import click


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print a script that completes commands, entities, actions and parameters in SHELL.

    \b
    bash: eval "$(clickgate completion bash)"                     in ~/.bashrc
    zsh:  eval "$(clickgate completion zsh)"                      in ~/.zshrc, after compinit
    fish: clickgate completion fish > ~/.config/fish/completions/clickgate.fish
    """  # noqa: D301 - \b keeps click from wrapping
    from clickgate.cli.completion import SCRIPTS  # noqa: PLC0415 - the help page does not need it

    click.echo(SCRIPTS[shell], nl=False)
