"""What these tests stand on: three people."""

import pytest

from support.make import Make, Person


@pytest.fixture
async def ann(make: Make) -> Person:
    return await make.person(display_name="Ann Lee", slug="annlee", email="ann@example.com", picture="a.jpg")


@pytest.fixture
async def ben(make: Make) -> Person:
    return await make.person(display_name="Ben Ash", slug="benash", email="ben@example.com")


@pytest.fixture
async def eve(make: Make) -> Person:
    return await make.person(display_name="Eve Orr", slug="eveorr", email="eve@example.com")
