"""Turns a graph of the sandbox's own objects into bytes and back, however deep it is.

The bytes are a pickle, read with a list of what may be in it: rows and stores of this package, plain values, dice.
Every object of the package is written apart, with the names of its attributes, and named by a number where others hold
it: so a chain of ten thousand subtasks needs no more stack than one, and an attribute that is new since is given its
default.
"""

from __future__ import annotations

import dataclasses
import io
import pickle
from hashlib import sha256
from types import MethodType
from typing import Any, TypeVar

_PACKAGE = "clickgate.sandbox."
_PLAIN = {
    ("builtins", "bytearray"),
    ("builtins", "dict"),
    ("builtins", "frozenset"),
    ("builtins", "list"),
    ("builtins", "set"),
    ("collections", "OrderedDict"),
    ("collections", "defaultdict"),
    ("collections", "deque"),
    ("random", "Random"),
}

T = TypeVar("T")


class Unreadable(ValueError):
    """The bytes are damaged, of another form, or hold what does not belong there."""


def freeze(root: object) -> bytes:
    """Write an object of the package with all that hangs on it.

    Raises:
        TypeError: Something that hangs on it can't be kept, such as a lock or a function.
    """
    written = io.BytesIO()
    pickler = _Pickler(written, protocol=5)
    try:
        pickler.dump(root)
        for one in pickler.found:  # grows while it is walked: states name other objects
            pickler.dump(_State(one))
        pickler.dump(_END)
    except (pickle.PicklingError, AttributeError) as error:
        raise TypeError(f"this can't be kept: {error}") from error
    return seal(written.getvalue())


def seal(content: bytes) -> bytes:
    """Put a sign and a digest before bytes: what is damaged is found before any of it is read."""
    return _SIGN + sha256(content).digest() + content


def thaw(data: bytes, kind: type[T]) -> T:
    """Read what `freeze` wrote, which is of a kind.

    Raises:
        Unreadable: It is not that.
    """
    content = data[_HEAD:]
    if data[:_HEAD] != seal(content)[:_HEAD]:
        raise Unreadable("what was kept can't be read: it is damaged, or something else")
    reader = _Unpickler(io.BytesIO(content))
    try:
        root = reader.load()
        for _ in reader.made:  # grows while it is walked
            reader.load()
        ended = reader.load() == _END
        _complete(reader.made)
    except Unreadable:
        raise
    except Exception as error:  # a pickle that is damaged can raise almost anything
        raise Unreadable(f"what was kept can't be read: {error}") from error
    if not ended or not isinstance(root, kind):
        raise Unreadable("what was kept can't be read: it is of another form")
    return root


_END = "end"
_SIGN = b"clickgate sandbox 1\n"
_HEAD = len(_SIGN) + sha256().digest_size


class _State:
    """Stands for the state of an object that is written already."""

    __slots__ = ("of",)

    def __init__(self, of: Any) -> None:
        self.of = of


class _Pickler(pickle.Pickler):
    """Writes an object of the package as its class alone, and remembers it, for its state to follow."""

    def __init__(self, file: io.BytesIO, protocol: int) -> None:
        super().__init__(file, protocol)
        self.found: list[Any] = []

    def reducer_override(self, one: Any) -> Any:
        kind = type(one)
        if kind is _State:
            return _same, (one.of,), one.of.__getstate__()
        if kind is MethodType and type(one.__self__).__module__.startswith(_PACKAGE):
            return _method, (one.__self__, one.__name__)
        if not kind.__module__.startswith(_PACKAGE) or not _has_state(kind):
            return NotImplemented
        self.found.append(one)
        return _blank, (kind,)


class _Unpickler(pickle.Unpickler):
    """Makes objects of the package without state, in the order in which they were written."""

    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file)
        self.made: list[Any] = []

    def find_class(self, module: str, name: str) -> Any:
        if module == __name__:
            return {"_blank": self._make, "_same": _same, "_method": _method}[name]
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        if module.startswith(_PACKAGE):
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise Unreadable(f"{module}.{name} does not belong into what the sandbox keeps")

    def _make(self, kind: type) -> Any:
        one = _blank(kind)
        self.made.append(one)
        return one


def _blank(kind: type) -> Any:
    return object.__new__(kind)


def _same(one: Any) -> Any:
    return one


def _method(one: Any, name: str) -> Any:
    if not type(one).__module__.startswith(_PACKAGE) or not callable(getattr(type(one), name, None)):
        raise Unreadable(f"{name} is no method of what the sandbox keeps")
    return getattr(one, name)


def _has_state(kind: type) -> bool:
    """Whether it is one of the package's rows or stores, and no struct, tuple or class, which pickle can do itself."""
    if issubclass(kind, (type, tuple)):
        return False
    return not any("__reduce__" in vars(base) or "__reduce_ex__" in vars(base) for base in kind.__mro__[:-1])


def _complete(made: list[Any]) -> None:
    """Give rows the defaults of attributes that are new since they were kept.

    Raises:
        Unreadable: An attribute is new and has no default.
    """
    lacking: dict[type, list[dataclasses.Field[Any]]] = {}
    for one in made:
        kind = type(one)
        if kind not in lacking:  # the rows of one kind were all kept by one version: the first speaks for them
            fields = dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else ()
            lacking[kind] = [field for field in fields if not hasattr(one, field.name)]
        for field in lacking[kind]:
            setattr(one, field.name, _default(kind, field))


def _default(kind: type, field: dataclasses.Field[Any]) -> Any:
    if field.default is not dataclasses.MISSING:
        return field.default
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    raise Unreadable(f"it was kept by a version whose {kind.__name__} had no {field.name}")
