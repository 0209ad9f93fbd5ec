"""The databases that other tests are given, and the server that is started for them."""

from __future__ import annotations

import contextlib
import fcntl
from typing import TYPE_CHECKING

import psycopg
import pytest
import sqlalchemy as sa

from clickgate.db.migrate import NEWEST, find_revision
from clickgate.db.tables import metadata
from tests.support import databases as module
from tests.support.postgresql import CannotRun, use_server
from tests.support.programs import Program
from tests.unit.db.rows import add

if TYPE_CHECKING:
    from pathlib import Path

    from clickgate.db.engine import Database


@pytest.mark.parametrize("time", ["first", "second"])
def test_a_test_is_given_every_table_and_no_row_of_the_test_before(database: Database, time: str):
    def look(connection: sa.Connection) -> dict[str, int]:
        count = sa.select(sa.func.count())
        return {name: connection.scalar(count.select_from(table)) for name, table in metadata.tables.items()}

    before = database.read(look)
    database.run(lambda connection: add(connection, "one"))

    assert before == dict.fromkeys(metadata.tables, 0)
    assert database.read(look)["organizations"] == 1
    assert database.read(find_revision) == NEWEST


@pytest.fixture
def _cannot_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(shared: Path) -> contextlib.AbstractContextManager[str]:
        raise CannotRun("nothing of the kind")

    monkeypatch.setattr(module, "use_server", refuse)
    for name in ("CI", "CLICKGATE_TEST_NO_SKIP", "CLICKGATE_TEST_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("_cannot_run")
def test_without_a_server_a_test_is_skipped_and_says_why(tmp_path: Path):
    with contextlib.ExitStack() as closing, pytest.raises(pytest.skip.Exception, match="nothing of the kind"):
        module.find_server(tmp_path, closing)


@pytest.mark.usefixtures("_cannot_run")
@pytest.mark.parametrize("name", ["CI", "CLICKGATE_TEST_NO_SKIP"])
def test_without_a_server_a_test_fails_where_nothing_may_be_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
):
    monkeypatch.setenv(name, "1")

    with contextlib.ExitStack() as closing, pytest.raises(pytest.fail.Exception, match="nothing of the kind"):
        module.find_server(tmp_path, closing)


@pytest.mark.usefixtures("_cannot_run")
def test_a_server_that_is_named_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CLICKGATE_TEST_DATABASE_URL", "postgresql://me@example.com/any")
    with contextlib.ExitStack() as closing:
        server = module.find_server(tmp_path, closing)

    assert server.url("one") == "postgresql+psycopg://me@example.com/one"


USE = """
import pathlib, sys
sys.path.insert(0, sys.argv[2])
from tests.support.postgresql import use_server
with use_server(pathlib.Path(sys.argv[1])) as url:
    print(url, flush=True)
    input()
"""


def test_a_server_ends_when_all_who_use_it_have_been_killed(tmp_path: Path, pytestconfig: pytest.Config):
    root = str(pytestconfig.rootpath)
    with Program(USE, str(tmp_path), root) as first, Program(USE, str(tmp_path), root) as second:
        url = first.line()
        if not url:
            pytest.skip("no server can be started here")
        shared = second.line()
        with psycopg.connect(url) as connection:
            first.kill()
            assert connection.execute("SELECT 1").fetchone() == (1,)
            second.kill()
            with pytest.raises(psycopg.OperationalError):
                connection.execute("SELECT pg_sleep(600)")
    with (tmp_path / "postgresql-users").open() as users:
        fcntl.flock(users, fcntl.LOCK_SH)  # the guard lets go of it last of all

    assert shared == url
    assert not (tmp_path / "postgresql-url").exists()
    with use_server(tmp_path) as again:
        assert again != url
