"""Finds in the audit log what is not as it used to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickgate.access.audit.reading.anomalies.finding import Finding, Span
from clickgate.access.audit.reading.anomalies.novelty import find_new_addresses, find_new_operations
from clickgate.access.audit.reading.anomalies.tokens import find_refused_tokens, find_unknown_consumers
from clickgate.access.audit.reading.anomalies.volume import find_bursts, find_probing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clickgate.access.audit.reading.source import Source

__all__ = ["Finding", "find_anomalies"]

_DAY = 86400.0
_ORDER = ("high", "medium", "low")


def find_anomalies(
    source: Source,
    organization_id: str,
    *,
    now: float,
    days: float = 1.0,
    history: float = 30.0,
    safeties: Mapping[str, str] | None = None,
) -> Sequence[Finding]:
    """Find what was not usual of late, the worst first.

    What is usual is learned from the time before; of whoever has no week of it nothing unusual can be said.

    Args:
        source: Where to look.
        organization_id: Whose log.
        now: Seconds since the Unix epoch.
        days: So many days up to now are looked at.
        history: So many days before these tell what is usual.
        safeties: Name of each operation → `read`, `write` or `destroy`; one that is not there counts as `write`.

    Raises:
        KeepingFailed: The log can't be read.
    """
    span = Span(now - (days + history) * _DAY, now - days * _DAY, now)
    found = [
        *find_refused_tokens(source, organization_id, span),
        *find_unknown_consumers(source, organization_id, span),
        *find_probing(source, organization_id, span),
        *find_bursts(source, organization_id, span),
        *find_new_operations(source, organization_id, span, safeties or {}),
        *find_new_addresses(source, organization_id, span),
    ]
    return sorted(found, key=lambda finding: (_ORDER.index(finding.severity), -finding.at))
