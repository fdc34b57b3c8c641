"""Reads of alerts, and whose alerts fit a job: found by the keys of the grid, then looked at one by one."""

from dataclasses import dataclass
from datetime import date

from freelancerclub.callers import Caller
from freelancerclub.db.pool import Database
from freelancerclub.db.visibility import blocked_ids, present
from freelancerclub.shapes.hiring import Alert
from freelancerclub.wire.envelopes import Page
from freelancerclub.wire.paging import Paging

MINE = "a.person_id = %(me)s AND NOT a.is_off"
PAGE = f"SELECT {Alert.columns()} FROM alert a WHERE {MINE} ORDER BY a.id LIMIT %(limit)s OFFSET %(offset)s"
COUNT = f"SELECT count(*) FROM alert a WHERE {MINE}"
FROM_PROFILE = f"SELECT a.id FROM alert a WHERE {MINE} AND a.from_profile"

# People are told of what is on the board, and of nothing else.
JOB = """
    SELECT j.id, j.owner_id, j.title FROM board b JOIN job j ON j.id = b.job_id
    WHERE b.job_id = %(job)s AND b.expires_on >= %(today)s"""

# The job as alerts see it. A discipline goes by every name it has, so that none has to be written anew with a new one.
# A job for a whole country fits the alerts of that country, however far away its middle is.
SEEN = """
    job AS MATERIALIZED (
        SELECT j.id, j.owner_id, j.location_type = 'country' AS is_wide, trim(folded_text(j.country)) AS country,
            j.latitude::float8 AS latitude, j.longitude::float8 AS longitude,
            cosd(j.latitude::float8) * cosd(j.longitude::float8) AS x,
            cosd(j.latitude::float8) * sind(j.longitude::float8) AS y, sind(j.latitude::float8) AS z,
            array_to_tsvector(array(SELECT folded_words(concat_ws(' ', j.title, array_to_string(j.disciplines, ' '),
                j.tags, j.city, j.description)))) AS words,
            array(SELECT left(name, 100) FROM unnest(folded_names(j.disciplines)) name
                  UNION SELECT left(name, 100) FROM discipline_name
                      WHERE key IN (SELECT discipline_keys(j.disciplines))) AS names
        FROM job j WHERE j.id = %(job)s
    ), place AS (
        SELECT grid_cell(latitude, longitude, size) AS place FROM job, unnest(array[1, 6, 36]::float8[]) size
            WHERE NOT is_wide AND latitude IS NOT NULL AND longitude IS NOT NULL
        UNION ALL SELECT 'in:' || country FROM job WHERE is_wide
        UNION ALL SELECT 'of:' || country FROM job
        UNION ALL SELECT '*'
    ), looked AS MATERIALIZED (
        SELECT array(SELECT name || '@' || place FROM job, place, unnest(array_append(names, '')) name
                WHERE place IS NOT NULL
            UNION ALL SELECT '#' || word FROM job, unnest(tsvector_to_array(words)) word) AS keys
    )"""

MATCHING = f"""
    WITH {SEEN}, out AS MATERIALIZED (
        SELECT owner_id AS id FROM job UNION ALL ({blocked_ids("(SELECT owner_id FROM job)")})
        UNION ALL SELECT person_id FROM alert_sent WHERE job_id = %(job)s
    )
    SELECT DISTINCT a.person_id
    FROM job CROSS JOIN alert a JOIN person p ON p.id = a.person_id
    WHERE a.keys && (SELECT keys FROM looked)
      AND (a.query IS NULL OR job.words @@ a.query)
      AND (a.chord IS NULL OR job.is_wide
           OR (a.x - job.x) * (a.x - job.x) + (a.y - job.y) * (a.y - job.y) + (a.z - job.z) * (a.z - job.z) <= a.chord)
      AND a.person_id NOT IN (SELECT id FROM out) AND {present("p")}
    ORDER BY a.person_id"""


@dataclass(frozen=True, slots=True)
class Announced:
    """A job that people are told of."""

    id: int
    owner_id: int
    title: str


async def find_alerts(db: Database, me: Caller, paging: Paging) -> Page[Alert]:
    """One's own, the oldest first."""
    rows = await db.steady_rows(PAGE, me=me.id, limit=paging.limit, offset=paging.offset)
    return Page(paging.meta(await db.steady_value(COUNT, me=me.id)), Alert.from_rows(rows))


async def find_count(db: Database, me: Caller) -> int:
    """How many somebody has."""
    count: int = await db.value(COUNT, me=me.id)
    return count


async def find_from_profile(db: Database, me: Caller) -> int | None:
    """The one that follows the profile, unless it is off."""
    found: int | None = await db.value(FROM_PROFILE, me=me.id)
    return found


async def find_announced(db: Database, job_id: int, today: date) -> Announced | None:
    """The job, while it is on the board."""
    row = await db.row(JOB, job=job_id, today=today)
    return None if row is None else Announced(*row)


async def find_matching(db: Database, job_id: int) -> list[int]:
    """Whose alerts fit the job, but for its owner, whom a block keeps from it, and who was told already."""
    return [row[0] for row in await db.rows(MATCHING, job=job_id)]
