"""A POST whose answer is lost, sent again to the real application: it is done once, through both doors."""

import importlib.util
from typing import Any

import httpx2
import pytest

from client.either import DOORS
from client.stage import Stage, Within
from freelancerclub_client import Patience
from support.api import Api
from support.make import Make
from support.pictures import png


class Forgetful(Within):
    """Loses the first answer to every POST."""

    def __init__(self, api: Api) -> None:
        super().__init__(api)
        self.lost: set[str] = set()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        response = await super().handle_async_request(request)
        key = request.headers.get("idempotency-key", "")
        if request.method == "POST" and key not in self.lost:
            self.lost.add(key)
            raise httpx2.ReadError("the connection was lost")
        return response


if importlib.util.find_spec("freelancerclub.features.repeats"):  # the service knows the keys

    @pytest.mark.parametrize("door", DOORS)
    async def test_a_post_whose_answer_is_lost_is_done_once(door: str, api: Api, make: Make):
        mia, ann = await make.person(), await make.person()
        stage = Stage(api, make, door)
        transport: Any = Forgetful(api)
        club = stage.club(mia, within=transport, patience=Patience(first=0.01))
        picture = await club.images.upload(mia.id, png(), "A picture")
        other = stage.club(ann, within=transport, patience=Patience(first=0.01))
        await other.comments.add(picture.image_id, "Lovely")
        await other.comments.add(picture.image_id, "Lovely")
        await stage.close()
        assert await make.count("picture") == 1
        assert await make.count("picture_comment") == 2, "said twice, and each of them once"
        assert len(transport.lost) == 3
