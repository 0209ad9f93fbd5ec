"""The schema is brought up to date, and back, in one step or not at all."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from clickgate.db.migrate import NEWEST, bring_up_to_date, find_revision, move
from clickgate.db.opening import connect, open_database
from clickgate.db.tables import metadata
from clickgate.errors import DatabaseOutdated
from tests.support.programs import Program
from tests.unit.db.rows import add, kept

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clickgate.db.engine import Database
    from tests.support.databases import Databases

_SCHEMA = "clickgate_schema"


@pytest.fixture
def url(databases: Databases, database_kind: str) -> str:
    """That of a database in which there is nothing yet."""
    return databases.make(database_kind, migrated=False)


@pytest.fixture
def empty(url: str) -> Iterator[Database]:
    with connect(url) as database:
        yield database


def tables(database: Database) -> set[str]:
    return set(database.read(lambda connection: sa.inspect(connection).get_table_names()))


def shape(database: Database) -> dict[str, Any]:
    """All that a database tells of its tables, as text."""

    def work(connection: sa.Connection) -> dict[str, Any]:
        inspector = sa.inspect(connection)
        return {
            name: [
                [str(column | {"type": str(column["type"])}) for column in inspector.get_columns(name)],
                inspector.get_pk_constraint(name),
                sorted(map(str, inspector.get_foreign_keys(name))),
                sorted(map(str, inspector.get_unique_constraints(name))),
                sorted(map(str, map(plain, inspector.get_indexes(name)))),
            ]
            for name in inspector.get_table_names() if name != _SCHEMA
        }  # fmt: skip

    return database.read(work)


def plain(index: Any) -> Any:
    return index | {"dialect_options": {name: str(value) for name, value in index["dialect_options"].items()}}


def test_the_migrations_end_where_the_tables_are_described(database: Database, empty: Database):
    empty.run(metadata.create_all)

    assert shape(database) == shape(empty)


def test_a_comparison_finds_nothing_left_to_migrate(database: Database):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    def work(connection: sa.Connection) -> list[Any]:
        options = {"version_table": _SCHEMA, "compare_type": True}
        return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)

    assert database.read(work) == []


def test_the_newest_revision_is_that_of_the_last_migration():
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "clickgate.db:migrations")
    script = ScriptDirectory.from_config(config)
    revisions = [each.revision for each in script.walk_revisions()]

    assert script.get_heads() == [NEWEST]
    assert revisions == sorted(revisions, reverse=True)


def test_migrations_and_their_template_are_files_of_the_package():
    found = {file.name for file in resources.files("clickgate.db.migrations").iterdir()}

    assert {"env.py", "script.py.mako", "versions"} <= found


def test_going_back_leaves_nothing_and_going_up_again_makes_all(empty: Database):
    bring_up_to_date(empty)
    there = tables(empty)
    move(empty, "base")
    gone = tables(empty)
    bring_up_to_date(empty)

    assert there == {*metadata.tables, _SCHEMA}
    assert gone == set()
    assert tables(empty) == there


def test_a_newer_schema_is_refused_and_left_as_it_is(url: str, empty: Database):
    bring_up_to_date(empty)
    empty.run(lambda connection: add(connection, "one"))
    empty.run(lambda connection: connection.execute(sa.text(f"UPDATE {_SCHEMA} SET version_num = '9999'")))

    with pytest.raises(DatabaseOutdated, match=r"has schema 9999, and this clickgate knows .* Upgrade clickgate"):
        open_database(url)

    assert empty.read(find_revision) == "9999"
    assert kept(empty) == ["one"]


def test_tables_of_another_program_are_not_touched(empty: Database):
    empty.run(lambda connection: connection.execute(sa.text("CREATE TABLE accounts (id TEXT)")))

    with pytest.raises(DatabaseOutdated, match="a database of its own"):
        bring_up_to_date(empty)

    assert tables(empty) == {"accounts"}


def test_a_server_may_hold_another_program_beside_it(databases: Databases):
    with connect(databases.make("postgresql", migrated=False)) as database:
        database.run(lambda connection: connection.execute(sa.text("CREATE TABLE alembic_version (version_num TEXT)")))
        database.run(lambda connection: connection.execute(sa.text("INSERT INTO alembic_version VALUES ('0001')")))
        bring_up_to_date(database)

        assert database.read(find_revision) == NEWEST
        assert tables(database) == {*metadata.tables, _SCHEMA, "alembic_version"}


OPEN = """
import sys
from clickgate.db.opening import open_database
open_database(sys.argv[1]).close()
print("alembic" in sys.modules, flush=True)
"""


def test_nothing_is_loaded_where_there_is_nothing_to_migrate(databases: Databases, database_kind: str):
    with Program(OPEN, databases.make(database_kind)) as program:
        assert program.rest() == ["False"]


TOGETHER = """
import sys
import alembic.command
from clickgate.db.opening import open_database
print("ready", flush=True)
input()
open_database(sys.argv[1]).close()
"""


def test_processes_that_migrate_at_once_do_it_once(url: str, empty: Database):
    with Program(TOGETHER, url) as first, Program(TOGETHER, url) as second, Program(TOGETHER, url) as third:
        programs = (first, second, third)
        assert [program.line() for program in programs] == ["ready"] * 3
        for program in programs:
            program.go()
        for program in programs:
            program.rest()

    assert empty.read(find_revision) == NEWEST
    assert tables(empty) == {*metadata.tables, _SCHEMA}


# Stops before the nth statement that makes or drops something, so that it can be killed there.
STOP = """
import sys
import sqlalchemy as sa
from clickgate.db.migrate import move
from clickgate.db.opening import connect

left = int(sys.argv[3])
database = connect(sys.argv[1])

@sa.event.listens_for(sa.Engine, "before_cursor_execute")
def stop(connection, cursor, statement, *rest):
    global left
    left -= statement.lstrip().startswith(("CREATE", "DROP"))
    if left == 0:
        print("in the middle", flush=True)
        input()

move(database, sys.argv[2])
"""


@pytest.mark.parametrize("statements", [1, 2, 15])
@pytest.mark.parametrize("goal", ["up", "down"])
def test_a_process_that_is_killed_while_it_migrates_leaves_what_was(
    url: str, empty: Database, goal: str, statements: int
):
    if goal == "down":
        bring_up_to_date(empty)
    before = shape(empty)
    with Program(STOP, url, NEWEST if goal == "up" else "base", str(statements)) as program:
        assert program.line() == "in the middle"
        program.kill()

    assert shape(empty) == before
    bring_up_to_date(empty)
    assert tables(empty) == {*metadata.tables, _SCHEMA}
