"""A stream that stays open: news as they happen, and what ends it."""

import asyncio

import psycopg
import pytest

from freelancerclub.wire import streaming
from support.api import Api
from support.make import Make
from support.streams import Live, conversation, write


async def test_news_come_as_they_happen(api: Api, make: Make):
    ann, bob = await make.person(), await make.person()
    thread_id = await conversation(make, ann, bob)

    async with Live(api.as_(ann)) as hers, Live(api.as_(bob)) as his:
        for number in range(20):
            await write(make, thread_id, ann, f"No {number}")
        for live in (hers, his):
            await live.until(lambda live=live: len(live.events) == 21)
            assert [each.data["message"] for each in live.events[1:]] == [f"No {number}" for number in range(20)]
            assert not live.is_over


async def test_whoever_leaves_leaves_nothing_behind(api: Api, make: Make):
    ann = await make.person()

    async with Live(api.as_(ann)) as live:
        assert len(api.app.state.streams) == 1
        live.leave()
        await live.until(lambda: len(api.app.state.streams) == 0)


@pytest.mark.parametrize(
    "ended",
    [
        "UPDATE person_version SET token_epoch = token_epoch + 1 WHERE id = %(id)s",
        "UPDATE person SET suspended_at = now() WHERE id = %(id)s",
        "UPDATE person SET deleted_at = now() WHERE id = %(id)s",
        "UPDATE service_state SET maintenance = true WHERE %(id)s > 0",
    ],
)
async def test_it_ends_within_seconds_when_its_person_may_not_follow_any_more(api: Api, make: Make, ended: str):
    ann, bob = await make.person(), await make.person()

    async with Live(api.as_(ann)) as hers, Live(api.as_(bob)) as his:
        await make.rows(ended, {"id": ann.id})
        await hers.until(lambda: hers.is_over, 5)
        assert hers.text.rpartition("retry: ")[2].strip().isdigit()
        assert his.is_over == ("maintenance" in ended)


async def test_it_ends_with_a_log_out_of_this_token_alone(api: Api, make: Make):
    ann = await make.person()
    other = make.token(ann.id, "other@example.com")

    async with Live(api.as_(ann)) as first, Live(api.as_(other)) as second:
        assert (await api.as_(ann).post("/auth/logout")).status == 200
        await first.until(lambda: first.is_over, 5)
        assert not second.is_over


async def test_it_ends_when_its_token_does_and_when_its_key_is_revoked(api: Api, make: Make):
    ann = await make.person()
    key = (await api.as_(ann).post("/auth/keys", {"label": "tv"})).json["data"]

    async with Live(api.as_(ann)) as by_token, Live(api.as_(key["key"])) as by_key:
        await api.as_(ann).ask("DELETE", f"/auth/keys/{key['id']}")
        await by_key.until(lambda: by_key.is_over, 5)
        assert not by_token.is_over
        api.clock.forward(days=7)
        await by_token.until(lambda: by_token.is_over, 5)


async def test_for_one_more_than_a_person_may_have_the_oldest_ends(api: Api, make: Make):
    ann, bob = await make.person(), await make.person()
    streams = [Live(api.as_(ann)) for _ in range(api.settings.person_streams)]

    async with Live(api.as_(bob)) as his:
        for live in streams:
            await live.__aenter__()
        async with Live(api.as_(ann)) as one_more:
            await streams[0].until(lambda: streams[0].is_over)
            assert not any(live.is_over for live in (*streams[1:], one_more, his))
        for live in streams:
            await live.__aexit__()


async def test_no_more_are_taken_than_a_process_has_room_for(api: Api, make: Make, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(api.app.state.streams, "_most", 1)
    ann, bob = await make.person(), await make.person()

    async with Live(api.as_(ann)):
        refused = await api.as_(bob).get("/events?wait=0")
        assert (refused.status, refused.headers["retry-after"]) == (503, "30")
    assert (await api.as_(bob).get("/events?wait=0")).status == 200


async def test_silence_is_broken_and_leaves_no_trace(api: Api, make: Make, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(streaming, "HEARTBEAT", 0.5)
    ann = await make.person()

    async with Live(api.as_(ann)) as live:
        await live.until(lambda: live.text.endswith(":\n\n:\n\n"))
        assert [each.name for each in live.events] == ["ready"]


async def test_it_ends_after_as_long_as_was_asked_for(api: Api, make: Make):
    async with Live(api.as_(await make.person()), "wait=1") as live:
        await live.until(lambda: live.is_over, 5)


async def test_a_process_that_ends_sends_everybody_away(api: Api, make: Make):
    ann, bob = await make.person(), await make.person()

    async with Live(api.as_(ann)) as live:
        api.app.state.streams.leave()
        await live.until(lambda: live.is_over, 1)
    async with Live(api.as_(bob)) as late:  # answered, and sent to another process
        await late.until(lambda: late.is_over, 1)
        assert late.events[0].name == "ready"


async def test_nothing_is_missed_when_the_listening_connection_is_lost(api: Api, make: Make, dsn: str):
    ann, bob = await make.person(), await make.person()
    thread_id = await conversation(make, ann, bob)
    end = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND query LIKE 'LISTEN club_events%'"""

    async with Live(api.as_(ann)) as live:
        async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
            for number in range(3):
                ended = await (await connection.execute(end)).fetchall()
                while not ended:
                    await asyncio.sleep(0.1)
                    ended = await (await connection.execute(end)).fetchall()
                assert len(ended) == 1, "one listening connection a process"
                await write(make, thread_id, bob, f"No {number}")
        await live.until(lambda: len(live.events) == 4)


async def test_what_is_told_is_metered_and_is_no_sign_of_life(api: Api, make: Make):
    ann, bob = await make.person(), await make.person()
    thread_id = await conversation(make, ann, bob)

    async with Live(api.as_(ann)) as live:
        await api.close_books()
        seen = (await make.rows("SELECT last_seen_at FROM person_seen WHERE person_id = %s", [ann.id]))[0]
        api.clock.forward(minutes=10)
        await write(make, thread_id, bob, "x" * 5_000)
        await live.until(lambda: len(live.events) == 2)
        await api.close_books()

    assert (await make.rows("SELECT last_seen_at FROM person_seen WHERE person_id = %s", [ann.id]))[0] == seen
    ((download,),) = await make.rows("SELECT sum(download) FROM usage_day WHERE person_id = %s", [ann.id])
    assert 5_000 < download < 6_000


async def test_what_others_say_on_the_channel_does_no_harm(api: Api, make: Make):
    ann, bob = await make.person(), await make.person()
    thread_id = await conversation(make, ann, bob)

    async with Live(api.as_(ann)) as live:
        await make.rows("SELECT pg_notify('club_events', %s)", ["-1 12x ² 99999999999999999999999"])
        await write(make, thread_id, bob, "Hello")
        await live.until(lambda: len(live.events) == 2, 5)
