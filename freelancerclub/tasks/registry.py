"""Tasks: what features register to be done later, by name, so that the queue can outlive the code's layout."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

Work = Callable[..., Awaitable[None]]


@dataclass(frozen=True)
class Job:
    """One queued task as its function sees it; `id` is the same at every try."""

    id: int
    attempts: int


@dataclass(frozen=True)
class Task:
    """A function `(ctx, job, **arguments)` that may be run again after a failure or a crash.

    every: when the clock queues it by itself, without arguments, written as for cron and meant in UTC.
    """

    name: str
    work: Work
    every: str | None = None


class Tasks:
    """A feature's tasks; `tasks.py` registers with the decorator."""

    def __init__(self) -> None:
        self._tasks: list[Task] = []

    def __iter__(self) -> Iterator[Task]:
        return iter(self._tasks)

    def task(self, name: str) -> Callable[[Work], Work]:
        return self._register(name, None)

    def every(self, cron: str, name: str) -> Callable[[Work], Work]:
        """A task of the clock: it looks at what is due, since of the ticks nobody was there for one is made up for."""
        return self._register(name, cron)

    def _register(self, name: str, every: str | None) -> Callable[[Work], Work]:
        def register(work: Work) -> Work:
            self._tasks.append(Task(name, work, every))
            return work

        return register


def names(*features: Tasks) -> dict[str, Task]:
    """Every task by its name; two of one name are a mistake."""
    found: dict[str, Task] = {}
    for feature in features:
        for task in feature:
            assert task.name not in found, f"two tasks are named {task.name}"
            found[task.name] = task
    return found
