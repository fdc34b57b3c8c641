"""What goes out: mails over one connection, pushes, and the sweep; each looked at once more right before it goes.

One process sends mail at a time, and one pushes: so a kill can leave at most one thing sent that nobody noted, which
then goes out again under the same Message-ID or idempotency key.
"""

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from freelancerclub.adapters.mail import Line as MailLine
from freelancerclub.adapters.mail import Mail, MailServerAway, NoSuchMailbox
from freelancerclub.adapters.push import Line as PushLine
from freelancerclub.adapters.push import Push, PushServiceAway
from freelancerclub.config import token_key
from freelancerclub.context import Context
from freelancerclub.db.pool import DatabaseAway
from freelancerclub.features.auth.actions import do_stop_mail
from freelancerclub.features.auth.tasks import mark_of
from freelancerclub.features.telling import queries
from freelancerclub.features.telling.actions import (
    MAILINGS,
    PUSHES,
    SEND_MAIL,
    SEND_PUSH,
    do_drop_devices,
    do_end,
    do_fail,
    do_fix_mailings,
    do_pause,
    do_sweep,
)
from freelancerclub.features.telling.queries import DuePush, Letter, Line, Mailing, Ring
from freelancerclub.features.telling.rules import (
    KINDS,
    PAUSE,
    sentence_of,
    summary_of,
    told,
    unsubscribe_headers,
    unsubscribe_token,
)
from freelancerclub.mails.render import Written, render_mail
from freelancerclub.tasks.registry import Job, Tasks

tasks = Tasks()
FRESH = 1.0  # seconds for which what was read about the people of a round is believed
MOST_LINES = 50  # of a digest; the rest is counted

log = structlog.get_logger("telling")


@tasks.task(SEND_MAIL)
async def send_mail(ctx: Context, job: Job) -> None:
    """The mails that are due, at most 50 of them; queues itself again while there are more."""
    await _alone(ctx, SEND_MAIL, _send_due_mails)


@tasks.every("* * * * *", "telling.mail_tick")
async def mail_tick(ctx: Context, job: Job) -> None:
    """Every minute: digests whose hour has come, and what has to be tried again."""
    await _alone(ctx, SEND_MAIL, _send_due_mails)


@tasks.task(SEND_PUSH)
async def send_push(ctx: Context, job: Job) -> None:
    """The pushes that are due, at most 50 of them; queues itself again while there are more."""
    await _alone(ctx, SEND_PUSH, _send_due_pushes)


@tasks.every("* * * * *", "telling.push_tick")
async def push_tick(ctx: Context, job: Job) -> None:
    """Every minute: what waited for its five minutes, and what has to be tried again."""
    await _alone(ctx, SEND_PUSH, _send_due_pushes)


@tasks.every("13 * * * *", "telling.sweep")
async def sweep(ctx: Context, job: Job) -> None:
    """Every hour: what went out a month ago is forgotten."""
    await do_sweep(ctx.db, ctx.now)


async def _alone(ctx: Context, task: str, work: Callable[[Context], Awaitable[None]]) -> None:
    """Does the work unless somebody does it already. Whoever does looks again afterwards, so nothing is left to
    wait that was written while another one's task found the work taken."""
    async with ctx.db.transaction() as holding:
        if not await queries.is_alone(holding, task):
            return
        await work(ctx)
    due = await queries.find_any_due(ctx.db, ctx.services.clock())  # later than the task began
    if due[0] if task == SEND_MAIL else due[1]:
        async with ctx.db.transaction() as changes:
            await ctx.services.queue.defer(changes, task, {})


# ── mail ──


async def _send_due_mails(ctx: Context) -> None:
    async with ctx.db.transaction() as changes:
        await do_fix_mailings(changes, ctx.now, ZoneInfo(ctx.settings.time_zone))
    due = await queries.find_due_mailings(ctx.db, ctx.now)
    if not due:
        return
    try:
        async with ctx.mail.connected() as line:
            await Round(ctx, line, due).send()
    except MailServerAway as away:
        log.error("mail server away", reason=str(away))
        await do_pause(ctx.db, MAILINGS, ctx.now + PAUSE)


class Round:
    """The mails of one connection. That one was sent is noted while the next is written, and before that is sent."""

    def __init__(self, ctx: Context, line: MailLine, due: list[Mailing]) -> None:
        self._ctx = ctx
        self._line = line
        self._due = due
        self._key = token_key(ctx.settings)
        self._letters: dict[int, Letter] = {}
        self._read_at = float("-inf")
        self._noting: asyncio.Task[None] | None = None

    async def send(self) -> None:
        """Raises MailServerAway."""
        try:
            for position, mailing in enumerate(self._due):
                letter = await self._letter(position)
                if letter is None:
                    await self._note(do_end(self._ctx.db, MAILINGS, mailing.id, "dropped", self._ctx.now))
                else:
                    await self._send(mailing, letter)
        finally:
            await self._noted()

    async def _letter(self, position: int) -> Letter | None:
        """As things stood a second ago at most."""
        if time.monotonic() - self._read_at > FRESH:
            self._read_at = time.monotonic()
            left = [mailing.id for mailing in self._due[position:]]
            self._letters = await queries.access_letters(self._ctx.db, left)
        return self._letters.get(self._due[position].id)

    async def _send(self, mailing: Mailing, letter: Letter) -> None:
        """Raises MailServerAway, after it noted that this mail may be why."""
        ctx = self._ctx
        try:
            mail = mail_of(ctx, mailing, letter, self._key)
            await self._noted()
            await self._line.send(mail)
        except NoSuchMailbox as gone:
            await do_stop_mail(ctx.db, letter.email, "bounce", str(gone), ctx.now)
            await self._note(do_end(ctx.db, MAILINGS, mailing.id, "dropped", ctx.now))
            log.warning("mail not sent", mailing=mailing.id, reason="there is no such mailbox", said=str(gone))
        except Exception as error:
            await self._noted()
            given_up = await do_fail(ctx.db, MAILINGS, mailing.id, mailing.tries + 1, ctx.now)
            # Of a refusal only the code, of a mistake only its kind: what they say may hold an address.
            log.error("mail not sent", mailing=mailing.id, error=type(error).__name__, given_up=given_up)
            if isinstance(error, MailServerAway | DatabaseAway):
                raise
        else:
            await self._note(do_end(ctx.db, MAILINGS, mailing.id, "sent", ctx.now))

    async def _note(self, ending: Coroutine[Any, Any, None]) -> None:
        await self._noted()
        self._noting = asyncio.create_task(ending)
        await asyncio.sleep(0)  # so that it is on its way

    async def _noted(self) -> None:
        if self._noting is not None:
            noting, self._noting = self._noting, None
            await noting


def mail_of(ctx: Context, mailing: Mailing, letter: Letter, key: bytes) -> Mail:
    """The mail as it leaves: its id, and so its Message-ID, is the same whenever it is tried."""
    site = ctx.settings.site_url
    topics = list(dict.fromkeys(line.topic for line in letter.lines))
    token = unsubscribe_token(key, mailing.person_id, topics)
    text = written_of(letter, mailing.pace, site, f"{site}/unsubscribe/confirm?token={token}")
    mark = mark_of(f"{mailing.id} {mailing.person_id} {mailing.created_at.timestamp()}")
    headers = unsubscribe_headers(site, f"{site}/unsubscribe?token={token}")
    return Mail(f"told-{mailing.id}-{mark}", letter.email, text.subject, text.body, text.html, headers)


def written_of(letter: Letter, pace: str, site: str, unsubscribe: str) -> Written:
    """What a letter says: of one thing at once, or of all since the last one."""
    lines = [_line(line, site) for line in letter.lines[:MOST_LINES]]
    if pace == "instant":
        first = letter.lines[0]
        what = summary_of(KINDS[first.kind]) if first.kind in KINDS else "has news for you"
        subject = sentence_of(first.who, what)
        return render_mail("notification", name=letter.name, subject=subject, line=lines[0], unsubscribe=unsubscribe)
    return render_mail(
        "digest",
        name=letter.name,
        pace=pace,
        count=len(letter.lines),
        lines=lines,
        more=len(letter.lines) - len(lines),
        unsubscribe=unsubscribe,
    )


def _line(line: Line, site: str) -> dict[str, str]:
    module = KINDS[line.kind].module if line.kind in KINDS else ""
    said = told(line.who, module, line.message)
    return {"sentence": said.sentence, "quote": said.quote, "button": said.button, "link": site + line.link}


# ── push ──


async def _send_due_pushes(ctx: Context) -> None:
    due = await queries.find_due_pushes(ctx.db, ctx.now)
    if not due:
        return
    if ctx.push is None:
        for push in due:
            await do_end(ctx.db, PUSHES, push.id, "dropped", ctx.now)
        return
    try:
        async with ctx.push.connected() as line:
            for push in due:
                await _send_one_push(ctx, line, push)
    except PushServiceAway as away:
        log.error("push service away", reason=str(away), wait=away.wait)
        await do_pause(ctx.db, PUSHES, ctx.now + max(PAUSE, timedelta(seconds=away.wait)))


async def _send_one_push(ctx: Context, line: PushLine, due: DuePush) -> None:
    """Raises PushServiceAway, after it noted that this push may be why."""
    ring = await queries.access_ring(ctx.db, due.id)
    while ring is not None:
        try:
            receipt = await line.send(push_of(ctx, due, ring))
        except Exception as error:
            given_up = await do_fail(ctx.db, PUSHES, due.id, due.tries + 1, ctx.now)
            log.error("push not sent", push=due.id, error=type(error).__name__, given_up=given_up)
            if isinstance(error, PushServiceAway):
                raise
            return
        if receipt.invalid:
            await do_drop_devices(ctx.db, ring.person_id, receipt.invalid)
        if receipt.accepted:
            await do_end(ctx.db, PUSHES, due.id, "sent", ctx.now)
            return
        ring = await queries.access_ring(ctx.db, due.id)  # once more to the devices that are left, if any
    await do_end(ctx.db, PUSHES, due.id, "dropped", ctx.now)


def push_of(ctx: Context, due: DuePush, ring: Ring) -> Push:
    """The push as it leaves; the key is the same whenever it is tried, and no other installation's."""
    what = KINDS[ring.kind].push
    assert what is not None, "the statement finds only kinds with a push"
    about = ring.job_id if what.key == "job_id" else ring.target_id
    key = uuid.uuid3(uuid.NAMESPACE_URL, f"{ctx.settings.site_url}/push/{due.id}/{due.created_at.timestamp()}")
    return Push(str(key), tuple(ring.devices), what.contents, {"type": what.type, what.key: about or 0})
