"""Changes to what people are told, to how they want to be told, and to where it may go."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from psycopg.sql import SQL, Identifier

from freelancerclub.context import Context
from freelancerclub.db.pool import Database
from freelancerclub.db.visibility import blocked, deed_told, present
from freelancerclub.features.telling import queries
from freelancerclub.features.telling.rules import KINDS, UNQUOTED, link_of, message_of, next_try, plan, window_of

SEND_MAIL, SEND_PUSH = "telling.send_mail", "telling.send_push"

# Those who are gone, the actor, and whoever has to do with a block are left out; who was told already, too.
TELL = f"""
    WITH told AS (
        INSERT INTO notification (person_id, actor_id, kind, module, picture_id, job_id, target_id, window_start,
            link, message, no_email, listed, created_at)
        SELECT p.id, %(actor)s, %(kind)s, %(module)s, %(picture)s, %(job)s, %(target)s, %(window)s,
            %(link)s, %(message)s, %(topic)s::text IS NULL, %(listed)s, %(now)s
        FROM person p
        WHERE p.id = ANY(%(people)s) AND {present("p")} AND p.id IS DISTINCT FROM %(actor)s
          AND NOT {blocked("p.id", "%(actor)s::bigint")}
        ORDER BY p.id
        ON CONFLICT ON CONSTRAINT notification_once DO NOTHING
        RETURNING id, person_id
    ), mailed AS (
        INSERT INTO mail_item (notification_id, person_id, topic, happened_at, due_at)
        SELECT id, person_id, %(topic)s, %(now)s, %(now)s FROM told WHERE %(topic)s::text IS NOT NULL
    ), pushed AS (
        INSERT INTO push (notification_id, created_at, due_at)
        SELECT id, %(now)s, %(push_at)s FROM told WHERE %(push_at)s::timestamptz IS NOT NULL
    )
    SELECT id FROM told"""

UNQUOTE = """
    UPDATE notification SET message = %(message)s, modified_at = %(now)s
    WHERE person_id = ANY(%(people)s) AND kind = %(kind)s AND target_id = %(target)s"""

NEXT_MAILINGS = "SELECT nextval(pg_get_serial_sequence('mailing', 'id')) FROM generate_series(1, %(number)s)"

FIX_MAILINGS = """
    INSERT INTO mailing (id, person_id, pace, created_at, due_at)
    SELECT id, person_id, pace, %(now)s, %(now)s
    FROM unnest(%(ids)s::bigint[], %(people)s::bigint[], %(paces)s::text[]) AS fixed (id, person_id, pace)"""

FIX_ITEMS = """
    UPDATE mail_item SET mailing_id = fixed.mailing_id
    FROM unnest(%(notifications)s::bigint[], %(mailings)s::bigint[]) AS fixed (notification_id, mailing_id)
    WHERE mail_item.notification_id = fixed.notification_id"""

PUT_OFF_ITEMS = """
    UPDATE mail_item SET due_at = later.due_at
    FROM unnest(%(notifications)s::bigint[], %(moments)s::timestamptz[]) AS later (notification_id, due_at)
    WHERE mail_item.notification_id = later.notification_id"""

DROP_ITEMS = "DELETE FROM mail_item WHERE notification_id = ANY(%(notifications)s)"

END = SQL("UPDATE {} SET ended_at = %(now)s, outcome = %(outcome)s WHERE id = %(id)s AND ended_at IS NULL")
TRY_AGAIN = SQL("UPDATE {} SET tries = %(tries)s, due_at = %(due_at)s WHERE id = %(id)s AND ended_at IS NULL")
PAUSE_ALL = SQL("UPDATE {} SET due_at = %(until)s WHERE ended_at IS NULL AND due_at < %(until)s")
REVIVE = SQL("""
    UPDATE {} SET tries = 0, due_at = %(now)s, ended_at = NULL, outcome = NULL WHERE outcome = 'given up'
    RETURNING id""")
SWEEP = SQL("DELETE FROM {} WHERE ended_at < %(before)s")
MAILINGS, PUSHES = "mailing", "push"
KEPT = timedelta(days=30)  # how long the operator can see what went out

# What a block hides comes back as new as it was.
SEE = f"""
    UPDATE notification SET seen_at = %(now)s, modified_at = %(now)s
    WHERE person_id = %(id)s AND seen_at IS NULL AND listed AND (%(ids)s::bigint[] IS NULL OR id = ANY(%(ids)s))
      AND {deed_told("notification")}"""

REGISTER_DEVICE = """
    INSERT INTO device (id, person_id, created_at, registered_at) VALUES (%(device)s, %(id)s, %(now)s, %(now)s)
    ON CONFLICT (id) DO UPDATE SET person_id = excluded.person_id, registered_at = excluded.registered_at,
        created_at = CASE WHEN device.person_id = excluded.person_id THEN device.created_at ELSE excluded.created_at END
    """
MOST_DEVICES = 50
DROP_OLDEST = f"""
    DELETE FROM device WHERE id IN (
        SELECT id FROM device WHERE person_id = %(id)s ORDER BY registered_at DESC, id OFFSET {MOST_DEVICES})"""
FORGET_DEVICE = "DELETE FROM device WHERE id = %(device)s AND person_id = %(id)s RETURNING id"
DROP_DEVICES = "DELETE FROM device WHERE id = ANY(%(devices)s) AND person_id = %(id)s"


CALLER = -1


async def notify(
    ctx: Context,
    people: int | Iterable[int],
    kind: str,
    *,
    actor: int | None = CALLER,
    target: int | None = None,
    picture: int | None = None,
    job: int | None = None,
    **words: str,
) -> list[int]:
    """Tells people of a change, in the transaction of that change; the ids of the lines that are new.

    actor: who did it, by default the caller; None for the service itself. target: the id that, with kind and actor,
    makes it once. words: what the text and the link of the kind name in braces. Mail and push follow by themselves, if
    and when each person wants them. Oneself, those who are gone and whoever is blocked either way are not told.
    """
    told = [people] if isinstance(people, int) else sorted(set(people))
    if not told:
        return []
    what = KINDS[kind]
    actor = ctx.me.id if actor == CALLER else actor
    ids = {name: value for name, value in (("target", target), ("picture", picture), ("job", job)) if value is not None}
    rows = await ctx.db.rows(
        TELL,
        people=told,
        actor=actor,
        kind=kind,
        module=what.module,
        picture=picture,
        job=job,
        target=target,
        window=window_of(what, ctx.now),
        link=link_of(what, words | ids),
        message=message_of(what, words | ids),
        topic=what.topic,
        listed=what.listed,
        push_at=ctx.now + what.push.delay if what.push else None,
        now=ctx.now,
    )
    if rows and what.topic:
        await ctx.later(SEND_MAIL)
    if rows and what.push and not what.push.delay:
        await ctx.later(SEND_PUSH)
    return [row[0] for row in rows]


async def do_unquote(db: Database, people: Sequence[int], kinds: Sequence[str], target: int, now: datetime) -> None:
    """Takes what was said out of the lines that told of it: it isn't to be read any more."""
    for kind in kinds:
        message = message_of(KINDS[kind], {"quote": UNQUOTED})
        await db.do(UNQUOTE, people=list(people), kind=kind, target=target, message=message, now=now)


async def do_fix_mailings(db: Database, now: datetime, zone: ZoneInfo) -> None:
    """Of what waits and may be due: what each next mail holds, once and for all; the rest is put off or dropped.

    `db` is a transaction: a worker that dies in it has fixed nothing.
    """
    planned = plan(await queries.find_waiting(db, now), now, zone)
    if planned.mails:
        ids = [row[0] for row in await db.rows(NEXT_MAILINGS, number=len(planned.mails))]
        people, paces = [mail[0] for mail in planned.mails], [mail[1] for mail in planned.mails]
        await db.do(FIX_MAILINGS, ids=ids, people=people, paces=paces, now=now)
        pairs = [(item, mailing) for mailing, mail in zip(ids, planned.mails, strict=True) for item in mail[2]]
        await db.do(FIX_ITEMS, notifications=[pair[0] for pair in pairs], mailings=[pair[1] for pair in pairs])
    if planned.later:
        items, moments = [pair[0] for pair in planned.later], [pair[1] for pair in planned.later]
        await db.do(PUT_OFF_ITEMS, notifications=items, moments=moments)
    if planned.never:
        await db.do(DROP_ITEMS, notifications=planned.never)


async def do_end(db: Database, table: str, row_id: int, outcome: str, now: datetime) -> None:
    """A mailing or a push is over: sent, dropped or given up."""
    await db.do(END.format(Identifier(table)), id=row_id, outcome=outcome, now=now)


async def do_fail(db: Database, table: str, row_id: int, tries: int, now: datetime) -> bool:
    """Notes a failed try, the `tries`-th; whether it is given up."""
    due_at = next_try(tries, now)
    await db.do(TRY_AGAIN.format(Identifier(table)), id=row_id, tries=tries, due_at=due_at or now)
    if due_at is None:
        await do_end(db, table, row_id, "given up", now)
    return due_at is None


async def do_pause(db: Database, table: str, until: datetime) -> None:
    """Nothing is tried before: the other side is away."""
    await db.do(PAUSE_ALL.format(Identifier(table)), until=until)


async def do_revive(ctx: Context) -> int:
    """New tries for what was given up; how many there are."""
    revived = 0
    for table, task in ((MAILINGS, SEND_MAIL), (PUSHES, SEND_PUSH)):
        rows = await ctx.db.rows(REVIVE.format(Identifier(table)), now=ctx.now)
        if rows:
            await ctx.later(task)
        revived += len(rows)
    return revived


async def do_sweep(db: Database, now: datetime) -> None:
    """Forgets what went out a month ago; inboxes stay."""
    for table in (MAILINGS, PUSHES):
        await db.do(SWEEP.format(Identifier(table)), before=now - KEPT)


async def do_see(db: Database, person_id: int, ids: Sequence[int] | None, now: datetime) -> None:
    """Marks lines of a person's inbox as seen; None means all of them."""
    await db.do(SEE, id=person_id, ids=None if ids is None else list(ids), now=now)


async def do_register_device(db: Database, person_id: int, device: str, now: datetime) -> None:
    """The device is this person's from now on, whoever's it was; of more than 50 the longest unused goes."""
    await db.do(REGISTER_DEVICE, id=person_id, device=device, now=now)
    await db.do(DROP_OLDEST, id=person_id)


async def do_forget_device(db: Database, person_id: int, device: str) -> bool:
    """Whether it was this person's."""
    return await db.value(FORGET_DEVICE, id=person_id, device=device) is not None


async def do_drop_devices(db: Database, person_id: int, devices: Sequence[str]) -> None:
    """Those that OneSignal doesn't know, unless somebody else has registered them meanwhile."""
    await db.do(DROP_DEVICES, id=person_id, devices=list(devices))


async def do_unsubscribe(db: Database, person_id: int, topics: Iterable[str]) -> None:
    """No mail about these any more; the columns of preference are telling's."""
    sets = SQL(", ").join(SQL("{} = 'never'").format(Identifier(topic)) for topic in topics)
    await db.do(SQL("UPDATE person SET {} WHERE id = %(id)s AND deleted_at IS NULL").format(sets), id=person_id)
