"""Who is recommended: one statement finds those who fit by what and where, and compares the nearest in all five parts.

Those who hold a discipline of the job and live in a cell of the grid near it come from one index; the circle grows
while there are not enough. Of a job for a whole country, or without a place, they are the best rated of a discipline.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec

from freelancerclub.callers import ADMINISTRATOR, Caller
from freelancerclub.db.fragments import Fragments, Kind
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
        FROM person p JOIN job j ON j.owner_id = p.id OR p.role = {ADMINISTRATOR} JOIN person o ON o.id = j.owner_id
        WHERE p.id = %(me)s AND j.id = %(job)s AND j.deleted_at IS NULL AND o.deleted_at IS NULL
    ), out AS MATERIALIZED (
        SELECT owner_id AS id FROM job
        UNION ALL SELECT person_id FROM application WHERE job_id = (SELECT id FROM job)
        UNION ALL SELECT person_id FROM invite WHERE job_id = (SELECT id FROM job)
        UNION ALL ({blocked_ids("(SELECT owner_id FROM job)")})
    )"""

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
                held::float8 / cardinality(lists) AS discipline
            FROM job, ({near}) near
            UNION ALL
            SELECT a.person_id, a.rating, NULL, CASE WHEN trim(folded_text(p.country)) = job.country THEN 1 ELSE 0 END,
                a.held::float8 / cardinality(lists)
            FROM job, anywhere a JOIN person p ON p.id = a.person_id
        ) found
        ORDER BY {distance} * distance + {discipline} * discipline DESC, rating DESC, person_id LIMIT {enough}
    )"""

FITTING = """
    fitting AS MATERIALIZED (
        SELECT *, {sum} AS relevance FROM (
            SELECT f.person_id, f.miles, f.distance, f.discipline,
                CASE WHEN skills = '{{}}' THEN 0
                    ELSE (length(s.words) - length(ts_delete(s.words, skills)))::float8 / cardinality(skills)
                END AS skills,
                coalesce(0.5 ^ (greatest(extract(epoch FROM %(now)s - o.last_seen_at), 0)::float8 / {half_life}), 0)
                    AS recency,
                (k.star_avg / 5 * k.reviews / (k.reviews + {doubt}))::float8 AS reviews
            FROM job, (SELECT * FROM first) f JOIN person_search s USING (person_id)
                JOIN person_counter k USING (person_id) JOIN person_seen o USING (person_id)
        ) parts
    ), page AS MATERIALIZED (
        SELECT * FROM fitting ORDER BY relevance DESC, person_id LIMIT %(limit)s OFFSET %(offset)s
    )"""


class Heads(Shape, frozen=True):
    """The page as the database writes it: how each fits, and why."""

    heads: Annotated[
        list[RecommendedHead],
        many("""page f JOIN person p ON p.id = f.person_id JOIN person_seen s ON s.person_id = f.person_id
            ORDER BY f.relevance DESC, f.person_id"""),
    ]
    parts: Annotated[list[Parts], many("page f ORDER BY f.relevance DESC, f.person_id")]


# No row for a token that no longer counts.
FOUND = f"""
    SELECT p.role, (SELECT id FROM job), (SELECT count(*) FROM fitting), page.ids, page.versions, {Heads.columns()}
    FROM person p, (
        SELECT array_agg(v.id ORDER BY relevance DESC, v.id) AS ids,
            array_agg(v.version ORDER BY relevance DESC, v.id) AS versions
        FROM page JOIN person_version v ON v.id = page.person_id
    ) page
    WHERE p.id = %(me)s"""


def _statement() -> str:
    rings = [(n, miles, size) for n, (miles, size) in enumerate(RINGS, 1)]
    few = "(SELECT count(*) FROM near{}) < " + str(ENOUGH)
    needed = ["".join(f"{few.format(before)} AND " for before in range(1, n)) for n, _, _ in rings]
    near = [f"SELECT * FROM near{n}" + (f" WHERE NOT {few.format(n)}" if n < len(rings) else "") for n, _, _ in rings]
    parts = [
        JOB,
        WANTED.format(rings=", ".join(CELLS.format(n=n, miles=miles, size=size) for n, miles, size in rings)),
        *(RING.format(n=n, miles=miles, chord=CHORD, needed=needed[n - 1]) for n, miles, _ in rings),
        ANYWHERE,
        FIRST.format(near=" UNION ALL ".join(near), miles=MILES, enough=ENOUGH, **WEIGHTS),
        FITTING.format(
            sum=" + ".join(f"{weight} * {part}" for part, weight in WEIGHTS.items()),
            half_life=HALF_LIFE * 86_400,
            doubt=DOUBT,
        ),
    ]
    return " ".join(f"WITH {', '.join(parts)} {FOUND}".split())


RECOMMENDED = _statement()

CARDS = f"""
    SELECT v.id, v.version, {RECOMMENDED_CARD.columns()}
    FROM {PEOPLE} JOIN person_version v ON v.id = p.id WHERE p.id = ANY(%(ids)s)"""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of people: (id, version) each, how each fits and why, and how many there are altogether."""

    viewer: Caller
    total: int
    page: list[tuple[int, int]]
    heads: list[msgspec.Raw]
    parts: list[msgspec.Raw]


def _card(row: Sequence[Any]) -> bytes:
    return written(RECOMMENDED_CARD.from_row(row))


CARD = Kind("recommended", CARDS, _card, {"open": False})
OPEN_CARD = Kind("open recommended", CARDS, _card, {"open": True})
RAWS = msgspec.json.Decoder(list[msgspec.Raw])


async def access_recommended(db: Database, claimant: Caller, job_id: int, paging: Paging, now: Any) -> Found:
    """Who fits the caller's own job best. Raises TokenInvalid, JobNotFound."""
    values = {"me": claimant.id, "job": job_id, "now": now, "limit": paging.limit, "offset": paging.offset}
    found = await access_along(db.steady, claimant, RECOMMENDED, **values)
    role, job, total, ids, versions, heads, parts = found
    if job is None:
        raise JobNotFound
    page = list(zip(ids or (), versions or (), strict=True))
    viewer = Caller(claimant.id, role, claimant.key_id)
    return Found(viewer, total, page, RAWS.decode(heads), RAWS.decode(parts))


async def get_recommended(db: Database, fragments: Fragments, found: Found, explain: bool) -> list[msgspec.Raw]:
    """The written `Recommended` of a page in its order; administrators see hidden telephones (R42)."""
    cards = await fragments.get(db, OPEN_CARD if found.viewer.role == ADMINISTRATOR else CARD, found.page)
    rows = zip(found.page, found.heads, found.parts, strict=True)
    return [
        joined(bytes(head), cards[id_], b',"parts":' + bytes(parts) if explain else b"")
        for (id_, _), head, parts in rows
        if id_ in cards
    ]
