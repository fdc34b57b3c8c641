"""Reads of the board: one statement tells who asks, how many jobs there are, which to show and how one stands to them.

Two ways to a page: all jobs, or all of a kind, along the index that keeps them in order, counted from totals; with any
other filter all that match, from the indexes of `board`, which are few.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import msgspec

from freelancerclub.callers import Caller
from freelancerclub.db.finding import MOST_WORDS
from freelancerclub.db.fragments import Fragments, Kind
from freelancerclub.db.pool import Database
from freelancerclub.db.visibility import blocked_ids
from freelancerclub.errors import TokenInvalid
from freelancerclub.features.auth.queries import access_along
from freelancerclub.features.board.inputs import BoardSearch, Tab
from freelancerclub.features.jobs.rules import Standing, may_apply
from freelancerclub.kit.globe import NEARBY, Circle
from freelancerclub.shapes.work import JOBS, WrittenCard
from freelancerclub.wire.envelopes import written
from freelancerclub.wire.paging import Paging

FIRST = 100  # a page that ends here is a look-up; further on it would hold up those behind it

BLOCKED = f"blocked AS MATERIALIZED ({blocked_ids('%(me)s')})"
OPEN = "b.expires_on >= %(today)s"
SHOWN = f"{OPEN} AND b.owner_id NOT IN (SELECT id FROM blocked)"

MINE = "EXISTS (SELECT FROM {} x WHERE (x.job_id, x.person_id) = (v.id, %(me)s))"
STANDING = ("b.owner_id", "b.kind", *map(MINE.format, ("job_seen", "watch", "application")))

# Who asks, and the page in its order; no row for a token that no longer counts.
FOUND = f"""
    SELECT p.account, {{total}}, found.*
    FROM person p, (
        SELECT {", ".join(f"array_agg({one} ORDER BY v.id DESC)" for one in ("v.id", "v.version", *STANDING))}
        FROM page b JOIN job_version v USING (id)
    ) found
    WHERE p.id = %(me)s"""

LISTED = f"""
    page AS (
        SELECT b.job_id AS id, b.owner_id, b.kind FROM board b WHERE {SHOWN} {{kind}}
        ORDER BY id DESC LIMIT %(limit)s OFFSET %(offset)s
    )"""

# What the clock has counted, what came and went since, but for those of whom the caller is not shown.
LISTED_TOTAL = f"""
    (SELECT coalesce(sum(b.jobs), 0) FROM board_total b WHERE {OPEN} {{kind}})
    + (SELECT coalesce(sum(b.jobs), 0) FROM board_change b WHERE {OPEN} {{kind}})
    - (SELECT count(*) FROM blocked JOIN board b ON b.owner_id = blocked.id WHERE {OPEN} {{kind}})"""

MATCHING = f"""
    matching AS MATERIALIZED (
        SELECT b.job_id AS id, b.owner_id, b.kind FROM board b WHERE {SHOWN} AND {{conditions}}
    ), page AS (
        SELECT * FROM matching ORDER BY id DESC LIMIT %(limit)s OFFSET %(offset)s
    )"""
MATCHING_TOTAL = "(SELECT count(*) FROM matching)"

KIND = "AND b.kind = %(kind)s"
# Every word has to be there, the last one at least as a beginning.
TEXT = f"search_words((array(SELECT folded_words(%(text)s)))[:{MOST_WORDS}], 'w', true, '&')"
DISCIPLINES = "search_any(array(SELECT 'd' || discipline_keys(%({})s)))"
TABS: dict[Tab, str] = {
    "applied": "b.job_id IN (SELECT x.job_id FROM application x WHERE x.person_id = %(me)s)",
    "watchlist": "b.job_id IN (SELECT x.job_id FROM watch x WHERE x.person_id = %(me)s)",
    "match": "b.owner_id <> %(me)s",  # besides what the person does and where
}

# Where somebody is and what they do: what the tab of matches goes by.
INTERESTS = "SELECT p.disciplines, p.latitude::float8, p.longitude::float8 FROM person p WHERE p.id = %(me)s"

CARDS = f"""
    SELECT v.id, v.version, {WrittenCard.columns()} FROM {JOBS} JOIN job_version v ON v.id = j.id
    WHERE j.id = ANY(%(ids)s)"""


@dataclass(frozen=True, slots=True)
class Listed:
    """One job of a page, and how the caller stands to it."""

    id: int
    version: int
    owner_id: int
    kind: str
    is_seen: bool
    is_watched: bool
    has_applied: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A page of jobs for a caller of this tier, and how many there are altogether."""

    account: str
    total: int
    page: list[Listed]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a search asks for, without the values: all that its statement depends on.

    boxes, home: how many boxes hold the circle that was sent, and the one around the caller; 0 where there is none.
    """

    tab: Tab | None
    kind: bool
    disciplines: bool
    text: bool
    boxes: int
    home: int

    @property
    def is_listed(self) -> bool:
        return not (self.tab or self.disciplines or self.text or self.boxes or self.home)

    @property
    def lexemes(self) -> Iterator[str]:
        """Queries that each have to hold."""
        if self.text:
            yield TEXT
        if self.disciplines:
            yield DISCIPLINES.format("disciplines")
        if self.tab == "match":
            yield DISCIPLINES.format("own_disciplines")

    @property
    def conditions(self) -> Iterator[str]:
        if self.tab:
            yield TABS[self.tab]
        if self.kind:
            yield KIND.removeprefix("AND ")
        lexemes = " && ".join(self.lexemes)
        if lexemes:
            yield f"b.words @@ (SELECT {lexemes})"
        for boxes, prefix in ((self.boxes, ""), (self.home, "own_")):
            if boxes:
                yield near(boxes, prefix)


def near(boxes: int, prefix: str) -> str:
    """That a job is inside the circle whose values have this prefix."""
    inside = " OR ".join(f"b.place <@ %({prefix}box{number})s::box" for number in range(boxes))
    way = " + ".join(f"(b.{axis} - %({prefix}{axis})s) * (b.{axis} - %({prefix}{axis})s)" for axis in "xyz")
    return f"({inside}) AND {way} <= %({prefix}chord)s"


def values_of(circle: Circle, prefix: str) -> dict[str, Any]:
    found: dict[str, Any] = {f"{prefix}{axis}": value for axis, value in zip("xyz", circle.centre, strict=True)}
    found |= {f"{prefix}box{number}": box for number, box in enumerate(circle.boxes)}
    return found | {f"{prefix}chord": circle.chord}


@cache
def statement_of(plan: Plan) -> str:
    """The one statement of a search."""
    if plan.is_listed:
        kind = KIND if plan.kind else ""
        page, total = LISTED.format(kind=kind), LISTED_TOTAL.format(kind=kind)
    else:
        page, total = MATCHING.format(conditions=" AND ".join(plan.conditions)), MATCHING_TOTAL
    return " ".join(f"WITH {BLOCKED}, {page} {FOUND.format(total=total)}".split())


async def _interests(db: Database, me: int) -> tuple[list[str], Circle | None]:
    """What the caller does, and the circle around where they are, if they say so."""
    row = await db.quick(INTERESTS, me=me)
    if row is None:
        raise TokenInvalid
    disciplines, latitude, longitude = row
    return disciplines, None if latitude is None or longitude is None else Circle(latitude, longitude, NEARBY)


async def find_page(db: Database, claimant: Caller, asked: BoardSearch, paging: Paging, today: date) -> Found:
    """Which jobs to show, the newest first. Raises TokenInvalid for a token that no longer counts."""
    circle = asked.circle
    values: dict[str, Any] = {"me": claimant.id, "today": today, "limit": paging.limit, "offset": paging.offset}
    own: list[str] = []
    home: Circle | None = None
    if asked.tab == "match":
        own, home = await _interests(db, claimant.id)
    plan = Plan(
        tab=asked.tab,
        kind=bool(asked.kinds),
        disciplines=bool(asked.discipline),
        text=bool(asked.text),
        boxes=len(circle.boxes) if circle else 0,
        home=len(home.boxes) if home else 0,
    )
    for one, prefix in ((circle, ""), (home, "own_")):
        values |= values_of(one, prefix) if one else {}
    values |= {"text": asked.text, "disciplines": list(asked.discipline), "own_disciplines": own}
    values["kind"] = next(iter(asked.kinds)) if len(asked.kinds) == 1 else ""  # two at once no job has
    is_quick = plan.is_listed and not plan.kind and paging.offset + paging.limit <= FIRST
    ask = db.quick if is_quick else db.steady
    account, total, *columns = await access_along(ask, claimant, statement_of(plan), **values)
    page = [Listed(*one) for one in zip(*(column or () for column in columns), strict=True)]
    return Found(account, int(total), page)


def _card(row: Sequence[Any]) -> bytes:
    return written(WrittenCard.from_row(row))


CARD = Kind("job card", CARDS, _card)


async def get_cards(db: Database, fragments: Fragments, me: int, found: Found) -> list[msgspec.Raw]:
    """The written `JobCard`s of a page in its order: what is said to everybody, then what is said to the caller."""
    cards = await fragments.get(db, CARD, [(one.id, one.version) for one in found.page])
    return [
        msgspec.Raw(cards[one.id][:-1] + _own_part(found.account, me, one)) for one in found.page if one.id in cards
    ]


def _own_part(account: str, me: int, one: Listed) -> bytes:
    """What is on the board is open."""
    can_apply, message = may_apply(Standing(account, one.owner_id == me, one.kind, one.has_applied, is_open=True))
    return _written_part(one.is_seen, one.is_watched, can_apply, message)


@cache
def _written_part(is_seen: bool, is_watched: bool, can_apply: int, message: str) -> bytes:
    own = {"seen": str(int(is_seen)), "watchlist": str(int(is_watched)), "can_apply": can_apply}
    return b"," + written(own | {"apply_message": message})[1:]
