"""A client of the Freelancer Club API: `Club` for ordinary programs, `AsyncClub` for asyncio."""

from freelancerclub_client.calls import Id, Source
from freelancerclub_client.core import Patience
from freelancerclub_client.doors import AsyncClub, Club
from freelancerclub_client.errors import (
    Away,
    ClubError,
    Conflict,
    Invalid,
    LoggedOut,
    NotAllowed,
    NotFound,
    Refused,
    TooMany,
    Unreachable,
    Unreadable,
)
from freelancerclub_client.events import Event
from freelancerclub_client.paging import AsyncPages, Page, Pages
from freelancerclub_client.records.record import Done, Record

__all__ = [
    "AsyncClub",
    "AsyncPages",
    "Away",
    "Club",
    "ClubError",
    "Conflict",
    "Done",
    "Event",
    "Id",
    "Invalid",
    "LoggedOut",
    "NotAllowed",
    "NotFound",
    "Page",
    "Pages",
    "Patience",
    "Record",
    "Refused",
    "Source",
    "TooMany",
    "Unreachable",
    "Unreadable",
]
