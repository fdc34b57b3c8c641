"""Reads that find people: one statement tells who asks, how many there are, and whom to show.

A page that took more than a few steps along an index is remembered with the snapshot that it was found in, and shown
again for as long as nothing that came after could have changed it (decision 0040).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from freelancerclub.callers import Caller
from freelancerclub.db.finding import FIRST, Plan, again_of, statement_of
from freelancerclub.db.pages import Page, Pages
from freelancerclub.db.pool import Database
from freelancerclub.features.auth.queries import access_along
from freelancerclub.features.search.inputs import PeopleSearch
from freelancerclub.wire.paging import FURTHEST, Paging

LONGEST_SAID = 200  # characters of a search that is remembered …
LONGEST_PAGE = 100  # … and how many people its page may hold


@dataclass(frozen=True, slots=True)
class Found:
    """A page of people: (id, version) each, how many there are altogether, and whether any word was enough."""

    viewer: Caller
    total: int
    page: list[tuple[int, int]]
    is_relaxed: bool


async def find_page(
    db: Database, claimant: Caller, asked: PeopleSearch, paging: Paging, online_since: datetime, pages: Pages[Page]
) -> Found:
    """Whom to show, in order. Raises TokenInvalid for a token that no longer counts."""
    circle = asked.circle
    boxes = circle.boxes if circle else []
    plan = _plan(asked, boxes, paging)
    values: dict[str, Any] = {"me": claimant.id, "limit": paging.limit, "offset": paging.offset}
    if circle is not None:
        values |= dict(zip("xyz", circle.centre, strict=True))
        values |= {"chord": circle.chord, "box": boxes[0], "box2": boxes[-1]}
    values |= {"text": asked.text, "disciplines": list(asked.discipline), "since": online_since}
    values["to"] = min(paging.offset + paging.limit, FURTHEST)
    if not _may_be_remembered(plan, asked, paging):
        return (await _find(db, claimant, plan, values))[0]
    key = (plan, asked.text, asked.discipline, circle, paging.limit, paging.offset)
    page = pages.get(key)
    again = await _find_again(db, claimant, plan, values, page) if page is not None else None
    found, page = again or await _find(db, claimant, plan, values)
    if page is not None:
        pages.keep(key, page)
    return found


def _may_be_remembered(plan: Plan, asked: PeopleSearch, paging: Paging) -> bool:
    """Not where the clock has a part in it, nor what would take much memory, nor a look-up that is as cheap."""
    said = len(asked.text) + sum(map(len, asked.discipline))
    return not (plan.is_quick or plan.online) and paging.limit <= LONGEST_PAGE and said <= LONGEST_SAID


async def _find(db: Database, claimant: Caller, plan: Plan, values: dict[str, Any]) -> tuple[Found, Page | None]:
    """A page, and the same to be remembered, where others are shown no more and no less of it."""
    # What walks a few steps along an index is a look-up; all else would hold up those behind it.
    ask = db.quick if plan.is_quick else db.steady
    role, total, is_relaxed, ids, versions, moment = await access_along(ask, claimant, statement_of(plan), **values)
    page = Page(tuple(ids or ()), int(total), is_relaxed and total > 0, moment)
    return _found(claimant, role, page, versions), page if moment is not None else None


async def _find_again(
    db: Database, claimant: Caller, plan: Plan, values: dict[str, Any], page: Page
) -> tuple[Found, Page] | None:
    """A remembered page, and the same up to a later moment; None where it has to be found anew."""
    values = values | {"ids": list(page.ids), "moment": page.moment}
    statement = again_of(plan, page.is_relaxed)
    role, is_old, versions, moment = await access_along(db.quick, claimant, statement, **values)
    if is_old or len(versions or ()) != len(page.ids):
        return None
    return _found(claimant, role, page, versions), replace(page, moment=moment)


def _found(claimant: Caller, role: int, page: Page, versions: Sequence[int] | None) -> Found:
    pairs = list(zip(page.ids, versions or (), strict=True))
    return Found(Caller(claimant.id, role, claimant.key_id), page.total, pairs, page.is_relaxed)


def _plan(asked: PeopleSearch, boxes: Sequence[str], paging: Paging) -> Plan:
    return Plan(
        disciplines=min(len(asked.discipline), 2),
        testing=asked.testing,
        mentor=asked.mentor,
        online=asked.online,
        boxes=len(boxes),
        text=bool(asked.text),
        influence=asked.influence,
        first=paging.offset + paging.limit <= FIRST,
    )
