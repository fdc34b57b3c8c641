"""Reads of disciplines and skills."""

from typing import Any

from freelancerclub.db.pool import Database
from freelancerclub.shapes.reference import Discipline, DisciplineWithSubs, Skill
from freelancerclub.wire.envelopes import Page
from freelancerclub.wire.paging import Paging

WITH_SUBS = f"""
    SELECT {DisciplineWithSubs.columns()} FROM discipline d
    WHERE d.deleted_at IS NULL ORDER BY lower(d.name), d.id"""

SEARCHABLE = f"""
    SELECT {Discipline.columns()} FROM discipline d
    WHERE d.deleted_at IS NULL AND d.in_search ORDER BY lower(d.name), d.id"""

SKILLS = f"""
    SELECT {Skill.columns()} FROM skill s
    WHERE s.deleted_at IS NULL ORDER BY s.id LIMIT %(limit)s OFFSET %(offset)s"""

SKILL_COUNT = "SELECT count(*) FROM skill WHERE deleted_at IS NULL"

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


async def find_disciplines_with_subs(db: Database) -> list[DisciplineWithSubs]:
    return DisciplineWithSubs.from_rows(await db.rows(WITH_SUBS))


async def find_searchable_disciplines(db: Database) -> list[Discipline]:
    return Discipline.from_rows(await db.rows(SEARCHABLE))


async def find_skills(db: Database, paging: Paging) -> Page[Skill]:
    rows = await db.rows(SKILLS, limit=paging.limit, offset=paging.offset)
    return Page(paging.meta(await db.value(SKILL_COUNT)), Skill.from_rows(rows))


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
