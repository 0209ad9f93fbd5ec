"""What a kind of target asks for, and reads a target's configuration against it."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import msgspec

from clickgate.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LONGEST_TIMEOUT = 120.0


class Key(msgspec.Struct, frozen=True):
    """One setting of a kind.

    Attributes:
        name: As it stands in the configuration.
        meaning: For a person, without a full stop.
        required: Whether a target is refused without it.
        default: Value where nothing is said; empty means that there is none.
    """

    name: str
    meaning: str
    required: bool = False
    default: str = ""


class Kind(msgspec.Struct, frozen=True):
    """One kind of target, as help pages show it.

    Attributes:
        name: As in the configuration of a target.
        title: What it is, for a person.
        keys: Its settings.
        login: What the target itself authenticates with; empty where it needs nothing.
        without_login: What is used where none is given; empty where one has to be given.
        rights: What whoever authenticates must be allowed to do, and no more.
        confirmed: How it is found out that the new value has arrived.
        extra: Extra of the package that it needs; empty for none.
    """

    name: str
    title: str
    keys: tuple[Key, ...]
    login: str
    without_login: str
    rights: tuple[str, ...]
    confirmed: str
    extra: str = ""


TIMEOUT = Key("timeout", "seconds that one request may take", default="10")


def read_config(kind: Kind, target: str, config: Mapping[str, str]) -> dict[str, str]:
    """Check a target's configuration, and fill in what it is silent about.

    Raises:
        ConfigurationError: A setting is unknown, missing, or not a line of text.
    """
    names = [key.name for key in kind.keys]
    for name, value in config.items():
        if name not in names:
            raise ConfigurationError(
                f"Target '{target}': the kind '{kind.name}' has no setting '{name}'.",
                advice=f"{did_you_mean(name, names)}It has {', '.join(names)}.",
            )
        if not value.strip() or not value.isprintable():
            raise ConfigurationError(
                f"Target '{target}': the setting '{name}' is empty or not one line of text.",
                advice="Leave it out, or give it a value.",
            )
    missing = [key for key in kind.keys if key.required and key.name not in config]
    if missing:
        named = " and ".join(f"'{key.name}'" for key in missing)
        raise ConfigurationError(
            f"Target '{target}': the kind '{kind.name}' needs {named}.",
            advice=" ".join(f"'{key.name}' is {key.meaning}." for key in missing),
        )
    return {key.name: config.get(key.name, key.default) for key in kind.keys}


def read_timeout(target: str, text: str) -> float:
    """Read seconds, more than 0 and at most 120.

    Raises:
        ConfigurationError: It is something else.
    """
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if 0.0 < seconds <= _LONGEST_TIMEOUT:
        return seconds
    raise ConfigurationError(
        f"Target '{target}': the setting 'timeout' is not a number of seconds from 0 to {_LONGEST_TIMEOUT:.0f}.",
        advice=f"Leave it out for {TIMEOUT.default} seconds.",
    )


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Offer the nearest name as `Did you mean 'x'? `, or nothing."""
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"Did you mean '{near[0]}'? " if near else ""
