"""What the vault costs: sealing and opening, finding and opening a credential in a database, rotating the key."""

from __future__ import annotations

import os
import tempfile
import time
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from benchmarks.figures import at_most, make_figure, make_ratio, make_row
from clickgate.db.opening import open_database
from clickgate.db.tables import organizations
from clickgate.kernel.clock import ManualClock
from clickgate.kernel.secret import Secret
from clickgate.vault.envelope import Place, open_sealed, seal
from clickgate.vault.keys.file import FileKeySource
from clickgate.vault.rotation import rotate_data_key, rotate_key_encryption_key
from clickgate.vault.vault import Vault
from tests.support.postgresql import CannotRun, use_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.rounds import Options
    from clickgate.db.engine import Database

QUESTION = (
    "CPU of this process, in one thread: a personal token sealed and opened, beside bare AES-256-GCM and Fernet, "
    "with the context made from the place each time; finding and opening a credential among 10,000 in a database, the "
    "transaction included; a rotation of the key-encryption key, and of a data key, over 10,000 credentials on SQLite, "
    "each new wrapping tried before it is kept, beside MultiFernet.rotate over as many tokens in memory."
)

TOKEN = "pk_12345678_ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
CREDENTIALS = 10_000


def run(options: Options) -> dict:
    """Measure all of it in interleaved rounds."""
    rounds = options.rounds(7)
    crypto = _measure_crypto(rounds, options.calls(20_000))
    credentials = options.calls(CREDENTIALS)
    sqlite, postgresql, missing = _measure_databases(options.rounds(5), options.calls(2_000), credentials)
    rotated = [_measure_rotations(credentials) for _ in range(options.rounds(3))]
    fernet = [_measure_fernet_rotation(credentials) for _ in range(options.rounds(3))]
    one, many, data_key, cold = ([each[at] for each in rotated] for at in range(4))
    figures = [
        make_ratio("seal / Fernet.encrypt", crypto["seal"], crypto["Fernet.encrypt"], at_most(1)),
        make_ratio("open / Fernet.decrypt", crypto["open"], crypto["Fernet.decrypt"], at_most(1)),
        make_figure("a credential found and opened, SQLite", "ms CPU", sqlite, at_most(1)),
        make_figure("a credential found and opened, PostgreSQL", "ms CPU", postgresql, at_most(2), missing),
        make_figure("key-encryption key rotated, 1 organization", "s CPU", one, at_most(1)),
        make_figure("key-encryption key rotated, 10,000 organizations", "s CPU", many, at_most(1)),
    ]
    rows = [make_row(name, "µs CPU", samples) for name, samples in crypto.items()]
    rows.append(make_ratio("seal / bare AES-256-GCM", crypto["seal"], crypto["AESGCM.encrypt"], None))
    rows.append(make_row("a credential found and opened, its data key unwrapped first, SQLite", "ms CPU", cold))
    rows.append(make_row("data key rotated, 10,000 values", "s CPU", data_key))
    rows.append(make_row("MultiFernet.rotate, 10,000 tokens in memory", "s CPU", fernet))
    versions = {name: version(name) for name in ("cryptography", "sqlalchemy", "psycopg")}
    return {"figures": figures, "rows": rows, "versions": versions}


def _measure_crypto(rounds: int, calls: int) -> dict[str, list[float]]:
    """Microseconds of CPU a call; bare AES-256-GCM has its cipher and its context made once, ours makes both anew."""
    key, text, place = os.urandom(32), TOKEN.encode(), Place("org_1", "acc_1", "credential", 1)
    fernet, bare, context = Fernet(Fernet.generate_key()), AESGCM(key), place.context()
    sealed, token, nonce = seal(key, text, context), fernet.encrypt(text), os.urandom(12)
    encrypted = bare.encrypt(nonce, text, context)
    works: dict[str, Callable[[], object]] = {
        "seal": lambda: seal(key, text, place.context()),
        "open": lambda: open_sealed(key, sealed, place.context()),
        "AESGCM.encrypt": lambda: bare.encrypt(os.urandom(12), text, context),
        "AESGCM.decrypt": lambda: bare.decrypt(nonce, encrypted, context),
        "Fernet.encrypt": lambda: fernet.encrypt(text),
        "Fernet.decrypt": lambda: fernet.decrypt(token),
    }
    measured: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds):
        for name in works if number % 2 == 0 else reversed(works):
            measured[name].append(_cpu(works[name], calls) / calls * 1e6)
    return measured


def _measure_databases(rounds: int, calls: int, credentials: int) -> tuple[list[float], list[float] | None, str]:
    """Milliseconds of CPU a credential on SQLite and on PostgreSQL, and why there are none of the latter."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        places = [Place("org_0", f"acc_{number}", "credential", 1) for number in range(credentials)]
        urls, missing = [f"sqlite:///{folder / 'clickgate.db'}"], ""
        try:
            urls.append(stack.enter_context(use_server(folder)))
        except CannotRun as reason:
            missing = str(reason)
        opened = [stack.enter_context(_filled(url, folder / f"{at}.key", places)) for at, url in enumerate(urls)]
        samples: list[list[float]] = [[] for _ in opened]
        for _ in range(rounds):
            for (database, vault, _), kept in zip(opened, samples, strict=True):
                kept.append(_look_up(database, vault, places[:calls]) / calls * 1e3)
        return samples[0], samples[1] if len(samples) > 1 else None, missing


def _look_up(database: Database, vault: Vault, places: list[Place]) -> float:
    left = iter(places)

    def one() -> None:
        place = next(left)
        assert database.read(lambda connection: vault.open(connection, place)) == Secret(TOKEN)

    return _cpu(one, len(places))


def _measure_rotations(credentials: int) -> tuple[float, float, float, float]:
    """Seconds of CPU: the key-encryption key over one organization and over as many as credentials, and a data key.

    Last, milliseconds of CPU to find and open a credential whose data key is not remembered.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        together = [Place("org_0", f"acc_{number}", "credential", 1) for number in range(credentials)]
        apart = [Place(f"org_{number}", "acc_0", "credential", 1) for number in range(credentials)]
        with _filled(f"sqlite:///{folder / 'one.db'}", folder / "one.key", together) as (database, vault, keys):
            one = _cpu(lambda: rotate_key_encryption_key(database, vault, keys), 1)
            data_key = _cpu(lambda: rotate_data_key(database, vault, "org_0"), 1)
        with _filled(f"sqlite:///{folder / 'many.db'}", folder / "many.key", apart) as (database, vault, keys):
            many = _cpu(lambda: rotate_key_encryption_key(database, vault, keys), 1)
            vault.data_keys.forget()
            cold = _look_up(database, vault, apart) / credentials * 1e3
    return one, many, data_key, cold


def _measure_fernet_rotation(credentials: int) -> float:
    old, new = Fernet(Fernet.generate_key()), Fernet(Fernet.generate_key())
    tokens = [old.encrypt(TOKEN.encode()) for _ in range(credentials)]
    both = MultiFernet([new, old])
    return _cpu(lambda: [both.rotate(token) for token in tokens], 1)


@contextmanager
def _filled(url: str, key_file: Path, places: list[Place]) -> Iterator[tuple[Database, Vault, FileKeySource]]:
    """A database whose vault holds a credential for each place."""
    with open_database(url) as database:
        keys = FileKeySource(key_file)
        vault = Vault.unlock(database, keys, ManualClock())
        ids = dict.fromkeys(place.organization_id for place in places)
        rows = [{"id": id_, "name": id_, "slug": id_, "created_at": 0.0} for id_ in ids]

        def fill(connection: sa.Connection) -> None:
            connection.execute(sa.insert(organizations), rows)
            for place in places:
                vault.put(connection, place, Secret(TOKEN))

        database.run(fill)
        yield database, vault, keys


def _cpu(work: Callable[[], object], calls: int) -> float:
    started = time.process_time()
    for _ in range(calls):
        work()
    return time.process_time() - started
