"""The objects of the permission table: made for a cell by what they are to its caller."""

from collections.abc import Awaitable, Callable
from typing import Any

from support.make import Make, Person

MISSING = 999_999
Factory = Callable[[str, Person | None, Make], Awaitable[int]]


async def _company(thing: str, caller: Person | None, make: Make) -> int:
    states: dict[str, dict[str, Any]] = {
        "own": {"authorised": False, "owner_id": caller.id if caller else None},
        "unauthorised": {"authorised": False},
        "deleted": {"deleted_at": "2020-01-01"},
    }
    return await make.company(**states.get(thing, {}))


async def _key(thing: str, caller: Person | None, make: Make) -> int:
    owner = caller if thing == "own" and caller else await make.person()
    return await make.row("api_key", person_id=owner.id, key_hash=thing.encode())


async def _person(thing: str, caller: Person | None, make: Make) -> int:
    if thing == "own" and caller:
        return caller.id
    states: dict[str, dict[str, Any]] = {"hidden": {"profile_hidden": True}, "deleted": {"deleted_at": "2020-01-01"}}
    person = await make.person(**states.get(thing, {}))
    if thing == "blocked" and caller:
        await make.row("block", blocker_id=person.id, blocked_id=caller.id)
    return person.id


async def _profile(thing: str, caller: Person | None, make: Make) -> int:
    """Somebody whose page is asked for, by what stands between them and the caller."""
    person_id = await _person("hidden" if thing == "hidden applicant" else thing, caller, make)
    if thing == "suspended":
        await make.rows("UPDATE person SET suspended_at = now() WHERE id = %s", [person_id])
    if caller and thing == "hidden applicant":
        job = await make.row("job", owner_id=caller.id, title="A job", description="To be done")
        await make.row("application", job_id=job, person_id=person_id)
    if caller and thing == "blocked":
        await make.row("block", blocker_id=caller.id, blocked_id=person_id)
    if caller and thing == "blocking":
        await make.row("block", blocker_id=person_id, blocked_id=caller.id)
    return person_id


async def _picture(thing: str, caller: Person | None, make: Make) -> int:
    """Of a person who is found at `/users/{id}`: the caller's own pictures have the caller's id."""
    owner = caller if thing.startswith("own") and caller else await make.person()
    states: dict[str, dict[str, Any]] = {"own deleted": {"deleted_at": "2020-01-01"}, "own video": VIDEO}
    values = {"title": "A title", "file": "x.png"} | states.get(thing, {})
    return await make.row("picture", id=owner.id, owner_id=owner.id, **values)


VIDEO = {"kind": "video", "video_source": "youtube", "video_id": "HXdWzEAvgGg"}


async def _shown_picture(thing: str, caller: Person | None, make: Make) -> int:
    """A picture by what it is, or by what its owner is to the caller."""
    states: dict[str, dict[str, Any]] = {
        "deleted": {"deleted_at": "2020-01-01"},
        "pending": {"authorised": False},
        "own pending": {"authorised": False},
        "liked": {},
    }
    owner = "own" if thing.startswith("own") else "listed" if thing in states else thing
    values = {"owner_id": await _profile(owner, caller, make), "file": "x.png", "authorised": True}
    picture_id = await make.row("picture", **(values | states.get(thing, {})))
    if caller and thing == "liked":
        await make.row("picture_like", picture_id=picture_id, person_id=caller.id)
    return picture_id


async def _comment(thing: str, caller: Person | None, make: Make) -> int:
    """One of the caller's, one on a picture of the caller's, or neither; comment and picture have one id."""
    other = await make.person()
    owner_id = caller.id if caller and thing == "on own" else other.id
    author_id = caller.id if caller and thing == "own" else other.id
    picture_id = await make.row("picture", owner_id=owner_id, file="x.png", authorised=True)
    gone = "2020-01-01" if thing == "deleted" else None
    values = {"author_id": author_id, "comment": "x", "deleted_at": gone}
    return await make.row("picture_comment", id=picture_id, picture_id=picture_id, **values)


async def _pictured(thing: str, caller: Person | None, make: Make) -> int:
    """Somebody with a picture."""
    person_id = await _profile("own" if thing == "own pending" else thing, caller, make)
    await make.row("picture", owner_id=person_id, file="x.png", authorised=thing != "own pending")
    return person_id


async def _notification(thing: str, caller: Person | None, make: Make) -> int:
    owner = caller if thing != "other's" and caller else await make.person()
    actor = await make.person(suspended_at="2020-01-01" if thing == "of somebody gone" else None)
    return await make.row("notification", person_id=owner.id, actor_id=actor.id, kind="follow", message="")


async def _device(thing: str, caller: Person | None, make: Make) -> Any:
    owner = caller if thing == "own" and caller else await make.person()
    return await make.row("device", id="8s4s5f1fd2f1w2v15d10v", person_id=owner.id)


async def _portfolios(thing: str, caller: Person | None, make: Make) -> int:
    """Somebody with a portfolio of the same id, by what stands between them and the caller."""
    person_id = await _profile(thing, caller, make)
    await make.row("portfolio", id=person_id, owner_id=person_id, place=1, title="A", discipline="Photographer")
    return person_id


async def _portfolio(thing: str, caller: Person | None, make: Make) -> int:
    """A portfolio with a picture of the same id."""
    owner = await make.person() if thing == "other's" or caller is None else caller
    painter = await make.person() if thing == "other's picture" else owner
    gone = {thing: "2020-01-01"}
    row = {"place": 1, "title": "A", "discipline": "Photographer", "deleted_at": gone.get("deleted")}
    portfolio_id = await make.row("portfolio", owner_id=owner.id, **row)
    picture = {"file": "a.png", "deleted_at": gone.get("deleted picture")}
    await make.row("picture", id=portfolio_id, owner_id=painter.id, **picture)
    await make.row("portfolio_picture", portfolio_id=portfolio_id, picture_id=portfolio_id)
    return portfolio_id


async def _job(thing: str, caller: Person | None, make: Make) -> int:
    """A job by what it is, or by what its owner is to the caller, with a file of the same id."""
    states: dict[str, dict[str, Any]] = {
        "deleted": {"deleted_at": "2020-01-01"},
        "private": {"public": False},
        "invited": {"public": False},
        "applied": {"public": False},
        "pending": {"authorised": False},
        "rejected": {"authorised": False, "decided_at": "2020-01-01"},
        "expired": {"expires_on": "2020-01-01"},
    }
    state = thing.split()[-1]
    owner = "own" if thing.startswith("own") else thing if thing in ("suspended", "blocked", "blocking") else "listed"
    values = {"owner_id": await _profile(owner, caller, make), "title": "A job", "authorised": True}
    job_id = await make.row("job", description="To be done", **(values | states.get(state, {})))
    await make.row("job_file", id=job_id, job_id=job_id, owner_id=values["owner_id"], file="x.pdf", name="x", size=1)
    await make.rows("SELECT setval(pg_get_serial_sequence('job_file', 'id'), 1000)")
    tables = {"invited": "invite", "applied": "application", "watched": "watch"}
    table = tables.get(thing.split()[0])
    if caller and table:
        await make.row(table, job_id=job_id, person_id=caller.id)
    return job_id


async def _job_to_apply(thing: str, caller: Person | None, make: Make) -> int:
    """A job on the board, by what it is, or by what its owner is to the caller."""
    states: dict[str, dict[str, Any]] = {
        "deleted": {"deleted_at": "2020-01-01"},
        "pending": {"authorised": False},
        "private": {"public": False},
        "invited": {"public": False},
    }
    known = (*states, "applied", "given")
    owner_id = await _profile("other's" if thing in known else thing, caller, make)
    job = await make.row(
        "job", owner_id=owner_id, title="T", description="D", **({"authorised": True} | states.get(thing, {}))
    )
    if caller and thing == "invited":
        await make.row("invite", job_id=job, person_id=caller.id)
    if caller and thing in ("applied", "given"):
        status = "successful" if thing == "given" else "new"
        await make.row("application", job_id=job, person_id=caller.id, status=status)
    return job


async def _job_of_owner(thing: str, caller: Person | None, make: Make) -> int:
    """A job with an application of the same id."""
    owner = caller if thing in ("own", "own pending", "deleted") and caller else await make.person()
    gone = "2020-01-01" if thing == "deleted" else None
    values = {"title": "T", "description": "D", "authorised": thing != "own pending", "deleted_at": gone}
    job = await make.row("job", owner_id=owner.id, **values)
    await make.row("application", id=job, job_id=job, person_id=(await make.person()).id)
    return job


async def _party(thing: str, caller: Person | None, make: Make) -> int:
    """Somebody who has given a job of the same id to the caller, or to whom the caller or somebody else has."""
    person_id = await _profile(thing, caller, make)
    other_id = caller.id if caller and thing in ("given", "giver") else (await make.person()).id
    owner_id, worker_id = (person_id, other_id) if thing == "giver" else (other_id, person_id)
    job = await make.row("job", id=person_id, owner_id=owner_id, title="T", description="D")
    await make.row("application", job_id=job, person_id=worker_id, status="successful")
    return person_id


async def _alert(thing: str, caller: Person | None, make: Make) -> int:
    owner = caller if thing == "own" and caller else await make.person()
    return await make.row("alert", person_id=owner.id, disciplines=["Model"])


async def _thread(thing: str, caller: Person | None, make: Make) -> int:
    """A conversation of two, of the caller's but for "other's"."""
    other, third = await make.person(), await make.person()
    creator = caller if thing == "own" and caller else other
    second = (other if creator is caller else caller) if caller and thing != "other's" else third
    thread_id = await make.row("thread", creator_id=creator.id)
    for person in (creator, second):
        mine = {"deleted_at": "2020-01-01"} if thing == "put away" and person is caller else {}
        mine |= {"withheld": True} if thing == "held" and person is caller else {}
        await make.row("thread_member", thread_id=thread_id, person_id=person.id, **mine)
    await make.row("thread_item", thread_id=thread_id, author_id=creator.id, message="Hello")
    if caller and thing == "shut":
        await make.row("block", blocker_id=other.id, blocked_id=caller.id)
    return thread_id


async def _job_to_ask_about(thing: str, caller: Person | None, make: Make) -> int:
    whose = {"own": "own", "of somebody suspended": "suspended", "of somebody who blocked": "blocking"}
    states: dict[str, dict[str, Any]] = {
        "expired": {"expires_on": "2020-01-01"},
        "pending": {"authorised": False},
        "private": {"public": False},
        "invited to": {"public": False},
        "deleted": {"deleted_at": "2020-01-01"},
    }
    owner_id = await _profile(whose.get(thing, "listed"), caller, make)
    values = {"owner_id": owner_id, "title": "A job", "description": "To be done", "authorised": True}
    job_id = await make.row("job", **(values | states.get(thing, {})))
    if caller and thing == "invited to":
        await make.row("invite", job_id=job_id, person_id=caller.id)
    return job_id


# By how the path of the rows begins; the longest beginning counts.
FACTORIES: dict[str, Factory] = {
    "/companies": _company,
    "/auth/keys": _key,
    "/users": _person,
    "/reports": _person,
    "/users/{id}": _profile,
    "/users/{id}/portfolios": _portfolios,
    "/users/{id}/videos": _person,
    "/users/portfolios": _portfolio,
    "/users/{id}/images": _pictured,
    "/users/{id}/profile": _person,
    "/users/{id}/images/{id}": _picture,
    "/images": _shown_picture,
    "/images/{id}/comments/": _comment,
    "/jobs": _job,
    "/messages": _profile,
    "/messages/{id}": _thread,
    "/messages/job/{id}": _job_to_ask_about,
    "/notification": _notification,
    "/notifications/register": _device,
    "/jobs/{id}/apply": _job_to_apply,
    "/applicants": _job_of_owner,
    "/jobs/{id}/recommended": _job_of_owner,
    "/jobs/{id}/invite": _job_of_owner,
    "/users/{id}/reviews": _party,
    "/alerts": _alert,
}


async def object_of(path: str, thing: str, caller: Person | None, make: Make) -> int:
    """The id that stands for `{id}` in the path."""
    if thing in ("-", "missing"):
        return MISSING
    beginning = max((known for known in FACTORIES if path.startswith(known)), key=len)
    return await FACTORIES[beginning](thing, caller, make)
