"""Reads of applications: a page of applicants from what is written already where that still holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import msgspec

from freelancerclub.callers import ADMINISTRATOR, Caller
from freelancerclub.db.fragments import Fragments, Kind
from freelancerclub.db.lane import Row
from freelancerclub.db.pool import Database
from freelancerclub.db.visibility import blocked, blocked_ids, is_administrator, present
from freelancerclub.features.applicants.rules import ALL
from freelancerclub.features.auth.queries import access_along
from freelancerclub.features.jobs.rules import JobNotFound
from freelancerclub.shapes.hiring import APPLICANT_CARD, ApplicantHead, Seen, joined
from freelancerclub.shapes.people import PEOPLE
from freelancerclub.wire.envelopes import written
from freelancerclub.wire.paging import Paging
from freelancerclub.wire.scalars import many
from freelancerclub.wire.shape import Shape


class Heads(Shape, frozen=True):
    """The page as the database writes it: what each has written, and when they were last seen."""

    heads: Annotated[list[ApplicantHead], many("page JOIN application a USING (id) ORDER BY a.id DESC")]
    seen: Annotated[list[Seen], many("page JOIN person_seen s USING (person_id) ORDER BY page.id DESC")]


# Who asks, and the page with what its cards have to be fresh to; no row for a token that no longer counts. An owner
# sees the hidden profiles of those who applied (R90), administrators the suspended and the blocked too.
FOUND = f"""
    WITH owned AS MATERIALIZED (
        SELECT j.id, j.owner_id, {is_administrator("p")} AS is_open
        FROM person p JOIN job j ON j.owner_id = p.id OR {is_administrator("p")} JOIN person o ON o.id = j.owner_id
        WHERE p.id = %(me)s AND j.id = %(job)s AND j.deleted_at IS NULL AND o.deleted_at IS NULL
    ), out AS MATERIALIZED ({blocked_ids("(SELECT owner_id FROM owned)")}),
    shown AS MATERIALIZED (
        SELECT a.id, a.person_id
        FROM owned JOIN application a ON a.job_id = owned.id JOIN person w ON w.id = a.person_id
        WHERE {{condition}} AND w.deleted_at IS NULL
          AND (is_open OR {present("w")} AND w.id NOT IN (SELECT id FROM out))
    ), page AS MATERIALIZED (SELECT * FROM shown ORDER BY id DESC LIMIT %(limit)s OFFSET %(offset)s)
    SELECT p.role, (SELECT id FROM owned), (SELECT count(*) FROM shown), found.ids, found.versions, {Heads.columns()}
    FROM person p, (
        SELECT array_agg(v.id ORDER BY page.id DESC) AS ids, array_agg(v.version ORDER BY page.id DESC) AS versions
        FROM page JOIN person_version v ON v.id = page.person_id
    ) found
    WHERE p.id = %(me)s"""
EVERYBODY = " ".join(FOUND.format(condition="true").split())
OF_STATUS = " ".join(FOUND.format(condition="a.status = %(status)s").split())

CARDS = f"""
    SELECT v.id, v.version, {APPLICANT_CARD.columns()}
    FROM {PEOPLE} JOIN person_version v ON v.id = p.id WHERE p.id = ANY(%(ids)s)"""

QUESTIONS = "SELECT question1, question2, question3, question4 FROM job WHERE id = %(job)s"
OWN_PORTFOLIO = "SELECT id FROM portfolio WHERE id = %(portfolio)s AND owner_id = %(me)s AND deleted_at IS NULL"
STATUS_OF_MINE = "SELECT status FROM application WHERE job_id = %(job)s AND person_id = %(me)s"

# As the list shows them; held, so that changes of one application come one after the other.
TO_DECIDE = f"""
    SELECT a.id, a.person_id, a.status FROM application a JOIN person w ON w.id = a.person_id
    WHERE a.job_id = %(job)s AND a.id = ANY(%(ids)s) AND w.deleted_at IS NULL
      AND (%(is_administrator)s OR {present("w")} AND NOT {blocked("w.id", "%(owner)s::bigint")})
    ORDER BY a.id FOR NO KEY UPDATE OF a"""

# Each change may be mailed to who applied, whatever they want mailed.
CHANGED_OFTEN = """
    SELECT EXISTS (
        SELECT FROM application_change WHERE application_id = ANY(%(ids)s) AND created_at >= %(since)s
        GROUP BY application_id HAVING count(*) >= %(times)s)"""

# A message to somebody who has got the job still, from an owner who is still there.
LETTER = f"""
    SELECT p.email, p.display_name, o.display_name, j.id, j.title, c.message, c.created_at
    FROM application_change c JOIN application a ON a.id = c.application_id AND a.status = c.status
        JOIN person p ON p.id = a.person_id JOIN job j ON j.id = a.job_id JOIN person o ON o.id = j.owner_id
    WHERE c.id = %(change)s AND j.deleted_at IS NULL AND {present("p")} AND {present("o")}
      AND NOT {blocked("p.id", "o.id")}"""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of applicants: (id, version) of each person, what each wrote, and how many there are altogether.

    row: what all this was told by.
    """

    viewer: Caller
    total: int
    page: list[tuple[int, int]]
    heads: list[msgspec.Raw]
    seen: list[Seen]
    row: Row


@dataclass(frozen=True, slots=True)
class Undecided:
    """An application that its job's owner decides on."""

    id: int
    person_id: int
    status: str


@dataclass(frozen=True, slots=True)
class SuccessLetter:
    """What is mailed to somebody who got a job."""

    email: str
    name: str
    owner: str
    job_id: int
    title: str
    message: str
    written_at: Any


def _card(row: Sequence[Any]) -> bytes:
    return written(APPLICANT_CARD.from_row(row))


CARD, OPEN_CARD = Kind("applicant", CARDS, _card, {"open": False}), Kind("open applicant", CARDS, _card, {"open": True})
NEVER_SEEN = b'"last_seen":"0000-00-00 00:00:00"'
RAWS, SEEN = msgspec.json.Decoder(list[msgspec.Raw]), msgspec.json.Decoder(list[Seen])


async def access_applicants(db: Database, claimant: Caller, job_id: int, shown: str, paging: Paging) -> Found:
    """Who applied for a job of the caller's, the newest first. Raises TokenInvalid, JobNotFound."""
    statement = EVERYBODY if shown == ALL else OF_STATUS
    values = {"me": claimant.id, "job": job_id, "status": shown, "limit": paging.limit, "offset": paging.offset}
    row = await access_along(db.steady, claimant, statement, **values)
    role, job, total, ids, versions, heads, seen = row
    if job is None:
        raise JobNotFound
    page = list(zip(ids or (), versions or (), strict=True))
    viewer = Caller(claimant.id, role, claimant.key_id)
    return Found(viewer, total, page, RAWS.decode(heads), SEEN.decode(seen), row)


async def get_applicants(db: Database, fragments: Fragments, found: Found) -> list[msgspec.Raw]:
    """The written `Applicant`s of a page in its order; administrators see hidden telephones (R42)."""
    cards = await fragments.get(db, OPEN_CARD if found.viewer.role == ADMINISTRATOR else CARD, found.page)
    rows = zip(found.page, found.heads, found.seen, strict=True)
    return [
        joined(bytes(head), cards[id_].replace(NEVER_SEEN, b'"last_seen":"%b"' % seen.last_seen.encode(), 1))
        for (id_, _), head, seen in rows
        if id_ in cards
    ]


async def get_questions(db: Database, job_id: int) -> Sequence[str | None]:
    """The four of a job."""
    row = await db.row(QUESTIONS, job=job_id)
    assert row is not None
    return row


async def is_own_portfolio(db: Database, me: Caller, portfolio_id: int) -> bool:
    return await db.value(OWN_PORTFOLIO, portfolio=portfolio_id, me=me.id) is not None


async def find_status_of_mine(db: Database, me: Caller, job_id: int) -> str | None:
    """What became of the caller's application, if there is one."""
    found: str | None = await db.value(STATUS_OF_MINE, job=job_id, me=me.id)
    return found


async def access_to_decide(db: Database, me: Caller, owner_id: int, job_id: int, ids: Sequence[int]) -> list[Undecided]:
    """Holds those of the applications that are of this job, and that its list shows the caller."""
    rows = await db.rows(TO_DECIDE, job=job_id, ids=list(ids), owner=owner_id, is_administrator=me.is_administrator)
    return [Undecided(*row) for row in rows]


async def have_changed(db: Database, ids: Sequence[int], times: int, since: datetime) -> bool:
    """Whether any of the applications has changed so often since then."""
    have: bool = await db.value(CHANGED_OFTEN, ids=list(ids), since=since, times=times)
    return have


async def access_letter(db: Database, change_id: int) -> SuccessLetter | None:
    """What is to be mailed of a change; None once it is no more worth it."""
    row = await db.row(LETTER, change=change_id)
    return None if row is None else SuccessLetter(*row)
