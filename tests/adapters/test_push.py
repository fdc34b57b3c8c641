"""Push: two pushers keep one promise, and OneSignal's is kept whatever the other side does."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from freelancerclub.adapters import push as push_module
from freelancerclub.adapters.push import (
    OneSignal,
    Push,
    Pusher,
    PushRefused,
    PushServiceAway,
    Receipt,
    RememberingPusher,
)
from support.onesignal import APP, KEY, OneSignalLike, onesignal

PUSH = Push(
    "d6b1a9f6-6a0a-3e1c-9a53-2b9a6a1f3c11", ("phone", "tablet"), "Job Alert", {"type": "job.alert", "job_id": 5}
)


@dataclass
class Post:
    """A pusher, what arrived behind it, and how to make a device unknown."""

    pusher: Pusher
    arrived: Callable[[], list[tuple[str, list[str], str, dict[str, Any]]]]
    forget: Callable[[str], None]


@pytest.fixture
def like() -> Iterator[OneSignalLike]:
    with onesignal() as started:
        yield started


@pytest.fixture(params=["remembering", "onesignal"])
def post(request: pytest.FixtureRequest, like: OneSignalLike) -> Post:
    if request.param == "remembering":
        remembering = RememberingPusher()
        return Post(
            remembering,
            lambda: [(one.key, list(one.devices), one.contents, dict(one.data)) for one in remembering.sent],
            remembering.gone.add,
        )
    return Post(
        OneSignal(like.url, APP, KEY),
        lambda: [
            (one["idempotency_key"], one["include_subscription_ids"], one["contents"]["en"], one["data"])
            for one in like.asked
            if one["idempotency_key"] in like.accepted
        ],
        like.gone.add,
    )


async def send(pusher: Pusher, *pushes: Push) -> list[Receipt]:
    async with pusher.connected() as line:
        return [await line.send(push) for push in pushes]


async def test_a_push_arrives_whole(post: Post):
    assert await send(post.pusher, PUSH) == [Receipt(True)]
    assert post.arrived() == [(PUSH.key, ["phone", "tablet"], "Job Alert", {"type": "job.alert", "job_id": 5})]


async def test_many_over_one_client(post: Post):
    keys = [f"d6b1a9f6-6a0a-3e1c-9a53-2b9a6a1f3c{number}" for number in range(10, 20)]
    pushes = [Push(key, PUSH.devices, PUSH.contents, PUSH.data) for key in keys]
    assert await send(post.pusher, *pushes) == [Receipt(True)] * 10
    assert [one[0] for one in post.arrived()] == keys


async def test_an_unknown_device_is_named(post: Post):
    post.forget("tablet")
    assert await send(post.pusher, PUSH) == [Receipt(True, ("tablet",))]


async def test_none_is_known(post: Post):
    post.forget("tablet")
    post.forget("phone")
    assert await send(post.pusher, PUSH) == [Receipt(False, ("phone", "tablet"))]
    assert post.arrived() == []


# ── OneSignal's ways ──


async def test_what_onesignal_is_asked(like: OneSignalLike):
    await send(OneSignal(like.url + "/", APP, KEY), PUSH)
    assert like.asked == [
        {
            "app_id": APP,
            "target_channel": "push",
            "include_subscription_ids": ["phone", "tablet"],
            "contents": {"en": "Job Alert"},
            "data": {"type": "job.alert", "job_id": 5},
            "idempotency_key": PUSH.key,
        }
    ]


async def test_a_device_that_spoils_the_request(like: OneSignalLike):
    like.manner, like.gone = "strict", {"tablet"}
    assert await send(OneSignal(like.url, APP, KEY), PUSH) == [Receipt(False, ("tablet",))]


async def test_nobody_wants_to_hear(like: OneSignalLike):
    like.manner = "unsubscribed"
    assert await send(OneSignal(like.url, APP, KEY), PUSH) == [Receipt(True)]


@pytest.mark.parametrize("manner", ["garbage", "sorry", "refusing"])
async def test_a_push_that_is_not_taken(manner: str, like: OneSignalLike):
    like.manner = manner
    with pytest.raises(PushRefused):
        await send(OneSignal(like.url, APP, KEY), PUSH)


async def test_a_wrong_key(like: OneSignalLike):
    with pytest.raises(PushRefused, match="403"):
        await send(OneSignal(like.url, APP, "another"), PUSH)


@pytest.mark.parametrize(
    ("manner", "wait"),
    [
        ("busy", 90),
        ("broken", 0),
        ("hanging", 0),
        ("dripping", 0),
        ("endless", 0),
        ("taking_and_closing", 0),
    ],
)
async def test_a_service_that_is_away(manner: str, wait: int, like: OneSignalLike, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(push_module, "TIMEOUT", 0.4)
    monkeypatch.setattr(push_module, "PATIENCE", 0.7)
    like.manner = manner
    with pytest.raises(PushServiceAway) as away:
        await send(OneSignal(like.url, APP, KEY), PUSH)
    assert away.value.wait == wait


async def test_nobody_is_there():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(PushServiceAway):
        await send(OneSignal(f"http://127.0.0.1:{port}", APP, KEY), PUSH)


async def test_no_proxy_of_the_environment_is_asked(like: OneSignalLike, monkeypatch: pytest.MonkeyPatch):
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert await send(OneSignal(like.url, APP, KEY), PUSH) == [Receipt(True)]
