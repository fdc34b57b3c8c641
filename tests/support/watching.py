"""Watches the database: which statements a request runs, and whether anything in any table changed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier, Literal

from freelancerclub.db.lane import Lane
from freelancerclub.db.pipeline import Pipeline
from support.make import Make

# Written by reading, by design (trust.md, safe methods).
MARKS = {"person_seen", "person_view", "job_seen", "usage_day", "rate_counter"}
# A view is counted too, and what is counted is shown, which raises a version.
MARKED = {
    "person_counter": "views",
    "picture_counter": "views",
    "person_version": "version",
    "picture_version": "version",
}
_MARKING = re.compile(rf"(INTO|UPDATE)\s+({'|'.join(MARKS)})\b|service_state|hashtext\('usage_day'\)")
_OF_TRANSACTIONS = ("BEGIN", "SET LOCAL", "COMMIT", "ROLLBACK")


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collects what is sent to PostgreSQL meanwhile, but for BEGIN and its like, switch, limits and meters."""
    seen: list[str] = []
    execute, ask, run = psycopg.AsyncCursor.execute, Lane.ask, Pipeline.run

    def note(query: Any) -> None:
        text = query if isinstance(query, str) else query.as_string() if hasattr(query, "as_string") else str(query)
        if not text.startswith(_OF_TRANSACTIONS) and not _MARKING.search(text):
            seen.append(text)

    def noting_too(lane: Lane, statement: str, parameters: Any) -> Any:
        answer = ask(lane, statement, parameters)
        if answer is not None:  # else it is asked through the pool
            note(statement)
        return answer

    async def noting(cursor: Any, query: Any, *arguments: Any, **options: Any) -> Any:
        note(query)
        return await execute(cursor, query, *arguments, **options)

    async def noting_all(pipeline: Pipeline, said: Any) -> Any:
        for statement, _ in said:
            note(statement)
        return await run(pipeline, said)

    psycopg.AsyncCursor.execute = noting  # type: ignore[method-assign,assignment]
    Lane.ask = noting_too  # type: ignore[method-assign]
    Pipeline.run = noting_all  # type: ignore[method-assign]
    try:
        yield seen
    finally:
        psycopg.AsyncCursor.execute = execute  # type: ignore[method-assign]
        Lane.ask = ask  # type: ignore[method-assign]
        Pipeline.run = run  # type: ignore[method-assign]


async def everything(make: Make, *, but: set[str] = MARKS) -> dict[str, tuple[int, str]]:
    """Every table with the number of its rows and a hash of all they hold, in one look."""
    tables = await make.rows(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    one = SQL(
        "SELECT {}, count(*), coalesce(md5(string_agg(held::text, ',' ORDER BY held::text)), '')"
        " FROM {} t CROSS JOIN LATERAL (SELECT to_jsonb(t) - {}::text) AS shown (held)"
    )
    looks = [
        one.format(Literal(name), Identifier(name), Literal(MARKED.get(name, "")))
        for (name,) in tables
        if name not in but
    ]
    return {name: (rows, digest) for name, rows, digest in await make.rows(SQL(" UNION ALL ").join(looks))}


async def columns(make: Make, table: str, row_id: int, key: str = "id") -> dict[str, Any]:
    """A row by the names of its columns."""
    names = await make.rows(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " ORDER BY attnum",
        [table],
    )
    return dict(zip([name for (name,) in names], await make.whole(table, row_id, key), strict=True))


def changed(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """What is different now, with its new value."""
    return {name: after[name] for name in after if after[name] != before[name]}
