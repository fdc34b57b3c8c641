"""Metrics: what Prometheus reads, added up over all processes of `club serve`, whichever of them answers."""

import asyncio
import os
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from freelancerclub.adapters.passwords import Passwords
from freelancerclub.db.pool import Database, DatabaseAway, Pool
from freelancerclub.features.telling.queries import State, find_state
from freelancerclub.operating.shared import FOLDER, forget_dead, take_place
from freelancerclub.tasks.state import QueueState, find_queue_state

LOOK_EVERY = 1.0  # seconds between two looks at what has a size
PATIENCE = 2.0  # seconds that the database may take to count the queue
REQUEST_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)  # seconds
TASK_BUCKETS = (0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300)  # seconds

log = structlog.get_logger("metrics")


Counted = dict[tuple[str, int, str | None], int]  # by endpoint, status and refusal


class Times:
    """How often which duration was seen since it was last written down, and their sum in seconds."""

    __slots__ = ("buckets", "sum")

    def __init__(self, buckets: int) -> None:
        self.buckets = [0] * (buckets + 1)  # and one for what is longer than all
        self.sum = 0.0


class Durations(Histogram):
    """A histogram that takes many observations at once."""

    def add(self, times: Times) -> None:
        self._sum.inc(times.sum)
        for bucket, seen in zip(self._buckets, times.buckets, strict=True):
            if seen:
                bucket.inc(seen)


class Metrics:
    """One process's numbers. Nothing is counted before `start`, which belongs into the process that counts."""

    def __init__(self, role: str, pool: Pool, database: Database, passwords: Passwords) -> None:
        self._role = role
        self._pool = pool
        self._database = database
        self._passwords = passwords
        self._answered: Counted = defaultdict(int)
        self._timed: dict[str, Times] = {}
        self._is_on = False

    def start(self) -> None:
        """Takes this process's place in the folder that `club serve` made, if it did; without room there is none."""
        folder = os.environ.get(FOLDER)
        self._folder = Path(folder) if folder else None
        try:
            if self._folder:
                take_place(self._folder)
        except OSError as error:
            log.warning("nothing is counted", reason=error.strerror)
            return
        self._registry = CollectorRegistry()
        self._requests = self._counter("club_requests", "Answered requests", "endpoint", "status")
        self._durations = Durations(
            "club_request_seconds", "From a request to its answer", ["endpoint"],
            buckets=REQUEST_BUCKETS, registry=self._registry,
        )  # fmt: skip
        self._refusals = self._counter("club_refusals", "What was said no with", "refusal")
        self._tasks = self._counter("club_tasks", "Background tasks tried", "task", "result")
        self._task_durations = Histogram(
            "club_task_seconds", "One try of a background task", ["task"],
            buckets=TASK_BUCKETS, registry=self._registry,
        )  # fmt: skip
        self._processes = self._gauge("club_processes", "Processes that run", "role")
        self._starts = self._counter("club_process_starts", "Processes that were started", "role")
        self._connections = self._gauge("club_database_connections", "Connections to the database", "role", "state")
        self._waiting = self._gauge("club_database_waiting", "Requests or tasks that wait for a connection", "role")
        self._hashes = self._gauge("club_argon2_waiting", "Passwords that wait to be hashed", "role")
        self._processes.labels(self._role).set(1)
        self._starts.labels(self._role).inc()
        self._is_on = True
        self.look()

    def _counter(self, name: str, says: str, *labels: str) -> Counter:
        return Counter(name, says, labels, registry=self._registry)

    def _gauge(self, name: str, says: str, *labels: str) -> Gauge:
        """Added up over the living: a dead process has no size."""
        return Gauge(name, says, labels, registry=self._registry, multiprocess_mode="livesum")

    def observe(self, endpoint: str, status: int, refusal: str | None, seconds: float) -> None:
        """An answered request. Summed up here and written down once a second: writing costs ten times as much."""
        if not self._is_on:
            return
        self._answered[endpoint, status, refusal] += 1
        times = self._timed.get(endpoint)
        if times is None:
            times = self._timed[endpoint] = Times(len(REQUEST_BUCKETS))
        times.buckets[bisect_left(REQUEST_BUCKETS, seconds)] += 1
        times.sum += seconds

    def _write_down(self) -> None:
        answered, timed = self._answered, self._timed
        self._answered, self._timed = defaultdict(int), {}
        for (endpoint, status, refusal), many in answered.items():
            self._requests.labels(endpoint, status).inc(many)
            if refusal is not None:
                self._refusals.labels(refusal).inc(many)
        for endpoint, times in timed.items():
            self._durations.labels(endpoint).add(times)

    def observe_task(self, task: str, done: bool, seconds: float) -> None:
        if self._is_on:
            self._tasks.labels(task, "done" if done else "failed").inc()
            self._task_durations.labels(task).observe(seconds)
            self.look()

    async def keep_looking(self) -> None:
        """Until cancelled, once a second."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            self.look()

    def look(self) -> None:
        """Writes down what was counted, and the sizes as they are now."""
        if not self._is_on:
            return
        self._write_down()
        pool = self._pool.get_stats()
        size, idle = pool.get("pool_size", 0), pool.get("pool_available", 0)
        self._connections.labels(self._role, "used").set(max(0, size - idle))
        self._connections.labels(self._role, "idle").set(idle)
        self._waiting.labels(self._role).set(pool.get("requests_waiting", 0))
        self._hashes.labels(self._role).set(self._passwords.waiting)

    async def text(self) -> bytes:
        """What Prometheus reads: the numbers of all processes, and the queue as it stands."""
        self.look()
        queue: QueueState | None = None
        told: State | None = None
        try:
            async with asyncio.timeout(PATIENCE):
                queue = await find_queue_state(self._database)
                told = await find_state(self._database)
        except (DatabaseAway, TimeoutError):
            log.debug("queue not counted")
        return await asyncio.to_thread(self._written, queue, told)

    def _written(self, queue: QueueState | None, told: State | None) -> bytes:
        now = CollectorRegistry()
        now.register(_Found([*_queue_metrics(queue), *_told_metrics(told)]))
        if not self._is_on:
            return generate_latest(now)
        if self._folder is None:
            return generate_latest(self._registry) + generate_latest(now)
        forget_dead(self._folder)
        everybody = CollectorRegistry()
        MultiProcessCollector(everybody, str(self._folder))  # type: ignore[no-untyped-call]
        try:
            counted = generate_latest(everybody)
        except FileNotFoundError:  # a new process has just taken over the files of a dead one
            counted = generate_latest(everybody)
        return counted + generate_latest(now)


class _Found:
    """Metrics that were read already, in the form that the library collects."""

    def __init__(self, metrics: Iterable[Metric]) -> None:
        self._metrics = list(metrics)

    def collect(self) -> Iterable[Metric]:
        return self._metrics


def _queue_metrics(queue: QueueState | None) -> Iterable[Metric]:
    """Without a database there is no queue to count, and that is said instead."""
    yield GaugeMetricFamily("club_database_up", "Whether the database answers", value=0 if queue is None else 1)
    if queue is None:
        return
    depth = GaugeMetricFamily("club_queue_tasks", "Tasks in the queue", labels=["state"])
    for state in ("due", "later", "running", "dead"):
        depth.add_metric([state], getattr(queue, state))
    yield depth
    yield GaugeMetricFamily("club_queue_oldest_seconds", "How long the oldest due task waits", value=queue.oldest_due)


def _told_metrics(told: State | None) -> Iterable[Metric]:
    """What of the notifications is on its way, and what the operator has to look at."""
    if told is None:
        return
    waiting = GaugeMetricFamily("club_told_waiting", "Mails and pushes on their way", labels=["channel"])
    given_up = GaugeMetricFamily("club_told_given_up", "Mails and pushes given up", labels=["channel"])
    for channel, way, lost in (
        ("mail", told.mails, told.mails_given_up),
        ("push", told.pushes, told.pushes_given_up),
    ):
        waiting.add_metric([channel], way)
        given_up.add_metric([channel], lost)
    yield waiting
    yield given_up
