"""Push: OneSignal's REST API when configured; a test's remembers instead."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import httpx2
import msgspec
import structlog

log = structlog.get_logger("push")
TIMEOUT = 10.0  # seconds for one step of the conversation with OneSignal
PATIENCE = 20.0  # seconds for all of it, so that a server that drips holds nobody up
LONGEST_ANSWER = 1 << 20  # bytes
INVALID = ("invalid_player_ids", "invalid_subscription_ids")  # older and newer names of the same
NOT_SUBSCRIBED = b"not subscribed"
_DIGITS = re.compile(r"[0-9]{1,6}\Z")


@dataclass(frozen=True, slots=True)
class Push:
    """One message to one person's devices. `key`, a UUID of version 3 or 4, stays the same when it is tried again."""

    key: str
    devices: tuple[str, ...]
    contents: str
    data: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a push. `invalid`: devices that there are none of."""

    accepted: bool
    invalid: tuple[str, ...] = ()


class PushRefused(Exception):
    """The service doesn't take this push; it may take the next one."""


class PushServiceAway(Exception):
    """The service can't be had or asks to wait: this push may have arrived or not, the next one has to wait.

    wait: seconds that it asks for.
    """

    def __init__(self, reason: str, wait: int = 0) -> None:
        super().__init__(reason)
        self.wait = wait


class Line(Protocol):
    async def send(self, push: Push) -> Receipt:
        """Returns when the service has the push, or none of its devices is there. Raises the two above."""


class Pusher(Protocol):
    def connected(self) -> AbstractAsyncContextManager[Line]:
        """One client for many pushes."""


class OneSignal:
    """The real one. It asks no address but the configured one, through no proxy of the environment."""

    def __init__(self, url: str, app: str, key: str) -> None:
        self._url = f"{url.rstrip('/')}/notifications"
        self._app = app
        self._headers = {"Authorization": f"Key {key}", "Accept": "application/json"}

    @asynccontextmanager
    async def connected(self) -> AsyncIterator["OneSignalLine"]:
        async with httpx2.AsyncClient(
            headers=self._headers, timeout=TIMEOUT, trust_env=False, follow_redirects=False
        ) as client:
            yield OneSignalLine(client, self._url, self._app)


class OneSignalLine:
    """One client."""

    def __init__(self, client: httpx2.AsyncClient, url: str, app: str) -> None:
        self._client = client
        self._url = url
        self._app = app

    async def send(self, push: Push) -> Receipt:
        body = {
            "app_id": self._app,
            "target_channel": "push",
            "include_subscription_ids": list(push.devices),
            "contents": {"en": push.contents},
            "data": dict(push.data),
            "idempotency_key": push.key,
        }
        try:
            async with asyncio.timeout(PATIENCE), self._client.stream("POST", self._url, json=body) as response:
                status, wait, written = response.status_code, _wait_of(response), await _read(response)
        except (OSError, httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise PushServiceAway(type(error).__name__) from error
        if status == 429 or status >= 500:
            raise PushServiceAway(str(status), wait)
        return _receipt(push, status, written)


def _wait_of(response: httpx2.Response) -> int:
    asked = response.headers.get("retry-after", "")
    return int(asked) if _DIGITS.match(asked) else 0


async def _read(response: httpx2.Response) -> bytes:
    written = b""
    async for chunk in response.aiter_bytes():
        written += chunk
        if len(written) > LONGEST_ANSWER:
            raise PushServiceAway("endless answer")
    return written


def _receipt(push: Push, status: int, written: bytes) -> Receipt:
    """Reads an answer: 200 may hold errors, and a 400 may be about one device of several. Raises PushRefused."""
    try:
        said = msgspec.json.decode(written, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise PushRefused(f"{status} without sense") from None
    errors = said.get("errors") or []
    invalid = _invalid(push, errors)
    if 200 <= status < 300 and said.get("id"):
        log.info("push sent", push=push.key, devices=len(push.devices), invalid=len(invalid))
        return Receipt(True, invalid)
    if invalid:
        return Receipt(False, invalid)
    if 200 <= status < 300 and NOT_SUBSCRIBED in written:
        # They turned it off on their devices: there is nothing to try again.
        log.info("push reached nobody", push=push.key)
        return Receipt(True)
    raise PushRefused(str(status))


def _invalid(push: Push, errors: object) -> tuple[str, ...]:
    """The devices that the errors name: as a list under a known name, or within a sentence."""
    named: set[str] = set()
    if isinstance(errors, dict):
        for name in INVALID:
            found = errors.get(name)
            named |= {str(each) for each in found} if isinstance(found, list) else set()
        return tuple(device for device in push.devices if device in named)
    sentences = [each for each in errors if isinstance(each, str)] if isinstance(errors, list) else []
    words = {word.strip("\"',:;()[]{}.") for sentence in sentences for word in sentence.split()}
    return tuple(device for device in push.devices if device in words)


class RememberingPusher:
    """A test's. `gone` are devices that it doesn't know."""

    def __init__(self) -> None:
        self.sent: list[Push] = []
        self.gone: set[str] = set()

    @asynccontextmanager
    async def connected(self) -> AsyncIterator["RememberingPusher"]:
        yield self

    async def send(self, push: Push) -> Receipt:
        invalid = tuple(device for device in push.devices if device in self.gone)
        if len(invalid) == len(push.devices):
            return Receipt(False, invalid)
        self.sent.append(push)
        return Receipt(True, invalid)
