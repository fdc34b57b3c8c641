"""The queue: a task is written in the transaction of the change that asks for it."""

from typing import Any

import procrastinate
from procrastinate.exceptions import ConnectorException

from freelancerclub.db.pool import Database, Transaction


class Queue:
    """Puts tasks into PostgreSQL; runs none."""

    def __init__(self) -> None:
        self._app = procrastinate.App(connector=procrastinate.PsycopgConnector())

    async def defer(self, db: Database, name: str, *arguments: dict[str, Any]) -> None:
        """Queues through the caller's transaction; there is no other way, so no task runs before its commit.

        Of several arguments each is a task of its own.
        """
        assert isinstance(db, Transaction), "a task is queued by an endpoint that writes"
        connection = await db.connection()
        try:
            await self._app.configure_task(name, connection=connection).batch_defer_async(*arguments)
        except ConnectorException as error:
            raise error.__cause__ or error from None  # psycopg's own, by which the transaction knows a lost connection
