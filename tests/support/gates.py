"""Gates for tests: databases with a vault, an audit log and accounts, beside a sandbox."""

from __future__ import annotations

from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from clickgate.access.audit.record import Record, read_record
from clickgate.access.caller import Caller
from clickgate.access.store import ensure_organization
from clickgate.accounts.gate import ClickGate
from clickgate.db.tables import metadata
from clickgate.kernel.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clickgate.accounts.model import Account
    from clickgate.db.engine import Database
    from clickgate.sandbox.server import Sandbox


@contextmanager
def open_gate(url: str, folder: Path, sandbox: Sandbox, **options: Any) -> Iterator[ClickGate]:
    """A gate to the sandbox; a second one with the same URL and folder is what another process would open."""
    with ClickGate.open(
        database_url=url, key_source=f"file:{folder / 'vault.key'}", audit_folder=folder / "audit",
        base_url=sandbox.base_url, notice=lambda text: None, **options,
    ) as gate:  # fmt: skip
        yield gate


def link(gate: ClickGate, sandbox: Sandbox, name: str = "main", **options: Any) -> Account:
    """Link the owner's token, or another one."""
    token = options.pop("token", sandbox.token)
    return gate.accounts.link(options.pop("caller", gate.caller), name=name, token=Secret(token), **options)


def add_caller(gate: ClickGate, organization_id: str) -> Caller:
    """Somebody of another organization, which is made."""
    ensure_organization(gate.database, organization_id, name=organization_id, now=0.0)
    return Caller(organization_id, f"somebody of {organization_id}")


def revoke(sandbox: Sandbox, token: str) -> None:
    """Have ClickUp forget a token, as it does when another one is generated."""
    for header in (token, f"Bearer {token}"):
        sandbox.world.tokens.pop(sha256(header.encode()).digest(), None)


def read_log(folder: Path, organization_id: str = "local") -> list[Record]:
    """All records of an organization's audit log, file by file, in the order of their writing."""
    records = []
    for path in sorted((folder / "audit" / organization_id).glob("*.jsonl")):
        lines = path.read_bytes().split(b"\n")
        records += [read_record(line) for line in lines if line.strip() and line.startswith(b"{")]
    return records


def dump(database: Database, organization_id: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of an organization."""
    tables = [table for table in metadata.sorted_tables if "organization_id" in table.c]
    return database.read(
        lambda connection: {
            table.name: sorted(
                map(tuple, connection.execute(sa.select(table).where(table.c.organization_id == organization_id))),
                key=repr,
            )
            for table in tables
        }
    )
