"""GET /users is never an error, whatever is sent (L716)."""

import asyncio
from random import Random
from urllib.parse import quote_from_bytes

import pytest

from support.api import Api
from support.make import Make

PARAMETERS = (
    "limit", "offset", "discipline", "searchstr", "search", "influence", "testing", "mentor", "online", "city",
    "longitude", "latitude", "distance",
)  # fmt: skip
VALUES = [
    b"", b" ", b"on", b"off", b"0", b"1", b"-1", b"20", b"500", b"501", b"1.5", b"1e5", b"1e-5", b"1e99", b"-0", b"+1",
    b"nan", b"inf", b"-Infinity", b"0x10", b"1_000", b"9" * 19, b"9" * 400, b"180", b"-180", b"90", b"-90", b"90.00001",
    "１２".encode(), "é’'".encode(), b"'", b'"', b"\\", b"'; DROP TABLE person; --", b"a' & !b | c:* <-> (d",
    b":*", b"!", b"&", b"(", b"{}", b"{a,b}", b"%", b"_", b"\x00", b"a\x00b", b"\xff\xfe", b"\xed\xa0\x80",
    b"\xf0\x9f\x91\x8d", b",", b",,\t,", b"photographer", b"tog,model", b"x" * 3_000, b"a " * 900, b"[]", b"null",
    "\u0301".encode(), "\u200b".encode(), "ﷺ".encode() * 40, b"zz photographer",
]  # fmt: skip


@pytest.fixture
async def asking(api: Api, make: Make) -> Api:
    for place in (None, 0, 89.9, -90):
        await make.person(bio="Weddings", latitude=place, longitude=place and 179.9)
    return api.as_(await make.person())


@pytest.mark.parametrize("parameter", PARAMETERS)
async def test_any_value_of_one_parameter(parameter: str, asking: Api):
    for value in VALUES:
        answer = await asking.get(f"/users?{parameter}={quote_from_bytes(value)}")
        assert answer.status == 200, (value, answer.text)
        meta = answer.json["meta"]
        assert 1 <= meta["limit"] <= 500 and meta["offset"] >= 0


async def test_any_values_of_any_parameters(asking: Api):
    chance = Random(5)
    for _ in range(400):
        sent = [(name, chance.choice(VALUES)) for name in PARAMETERS if chance.random() < 0.4]
        query = "&".join(f"{name}={quote_from_bytes(value)}" for name, value in sent)
        assert (await asking.get(f"/users?{query}")).status == 200, query


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("limit=0", (20, 0)), ("limit=-5", (20, 0)), ("limit=dave", (20, 0)), ("limit=1.5", (20, 0)),
        ("limit=501", (500, 0)), ("limit=99999999999999999999", (500, 0)), ("limit=500", (500, 0)),
        ("offset=-1", (20, 0)), ("offset=dave", (20, 0)), ("offset=3&limit=2", (2, 3)),
        ("offset=99999999999999999999&limit=500", (500, 2**63 - 1)),
    ],
)  # fmt: skip
async def test_bad_pages_are_the_usual_ones(sent: str, shown: tuple[int, int], asking: Api):
    for filters in ("", "&searchstr=wedding", "&mentor=on&testing=on", "&online=on"):
        meta = (await asking.get(f"/users?{sent}{filters}")).json["meta"]
        assert (meta["limit"], meta["offset"]) == shown


async def test_many_at_once(asking: Api):
    answers = await asyncio.gather(*(asking.get(f"/users?searchstr=wed&offset={n % 3}") for n in range(40)))
    assert {answer.json["meta"]["total"] for answer in answers} == {5 - 1}
