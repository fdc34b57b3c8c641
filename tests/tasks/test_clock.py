"""The clock: each tick once however many workers there are, and what the sweeps of every hour take away."""

import asyncio
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from freelancerclub.db.pool import make_pool
from freelancerclub.reference import TASKS
from freelancerclub.tasks.registry import Job, Tasks, names
from freelancerclub.tasks.worker import Worker
from support.api import Api, running
from support.make import Make

EVERY_SECOND = "* * * * * */1"
PATIENCE = 45.0  # seconds
KILL = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""


class Bell:
    """A task of the clock that notes each time it runs."""

    def __init__(self, dsn: str, cron: str) -> None:
        self.dsn, self.rung = dsn, Counter[int]()
        self._heard = asyncio.Event()
        self.tasks = Tasks()
        self.tasks.every(cron, "clock.tick")(self._ring)

    async def _ring(self, ctx: Any, job: Job) -> None:
        self.rung[job.id] += 1
        self._heard.set()

    async def run(self, workers: int, seconds: float = 0, rings: int = 0) -> None:
        """So many seconds, and longer until it has rung so often: machines that test are busy."""
        working = [
            asyncio.create_task(Worker(self.dsn, make_pool(self.dsn, 2), self.tasks, lambda: None, 60).run())
            for _ in range(workers)
        ]
        await asyncio.sleep(seconds)
        await self.until(rings)
        for task in working:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def until(self, rings: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while len(self.rung) < rings:
                self._heard.clear()
                await self._heard.wait()


async def test_two_workers_run_each_tick_once(dsn: str, make: Make):
    bell = Bell(dsn, EVERY_SECOND)
    with psycopg.connect(dsn, autocommit=True) as admin:
        # Every tick taken is noted apart: the queue itself remembers the last one only.
        admin.execute("CREATE TABLE tick (at bigint)")
        admin.execute(
            "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS"
            " 'BEGIN INSERT INTO tick VALUES (new.defer_timestamp); RETURN new; END'"
        )
        admin.execute(
            "CREATE TRIGGER note AFTER INSERT ON procrastinate_periodic_defers FOR EACH ROW EXECUTE FUNCTION note()"
        )
        await bell.run(workers=2, seconds=3, rings=3)
        ticks = [at for (at,) in admin.execute("SELECT at FROM tick ORDER BY at").fetchall()]
    assert len(ticks) >= 3 and len(set(ticks)) == len(ticks)
    left = await make.count("procrastinate_jobs")
    assert sum(bell.rung.values()) == len(bell.rung) == len(ticks) - left, "each of them once"


async def test_the_last_tick_is_made_up_for_when_no_worker_was_there(dsn: str, make: Make):
    bell = Bell(dsn, "0 * * * *")
    await bell.run(workers=1, rings=1)
    assert len(bell.rung) == 1, "the one of the last full hour"
    await bell.run(workers=1, seconds=1)
    assert len(bell.rung) == 1, "a worker started anew finds it taken"


async def test_the_clock_outlives_its_connections(dsn: str, make: Make):
    bell = Bell(dsn, EVERY_SECOND)

    async def kill() -> None:
        await bell.until(1)
        await make.rows(KILL)

    await asyncio.gather(bell.run(workers=1, rings=4), kill())


async def test_doing_what_is_due_starts_no_clock(api: Api, make: Make):
    await api.run_tasks()
    assert await make.rows("SELECT * FROM procrastinate_periodic_defers") == []


def test_what_the_clock_does_and_how_often():
    often = {"* * * * *": set(), "hourly": set(), "daily": set()}
    for name, task in TASKS.items():
        minute, *rest = (task.every or "").split() or [""]
        if task.every == "* * * * *":
            often["* * * * *"].add(name)
        elif task.every:
            assert minute.isdigit() and rest[1:] == ["*"] * 3, "at one minute of an hour, and of every day"
            often["hourly" if rest[0] == "*" else "daily"].add(name)
    assert often == {
        "* * * * *": {
            "board.fold",
            "gallery.fold",
            "reports.held",
            "search.fold",
            "search.forget",
            "telling.mail_tick",
            "telling.push_tick",
        },
        "hourly": {
            "auth.sweep",
            "board.take_off",
            "events.sweep",
            "images.sweep",
            "postings.tell_owners",
            "repeats.sweep",
            "telling.sweep",
            "users.erase",
        },
        "daily": {"reviews.halve"},
    }  # fmt: skip


async def tick(api: Api, make: Make, name: str) -> None:
    """As the clock queues it, with the second of the tick."""
    await make.row("procrastinate_jobs", queue_name="default", task_name=name, args='{"timestamp": 1764000000}')
    await api.run_tasks()
    assert await make.count("procrastinate_jobs") == 0, "done"


async def test_counted_tries_are_swept_after_a_day(api: Api, make: Make):
    for hours in (23, 25):
        began = api.clock() - timedelta(hours=hours)
        await make.row("rate_counter", rule="login", subject=f"{hours}", window_start=began, hits=1)
    await tick(api, make, "auth.sweep")
    assert await make.rows("SELECT subject FROM rate_counter") == [("23",)]


@pytest.mark.parametrize(("limit", "left"), [("5/3600", 0), ("5/604800", 1)])
async def test_a_window_longer_than_a_day_is_kept_while_it_counts(
    limit: str, left: int, dsn: str, settings: Any, make: Make
):
    longer = settings.model_copy(update={"forgot_limit": type(settings.forgot_limit).parse(limit)})
    await make.row("rate_counter", rule="forgot", subject="x", window_start="now", hits=1)
    async with running(longer, dsn) as api:
        api.clock.forward(days=2)
        await tick(api, make, "auth.sweep")
    assert await make.count("rate_counter") == left


async def test_ended_tokens_links_and_codes_are_swept(api: Api, make: Make):
    now, hour = api.clock(), timedelta(hours=1)
    day = 24 * hour
    for n, ends in enumerate((now - hour, now + hour)):
        person = await make.person()
        await make.row("ended_token", token_hash=bytes([n]), person_id=person.id, expires_at=ends)
    for n, (asked, ended) in enumerate([(2 * day, day + hour), (day, day - hour)]):
        person = await make.person()
        times = {"person_id": person.id, "created_at": now - asked, "expires_at": now - ended, "token_hash": bytes([n])}
        await make.row("password_reset", **times)
        await make.row("email_change", email="n@example.com", **times)
    await tick(api, make, "auth.sweep")
    assert await make.rows("SELECT token_hash FROM ended_token") == [(b"\x01",)]
    assert await make.rows("SELECT token_hash FROM password_reset") == [(b"\x01",)]
    assert await make.rows("SELECT token_hash FROM email_change") == [(b"\x01",)]


async def test_a_used_reset_link_is_remembered_a_day(api: Api, make: Make):
    """Its mail may still be tried again, and would bring it back."""
    for asked in (timedelta(hours=2), timedelta(days=2)):
        person, created = await make.person(), api.clock() - asked
        await make.row(
            "password_reset", person_id=person.id, token_hash=b"%d" % person.id, created_at=created, expires_at="now"
        )
    await make.rows("UPDATE password_reset SET expires_at = '-infinity'")
    await tick(api, make, "auth.sweep")
    assert await make.rows("SELECT created_at FROM password_reset") == [(api.clock() - timedelta(hours=2),)]


async def test_a_log_out_holds_until_its_token_is_past_refreshing(api: Api, make: Make):
    ann = await make.person()
    await api.as_(ann).post("/auth/logout")
    for days, left in ((20, 1), (2, 0)):
        api.clock.forward(days=days)
        await tick(api, make, "auth.sweep")
        assert await make.count("ended_token") == left
        assert (await api.as_(ann).get("/auth/refresh")).status == 403


async def test_events_are_swept_after_a_month(api: Api, make: Make):
    ann = await make.person()
    for days in (29, 31):
        happened = api.clock() - timedelta(days=days)
        await make.row("event", person_id=ann.id, kind=f"{days}", position=40 - days, created_at=happened)
    await tick(api, make, "events.sweep")
    assert await make.rows("SELECT kind FROM event") == [("29",)]


def test_a_task_of_the_clock_is_registered_as_any_other(dsn: str):
    bell = Bell(dsn, "0 * * * *")
    assert names(bell.tasks)["clock.tick"].every == "0 * * * *"
