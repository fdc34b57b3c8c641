"""The services that the reference is replayed against, and the table at the end."""

import os
from collections.abc import Iterator

import pytest

from replay import counting
from replay.cases import ALL, Replay
from support.served import served


@pytest.fixture(scope="module")
def replay(server: str, template: str) -> Iterator[Replay]:
    with served(server, template, int(os.environ.get("CLUB_TEST_SERVICES", "1"))) as services:
        yield Replay(services)


@pytest.fixture(scope="session", autouse=True)
def table() -> Iterator[None]:
    """Printed by `make replay`, which shows what tests print."""
    yield
    if ALL:
        counting.show()
