"""What the event stream says of conversations that people really have, and of what is held back in them."""

import pytest

from freelancerclub.config import Settings
from freelancerclub.features.messages.actions import do_let_go
from support.api import Api
from support.make import Make, Person
from support.streams import Received, read
from support.talking import begin, opened, reply
from support.telling import Teller

SPAM = "Buy my course, at half the price!"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"held_from": 2})


async def stream(api: Api, person: Person) -> list[Received]:
    return read((await api.as_(person).get("/events?last_event_id=0&wait=0")).text)[1:]


async def test_a_conversation_as_it_goes(api: Api, make: Make, ann: Person, ben: Person):
    thread_id = await begin(api, ann, ben, message="Are you free?")
    listed = (await opened(api, ben, thread_id))["message_items"]
    await reply(api, ben, thread_id, "I am")

    hers, his = await stream(api, ann), await stream(api, ben)

    assert [each.name for each in his] == ["message", "read", "message"]
    assert [each.data for each in his if each.name == "message"][:1] == listed
    assert his[1].data == {"message_ids": [str(thread_id)]}
    assert [each.data["message"] for each in hers if each.name == "message"] == ["Are you free?", "I am"]


async def test_what_is_held_back_is_news_when_it_is_let_go(
    api: Api, make: Make, teller: Teller, ann: Person, ben: Person
):
    await begin(api, ann, await make.person(), message=SPAM)
    await begin(api, ann, ben, message=SPAM)
    assert len(await stream(api, ann)) == 2 and await stream(api, ben) == []

    async with teller.changing() as ctx:
        await do_let_go(ctx, [2])

    assert [each.data["message"] for each in await stream(api, ben)] == [SPAM]
    assert len(await stream(api, ann)) == 2
