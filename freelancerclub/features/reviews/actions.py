"""Changes to reviews: writing one, a moderator's decisions, the halving of old ones. The database counts them (R76)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from freelancerclub.context import Context
from freelancerclub.db.checks import hold_counters
from freelancerclub.db.pool import Database
from freelancerclub.errors import Refusal
from freelancerclub.features.reviews import queries
from freelancerclub.features.reviews.inputs import NewReview
from freelancerclub.features.reviews.rules import FULL_WORTH, ReviewedAlready
from freelancerclub.features.telling.actions import notify
from freelancerclub.features.users.actions import do_hold_people

HOLD = hold_counters("person_counter")

# One that was shown already keeps the day from which its points count.
AUTHORISE = """
    UPDATE review SET authorised = true, decided_at = %(now)s,
        authorised_at = CASE WHEN authorised THEN authorised_at ELSE %(now)s END,
        halved = authorised AND halved
    WHERE id = ANY(%(ids)s)"""

ADD = """
    INSERT INTO review (person_id, reviewer_id, job_id, reviewer_name, discipline, message, stars, created_at,
        authorised, authorised_at)
    VALUES (%(person)s, %(me)s, %(job)s, %(name)s, %(discipline)s, %(message)s, %(stars)s, %(now)s, %(shown)s,
        CASE WHEN %(shown)s THEN %(now)s::timestamptz END)
    ON CONFLICT ON CONSTRAINT review_once DO NOTHING RETURNING id"""

REJECT = "UPDATE review SET authorised = false, decided_at = %(now)s WHERE id = ANY(%(ids)s)"

HALVE = """
    UPDATE review SET halved = true
    WHERE id = ANY(%(ids)s) AND authorised AND NOT halved AND authorised_at < %(before)s"""


class NoSuchReview(Refusal):
    status = 404


async def do_review(ctx: Context, person_id: int, sent: NewReview) -> None:
    """Says something of the other party of a job; shown, and told, once a moderator has read it, or at once (R77).

    Raises PersonNotFound, NotParties, ReviewedAlready.
    """
    await queries.access_parties(ctx.db, ctx.me, person_id, sent.job_id)
    # Held, and looked at again: a block that comes now comes before or after.
    await do_hold_people(ctx.db, ctx.me.id, person_id)
    parties = await queries.access_parties(ctx.db, ctx.me, person_id, sent.job_id)
    await _hold_counters(ctx.db, [person_id])
    is_shown = ctx.settings.moderate_reviews == "after"
    review_id = await ctx.db.value(
        ADD,
        person=person_id,
        me=ctx.me.id,
        job=sent.job_id,
        name=parties.reviewer_name,
        discipline=parties.discipline,
        message=sent.message,
        stars=sent.stars,
        now=ctx.now,
        shown=is_shown,
    )
    if review_id is None:
        raise ReviewedAlready
    if is_shown:
        await notify(ctx, person_id, "review", target=review_id, slug=parties.slug, quote=sent.message)


async def do_authorise(ctx: Context, ids: Sequence[int]) -> None:
    """Shows reviews, which count from now on, and tells whom they are about. Raises NoSuchReview, doing nothing."""
    await _hold(ctx.db, ids)
    fresh = await queries.find_unshown(ctx.db, ids)
    await ctx.db.do(AUTHORISE, ids=list(ids), now=ctx.now)
    for review in fresh:
        await notify(
            ctx, review.of, "review", actor=review.by, target=review.id, slug=review.slug, quote=review.message
        )


async def do_reject(db: Database, ids: Sequence[int], now: datetime) -> None:
    """Reviews are shown and counted no more. Raises NoSuchReview, and then nothing is done."""
    await _hold(db, ids)
    await db.do(REJECT, ids=list(ids), now=now)


async def _hold(db: Database, ids: Sequence[int]) -> None:
    found = await queries.find_reviewed(db, ids)
    missing = sorted(set(ids) - found.keys())
    if missing:
        raise NoSuchReview(f"There is no review {', '.join(map(str, missing))}: nothing was changed")
    await _hold_counters(db, found.values())


async def _hold_counters(db: Database, people: Iterable[int]) -> None:
    """Before the reviews, as an erasure holds them, so that neither waits in a circle."""
    await db.do(HOLD, ids=sorted(set(people)))


async def do_halve(db: Database, now: datetime, limit: int) -> int:
    """Halves the points of reviews past their full worth, the oldest first; how many were due."""
    due = await queries.find_due(db, now - FULL_WORTH, limit)
    await _hold_counters(db, (person_id for _, person_id in due))
    await db.do(HALVE, ids=[review_id for review_id, _ in due], before=now - FULL_WORTH)
    return len(due)
