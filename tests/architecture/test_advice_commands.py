"""Every `clickgate …` that a message, a docstring or a page tells somebody to type can be typed."""

from __future__ import annotations

import ast
import re
import shlex
from typing import TYPE_CHECKING

import click
import pytest

from clickgate.catalog.reading import entities
from clickgate.cli.main import main
from tests.architecture.tree import PAGES, handwritten, short, syntax

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_QUOTED = re.compile(r"`clickgate ([^`]+)`")
_TYPED = re.compile(r"^(?:\$ |.*\| )?clickgate (.+)$", re.MULTILINE)  # in a block of console or sh
_BLOCKS = re.compile(r"^```(?:console|sh)\n(.*?)^```", re.DOTALL | re.MULTILINE)
_ENDS = re.compile(r"\s(?:\||&&|\|\||>|>>|<|2>|#)(?:\s.*)?$|;.*$")
_PLACEHOLDER = re.compile(r"entity|[A-Z][A-Z_.…]*|.*[…\[\]<>].*")


def texts_of(path: Path) -> Iterator[str]:
    """All texts in a module, those put together from pieces as well; what is filled in is `X`."""
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def advised() -> list[tuple[str, str]]:
    """Where somebody is told to type something → the words behind `clickgate`."""
    in_source = [
        (short(path), words) for path in handwritten() for text in texts_of(path) for words in _QUOTED.findall(text)
    ]
    pages = [(short(path), path.read_text(encoding="utf-8")) for path in PAGES]
    in_pages = [(name, words) for name, text in pages for words in _QUOTED.findall(text)]
    typed = [
        (name, words)
        for name, text in pages for block in _BLOCKS.findall(text) for words in _TYPED.findall(block)
    ]  # fmt: skip
    return sorted({*in_source, *in_pages, *typed})


def find_fault(text: str) -> str:
    """What can't be typed of a command line behind `clickgate`; empty where all of it can."""
    words = iter(shlex.split(_ENDS.sub("", text)))
    command: click.Command = main
    known = {**options_of(main)}
    for word in words:
        if word.startswith("-") and word not in {"-", "--"}:
            name = word.partition("=")[0].rstrip(",.")
            option = known.get(name)
            if option is None:
                return f"no option {name}"
            if not option.is_flag and "=" not in word:
                next(words, None)
        elif isinstance(command, click.Group):
            if _PLACEHOLDER.fullmatch(word):
                return ""
            inner = find_inner(command, word)
            if inner is None:
                return f"no command {word}"
            command = inner
            known |= options_of(command)
    return ""


def find_inner(command: click.Group, word: str) -> click.Command | None:
    """The command of this name; an entity stands for `exec`."""
    if command is main and word.partition(".")[0] in entities():
        word = "exec"
    return command.get_command(click.Context(command), word)


def options_of(command: click.Command) -> dict[str, click.Option]:
    """Name of each option, `--help` included → the option."""
    params = [*command.params, command.get_help_option(click.Context(command))]
    return {name: one for one in params if isinstance(one, click.Option) and not one.hidden for name in one.opts}


def test_what_somebody_is_told_to_type_can_be_typed():
    faults = {f"{where}: clickgate {words}": fault for where, words in advised() if (fault := find_fault(words))}

    assert faults == {}


def test_all_that_is_told_is_found():
    found = advised()

    assert ("src/clickgate/errors/keeping.py", "accounts list") in found
    assert ("docs/quickstart.md", "whoami") in found
    assert len(found) > 80


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("accounts relink", "no command relink"),
        ("acounts list", "no command acounts"),
        ("rotate main --resume --now", "no option --now"),
        ("accounts list --yes", "no option --yes"),
        ("--yes accounts list", "no option --yes"),
    ],
)
def test_what_can_not_be_typed_would_be_found(words: str, fault: str):
    assert find_fault(words) == fault


@pytest.mark.parametrize(
    "words",
    [
        "accounts list --state suspended --json",
        "--account main tasks get task_id=…",
        "exec tasks.list --help",
        "COMMAND --help",
        "rotate X --resume | tee log",
    ],
)
def test_what_can_be_typed_is_right(words: str):
    assert find_fault(words) == ""
