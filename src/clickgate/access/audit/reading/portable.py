"""Words of SQL that SQLite, PostgreSQL and DuckDB spell differently."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

if TYPE_CHECKING:
    from sqlalchemy.sql.compiler import SQLCompiler


class whole(GenericFunction[int]):  # noqa: N801 - a function of SQL
    """The whole number below a number above 0."""

    type = sa.BigInteger()
    inherit_cache = True


class aside(GenericFunction[str]):  # noqa: N801
    """A column that SQLite looks for in no index: it can't know that another index leaves far fewer rows."""

    type = sa.Text()
    inherit_cache = True


class resembles(GenericFunction[bool]):  # noqa: N801
    r"""Whether the first text is like the second, a pattern with `\` for escape; A is the same as a."""

    type = sa.Boolean()
    inherit_cache = True


@compiles(whole)
def _whole(element: whole, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(floor({compiler.process(element.clauses, **options)}) AS BIGINT)"


@compiles(whole, "sqlite")
def _whole_sqlite(element: whole, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **options)} AS INTEGER)"


@compiles(aside)
def _aside(element: aside, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.clauses, **options)


@compiles(aside, "sqlite")
def _aside_sqlite(element: aside, compiler: SQLCompiler, **options: Any) -> str:
    return f"+{compiler.process(element.clauses, **options)}"


@compiles(resembles)
def _resembles(element: resembles, compiler: SQLCompiler, **options: Any) -> str:
    text, pattern = (compiler.process(one, **options) for one in element.clauses)
    return rf"{text} ILIKE {pattern} ESCAPE '\'"


@compiles(resembles, "sqlite")
def _resembles_sqlite(element: resembles, compiler: SQLCompiler, **options: Any) -> str:
    text, pattern = (compiler.process(one, **options) for one in element.clauses)
    return rf"{text} LIKE {pattern} ESCAPE '\'"


def pattern_of(text: str) -> str:
    """The pattern for whatever holds a text."""
    for special in "\\%_":
        text = text.replace(special, f"\\{special}")
    return f"%{text}%"
