"""Every command, error code and setting can be looked up."""

from __future__ import annotations

import re
from functools import cache

import click
import pytest

from clickgate import errors
from clickgate.catalog.reading import entities
from clickgate.cli.main import main
from tests.architecture.tree import PAGES, ROOT, handwritten

_SETTING = re.compile(r"\b(?:CLICKGATE|CLICKUP)_[A-Z][A-Z_]*[A-Z]\b")


@cache
def documentation() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in PAGES)


def settings() -> list[str]:
    """Environment variables that the source names."""
    return sorted({name for path in handwritten() for name in _SETTING.findall(path.read_text(encoding="utf-8"))})


def codes() -> list[str]:
    return sorted(
        value.code for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, errors.ClickgateError)
    )  # fmt: skip


def commands() -> list[str]:
    """Commands of the command line without those of entities, which the table of operations lists."""
    context = click.Context(main, info_name="clickgate")
    return sorted(set(main.list_commands(context)) - set(entities()))


def options() -> list[tuple[str, str]]:
    context = click.Context(main, info_name="clickgate")
    found = {name: main.get_command(context, name) for name in commands()}
    return [
        (name, option)
        for name, command in found.items() if command is not None
        for parameter in command.params if isinstance(parameter, click.Option) and not parameter.hidden
        for option in parameter.opts if option.startswith("--")
    ]  # fmt: skip


def test_every_setting_is_in_the_reference():
    reference = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")

    assert [name for name in settings() if f"`{name}`" not in reference] == []


def test_the_reference_has_no_setting_that_is_not_read():
    reference = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")

    assert sorted(set(_SETTING.findall(reference)) - set(settings())) == []


@pytest.mark.parametrize("code", codes())
def test_every_error_code_is_in_the_reference(code: str):
    assert f"`{code}`" in (ROOT / "docs" / "reference" / "errors.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", commands())
def test_every_command_is_documented(command: str):
    assert f"clickgate {command}" in documentation()


def test_every_option_of_a_command_is_in_the_reference():
    reference = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")

    assert [f"{command} {option}" for command, option in options() if option not in reference] == []
