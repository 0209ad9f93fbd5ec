"""Where ClickUp puts a date that has no time: 04:00 in the user's time zone.

Source: https://developer.clickup.com/docs/general-time
"""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def at_four(value: int, timezone: str) -> int:
    """Move a time in ms to 04:00 of its day in a time zone; UTC where the machine doesn't know the zone."""
    try:
        zone: tzinfo = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError):
        zone = UTC
    try:
        day = datetime.fromtimestamp(value / 1000, zone)
        return int(day.replace(hour=4, minute=0, second=0, microsecond=0).timestamp() * 1000)
    except (ValueError, OverflowError, OSError):
        return value
