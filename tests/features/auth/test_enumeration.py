"""Nobody learns from an answer, or from how long it takes, whether an address is known; hashing stays small.

Time is counted as this process's CPU time, which a busy machine doesn't change, in interleaved pairs.
"""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable

import psutil

from support.api import Answer, Api
from support.make import PASSWORD, Make

PAIRS = 200
ROUNDS = 4
ALIKE = 0.05
MEMORY = 100 << 20

Ask = Callable[[str], Awaitable[Answer]]


async def cost(ask: Ask, email: str) -> tuple[float, bytes]:
    started = time.process_time()
    answer = await ask(email)
    return time.process_time() - started, answer.body


async def assert_alike(ask: Ask, known: str, unknown: str) -> None:
    """In some round the medians agree. A machine that is busy spreads one round's; a leak spreads every round's."""
    seen = []
    for _ in range(ROUNDS):
        first, second = await medians(ask, known, unknown)
        if abs(first - second) <= ALIKE * max(first, second):
            return
        seen.append((first, second))
    raise AssertionError(seen)


async def medians(ask: Ask, known: str, unknown: str) -> tuple[float, float]:
    """Of so many interleaved pairs; the bytes are alike in all of them."""
    spent: dict[str, list[float]] = {known: [], unknown: []}
    bodies = set()
    for pair in range(PAIRS):
        for email in (known, unknown) if pair % 2 else (unknown, known):
            seconds, body = await cost(ask, email)
            spent[email].append(seconds)
            bodies.add(body)
    assert len(bodies) == 1
    return statistics.median(spent[known]), statistics.median(spent[unknown])


async def test_a_wrong_log_in_is_alike_for_known_and_unknown_addresses(api: Api, make: Make):
    ann = await make.person(email="ann.known@example.com")

    async def log_in(email: str) -> Answer:
        return await api.post("/auth/login", {"email": email, "password": "not the password"})

    await assert_alike(log_in, ann.email, "ann.nobod@example.com")


async def test_a_forgotten_password_is_alike_for_known_and_unknown_addresses(api: Api, make: Make):
    ann = await make.person(email="ann.known@example.com")

    async def forget(email: str) -> Answer:
        return await api.post("/users/forgot", {"email": email})

    await assert_alike(forget, ann.email, "ann.nobod@example.com")


async def test_sixty_four_log_ins_at_once_need_little_memory(api: Api, make: Make):
    people = [await make.person() for _ in range(64)]
    await api.post("/auth/login", {"email": people[0].email, "password": PASSWORD})
    process = psutil.Process()
    before = peak = process.memory_info().rss
    log_ins = asyncio.gather(
        *(api.post("/auth/login", {"email": person.email, "password": PASSWORD}) for person in people)
    )
    while not log_ins.done():
        peak = max(peak, process.memory_info().rss)
        await asyncio.sleep(0.005)
    assert [answer.status for answer in await log_ins] == [200] * 64
    assert peak - before <= MEMORY, f"{(peak - before) >> 20} MiB"
