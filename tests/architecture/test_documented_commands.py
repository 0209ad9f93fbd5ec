"""Every command of the command line and each of its options can be looked up."""

from __future__ import annotations

import click
import pytest

from clickgate.catalog.reading import entities
from tests.architecture.tree import PAGES, ROOT

main = pytest.importorskip("clickgate.cli.main", reason="the command line is not there yet").main


def commands() -> dict[str, click.Command]:
    """Commands without those of entities, which the table of operations lists."""
    context = click.Context(main, info_name="clickgate")
    names = sorted(set(main.list_commands(context)) - set(entities()))
    found = {name: command for name in names if (command := main.get_command(context, name)) is not None}
    inner = {
        f"{name} {inner}": one
        for name, command in found.items() if isinstance(command, click.Group)
        for inner, one in command.commands.items()
    }  # fmt: skip
    return {**found, **inner}


def options() -> list[tuple[str, str]]:
    return [
        (name, option)
        for name, command in {"": main, **commands()}.items()
        for parameter in command.params if isinstance(parameter, click.Option) and not parameter.hidden
        for option in parameter.opts if option.startswith("--")
    ]  # fmt: skip


@pytest.mark.parametrize("command", commands())
def test_every_command_is_documented(command: str):
    assert any(f"clickgate {command}" in path.read_text(encoding="utf-8") for path in PAGES)


@pytest.mark.parametrize(("command", "option"), options())
def test_every_option_is_in_the_reference(command: str, option: str):
    assert f"`{option}" in (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8"), command


def test_every_exit_code_is_in_the_reference():
    from clickgate.cli.exit_codes import MEANINGS

    page = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")

    assert [code for code, meaning in MEANINGS.items() if f"| {code} | {meaning} |" not in page] == []
