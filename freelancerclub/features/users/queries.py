"""Reads of people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from freelancerclub.callers import Caller
from freelancerclub.db.pool import Database
from freelancerclub.db.visibility import is_administrator, present
from freelancerclub.errors import Refusal
from freelancerclub.features.auth.queries import access_along
from freelancerclub.features.auth.rules import address_to_find
from freelancerclub.features.users.rules import NOBODYS_ADDRESS, hidden_columns, whose_rows
from freelancerclub.shapes.people import PEOPLE, UserMe

VERSIONED = "JOIN person_version v ON v.id = p.id WHERE p.id = %(id)s"
ME = f"SELECT v.version, {UserMe.columns()} FROM {PEOPLE} {VERSIONED}"
MY_VERSION = f"SELECT v.version FROM person p {VERSIONED}"

TO_CHANGE = """
    SELECT disciplines, city, country FROM person
    WHERE id = %(id)s AND deleted_at IS NULL FOR NO KEY UPDATE"""

DELETED = f"deleted_at IS NOT NULL AND email <> {NOBODYS_ADDRESS}"

OF_ADDRESS = f"SELECT id FROM person WHERE lower(email) = %(email)s AND {DELETED}"

DUE = f"""
    SELECT id FROM person WHERE {DELETED} AND deleted_at <= %(before)s
    ORDER BY deleted_at, id LIMIT %(limit)s"""

# Locked, so that nobody is brought back meanwhile.
TO_ERASE = f"""
    SELECT email, display_name, phone FROM person
    WHERE id = %(id)s AND {DELETED} AND deleted_at <= %(before)s FOR UPDATE"""

# What an operator's file calls people by: (name of the field, what it says, whose it is).
NAMED = """
    SELECT 'id', w.word, p.id FROM unnest(%(id)s::text[]) w (word) JOIN person p ON p.id = w.word::bigint
        WHERE p.deleted_at IS NULL
    UNION ALL SELECT 'email', w.word, p.id FROM unnest(%(email)s::text[]) w (word)
        JOIN person p ON lower(p.email) = lower(w.word) WHERE p.deleted_at IS NULL
    UNION ALL SELECT 'slug', w.word, p.id FROM unnest(%(slug)s::text[]) w (word) JOIN person p ON p.slug = w.word
        WHERE p.deleted_at IS NULL"""

NEWCOMER = f"SELECT p.display_name, p.email FROM person p WHERE p.id = %(id)s AND {present('p')}"

LEAVER = f"SELECT display_name, email, deleted_at FROM person WHERE id = %(id)s AND {DELETED}"

# For the operator: who was erased is nobody any more.
STATE = f"""CASE WHEN deleted_at IS NOT NULL THEN 'deleted' WHEN suspended_at IS NOT NULL THEN 'suspended'
    WHEN {is_administrator("person")} THEN 'administrator' ELSE 'member' END"""
STATES = ("member", "administrator", "suspended", "deleted")
ACCOUNTS = f"""
    SELECT id, email, display_name, account, state, created_at, last_seen_at, deleted_at
    FROM (SELECT *, {STATE} AS state FROM person LEFT JOIN person_seen ON person_id = id
          WHERE email <> {NOBODYS_ADDRESS}) accounts
    WHERE (%(state)s::text IS NULL OR state = %(state)s)
      AND (%(text)s::text IS NULL OR position(lower(%(text)s) IN lower(email)) > 0
           OR position(lower(%(text)s) IN lower(display_name)) > 0 OR id::text = %(text)s)
    ORDER BY id DESC LIMIT %(limit)s"""

# Whose counters count something of a person's, by the table of the counters.
TOUCHED = {
    "person_counter": """
        SELECT %(id)s::bigint
        UNION SELECT followed_id FROM follow WHERE follower_id = %(id)s
        UNION SELECT person_id FROM person_view WHERE viewer_id = %(id)s
        UNION SELECT i.owner_id FROM picture_like l JOIN picture i ON i.id = l.picture_id WHERE l.person_id = %(id)s""",
    "picture_counter": """
        SELECT picture_id FROM picture_like WHERE person_id = %(id)s
        UNION SELECT picture_id FROM picture_comment WHERE author_id = %(id)s
        UNION SELECT picture_id FROM picture_view WHERE viewer_id = %(id)s""",
    "job_counter": """
        SELECT job_id FROM application WHERE person_id = %(id)s
        UNION SELECT job_id FROM alert_sent WHERE person_id = %(id)s""",
}

# Hashes of secrets are nobody's to see, nor what the rules hide. Every table has a primary key: in its order the same
# rows are the same bytes.
COLUMNS_TO_TELL = """
    SELECT c.relname,
        string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
            FILTER (WHERE a.atttypid <> 'bytea'::regtype AND a.attname <> 'password_hash'
                AND c.relname || '.' || a.attname <> ALL(%(hidden)s)),
        string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FILTER (WHERE a.attnum = ANY(k.indkey))
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_index k ON k.indrelid = c.oid AND k.indisprimary
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(%(tables)s)
      AND a.attnum > 0 AND NOT a.attisdropped
    GROUP BY 1 ORDER BY 1"""


@dataclass(frozen=True, slots=True)
class Listed:
    """An account as the operator sees it; state is one of STATES."""

    id: int
    email: str
    name: str
    account: str
    state: str
    created_at: datetime
    seen_at: datetime | None
    deleted_at: datetime | None


class PersonNotFound(Refusal):
    status, message = 404, "Sorry that freelancer was not found."


async def access_me(db: Database, claimant: Caller) -> tuple[int, UserMe]:
    """The caller's own page and its version. Raises TokenInvalid for a token that no longer counts."""
    row = await access_along(db.quick, claimant, ME, id=claimant.id, open=True)
    return row[0], UserMe.from_row(row[1:])


async def access_my_version(db: Database, claimant: Caller) -> int:
    """The version of the caller's own page, which every change of what it shows raises. Raises TokenInvalid."""
    return int((await access_along(db.quick, claimant, MY_VERSION, id=claimant.id))[0])


async def access_person_to_change(db: Database, person_id: int) -> tuple[list[str], str | None, str | None]:
    """Locks the person and tells disciplines, city and country as they are. Raises PersonNotFound."""
    row = await db.row(TO_CHANGE, id=person_id)
    if row is None:
        raise PersonNotFound
    return row[0], row[1], row[2]


async def find_due_for_erasure(db: Database, before: datetime, limit: int) -> list[int]:
    """Those who deleted their account before then, the first of them first."""
    return [person_id for (person_id,) in await db.rows(DUE, before=before, limit=limit)]


async def access_person_to_erase(db: Database, person_id: int, before: datetime) -> tuple[str, str, str | None] | None:
    """Locks the person and tells address, name and telephone; None where nothing is due."""
    row = await db.row(TO_ERASE, id=person_id, before=before)
    return None if row is None else (row[0], row[1], row[2])


async def find_touched_counters(db: Database, person_id: int) -> dict[str, Sequence[int]]:
    """By the table of the counters, whose count something of the person's."""
    return {table: [row[0] for row in await db.rows(select, id=person_id)] for table, select in TOUCHED.items()}


async def find_people_named(db: Database, words: Mapping[str, Sequence[str]]) -> dict[tuple[str, str], int]:
    """Whom `id`, `email` and `slug` mean, by field and word; ids are written in digits."""
    rows = await db.rows(NAMED, **{field: list(words.get(field, ())) for field in ("id", "email", "slug")})
    return {(field, word): person_id for field, word, person_id in rows}


async def find_accounts(db: Database, text: str | None, state: str | None, limit: int) -> list[Listed]:
    """The newest accounts first: those whose address or name holds the text, or whose id it is."""
    return [Listed(*row) for row in await db.rows(ACCOUNTS, text=text, state=state, limit=limit)]


async def find_deleted(db: Database, email: str) -> int | None:
    """Whose deleted account, not erased yet, has the address."""
    person_id: int | None = await db.value(OF_ADDRESS, email=address_to_find(email))
    return person_id


async def find_leaver(db: Database, person_id: int) -> tuple[str, str, datetime] | None:
    """Name, address and moment of a deleted account; None once it was brought back or erased."""
    row = await db.row(LEAVER, id=person_id)
    return None if row is None else (row[0], row[1], row[2])


async def find_newcomer(db: Database, person_id: int) -> tuple[str, str] | None:
    """Name and address; None for who is gone already."""
    row = await db.row(NEWCOMER, id=person_id)
    return None if row is None else (row[0], row[1])


async def get_held(db: Database, person_id: int) -> msgspec.Raw:
    """All that is held about a person, as they may see it: a list of rows for each table, as written JSON."""
    rows_of = whose_rows()
    columns = await db.rows(COLUMNS_TO_TELL, tables=list(rows_of), hidden=hidden_columns())
    looks = (
        f"""SELECT '{table}', coalesce(json_agg(held)::text, '[]')
            FROM (SELECT {names} FROM {table} WHERE {rows_of[table]} ORDER BY {key}) held"""
        for table, names, key in columns
    )
    found = await db.rows(" UNION ALL ".join(looks), id=person_id)
    return msgspec.Raw("{" + ",".join(f'"{table}":{rows}' for table, rows in found) + "}")
