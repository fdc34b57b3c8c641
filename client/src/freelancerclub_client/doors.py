"""The two doors: Club answers before it returns, AsyncClub when it is awaited. All they do is carry out steps."""

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, Callable, Generator
from types import TracebackType
from typing import Self, TypeVar

import httpx2

from freelancerclub_client import wire
from freelancerclub_client.calls import Call
from freelancerclub_client.core import Alone, Outcome, Patience, Request, Send, Session, Sleep, Turn, converse
from freelancerclub_client.events import Event, Following
from freelancerclub_client.paging import AsyncPages, Listing, Pages
from freelancerclub_client.subjects import Subjects
from freelancerclub_client.subjects.subject import Later, Now

T = TypeVar("T")


class Club(Subjects[Now]):
    """A club at an address. Threads may share one.

    token, key: who asks, where that is known already; an API key goes before a token wherever it is enough
    on_token: told every new token, so that it can be kept, and "" when there is none any more
    timeout: seconds for a connection, and for each silence within an answer
    transport: what httpx2 sends with, such as one with other certificates
    """

    def __init__(
        self,
        url: str,
        *,
        token: str = "",
        key: str = "",
        on_token: Callable[[str], None] | None = None,
        timeout: float = wire.TIMEOUT,
        patience: Patience | None = None,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        super().__init__(self)
        address = wire.address(url)
        self.session = Session(token, key, on_token, wire.root(address))
        self.patience = patience or Patience()
        self._timeout = timeout
        self._client = httpx2.Client(base_url=address, timeout=timeout, transport=transport, headers=wire.HEADERS)
        self._alone = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Gives its connections back."""
        self._client.close()

    def run(self, call: Call[T]) -> T:
        return self._drive(converse(call, self.session, self.patience))

    def through(self, of: Listing[T]) -> Pages[T]:
        return Pages(self, of)

    def events(self, after: str = "") -> Generator[Event, None, None]:
        """What is new for oneself, as it happens, until one stops or it is refused; after a cut it goes on without a
        gap. `after`: the id of an event to go on from; without it, from now on."""
        following = Following(self.session, self.patience, after)
        while True:
            try:
                with self._client.stream(**wire.stream_arguments(following.request(), self._timeout)) as response:
                    outcome: Outcome = None
                    if response.status_code != 200:
                        response.read()
                        outcome = wire.reply(response)
                    else:
                        for said in httpx2.EventSource(response):
                            event = following.heard(said)
                            if event is not None:
                                yield event
            except wire.FAULTS as error:
                outcome = wire.lost(error)
            self._drive(following.cut(outcome))

    def _drive(self, turn: Turn[T]) -> T:
        outcome: Outcome = None
        while True:
            try:
                step = turn.send(outcome)
            except StopIteration as end:
                result: T = end.value
                return result
            outcome = None
            if isinstance(step, Send):
                outcome = self._send(step.request)
            elif isinstance(step, Sleep):
                time.sleep(step.seconds)
            else:
                self._drive_alone(step)

    def _drive_alone(self, step: Alone) -> None:
        with self._alone:
            self._drive(step.turn)

    def _send(self, request: Request) -> Outcome:
        try:
            return wire.reply(self._client.request(**wire.arguments(request)))
        except wire.FAULTS as error:
            return wire.lost(error)


class AsyncClub(Subjects[Later]):
    """As Club, for asyncio: what it does is awaited, its lists are for `async for`. Tasks may share one."""

    def __init__(
        self,
        url: str,
        *,
        token: str = "",
        key: str = "",
        on_token: Callable[[str], None] | None = None,
        timeout: float = wire.TIMEOUT,
        patience: Patience | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        super().__init__(self)
        address = wire.address(url)
        self.session = Session(token, key, on_token, wire.root(address))
        self.patience = patience or Patience()
        self._timeout = timeout
        self._client = httpx2.AsyncClient(base_url=address, timeout=timeout, transport=transport, headers=wire.HEADERS)
        self._alone = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Gives its connections back."""
        await self._client.aclose()

    async def run(self, call: Call[T]) -> T:
        return await self._drive(converse(call, self.session, self.patience))

    def through(self, of: Listing[T]) -> AsyncPages[T]:
        return AsyncPages(self, of)

    async def events(self, after: str = "") -> AsyncGenerator[Event, None]:
        """As that of Club."""
        following = Following(self.session, self.patience, after)
        while True:
            try:
                async with self._client.stream(**wire.stream_arguments(following.request(), self._timeout)) as response:
                    outcome: Outcome = None
                    if response.status_code != 200:
                        await response.aread()
                        outcome = wire.reply(response)
                    else:
                        async for said in httpx2.EventSource(response):
                            event = following.heard(said)
                            if event is not None:
                                yield event
            except wire.FAULTS as error:
                outcome = wire.lost(error)
            await self._drive(following.cut(outcome))

    async def _drive(self, turn: Turn[T]) -> T:
        outcome: Outcome = None
        while True:
            try:
                step = turn.send(outcome)
            except StopIteration as end:
                result: T = end.value
                return result
            outcome = None
            if isinstance(step, Send):
                outcome = await self._send(step.request)
            elif isinstance(step, Sleep):
                await asyncio.sleep(step.seconds)
            else:
                await self._drive_alone(step)

    async def _drive_alone(self, step: Alone) -> None:
        async with self._alone:
            await self._drive(step.turn)

    async def _send(self, request: Request) -> Outcome:
        try:
            return wire.reply(await self._client.request(**wire.arguments(request)))
        except wire.FAULTS as error:
            return wire.lost(error)
