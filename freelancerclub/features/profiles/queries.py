"""Reads of other people: the cards of a list, and a page, from what is written already where that still holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from freelancerclub.callers import ADMINISTRATOR, Caller
from freelancerclub.db.fragments import Fragments, Kind
from freelancerclub.db.pool import Database
from freelancerclub.db.visibility import page_shown
from freelancerclub.features.auth.queries import access_along
from freelancerclub.features.users.queries import PersonNotFound
from freelancerclub.shapes.people import PEOPLE, UserCard, UserPublic
from freelancerclub.wire.envelopes import written

WRITTEN_FROM = f"FROM {PEOPLE} JOIN person_version v ON v.id = p.id WHERE p.id = ANY(%(ids)s)"
CARDS = f"SELECT v.id, v.version, {UserCard.columns()} {WRITTEN_FROM}"
PAGES = f"SELECT v.id, v.version, {UserPublic.columns()} {WRITTEN_FROM}"

# Who p is that looks, what is fresh of person o if p may see them, and whether there is no view to count.
LOOK = f"""
    SELECT p.role, v.version, o.id = p.id OR EXISTS (
        SELECT FROM person_view w WHERE (w.person_id, w.viewer_id, w.seen_on) = (o.id, p.id, %(today)s))
    FROM person p LEFT JOIN (person o JOIN person_version v ON v.id = o.id)
        ON o.id = %(person)s AND {page_shown("o", "p")}
    WHERE p.id = %(id)s"""


@dataclass(frozen=True, slots=True)
class Look:
    """At whose page somebody looks, how fresh it has to be, and whether they see the open one."""

    person_id: int
    version: int
    is_open: bool
    is_counted: bool


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


async def access_look(db: Database, claimant: Caller, person_id: int, today: date) -> Look:
    """One statement for the caller's token and whom they may see. Raises TokenInvalid, PersonNotFound."""
    look = {"id": claimant.id, "person": person_id, "today": today}
    role, version, is_counted = await access_along(db.quick, claimant, LOOK, **look)
    if version is None:
        raise PersonNotFound
    return Look(person_id, version, role == ADMINISTRATOR or person_id == claimant.id, is_counted)


async def get_page(db: Database, fragments: Fragments, look: Look) -> msgspec.Raw:
    """The written `UserPublic`. Raises PersonNotFound for one who went this moment."""
    pages = await fragments.get(db, OPEN_PAGE if look.is_open else PAGE, [(look.person_id, look.version)])
    if look.person_id not in pages:
        raise PersonNotFound
    return msgspec.Raw(pages[look.person_id])
