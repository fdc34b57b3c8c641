"""The board against a model in plain Python that never sees the SQL, while jobs, people and days change.

CLUB_CASES sets how many histories of up to 40 steps are tried: 50 make some hundred questions, 400 more than 2,000.
"""

import asyncio
import json
import os
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier, Placeholder

from features.board.model import Member, Posting, Question, Town
from freelancerclub.callers import Caller
from freelancerclub.db.fragments import Fragments
from freelancerclub.db.pool import Database, make_pool
from freelancerclub.features.board.actions import do_fold_total, do_take_off
from freelancerclub.features.board.inputs import BoardSearch
from freelancerclub.features.board.queries import find_page, get_cards
from freelancerclub.wire.paging import LENIENT

CASES = int(os.environ.get("CLUB_CASES", "50"))
PEOPLE = range(1, 6)
ACCOUNTS = ("free", "starter", "pro", "pro", "pro")
FIRST_DAY = date(2026, 3, 1)
DISCIPLINES = [("Photographer", "TOG", "Shooter"), ("Model", "", ""), ("Hair", "Hairdresser", "Shooter")]
HELD = ["Photographer", "tog", "Model", "Hair", "Shooter", "Baker’s Boy"]
SENT = [*HELD, "PHOTOGRAPHER", "hairdresser", "baker's boy", "nobody"]
PLACES = [(53.96, -1.08), (53.8, -1.55), (0.0, 180.0), (0.2, -179.9), (89.9, 20.0), (51.5, -0.12)]
TEXTS = ["Wedding in York", "Zoë’s café", "light & shadow", "make-up, Köln", "wed"]
QUERIES = ["", "", "wedding", "wed", "zoes", "koln make", "light shad", "york wedding", "photo", "hairdresser", "tog l"]
SOMEBODY = st.sampled_from(PEOPLE)
A_DAY = st.none() | st.integers(-2, 4).map(lambda days: timedelta(days=days))
QUESTIONS = st.builds(
    Question,
    disciplines=st.just([]) | st.lists(st.sampled_from(SENT), min_size=1, max_size=2),
    text=st.sampled_from(QUERIES),
    testing=st.sampled_from([False, False, False, True]),
    payment=st.sampled_from(["", "", "", "paid", "test"]),
    near=st.none() | st.tuples(st.sampled_from(PLACES), st.sampled_from([1, 40, 9_000])).map(lambda n: (*n[0], n[1])),
    tab=st.sampled_from(["", "", "applied", "match", "watchlist"]),
)
EMPTY = Question()


def sent(asked: Question) -> BoardSearch:
    """As the address of a request has it."""
    fields: dict[str, Any] = {"discipline": ",".join(asked.disciplines), "search": asked.text, "tab": asked.tab}
    fields |= {"testing": "on" if asked.testing else "off", "payment_status": asked.payment}
    if asked.near:
        latitude, longitude, miles = asked.near
        fields |= {"city": "Here", "latitude": latitude, "longitude": longitude, "distance": miles}
    return BoardSearch.read({name: [str(value)] for name, value in fields.items()}, None)


class Board(RuleBasedStateMachine):
    """Each step changes the database and the model alike; each question asks both."""

    asked = 0

    def __init__(self, connection: psycopg.Connection, runner: asyncio.Runner, database: Database) -> None:
        super().__init__()
        self.connection, self.run, self.database = connection, runner.run, database
        self.fragments = Fragments(8)
        connection.execute("TRUNCATE job, block RESTART IDENTITY CASCADE")
        members = {}
        for number, account in zip(PEOPLE, ACCOUNTS, strict=True):
            place = PLACES[number] if number < 5 else None
            members[number] = Member(number, account, [HELD[number % 4]], place)
        self.town = Town(FIRST_DAY, members, list(DISCIPLINES))
        for member in members.values():
            self.save_member(member)
        self.save_discipline(*DISCIPLINES[2])

    def write(self, statement: Any, *values: Any) -> None:
        self.connection.execute(statement, values)

    def save_member(self, one: Member) -> None:
        latitude, longitude = one.place or (None, None)
        self.write(
            """INSERT INTO person (id, email, display_name, slug, account, disciplines, latitude, longitude)
            VALUES (%s, %s, 'N', %s, %s, %s, %s, %s) ON CONFLICT (id) DO UPDATE SET account = excluded.account,
            disciplines = excluded.disciplines, latitude = excluded.latitude, longitude = excluded.longitude,
            suspended_at = NULL""",
            one.id, f"{one.id}@example.com", f"p{one.id}", one.account, one.disciplines, latitude, longitude,
        )  # fmt: skip

    def save_discipline(self, name: str, *aliases: str) -> None:
        self.write("UPDATE discipline SET alias1 = %s, alias2 = %s WHERE name = %s", *aliases, name)

    @property
    def newest(self) -> list[Posting]:
        return list(self.town.jobs.values())[-8:]

    def change(self, job: Posting, field: str, value: Any, **columns: Any) -> None:
        setattr(job, field, value)
        sets = SQL(", ").join(SQL("{} = {}").format(Identifier(name), Placeholder(name)) for name in columns)
        self.connection.execute(SQL("UPDATE job SET {} WHERE id = %(id)s").format(sets), columns | {"id": job.id})

    @rule(
        owner=SOMEBODY,
        kind=st.sampled_from(["normal", "test"]),
        text=st.sampled_from(TEXTS),
        disciplines=st.lists(st.sampled_from(HELD), max_size=2, unique=True),
        place=st.none() | st.sampled_from(PLACES),
        days=A_DAY,
        state=st.sampled_from([{}, {}, {}, {"public": False}, {"authorised": False}]),
        many=st.integers(1, 4),
    )
    def post(
        self, owner: int, kind: str, text: str, disciplines: list[str], place: Any, days: Any, state: Any, many: int
    ) -> None:
        for _ in range(many):
            last_day = None if days is None else self.town.today + days
            job = Posting(len(self.town.jobs) + 1, owner, kind, text, disciplines, place, last_day, **state)
            latitude, longitude = place or (None, None)
            self.town.jobs[job.id] = job
            self.write(
                """INSERT INTO job (id, owner_id, kind, title, description, disciplines, latitude, longitude,
                    expires_on, public, authorised) VALUES (%s, %s, %s, %s, '', %s, %s, %s, %s, %s, %s)""",
                job.id, owner, kind, text, disciplines, latitude, longitude, last_day, job.public, job.authorised,
            )  # fmt: skip

    @precondition(lambda self: self.town.jobs)
    @rule(data=st.data(), what=st.sampled_from(["text", "public", "authorised", "deleted", "last_day", "place"]))
    def edit(self, data: Any, what: str) -> None:
        job = data.draw(st.sampled_from(self.newest))
        if what == "text":
            text = data.draw(st.sampled_from(TEXTS))
            self.change(job, "text", text, title=text)
        elif what == "last_day":
            days = data.draw(A_DAY)
            last_day = None if days is None else self.town.today + days
            self.change(job, "last_day", last_day, expires_on=last_day)
        elif what == "place":
            place = data.draw(st.none() | st.sampled_from(PLACES))
            latitude, longitude = place or (None, None)
            self.change(job, "place", place, latitude=latitude, longitude=longitude)
        elif what == "deleted":
            self.change(job, "deleted", not job.deleted, deleted_at=None if job.deleted else FIRST_DAY)
        else:
            self.change(job, what, not getattr(job, what), **{what: not getattr(job, what)})

    @precondition(lambda self: self.town.jobs)
    @rule(data=st.data(), me=SOMEBODY, what=st.sampled_from(["seen", "watched", "applied"]))
    def stand(self, data: Any, me: int, what: str) -> None:
        job = data.draw(st.sampled_from(self.newest))
        table = {"seen": "job_seen", "watched": "watch", "applied": "application"}[what]
        pairs = getattr(self.town, what)
        if (me, job.id) in pairs:
            pairs.remove((me, job.id))
            statement = SQL("DELETE FROM {} WHERE (person_id, job_id) = (%s, %s)")
        else:
            pairs.add((me, job.id))
            statement = SQL("INSERT INTO {} (person_id, job_id) VALUES (%s, %s)")
        self.write(statement.format(Identifier(table)), me, job.id)

    @rule(one=SOMEBODY, other=SOMEBODY)
    def block(self, one: int, other: int) -> None:
        if one == other:
            return
        if (one, other) in self.town.blocks:
            self.town.blocks.remove((one, other))
            self.write("DELETE FROM block WHERE (blocker_id, blocked_id) = (%s, %s)", one, other)
        else:
            self.town.blocks.add((one, other))
            self.write("INSERT INTO block (blocker_id, blocked_id) VALUES (%s, %s)", one, other)

    @rule(
        who=SOMEBODY, disciplines=st.lists(st.sampled_from(HELD), max_size=2), place=st.none() | st.sampled_from(PLACES)
    )
    def move(self, who: int, disciplines: list[str], place: Any) -> None:
        member = self.town.members[who]
        member.disciplines, member.place, member.gone = disciplines, place, False
        self.save_member(member)

    @rule(who=SOMEBODY)
    def suspend(self, who: int) -> None:
        self.town.members[who].gone = True
        self.write("UPDATE person SET suspended_at = now() WHERE id = %s", who)

    @rule(aliases=st.sampled_from([("Hairdresser", "Shooter"), ("", ""), ("tog", "Baker's boy")]))
    def rename(self, aliases: tuple[str, str]) -> None:
        self.town.disciplines[2] = ("Hair", *aliases)
        self.save_discipline("Hair", *aliases)

    @rule(days=st.integers(1, 2))
    def sleep(self, days: int) -> None:
        self.town.today += timedelta(days=days)

    @rule(fold=st.booleans())
    def tidy(self, fold: bool) -> None:
        self.run(do_fold_total(self.database) if fold else do_take_off(self.database, self.town.today, 1_000))

    @rule(me=SOMEBODY, asked=QUESTIONS, limit=st.sampled_from([1, 3, 20]), offset=st.sampled_from([0, 0, 0, 1, 5]))
    def ask(self, me: int, asked: Question, limit: int, offset: int) -> None:
        type(self).asked += 1
        self.compare(me, asked, limit, offset)

    @rule(me=SOMEBODY, tab=st.sampled_from(["applied", "match", "match", "watchlist"]))
    def open_a_tab(self, me: int, tab: str) -> None:
        type(self).asked += 1
        self.compare(me, Question(tab=tab), 20, 0)

    @invariant()
    def everything_is_on_the_board(self) -> None:
        self.compare(2, EMPTY, 20, 0)

    def compare(self, me: int, asked: Question, limit: int, offset: int) -> None:
        expected = self.town.answer(me, asked)
        total, cards = self.run(self.find(me, asked, limit, offset))
        shown = [int(card["id"]) for card in cards]
        assert (total, shown) == (len(expected), expected[offset : offset + limit]), f"{me} asks {asked}"
        for card in cards:
            job = self.town.jobs[int(card["id"])]
            standing = self.town.standing(me, job.id)
            assert {name: card[name] for name in standing} == standing and card["title"] == job.text

    async def find(self, me: int, asked: Question, limit: int, offset: int) -> tuple[int, list[dict[str, Any]]]:
        paging = LENIENT.read({"limit": str(limit), "offset": str(offset)})
        found = await find_page(self.database, Caller(me, 4), sent(asked), paging, self.town.today)
        cards = await get_cards(self.database, self.fragments, me, found)
        return found.total, [json.loads(bytes(card)) for card in cards]


@pytest.fixture
def board(server: str, template: str) -> Iterator[Callable[[], Board]]:
    name = "club_board_model"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    dsn = make_conninfo(server, dbname=name)
    with asyncio.Runner() as runner, psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("DELETE FROM discipline")
        for row in DISCIPLINES:
            connection.execute("INSERT INTO discipline (name, alias1, alias2) VALUES (%s, %s, %s)", row)
        pool = make_pool(dsn, 2)
        runner.run(pool.open())
        yield lambda: Board(connection, runner, Database(pool, {}))
        runner.run(pool.close())
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_whatever_happens_the_board_is_what_the_model_says(board: Callable[[], Board]):
    tried = settings(
        max_examples=CASES,
        stateful_step_count=40,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    Board.asked = 0
    run_state_machine_as_test(board, settings=tried)
    assert Board.asked > 2 * CASES
