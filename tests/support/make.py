"""Make: puts rows into the database as a test needs them, and counts them."""

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier, Placeholder

from freelancerclub.adapters.tokens import Tokens
from support.api import Clock

# argon2id of "abcd1234" with the real parameters, so that a log-in in a test does the real work once.
PASSWORD = "abcd1234"
PASSWORD_HASH = "$argon2id$v=19$m=19456,t=2,p=1$RqvuNzaRRySpgcUUg8nv7A$Ws5EzEjpyBdWNxe9rZEQ0SJ52V5epBP456abtCmb/m8"


@dataclass
class Person:
    id: int
    email: str
    token: str
    display_name: str


class Make:
    def __init__(self, dsn: str, tokens: Tokens, clock: Clock) -> None:
        self._dsn = dsn
        self._tokens = tokens
        self._clock = clock
        self._made = 0

    async def rows(self, statement: Any, parameters: Any = None) -> list[tuple[Any, ...]]:
        async with await psycopg.AsyncConnection.connect(self._dsn, autocommit=True) as connection:
            cursor = await connection.execute(statement, parameters)
            return await cursor.fetchall() if cursor.description else []

    async def row(self, table: str, **values: Any) -> int:
        """A row of any table; returns its first column."""
        statement = SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING *").format(
            Identifier(table),
            SQL(", ").join(map(Identifier, values)),
            SQL(", ").join(map(Placeholder, values)),
        )
        return (await self.rows(statement, values))[0][0]

    async def person(self, **values: Any) -> Person:
        self._made += 1
        given = {
            "email": f"person{self._made}@example.com",
            "display_name": f"Person {self._made}",
            "slug": f"person{self._made}",
            "password_hash": PASSWORD_HASH,
            "disciplines": ["Photographer"],
        } | values
        person_id = await self.row("person", **given)
        return Person(person_id, given["email"], self.token(person_id, given["email"]), given["display_name"])

    async def administrator(self, **values: Any) -> Person:
        return await self.person(role=1, **values)

    async def company(self, **values: Any) -> int:
        self._made += 1
        return await self.row("company", **({"name": f"Company {self._made}", "slug": f"company{self._made}"} | values))

    def token(self, person_id: int, email: str = "x@example.com", epoch: int = 0) -> str:
        return self._tokens.issue(person_id, email, epoch, since=self._clock(), now=self._clock())

    async def count(self, table: str, **where: Any) -> int:
        condition = SQL(" AND ").join(SQL("{} = {}").format(Identifier(name), Placeholder(name)) for name in where)
        statement = SQL("SELECT count(*) FROM {} WHERE {}").format(
            Identifier(table), condition if where else SQL("true")
        )
        return (await self.rows(statement, where))[0][0]

    async def whole(self, table: str, row_id: int, key: str = "id") -> tuple[Any, ...]:
        """A row with all its columns, to be compared before and after."""
        found = await self.rows(
            SQL("SELECT * FROM {} WHERE {} = %s").format(Identifier(table), Identifier(key)), [row_id]
        )
        return found[0]
