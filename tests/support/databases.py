"""Databases for tests: a new one for each, of either kind, as a quick copy of one that was migrated once."""

from __future__ import annotations

import os
import shutil
import uuid
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from clickgate.db.opening import open_database
from tests.support.postgresql import CannotRun, use_server

if TYPE_CHECKING:
    import contextlib
    from collections.abc import Callable
    from pathlib import Path


class Server:
    """A PostgreSQL server in which databases are made and dropped."""

    def __init__(self, url: str) -> None:
        self._url = sa.make_url(url).set(drivername="postgresql+psycopg")
        self._template = ""

    def make(self, *, template: str = "template1") -> str:
        """Make a database as a copy of another; its name."""
        name = f"clickgate_test_{uuid.uuid4().hex}"
        self._tell(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return name

    def drop(self, name: str) -> None:
        """Drop a database, whoever is in it."""
        self._tell(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def url(self, name: str) -> str:
        """The URL of a database."""
        return self._url.set(database=name).render_as_string(hide_password=False)

    @property
    def template(self) -> str:
        """The name of a database with all tables and no rows; made when it is first asked for."""
        if not self._template:
            name = self.make()
            open_database(self.url(name)).close()
            self._template = name
        return self._template

    def close(self) -> None:
        """Drop the template."""
        if self._template:
            self.drop(self._template)

    def _tell(self, statement: str) -> None:
        engine = sa.create_engine(self._url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)


class Databases:
    """Makes databases, and takes them away when their test is over."""

    def __init__(self, folder: Path, fixture: Callable[[str], Any]) -> None:
        self._folder = folder
        self._fixture = fixture
        self._made: list[str] = []

    @cached_property
    def server(self) -> Server:
        """The PostgreSQL server; skips the test where there is none."""
        return self._fixture("postgresql_server")

    def make(self, kind: str, *, migrated: bool = True) -> str:
        """Make a new database of a kind, empty; with its tables, or without. Its URL."""
        if kind == "postgresql":
            name = self.server.make(template=self.server.template if migrated else "template1")
            self._made.append(name)
            return self.server.url(name)
        path = self._folder / f"{uuid.uuid4().hex}.db"
        if migrated:
            shutil.copyfile(self._fixture("sqlite_template"), path)
        return f"sqlite:///{path}"

    def close(self) -> None:
        """Take them away; those in files go with the folder."""
        for name in self._made:
            self.server.drop(name)


def make_template(folder: Path) -> Path:
    """A SQLite file with all tables and no rows."""
    path = folder / "template.db"
    open_database(f"sqlite:///{path}").close()
    return path


def find_server(shared: Path, closing: contextlib.ExitStack) -> Server:
    """The PostgreSQL server of this run: the one that is named, else one of our own.

    Where neither can be had the test is skipped, and fails where nothing may be left out.
    """
    url = os.environ.get("CLICKGATE_TEST_DATABASE_URL", "")
    try:
        server = Server(url or closing.enter_context(use_server(shared)))
    except CannotRun as reason:
        told = f"no PostgreSQL for tests: {reason}; CLICKGATE_TEST_DATABASE_URL may name one"
        if os.environ.get("CI") or os.environ.get("CLICKGATE_TEST_NO_SKIP"):
            pytest.fail(told)
        pytest.skip(told)
    closing.callback(server.close)
    return server
