"""Search against a model in plain Python that never sees the SQL: order and totals equal, in thousands of cases."""

from collections.abc import AsyncIterator, Iterator
from random import Random
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from features.search.model import Asked, World, words
from features.search.town import FILTERS, NOW, build, kinds_of_questions, question
from freelancerclub.callers import Caller
from freelancerclub.db import finding
from freelancerclub.db.pages import Pages
from freelancerclub.db.pool import Database, make_pool
from freelancerclub.features.search import queries
from freelancerclub.features.search.inputs import PeopleSearch
from freelancerclub.features.search.queries import Found, find_page
from freelancerclub.wire.paging import LENIENT

PEOPLE = 300
EACH = 60  # cases of every kind: 29 kinds of no, one or two filters
RANDOM = 500  # cases of any filters together


@pytest.fixture(scope="module")
def town(server: str, template: str) -> Iterator[tuple[str, World]]:
    name = "club_search_model"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    dsn = make_conninfo(server, dbname=name)
    with psycopg.connect(dsn, autocommit=True) as connection:
        world = build(connection, Random(1), PEOPLE)
        connection.execute("ANALYZE")
    yield dsn, world
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def database(town: tuple[str, World]) -> AsyncIterator[Database]:
    async with make_pool(town[0], 2) as pool:
        yield Database(pool, {})


def sent(asked: Asked) -> PeopleSearch:
    """As the address of a request has it."""
    fields: dict[str, Any] = {
        "discipline": ",".join(asked.disciplines), "searchstr": asked.text,
        "influence": "on" if asked.influence else "off", "testing": "1" if asked.testing else "0",
        "mentor": "true" if asked.mentor else "", "online": "yes" if asked.online_since else "no",
    }  # fmt: skip
    if asked.near:
        latitude, longitude, miles = asked.near
        fields |= {"city": "Here", "latitude": latitude, "longitude": longitude, "distance": miles}
    return PeopleSearch.read({name: [str(value)] for name, value in fields.items()}, None)


async def find(database: Database, me: int, asked: Asked, limit: int, offset: int) -> Found:
    paging = LENIENT.read({"limit": str(limit), "offset": str(offset)})
    pages = Pages(1)
    online_since = asked.online_since or NOW
    found = [await find_page(database, Caller(me, 4), sent(asked), paging, online_since, pages) for _ in "12"]
    assert found[0] == found[1], "a page that is remembered is the page"
    return found[0]


async def compare(database: Database, world: World, chance: Random, filters: tuple[str, ...]) -> int:
    """One case; how many were found."""
    me, asked = chance.choice((1, 2, 3, PEOPLE, chance.randrange(1, PEOPLE))), question(chance, filters)
    limit, offset = chance.choice((1, 5, 20, 500)), chance.choice((0, 0, 1, 7, 40, 1000))
    expected, is_relaxed = world.answer(me, asked)
    found = await find(database, me, asked, limit, offset)
    said = f"{me} asks {asked}, {limit} from {offset}"
    assert [person_id for person_id, _ in found.page] == expected[offset : offset + limit], said
    assert (found.total, found.is_relaxed) == (len(expected), is_relaxed), said
    return len(expected)


@pytest.mark.parametrize("filters", list(kinds_of_questions()), ids="+".join)
async def test_every_filter_alone_and_in_pairs(filters: tuple[str, ...], database: Database, town: tuple[str, World]):
    chance = Random(str(filters))
    counts = [await compare(database, town[1], chance, filters) for _ in range(EACH)]
    assert max(counts) > 3, "cases that find somebody"


@pytest.mark.parametrize(("broad", "steps"), [(None, 0), (5, 8), (5, 300)], ids=["sorted", "a few steps", "walked"])
async def test_any_filters_together(
    broad: int | None, steps: int, database: Database, town: tuple[str, World], monkeypatch: Any
):
    """The second and third time as where very many match, so that pages come from the beginning of the order."""
    if broad is not None:
        monkeypatch.setattr(finding, "BROAD", broad)
        monkeypatch.setattr(finding, "STEPS", steps)
    monkeypatch.setattr(finding, "FEW", steps)
    finding.statement_of.cache_clear()
    chance = Random(f"together {steps}")
    for _ in range(RANDOM):
        filters = tuple(name for name in FILTERS if chance.random() < 0.3)
        await compare(database, town[1], chance, filters)
    finding.statement_of.cache_clear()


@pytest.mark.parametrize("few", [4, 12, 40])
async def test_a_text_within_a_circle(few: int, database: Database, town: tuple[str, World], monkeypatch: Any):
    """Of some degrees enough are among those who stand first, others are asked of the indexes once more."""
    monkeypatch.setattr(finding, "FEW", few)
    finding.statement_of.cache_clear()
    chance = Random(f"within {few}")
    for _ in range(RANDOM):
        me, asked = chance.randrange(1, PEOPLE), question(chance, ("text", "near"))
        expected, _ = town[1].answer(me, asked)
        limit, offset = chance.choice((1, 2, 3)), chance.choice((0, 1, 2, 6))
        found = await find(database, me, asked, limit, offset)
        assert [person_id for person_id, _ in found.page] == expected[offset : offset + limit], f"{me} asks {asked}"
    finding.statement_of.cache_clear()


@pytest.mark.parametrize("first", [finding.FIRST, 0], ids=["near", "far"])
@pytest.mark.parametrize("filters", [(), ("disciplines",), ("text",), ("near",), ("influence",), ("text", "near")])
async def test_paging_to_the_end_shows_everybody_once(
    filters: tuple[str, ...], first: int, database: Database, town: tuple[str, World], monkeypatch: Any
):
    """The second time as pages far behind are found: from the end where it is nearer."""
    monkeypatch.setattr(queries, "FIRST", first)
    monkeypatch.setattr(finding, "FEW", first)
    finding.statement_of.cache_clear()
    chance = Random(7)
    for _ in range(3):
        asked = question(chance, filters)
        expected, _ = town[1].answer(3, asked)
        seen: list[int] = []
        for offset in range(0, len(expected) + 7, 7):
            seen += [person_id for person_id, _ in (await find(database, 3, asked, 7, offset)).page]
        assert seen == expected


async def test_totals_are_the_same_before_and_after_they_are_folded(database: Database, town: tuple[str, World]):
    chance = Random(8)
    for filters in ((), ("disciplines",), ("testing",), ("mentor",)):
        await compare(database, town[1], chance, filters)
    await database.rows("SELECT person_rank_fold()")
    assert await database.value("SELECT count(*) FROM person_rank_change") == 0
    wrong = """
        SELECT list, t.people, r.people FROM person_rank_total t
        FULL JOIN (SELECT list, count(*) AS people FROM person_rank GROUP BY list) r USING (list)
        WHERE coalesce(t.people, 0) <> coalesce(r.people, 0)"""
    assert await database.rows(wrong) == []
    for filters in ((), ("disciplines",), ("testing",), ("mentor",)):
        await compare(database, town[1], chance, filters)


async def test_words_are_folded_as_the_model_folds_them(database: Database):
    """Every letter of the scripts that people here write in, and what stands between them."""
    letters = [chr(code) for code in (*range(0x20, 0x250), *range(0x370, 0x530), *range(0x1E00, 0x2000))]
    found = await database.rows(
        "SELECT letter, array(SELECT folded_words('a' || letter || 'b')) FROM unnest(%(letters)s::text[]) letter",
        letters=[letter for letter in letters if letter.isprintable()],
    )
    assert [(letter, said) for letter, said in found if said != words(f"a{letter}b")] == []
