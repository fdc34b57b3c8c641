"""When a person was last here: noted with the books, at most once a minute, by whichever process saw them."""

from datetime import datetime

from support.api import Api
from support.make import Make


async def last_seen(make: Make, person_id: int) -> datetime | None:
    return (await make.rows("SELECT last_seen_at FROM person_seen WHERE person_id = %s", [person_id]))[0][0]


async def test_any_request_of_theirs_counts_and_no_other(api: Api, make: Make):
    mia, ben, cat, boss = await make.person(), await make.person(), await make.person(), await make.administrator()
    began = api.clock()
    await api.as_(mia).get(f"/users/{ben.id}")
    await api.as_(boss).get("/users/999999")
    await make.rows("UPDATE person_version SET token_epoch = 1 WHERE id = %s", [cat.id])
    assert (await api.as_(cat).get(f"/users/{ben.id}")).status == 403
    assert (await api.as_(cat).get("/skills")).status == 403
    assert await last_seen(make, mia.id) is None, "not before the books"
    await api.close_books()
    assert [await last_seen(make, one.id) for one in (mia, ben, cat, boss)] == [began, None, None, began]


async def test_an_api_key_counts_for_its_owner(api: Api, make: Make):
    mia = await make.person()
    key = (await api.as_(mia).post("/auth/keys", {"label": "A script"})).json["data"]["key"]
    api.clock.forward(hours=1)
    await api.nobody().get("/skills", headers={"Freelancerclub-API-KEY": key})
    await api.close_books()
    assert await last_seen(make, mia.id) == api.clock()


async def test_once_a_minute(api: Api, make: Make):
    mia = await make.person()
    began = api.clock()
    noted = []
    for _ in range(7):
        await api.as_(mia).get("/skills")
        await api.close_books()
        noted.append((await last_seen(make, mia.id) - began).total_seconds())
        api.clock.forward(seconds=20)
    assert noted == [0, 0, 0, 60, 60, 60, 120]


async def test_once_a_minute_though_two_processes_see_them(api: Api, make: Make):
    mia = await make.person()
    for seconds_ago, is_noted in ((59, False), (60, True)):
        await make.rows(
            "UPDATE person_seen SET last_seen_at = %s::timestamptz - make_interval(secs => %s)",
            [api.clock(), seconds_ago],
        )
        await api.as_(mia).get("/skills")
        await api.close_books()
        assert (await last_seen(make, mia.id) == api.clock()) is is_noted
        api.clock.forward(minutes=1)


async def test_it_raises_no_version(api: Api, make: Make):
    mia = await make.person()
    before = await make.whole("person_version", mia.id)
    await api.as_(mia).get("/skills")
    await api.close_books()
    assert await make.whole("person_version", mia.id) == before


async def test_what_could_not_be_written_is_written_later(api: Api, make: Make):
    mia = await make.person()
    seen_at = api.clock()
    await api.as_(mia).get("/skills")
    await make.rows("ALTER TABLE person_seen RENAME TO elsewhere")
    try:
        await api.close_books()
    except Exception as failure:
        assert "person_seen" in str(failure)
    else:
        raise AssertionError("the table is away")
    await make.rows("ALTER TABLE elsewhere RENAME TO person_seen")
    api.clock.forward(seconds=30)
    await api.close_books()
    assert await last_seen(make, mia.id) == seen_at
