"""Health: what has to hold for the service to do its work, each check with its verdict, its words and its time."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import msgspec

from freelancerclub.adapters.files import disk_free
from freelancerclub.config import Settings
from freelancerclub.db.pool import Database, DatabaseAway
from freelancerclub.db.version import HEAD
from freelancerclub.tasks.state import find_heartbeat_age, find_queue_state

PATIENCE = 2.0  # seconds that a check may take
READ_AGAIN = 1.0  # seconds for which an answer stands, so that nobody keeps the database busy by asking
AWAY = "the database does not answer"

ONE = "SELECT 1"
REVISION = "SELECT version_num FROM alembic_version"


class Check(msgspec.Struct, frozen=True):
    """One thing looked at."""

    name: str
    ok: bool
    detail: str
    milliseconds: float


class Report(msgspec.Struct, frozen=True):
    """All of them."""

    ready: bool
    checks: list[Check]


Look = Callable[[], Awaitable[tuple[bool, str]]]


class Health:
    """One process's view; those who ask at the same time share an answer."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._asked: asyncio.Task[Report] | None = None
        self._read_at = float("-inf")

    async def report(self) -> Report:
        if self._asked is None or (self._asked.done() and time.monotonic() - self._read_at > READ_AGAIN):
            self._asked = asyncio.create_task(self._look())
        return await asyncio.shield(self._asked)

    async def _look(self) -> Report:
        """One after the other, on one connection; once the database doesn't answer it isn't asked again."""
        asking: dict[str, Look] = {
            "database": self._answers,
            "migrations": self._is_current,
            "queue": self._is_in_time,
            "dead tasks": self._dead,
            "worker": self._is_working,
        }
        checks: list[Check] = []
        for name, look in asking.items():
            is_away = bool(checks) and not checks[0].ok
            checks.append(Check(name, False, AWAY, 0) if is_away else await _checked(name, look))
        checks.append(await _checked("disk", self._has_room))
        self._read_at = time.monotonic()
        return Report(all(check.ok for check in checks), checks)

    async def _answers(self) -> tuple[bool, str]:
        await self._database.value(ONE)
        return True, "answers"

    async def _is_current(self) -> tuple[bool, str]:
        found = await self._database.value(REVISION)
        if found == HEAD:
            return True, f"at {found}"
        return False, f"at {found}, this program is made for {HEAD}"

    async def _is_in_time(self) -> tuple[bool, str]:
        queue = await find_queue_state(self._database)
        limit = self._settings.queue_late
        return queue.oldest_due < limit, f"{queue.due} due, the oldest for {queue.oldest_due:.0f} of {limit} s"

    async def _dead(self) -> tuple[bool, str]:
        """Counted, but no reason to take the service away: somebody should look at `club queue`."""
        return True, str((await find_queue_state(self._database)).dead)

    async def _is_working(self) -> tuple[bool, str]:
        age, limit = await find_heartbeat_age(self._database), self._settings.stalled_after
        if age is None:
            return False, "there is none"
        return age < limit, f"last seen {age:.0f} of {limit} s ago"

    async def _has_room(self) -> tuple[bool, str]:
        free, wanted = disk_free(self._settings.data_dir) // 1_000_000, self._settings.disk_free
        return free >= wanted, f"{free} MB free, {wanted} wanted"


async def _checked(name: str, look: Look) -> Check:
    begun = time.perf_counter()
    try:
        async with asyncio.timeout(PATIENCE):
            ok, detail = await look()
    except (DatabaseAway, TimeoutError):
        ok, detail = False, AWAY
    except OSError as error:
        ok, detail = False, error.strerror or "can't be read"
    except Exception as error:  # a table that is not there yet, for example: not ready, but alive
        ok, detail = False, type(error).__name__
    return Check(name, ok, detail, round((time.perf_counter() - begun) * 1000, 2))
