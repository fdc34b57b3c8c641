"""Reads of other people: the cards of a list, and a page, from what is written already where that still holds."""

from collections.abc import Sequence

import msgspec

from freelancerclub.callers import Caller
from freelancerclub.db.fragments import Fragments, Kind
from freelancerclub.db.pool import Database
from freelancerclub.shapes.people import PEOPLE, UserCard, UserPublic
from freelancerclub.wire.envelopes import written

WRITTEN_FROM = f"FROM {PEOPLE} JOIN person_version v ON v.id = p.id WHERE p.id = ANY(%(ids)s)"
CARDS = f"SELECT v.id, v.version, {UserCard.columns()} {WRITTEN_FROM}"
PAGES = f"SELECT v.id, v.version, {UserPublic.columns()} {WRITTEN_FROM}"


def _card(row: Sequence[object]) -> bytes:
    return written(UserCard.from_row(row))


def _page(row: Sequence[object]) -> bytes:
    return written(UserPublic.from_row(row))


# Two of each: what everybody sees, and with the hidden telephone what the person and administrators see (R42).
CARD, OPEN_CARD = Kind("card", CARDS, _card, {"open": False}), Kind("open card", CARDS, _card, {"open": True})
PAGE, OPEN_PAGE = Kind("page", PAGES, _page, {"open": False}), Kind("open page", PAGES, _page, {"open": True})


async def get_cards(
    db: Database, fragments: Fragments, viewer: Caller, page: Sequence[tuple[int, int]]
) -> list[msgspec.Raw]:
    """The written `UserCard`s of a page of people, (id, version) each, in the page's order.

    Whom the viewer may see is decided by whoever found the page.
    """
    cards = await fragments.get(db, OPEN_CARD if viewer.is_administrator else CARD, page)
    own = [pair for pair in page if pair[0] == viewer.id]
    if own and not viewer.is_administrator:
        cards |= await fragments.get(db, OPEN_CARD, own)
    return [msgspec.Raw(cards[id_]) for id_, _ in page if id_ in cards]
