"""Checks of what is kept beside the rows: counters are counted again, versions raised after a restore.

The database keeps the counters itself, by triggers (migration 0007). The definitions of every one, in one place:
- pictures and likes of a person: those not deleted, and the likes that these have; comments likewise;
- reviews and stars: the authorised ones, the points of those already halved counted half (R76);
- applicants and told of a job: its applications and the people that alerts told of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from freelancerclub.db.pool import Database


@dataclass(frozen=True, slots=True)
class Counters:
    """A table of counters: whose they are, its key, and for each column the statement that counts (id, many)."""

    table: str
    owner: str
    key: str
    columns: dict[str, str]


_REVIEWS = "SELECT person_id AS id, {} AS many FROM review WHERE authorised GROUP BY 1"

# In the order in which triggers hold them (migration 0007), so that whoever holds several waits in no circle.
COUNTERS = (
    Counters(
        "picture_counter",
        "picture",
        "picture_id",
        {
            "views": "SELECT picture_id AS id, count(*) AS many FROM picture_view GROUP BY 1",
            "likes": "SELECT picture_id AS id, count(*) AS many FROM picture_like GROUP BY 1",
            "comments": """SELECT picture_id AS id, count(*) AS many FROM picture_comment
                WHERE deleted_at IS NULL GROUP BY 1""",
        },
    ),
    Counters(
        "job_counter",
        "job",
        "job_id",
        {
            "applicants": "SELECT job_id AS id, count(*) AS many FROM application GROUP BY 1",
            "told": "SELECT job_id AS id, count(*) AS many FROM alert_sent GROUP BY 1",
        },
    ),
    Counters(
        "person_counter",
        "person",
        "person_id",
        {
            "followers": "SELECT followed_id AS id, count(*) AS many FROM follow GROUP BY 1",
            "views": "SELECT person_id AS id, count(*) AS many FROM person_view GROUP BY 1",
            "likes": """SELECT owner_id AS id, count(*) AS many
                FROM picture JOIN picture_like ON picture_id = picture.id WHERE deleted_at IS NULL GROUP BY 1""",
            "pictures": "SELECT owner_id AS id, count(*) AS many FROM picture WHERE deleted_at IS NULL GROUP BY 1",
            "reviews": _REVIEWS.format("count(*)"),
            "star_sum": _REVIEWS.format("sum(stars)"),
            "star_points": _REVIEWS.format("sum(CASE WHEN halved THEN stars / 2 ELSE stars END)::numeric(12, 3)"),
        },
    ),
)

# Tables of versions, and whose they are.
VERSIONS = {"person_version": "person", "picture_version": "picture", "job_version": "job", "thread_version": "thread"}

# Above any number drawn before, also those that a restore has forgotten though some process still keeps bytes
# under them: nobody draws a million versions a second, so the time in microseconds is ahead of all of them.
AHEAD = """
    SELECT setval('fragment_version', greatest(
        (SELECT last_value FROM fragment_version) + 1, (extract(epoch FROM clock_timestamp()) * 1e6)::bigint))"""


@dataclass(frozen=True, slots=True)
class Difference:
    """A counter that is not what its rows say; `kept` is None where it is missing altogether."""

    counter: str
    id: int
    kept: Decimal | None
    counted: Decimal


def _counted(counters: Counters) -> str:
    """Every owner's row with its counters `k` and, a column each, what is counted: `followers.many`."""
    joins = (f"LEFT JOIN ({select}) {name} ON {name}.id = o.id" for name, select in counters.columns.items())
    kept = f"LEFT JOIN {counters.table} k ON k.{counters.key} = o.id"
    return "\n".join((f"FROM {counters.owner} o {kept}", *joins))


def difference_of(counters: Counters) -> str:
    """The statement that finds the counters that are wrong, in the order of their ids, and how many there are."""
    values = ", ".join(f"('{name}', k.{name}::numeric, coalesce({name}.many, 0)::numeric)" for name in counters.columns)
    return f"""
        SELECT v.name, o.id, v.kept, v.counted, count(*) OVER ()
        {_counted(counters)}
        CROSS JOIN LATERAL (VALUES {values}) v (name, kept, counted)
        WHERE v.kept IS DISTINCT FROM v.counted ORDER BY o.id, v.name LIMIT %(limit)s"""


def repair_of(counters: Counters) -> str:
    """The statement that sets those that are wrong; rows that are right are not written."""
    found = ", ".join(f"coalesce({name}.many, 0) AS {name}" for name in counters.columns)
    sets = ", ".join(f"{name} = found.{name}" for name in counters.columns)
    kept, right = (", ".join(f"{side}.{name}" for name in counters.columns) for side in ("k", "found"))
    return f"""
        UPDATE {counters.table} k SET {sets}
        FROM (SELECT o.id, {found} {_counted(counters)}) found
        WHERE k.{counters.key} = found.id AND ({kept}) IS DISTINCT FROM ({right})"""


def hold_of(counters: Counters) -> str:
    """The statement that locks those of `ids`, before a change that is counted in many of them."""
    return f"SELECT FROM {counters.table} WHERE {counters.key} = ANY(%(ids)s) ORDER BY {counters.key} FOR UPDATE"


def hold_counters(table: str) -> str:
    """As `hold_of`, by the name of the table."""
    return next(hold_of(counters) for counters in COUNTERS if counters.table == table)


def missing_of(table: str, key: str, owner: str) -> str:
    """The statement that makes the side rows that are missing, as a restore without triggers leaves them."""
    return f"""
        INSERT INTO {table} ({key}) SELECT id FROM {owner} o
        WHERE NOT EXISTS (SELECT FROM {table} k WHERE k.{key} = o.id) ORDER BY id"""


async def find_differences(db: Database, limit: int) -> tuple[list[Difference], int]:
    """The first so many wrong counters of each table, and how many there are altogether."""
    found: list[Difference] = []
    total = 0
    for counters in COUNTERS:
        rows = await db.rows(difference_of(counters), limit=limit)
        found += [Difference(f"{counters.table}.{row[0]}", *row[1:4]) for row in rows]
        total += rows[0][4] if rows else 0
    return found, total


async def _lock(db: Database, tables: Iterable[str]) -> None:
    """Whoever writes there waits until this transaction ends, so that nothing is counted twice or not at all."""
    await db.rows(f"LOCK TABLE {', '.join(tables)} IN SHARE ROW EXCLUSIVE MODE")


async def do_repair_counters(db: Database) -> None:
    """Sets every counter to what its rows say, in the caller's transaction."""
    await _lock(db, (counters.table for counters in COUNTERS))
    for counters in COUNTERS:
        await db.rows(missing_of(counters.table, counters.key, counters.owner))
        await db.rows(repair_of(counters))


async def find_missing_versions(db: Database) -> dict[str, int]:
    """How many rows have no version, by table; only the tables where some don't."""
    found = {}
    for table, owner in VERSIONS.items():
        missing = await db.value(
            f"SELECT count(*) FROM {owner} o WHERE NOT EXISTS (SELECT FROM {table} v WHERE v.id = o.id)"
        )
        if missing:
            found[table] = missing
    return found


async def do_raise_versions(db: Database) -> int:
    """Gives everything a new version, above all that were ever drawn; how many there are now."""
    await _lock(db, VERSIONS)
    await db.rows(AHEAD)
    raised = 0
    for table, owner in VERSIONS.items():
        await db.rows(missing_of(table, "id", owner))
        raised += await db.value(
            f"""WITH raised AS (UPDATE {table} SET version = nextval('fragment_version') RETURNING 1)
            SELECT count(*) FROM raised"""
        )
    await db.rows("UPDATE list_freshness SET version = nextval('fragment_version')")
    await db.rows("SELECT person_search_forget_all()")
    return raised
