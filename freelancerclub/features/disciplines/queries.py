"""Reads of disciplines and skills."""

from typing import Any

from freelancerclub.db.pool import Database
from freelancerclub.shapes.reference import Discipline, DisciplineWithSubs, Skill
from freelancerclub.wire.paging import Paging

VERSION = "SELECT version FROM list_freshness WHERE list = 'discipline'"

WITH_SUBS = f"""
    SELECT ({VERSION}), {DisciplineWithSubs.columns()} FROM discipline d
    WHERE d.deleted_at IS NULL ORDER BY lower(d.name), d.id"""

SEARCHABLE = f"""
    SELECT ({VERSION}), {Discipline.columns()} FROM discipline d
    WHERE d.deleted_at IS NULL AND d.in_search ORDER BY lower(d.name), d.id"""

SKILLS = f"""
    SELECT {Skill.columns()} FROM skill s
    WHERE s.deleted_at IS NULL ORDER BY s.id LIMIT %(limit)s OFFSET %(offset)s"""

SKILL_COUNT = """
    SELECT (SELECT version FROM list_freshness WHERE list = 'skill'), count(*) FROM skill WHERE deleted_at IS NULL"""

NAMES = """
    SELECT d.name, d.alias1, d.alias2 FROM discipline d WHERE d.deleted_at IS NULL ORDER BY d.id"""

# What the operator reads and may send back: our names, true types.
DISCIPLINE_ENTRIES = """
    SELECT row_to_json(entry) FROM (
        SELECT d.id, d.name, d.in_search, d.sub, d.alias1, d.alias2, d.description, d.suggestions,
            (SELECT coalesce(json_agg(s.name ORDER BY s.id), '[]') FROM subdiscipline s
             WHERE s.discipline_id = d.id) AS subdisciplines
        FROM discipline d WHERE d.deleted_at IS NULL
    ) entry ORDER BY entry.id"""

SKILL_ENTRIES = """
    SELECT row_to_json(entry) FROM (SELECT id, name FROM skill WHERE deleted_at IS NULL) entry ORDER BY entry.id"""

DISCIPLINE_ID = "SELECT id FROM discipline WHERE lower(name) = lower(%(name)s) AND deleted_at IS NULL"
SKILL_ID = "SELECT id FROM skill WHERE lower(name) = lower(%(name)s) AND deleted_at IS NULL"


async def find_version(db: Database) -> int:
    """How fresh the disciplines are, aliases and sub-disciplines among them."""
    row = await db.quick(VERSION)
    assert row is not None, "the migration made it"
    return int(row[0])


async def find_disciplines_with_subs(db: Database) -> tuple[int | None, list[DisciplineWithSubs]]:
    """With how fresh they are, which the row of one that isn't there doesn't tell."""
    rows = await db.steady_rows(WITH_SUBS)
    return (rows[0][0] if rows else None), DisciplineWithSubs.from_rows([row[1:] for row in rows])


async def find_searchable_disciplines(db: Database) -> tuple[int | None, list[Discipline]]:
    """As `find_disciplines_with_subs`, of those to search by."""
    rows = await db.steady_rows(SEARCHABLE)
    return (rows[0][0] if rows else None), Discipline.from_rows([row[1:] for row in rows])


async def find_skill_state(db: Database) -> tuple[int, int]:
    """How fresh the skills are, and how many there are."""
    row = await db.quick(SKILL_COUNT)
    assert row is not None, "a count is always told"
    return row[0], row[1]


async def find_skills(db: Database, paging: Paging) -> list[Skill]:
    return Skill.from_rows(await db.steady_rows(SKILLS, limit=paging.limit, offset=paging.offset))


async def find_discipline_names(db: Database) -> dict[str, str]:
    """Every name and alias, case folded, with the name it stands for; a name wins over an alias."""
    rows = await db.rows(NAMES)
    names = {alias.casefold(): name for name, *aliases in rows for alias in aliases if alias}
    return names | {name.casefold(): name for name, *_ in rows}


async def find_discipline_entries(db: Database) -> list[dict[str, Any]]:
    return [row[0] for row in await db.rows(DISCIPLINE_ENTRIES)]


async def find_skill_entries(db: Database) -> list[dict[str, Any]]:
    return [row[0] for row in await db.rows(SKILL_ENTRIES)]


async def find_discipline_id(db: Database, name: str) -> int | None:
    """The id behind a name, in any case."""
    found: int | None = await db.value(DISCIPLINE_ID, name=name.strip())
    return found


async def find_skill_id(db: Database, name: str) -> int | None:
    """The id behind a name, in any case."""
    found: int | None = await db.value(SKILL_ID, name=name.strip())
    return found
