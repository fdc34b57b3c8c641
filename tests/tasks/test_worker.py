"""The queue and its worker: after the commit, once, tried again, taken over from the dead."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import psycopg
import pytest
from procrastinate.exceptions import ConnectorException
from psycopg_pool import PoolTimeout
from structlog.testing import capture_logs

from freelancerclub.db.pool import Database, make_pool
from freelancerclub.tasks.queue import Queue
from freelancerclub.tasks.registry import Job, Tasks, names
from freelancerclub.tasks.worker import TRIES, Worker
from support.make import Make

SOON = 12.0  # seconds


class Notebook:
    """A feature whose one task writes down what it was given, `takes` so many seconds and, if it `fails`, raises."""

    def __init__(self, dsn: str) -> None:
        self.dsn, self.done, self.fails, self.takes = dsn, [], False, 0.0
        self.tasks = Tasks()
        self.tasks.task("notes.write")(self._write)

    async def _write(self, ctx: Any, job: Job, **said: Any) -> None:
        self.done.append((job.attempts, said))
        await asyncio.sleep(self.takes)
        if self.fails:
            raise RuntimeError("the pen broke")

    def worker(self, stalled_after: int = 60) -> Worker:
        return Worker(self.dsn, make_pool(self.dsn, 2), self.tasks, lambda: None, stalled_after)

    async def queue(self, **said: Any) -> None:
        async with make_pool(self.dsn, 2) as pool, Database(pool, {}).transaction() as changes:
            await Queue().defer(changes, "notes.write", said)


@pytest.fixture
def notes(dsn: str) -> Notebook:
    return Notebook(dsn)


async def jobs(make: Make) -> list[tuple[Any, ...]]:
    return await make.rows("SELECT status::text, attempts FROM procrastinate_jobs ORDER BY id")


@asynccontextmanager
async def working(worker: Worker) -> AsyncIterator[None]:
    running = asyncio.create_task(worker.run())
    try:
        yield
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def eventually(holds: Callable[[], bool], within: float = SOON) -> None:
    end = time.monotonic() + within
    while not holds():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.05)


async def test_a_task_runs_with_its_arguments_and_is_forgotten(notes: Notebook, make: Make):
    await notes.queue(text="é\n'", number=1, nothing=None, name="a task's own name")
    await notes.worker().run_due()
    assert notes.done == [(0, {"text": "é\n'", "number": 1, "nothing": None, "name": "a task's own name"})]
    assert await jobs(make) == []


async def test_nothing_runs_before_the_commit_or_without_one(notes: Notebook, dsn: str, make: Make):
    async with make_pool(dsn, 2) as pool:
        with suppress(ZeroDivisionError):
            async with Database(pool, {}).transaction() as changes:
                await Queue().defer(changes, "notes.write", {"text": "never"})
                await notes.worker().run_due()
                raise ZeroDivisionError
        async with Database(pool, {}).transaction() as changes:
            await Queue().defer(changes, "notes.write", {"text": "later"})
            await notes.worker().run_due()
            assert notes.done == []
    await notes.worker().run_due()
    assert notes.done == [(0, {"text": "later"})]


async def test_a_task_cannot_be_queued_outside_a_transaction(dsn: str, make: Make):
    async with make_pool(dsn, 2) as pool:
        with pytest.raises(AssertionError, match="an endpoint that writes"):
            await Queue().defer(Database(pool, {}), "notes.write", {})
    assert await jobs(make) == []


async def test_two_workers_do_each_task_once(notes: Notebook):
    for n in range(30):
        await notes.queue(n=n)
    await asyncio.gather(notes.worker().run_due(), notes.worker().run_due())
    assert sorted(said["n"] for _, said in notes.done) == list(range(30))


async def test_a_failing_task_is_tried_eight_times_and_then_kept_to_be_seen(notes: Notebook, make: Make):
    notes.fails = True
    await notes.queue(text="x")
    for _ in range(TRIES + 1):
        await make.rows("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")
        await notes.worker().run_due()
    assert [attempt for attempt, _ in notes.done] == list(range(8))
    assert await jobs(make) == [("failed", 8)]


async def test_the_log_names_a_failing_task_and_not_what_it_was_given(notes: Notebook, make: Make):
    notes.fails = True
    await notes.queue(email="mia@example.com")
    with capture_logs() as logs:
        await notes.worker().run_due()
    (failed,) = [line for line in logs if line["event"] == "task failed"]
    assert (failed["task"], failed["attempt"], failed["log_level"]) == ("notes.write", 1, "error")
    assert "mia@example.com" not in str(logs)


async def test_a_waiting_worker_hears_of_a_new_task_at_once(notes: Notebook):
    async with working(notes.worker()):
        await asyncio.sleep(0.5)
        begun = time.monotonic()
        await notes.queue(n=1)
        await eventually(lambda: len(notes.done) == 1)
        assert time.monotonic() - begun < 3, "not only at the next look"


async def left_behind(make: Make, *, attempts: int, beaten: str) -> None:
    """What a worker that was killed leaves: a task in its hands, and perhaps its last sign of life."""
    await make.rows("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval)", [beaten])
    await make.rows(
        "UPDATE procrastinate_jobs SET status = 'doing', attempts = %s,"
        " worker_id = (SELECT max(id) FROM procrastinate_workers)",
        [attempts],
    )


@pytest.mark.parametrize("unregistered", [False, True])
async def test_what_a_dead_worker_was_doing_is_taken_over(unregistered: bool, notes: Notebook, make: Make):
    await notes.queue(n=1)
    await left_behind(make, attempts=2, beaten="1 hour")
    if unregistered:
        await make.rows("DELETE FROM procrastinate_workers")
    with capture_logs() as logs:
        async with working(notes.worker(stalled_after=1)):
            await eventually(lambda: any(line["event"] == "task taken over" for line in logs))
            begun = time.monotonic()
            await eventually(lambda: len(notes.done) == 1)
            assert time.monotonic() - begun < 3, "not only at the next look"
    assert notes.done == [(3, {"n": 1})]


async def test_what_a_living_worker_is_doing_is_left_to_it(notes: Notebook, make: Make):
    await notes.queue(n=1)
    await left_behind(make, attempts=0, beaten="-1 hour")
    async with working(notes.worker(stalled_after=1)):
        await asyncio.sleep(2)
    assert notes.done == []
    assert await jobs(make) == [("doing", 0)]


async def test_a_task_that_killed_eight_workers_is_given_up(notes: Notebook, make: Make):
    await notes.queue(n=1)
    await left_behind(make, attempts=TRIES - 1, beaten="1 hour")
    with capture_logs() as logs:
        async with working(notes.worker(stalled_after=1)):
            await eventually(lambda: any(line["event"] == "task given up" for line in logs))
            await asyncio.sleep(0.2)
    assert notes.done == []
    assert await jobs(make) == [("failed", 8)]


async def test_a_worker_outlives_its_connections(notes: Notebook, make: Make):
    kill = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()"""
    async with working(notes.worker(stalled_after=1)):
        await asyncio.sleep(0.5)
        for n in range(2):
            await make.rows(kill)
            await notes.queue(n=n)
            await eventually(lambda n=n: len(notes.done) == n + 1)
        await notes.queue(n=2)
        await eventually(lambda: len(notes.done) == 3)
    assert [said["n"] for _, said in notes.done] == [0, 1, 2]


async def test_a_worker_waits_for_a_database_that_is_not_there_yet(notes: Notebook, server: str, dsn: str, make: Make):
    await notes.queue(n=1)
    with psycopg.connect(dsn) as connection:
        name = connection.info.dbname
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")
        async with working(notes.worker(stalled_after=1)):
            await asyncio.sleep(1)
            assert notes.done == []
            admin.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")
            await eventually(lambda: len(notes.done) == 1, within=40)
    assert notes.done == [(0, {"n": 1})]


async def test_a_wait_for_the_database_that_takes_too_long_is_begun_again(
    notes: Notebook, make: Make, monkeypatch: pytest.MonkeyPatch
):
    """And the log says what it was, not what kind of error the library has for it."""
    worker = notes.worker()
    begin, tries = worker._connector.open_async, iter([PoolTimeout("nobody came"), ConnectorException()])

    async def fail_twice(pool: Any = None) -> None:
        await begin(pool)
        with suppress(StopIteration):
            raise next(tries) from psycopg.OperationalError("nobody home\nDETAIL: at all")

    monkeypatch.setattr(worker._connector, "open_async", fail_twice)
    monkeypatch.setattr("freelancerclub.tasks.worker.AWAY", 0.1)
    await notes.queue(n=1)
    with capture_logs() as logs:
        async with working(worker):
            await eventually(lambda: len(notes.done) == 1)
    assert [line["reason"] for line in logs if line["event"] == "database away"] == ["nobody home"] * 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("late", [False, True])
async def test_a_signal_ends_a_worker_that_waits_for_its_database(
    number: signal.Signals, late: bool, notes: Notebook, server: str, dsn: str, make: Make
):
    """late: it works already when its database goes away."""
    name = psycopg.conninfo.conninfo_to_dict(dsn)["dbname"]
    signal.signal(number, lambda *_: None)  # should the worker not listen, the tests go on
    with psycopg.connect(server, autocommit=True) as admin:
        running = asyncio.create_task(notes.worker(stalled_after=1).run()) if late else None
        await asyncio.sleep(0.5)
        admin.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        running = running or asyncio.create_task(notes.worker().run())
        await asyncio.sleep(2)
        os.kill(os.getpid(), number)
        await asyncio.wait_for(running, SOON)
        admin.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")


async def test_a_signal_lets_a_task_be_finished(notes: Notebook, make: Make, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("freelancerclub.tasks.worker.SHORTLY", 0.2)
    signal.signal(signal.SIGTERM, lambda *_: None)
    notes.takes = 1.0
    await notes.queue(n=1)
    running = asyncio.create_task(notes.worker().run())
    await eventually(lambda: len(notes.done) == 1)
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(running, SOON)
    assert await jobs(make) == []


def test_two_tasks_of_one_name_are_a_mistake(notes: Notebook):
    assert list(names(notes.tasks)) == ["notes.write"]
    with pytest.raises(AssertionError, match="two tasks are named"):
        names(notes.tasks, notes.tasks)
