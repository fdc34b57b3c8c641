"""Finding messages: folded as people search is, in one's own conversations only."""

from typing import Any

import pytest

from support.api import Api
from support.make import Make, Person
from support.talking import OTHERWISE, begin, item, reply, thread


async def found(api: Api, by: Person, text: str, **asked: Any) -> list[str]:
    answer = await api.as_(by).get("/messages/search", params={"search": text} | asked)
    assert answer.status == 200, answer.text
    return [row["message"] for row in answer.json["data"]]


@pytest.mark.parametrize(
    "text",
    ["zoë", "ZOE", "studio zoe", "o'brien", "obrien stu", "Straße", "strasse", "stud", "zo’e", "møller", "Moller"],
)
async def test_folded_words_the_last_one_as_a_beginning(text: str, api: Api, ann: Person, ben: Person):
    said = "Meet Zoë O’Brien & Møller, in the studio: Straße 5!"
    await begin(api, ann, ben, message=said)
    await begin(api, ann, ben, message="Something else")
    for reader in (ann, ben):
        assert await found(api, reader, text) == [said]
        assert (await api.as_(reader).get(f"/messages/search?searchstr={text}")).json["meta"]["total"] == 1


@pytest.mark.parametrize(
    "text", ["meet nobody", "tudio", "", "  ", "!!", "'", "\\", "p2", "w", "&|!:*()", "%00", "\u0000"]
)
async def test_what_finds_nothing(text: str, api: Api, ann: Person, ben: Person):
    await begin(api, ann, ben, message="Meet Zoe in the studio")
    assert await found(api, ann, text) == []


async def test_only_ones_own_the_newest_first(api: Api, make: Make, ann: Person, ben: Person, eve: Person):
    talk = await begin(api, ann, ben, message="Studio 0")
    await begin(api, ben, eve, message="Studio of others")
    for number in range(1, 4):
        await reply(api, (ann, ben)[number % 2], talk, f"Studio {number}")
    assert await found(api, ann, "studio") == ["Studio 3", "Studio 2", "Studio 1", "Studio 0"]
    assert await found(api, ann, "studio", limit=2, offset=1) == ["Studio 2", "Studio 1"]
    assert await found(api, eve, "studio") == ["Studio of others"]
    page = (await api.as_(ann).get("/messages/search/search/studio/offset/4")).json
    assert page == {"meta": {"total": 4, "limit": 20, "offset": 4}, "data": []}
    assert (await api.as_(ann).get("/messages/search?search=x&limit=0")).status == 400


async def test_a_changed_message_and_a_late_member(api: Api, make: Make, ann: Person, ben: Person, eve: Person):
    talk = await thread(make, ann, ben)
    await item(make, talk, ann, "Before")
    await make.row("thread_member", thread_id=talk, person_id=eve.id)
    assert await found(api, eve, "before") == ["Before"], "an import may bring members last"
    await make.rows("UPDATE thread_item SET message = 'Afterwards'")
    assert (await found(api, ben, "before"), await found(api, ben, "after")) == ([], ["Afterwards"])


# What changes what Ann finds for "hello", in a conversation of hers and Ben's with three messages, or keeps it.
CHANGES = OTHERWISE | {
    "a block": "INSERT INTO block (blocker_id, blocked_id) VALUES (%(ben)s, %(ann)s)",
    "put away": "UPDATE thread_member SET deleted_at = now() WHERE person_id = %(ann)s",
    "a late conversation": "INSERT INTO thread_member (thread_id, person_id) VALUES (%(other)s, %(ann)s)",
}
STAY = {
    "of others": "INSERT INTO thread_item (thread_id, author_id, message) VALUES (%(other)s, %(ben)s, 'Hello')",
    "their profile": "UPDATE person SET bio = 'Hello' WHERE id IN (%(ann)s, %(ben)s)",
}


async def _conversations(make: Make, ann: Person, ben: Person, eve: Person) -> dict[str, int]:
    talk, other = await thread(make, ann, ben), await thread(make, ben, eve)
    first = await item(make, talk, ben, "Hello")
    held = await item(make, talk, ben, "Hello you", withheld=True)
    await item(make, talk, ann, "Hello there")
    await item(make, other, eve, "Hello Ben")
    return {"talk": talk, "other": other, "first": first, "held": held, "ann": ann.id, "ben": ben.id}


@pytest.mark.parametrize("change", CHANGES | STAY)
async def test_whoever_has_found_it_hears_of_what_is_found_otherwise(
    change: str, api: Api, make: Make, ann: Person, ben: Person, eve: Person
):
    ids = await _conversations(make, ann, ben, eve)
    path, me = "/messages/search?search=hello", api.as_(ann)
    before = await me.get(path)
    known = {"If-None-Match": before.headers["etag"]}
    assert before.json["meta"]["total"] == 2
    for _ in range(3):
        assert (await me.get(path, headers=known)).status == 304
    await make.rows((CHANGES | STAY)[change], ids)
    after, asked = await me.get(path), await me.get(path, headers=known)
    assert (after.body == before.body) == (asked.status == 304) == (change in STAY)


async def test_what_is_found_is_known_by_what_was_asked_and_by_whom(api: Api, ann: Person, ben: Person):
    await begin(api, ann, ben, message="Hello there")
    tags = {
        (await api.as_(person).get("/messages/search", params=asked)).headers["etag"]
        for person in (ann, ben)
        for asked in ({"search": "hello"}, {"search": "there"}, {"search": "hello", "limit": 1}, {"search": ""})
    }
    assert len(tags) == 8
