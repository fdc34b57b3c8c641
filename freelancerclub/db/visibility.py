"""Who sees whom: one SQL condition a rule, written here and nowhere else.

Arguments are SQL: a table alias for a row of `person`, an expression for an id. `apart` says which blocks hide
something: those of either, or with `has_blocked` those of whoever is looked at alone.
"""

from collections.abc import Callable

Apart = Callable[[str, str], str]


def present(person: str) -> str:
    """The account is there: neither deleted nor suspended."""
    return f"{person}.deleted_at IS NULL AND {person}.suspended_at IS NULL"


def listed(person: str) -> str:
    """Shown to anybody at all: present, and the profile isn't hidden."""
    return f"{present(person)} AND NOT {person}.profile_hidden"


def blocked(one: str, other: str) -> str:
    """One of the two has blocked the other; a block works both ways."""
    return (
        f"EXISTS (SELECT FROM block b WHERE (b.blocker_id, b.blocked_id) = ({one}, {other})"
        f" UNION ALL SELECT FROM block b WHERE (b.blocker_id, b.blocked_id) = ({other}, {one}))"
    )


def has_blocked(one: str, other: str) -> str:
    """The first has blocked the second: for what somebody may still do about a person whom they blocked."""
    return f"EXISTS (SELECT FROM block b WHERE (b.blocker_id, b.blocked_id) = ({one}, {other}))"


def blocked_ids(one: str) -> str:
    """A subselect of everybody whom `blocked` is true of, for lists: it reads the block table once."""
    return (
        f"SELECT b.blocked_id AS id FROM block b WHERE b.blocker_id = {one}"
        f" UNION SELECT b.blocker_id FROM block b WHERE b.blocked_id = {one}"
    )


def is_administrator(person: str) -> str:
    return f"{person}.role = 1"


def applied_to(person: str, owner: str) -> str:
    """The person applied for a job of the owner's that isn't deleted."""
    return (
        f"EXISTS (SELECT FROM application a JOIN job j ON j.id = a.job_id"
        f" WHERE a.person_id = {person} AND j.owner_id = {owner} AND j.deleted_at IS NULL)"
    )


def page_shown(person: str, viewer: str, apart: Apart = blocked) -> str:
    """The viewer, a row of `person` too, may open the person's page.

    A hidden one is for the owners of jobs it applied to (R90); administrators open all that aren't deleted.
    """
    one, other = f"{person}.id", f"{viewer}.id"
    return (
        f"{person}.deleted_at IS NULL AND ({one} = {other} OR {is_administrator(viewer)}"
        f" OR {present(person)} AND NOT {apart(one, other)}"
        f" AND (NOT {person}.profile_hidden OR {applied_to(one, other)}))"
    )


def picture_there(picture: str, owner: str, viewer: str) -> str:
    """The viewer, a row of `person`, may open the picture of the owner, also one, but for blocks between the two.

    A pending one is its owner's and the administrators' alone; `public` is no secrecy (R77).
    """
    return (
        f"{picture}.deleted_at IS NULL AND {owner}.deleted_at IS NULL"
        f" AND ({owner}.id = {viewer}.id OR {is_administrator(viewer)} OR {picture}.authorised AND {present(owner)}"
        f" AND (NOT {owner}.profile_hidden OR {applied_to(f'{owner}.id', f'{viewer}.id')}))"
    )


def picture_shown(picture: str, owner: str, viewer: str, apart: Apart = blocked) -> str:
    """As `picture_there`, and no block is between the two; administrators meet none."""
    one, other = f"{owner}.id", f"{viewer}.id"
    return (
        f"{picture_there(picture, owner, viewer)}"
        f" AND ({one} = {other} OR {is_administrator(viewer)} OR NOT {apart(one, other)})"
    )


def heard(person: str, viewer: str, me: str) -> str:
    """What the person said or liked in public is shown to the viewer, whose id `me` is: for lists.

    A hidden profile doesn't hide it. Administrators hear everybody who isn't deleted.
    """
    return (
        f"{person}.deleted_at IS NULL AND ({person}.id = {viewer}.id OR {is_administrator(viewer)}"
        f" OR {present(person)} AND {person}.id NOT IN ({blocked_ids(me)}))"
    )


def heard_by(person: str, viewer: str, apart: Apart = blocked) -> str:
    """As `heard`, of what one person said; both are rows of `person`."""
    one, other = f"{person}.id", f"{viewer}.id"
    return (
        f"{person}.deleted_at IS NULL AND ({one} = {other} OR {is_administrator(viewer)}"
        f" OR {present(person)} AND NOT {apart(one, other)})"
    )


def deed_told(note: str) -> str:
    """Of a line, a row of `notification`: nobody's deed, or that of one who is there and not blocked either way."""
    return f"""({note}.actor_id IS NULL OR EXISTS (
        SELECT FROM person a WHERE a.id = {note}.actor_id AND {_told_of(note, "a")}))"""


def deed_told_by(note: str, actor: str) -> str:
    """As `deed_told`, where the actor's row is there already, of nulls where there is none."""
    return f"({note}.actor_id IS NULL OR {_told_of(note, actor)})"


def _told_of(note: str, actor: str) -> str:
    return f"{present(actor)} AND NOT {blocked(f'{note}.person_id', f'{actor}.id')}"


def job_open_to(job: str, owner: str, viewer: str) -> str:
    """The job of the owner, a row of `person`, is for this viewer too, an expression for an id, but for blocks.

    It is authorised and, unless it is public, they were invited to it or applied for it. An expired one too: it is
    closed, not secret.
    """
    asked = " OR ".join(
        f"EXISTS (SELECT FROM {table} x WHERE (x.job_id, x.person_id) = ({job}.id, {viewer}))"
        for table in ("invite", "application")
    )
    return f"({job}.authorised AND {present(owner)} AND ({job}.public OR {asked}))"


def job_shown(job: str, owner: str, viewer: str, apart: Apart = blocked) -> str:
    """The viewer, a row of `person`, may open the job: it is open to them, or theirs, or they are an administrator."""
    one, other = f"{owner}.id", f"{viewer}.id"
    return (
        f"{job}.deleted_at IS NULL AND {owner}.deleted_at IS NULL"
        f" AND ({one} = {other} OR {is_administrator(viewer)}"
        f" OR {job_open_to(job, owner, other)} AND NOT {apart(one, other)})"
    )
