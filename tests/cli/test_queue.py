"""`club queue`: what waits, runs and is dead; and another try for the dead."""

import json

import psycopg
import pytest

from support.serving import Club
from support.tables import cells

QUEUED = """
    INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts, scheduled_at, queueing_lock)
    VALUES ('default', %s, '{"email": "secret@example.com"}', %s::procrastinate_job_status, %s,
        now() + %s * interval '1 second', %s) RETURNING id"""


class Tasks:
    """Puts tasks of any state into the queue, and looks at them."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn

    def rows(self, statement: str, *parameters: object) -> list[tuple]:
        with psycopg.connect(self._dsn, autocommit=True) as connection:
            cursor = connection.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []

    def add(self, state: str, *, name: str = "auth.send_reset", tries: int = 0, due_in=None, lock=None) -> int:
        return self.rows(QUEUED, name, state, tries, due_in, lock)[0][0]

    def dead(self, error: str = "SMTPServerDisconnected", **said) -> int:
        task_id = self.add("failed", tries=8, **said)
        self.rows("INSERT INTO task_failure (job_id, error) VALUES (%s, %s)", task_id, error)
        return task_id

    def state(self, task_id: int) -> tuple[str, int]:
        return self.rows("SELECT status::text, attempts FROM procrastinate_jobs WHERE id = %s", task_id)[0]


@pytest.fixture
def tasks(dsn: str) -> Tasks:
    return Tasks(dsn)


def test_the_dead_come_first_then_what_runs_then_what_waits(club: Club, tasks: Tasks):
    later = tasks.add("todo", due_in=600, tries=2)
    due = tasks.add("todo")
    running = tasks.add("doing", name="users.erase")
    dead = tasks.dead()
    tasks.rows("UPDATE procrastinate_events SET at = now() - interval '3 hours' WHERE job_id = %s", due)
    said = club("queue")
    assert said.code == 0, said.err
    assert [[*row[:4], row[5]] for row in cells(said.out)] == [
        [str(dead), "auth.send_reset", "dead", "8", "SMTPServerDisconnected"],
        [str(running), "users.erase", "running", "0", "-"],
        [str(due), "auth.send_reset", "due", "0", "-"],
        [str(later), "auth.send_reset", "later", "2", "-"],
    ]
    assert cells(said.out)[2][4] == "3 h"
    assert cells(said.out)[3][4].endswith(" s")
    assert said.out.endswith("1 due, 1 later, 1 running, 1 dead.\n")
    assert "secret@" not in said.out + said.err


def test_as_json_and_not_more_than_asked_for(club: Club, tasks: Tasks):
    tasks.add("todo")
    dead = tasks.dead("TimeoutError")
    listed = json.loads(club("queue", "--json", "--limit", "1").out)
    assert listed["counts"] | {"oldest_due": 0} == {"due": 1, "later": 0, "running": 0, "dead": 1, "oldest_due": 0}
    assert [(task["id"], task["state"], task["tries"], task["error"]) for task in listed["tasks"]] == [
        (dead, "dead", 8, "TimeoutError")
    ]


def test_an_empty_queue(club: Club):
    assert club("queue").out == "0 due, 0 later, 0 running, 0 dead.\n"


def test_one_dead_task_gets_as_many_tries_as_a_new_one(club: Club, tasks: Tasks):
    again, left = tasks.dead(), tasks.dead()
    said = club("queue", "retry", str(again))
    assert (said.code, said.out) == (0, "1 task is tried again.\n")
    assert tasks.state(again) == ("todo", 0)
    assert tasks.state(left) == ("failed", 8)


def test_all_dead_tasks(club: Club, tasks: Tasks):
    dead, running = [tasks.dead(), tasks.dead()], tasks.add("doing", tries=1)
    assert club("queue", "retry", "--all").out == "2 tasks are tried again.\n"
    assert [tasks.state(one) for one in dead] == [("todo", 0)] * 2
    assert tasks.state(running) == ("doing", 1)
    assert club("queue", "retry", "--all").out == "0 tasks are tried again.\n"


def test_of_dead_tasks_with_one_lock_a_single_one_waits(club: Club, tasks: Tasks):
    first, second = tasks.dead(lock="digest 7"), tasks.dead(lock="digest 7")
    assert club("queue", "retry", "--all").out == "1 task is tried again.\n"
    assert (tasks.state(first)[0], tasks.state(second)[0]) == ("todo", "failed")
    assert club("queue", "retry", str(second)).code == 2, "the first still waits"


def test_a_dead_task_is_dropped_and_no_other(club: Club, tasks: Tasks):
    dead, left, running = tasks.dead(), tasks.dead(), tasks.add("doing", tries=1)
    assert club("queue", "drop", str(dead)).code == 0
    assert club("queue", "drop", str(dead)).code == 2, "it is gone"
    assert club("queue", "drop", str(running)).code == 2, "it isn't dead"
    assert (tasks.state(left)[0], tasks.state(running)[0]) == ("failed", "doing")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["drop"], "Say which"),
        (["drop", "999"], "no dead task 999"),
        (["retry"], "Say which"),
        (["retry", "3", "--all"], "Say which"),
        (["retry", "999"], "no dead task 999"),
        (["--all"], "club queue retry --all"),
        (["--limit", "99999999999999999999"], "100000"),
        (["retry", "99999999999999999999"], "9223372036854775807"),
    ],
)
def test_what_cannot_be_done_says_what_to_do(club: Club, words: list[str], hint: str):
    said = club("queue", *words)
    assert said.code == 2
    assert hint in said.err and "Traceback" not in said.err
