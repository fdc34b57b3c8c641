"""Changes to people: registering, updating a profile, leaving."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from psycopg.errors import UniqueViolation
from psycopg.sql import SQL, Composed, Identifier, Placeholder

from freelancerclub.callers import ADMINISTRATOR, MEMBER
from freelancerclub.context import Context
from freelancerclub.db.checks import COUNTERS, hold_of
from freelancerclub.db.pool import Database
from freelancerclub.errors import InvalidInput
from freelancerclub.features.auth.actions import (
    do_check_password,
    do_count_tries,
    do_end_access,
    do_end_tokens,
    do_set_email,
    do_set_password,
)
from freelancerclub.features.auth.rules import address_to_find
from freelancerclub.features.disciplines.queries import find_discipline_names
from freelancerclub.features.users import queries, rules
from freelancerclub.features.users.inputs import Client, Freelancer, Leaving, NewPerson, Profile, SocialCounts, Standing
from freelancerclub.kit.limits import network_of
from freelancerclub.kit.slugs import slug_of
from freelancerclub.wire.validate import Fault, invalid

NEXT_ID = "SELECT nextval(pg_get_serial_sequence('person', 'id'))"

# DO NOTHING waits for a parallel registration of the same slug and then lets the next one be tried.
REGISTER = """
    INSERT INTO person (id, email, password_hash, created_at, display_name, slug, disciplines, subdisciplines,
        city, country, latitude, longitude, phone, tags, account, profile_complete)
    VALUES (%(id)s, %(email)s, %(password_hash)s, %(now)s, %(display_name)s, %(slug)s, %(disciplines)s,
        %(subdisciplines)s, %(city)s, %(country)s, %(latitude)s, %(longitude)s, %(phone)s, %(tags)s,
        %(account)s, %(profile_complete)s)
    ON CONFLICT (slug) DO NOTHING RETURNING id"""

SET_ROLE = "UPDATE person SET role = %(role)s WHERE id = %(id)s"
SET_PICTURE = "UPDATE person SET picture = %(file)s WHERE id = %(id)s AND deleted_at IS NULL RETURNING id"
SET_BADGE = "UPDATE person SET badge = %(badge)s WHERE id = %(id)s"
SET_MENTOR = "UPDATE person SET mentor = %(mentor)s WHERE id = %(id)s"

SET_ACCOUNT = """
    UPDATE person SET account = %(account)s, previous_account = account, membership_changed_at = %(now)s
    WHERE id = %(id)s AND account <> %(account)s"""

SUSPEND = "UPDATE person SET suspended_at = coalesce(suspended_at, %(now)s) WHERE id = %(id)s"
RESTORE = "UPDATE person SET suspended_at = NULL WHERE id = %(id)s"

LEAVE = "UPDATE person SET deleted_at = %(now)s WHERE id = %(id)s AND deleted_at IS NULL RETURNING id"
BRING_BACK = f"""
    UPDATE person SET deleted_at = NULL WHERE lower(email) = %(email)s AND {queries.DELETED}
    RETURNING id"""
ERASE = tuple(statement for statement in map(rules.statement_of, rules.ERASURE) if statement)

# Taken by whoever makes or ends something between two people, so that it is decided one after the other.
HOLD_PEOPLE = "SELECT FROM person WHERE id = ANY(%(ids)s) ORDER BY id FOR NO KEY UPDATE"

SEND_DELETED = "users.send_deleted"
SEND_WELCOME = "users.send_welcome"

# The wire's fields and the columns they change, for everybody and for administrators.
COLUMNS = {
    "display_name": "display_name",
    "discipline": "disciplines",
    "subdiscipline": "subdisciplines",
    "hidetel": "hide_phone",
    "website": "website",
    "contact": "phone",
    "tags": "tags",
    "rate_hourly": "rate_hourly",
    "rate_day": "rate_day",
    "is_mentor": "is_mentor",
    "mentor_rate": "mentor_rate",
    "facebook": "facebook",
    "twitter": "twitter",
    "instagram": "instagram",
    "pinterest": "pinterest",
    "youtube": "youtube",
    "testing": "testing",
    "bio": "bio",
    "profile_hidden": "profile_hidden",
    "city": "city",
    "country": "country",
    "longitude": "longitude",
    "latitude": "latitude",
    "notifications": "notifications",
    "systemnotifications": "system_notifications",
    "notificationsapplicants": "applicant_notifications",
    "push_job_alerts": "push_job_alerts",
    "push_inmail": "push_inmail",
}
ADMINISTRATORS_COLUMNS = {
    name: name for name in ("twitter_followers", "facebook_likes", "youtube_subscribers", "instagram_count")
}
# An empty value clears these; elsewhere it means "not sent" (a flag or a choice has no empty).
CLEARABLE = {"rate_hourly", "rate_day", "mentor_rate", "longitude", "latitude", *ADMINISTRATORS_COLUMNS}


class EmailTaken(InvalidInput):
    """The reference prints this one escaped and plain (R14)."""

    message = Fault.THRE.value
    errors = "The value in &quot;Email Address&quot; is already being used."


async def do_register_freelancer(ctx: Context, sent: Freelancer) -> int:
    """A new freelancer's id. Raises InvalidInput for an unlisted discipline, EmailTaken."""
    await _count(ctx)
    password_hash = await ctx.passwords.hash(sent.password)
    disciplines = await _listed(ctx.db, sent.discipline)
    latitude, longitude = rules.place_of(sent.latitude, sent.longitude)
    return await _insert(
        ctx,
        email=sent.email,
        password_hash=password_hash,
        display_name=sent.display_name,
        disciplines=disciplines,
        subdisciplines=list(sent.subdiscipline),
        city=sent.city,
        country=sent.country,
        latitude=latitude,
        longitude=longitude,
        phone=sent.contact,
        tags=sent.tags,
        profile_complete=rules.is_complete(disciplines, sent.city, sent.country),
    )


async def do_register_client(ctx: Context, sent: Client) -> int:
    """A new client's id. Raises EmailTaken."""
    await _count(ctx)
    return await _insert(
        ctx,
        email=sent.email,
        password_hash=await ctx.passwords.hash(sent.password),
        display_name=sent.display_name,
        disciplines=[rules.HIRING],
    )


async def _count(ctx: Context) -> None:
    """Counts a registration from this address. Raises TooManyRequests."""
    tried = ("register", network_of(ctx.client), ctx.settings.register_limit)
    await do_count_tries(ctx.services.database, ctx.now, tried)


async def _insert(ctx: Context, **values: Any) -> int:
    optional = ("subdisciplines", "city", "country", "latitude", "longitude", "phone", "tags", "profile_complete")
    unsaid: dict[str, Any] = dict.fromkeys(optional) | {"subdisciplines": [], "profile_complete": False}
    person_id: int = await ctx.db.value(NEXT_ID)
    row = unsaid | values | {"id": person_id, "now": ctx.now, "account": ctx.settings.new_account}
    slug = slug_of(values["display_name"])
    try:
        # The last can't be anybody else's: slugs of names hold no hyphen.
        for candidate in (slug, f"{slug}{person_id}", f"{slug}-{person_id}"):
            if await ctx.db.value(REGISTER, **row, slug=candidate):
                await ctx.later(SEND_WELCOME, person_id=person_id)
                return person_id
    except UniqueViolation:
        raise EmailTaken from None
    raise AssertionError("no slug is free")


async def _listed(db: Database, sent: Sequence[str], held: Sequence[str] = ()) -> list[str]:
    """The disciplines by their listed names. Raises InvalidInput (R94)."""
    chosen = rules.chosen_disciplines(sent, await find_discipline_names(db), held)
    if chosen is None:
        raise invalid(["The Discipline field must contain valid disciplines."], Fault.THRE)
    return list(chosen)


async def do_update_profile(ctx: Context, person_id: int, sent: Profile) -> None:
    """Changes what was sent and nothing else. Raises PersonNotFound, InvalidInput."""
    held, city, country = await queries.access_person_to_change(ctx.db, person_id)
    allowed = COLUMNS | (ADMINISTRATORS_COLUMNS if ctx.me.is_administrator else {})
    changes = {
        allowed[name]: getattr(sent, name)
        for name in sent.model_fields_set & allowed.keys()
        if getattr(sent, name) is not None or name in CLEARABLE
    }
    if {"latitude", "longitude"} <= changes.keys():
        changes["latitude"], changes["longitude"] = rules.place_of(sent.latitude, sent.longitude)
    if "disciplines" in changes:
        changes["disciplines"] = await _listed(ctx.db, changes["disciplines"], held)
    if "subdisciplines" in changes:
        changes["subdisciplines"] = list(changes["subdisciplines"])
    if not changes:
        return
    changes["profile_complete"] = rules.is_complete(
        changes.get("disciplines", held), changes.get("city", city), changes.get("country", country)
    )
    assignments = SQL(", ").join(SQL("{} = {}").format(Identifier(name), Placeholder(name)) for name in sorted(changes))
    statement = SQL("UPDATE person SET {} WHERE id = {}").format(assignments, Placeholder("id"))
    await ctx.db.do(statement, id=person_id, **changes)


async def do_create_person(ctx: Context, sent: NewPerson) -> int:
    """The operator's way to an account; the id. Raises InvalidInput for an unlisted discipline, EmailTaken."""
    disciplines = await _listed(ctx.db, sent.discipline) if sent.discipline else [rules.HIRING]
    return await _insert(
        ctx,
        email=sent.email,
        password_hash=await ctx.passwords.hash(sent.password),
        display_name=sent.display_name,
        disciplines=disciplines,
        city=sent.city or None,
        country=sent.country or None,
        profile_complete=rules.is_complete(disciplines, sent.city, sent.country),
    )


async def do_set_standing(ctx: Context, person_id: int, sent: Standing) -> None:
    """Changes what was sent; a new password ends every token. Raises EmailTaken."""
    if sent.password:
        await do_set_password(ctx.db, person_id, await ctx.passwords.hash(sent.password))
    if sent.administrator is not None:
        await ctx.db.do(SET_ROLE, id=person_id, role=ADMINISTRATOR if sent.administrator else MEMBER)
    if sent.account is not None:
        await ctx.db.do(SET_ACCOUNT, id=person_id, account=sent.account, now=ctx.now)
    if sent.badge is not None:
        await ctx.db.do(SET_BADGE, id=person_id, badge=sent.badge)
    if sent.mentor is not None:
        await ctx.db.do(SET_MENTOR, id=person_id, mentor=sent.mentor)
    if sent.email:
        try:
            await do_set_email(ctx.db, person_id, sent.email)
        except UniqueViolation:
            raise EmailTaken from None


async def do_set_picture(db: Database, person_id: int, file: str) -> None:
    """The profile picture, by the name of its file. Raises PersonNotFound."""
    if await db.value(SET_PICTURE, id=person_id, file=file) is None:
        raise queries.PersonNotFound


async def do_set_social(db: Database, counts: Mapping[int, SocialCounts]) -> int:
    """Sets what was sent of each person's counts elsewhere, in few statements; how many people's changed."""
    await do_hold_people(db, *counts)
    alike: dict[tuple[str, ...], list[int]] = {}
    for person_id, sent in counts.items():
        names = tuple(name for name in SocialCounts.model_fields if name in sent.model_fields_set)
        alike.setdefault(names, []).append(person_id)
    changed = 0
    for names, people in alike.items():
        if names:
            values = {name: [getattr(counts[person_id], name) for person_id in people] for name in names}
            changed += len(await db.rows(_set_social(names), ids=people, **values))
    return changed


def _set_social(names: Sequence[str]) -> Composed:
    """The statement that sets these columns of many people; rows that are so already are not written."""
    columns = [Identifier(name) for name in names]
    return SQL(
        "UPDATE person p SET {sets} FROM unnest({ids}::bigint[], {values}) AS s (id, {names})"
        " WHERE p.id = s.id AND ROW({old}) IS DISTINCT FROM ROW({new}) RETURNING p.id"
    ).format(
        sets=SQL(", ").join(SQL("{} = s.{}").format(column, column) for column in columns),
        ids=Placeholder("ids"),
        values=SQL(", ").join(SQL("{}::bigint[]").format(Placeholder(name)) for name in names),
        names=SQL(", ").join(columns),
        old=SQL(", ").join(SQL("p.{}").format(column) for column in columns),
        new=SQL(", ").join(SQL("s.{}").format(column) for column in columns),
    )


async def do_suspend(ctx: Context, person_id: int) -> None:
    """Shuts the person out: no log-in, and every token ends."""
    await ctx.db.do(SUSPEND, id=person_id, now=ctx.now)
    await do_end_tokens(ctx.db, person_id)


async def do_restore(ctx: Context, person_id: int) -> None:
    """Lets a suspended person in again; tokens of before stay ended."""
    await ctx.db.do(RESTORE, id=person_id)


async def do_leave(ctx: Context, sent: Leaving) -> None:
    """Deletes the caller's account: unseen and shut at once, erased later. Raises WrongPassword, TooManyRequests."""
    await do_check_password(ctx, sent.password)
    await do_remove(ctx, ctx.me.id)


async def do_remove(ctx: Context, person_id: int) -> None:
    """Deletes an account that is there; its owner is told by mail."""
    if await ctx.db.value(LEAVE, id=person_id, now=ctx.now):
        await do_end_access(ctx.db, person_id, ctx.now)
        await ctx.later(SEND_DELETED, person_id=person_id)


async def do_hold_people(db: Database, *ids: int) -> None:
    """Holds them until the transaction ends: what one statement later finds between them stays so."""
    await db.do(HOLD_PEOPLE, ids=list(ids))


async def do_bring_back(db: Database, email: str) -> bool:
    """Whether a deleted account that isn't erased yet had this address; it is back, its keys stay revoked."""
    return await db.value(BRING_BACK, email=address_to_find(email)) is not None


async def do_erase(db: Database, person_id: int, now: datetime) -> bool:
    """Carries out the rules of erasure, in the caller's transaction; what others keep is counted as it goes.

    False where nothing is due: the account was brought back, or erased already.
    """
    person = await queries.access_person_to_erase(db, person_id, now - rules.GRACE)
    if person is None:
        return False
    email, name, phone = person
    # Held all at once: the triggers of the many changes below would take them in no order.
    touched = await queries.find_touched_counters(db, person_id)
    for counters in COUNTERS:
        await db.do(hold_of(counters), ids=touched[counters.table])
    for statement in ERASE:
        await db.do(statement, id=person_id, traces=rules.traces(email, name, phone))
    return True
