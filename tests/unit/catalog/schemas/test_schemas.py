"""The types of replies are loaded one by one, and every one of them promises the same."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pkgutil import iter_modules

import msgspec
import pytest

from clickgate.catalog import reading, schemas
from clickgate.catalog.schemas.base import Model, Part, read_custom

TYPES = [getattr(schemas, name) for name in schemas.__all__]


def test_every_type_of_every_module_can_be_had_from_the_package():
    modules = [import_module(f"{schemas.__name__}.{found.name}") for found in iter_modules(schemas.__path__)]
    defined = {
        name
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, type) and issubclass(value, Model | Part) and value.__module__ == module.__name__
    }

    assert set(schemas.__all__) == defined
    assert dir(schemas) == schemas.__all__


def test_asking_for_one_type_loads_only_what_it_needs():
    code = "import sys; from clickgate.catalog.schemas import Webhook; print(*sys.modules)"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert "clickgate.catalog.schemas.webhooks" in loaded
    assert "clickgate.catalog.schemas.tasks" not in loaded


def test_a_name_that_is_no_schema_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no schema 'Nothing'"):
        schemas.Nothing  # noqa: B018 - it is asked for, and that is the test


def test_every_reply_that_the_catalogue_names_is_a_model():
    named = {operation.reply for operation in reading.operations()} - {"json", "none"}

    assert all(issubclass(getattr(schemas, name), Model) for name in named)


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.__name__)
def test_any_key_may_be_missing_and_any_may_be_new(kind):
    decoder = msgspec.json.Decoder(kind, strict=False, dec_hook=read_custom)

    assert decoder.decode(b"{}") == kind()
    assert decoder.decode(b'{"nobody knows this key": 1}') == kind()


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.__name__)
def test_a_value_is_frozen_and_built_by_keywords(kind):
    assert issubclass(kind, Model | Part)
    assert kind.__struct_config__.frozen
    assert kind.__match_args__ == ()
