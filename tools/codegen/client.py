"""Writes the typed methods of the clients from the catalogue."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from clickgate.catalog import reading

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clickgate.catalog.model import Operation, Param

_OUT = Path("src/clickgate/client/_generated")
_MARK = "# Generated from the catalogue by `./dev generate`; changes here are lost.\n"
_TYPES = {
    "id": "str",
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "timestamp": "int | datetime",
    "object": "Mapping[str, Any]",
    "json": "Any",
}


def generate() -> dict[Path, str]:
    """Give the text of every generated module."""
    names = reading.entities()
    files = {_OUT / f"{name}.py": _module(name) for name in names}
    files[_OUT / "resources.py"] = _resources(names)
    files[_OUT / "__init__.py"] = _MARK
    return files


def class_name(entity: str) -> str:
    """`key_results` → `KeyResultsResource`."""
    return "".join(part.capitalize() for part in entity.split("_")) + "Resource"


def _module(entity: str) -> str:
    operations = list(reading.entity(entity).values())
    classes = "\n\n\n".join(_class(entity, operations, prefix=prefix) for prefix in ("", "Async"))
    what = f'"""Operations of {_words(entity)}."""'
    return f'{_MARK}{what}\n\n{_imports(operations, classes)}\n\nNAME = "{class_name(entity)}"\n\n\n{classes}\n'


def _imports(operations: list[Operation], body: str) -> str:
    schemas = sorted({op.reply for op in operations if op.reply not in {"json", "none"}})
    has_unset = "UNSET" in body
    lines = ["from __future__ import annotations", "", "from typing import TYPE_CHECKING", ""]
    if has_unset:
        lines += ["from msgspec import UNSET", ""]
    lines += ["from clickgate.client.resource import AsyncResource, Resource", "", "if TYPE_CHECKING:"]
    block = []
    abc = [word for word in ("Mapping", "Sequence") if f"{word}[" in body]
    if abc:
        block.append(f"from collections.abc import {', '.join(abc)}")
    if "datetime" in body:
        block.append("from datetime import datetime")
    typing = [word for word in ("Any", "Literal") if f"{word}" in body]
    if typing:
        block.append(f"from typing import {', '.join(typing)}")
    if has_unset:
        block.append("from msgspec import UnsetType")
    if schemas:
        block.append(f"from clickgate.catalog.schemas import {', '.join(schemas)}")
    if "FileSource" in body:
        block.append("from clickgate.client.upload import FileSource")
    if "Page[" in body:
        block.append("from clickgate.client.wire.page import Page")
    return "\n".join(lines + [f"    {line}" for line in block or ["pass"]])


def _class(entity: str, operations: list[Operation], *, prefix: str) -> str:
    head = [
        f"class {prefix}{class_name(entity)}({prefix}Resource):",
        f'    """Operations of {_words(entity)}."""',
        "",
        "    __slots__ = ()",
        f'    _entity = "{entity}"',
        "",
    ]
    methods = "\n\n".join(_method(operation, is_async=bool(prefix)) for operation in operations)
    return "\n".join(head) + "\n" + methods


def _words(entity: str) -> str:
    return entity.replace("_", " ")


def _method(operation: Operation, *, is_async: bool) -> str:
    positional = [p for p in operation.params if p.place == "path" and p.fill != "workspace"]
    rest = [p for p in operation.params if p not in positional]
    required = [p for p in rest if p.required and not p.fill]
    optional = [p for p in rest if p not in required]
    arguments = ["self", *(f"{p.name}: {_annotation(p)}" for p in positional)]
    if required or optional:
        arguments.append("*")
    arguments += [f"{p.name}: {_annotation(p)}" for p in required]
    arguments += [f"{p.name}: {_annotation(p)} | UnsetType = UNSET" for p in optional]
    ordered = positional + required + optional
    given = ", ".join(f'"{p.name}": {p.name}' for p in ordered)
    call = f'self._call("{operation.action}", {{{given}}})'
    result = f"await {call}" if is_async else call
    data = f"({result}).data" if is_async else f"{result}.data"
    statement = result if operation.reply == "none" else f"return {data}"
    signature = f"    {'async ' if is_async else ''}def {operation.action}(\n" + "".join(
        f"        {argument},\n" for argument in arguments
    )
    return f"{signature}    ) -> {_result(operation)}:\n{_docstring(operation, ordered)}        {statement}"


def _annotation(param: Param) -> str:
    kind = "FileSource" if param.place == "file" else _TYPES[param.type]
    if param.enum:
        kind = f"Literal[{', '.join(repr(value) for value in param.enum)}]".replace("'", '"')
    if param.array:
        kind = f"Sequence[{kind}]"
    if param.nullable and kind != "Any":
        kind += " | None"
    return kind


def _result(operation: Operation) -> str:
    if operation.reply == "none":
        return "None"
    kind = "Any" if operation.reply == "json" else operation.reply
    return f"Page[{kind}]" if operation.many else kind


def _docstring(operation: Operation, params: Iterable[Param]) -> str:
    lines = [operation.summary]
    notes = [f"    {p.name}: {p.note}" for p in params if p.note]
    if notes:
        lines += ["", "Args:", *notes]
    facts = []
    if operation.safety == "destroy":
        facts.append("Destroys what it names.")
    if operation.plan:
        facts.append(f"Needs the plan: {operation.plan}.")
    if operation.version == "v3":
        facts.append("API v3.")
    if facts:
        lines += ["", " ".join(facts)]
    wrapped = []
    for line in lines:
        indent = " " * (len(line) - len(line.lstrip()))
        wrapped += textwrap.wrap(line, 108, subsequent_indent=indent + "    " if indent else "") or [""]
    text = "\n".join(f"        {line}".rstrip() for line in wrapped).strip()
    escaped = text.replace("\\", "\\\\")
    end = "\n        " if len(wrapped) > 1 else ""
    return f'        """{escaped}{end}"""\n'


def _resources(names: tuple[str, ...]) -> str:
    lines = [
        '"""Which entities the clients have; each is loaded when it is first asked for."""',
        "",
        "from __future__ import annotations",
        "",
        "from typing import TYPE_CHECKING",
        "",
        "if TYPE_CHECKING:",
    ]
    for name in names:
        known = class_name(name)
        lines.append(f"    from clickgate.client._generated.{name} import Async{known}, {known}")
    for prefix in ("", "Async"):
        lines += ["", "", f"class {prefix}Resources:", '    """One attribute for each entity."""', ""]
        lines += ["    if TYPE_CHECKING:"]
        lines += [f"        {name}: {prefix}{class_name(name)}" for name in names]
    return _MARK + "\n".join(lines) + "\n"
