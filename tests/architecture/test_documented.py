"""Every error code and setting can be looked up."""

from __future__ import annotations

import re

import pytest

from clickgate import errors
from tests.architecture.tree import ROOT, handwritten

_SETTING = re.compile(r"\b(?:CLICKGATE|CLICKUP)_[A-Z][A-Z_]*[A-Z]\b")
_KINDS = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, Exception)]


def reference(name: str) -> str:
    return (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")


def settings() -> list[str]:
    """Environment variables that the source names."""
    return sorted({name for path in handwritten() for name in _SETTING.findall(path.read_text(encoding="utf-8"))})


def test_every_setting_is_in_the_reference():
    page = reference("settings.md")

    assert [name for name in settings() if f"`{name}`" not in page] == []


def test_the_reference_has_no_setting_that_is_not_read():
    assert sorted(set(_SETTING.findall(reference("settings.md"))) - set(settings())) == []


@pytest.mark.parametrize("kind", _KINDS, ids=lambda kind: kind.__name__)
def test_every_error_is_in_the_reference(kind: type[errors.ClickgateError]):
    page = reference("errors.md")

    assert f"\n## {kind.code}\n" in page
    assert f"`{kind.__name__}`" in page


def test_every_argument_of_a_client_is_in_the_reference():
    import inspect

    from clickgate import AsyncClient, Client

    page = reference("settings.md")
    arguments = {name for client in (Client, AsyncClient) for name in inspect.signature(client).parameters}

    assert [name for name in sorted(arguments) if f"| `{name}` |" not in page] == []
