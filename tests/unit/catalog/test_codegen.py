"""What is generated says what the catalogue says, and is named when it is stale."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from clickgate.catalog import reading
from tools.codegen import __main__ as codegen
from tools.codegen import aliases, reference

OPERATIONS = reading.operations()


def test_every_alias_of_the_data_is_written_down():
    (text,) = aliases.generate().values()

    assert msgspec.json.decode(text) == {alias: one.name for one in OPERATIONS for alias in one.aliases}


def test_an_alias_that_means_two_operations_is_refused(monkeypatch):
    first, second = OPERATIONS[:2]
    doubled = [msgspec.structs.replace(one, aliases=("tasks.fetch",)) for one in (first, second)]
    monkeypatch.setattr(reading, "operations", lambda: doubled)

    with pytest.raises(ValueError, match=r"tasks\.fetch"):
        aliases.generate()


def test_the_reference_tells_of_every_operation_once():
    (page,) = reference.generate().values()
    headings = [line.removeprefix("### ") for line in page.splitlines() if line.startswith("### ")]

    assert headings == [operation.name for operation in OPERATIONS]


def test_the_reference_tells_of_every_parameter_and_correction():
    (page,) = reference.generate().values()
    missing = []
    for operation in OPERATIONS:
        section = page.partition(f"### {operation.name}\n")[2].partition("\n### ")[0]
        told = [f"`{operation.method} {operation.path}`", operation.summary]
        told += [text for param in operation.params for text in (f"| `{param.name}`", param.note)]
        told += [text for one in operation.corrections for text in (one.what, one.evidence)]
        missing += [(operation.name, text) for text in told if text not in section]

    assert missing == []


def test_a_stale_file_is_named_and_not_touched_by_a_check(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(codegen, "generators", lambda: [lambda: {Path("a/b.txt"): "new\n"}])

    code = codegen.main(["--check"], tmp_path)

    assert code == 1
    assert "a/b.txt" in capsys.readouterr().out
    assert not (tmp_path / "a").exists()


def test_what_was_written_is_fresh(tmp_path, monkeypatch):
    monkeypatch.setattr(codegen, "generators", lambda: [lambda: {Path("a/b.txt"): "new\n"}])

    assert codegen.main([], tmp_path) == 0
    assert (tmp_path / "a/b.txt").read_text() == "new\n"
    assert codegen.main(["--check"], tmp_path) == 0


def test_a_wrong_call_is_refused(capsys):
    assert codegen.main(["--chekc"]) == 2
    assert "usage" in capsys.readouterr().err
