"""How the queue stands: what waits, what is late, what is dead, and whether a worker is there; and another try."""

from dataclasses import dataclass
from datetime import datetime

from freelancerclub.db.pool import Database

# The queue counts by PostgreSQL's clock, and so does all of this. A task that was not put off is as old as its
# first event; ids grow with time, so the oldest of these is the one with the least.
STATE = """
    SELECT count(*) FILTER (WHERE status = 'todo' AND coalesce(scheduled_at <= now(), true)),
        count(*) FILTER (WHERE status = 'todo' AND scheduled_at > now()),
        count(*) FILTER (WHERE status = 'doing'),
        count(*) FILTER (WHERE status = 'failed'),
        coalesce(extract(epoch FROM now() - least(
            min(scheduled_at) FILTER (WHERE status = 'todo' AND scheduled_at <= now()),
            (SELECT min(e.at) FROM procrastinate_events e WHERE e.type = 'deferred' AND e.job_id = (
                SELECT min(id) FROM procrastinate_jobs WHERE status = 'todo' AND scheduled_at IS NULL)))), 0)::float8
    FROM procrastinate_jobs"""

HEARTBEAT = "SELECT extract(epoch FROM now() - max(last_heartbeat))::float8 FROM procrastinate_workers"

# The dead first: they wait for somebody; then in the order of their turn.
TASKS = """
    SELECT j.id, j.task_name,
        CASE j.status WHEN 'failed' THEN 'dead' WHEN 'doing' THEN 'running'
            ELSE CASE WHEN j.scheduled_at > now() THEN 'later' ELSE 'due' END END,
        j.attempts, j.scheduled_at, f.error,
        extract(epoch FROM now()
            - (SELECT min(e.at) FROM procrastinate_events e WHERE e.job_id = j.id AND e.type = 'deferred'))::float8
    FROM procrastinate_jobs j LEFT JOIN task_failure f ON f.job_id = j.id
    WHERE j.status IN ('todo', 'doing', 'failed')
    ORDER BY j.status = 'failed' DESC, j.status = 'doing' DESC, coalesce(j.scheduled_at, '-infinity'), j.id
    LIMIT %(limit)s"""

# As many tries as a new task has. Of several with one queueing lock a single one may wait.
RETRY = """
    UPDATE procrastinate_jobs SET status = 'todo', attempts = 0, scheduled_at = now(), worker_id = NULL
    WHERE id IN (
        SELECT DISTINCT ON (coalesce(d.queueing_lock, d.id::text)) d.id FROM procrastinate_jobs d
        WHERE d.status = 'failed' AND (%(id)s::bigint IS NULL OR d.id = %(id)s)
          AND NOT EXISTS (
              SELECT FROM procrastinate_jobs w WHERE w.status = 'todo' AND w.queueing_lock = d.queueing_lock)
        ORDER BY coalesce(d.queueing_lock, d.id::text), d.id)
    RETURNING id"""

DROP = "DELETE FROM procrastinate_jobs WHERE id = %(id)s AND status = 'failed' RETURNING id"


@dataclass(frozen=True, slots=True)
class QueueState:
    """Numbers of tasks: due now, due later, running, and dead after their last try; `oldest_due` is in seconds."""

    due: int
    later: int
    running: int
    dead: int
    oldest_due: float


@dataclass(frozen=True, slots=True)
class QueuedTask:
    """One of them; `age` is in seconds since it was first queued."""

    id: int
    task: str
    state: str
    tries: int
    due_at: datetime | None
    error: str | None
    age: float | None


async def find_queue_state(db: Database) -> QueueState:
    row = await db.row(STATE)
    assert row is not None, "counting gives a row"
    return QueueState(*row)


async def find_heartbeat_age(db: Database) -> float | None:
    """Seconds since the most lively worker gave a sign of life; None without any."""
    age: float | None = await db.value(HEARTBEAT)
    return age


async def find_queued_tasks(db: Database, limit: int) -> list[QueuedTask]:
    return [QueuedTask(*row) for row in await db.rows(TASKS, limit=limit)]


async def do_retry(db: Database, task_id: int | None) -> list[int]:
    """Gives a dead task, or all of them, as many tries as a new one has; the ids of those."""
    return sorted(row[0] for row in await db.rows(RETRY, id=task_id))


async def do_drop(db: Database, task_id: int) -> bool:
    """Forgets a dead task, which is tried no more; whether there was one."""
    return await db.value(DROP, id=task_id) is not None
