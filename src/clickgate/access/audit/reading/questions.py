"""What people ask of the audit log, each question a function of a source and an organization."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from clickgate.access.audit.reading import store
from clickgate.access.audit.reading.entry import Entry, Filters, Place
from clickgate.errors import InvalidParams

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from clickgate.access.audit.reading.source import Source

MOST = 10_000
"""Entries that one answer holds."""

_DAY = 86400.0
_NOTHING = Filters()


class CredentialUse(msgspec.Struct, frozen=True):
    """How a version of an account's credential was used; `last_success_at` is None where no use ended well."""

    account_id: str
    version: int
    count: int
    first_at: float
    last_at: float
    last_success_at: float | None


class Credential(msgspec.Struct, frozen=True):
    """A version of an account's credential that is known to whoever asks; version 0 is the account as a whole."""

    account_id: str
    version: int
    created_at: float


class Unused(msgspec.Struct, frozen=True):
    """A credential that was not used of late: `last_at` is None where the log holds no use of it."""

    account_id: str
    version: int
    last_at: float | None
    days: int


class OperationUse(msgspec.Struct, frozen=True):
    """How often an operation was sent with a version of a credential; version 0 where none is known."""

    account_id: str
    version: int
    operation: str
    count: int
    failures: int
    first_at: float
    last_at: float


class ErrorRate(msgspec.Struct, frozen=True):
    """Requests of one hour that begins at `at`; `limited` of the failures were refused with 429."""

    at: float
    count: int
    failures: int
    limited: int

    @property
    def rate(self) -> float:
        """Part of them that failed, from 0 to 1."""
        return self.failures / self.count


class LeastRemaining(msgspec.Struct, frozen=True):
    """The fewest requests that ClickUp's window had left for an account in the hour that begins at `at`."""

    at: float
    account_id: str
    remaining: int


class Touch(msgspec.Struct, frozen=True):
    """What somebody did to a target."""

    actor: str
    address: str
    account_id: str
    action: str
    operation: str
    count: int
    first_at: float
    last_at: float


def find(
    source: Source,
    organization_id: str,
    filters: Filters = _NOTHING,
    *,
    limit: int = 100,
    before: Place | None = None,
) -> Sequence[Entry]:
    """Find the entries that the filters leave, newest first.

    Args:
        source: Where to look.
        organization_id: Whose log.
        filters: What has to be true of an entry.
        limit: At most so many, from 1 to 10,000.
        before: The place of the last entry of the page before.

    Raises:
        InvalidParams: The limit is out of its range, or the status is none.
        KeepingFailed: The log can't be read.
    """
    if not 1 <= limit <= MOST:
        raise InvalidParams([("limit", f"is from 1 to {MOST:,}")])
    if source.has_index or not (filters.text or filters.target):
        asked = store.find(organization_id, filters, limit=limit, before=before, by_index=source.has_index)
        return [Entry(*row) for row in source.ask(organization_id, asked)]
    # Where columns are read one by one, most of them are not worth reading before it is known which rows are asked for.
    asked = store.find_places(organization_id, filters, limit=limit, before=before)
    places = {Place(*row) for row in source.ask(organization_id, asked)}
    if not places:
        return []
    entries = (Entry(*row) for row in source.ask(organization_id, store.find_at(organization_id, places)))
    return sorted((entry for entry in entries if entry.place in places), key=lambda entry: entry.place, reverse=True)


def find_all(source: Source, organization_id: str, filters: Filters = _NOTHING) -> Iterator[Entry]:
    """All entries that the filters leave, newest first, however many there are.

    Raises:
        InvalidParams: The status is none.
        KeepingFailed: The log can't be read.
    """
    before: Place | None = None
    while True:
        page = find(source, organization_id, filters, limit=MOST, before=before)
        yield from page
        if len(page) < MOST:
            return
        before = page[-1].place


def find_by_id(source: Source, organization_id: str, id_: str) -> Sequence[Entry]:
    """What is recorded under the id of a deed, or of a request and all that it brought about; newest first.

    Raises:
        KeepingFailed: The log can't be read.
    """
    if not id_:
        return []
    found = find(source, organization_id, Filters(deed=id_), limit=MOST)
    return found or find(source, organization_id, Filters(request_id=id_), limit=MOST)


def find_touches(
    source: Source, organization_id: str, target: str, *, since: float | None = None, until: float | None = None
) -> Sequence[Touch]:
    """Who did what to a target: what was changed here, or anything with that id in ClickUp; the latest first.

    Raises:
        KeepingFailed: The log can't be read.
    """
    if not target:
        return []
    asked = store.touches(organization_id, target, (since, until), by_index=source.has_index)
    return [Touch(*row) for row in source.ask(organization_id, asked)]


def last_uses(
    source: Source,
    organization_id: str,
    *,
    account_id: str | None = None,
    since: float | None = None,
    until: float | None = None,
) -> Sequence[CredentialUse]:
    """When each version of each credential was used, by account and version.

    Raises:
        KeepingFailed: The log can't be read.
    """
    asked = store.last_uses(organization_id, (since, until), _narrow(account_id))
    return [CredentialUse(*row) for row in source.ask(organization_id, asked)]


def find_unused(
    source: Source, organization_id: str, credentials: Iterable[Credential], *, now: float, days: int = 90
) -> Sequence[Unused]:
    """Those of some credentials or accounts that were not used for so many days, the longest unused first.

    One that is younger than that is none of them.

    Raises:
        KeepingFailed: The log can't be read.
    """
    used: dict[tuple[str, int], float] = {}
    for use in last_uses(source, organization_id):
        used[use.account_id, use.version] = use.last_at
        used[use.account_id, 0] = max(use.last_at, used.get((use.account_id, 0), 0.0))
    found = []
    for one in credentials:
        last = used.get((one.account_id, one.version))
        idle = now - max(one.created_at, last or 0.0)
        if idle >= days * _DAY:
            found.append(Unused(one.account_id, one.version, last, int(idle // _DAY)))
    return sorted(found, key=lambda unused: (-unused.days, unused.account_id, unused.version))


def count_operations(
    source: Source,
    organization_id: str,
    *,
    account_id: str | None = None,
    since: float | None = None,
    until: float | None = None,
) -> Sequence[OperationUse]:
    """How often each operation was sent with each credential, by account, version and operation.

    Raises:
        KeepingFailed: The log can't be read.
    """
    asked = store.uses(
        organization_id, ("account_id", "credential_version", "operation"), (since, until), _narrow(account_id),
        is_request=True,
    )  # fmt: skip
    return [OperationUse(*row) for row in source.ask(organization_id, asked)]


def error_rates(
    source: Source,
    organization_id: str,
    *,
    account_id: str | None = None,
    since: float | None = None,
    until: float | None = None,
) -> Sequence[ErrorRate]:
    """Requests and failures of each hour that has any, the oldest first.

    Raises:
        KeepingFailed: The log can't be read.
    """
    asked = store.hours(organization_id, ("hour",), (since, until), _narrow(account_id))
    return [ErrorRate(row[0] * store.HOUR, *row[1:4]) for row in source.ask(organization_id, asked)]


def least_remaining(
    source: Source,
    organization_id: str,
    *,
    account_id: str | None = None,
    since: float | None = None,
    until: float | None = None,
) -> Sequence[LeastRemaining]:
    """The fewest requests left in each hour and for each account, where ClickUp told; the oldest first.

    Raises:
        KeepingFailed: The log can't be read.
    """
    asked = store.hours(organization_id, ("hour", "account_id"), (since, until), _narrow(account_id))
    rows = source.ask(organization_id, asked)
    return [LeastRemaining(row[0] * store.HOUR, row[1], row[5]) for row in rows if row[5] is not None]


def _narrow(account_id: str | None) -> dict[str, object]:
    return {} if account_id is None else {"account_id": account_id}
