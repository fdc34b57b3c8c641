"""Telling: what a feature does when it tells somebody, and the clock's tick for what goes out later."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from freelancerclub.context import Context
from freelancerclub.db.pool import make_pool
from freelancerclub.features.telling.actions import notify
from freelancerclub.services import make_services
from support.api import Api
from support.make import Make


@dataclass
class Teller:
    """Tells people in transactions of its own; `run` is what the worker does meanwhile."""

    api: Api
    dsn: str
    make: Make
    said: int = 0

    @asynccontextmanager
    async def changing(self) -> AsyncIterator[Context]:
        """A context as a request that writes has it."""
        pool = make_pool(self.dsn, 4)
        services = make_services(self.api.settings, pool, clock=self.api.clock, mail=self.api.mailer)
        try:
            async with pool, services.database.transaction() as changes:
                yield Context(services, changes, self.api.clock())
        finally:
            services.passwords.close()

    async def tell(self, kind: str, people: Any, **what: Any) -> list[int]:
        async with self.changing() as ctx:
            return await notify(ctx, people, kind, **what)

    async def discuss(self, person: Any, actor: Any, quote: str = "Hello") -> int:
        """Something new each time, of a kind that depends on no other table."""
        self.said += 1
        (told,) = await self.tell(
            "discussion", person.id, actor=actor.id, target=self.said, quote=quote, course="basic-html"
        )
        return told

    async def run(self) -> None:
        """Whatever is queued, and one tick of the clock."""
        for task in ("telling.mail_tick", "telling.push_tick"):
            await self.make.row("procrastinate_jobs", queue_name="default", task_name=task, args="{}")
        await self.api.run_tasks()
        assert await self.make.count("procrastinate_jobs") == 0, "nothing failed"

    async def outcomes(self, table: str = "mailing") -> list[str | None]:
        return [row[0] for row in await self.make.rows(f"SELECT outcome FROM {table} ORDER BY id")]
