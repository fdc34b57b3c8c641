"""The mails about passwords and addresses, sent by the worker, since no request shows whether an address is known;
and the sweep of what has ended."""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

import structlog

from freelancerclub.adapters.mail import Mail, NoSuchMailbox
from freelancerclub.config import token_key
from freelancerclub.context import Context
from freelancerclub.features.auth.actions import (
    CONFIRM_LIFE,
    RESET_LIFE,
    SEND_CHANGED,
    SEND_CONFIRMATION,
    do_offer_email,
    do_offer_reset,
    do_stop_mail,
    do_sweep,
)
from freelancerclub.features.auth.queries import has_bounced
from freelancerclub.features.auth.rules import digest
from freelancerclub.kit.limits import Limit
from freelancerclub.mails.render import render_mail
from freelancerclub.tasks.registry import Job, Tasks

tasks = Tasks()
SEND_RESET = "auth.send_reset"

log = structlog.get_logger("mail")


@tasks.task(SEND_RESET)
async def send_reset(ctx: Context, job: Job, email: str, asked_at: str) -> None:
    """Sends one link that works for an hour; tried again it sends the same link under the same Message-ID."""
    token = secret_of(token_key(ctx.settings), "reset", job.id, asked_at)
    offered = await do_offer_reset(ctx.db, email, token, datetime.fromisoformat(asked_at), ctx.now)
    if offered is None:
        return
    name, address = offered
    link = f"{ctx.settings.site_url}/reset?token={token}"
    text = render_mail("reset", name=name, link=link, token=token, minutes=int(RESET_LIFE.total_seconds() // 60))
    await deliver(ctx, Mail(f"reset-{job.id}-{mark_of(token)}", address, text.subject, text.body, text.html))


@tasks.task(SEND_CONFIRMATION)
async def send_confirmation(ctx: Context, job: Job, person_id: int, email: str, asked_at: str, epoch: int = -1) -> None:
    """Sends the code to the new address, unless somebody has it already: nothing tells who.

    epoch: the release before queued none.
    """
    token = secret_of(token_key(ctx.settings), "confirm", job.id, asked_at)
    name = await do_offer_email(ctx.db, person_id, email, token, datetime.fromisoformat(asked_at), ctx.now, epoch)
    if name is None:
        return
    link = f"{ctx.settings.site_url}/confirm-email?token={token}"
    hours = int(CONFIRM_LIFE.total_seconds() // 3600)
    text = render_mail("email_confirm", name=name, link=link, token=token, hours=hours)
    await deliver(ctx, Mail(f"confirm-{job.id}-{mark_of(token)}", email, text.subject, text.body, text.html))


@tasks.task(SEND_CHANGED)
async def send_changed(
    ctx: Context, job: Job, name: str, email: str, old_email: str, person_id: int | None = None
) -> None:
    """Tells the old address: whoever reads it should know when it wasn't them.

    person_id: by it an erasure finds what couldn't be sent; the release before queued none.
    """
    text = render_mail("email_changed", name=name, email=email)
    mail = Mail(f"changed-{job.id}-{mark_of(email)}", old_email, text.subject, text.body, text.html)
    await deliver(ctx, mail, is_last=True)


@tasks.every("7 * * * *", "auth.sweep")
async def sweep(ctx: Context, job: Job) -> None:
    """Every hour: counted tries, ended tokens, links and codes that nobody needs any more."""
    longest = max(value.seconds for _, value in ctx.settings if isinstance(value, Limit))
    await do_sweep(ctx.db, ctx.now, timedelta(seconds=longest))


async def deliver(ctx: Context, mail: Mail, *, is_last: bool = False) -> None:
    """Sends a mail that its reader asked for, or that guards their account: nothing stops it but a hard bounce.

    Where the mail server knows of no such mailbox that is one; it is noted, unless nothing else goes there anyway.
    """
    if await has_bounced(ctx.db, mail.to):
        log.info("mail not sent", mail=mail.id, reason="the address has bounced")
        return
    try:
        await ctx.mail.send(mail)
    except NoSuchMailbox as gone:
        if not is_last:
            await do_stop_mail(ctx.db, mail.to, "bounce", str(gone), ctx.now)
        log.warning("mail not sent", mail=mail.id, reason="there is no such mailbox", said=str(gone))


def secret_of(key: bytes, purpose: str, job_id: int, asked_at: str) -> str:
    """256 bits that nobody without the key can guess, and that a repeated try makes again."""
    mark = hmac.digest(key, f"{purpose} {job_id} {asked_at}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(mark).rstrip(b"=").decode()


def mark_of(text: str) -> str:
    """Keeps Message-IDs apart where a new database counts its tasks from one again."""
    return digest(text).hex()[:12]
