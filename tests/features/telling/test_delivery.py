"""Delivery through a real mail server and a look-alike of OneSignal that misbehave: counted from their own logs.

Whatever they do, in the end each mail and push has arrived, and what came twice came under the same id.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from typing import Any

import psycopg
import pytest
from aiosmtpd.controller import Controller
from pydantic import SecretStr

from freelancerclub.adapters import mail as mail_module
from freelancerclub.adapters import push as push_module
from freelancerclub.app import create_worker
from freelancerclub.config import Settings
from freelancerclub.db.pool import Database, DatabaseAway, make_pool
from freelancerclub.features.telling import queries
from support.api import Api
from support.make import Make, Person
from support.onesignal import APP, KEY, OneSignalLike, onesignal
from support.serving import free_port
from support.telling import Teller

PEOPLE = 6


class Server:
    """A mail server; `manner` is how it takes the next message."""

    def __init__(self) -> None:
        self.manner = "good"
        self.unknown: set[str] = set()
        self.asked: Counter[str] = Counter()
        self.arrived: Counter[tuple[str, str]] = Counter()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        self.asked[address] += 1
        if address in self.unknown:
            return "550 5.1.1 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        told = str(message_from_bytes(envelope.content)["Message-ID"])
        if self.manner == "hanging":
            await asyncio.sleep(2)
        if self.manner in ("good", "hanging", "taking_and_closing", "dripping"):
            self.arrived[(envelope.rcpt_tos[0], told)] += 1
        if self.manner == "taking_and_closing":
            server.transport.close()
        if self.manner == "dripping":
            for _ in range(40):
                server.transport.write(b"250-still here\r\n")
                await asyncio.sleep(0.05)
        return {"busy": "451 try later", "refusing": "554 no", "leaving": "421 shutting down"}.get(
            self.manner, "250 taken"
        )


@asynccontextmanager
async def mail_server() -> AsyncIterator[tuple[Server, str]]:
    desk, port = Server(), free_port()
    controller = Controller(desk, hostname="127.0.0.1", port=port)
    await asyncio.to_thread(controller.start)
    try:
        yield desk, f"smtp://127.0.0.1:{port}"
    finally:
        await asyncio.to_thread(controller.stop)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (mail_module, push_module):
        monkeypatch.setattr(module, "TIMEOUT", 0.3)
        monkeypatch.setattr(module, "PATIENCE", 0.6)


@pytest.fixture
def like() -> Iterator[OneSignalLike]:
    with onesignal() as started:
        yield started


class Worker:
    """A worker with the real adapters."""

    def __init__(self, api: Api, dsn: str, make: Make, **settings: Any) -> None:
        self.api, self.make = api, make
        self._settings = api.settings.model_copy(update=settings)
        self._dsn = dsn

    async def run(self, **by: float) -> None:
        """One tick, after so much time."""
        self.api.clock.forward(**by)
        for task in ("telling.mail_tick", "telling.push_tick"):
            await self.make.row("procrastinate_jobs", queue_name="default", task_name=task, args="{}")
        await create_worker(self._settings, self._dsn, clock=self.api.clock).run_due()


async def told(teller: Teller, make: Make, ben: Person) -> list[Person]:
    people = [await make.person() for _ in range(PEOPLE)]
    for person in people:
        await make.row("device", id=f"phone-{person.id}", person_id=person.id)
    job = await make.row("job", owner_id=ben.id, title="A job", description="d", authorised=True)
    await teller.tell("job.alert", [person.id for person in people], actor=ben.id, target=job, job=job, title="A job")
    return people


@pytest.mark.parametrize(
    ("manner", "most"),
    [
        ("busy", 1),
        ("refusing", 1),
        ("leaving", 1),
        ("hanging", 2),  # it took what it never answered to: again, under the same Message-ID
        ("taking_and_closing", 2),
        ("dripping", 2),
    ],
)
async def test_every_mail_arrives(manner: str, most: int, teller: Teller, api: Api, dsn: str, make: Make, ben: Person):
    people = await told(teller, make, ben)
    async with mail_server() as (server, url):
        worker = Worker(api, dsn, make, mail_url=SecretStr(url))
        server.manner = manner
        await worker.run()
        assert "sent" not in await teller.outcomes()
        server.manner = "good"
        for _ in range(4):
            await worker.run(minutes=2)
        assert await teller.outcomes() == ["sent"] * PEOPLE
        assert {to for to, _ in server.arrived} == {person.email for person in people}, "lost: none"
        assert len(server.arrived) == PEOPLE, "one Message-ID each"
        assert max(server.arrived.values()) <= most


async def test_a_mailbox_that_does_not_exist_is_asked_once(teller: Teller, api: Api, dsn: str, make: Make, ben: Person):
    """As a bounce, until an operator says otherwise; the others of the round have theirs."""
    people = await told(teller, make, ben)
    gone = people[2].email
    async with mail_server() as (server, url):
        worker = Worker(api, dsn, make, mail_url=SecretStr(url))
        server.unknown = {gone}
        await worker.run()
        assert Counter(await teller.outcomes()) == {"sent": PEOPLE - 1, "dropped": 1}
        assert await make.rows("SELECT email, reason, detail FROM mail_stop") == [(gone, "bounce", "550 5.1.1")]
        await teller.discuss(people[2], ben)
        await api.post("/users/forgot", {"email": gone})
        for _ in range(3):
            await worker.run(minutes=10)
        assert server.asked[gone] == 1
        assert {to for to, _ in server.arrived} == {person.email for person in people} - {gone}


async def test_a_reset_mail_to_no_mailbox_is_not_tried_again(api: Api, dsn: str, make: Make):
    mia = await make.person()
    async with mail_server() as (server, url):
        worker = Worker(api, dsn, make, mail_url=SecretStr(url))
        server.unknown = {mia.email}
        await api.post("/users/forgot", {"email": mia.email})
        await worker.run()
        assert await make.count("procrastinate_jobs") == 0, "nothing is left to do"
        assert await make.rows("SELECT email FROM mail_stop") == [(mia.email,)]
        await api.post("/users/forgot", {"email": mia.email})
        await worker.run()
        assert server.asked[mia.email] == 1


async def test_every_mail_arrives_though_nobody_was_there(teller: Teller, api: Api, dsn: str, make: Make, ben: Person):
    people = await told(teller, make, ben)
    nobody = Worker(api, dsn, make, mail_url=SecretStr(f"smtp://127.0.0.1:{free_port()}"))
    for _ in range(20):
        await nobody.run(minutes=2)
    assert await make.rows("SELECT DISTINCT tries, outcome FROM mailing") == [(0, None)], "no mail's own fault"
    async with mail_server() as (server, url):
        await Worker(api, dsn, make, mail_url=SecretStr(url)).run(minutes=2)
        assert {to for to, _ in server.arrived} == {person.email for person in people}
        assert set(server.arrived.values()) == {1}


async def test_two_workers_send_nothing_twice(teller: Teller, api: Api, dsn: str, make: Make, ben: Person):
    people = [(await make.person()).id for _ in range(80)]
    await teller.tell("discussion", people, actor=ben.id, target=1, quote="x", course="c")
    async with mail_server() as (server, url):
        workers = [Worker(api, dsn, make, mail_url=SecretStr(url)) for _ in range(2)]
        for _ in range(3):
            await asyncio.gather(*(worker.run() for worker in workers))
        assert len(server.arrived) == 80 and set(server.arrived.values()) == {1}


@pytest.mark.parametrize(
    ("manner", "most"),
    [
        ("busy", 1),
        ("broken", 1),
        ("garbage", 1),
        ("sorry", 1),
        ("refusing", 1),
        ("hanging", 1),
        ("dripping", 1),
        ("taking_and_closing", 2),
    ],
)
async def test_every_push_arrives(
    manner: str, most: int, teller: Teller, api: Api, dsn: str, make: Make, ben: Person, like: OneSignalLike
):
    await told(teller, make, ben)
    settings = {"onesignal_url": like.url, "onesignal_app": APP, "onesignal_key": SecretStr(KEY)}
    worker = Worker(api, dsn, make, **settings)
    like.manner = manner
    await worker.run()
    assert "sent" not in await teller.outcomes("push")
    like.manner = "good"
    for _ in range(4):
        await worker.run(minutes=2)
    assert await teller.outcomes("push") == ["sent"] * PEOPLE
    assert len(like.accepted) == PEOPLE and max(like.accepted.values()) <= most
    assert len({body["idempotency_key"] for body in like.asked}) == PEOPLE


async def test_a_busy_service_is_left_alone_for_as_long_as_it_asks(
    teller: Teller, api: Api, dsn: str, make: Make, ben: Person, like: OneSignalLike
):
    await told(teller, make, ben)
    settings = {"onesignal_url": like.url, "onesignal_app": APP, "onesignal_key": SecretStr(KEY)}
    worker = Worker(api, dsn, make, **settings)
    like.manner = "busy"
    await worker.run()
    await worker.run(seconds=89)
    assert len(like.asked) == 1
    await worker.run(seconds=1)
    assert len(like.asked) == 2


async def test_a_change_never_waits_for_who_hangs(
    teller: Teller, api: Api, settings: Settings, dsn: str, make: Make, ann: Person, ben: Person, like: OneSignalLike
):
    """Telling is writing rows: a mail server and a push service that hang are the worker's to wait for."""
    like.manner = "hanging"
    await make.row("device", id="phone", person_id=ann.id)
    async with mail_server() as (server, url):
        server.manner = "hanging"
        hanging = {
            "mail_url": SecretStr(url),
            "onesignal_url": like.url,
            "onesignal_app": APP,
            "onesignal_key": SecretStr(KEY),
        }
        waiting = Teller(Api(**vars(api) | {"settings": settings.model_copy(update=hanging)}), dsn, make)
        await waiting.discuss(ann, ben)
        assert server.arrived == Counter() and like.asked == []


async def test_a_round_that_takes_its_time_keeps_its_turn(dsn: str):
    """However soon the server ends a transaction in which nothing happens."""
    with psycopg.connect(dsn, autocommit=True) as db:
        db.execute(
            f"ALTER ROLE {db.info.user} IN DATABASE {db.info.dbname} SET idle_in_transaction_session_timeout = 500"
        )
    async with make_pool(dsn, 2) as pool:
        database = Database(pool, {})
        async with database.transaction() as holding:
            assert await queries.is_alone(holding, "a task")
            await asyncio.sleep(1)
            async with database.transaction() as other:
                assert not await queries.is_alone(other, "a task")
        with pytest.raises(DatabaseAway):
            async with database.transaction() as idle:
                await idle.value("SELECT 1")
                await asyncio.sleep(1)
                await idle.value("SELECT 1")
