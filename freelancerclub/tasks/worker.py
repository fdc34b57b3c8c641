"""The worker: takes tasks from the queue, tries each up to eight times, takes over what a dead worker left."""

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable, Iterable
from typing import Any

import procrastinate
import psycopg
import structlog
from procrastinate import JobContext
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job as ProcrastinateJob
from procrastinate.jobs import Status
from procrastinate.periodic import PeriodicDeferrer, PeriodicRegistry
from psycopg_pool import PoolTimeout

from freelancerclub.db.errors import first_line
from freelancerclub.db.pool import Pool
from freelancerclub.tasks.registry import Job, Task

TRIES = 8
AT_ONCE = 10
BACK_OFF = 3  # seconds, to the power of the try: 3, 9, 27 … 2187
AWAY = 2.0  # seconds to wait before the database is tried again
SHORTLY = 3.0  # seconds in which a worker with nothing begun has ended, if there is a database
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LATE = 86_400  # seconds for which the last tick of a task of the clock is made up for, when no worker was there

# Nothing to keep for a task that is gone by now.
KEEP_FAILURE = """
    INSERT INTO task_failure (job_id, error) SELECT id, %(error)s FROM procrastinate_jobs WHERE id = %(id)s
    ON CONFLICT (job_id) DO UPDATE SET error = excluded.error, failed_at = excluded.failed_at"""

# As procrastinate says it of a new task; of one put back it says nothing, and it would wait for the next look, 5 s.
SAY_THERE_IS_WORK = """
    SELECT pg_notify('procrastinate_any_queue_v1', '{"type": "job_inserted", "job_id": ' || %(id)s::bigint || '}')"""

Observe = Callable[[str, bool, float], None]  # name of the task, whether it was done, seconds

log = structlog.get_logger("worker")


def _unobserved(task: str, done: bool, seconds: float) -> None:
    """Where nobody asks for numbers."""


def _cause(error: Exception) -> str:
    """What procrastinate's errors came of, which they don't say themselves."""
    return first_line(error.__cause__ or error)


class Worker:
    """Runs until it is told to stop; a database that goes away is waited for."""

    def __init__(
        self,
        dsn: str,
        pool: Pool,
        tasks: Iterable[Task],
        context: Callable[[], Any],
        stalled_after: int,
        observe: Observe = _unobserved,
    ) -> None:
        self._pool = pool  # what the tasks themselves use; the queue has its own
        self._connector = procrastinate.PsycopgConnector(conninfo=dsn, min_size=1, max_size=AT_ONCE + 2)
        self._app = procrastinate.App(connector=self._connector)
        self._context = context
        self._stalled_after = stalled_after
        self._observe = observe
        self._begun = 0  # tasks that run now
        self._clock = PeriodicRegistry()  # type: ignore[no-untyped-call]
        for task in tasks:
            self._register(task)

    def _register(self, task: Task) -> None:
        async def run(job_context: JobContext, /, **arguments: Any) -> None:
            if task.every is not None:
                arguments.clear()  # the second of the tick; what is due depends on our own clock
            job = Job(job_context.job.id or 0, job_context.job.attempts)
            told = {"task": task.name, "job": job.id, "attempt": job.attempts + 1}
            begun = time.perf_counter()
            self._begun += 1
            try:
                await task.work(self._context(), job, **arguments)
            except Exception as error:
                seconds = time.perf_counter() - begun
                log.exception("task failed", **told, ms=round(seconds * 1000, 1))
                self._observe(task.name, False, seconds)
                await self._keep_failure(job, error)
                raise
            finally:
                self._begun -= 1
            seconds = time.perf_counter() - begun
            log.info("task done", **told, ms=round(seconds * 1000, 1))
            self._observe(task.name, True, seconds)

        retry = procrastinate.RetryStrategy(max_attempts=TRIES - 1, exponential_wait=BACK_OFF)
        queued: Any = self._app.task(name=task.name, pass_context=True, retry=retry)(run)
        if task.every is not None:
            self._clock.register_task(queued, task.every, periodic_id="", configure_kwargs={})

    async def _keep_failure(self, job: Job, error: Exception) -> None:
        """For `club queue`; that the database is away may be why the task failed."""
        with contextlib.suppress(psycopg.Error):
            async with self._pool.connection() as connection:
                await connection.execute(KEEP_FAILURE, {"id": job.id, "error": type(error).__name__})

    async def run(self) -> None:
        """Works until cancelled or signalled, then finishes what is begun."""
        told = asyncio.Event()
        for number in STOPPING:
            if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup does
                asyncio.get_running_loop().add_signal_handler(number, told.set)
        working, listening = asyncio.create_task(self._stay()), asyncio.create_task(told.wait())
        try:
            await asyncio.wait((working, listening), return_when=asyncio.FIRST_COMPLETED)
        finally:
            listening.cancel()
            await self._end(working)

    async def _end(self, working: asyncio.Task[None]) -> None:
        working.cancel()
        while (await asyncio.wait((working,), timeout=SHORTLY))[1]:
            if not self._begun:  # it waits for a database, which may be away for long
                working.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await working

    async def _stay(self) -> None:
        """Works until cancelled, and begins again whenever the database was away."""
        async with self._pool:
            while True:
                reason = "it was lost"
                try:
                    await self._app.open_async()
                    await self._work(wait=True)  # ends by itself where the line on which it hears of tasks is lost
                except (ConnectorException, PoolTimeout, OSError) as error:
                    reason = _cause(error)
                finally:
                    await self._app.close_async()  # what was opened by half, too
                log.warning("database away", reason=reason)
                await asyncio.sleep(AWAY)

    async def run_due(self) -> None:
        """Does what is due now and returns; tests and one-off repairs use it."""
        async with self._pool, self._app.open_async():
            await self._work(wait=False)

    async def _work(self, *, wait: bool) -> None:
        beside = [asyncio.create_task(work) for work in (self._take_over(), self._keep_time())] if wait else []
        try:
            await self._app.run_worker_async(
                wait=wait,
                concurrency=AT_ONCE,
                delete_jobs="successful",
                install_signal_handlers=False,
                listen_notify=wait,
                shutdown_graceful_timeout=25,
                update_heartbeat_interval=min(10.0, self._stalled_after / 3),
                stalled_worker_timeout=float(self._stalled_after),
            )
        finally:
            for task in beside:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, ConnectorException):
                    await task

    async def _keep_time(self) -> None:
        """Queues the tasks of the clock. All workers try; the database takes each tick once.

        Beside procrastinate's worker and not in it, where a tick that falls on a lost connection would end it.
        """
        while self._clock.periodic_tasks:
            try:
                await PeriodicDeferrer(self._clock, max_delay=LATE).worker()
            except ConnectorException as error:
                log.warning("the clock waits for the database", reason=_cause(error))
                await asyncio.sleep(AWAY)

    async def _take_over(self) -> None:
        """Puts back what a worker that gives no sign of life was doing."""
        manager = self._app.job_manager
        while True:
            await asyncio.sleep(self._stalled_after / 3)
            try:
                for job in await manager.get_stalled_jobs(seconds_since_heartbeat=self._stalled_after):
                    await self._put_back(job)
            except ConnectorException as error:  # the database is away, or another worker was faster
                log.warning("nothing taken over", reason=_cause(error))

    async def _put_back(self, job: ProcrastinateJob) -> None:
        """Once more, unless it was in the hands of as many dying workers as there are tries: it may be their killer."""
        if job.attempts + 1 >= TRIES:
            log.error("task given up", task=job.task_name, job=job.id)
            await self._app.job_manager.finish_job(job, Status.FAILED, delete_job=False)
            return
        log.warning("task taken over", task=job.task_name, job=job.id)
        await self._app.job_manager.retry_job(job)
        await self._connector.execute_query_async(SAY_THERE_IS_WORK, id=job.id)
