"""Videos elsewhere: the real one and a test's keep one promise, whatever the other side does."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from freelancerclub.adapters import video as video_module
from freelancerclub.adapters.video import About, OEmbed, RememberingVideos, Video, Videos, VideoServiceAway
from support.oembed import OEmbedLike, oembed, sink

PRIVATE = Video("vimeo", "188650521", "8272103f6e")
ABOUT = About("LOST BOY", "Year unknown.", "https://i.vimeocdn.com/video/602825220_200x150.jpg", 1920, 804)


@dataclass
class Desk:
    """One of the two, and how to make a video unknown or the service go away."""

    videos: Videos
    forget: Callable[[], None]
    leave: Callable[[], None]


@pytest.fixture
def like() -> Iterator[OEmbedLike]:
    with oembed() as started:
        yield started


def real(like: OEmbedLike) -> OEmbed:
    return OEmbed(f"{like.url}/oembed", f"{like.url}/api/oembed.json")


@pytest.fixture(params=["remembering", "oembed"])
def desk(request: pytest.FixtureRequest, like: OEmbedLike) -> Desk:
    if request.param == "oembed":
        return Desk(real(like), lambda: setattr(like, "manner", "unknowing"), lambda: setattr(like, "manner", "broken"))
    remembering = RememberingVideos({PRIVATE.id: ABOUT})
    return Desk(remembering, remembering.known.clear, lambda: setattr(remembering, "is_away", True))


async def test_what_is_said_of_a_video(desk: Desk):
    assert await desk.videos.look_up(PRIVATE) == ABOUT


async def test_an_unknown_video(desk: Desk):
    desk.forget()
    assert await desk.videos.look_up(PRIVATE) is None


async def test_a_service_that_is_away(desk: Desk):
    desk.leave()
    with pytest.raises(VideoServiceAway):
        await desk.videos.look_up(PRIVATE)


async def test_each_service_is_asked_by_the_address_where_people_watch(like: OEmbedLike):
    for video in (PRIVATE, Video("vimeo", "1"), Video("youtube", "HXdWzEAvgGg")):
        await real(like).look_up(video)
    assert like.asked == [
        ("/api/oembed.json", "https://vimeo.com/188650521/8272103f6e"),
        ("/api/oembed.json", "https://vimeo.com/1"),
        ("/oembed", "https://www.youtube.com/watch?v=HXdWzEAvgGg"),
    ]


async def test_a_private_video_is_an_unknown_one(like: OEmbedLike):
    like.manner = "discreet"
    assert await real(like).look_up(PRIVATE) is None


async def test_fields_of_another_kind_are_left_out(like: OEmbedLike):
    like.about = {"title": 5, "description": None, "thumbnail_url": ["x"], "width": "480", "height": 270.0}
    assert await real(like).look_up(PRIVATE) == About(width=480, height=270)
    like.about = {"width": True, "height": 1e300}
    assert await real(like).look_up(PRIVATE) == About()


@pytest.mark.parametrize(
    "manner", ["busy", "broken", "garbage", "list", "deep", "endless", "dripping", "hanging", "redirecting"]
)
async def test_other_answers_are_survived(manner: str, like: OEmbedLike, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(video_module, "PATIENCE", 0.4)
    like.manner = manner
    with pytest.raises(VideoServiceAway):
        await real(like).look_up(PRIVATE)
    assert len(like.asked) == 1


async def test_no_redirection_is_followed(like: OEmbedLike):
    with sink() as found:
        like.manner, like.elsewhere = "redirecting", f"http://127.0.0.1:{found.port}/oembed?url=x"
        with pytest.raises(VideoServiceAway):
            await real(like).look_up(PRIVATE)
    assert (len(like.asked), found.connections) == (1, 0)


async def test_nobody_there():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(VideoServiceAway):
        await OEmbed(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port}").look_up(PRIVATE)


async def test_no_proxy_of_the_environment_is_used(like: OEmbedLike, monkeypatch: pytest.MonkeyPatch):
    with sink() as found:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{found.port}")
        assert await real(like).look_up(PRIVATE) == ABOUT
    assert found.connections == 0
