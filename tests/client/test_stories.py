"""Every story, told through both doors to the real application."""

from collections.abc import Awaitable, Callable

import pytest

from client.either import DOORS
from client.stage import Stage
from client.stories import account, people, pictures, work
from freelancerclub.reference import ENDPOINTS
from support.api import Api
from support.make import Make

Story = Callable[[Stage], Awaitable[None]]
NAMES = {endpoint.name for endpoint in ENDPOINTS}
# Those of jobs and messages begin to be told once their endpoints are there.
STORIES: list[Story] = [*account.STORIES, *people.STORIES, *pictures.STORIES]
STORIES += [story for story, needs in work.STORIES.items() if needs <= NAMES]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_story(story: Story, door: str, api: Api, make: Make):
    stage = Stage(api, make, door)
    try:
        await story(stage)
    finally:
        await stage.close()
