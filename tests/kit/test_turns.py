"""Turns: one after the other of one person, and nobody waits for somebody else."""

import asyncio

from freelancerclub.kit.turns import Turns


async def test_one_after_the_other_in_the_order_asked():
    turns, inside, order = Turns(), 0, []

    async def take(number: int) -> None:
        nonlocal inside
        async with turns.of(7):
            inside += 1
            assert inside == 1
            await asyncio.sleep(0)
            order.append(number)
            inside -= 1

    await asyncio.gather(*(take(number) for number in range(20)))
    assert order == list(range(20))


async def test_others_do_not_wait():
    turns = Turns()
    async with turns.of(1), asyncio.timeout(20), turns.of(2):
        pass


async def test_who_gives_up_keeps_nobody_waiting():
    turns = Turns()
    async with turns.of(1):
        waiting = asyncio.create_task(turns.of(1).__aenter__())
        await asyncio.sleep(0)
        waiting.cancel()
    async with asyncio.timeout(20), turns.of(1):
        pass


async def test_whoever_nobody_waits_for_is_forgotten():
    turns = Turns()
    for number in range(100):
        async with turns.of(number):
            assert len(turns._locks) == 1
    assert len(turns._locks) == 0
