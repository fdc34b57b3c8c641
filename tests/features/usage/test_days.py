"""A day of usage is one of the club's zone, however far from UTC that is."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from freelancerclub.config import Settings
from support.api import Api
from support.make import Make


@pytest.fixture(params=["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    """Days begin 14 hours before those of UTC, or 11 hours after them."""
    return settings.model_copy(update={"time_zone": request.param})


async def test_a_day_ends_at_the_clubs_midnight(api: Api, make: Make):
    today = api.clock().astimezone(ZoneInfo(api.settings.time_zone)).replace(hour=23, minute=30)
    tomorrow = today + timedelta(hours=1)
    api.clock.now = today
    ann, ben = await make.person(created_at=today), await make.person(created_at=tomorrow)
    for moment, people in ((today, [ann]), (tomorrow, [ann, ben])):
        api.clock.now = moment
        for person in people:
            await api.as_(person).get("/users/me")
        await api.close_books()
    expected = [(f"{today:%Y-%m-%d}", "Yes"), (f"{tomorrow:%Y-%m-%d}", "No")]
    for person, rows in ((ann, expected), (ben, [(f"{tomorrow:%Y-%m-%d}", "Yes")])):
        found = (await api.as_(person).get("/usage")).json["data"]
        assert [(row["report_date"], row["new_user"]) for row in found] == rows
