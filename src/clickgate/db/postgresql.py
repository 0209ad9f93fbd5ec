"""Opens a PostgreSQL database with the same promises as a file: who writes is alone, who reads sees one moment."""

from __future__ import annotations

import sqlalchemy as sa

from clickgate.errors import ConfigurationError

_READERS = 8
_LOCK = 0x636C69636B67  # one number for all processes: "clickg"
_BEGIN_WRITING = f"BEGIN; SELECT pg_advisory_xact_lock({_LOCK})"
_BEGIN_READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

# Given to the driver where the URL says nothing. Source: https://www.postgresql.org/docs/18/libpq-connect.html
_CONNECTING = {
    "connect_timeout": "10",  # seconds
    "keepalives_idle": "30",  # a server that went silent is noticed within two minutes …
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "60000",  # … or this many milliseconds after something was sent to it
    "client_encoding": "UTF8",
    "fallback_application_name": "clickgate",
}
# Told to the server for each connection: nothing waits for ever, and who died or hangs lets go of the lock.
_LIMITS = {"lock_timeout": "10s", "statement_timeout": "60s", "idle_in_transaction_session_timeout": "60s"}


def make_engines(url: sa.URL) -> tuple[sa.Engine, sa.Engine]:
    """Make the engines that write and read; nothing is connected yet.

    Raises:
        ConfigurationError: The driver is not installed, or does not know an option of the URL.
    """
    writing = _make_engine(url, begin=_BEGIN_WRITING, connections=1)
    reading = _make_engine(url, begin=_BEGIN_READING, connections=_READERS)
    return writing, reading


def _make_engine(url: sa.URL, *, begin: str, connections: int) -> sa.Engine:
    secret = {name: value for name, value in url.query.items() if "password" in name}
    given = _CONNECTING | dict(url.query)
    url = url.set(drivername="postgresql+psycopg", query={name: given[name] for name in given if name not in secret})
    _check_driver(url)
    engine = sa.create_engine(
        # A transaction is begun by the statement below and not by the driver, which would do so once more.
        url, connect_args={"autocommit": True, **secret},
        pool_size=connections, max_overflow=0, pool_timeout=10.0, hide_parameters=True, use_native_hstore=False,
    )  # fmt: skip

    @sa.event.listens_for(engine, "connect")
    def limit(connection: sa.engine.interfaces.DBAPIConnection, record: object) -> None:
        cursor = connection.cursor()
        cursor.execute("; ".join(f"SET {name} = '{value}'" for name, value in _LIMITS.items()))
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def begin_transaction(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin).close()

    return engine


def _check_driver(url: sa.URL) -> None:
    try:
        from psycopg import Error, conninfo  # noqa: PLC0415 - optional
    except ImportError:
        raise ConfigurationError(
            "The driver for PostgreSQL is not installed.", advice="Install it: pip install 'clickgate[postgres]'."
        ) from None
    try:
        conninfo.make_conninfo(**dict.fromkeys(url.query, ""))
    except Error as error:
        raise ConfigurationError(f"The URL of the database can't be used: {error}.") from None
