"""The mails about accounts that come and go, and 30 days after one went its erasure."""

import structlog

from freelancerclub.adapters.mail import Mail
from freelancerclub.context import Context
from freelancerclub.features.auth.tasks import deliver, mark_of
from freelancerclub.features.users import queries
from freelancerclub.features.users.actions import SEND_DELETED, SEND_WELCOME, do_erase
from freelancerclub.features.users.rules import GRACE
from freelancerclub.mails.render import render_mail
from freelancerclub.tasks.registry import Job, Tasks

tasks = Tasks()
AT_ONCE = 500  # accounts erased at one tick; the others wait for the next

log = structlog.get_logger("erasure")


class NotErased(Exception):
    """Some accounts could not be erased; the log says which and why."""


@tasks.task(SEND_WELCOME)
async def send_welcome(ctx: Context, job: Job, person_id: int) -> None:
    """Says that the account is ready, and shows whose address it is what to do if it wasn't them."""
    newcomer = await queries.find_newcomer(ctx.db, person_id)
    if newcomer is None:
        return
    name, email = newcomer
    text = render_mail("welcome", name=name, link=f"{ctx.settings.site_url}/")
    await deliver(ctx, Mail(f"welcome-{job.id}-{mark_of(email)}", email, text.subject, text.body, text.html))


@tasks.task(SEND_DELETED)
async def send_deleted(ctx: Context, job: Job, person_id: int) -> None:
    """Says until when the account can be had back; nobody is told who came back meanwhile."""
    leaver = await queries.find_leaver(ctx.db, person_id)
    if leaver is None:
        return
    name, email, deleted_at = leaver
    last = deleted_at + GRACE
    text = render_mail("account_deleted", name=name, days=GRACE.days, day=f"{last.day} {last:%B %Y}")
    await deliver(ctx, Mail(f"deleted-{job.id}-{mark_of(email)}", email, text.subject, text.body, text.html))


@tasks.every("3 * * * *", "users.erase")
async def erase(ctx: Context, job: Job) -> None:
    """Every hour those whose 30 days are over, each by itself: one that fails holds up nobody. Raises NotErased."""
    failed = 0
    for person_id in await queries.find_due_for_erasure(ctx.db, ctx.now - GRACE, AT_ONCE):
        try:
            async with ctx.db.transaction() as changes:
                done = await do_erase(changes, person_id, ctx.now)
        except Exception as error:
            failed += 1
            # Without what it says, which may quote the row.
            log.error("not erased", person=person_id, error=type(error).__name__)
        else:
            log.info("erased", person=person_id, done=done)
    if failed:
        raise NotErased(f"{failed} accounts")
