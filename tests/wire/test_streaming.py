"""Open streams by themselves: what wakes one, what ends one, and how an event is written."""

import asyncio

import pytest

from freelancerclub.errors import ServiceUnavailable
from freelancerclub.wire import streaming
from freelancerclub.wire.streaming import Batch, Event, Following, Streams, Woken


def events(*places: int) -> list[Event]:
    return [Event(place, "message", b"{}") for place in places]


async def said(streams: Streams, batches: list[Batch], seconds: float = 0) -> bytes:
    """What a stream with these batches says, with a tick before each is read."""

    async def read(place: int) -> Batch:
        streams.tick()
        return batches.pop(0)

    following = Following(streams, streams.open(1, None, seconds), Event(0, "ready", b"{}"), read, seconds)
    return b"".join([piece async for piece in following.chunks()])


async def test_who_waits_for_nothing_gets_all_there_is():
    batches = [Batch(events(1, 2), 2, True), Batch([], 4, True), Batch(events(5), 5, False)]
    text = await said(Streams(10, 10), batches)
    assert text == (
        b"retry: 1000\n\nid: 0\nevent: ready\ndata: {}\n\n"
        b"id: 1\nevent: message\ndata: {}\n\nid: 2\nevent: message\ndata: {}\n\nid: 5\nevent: message\ndata: {}\n\n"
    )


async def test_what_comes_while_one_is_busy_is_not_missed():
    stream = Streams(10, 10).open(1, None, 60)
    stream.silence()
    stream.news()
    assert await stream.wait() is Woken.NEWS
    stream.silence()
    assert await stream.wait() is Woken.SILENCE
    waiting = asyncio.ensure_future(stream.wait())
    await asyncio.sleep(0)
    assert not waiting.done()
    stream.news()
    stream.end()
    assert await waiting is Woken.END
    assert await stream.wait() is Woken.END


async def test_news_wake_those_whom_they_concern():
    streams = Streams(10, 10)
    ann, ann_too, bob = (streams.open(owner, None, 60) for owner in (1, 1, 2))
    streams.news([1, 3])
    assert [await one.wait() for one in (ann, ann_too)] == [Woken.NEWS] * 2
    streams.news_for_all()
    assert [await one.wait() for one in (ann, ann_too, bob)] == [Woken.NEWS] * 3


async def test_what_is_closed_leaves_room():
    streams = Streams(2, 10)
    first, _ = streams.open(1, None, 60), streams.open(2, None, 60)
    with pytest.raises(ServiceUnavailable):
        streams.open(3, None, 60)
    streams.close(first)
    streams.close(first)
    assert len(streams) == 1
    streams.open(3, None, 60)
    assert {stream.owner for stream in streams} == {2, 3}


async def test_a_tick_ends_what_is_over_and_breaks_silence(monkeypatch: pytest.MonkeyPatch):
    streams = Streams(10, 10)
    over, silent, at_once = (streams.open(1, None, seconds) for seconds in (0.001, 60, 0))
    monkeypatch.setattr(streaming, "HEARTBEAT", 0.0)
    await asyncio.sleep(0.01)
    streams.tick()
    assert await over.wait() is Woken.END
    assert await silent.wait() is Woken.SILENCE
    assert not at_once.is_over
