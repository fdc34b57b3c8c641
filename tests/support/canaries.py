"""Canaries: somebody whose every private column holds a mark, all that makes them visible, and a look for the marks.

Everything of theirs has the id THEIRS and everything of the viewer's the id MINE, whatever the table: so every
address of the service can be made without knowing what its ids mean, those of later endpoints too.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from freelancerclub.reference import ENDPOINTS
from freelancerclub.wire.endpoint import Endpoint
from support.api import Answer
from support.make import Make, Person

THEIRS, MINE = 88_001, 77_001
NAME = "Visible Bird"
NEVER = "0000-00-00 00:00:00"

# Found anywhere in an answer's bytes.
TEXTS = {
    "email": "canary.mail",
    "telephone": "canary-phone",
    "password": "canary-hash",
    "API key": "canary-api-key",
    "reset token": "canary-reset",
    "ended token": "canary-ended",
    "device": "canary-device",
    "renewal": "2031-01-02",
    "change of membership": "2032-02-03",
    "last check": "2033-03-04",
    "last seen": "2034-04-05",
}
# Found as a whole value of the JSON.
VALUES = {"hourly", "daily", "never", "starter"}
# What stands under these keys wherever another person is shown (R42).
KEYS = {
    "email": "", "contact": "", "role_id": "4", "suspended": "0", "renew": NEVER, "change_membership": NEVER,
    "last_check": NEVER, "notifications": "", "systemnotifications": "", "notificationsapplicants": "",
    "previous_account": "",
}  # fmt: skip


@dataclass
class World:
    """The person with the marks, and a member who has to do with them in every way."""

    person: Person
    viewer: Person


async def make_world(make: Make) -> World:
    person = await make.person(
        id=THEIRS, role=1, email=f"{TEXTS['email']}@example.com", display_name=NAME, password_hash=TEXTS["password"],
        phone=TEXTS["telephone"], hide_phone=True, account="pro", previous_account="starter",
        renews_at=TEXTS["renewal"], membership_changed_at=TEXTS["change of membership"],
        last_check_at=TEXTS["last check"], notifications="hourly", system_notifications="daily",
        applicant_notifications="never", profile_complete=True, city="York", latitude="53.9", longitude="-1.1",
        is_mentor=True, testing=True, mentor=True,
    )  # fmt: skip
    viewer = await make.person(id=MINE, display_name="Viewer")
    await make.rows("UPDATE person_seen SET last_seen_at = %s WHERE person_id = %s", [TEXTS["last seen"], THEIRS])
    await _secrets(make)
    await _pictures(make)
    await _work(make)
    await _talk(make)
    return World(person, viewer)


async def _secrets(make: Make) -> None:
    later = "2035-01-01"
    await make.row("api_key", person_id=THEIRS, key_hash=TEXTS["API key"].encode(), label=TEXTS["API key"])
    await make.row("password_reset", person_id=THEIRS, token_hash=TEXTS["reset token"].encode(), expires_at=later)
    await make.row("ended_token", person_id=THEIRS, token_hash=TEXTS["ended token"].encode(), expires_at=later)
    await make.row("device", person_id=THEIRS, id=TEXTS["device"])


async def _pictures(make: Make) -> None:
    for owner, other in ((THEIRS, MINE), (MINE, THEIRS)):
        await make.row("picture", id=owner, owner_id=owner, file="a.png", title="A picture", authorised=True)
        await make.row("portfolio", id=owner, owner_id=owner, place=1, title="Weddings", discipline="Photographer")
        await make.row("portfolio_picture", portfolio_id=owner, picture_id=owner, default_place=1)
        await make.row("picture_like", picture_id=owner, person_id=other)
        await make.row("picture_comment", id=other, picture_id=owner, author_id=other, comment="Good")
        await make.row("company", id=owner, owner_id=owner, name="A company", slug=f"c{owner}", authorised=True)
        await make.row("follow", follower_id=owner, followed_id=other)


async def _work(make: Make) -> None:
    for owner, other in ((THEIRS, MINE), (MINE, THEIRS)):
        await make.row(
            "job", id=owner, owner_id=owner, title="A job", description="To be done", authorised=True,
            expires_on="2035-01-01", disciplines=["Photographer"], city="York", latitude="53.9", longitude="-1.1",
        )  # fmt: skip
        await make.row("job_file", id=owner, job_id=owner, owner_id=owner, file=f"{owner}.pdf", name="a.pdf", size=1)
        await make.row("application", id=other, job_id=owner, person_id=other, portfolio_id=other, notes="Me")
        await make.row("invite", job_id=owner, person_id=other)
        await make.row("watch", job_id=owner, person_id=other)
        await make.row(
            "review", id=owner, person_id=owner, reviewer_id=other, job_id=owner, reviewer_name=NAME, message="Good",
            stars=5, authorised=True, authorised_at="2026-01-01",
        )  # fmt: skip


async def _talk(make: Make) -> None:
    for creator in (THEIRS, MINE):
        await make.row("thread", id=creator, creator_id=creator, source="job", job_id=creator)
        for member in (THEIRS, MINE):
            await make.row("thread_member", thread_id=creator, person_id=member)
            await make.row("thread_item", thread_id=creator, author_id=member, message="Hello")
    for number, about in enumerate(({"picture_id": THEIRS}, {"job_id": THEIRS}, {"picture_id": MINE})):
        await make.row(
            "notification", id=(THEIRS, MINE, 66_001)[number], person_id=MINE, actor_id=THEIRS, kind=f"kind {number}",
            module="comment", message="has posted", **about,
        )  # fmt: skip


def reads() -> list[Endpoint]:
    return [endpoint for endpoint in ENDPOINTS if "GET" in endpoint.methods]


def addresses(endpoint: Endpoint) -> Iterator[str]:
    """The endpoint's paths with the ids of either in all places; what goes on is asked for what there is."""
    query = "?wait=0" if endpoint.streams else ""
    for path in endpoint.paths:
        places = len(re.findall(r"\{\w+\}", path))
        for ids in product((THEIRS, MINE), repeat=places):
            numbers = iter(ids)
            yield re.sub(r"\{\w+\}", lambda _, numbers=numbers: str(next(numbers)), path) + query


def marks_in(body: bytes) -> set[str]:
    """Which marks an answer holds in any format, as they are or as the database writes bytes."""
    return {
        what
        for what, text in TEXTS.items()
        if any(form in body for form in (text.encode(), text.encode().hex().encode()))
    }


def said_in(answer: Answer) -> Any:
    """What an answer says: JSON, or the events of a stream."""
    if not answer.headers["content-type"].startswith("text/event-stream"):
        return answer.json
    return [json.loads(line.removeprefix("data: ")) for line in answer.text.splitlines() if line.startswith("data: ")]


def leaks_in(value: Any, where: str = "$") -> Iterator[str]:
    """Where a JSON answer tells something private about anybody but the viewer."""
    if isinstance(value, list):
        for position, item in enumerate(value):
            yield from leaks_in(item, f"{where}[{position}]")
    elif isinstance(value, dict):
        if value.get("file_path"):
            yield f"{where}.file_path"
        if "display_name" in value and str(MINE) not in (str(value.get("id")), value.get("user_id")):
            yield from (f"{where}.{key}" for key, shown in KEYS.items() if value.get(key, shown) != shown)
        for key, item in value.items():
            yield from leaks_in(item, f"{where}.{key}")
    elif value in VALUES:
        yield where
