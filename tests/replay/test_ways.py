"""Every documented way of calling gives the documented answer; in the short form the made ones by turns."""

import pytest

from replay import counting
from replay.cases import ALL, Replay
from replay.ways import AWKWARD, GENERATED

KIND = "ways of calling"
EACH = 1 if ALL else 12  # so many-th of those that are made from the examples
WAYS = AWKWARD + GENERATED[::EACH]


@pytest.mark.parametrize("place", range(len(WAYS)), ids=[f"{n} {case.name}" for n, case in enumerate(WAYS)])
async def test_way(place: int, replay: Replay):
    counting.case(KIND)
    assert await replay.replay(KIND, WAYS[place], place) == []
