"""The list of all pictures: what it shows to whom, what it counts, what is found."""

from asyncio import gather
from typing import Any

import pytest

from support.api import Api
from support.make import Make, Person


async def picture_of(make: Make, owner: Person, **values: Any) -> int:
    return await make.row("picture", **({"owner_id": owner.id, "file": "x.png", "authorised": True} | values))


async def listed(api: Api, person: Person, query: str = "") -> tuple[list[int], int]:
    answer = (await api.as_(person).get(f"/images?{query}")).json
    return [int(row["id"]) for row in answer["data"]], answer["meta"]["total"]


async def test_what_is_listed_newest_first(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    shown = [await picture_of(make, owner) for owner in (ann, ben, ann)]
    for values in ({"public": False}, {"authorised": False}, {"deleted_at": "2020-01-01"}):
        await picture_of(make, ann, **values)
    for values in ({"profile_hidden": True}, {"suspended_at": "2020-01-01"}, {"deleted_at": "2020-01-01"}):
        await picture_of(make, await make.person(**values))
    for viewer in (ann, ben, await make.administrator()):
        assert await listed(api, viewer) == (shown[::-1], 3)
    assert await listed(api, ann, "limit=1&offset=1") == ([shown[1]], 3)
    assert await listed(api, ann, "offset=9") == ([], 3)
    alias = (await api.as_(ann).get("/users/images/offset/1/limit/1")).json
    assert alias["meta"] == {"total": 3, "limit": 1, "offset": 1}
    for wrong in ("limit=0", "limit=501", "limit=dave", "offset=x"):
        assert (await api.as_(ann).get(f"/images?{wrong}")).status == 400


CHANGES = {
    "public": ("UPDATE picture SET public = NOT public", []),
    "authorised": ("UPDATE picture SET authorised = NOT authorised", []),
    "deleted": ("UPDATE picture SET deleted_at = CASE WHEN deleted_at IS NULL THEN now() END", []),
    "hidden": ("UPDATE person SET profile_hidden = NOT profile_hidden", []),
    "suspended": ("UPDATE person SET suspended_at = CASE WHEN suspended_at IS NULL THEN now() END WHERE id <> 1", []),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("folded", [False, True])
async def test_the_list_follows_every_change(change: str, folded: bool, api: Api, make: Make):
    viewer = await make.person(id=1)
    owner = await make.person(id=2)
    pictures = [await picture_of(make, owner) for _ in range(3)]
    for shown in (True, False, True):
        if folded:
            await make.rows("SELECT gallery_fold()")
        assert await listed(api, viewer) == ((pictures[::-1], 3) if shown else ([], 0))
        await make.rows(CHANGES[change][0])
    await make.rows("DELETE FROM picture WHERE id = %s", pictures[:1])
    await make.rows("SELECT gallery_fold()")
    assert await make.rows("SELECT pictures FROM gallery_total") == [(await make.count("gallery"),)]
    await make.rows("TRUNCATE picture CASCADE")
    assert await listed(api, viewer) == ([], 0)


async def test_a_picture_that_moves_is_its_new_owners(api: Api, make: Make):
    ann, ben, eve = await make.person(), await make.person(), await make.person()
    picture = await picture_of(make, ann)
    await make.row("block", blocker_id=eve.id, blocked_id=ben.id)
    assert await listed(api, eve) == ([picture], 1)
    await make.rows("UPDATE picture SET owner_id = %s", [ben.id])
    assert (await listed(api, eve), await listed(api, ann)) == (([], 0), ([picture], 1))


async def test_many_changes_at_once_are_counted(api: Api, make: Make):
    people = [await make.person() for _ in range(4)]
    for person in people:
        await make.rows(
            "INSERT INTO picture (owner_id, file, authorised) SELECT %s, 'x', true FROM generate_series(1, 3)",
            [person.id],
        )

    async def toggle(person: Person, number: int) -> None:
        await make.rows("UPDATE person SET profile_hidden = NOT profile_hidden WHERE id = %s", [person.id])
        await make.rows("UPDATE picture SET public = NOT public WHERE owner_id = %s", [people[number % 4].id])
        await make.rows("SELECT gallery_fold()")

    await gather(*(toggle(person, number) for number in range(5) for person in people))
    ids, total = await listed(api, people[0])
    expected = await make.rows(
        """SELECT i.id FROM picture i JOIN person p ON p.id = i.owner_id WHERE i.public AND NOT p.profile_hidden
        ORDER BY 1 DESC"""
    )
    assert (ids, total) == ([row[0] for row in expected], len(expected))


async def test_the_blocked_are_left_out_and_not_counted(api: Api, make: Make):
    ann, ben, eve = await make.person(), await make.person(), await make.person()
    bens, eves = await picture_of(make, ben, title="A boat"), await picture_of(make, eve, title="A boat")
    await make.row("block", blocker_id=ben.id, blocked_id=ann.id)
    for query in ("", "search=boat"):
        assert await listed(api, ann, query) == ([eves], 1)
        assert await listed(api, ben, query) == ([eves, bens], 2)


async def test_what_is_found(api: Api, make: Make):
    ann = await make.person()
    title = await picture_of(make, ann, title="Café Müller")
    words = await picture_of(make, ann, description="A wedding in the rain", keywords="Brides,O'Brien")
    found = {
        "cafe": [title], "CAFÉ muller": [title], "müll": [title], "wedding": [words], "Wedd": [words],
        "brides obr": [words], "bride obrien": [], "rain wedding": [words], "wedding cafe": [],
        "e' | & !": [], "ridesmaid": [],
        "the": [words], "%": [words, title], "": [words, title], "  ": [words, title], "a:*": [words],
    }  # fmt: skip
    for text, ids in found.items():
        answer = (await api.as_(ann).get("/images", params={"search": text})).json
        assert ([int(row["id"]) for row in answer["data"]], answer["meta"]["total"]) == (ids, len(ids)), text
    assert await listed(api, ann, "searchstr=wedding") == ([words], 1)
    by_pair = (await api.as_(ann).get("/images/search/wedding/limit/5")).json
    assert by_pair["meta"] == {"total": 1, "limit": 5, "offset": 0}
    await make.rows("UPDATE picture SET description = 'Boats' WHERE id = %s", [words])
    assert (await listed(api, ann, "search=wedding"), await listed(api, ann, "search=boats")) == (
        ([], 0),
        ([words], 1),
    )


async def test_a_like_is_each_viewers_own(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    tricky = ',"like":0,"like":"0"'
    pictures = [await picture_of(make, ben, title=tricky) for _ in range(2)]
    await make.row("picture_like", picture_id=pictures[0], person_id=ann.id)
    for person, expected in ((ann, [0, 1]), (ben, [0, 0]), (ann, [0, 1])):
        rows = (await api.as_(person).get("/images")).json["data"]
        assert [row["like"] for row in rows] == expected
        assert {row["title"] for row in rows} == {tricky}
        rows = (await api.as_(person).get(f"/users/{ben.id}/images")).json["data"]
        assert [row["like"] for row in rows] == list(map(str, expected))
        one = (await api.as_(person).get(f"/images/{pictures[0]}")).json["data"]
        assert (one["like"], one["title"]) == (str(expected[1]), tricky)


async def test_an_api_key_and_an_ended_token(api: Api, make: Make):
    ann = await make.person()
    await picture_of(make, ann)
    key = (await api.as_(ann).post("/auth/keys", {"label": "x"})).json["data"]["key"]
    for path in ("/images", "/images/1", f"/users/{ann.id}/images"):
        assert (await api.as_(key).get(path)).status == 200
    await make.rows("UPDATE person_version SET token_epoch = 1")
    for path in ("/images", "/images/1", f"/users/{ann.id}/images"):
        answer = await api.as_(ann).get(path)
        assert (answer.status, answer.json["message"]) == (403, "token_invalid")
