"""What ClickUp really answered is read without a warning, and what its documents show without an error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clickgate.catalog import reading
from clickgate.catalog.schemas.base import Model
from clickgate.client.wire.decode import decode

OWN = Path(__file__).resolve().parents[1] / "data" / "replies"
OFFICIAL = Path(__file__).resolve().parents[3] / "shared" / "clickup" / "fixtures"
BY_SOURCE = {operation.source_id: operation for operation in reading.operations()}

needs_recordings = pytest.mark.skipif(not OFFICIAL.is_dir(), reason="no recorded answers beside the checkout")


def recordings() -> list[Path]:
    return [path for path in sorted(OFFICIAL.glob("*.json")) if path.name.partition(".")[0] in BY_SOURCE]


def examples() -> list[tuple[str, object]]:
    """Every example of a success in ClickUp's document; several contradict what ClickUp really sends."""
    if not OFFICIAL.is_dir():
        return []
    known = json.loads((OFFICIAL / "official_examples.json").read_bytes())
    return [
        (name, body)
        for name, example in known.items() if name in BY_SOURCE
        for status, bodies in example["responses"].items() if status.startswith("2")
        for body in bodies.values() if body is not None
    ]  # fmt: skip


def models(value: object) -> list[Model]:
    return [row for row in (value if isinstance(value, list) else [value]) if isinstance(row, Model)]


@pytest.mark.parametrize("path", sorted(OWN.glob("*.json")), ids=lambda path: path.stem)
def test_a_sample_of_each_kind_is_read_without_a_warning_and_has_a_field_for_every_key(path):
    operation, body = reading.operation(*path.stem.split(".")), path.read_bytes()

    decoded = decode(operation, body)

    whole = json.loads(body)
    sent = whole[operation.unwrap] if operation.unwrap else whole
    assert decoded.warnings == ()
    assert [model.to_dict() for model in models(decoded.value)] == (sent if operation.many else [sent])
    assert [model.extra for model in models(decoded.value) if model.extra] == []


def test_there_is_a_sample_of_every_kind_of_reply():
    sampled = {reading.operation(*path.stem.split(".")).reply for path in OWN.glob("*.json")}

    assert {operation.reply for operation in reading.operations()} - {"json", "none"} == sampled


@needs_recordings
@pytest.mark.parametrize("path", recordings(), ids=lambda path: path.stem)
def test_a_recorded_answer_is_read_without_a_warning_and_has_a_field_for_every_key(path):
    operation, body = BY_SOURCE[path.name.partition(".")[0]], path.read_bytes()

    decoded = decode(operation, body)

    whole = json.loads(body)
    sent = whole[operation.unwrap] if operation.unwrap else whole
    found = models(decoded.value)
    assert decoded.warnings == ()
    assert [model.to_dict() for model in found] == (sent if operation.many else [sent])[: len(found)]
    assert [model.extra for model in found if model.extra] == []


@needs_recordings
@pytest.mark.parametrize(("name", "body"), examples(), ids=lambda value: value if isinstance(value, str) else "")
def test_an_example_of_the_document_is_read_and_kept(name, body):
    operation = BY_SOURCE[name]

    decoded = decode(operation, json.dumps(body).encode())

    sent = body[operation.unwrap] if operation.unwrap and operation.unwrap in body else body
    found = models(decoded.value)
    assert [model.to_dict() for model in found] == (sent if operation.many else [sent])[: len(found)]
