"""`python -m bench.mails [N]`: a mail task beside a bare aiosmtplib loop, both to the same server on loopback.

The bare loop sends messages that are ready; the task reads each person and preference, writes the mail, notes it sent.
"""

import asyncio
import multiprocessing
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib

from freelancerclub.adapters.mail import message_of
from freelancerclub.config import Settings, read_settings, token_key
from freelancerclub.context import Context
from freelancerclub.db import embedded
from freelancerclub.db.migrate import migrate
from freelancerclub.db.pool import make_pool
from freelancerclub.features.telling import queries
from freelancerclub.features.telling.actions import notify
from freelancerclub.features.telling.tasks import mail_of, send_mail
from freelancerclub.kit.logs import set_up_logs
from freelancerclub.services import make_services
from freelancerclub.tasks.registry import Job

HOST = "127.0.0.1"
LEAST = 0.5  # of the bare loop's mails a second, the promise
ROUNDS = 3
PEOPLE = """
    INSERT INTO person (email, display_name, slug)
    SELECT 'p' || n || '@example.com', 'Person ' || n, 'p' || n FROM generate_series(1, %(number)s) n RETURNING id"""


async def _converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 welcome\r\n")
    while line := await reader.readline():
        if line.upper().startswith(b"EHLO"):
            writer.write(b"250-bench\r\n250-8BITMIME\r\n250 SIZE 33554432\r\n")
        elif line.upper().startswith(b"DATA"):
            writer.write(b"354 go on\r\n")
            await reader.readuntil(b"\r\n.\r\n")
            writer.write(b"250 taken\r\n")
        else:
            writer.write(b"250 fine\r\n")


def _serve(port: int) -> None:
    """A mail server that takes everything and does nothing: what is measured is whoever sends."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            await _converse(reader, writer)

    async def run() -> None:
        async with await asyncio.start_server(answer, HOST, port, limit=1 << 20) as server:
            await server.serve_forever()

    asyncio.run(run())


@contextmanager
def _server() -> Iterator[int]:
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = int(free.getsockname()[1])
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(port,), daemon=True)
    process.start()
    while True:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.05)
    yield port
    process.terminate()
    process.join()


@asynccontextmanager
async def _told(settings: Settings, dsn: str, number: int) -> AsyncIterator[Context]:
    """So many people are told of something, each with a mail that is due."""
    pool = make_pool(dsn, 6)
    services = make_services(settings, pool)
    async with pool:
        now = datetime.now(UTC)
        async with services.database.transaction() as changes:
            await changes.rows("TRUNCATE person, mailing, procrastinate_jobs CASCADE")
            people = [row[0] for row in await changes.rows(PEOPLE, number=number)]
            said, ctx = "How did you light it?", Context(services, changes, now)
            await notify(ctx, people, "discussion", actor=None, target=1, quote=said, course="basic-html")
        yield Context(services, services.database, now)
    services.passwords.close()


async def _task(settings: Settings, dsn: str, number: int) -> float:
    """Mails a second of the task."""
    async with _told(settings, dsn, number) as ctx:
        began = time.perf_counter()
        for _ in range(-(-number // queries.AT_ONCE)):
            await send_mail(ctx, Job(1, 0))
        took = time.perf_counter() - began
        sent = await ctx.db.value("SELECT count(*) FROM mailing WHERE outcome = 'sent'")
        assert sent == number, f"{sent} of {number} mails were sent"
    return number / took


async def _ready(settings: Settings, dsn: str) -> EmailMessage:
    """The very mail that the task sends."""
    async with _told(settings, dsn, 1) as ctx:
        await send_mail(ctx, Job(1, 0))
        await ctx.db.rows("UPDATE mailing SET ended_at = NULL, outcome = NULL")
        (mailing,) = await queries.find_due_mailings(ctx.db, ctx.now)
        letter = (await queries.access_letters(ctx.db, [mailing.id]))[mailing.id]
        return message_of(mail_of(ctx, mailing, letter, token_key(settings)), settings.mail_from, ctx.now)


async def _bare(message: EmailMessage, port: int, number: int) -> float:
    """Mails a second of `send_message` in a loop, a new connection every 50."""
    began = time.perf_counter()
    for _ in range(-(-number // queries.AT_ONCE)):
        async with aiosmtplib.SMTP(hostname=HOST, port=port) as client:
            for _ in range(queries.AT_ONCE):
                await client.send_message(message)
    return number / (time.perf_counter() - began)


def main() -> int:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    set_up_logs("json", "error")
    folder = Path(tempfile.mkdtemp(prefix="club-bench-"))
    folder.chmod(0o755)
    try:
        with embedded.start(folder / "data") as started, _server() as port:
            migrate(started.dsn)
            settings = read_settings(
                _env_file=None, data_dir=folder, token_key="k" * 64, mail_url=f"smtp://{HOST}:{port}"
            )
            message = asyncio.run(_ready(settings, started.dsn))
            ratios = []
            for _ in range(ROUNDS):
                bare = asyncio.run(_bare(message, port, number))
                task = asyncio.run(_task(settings, started.dsn, number))
                ratios.append(task / bare)
                print(f"bare loop {bare:6.0f} mails/s   mail task {task:6.0f} mails/s   {task / bare:.2f}")  # noqa: T201
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0 if sorted(ratios)[ROUNDS // 2] >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
