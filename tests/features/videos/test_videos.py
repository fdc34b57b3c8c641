"""Adding videos, and what the worker finds out about them; nobody is asked at an address that was sent (E16, R90)."""

from asyncio import create_task, gather, sleep
from typing import Any

import psycopg
import pytest

from freelancerclub.adapters.video import About, OEmbed, Video
from support.api import Api, running
from support.make import Make
from support.oembed import oembed, sink
from support.sending import ENCODINGS, encoded

SENT = {"video_url": "https://youtu.be/dQw4w9WgXcQ"}
UNKNOWN = {
    "status": "400",
    "message": "We could not determine the source of the video. Please enter the full Youtube or Vimeo URL.",
}
NOBODY = {"status": "404", "message": "Sorry that freelancer was not found."}
THUMBNAIL = "https://i.ytimg.com/vi/dQw4w9WgXcQ/hqdefault.jpg"
ABOUT = About("Never", "Two\nlines", "https://i.ytimg.com/vi/dQw4w9WgXcQ/maxres.jpg", 1920, 1080)
ROW = "SELECT title, description, file, width, height, looked_up_at IS NOT NULL FROM picture"
UNSEEN = ("YouTube video", "", THUMBNAIL, 1110, 725)


@pytest.mark.parametrize("encoding", ENCODINGS)
async def test_adding_one(encoding: str, api: Api, make: Make):
    ann = await make.person()
    answer = await api.as_(ann).post(f"/users/{ann.id}/videos", **encoded(encoding, SENT))
    number = answer.json["data"]["video_id"]
    assert answer.json == {"data": {"status": "200", "message": "The video has been added", "video_id": number}}
    assert type(number) is int
    found = await make.rows(
        "SELECT id, owner_id, kind, video_source, video_id, video_hash, public, authorised, decided_at FROM picture"
    )
    assert found == [(number, ann.id, "video", "youtube", "dQw4w9WgXcQ", None, True, True, None)]
    assert await make.rows(ROW) == [(*UNSEEN, False)]
    assert api.videos.asked == []


@pytest.mark.parametrize(("public", "kept"), [("0", False), ("1", True), ("", True)])
async def test_whether_it_is_public(public: str, kept: bool, api: Api, make: Make):
    ann = await make.person()
    await api.as_(ann).post(f"/users/{ann.id}/videos", SENT | {"public": public})
    assert await make.rows("SELECT public FROM picture") == [(kept,)]


async def test_a_flag_that_is_none(api: Api, make: Make):
    ann = await make.person()
    answer = await api.as_(ann).post(f"/users/{ann.id}/videos", SENT | {"public": "maybe"})
    assert (answer.status, answer.sentences) == (400, "The Public field must be one of: 0,1.\n")
    assert await make.count("picture") == 0


@pytest.mark.parametrize("sent", [{}, {"video_url": ""}, {"video_url": "https://example.com/watch?v=dQw4w9WgXcQ"}])
async def test_no_video(sent: dict[str, str], api: Api, make: Make):
    ann = await make.person()
    answer = await api.as_(ann).post(f"/users/{ann.id}/videos", sent)
    assert (answer.status, answer.json) == (400, UNKNOWN)
    upload = await api.as_(ann).ask("POST", f"/users/{ann.id}/videos", files={"video_url": ("x.mp4", b"https://")})
    assert (upload.status, upload.json) == (400, UNKNOWN)
    assert await make.count("picture") == 0


async def test_only_to_ones_own(api: Api, make: Make):
    ann, ben, root = await make.person(), await make.person(), await make.administrator()
    for caller, person in ((ben, ann.id), (ben, 999_999), (root, 999_999), (root, 10**30)):
        answer = await api.as_(caller).post(f"/users/{person}/videos", SENT)
        assert (answer.status, answer.json) == (404, NOBODY)
    assert await make.count("picture") == 0
    assert (await api.as_(root).post(f"/users/{ann.id}/videos", SENT)).status == 200
    assert await make.count("picture", owner_id=ann.id) == 1


async def test_moderation_before(settings: Any, dsn: str):
    before = settings.model_copy(update={"moderate_images": "before", "placeholder_image": "https://example.com/p.png"})
    async with running(before, dsn) as api:
        make = Make(dsn, _tokens(), api.clock)
        ann = await make.person()
        await api.as_(ann).post(f"/users/{ann.id}/videos", {"video_url": "vimeo.com/176374157/8272103f6e"})
        found = await make.rows("SELECT authorised, title, file, video_id, video_hash FROM picture")
        assert found == [(False, "Vimeo video", "https://example.com/p.png", "176374157", "8272103f6e")]


def _tokens() -> Any:
    from conftest import KEY
    from freelancerclub.adapters.tokens import Tokens

    return Tokens(KEY.encode())


async def test_the_worker_finds_out_once(api: Api, make: Make):
    ann = await make.person()
    api.videos.known["dQw4w9WgXcQ"] = ABOUT
    await api.as_(ann).post(f"/users/{ann.id}/videos", SENT)
    await api.run_tasks()
    await api.run_tasks()
    assert api.videos.asked == [Video("youtube", "dQw4w9WgXcQ")]
    assert await make.rows(ROW) == [("Never", "Two\nlines", ABOUT.thumbnail, 1920, 1080, True)]
    assert await make.rows("SELECT modified_at FROM picture") == [(None,)]


async def test_an_unknown_video_stays_as_it_is(api: Api, make: Make):
    ann = await make.person()
    await api.as_(ann).post(f"/users/{ann.id}/videos", SENT)
    await api.run_tasks()
    assert await make.rows(ROW) == [(*UNSEEN, True)]


async def test_a_service_that_is_away_is_asked_again(api: Api, make: Make):
    ann = await make.person()
    api.videos.is_away = True
    await api.as_(ann).post(f"/users/{ann.id}/videos", SENT)
    await api.run_tasks()
    assert await make.rows(ROW) == [(*UNSEEN, False)]
    api.videos.is_away, api.videos.known["dQw4w9WgXcQ"] = False, ABOUT
    await make.rows("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")
    await api.run_tasks()
    assert (await make.rows(ROW))[0][0] == "Never"


async def test_what_the_owner_wrote_meanwhile_stays(api: Api, make: Make):
    ann = await make.person()
    api.videos.known["dQw4w9WgXcQ"] = ABOUT
    await api.as_(ann).post(f"/users/{ann.id}/videos", SENT)
    await make.rows("UPDATE picture SET title = 'Mine'")
    await api.run_tasks()
    assert await make.rows(ROW) == [("Mine", "Two\nlines", ABOUT.thumbnail, 1920, 1080, True)]


async def test_it_waits_for_its_owner_before_it_holds_the_picture(api: Api, make: Make, dsn: str):
    """Whoever changes a picture holds the counters first; with the other order both would wait in a circle."""
    ann = await make.person()
    api.videos.known["dQw4w9WgXcQ"] = ABOUT
    await api.as_(ann).post(f"/users/{ann.id}/videos", SENT)
    async with await psycopg.AsyncConnection.connect(dsn) as owner:
        await owner.execute("SELECT FROM person_counter WHERE person_id = %s FOR NO KEY UPDATE", [ann.id])
        looking_up = create_task(api.run_tasks())
        waiting = """SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'"""
        while await make.rows(waiting) == [(0,)]:
            assert not looking_up.done()
            await sleep(0.01)
        await owner.execute("UPDATE picture SET title = 'Mine'")
    await looking_up
    assert await make.rows(ROW) == [("Mine", "Two\nlines", ABOUT.thumbnail, 1920, 1080, True)]


async def test_a_deleted_one_is_asked_for_by_nobody(api: Api, make: Make):
    ann = await make.person()
    await api.as_(ann).post(f"/users/{ann.id}/videos", SENT)
    await make.rows("UPDATE picture SET deleted_at = now()")
    await api.run_tasks()
    assert api.videos.asked == []


@pytest.mark.parametrize(
    ("about", "kept"),
    [
        (About(), UNSEEN),
        (About(title=" \n "), UNSEEN),
        (About(title="A\x00B \x1b[1m  C"), ("AB [1m C", *UNSEEN[1:])),
        (About(title="x" * 400), ("x" * 299, *UNSEEN[1:])),
        (About(description="\x00" + "y" * 900), (UNSEEN[0], "y" * 800, *UNSEEN[2:])),
        (About(width=0, height=10), UNSEEN),
        (About(width=10, height=-1), UNSEEN),
        (About(width=10, height=20_001), UNSEEN),
        (About(width=640), UNSEEN),
        *(
            (About(thumbnail=thumbnail), UNSEEN)
            for thumbnail in (
                "javascript:alert(1)",
                "https://example.com/i.ytimg.com/x.jpg",
                "https://i.ytimg.com.example.com/x.jpg",
                "https://i.ytimg.com@example.com/x.jpg",
                "https://i.ytimg.com:80@example.com/x.jpg",
                'https://i.ytimg.com/x.jpg"onerror="x',
                "https://i.ytimg.com/" + "x" * 500,
                "https://127.0.0.1/x.jpg",
                "//i.ytimg.com/x.jpg",
            )
        ),
    ],
)
async def test_what_is_said_is_kept_only_as_far_as_it_can_be(about: About, kept: Any, api: Api, make: Make):
    ann = await make.person()
    api.videos.known["dQw4w9WgXcQ"] = about
    await api.as_(ann).post(f"/users/{ann.id}/videos", SENT)
    await api.run_tasks()
    assert await make.rows(ROW) == [(*kept, True)]


async def test_nothing_that_was_sent_is_ever_asked_for(api: Api, make: Make):
    """Hostile addresses that name a sink on this machine, among right ones: the worker asks only where it is told."""
    ann = await make.person()
    with sink() as found, oembed() as like:
        here = f"127.0.0.1:{found.port}"
        like.manner, like.elsewhere = "redirecting", f"http://{here}/"
        hostile = (
            f"http://{here}/watch?v=dQw4w9WgXcQ",
            f"http://youtube.com@{here}/watch?v=dQw4w9WgXcQ",
            f"http://{here}/?u=youtube.com/watch?v=dQw4w9WgXcQ",
            f"http://{here}#youtube.com/watch?v=dQw4w9WgXcQ",
            f"http://{here}\\@youtube.com/watch?v=dQw4w9WgXcQ",
            f"http://localhost:{found.port}/youtube.com/watch?v=dQw4w9WgXcQ",
            f"http://youtube.com:{found.port}/watch?v=dQw4w9WgXcQ",
            f"http://ｙoutube.com:{found.port}/watch?v=dQw4w9WgXcQ",
            f"//{here}/176374157",
        )
        harmless = (
            f"https://www.youtube.com/watch?v=dQw4w9WgXcQ&next=http://{here}/",
            f"https://youtu.be/dQw4w9WgXcQ#http://{here}/",
            f"https://vimeo.com/176374157?h=http://{here}/",
        )
        path = f"/users/{ann.id}/videos"
        refused = await gather(*(api.as_(ann).post(path, {"video_url": address}) for address in hostile))
        assert [answer.json for answer in refused] == [UNKNOWN] * len(hostile)
        added = await gather(*(api.as_(ann).post(path, {"video_url": address}) for address in harmless))
        assert {answer.status for answer in added} == {200}
        await api.run_tasks(OEmbed(f"{like.url}/oembed", f"{like.url}/api/oembed.json"))
    assert found.connections == 0
    assert sorted(like.asked) == [
        ("/api/oembed.json", "https://vimeo.com/176374157"),
        ("/oembed", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
        ("/oembed", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
    ]


async def test_what_is_looked_up_is_shown_in_a_portfolio(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    api.videos.known["dQw4w9WgXcQ"] = ABOUT
    video = (await api.as_(ann).post(f"/users/{ann.id}/videos", SENT)).json["data"]["video_id"]
    portfolio = await make.row("portfolio", owner_id=ann.id, place=1, title="A", discipline="Model")
    assert (await api.as_(ann).ask("PUT", f"/users/portfolios/{portfolio}/images/{video}")).status == 200
    await api.run_tasks()
    image = (await api.as_(ben).get(f"/users/{ann.id}/portfolios")).json["data"][0]["images"][0]
    assert (image["id"], image["title"], image["filename"]) == (str(video), "Never", ABOUT.thumbnail)
    assert (image["type"], image["video_id"], image["video_type"]) == ("video", "dQw4w9WgXcQ", "youtube")
    assert "img_thumb" not in image and "img_full" not in image
