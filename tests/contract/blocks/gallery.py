"""The probes of pictures, likes and comments."""

from collections.abc import Callable
from typing import Any

from contract.blocks.probe import Asked, Probe, listed
from support.make import Make, Person


async def _picture(make: Make, owner: Person) -> int:
    return await make.row("picture", owner_id=owner.id, file="x.png", authorised=True)


def on_theirs(path: str, **data: str) -> Probe:
    """The id of a picture of the other's stands for `{id}`; the caller likes it and has said something of it."""

    async def probe(make: Make, me: Person, other: Person) -> Asked:
        picture = await _picture(make, other)
        await make.row("picture_like", picture_id=picture, person_id=me.id)
        comment = await make.row("picture_comment", picture_id=picture, author_id=me.id, comment="x")
        return Asked(path.format(id=picture, comment=comment), data)

    return probe


async def pictures_of(make: Make, me: Person, other: Person) -> Asked:
    await _picture(make, other)
    return Asked(f"/users/{other.id}/images")


async def in_the_list(make: Make, me: Person, other: Person) -> Asked:
    for owner in (me, other, await make.person()):
        await _picture(make, owner)
    return listed("/images?limit=500", _is(other))


def on_a_thirds(path: str) -> Probe:
    async def probe(make: Make, me: Person, other: Person) -> Asked:
        third = await make.person()
        picture = await _picture(make, third)
        for person in (third, other, me):
            await make.row("picture_like", picture_id=picture, person_id=person.id)
            await make.row("picture_comment", picture_id=picture, author_id=person.id, comment="x")
        return listed(path.format(id=picture), _is(other))

    return probe


def _is(person: Person) -> Callable[[Any], bool]:
    return lambda row: row["user_id"] == str(person.id)


async def said_of_mine(make: Make, me: Person, other: Person) -> Asked:
    picture = await _picture(make, me)
    comment = await make.row("picture_comment", picture_id=picture, author_id=other.id, comment="x")
    return Asked(f"/images/{picture}/comments/{comment}")


PROBES: dict[tuple[str, str], Probe] = {
    ("GET /users/{user_id}/images", "their pictures"): pictures_of,
    ("GET /images", "their picture in the list"): in_the_list,
    ("GET /images/{image_id}", "their picture"): on_theirs("/images/{id}"),
    ("GET /images/{image_id}/likes", "likes of their picture"): on_theirs("/images/{id}/likes"),
    ("GET /images/{image_id}/likes", "their like of somebody else's"): on_a_thirds("/images/{id}/likes"),
    ("PUT /images/{image_id}/like", "their picture"): on_theirs("/images/{id}/like"),
    ("DELETE /images/{image_id}/like", "their picture"): on_theirs("/images/{id}/like"),
    ("GET /images/{image_id}/comments", "comments on their picture"): on_theirs("/images/{id}/comments"),
    ("GET /images/{image_id}/comments", "their comment on somebody else's"): on_a_thirds("/images/{id}/comments"),
    ("POST /images/{image_id}/comments", "their picture"): on_theirs("/images/{id}/comments", comment="x"),
    ("DELETE /images/{image_id}/comments/{comment_id}", "their picture"): on_theirs("/images/{id}/comments/{comment}"),
    ("DELETE /images/{image_id}/comments/{comment_id}", "their comment on one's own"): said_of_mine,
}
