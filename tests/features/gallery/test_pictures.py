"""A person's pictures, and one by itself: who sees what, and what a look leaves behind."""

from asyncio import gather
from typing import Any

from support.api import Api
from support.make import Make, Person

NONE = {"status": "404", "message": "No Images found for that user"}
NOT_FOUND = {"status": "404", "message": "Sorry that Image was not found."}


async def picture_of(make: Make, owner: Person, **values: Any) -> int:
    return await make.row("picture", **({"owner_id": owner.id, "file": "x.png", "authorised": True} | values))


async def pictures_of(api: Api, viewer: Person, owner: Person, query: str = "") -> tuple[list[int], int]:
    answer = (await api.as_(viewer).get(f"/users/{owner.id}/images?{query}")).json
    return [int(row["id"]) for row in answer["data"]], answer["meta"]["total"]


async def test_what_waits_is_its_owners_and_moderators(api: Api, make: Make):
    ann, ben, boss = await make.person(), await make.person(), await make.administrator()
    shown, quiet, waits = [
        await picture_of(make, ann, **values) for values in ({}, {"public": False}, {"authorised": False})
    ]
    gone = await picture_of(make, ann, deleted_at="2020-01-01")
    for viewer in (ann, boss):
        assert await pictures_of(api, viewer, ann) == ([waits, quiet, shown], 3)
        assert (await api.as_(viewer).get(f"/images/{waits}")).status == 200
    assert await pictures_of(api, ben, ann) == ([quiet, shown], 2)
    assert await pictures_of(api, ben, ann, "limit=1&offset=1") == ([shown], 2)
    for viewer, picture in ((ben, waits), (ben, gone), (ann, gone), (boss, gone), (ben, 10**30)):
        answer = await api.as_(viewer).get(f"/images/{picture}")
        assert (answer.status, answer.json) == (404, NOT_FOUND)


async def test_nothing_to_show_is_not_found(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    await picture_of(make, ann, authorised=False)
    for viewer, path in (
        (ben, f"/users/{ann.id}/images"),
        (ann, f"/users/{ben.id}/images"),
        (ann, f"/users/{ann.id}/images?offset=1"),
        (ann, f"/users/{ann.id}/images/portfolioid/77"),
        (ann, f"/users/{ann.id}/images?portfolioid=dave"),
        (ann, "/users/999999/images"),
    ):
        answer = await api.as_(viewer).get(path)
        assert (answer.status, answer.json) == (404, NONE), path
    assert (await api.as_(ann).get(f"/users/{ann.id}/images?portfolioid=&limit=501")).status == 400


async def test_those_of_one_portfolio(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    pictures = [await picture_of(make, ann, authorised=number != 2) for number in range(4)]
    portfolios = [
        await make.row("portfolio", owner_id=ann.id, place=place, title=f"T{place}", discipline="x") for place in (1, 2)
    ]
    for picture in pictures[1:]:
        await make.row("portfolio_picture", portfolio_id=portfolios[0], picture_id=picture)
    query = f"portfolioid={portfolios[0]}"
    assert await pictures_of(api, ann, ann, query) == (pictures[:0:-1], 3)
    assert await pictures_of(api, ben, ann, query) == ([pictures[3], pictures[1]], 2)
    assert await pictures_of(api, ben, ann, f"{query}&limit=1&offset=1") == ([pictures[1]], 2)
    shown = (await api.as_(ben).get(f"/users/{ann.id}/images?{query}")).json["portfolios"]
    assert [(one["id"], one["title"]) for one in shown] == [(str(portfolios[0]), "T1"), (str(portfolios[1]), "T2")]
    assert (await api.as_(ben).get(f"/users/{ben.id}/images?{query}")).json == NONE
    assert (await api.as_(ann).get(f"/users/{ann.id}/images?portfolioid={portfolios[1]}")).json == NONE
    await make.rows("UPDATE portfolio SET deleted_at = now() WHERE id = %s", [portfolios[0]])
    assert (await api.as_(ann).get(f"/users/{ann.id}/images?{query}")).json == NONE


async def test_a_look_counts_once_a_viewer_and_day(api: Api, make: Make):
    ann, ben, eve = await make.person(), await make.person(), await make.person()
    picture = await picture_of(make, ann)

    async def views(person: Person) -> str:
        return str((await api.as_(person).get(f"/images/{picture}")).json["data"]["views"])

    assert [await views(person) for person in (ann, ben, ben, eve, ann)] == ["0", "1", "1", "2", "2"]
    api.clock.forward(days=1)
    assert await views(ben) == "3"
    await gather(*(views(eve) for _ in range(10)))
    assert await views(ann) == "4"
    assert await make.count("picture_view") == 4


async def test_what_is_nobody_elses_business(api: Api, make: Make):
    ann, ben, boss = [
        await make.person(
            role=1, phone="01632", hide_phone=True, renews_at="2031-01-02", previous_account="starter",
            membership_changed_at="2032-01-02", last_check_at="2033-01-02", system_notifications="daily",
        ),
        await make.person(),
        await make.administrator(),
    ]  # fmt: skip
    picture = await picture_of(make, ann)
    looks = [(await api.as_(viewer).get(f"/images/{picture}")).json["data"]["user"] for viewer in (ben, ann, boss)]
    keys = ("email", "contact", "role_id", "renew", "change_membership", "last_check", "previous_account")
    keys += ("systemnotifications", "notificationsapplicants", "suspended")
    never = "0000-00-00 00:00:00"
    assert [looks[0][key] for key in keys] == ["", "", "4", never, never, never, "", "", "", "0"]
    assert [looks[1][key] for key in keys] == [
        ann.email, "01632", "1", "2031-01-02 00:00:00", "2032-01-02 00:00:00", "2033-01-02 00:00:00", "starter",
        "daily", "instant", "0",
    ]  # fmt: skip
    assert looks[1] == looks[2]


async def test_a_video_has_no_sizes(api: Api, make: Make):
    ann = await make.person()
    video = await picture_of(make, ann, kind="video", video_source="vimeo", video_id="1", file="http://example.com/x")
    one = (await api.as_(ann).get(f"/images/{video}")).json["data"]
    assert (one["filename"], one["type"]) == ("http://example.com/x", "video")
    assert not {"img_thumb", "img_full"} & one.keys()


async def test_every_change_is_seen_at_once(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    picture = await picture_of(make, ann, title="0")
    portfolio = "INSERT INTO portfolio (owner_id, place, title, discipline) VALUES (1, 1, 'T', 'model')"
    changes = {
        "title": ("UPDATE picture SET title = '1'", ("title",), "1"),
        "name": ("UPDATE person SET display_name = 'New' WHERE id = 1", ("display_name",), "New"),
        "slug": ("UPDATE person SET slug = 'new' WHERE id = 1", ("slug",), "new"),
        "likes": ("INSERT INTO picture_like VALUES (1, 2)", ("likes",), "1"),
        "like": ("SELECT", ("like",), "1"),
        "bio": ("UPDATE person SET bio = 'b'", ("user", "bio"), "b"),
        "portfolio": (portfolio, ("user", "portfolios"), "T model, "),
        "owner's likes": ("UPDATE person_counter SET likes = 7 WHERE person_id = 1", ("user", "likes"), "7"),
    }
    assert (ann.id, picture) == (1, 1)
    for statement, path, expected in changes.values():
        await api.as_(ben).get("/images/1")
        await make.rows(statement)
        found = (await api.as_(ben).get("/images/1")).json["data"]
        for key in path:
            found = found[key]
        assert found == expected
        if path[0] != "user":
            cards = (await api.as_(ben).get("/images")).json["data"]
            assert str(cards[0][path[0]]) == expected


async def test_what_is_ours_is_shown_to_whoever_asks_for_it(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    picture = await picture_of(make, ann)
    paths = (f"/images/{picture}", f"/users/{ann.id}/images", "/images")

    async def shown(path: str) -> tuple[list[str], Any]:
        data = (await api.as_(ben).get(path)).json["data"]
        one = data[0] if isinstance(data, list) else data
        return list(one), one.get("alt_text")

    documented = {path: (await shown(path))[0] for path in paths}
    for path in paths:
        assert "alt_text" not in documented[path]
        assert await shown(f"{path}?extra=0") == (documented[path], None)
        assert await shown(f"{path}?extra=1") == ([*documented[path], "alt_text"], "")
    changed = await api.as_(ann).post(f"/users/{ann.id}/images/{picture}", {"alt_text": 'A "dog"', "title": "Dog"})
    assert changed.status == 200
    for path in paths:
        assert (await shown(f"{path}?extra=1"))[1] == 'A "dog"', "at once"
    assert '<alt_text>A "dog"</alt_text>' in (await api.as_(ben).get(f"/images/{picture}.xml?extra=1")).text
