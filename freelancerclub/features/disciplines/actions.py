"""Changes to disciplines and skills: the operator's, from the command line."""

from typing import Any

from psycopg.sql import SQL, Identifier, Placeholder

from freelancerclub.context import Context
from freelancerclub.db.pool import Database
from freelancerclub.errors import Refusal
from freelancerclub.features.disciplines import queries
from freelancerclub.features.disciplines.inputs import DisciplineEntry, SkillEntry

# Changes come one after the other, so that looking before writing is enough; readers don't wait.
ALONE = SQL("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE")
ADD = SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING id")
CHANGE = SQL("UPDATE {} SET {} WHERE id = {}")
REMOVE = SQL("UPDATE {} SET deleted_at = {} WHERE id = {} AND deleted_at IS NULL")

DROP_SUBS = """
    DELETE FROM subdiscipline WHERE discipline_id = %(id)s
      AND lower(name) <> ALL (SELECT lower(name) FROM unnest(%(names)s::text[]) AS kept (name))"""

ADD_SUBS = """
    INSERT INTO subdiscipline (discipline_id, name)
    SELECT %(id)s, name FROM unnest(%(names)s::text[]) WITH ORDINALITY AS sent (name, place) ORDER BY place
    ON CONFLICT (discipline_id, lower(name)) DO NOTHING"""


class NameTaken(Refusal):
    message = "There is already one of that name."


class NameMissing(Refusal):
    message = "The Name field is required."


async def do_add_discipline(ctx: Context, sent: DisciplineEntry) -> int:
    """Raises NameMissing, NameTaken."""
    unsaid = dict.fromkeys(("sub", "alias1", "alias2", "description", "suggestions"), "")
    discipline_id = await _add(ctx.db, "discipline", sent.name, unsaid | _columns(sent))
    await _set_subs(ctx.db, discipline_id, sent)
    return discipline_id


async def do_change_discipline(ctx: Context, discipline_id: int, sent: DisciplineEntry) -> None:
    """Changes what was sent. People keep the name that they chose by. Raises NameMissing, NameTaken."""
    await _change(ctx.db, "discipline", discipline_id, _columns(sent))
    await _set_subs(ctx.db, discipline_id, sent)


async def do_remove_discipline(ctx: Context, discipline_id: int) -> None:
    """Nobody can choose it any more; who has it keeps it."""
    await _remove(ctx, "discipline", discipline_id)


async def do_add_skill(ctx: Context, sent: SkillEntry) -> int:
    """Raises NameMissing, NameTaken."""
    return await _add(ctx.db, "skill", sent.name, _columns(sent))


async def do_change_skill(ctx: Context, skill_id: int, sent: SkillEntry) -> None:
    """Raises NameMissing, NameTaken."""
    await _change(ctx.db, "skill", skill_id, _columns(sent))


async def do_remove_skill(ctx: Context, skill_id: int) -> None:
    await _remove(ctx, "skill", skill_id)


def _columns(sent: DisciplineEntry | SkillEntry) -> dict[str, Any]:
    """The columns that were sent; an unset switch stays as it was."""
    said = {name: getattr(sent, name) for name in sent.model_fields_set - {"subdisciplines"}}
    return {name: value for name, value in said.items() if value is not None}


async def _add(db: Database, table: str, name: str, columns: dict[str, Any]) -> int:
    await _check_name(db, table, 0, name)
    names = SQL(", ").join(map(Identifier, columns))
    values = SQL(", ").join(map(Placeholder, columns))
    added: int = await db.value(ADD.format(Identifier(table), names, values), **columns)
    return added


async def _change(db: Database, table: str, row_id: int, columns: dict[str, Any]) -> None:
    if "name" in columns:
        await _check_name(db, table, row_id, columns["name"])
    if columns:
        pairs = SQL(", ").join(SQL("{} = {}").format(Identifier(name), Placeholder(name)) for name in columns)
        await db.do(CHANGE.format(Identifier(table), pairs, Placeholder("id")), id=row_id, **columns)


async def _remove(ctx: Context, table: str, row_id: int) -> None:
    await ctx.db.do(REMOVE.format(Identifier(table), Placeholder("now"), Placeholder("id")), id=row_id, now=ctx.now)


async def _check_name(db: Database, table: str, row_id: int, name: str) -> None:
    if not name.strip():
        raise NameMissing
    await db.do(ALONE.format(Identifier(table)))
    held_by = await (queries.find_skill_id if table == "skill" else queries.find_discipline_id)(db, name)
    if held_by not in (None, row_id):
        raise NameTaken


async def _set_subs(db: Database, discipline_id: int, sent: DisciplineEntry) -> None:
    if "subdisciplines" in sent.model_fields_set:
        await db.do(DROP_SUBS, id=discipline_id, names=list(sent.subdisciplines))
        await db.do(ADD_SUBS, id=discipline_id, names=list(sent.subdisciplines))
