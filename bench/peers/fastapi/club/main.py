"""The path operations."""

from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated

from fastapi import FastAPI, Form, HTTPException, Query, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from club import queries
from club.database import SessionDep, engine
from club.fields import GONE, face_url
from club.limits import count_log_in, count_message
from club.replies import access_people, add_reply
from club.schemas import (
    Card,
    Data,
    Done,
    GalleryPicture,
    Inbox,
    JobCard,
    MyPage,
    Page,
    PageOrFalse,
    PersonPage,
    Thread,
    Token,
)
from club.security import Me, issue, passwords

HIDDEN = "Hidden member"
SHORTEST = 4  # characters of a reply


@asynccontextmanager
async def lifespan(_):
    yield
    await engine.dispose()


app = FastAPI(lifespan=lifespan)


class Wanted(BaseModel):
    limit: int = Query(20, ge=1, le=500)
    offset: int = Query(0, ge=0)

    def meta(self, total, **more):
        return {"total": total, "limit": self.limit, "offset": self.offset, **more}


Paging = Annotated[Wanted, Query()]


@app.post("/auth/login")
async def log_in(
    request: Request, session: SessionDep, email: Annotated[str, Form()], password: Annotated[str, Form()]
) -> Token:
    await count_log_in(session, email, request.client.host)
    person = await queries.find_login(session, email)
    if person is None or person.password_hash is None:
        await run_in_threadpool(passwords.hash, password)  # takes as long as for somebody
        raise HTTPException(401, "Invalid email or password")
    if not await run_in_threadpool(passwords.verify, password, person.password_hash):
        raise HTTPException(401, "Invalid email or password")
    if person.suspended_at:
        raise HTTPException(403, "This account has been suspended")
    return {"token": issue(person), "data": person}


@app.get("/users/me")
async def myself(session: SessionDep, me: Me) -> Data[MyPage]:
    return {"data": await queries.get_myself(session, me)}


@app.get("/users")
async def people(session: SessionDep, me: Me, page: Paging) -> Page[Card]:
    total, found = await queries.find_people(session, me, page)
    return {"meta": page.meta(total), "data": found}


@app.get("/users/{person_id}")
async def person(session: SessionDep, me: Me, person_id: int) -> Data[PersonPage]:
    found = await queries.find_person(session, me, person_id)
    if found is None:
        raise HTTPException(404, "Sorry that freelancer was not found.")
    return {"data": found}


@app.get("/images")
async def pictures(session: SessionDep, me: Me, page: Paging) -> Page[GalleryPicture]:
    total, found = await queries.find_pictures(session, me, page)
    return {"meta": page.meta(total), "data": found}


@app.get("/jobs")
async def jobs(session: SessionDep, me: Me, page: Paging) -> PageOrFalse[JobCard]:
    total, found = await queries.find_jobs(session, me, page)
    for job in found:
        job.apply_message = why_not(me, job)
        job.can_apply = int(not job.apply_message)
    return {"meta": page.meta(total), "data": found or False}


def why_not(me, job):
    """Why the caller can't apply, '' where they can."""
    if job.owner_id == me.id:
        return "You cannot apply for your own job."
    if me.account == "free":
        return "Only paid members can apply for jobs."
    if me.account == "starter" and job.kind != "test":
        return "Apire members can't apply to paid jobs"
    return "You have already applied for this job." if job.applied else ""


@app.get("/messages")
async def inbox(session: SessionDep, me: Me, page: Paging) -> Inbox[Thread]:
    blocked = await queries.get_blocked(session, me)
    total, unread, threads = await queries.find_inbox(session, me, page)
    last = {thread.id: thread.newest for thread in threads}
    retold = [thread for thread in threads if thread.newest and thread.newest.author_id in blocked]
    if retold:
        last |= dict.fromkeys((thread.id for thread in retold), None)
        last |= await queries.find_last_readable(session, me, retold, blocked)
    lines = [line(thread, last[thread.id], me, blocked) for thread in threads]
    return {"meta": page.meta(total, unread=unread), "data": lines}


def line(thread, last, me, blocked):
    """A conversation as this caller sees it; whoever is blocked is named nowhere."""
    seen = [member for member in thread.members if member.person_id not in blocked]
    by = thread.creator
    is_hidden = by.id in blocked
    picture = None if is_hidden or by.deleted_at else by.picture
    return {
        "id": thread.id,
        "created_by": 0 if is_hidden else by.id,
        "created_on": thread.created_at,
        "last_date": thread.last_at if last is thread.newest else (last or thread).created_at,
        "source": thread.source,
        "source_id": thread.job_id or 0,
        "read": any(member.read for member in seen if member.person_id == me.id),
        "display_name": HIDDEN if is_hidden else name_of(by),
        "image": picture,
        "users": [other(member) for member in seen if member.person_id != me.id],
        "lastmessage": last.message if last else "",
        "readall": all(member.read for member in seen),
        "img_full": face_url(picture),
    }


def other(member):
    person = member.person
    picture = None if person.deleted_at else person.picture
    return {
        "read": member.read,
        "display_name": name_of(person),
        "other_id": person.id,
        "image": picture,
        "img_full": face_url(picture),
    }


def name_of(person):
    return GONE if person.deleted_at else person.display_name


@app.post("/messages/{thread_id}/reply")
async def reply(session: SessionDep, me: Me, thread_id: int, message: Annotated[str, Form(max_length=10_000)]) -> Done:
    people = await access_people(session, me, thread_id)
    if len(message.strip()) < SHORTEST:
        raise HTTPException(400, "Please enter a message that is longer than 3 characters.")
    now = datetime.now(UTC)
    await count_message(session, now, me)
    await add_reply(session, me, thread_id, people, message, now)
    await session.commit()
    return {"message": "Reply added"}
