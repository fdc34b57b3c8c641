"""The clock everything reads through Context, so that a test can set it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
QUARTER = 900  # seconds


def system_clock() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def this_quarter(now: datetime) -> datetime:
    """When this quarter of an hour began, for what needs no better clock; days begin with one in whatever zone."""
    return datetime.fromtimestamp(now.timestamp() // QUARTER * QUARTER, UTC)


def next_quarter(now: datetime) -> datetime:
    """When the next quarter of an hour begins."""
    return datetime.fromtimestamp((now.timestamp() // QUARTER + 1) * QUARTER, UTC)


def today(now: datetime, time_zone: str) -> date:
    """The day it is for the service: a job is open until the end of its last day there, wherever the reader is."""
    return now.astimezone(ZoneInfo(time_zone)).date()
