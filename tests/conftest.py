"""What every test may ask for."""

from __future__ import annotations

import contextlib
import itertools
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clickgate.db.engine import Database
    from tests.support.databases import Databases, Server


# How long a busy machine takes says nothing about what is tested.
settings.register_profile("clickgate", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("clickgate")


@pytest.fixture(scope="session", autouse=True)
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Iterator[Path]]:
    """Give folders for what clickgate keeps, made by whoever needs one: no test touches the home of the person."""
    with pytest.MonkeyPatch.context() as patch:
        base = tmp_path_factory.getbasetemp() / "homes"
        patch.setenv("CLICKGATE_HOME", str(base / "shared"))  # for fixtures that serve several tests
        yield (base / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def clickgate_home(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Set CLICKGATE_HOME to a folder of the test's own, which is not there yet."""
    folder = next(homes)
    monkeypatch.setenv("CLICKGATE_HOME", str(folder))
    return folder


@pytest.fixture
def anyio_backend() -> str:
    """Tests marked `anyio` run on asyncio, which is what the client is made for."""
    return "asyncio"


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A PostgreSQL server, the same for all workers of a run."""
    from tests.support.databases import find_server

    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    with contextlib.ExitStack() as closing:
        yield find_server(shared, closing)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in a file, with all tables and no rows, to be copied."""
    from tests.support.databases import make_template

    return make_template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def databases(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Databases]:
    """Makes as many new databases as a test wants: `databases.make("postgresql")` gives a URL."""
    from tests.support.databases import Databases

    made = Databases(tmp_path, request.getfixturevalue)
    yield made
    made.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Either kind of database, one after the other."""
    return request.param


@pytest.fixture
def database(databases: Databases, database_kind: str) -> Iterator[Database]:
    """A database of either kind: opened, with all tables, and empty."""
    from clickgate.db.opening import open_database

    with open_database(databases.make(database_kind)) as opened:
        yield opened


@pytest.fixture
def sqlite_database(databases: Databases) -> Iterator[Database]:
    """A database in a file: opened, with all tables, and empty."""
    from clickgate.db.opening import open_database

    with open_database(databases.make("sqlite")) as opened:
        yield opened
