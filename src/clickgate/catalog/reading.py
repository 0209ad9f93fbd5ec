"""Reads the catalogue's data files into operations, an entity at a time and only when asked."""

from __future__ import annotations

import difflib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from clickgate.catalog.model import Operation
from clickgate.errors import UnknownOperation

if TYPE_CHECKING:
    from collections.abc import Mapping

_DATA = Path(__file__).with_name("data")  # importlib.resources would add 8 ms to every start
_FILE = msgspec.json.Decoder(tuple[Operation, ...])
_ALIASES = msgspec.json.Decoder(dict[str, str])


@cache
def entities() -> tuple[str, ...]:
    """Names of all entities, sorted: one data file each."""
    return tuple(sorted(file.stem for file in _DATA.glob("[!_]*.json")))


@cache
def entity(name: str) -> Mapping[str, Operation]:
    """Operations of one entity by action, in the order of the file.

    Raises:
        UnknownOperation: There is no such entity; the nearest names are offered.
    """
    if name not in entities():
        raise UnknownOperation(f"There is no entity '{name}'.", suggestions=_nearest(name, entities()))
    return {operation.action: operation for operation in _FILE.decode((_DATA / f"{name}.json").read_bytes())}


@cache
def operation(entity_name: str, action: str) -> Operation:
    """One operation by its name or by one of its aliases.

    Raises:
        UnknownOperation: There is no such entity or action; the nearest names are offered.
    """
    target = aliases().get(f"{entity_name}.{action}")
    if target is not None:
        entity_name, _, action = target.partition(".")
    if entity_name not in entities():
        raise _no_entity(entity_name, action)
    actions = entity(entity_name)
    found = actions.get(action)
    if found is None:
        near = [f"{entity_name}.{name}" for name in _nearest(action, tuple(actions))]
        near = near or [f"{entity_name}.{name}" for name in actions][:5]
        raise UnknownOperation(f"'{entity_name}' has no action '{action}'.", suggestions=near)
    return found


@cache
def aliases() -> Mapping[str, str]:
    """Other names of operations: alias → `entity.action`, gathered from the operations' own by the generator."""
    return _ALIASES.decode((_DATA / "_aliases.json").read_bytes())


@cache
def operations() -> tuple[Operation, ...]:
    """All operations, by entity."""
    return tuple(operation for name in entities() for operation in entity(name).values())


def _no_entity(name: str, action: str) -> UnknownOperation:
    near = _nearest(name, entities())
    with_action = [f"{one}.{action}" for one in near if action in entity(one)]
    return UnknownOperation(f"There is no entity '{name}'.", suggestions=with_action or near)


def _nearest(word: str, names: tuple[str, ...]) -> list[str]:
    return difflib.get_close_matches(word, names, n=3, cutoff=0.5)
