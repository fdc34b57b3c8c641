"""Who is recommended: one statement finds those who fit by what and where, and compares the nearest in all five parts.

Those who hold a discipline of the job and live in a cell of the grid near it come from one index; the circle grows
while there are not enough. Of a job for a whole country, or without a place, they are the best rated of a discipline.

Whom it compared is remembered, and the next time only what is said of them by now is looked up, unless anything that
came after could have made it others (decision 40).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import msgspec

from freelancerclub.callers import ADMINISTRATOR, Caller
from freelancerclub.db.asked import MOMENT
from freelancerclub.db.finding import since_then
from freelancerclub.db.fragments import Fragments, Kind
from freelancerclub.db.pages import Pages
from freelancerclub.db.pool import Database
from freelancerclub.db.visibility import blocked_ids
from freelancerclub.features.auth.queries import access_along
from freelancerclub.features.jobs.rules import JobNotFound
from freelancerclub.features.recommended.rules import BEST_RATED, DOUBT, ENOUGH, HALF_LIFE, MILES, RINGS, WEIGHTS
from freelancerclub.shapes.hiring import RECOMMENDED_CARD, Parts, RecommendedHead, joined
from freelancerclub.shapes.people import PEOPLE
from freelancerclub.wire.envelopes import written
from freelancerclub.wire.paging import Paging
from freelancerclub.wire.scalars import many
from freelancerclub.wire.shape import Shape

ALLOWED = f"""
    FROM person p JOIN job j ON j.owner_id = p.id OR p.role = {ADMINISTRATOR} JOIN person o ON o.id = j.owner_id
    WHERE p.id = %(me)s AND j.id = %(job)s AND j.deleted_at IS NULL AND o.deleted_at IS NULL"""

# The words that somebody's skills are compared with are those of the job's tags, of its title where it has none.
JOB = f"""
    job AS MATERIALIZED (
        SELECT j.id, j.owner_id, j.location_type = 'country' AS is_wide, trim(folded_text(j.country)) AS country,
            j.latitude::float8 AS latitude, j.longitude::float8 AS longitude,
            cosd(j.latitude::float8) * cosd(j.longitude::float8) AS x,
            cosd(j.latitude::float8) * sind(j.longitude::float8) AS y, sind(j.latitude::float8) AS z,
            array(SELECT 'd' || discipline_keys(j.disciplines)) AS lists,
            array(SELECT DISTINCT 'b' || folded_words(
                CASE WHEN folded_text(j.tags) ~ '[^ ]' THEN j.tags ELSE j.title END)) AS skills
        {ALLOWED}
    )"""
SAME_JOB = f"job AS MATERIALIZED (SELECT j.id, j.owner_id {ALLOWED})"
OUT = f"""
    out AS MATERIALIZED (
        SELECT owner_id AS id FROM job
        UNION ALL SELECT person_id FROM application WHERE job_id = (SELECT id FROM job)
        UNION ALL SELECT person_id FROM invite WHERE job_id = (SELECT id FROM job)
        UNION ALL ({blocked_ids("(SELECT owner_id FROM job)")})
    )"""
# What the job asks for, and who is out: as they were, or not.
VERSION = "(SELECT v.version FROM job_version v WHERE v.id = (SELECT id FROM job))"
OUTSIDE = "(SELECT sum(hashint8extended(id, 0)::numeric)::text FROM out)"

CELLS = "array(SELECT list || '@' || cell FROM cells_around(latitude, longitude, {miles}, {size}) cell) AS ring{n}"
WANTED = """
    wanted AS MATERIALIZED (
        SELECT {rings}, x, y, z FROM job, unnest(lists) list
        WHERE NOT is_wide AND latitude IS NOT NULL AND longitude IS NOT NULL
    )"""
CHORD = "(s.x - w.x) * (s.x - w.x) + (s.y - w.y) * (s.y - w.y) + (s.z - w.z) * (s.z - w.z)"
# `held` is how many of the job's disciplines somebody has.
RING = """
    near{n} AS MATERIALIZED (
        SELECT s.person_id, count(*) AS held, min({chord}) AS chord, max(s.rating) AS rating
        FROM wanted w JOIN person_search s ON search_cells(s.words, s.place) && w.ring{n}
        WHERE {needed} {chord} <= chord_of({miles}) AND s.person_id NOT IN (SELECT id FROM out)
        GROUP BY s.person_id
    )"""
ANYWHERE = f"""
    anywhere AS MATERIALIZED (
        SELECT r.id AS person_id, count(*) AS held, NULL::float8 AS chord, max(r.rating) AS rating
        FROM job, unnest(lists) list (name), LATERAL (
            SELECT person_id AS id, rating FROM person_rank WHERE person_rank.list = list.name
            ORDER BY rating DESC, id LIMIT {BEST_RATED}
        ) r
        WHERE (is_wide OR latitude IS NULL OR longitude IS NULL) AND r.id NOT IN (SELECT id FROM out)
        GROUP BY r.id
    )"""

# Without a distance it is the country that is near or not.
FIRST = """
    first AS MATERIALIZED (
        SELECT * FROM (
            SELECT person_id, rating, miles_of(chord) AS miles, exp(-miles_of(chord) / {miles}) AS distance,
                held, held::float8 / cardinality(lists) AS discipline
            FROM job, ({near}) near
            UNION ALL
            SELECT a.person_id, a.rating, NULL, CASE WHEN trim(folded_text(p.country)) = job.country THEN 1 ELSE 0 END,
                a.held, a.held::float8 / cardinality(lists)
            FROM job, anywhere a JOIN person p ON p.id = a.person_id
        ) found
        ORDER BY {distance} * distance + {discipline} * discipline DESC, rating DESC, person_id LIMIT {enough}
    )"""

# `apt` is how many of the wanted words somebody has, whose own are read once. Whoever was compared before still fits as
# well by what and where, and by their skills.
COMPARED = """
    compared AS (
        SELECT f.person_id, f.miles, f.distance, f.held,
            CASE WHEN skills = '{}' THEN 0 ELSE length(read.words) - length(ts_delete(read.words, skills)) END AS apt
        FROM job, first f JOIN person_search s USING (person_id), LATERAL (SELECT s.words || '' AS words OFFSET 0) read
    )"""
COMPARED_BEFORE = """
    old AS MATERIALIZED (SELECT {version} <> %(version)s OR {outside} <> %(outside)s OR {changed} AS is_old),
    compared AS (
        SELECT person_id, miles, exp(-miles / {miles}) AS distance, held, apt
        FROM unnest(%(people)s::bigint[], %(miles)s::float8[], %(held)s::int[], %(apt)s::int[])
            AS f (person_id, miles, held, apt)
        WHERE NOT (SELECT is_old FROM old)
    )"""
FITTING = """
    fitting AS MATERIALIZED (
        SELECT *, {sum} AS relevance FROM (
            SELECT f.person_id, f.held, f.apt, o.last_seen_at AS seen, f.miles, f.distance,
                f.held::float8 / {asked} AS discipline,
                CASE WHEN f.apt = 0 THEN 0 ELSE f.apt::float8 / {wanted} END AS skills,
                CASE WHEN o.last_seen_at IS NULL THEN 0
                    ELSE 0.5 ^ (greatest(date_part('epoch', %(now)s - o.last_seen_at), 0) / {half_life}) END AS recency,
                k.star_avg::float8 / 5 * k.reviews / (k.reviews + {doubt}) AS reviews
            FROM compared f JOIN person_counter k USING (person_id) JOIN person_seen o USING (person_id)
        ) parts
    ), page AS MATERIALIZED (
        SELECT * FROM fitting ORDER BY relevance DESC, person_id LIMIT %(limit)s OFFSET %(offset)s
    )"""

# What is said of each of a page. As text: it is only sent back.
FIT = ("miles", "distance", "discipline", "skills", "recency", "reviews", "relevance")
# No row for a token that no longer counts.
FOUND = f"""
    SELECT p.role, (SELECT id FROM job), (SELECT count(*) FROM fitting), page.*, {{more}}
    FROM person p, (
        SELECT array_agg(person_id), array_agg(version), array_agg(seen)::text,
            {", ".join(f"array_agg({name})::text" for name in FIT)}
        FROM (SELECT f.*, v.version FROM page f JOIN person_version v ON v.id = f.person_id
              ORDER BY relevance DESC, person_id) shown
    ) page{{also}}
    WHERE p.id = %(me)s"""
# All that was compared, as it is sent back the next time; not where a country decides, which leaves no note.
KEPT = ("moment", "version", "outside", "asked", "wanted", "lists", "x", "y", "z", "people", "miles", "held", "apt")
_ASKED = {"version": VERSION, "outside": OUTSIDE}
TO_KEEP = ", ".join(_ASKED.get(name, f"kept.{name}") for name in KEPT)
TOGETHER = """
    LEFT JOIN (
        SELECT CASE WHEN NOT is_wide AND latitude IS NOT NULL AND longitude IS NOT NULL
                THEN pg_current_snapshot()::text END AS moment,
            cardinality(lists) AS asked, cardinality(skills) AS wanted, lists::text, x, y, z, those.*
        FROM job, (SELECT array_agg(person_id)::text AS people, array_agg(miles)::text AS miles,
            array_agg(held)::text AS held, array_agg(apt)::text AS apt FROM fitting) those
    ) kept ON true"""
STILL = "(SELECT is_old FROM old)"
# Of whom a change of rating may decide whether they are among those who are compared.
CONCERNED = """s.words @@ search_any(%(lists)s::text[])
    AND (s.x - %(x)s) * (s.x - %(x)s) + (s.y - %(y)s) * (s.y - %(y)s) + (s.z - %(z)s) * (s.z - %(z)s)
        <= chord_of({miles})"""


def _statement() -> str:
    rings = [(n, miles, size) for n, (miles, size) in enumerate(RINGS, 1)]
    few = "(SELECT count(*) FROM near{}) < " + str(ENOUGH)
    needed = ["".join(f"{few.format(before)} AND " for before in range(1, n)) for n, _, _ in rings]
    near = [f"SELECT * FROM near{n}" + (f" WHERE NOT {few.format(n)}" if n < len(rings) else "") for n, _, _ in rings]
    parts = [
        *(JOB, OUT),
        WANTED.format(rings=", ".join(CELLS.format(n=n, miles=miles, size=size) for n, miles, size in rings)),
        *(RING.format(n=n, miles=miles, chord=CHORD, needed=needed[n - 1]) for n, miles, _ in rings),
        ANYWHERE,
        FIRST.format(near=" UNION ALL ".join(near), miles=MILES, enough=ENOUGH, **WEIGHTS),
        *(COMPARED, _fitting("(SELECT cardinality(lists) FROM job)", "(SELECT cardinality(skills) FROM job)")),
    ]
    return _joined(parts, FOUND.format(more=TO_KEEP, also=TOGETHER))


def _statement_again() -> str:
    since, changed = since_then(CONCERNED.format(miles=RINGS[-1][0]))
    before = COMPARED_BEFORE.format(version=VERSION, outside=OUTSIDE, changed=changed, miles=MILES)
    fitting = _fitting("%(asked)s::int", "%(wanted)s::int")
    return _joined([SAME_JOB, OUT, since, before, fitting], FOUND.format(more=STILL, also=""))


def _fitting(asked: str, wanted: str) -> str:
    whole = " + ".join(f"{weight} * {part}" for part, weight in WEIGHTS.items())
    return FITTING.format(sum=whole, half_life=HALF_LIFE * 86_400, doubt=DOUBT, asked=asked, wanted=wanted)


def _joined(parts: Sequence[str], asked: str) -> str:
    return " ".join(f"WITH {', '.join(parts)} {asked}".split())


RECOMMENDED, AGAIN = _statement(), _statement_again()


class Heads(Shape, frozen=True):
    """A page as the database writes it: how each fits, and why; without what belongs to whoever has just gone."""

    heads: Annotated[
        list[RecommendedHead],
        many("""page f LEFT JOIN person p ON p.id = f.person_id LEFT JOIN person_seen s ON s.person_id = f.person_id
            ORDER BY f.relevance DESC, f.person_id"""),
    ]
    parts: Annotated[list[Parts], many("page f ORDER BY f.relevance DESC, f.person_id")]


HEADS = f"""
    WITH page AS MATERIALIZED (
        SELECT * FROM unnest(%(ids)s::bigint[], {", ".join(f"%({name})s::float8[]" for name in FIT)})
            AS f (person_id, {", ".join(FIT)})
    )
    SELECT {Heads.columns()}"""

CARDS = f"""
    SELECT v.id, v.version, {RECOMMENDED_CARD.columns()}
    FROM {PEOPLE} JOIN person_version v ON v.id = p.id WHERE p.id = ANY(%(ids)s)"""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of people: (id, version) each, how many there are altogether, when each was seen, and how each fits."""

    viewer: Caller
    total: int
    page: list[tuple[int, int]]
    seen: str | None
    fit: tuple[str | None, ...]


def _card(row: Sequence[Any]) -> bytes:
    return written(RECOMMENDED_CARD.from_row(row))


CARD = Kind("recommended", CARDS, _card, {"open": False})
OPEN_CARD = Kind("open recommended", CARDS, _card, {"open": True})
RAWS = msgspec.json.Decoder(list[msgspec.Raw])
Candidates = dict[str, Any]  # parameters of AGAIN, each as it came


async def access_recommended(
    db: Database, claimant: Caller, job_id: int, paging: Paging, now: datetime, candidates: Pages[Candidates]
) -> Found:
    """Who fits the caller's own job best. Raises TokenInvalid, JobNotFound."""
    values = {"me": claimant.id, "job": job_id, "now": now, "limit": paging.limit, "offset": paging.offset}
    known = candidates.get(job_id)
    if known is not None:
        # Asked for before, and not with it: the same moment asks for the same answer, which a 304 hangs on.
        moment = await db.aside.quick(MOMENT.statement)
        *found, is_old = await access_along(db.steady, claimant, AGAIN, **values, **known)
        if found[1] is not None and not is_old and moment is not None:
            candidates.keep(job_id, known | {"moment": moment[0]})
            return _found(claimant, found)
    row = await access_along(db.steady, claimant, RECOMMENDED, **values)
    kept = dict(zip(KEPT, row[-len(KEPT) :], strict=True))
    if kept["moment"] is not None:
        candidates.keep(job_id, kept)
        db.forget()  # for the moment in it; and from the next time on `AGAIN` is much cheaper to hang on
    return _found(claimant, row[: -len(KEPT)])


def _found(claimant: Caller, row: Sequence[Any]) -> Found:
    role, job, total, ids, versions, seen, *fit = row
    if job is None:
        raise JobNotFound
    page = list(zip(ids or (), versions or (), strict=True))
    return Found(Caller(claimant.id, role, claimant.key_id), total, page, seen, tuple(fit))


async def get_recommended(db: Database, fragments: Fragments, found: Found, explain: bool) -> list[msgspec.Raw]:
    """The written `Recommended` of a page in its order; administrators see hidden telephones (R42)."""
    if not found.page:
        return []
    cards = await fragments.get(db, OPEN_CARD if found.viewer.role == ADMINISTRATOR else CARD, found.page)
    fit = dict(zip(FIT, found.fit, strict=True))
    said = await db.aside.steady(HEADS, ids=[id_ for id_, _ in found.page], **fit)
    assert said is not None, "a row of lists"
    heads, parts = map(RAWS.decode, said)
    return [
        joined(bytes(head), cards[id_], b',"parts":' + bytes(part) if explain else b"")
        for (id_, _), head, part in zip(found.page, heads, parts, strict=True)
        if id_ in cards
    ]
