"""What is measured without a server: Pillow by itself, the limits and the metering of one request."""

import asyncio
import os
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from bench.cases import HOST, Caller
from bench.photographs import draw_alone
from bench.world import KEY, World
from freelancerclub.adapters.tokens import Tokens
from freelancerclub.config import read_settings
from freelancerclub.db.pool import make_pool
from freelancerclub.doors import Doors
from freelancerclub.services import make_services
from freelancerclub.wire.incoming import Proxies, read_incoming

TURNS = 20_000


def drawing(world: World, seconds: float) -> float:
    """Seconds on the clock in which Pillow decodes and writes one photograph, on the servers' core."""
    draw_alone()  # makes it, the first time; and has once had the memory that it takes

    def measure() -> float:
        if world.core is not None:
            os.sched_setaffinity(0, {world.core})
        drawn, began = 0, time.monotonic()
        while time.monotonic() < began + seconds:
            draw_alone()
            drawn += 1
        return (time.monotonic() - began) / drawn

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(measure).result()


async def _doors(caller: Caller) -> float:
    settings = read_settings(_env_file=None, token_key=KEY, rate_limit="999999999/300")
    services = make_services(settings, make_pool("", 2))
    doors = Doors(services)
    scope = {
        "method": "GET",
        "path": "/users/me",
        "raw_path": b"/users/me",
        "headers": [(b"host", HOST.encode()), (b"authorization", f"Bearer {caller.token}".encode())],
        "client": (HOST, 40_000),
    }
    incoming = read_incoming(scope, Proxies(()))
    person_id = Tokens(KEY.encode()).read(caller.token, datetime.now(UTC)).person_id
    began = time.thread_time()
    for _ in range(TURNS):
        doors.count(incoming)
        doors.meter(person_id, 0, 1_500)
    took = (time.thread_time() - began) / TURNS
    services.passwords.close()
    return took


def limits_and_metering(world: World) -> float:
    """Seconds of processor time of Doors.count and Doors.meter for one request with a token, on the servers' core."""

    def measure() -> float:
        if world.core is not None:
            os.sched_setaffinity(0, {world.core})
        return asyncio.run(_doors(world.caller))

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(measure).result()
