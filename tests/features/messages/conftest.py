"""What these tests stand on: three people, and somebody who does what the worker does."""

import pytest

from support.api import Api
from support.make import Make, Person
from support.telling import Teller


@pytest.fixture
def teller(api: Api, dsn: str, make: Make) -> Teller:
    return Teller(api, dsn, make)


@pytest.fixture
async def ann(make: Make) -> Person:
    return await make.person(display_name="Ann Lee", slug="annlee", email="ann@example.com", picture="a.jpg")


@pytest.fixture
async def ben(make: Make) -> Person:
    return await make.person(display_name="Ben Ash", slug="benash", email="ben@example.com")


@pytest.fixture
async def eve(make: Make) -> Person:
    return await make.person(display_name="Eve Orr", slug="eveorr", email="eve@example.com")
