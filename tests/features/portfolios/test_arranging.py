"""The pictures of a portfolio: added, taken out, arranged; only one's own, all or nothing (E22-E24, R35, R92)."""

from asyncio import gather
from typing import Any

import pytest

from support.api import Answer, Api
from support.make import Make, Person

BAD_PORTFOLIO = "Please provide a valid portfolio_id"
BAD_IMAGE = "Please provide a valid image_id"
ATTACHED = {"status": "200", "message": "The image has been attached to the portfolio"}
REMOVED = {"status": "200", "message": "The image has been removed from the portfolio"}
ARRANGED = {"status": "200", "message": "Images assigned and ordered"}


async def made(make: Make, owner: Person, place: int = 1) -> int:
    return await make.row("portfolio", owner_id=owner.id, place=place, title="A", discipline="Model")


async def pictures(make: Make, owner: Person, many: int, **values: Any) -> list[int]:
    return [await make.row("picture", owner_id=owner.id, file="a.png", authorised=True, **values) for _ in range(many)]


async def held(make: Make, portfolio: int) -> list[tuple[int, int | None]]:
    return await make.rows(
        "SELECT picture_id, default_place FROM portfolio_picture WHERE portfolio_id = %s ORDER BY position", [portfolio]
    )


async def arrange(api: Api, caller: Person, portfolio: int, images: Any, defaults: Any = None) -> Answer:
    sent = {"images[]": images} | ({} if defaults is None else {"defaults[]": defaults})
    return await api.as_(caller).post(f"/users/portfolios/{portfolio}/images", sent)


async def test_adding_and_taking_out(api: Api, make: Make):
    ann = await make.person()
    portfolio, (one, two) = await made(make, ann), await pictures(make, ann, 2)
    for number in (two, one, two):
        answer = await api.as_(ann).ask("PUT", f"/users/portfolios/{portfolio}/images/{number}")
        assert (answer.status, answer.json) == (200, ATTACHED)
    assert await held(make, portfolio) == [(two, None), (one, None)]
    answer = await api.as_(ann).ask("DELETE", f"/users/portfolios/{portfolio}/images/{two}")
    assert (answer.status, answer.json) == (200, REMOVED)
    assert await held(make, portfolio) == [(one, None)]
    again = await api.as_(ann).ask("DELETE", f"/users/portfolios/{portfolio}/images/{two}")
    assert (again.status, again.message) == (400, BAD_IMAGE)


async def test_adding_fifty_times_at_once_makes_one_row(api: Api, make: Make):
    ann = await make.person()
    portfolio, (one,) = await made(make, ann), await pictures(make, ann, 1)
    path = f"/users/portfolios/{portfolio}/images/{one}"
    answers = await gather(*(api.as_(ann).ask("PUT", path) for _ in range(50)))
    assert {answer.status for answer in answers} == {200}
    assert await held(make, portfolio) == [(one, None)]


@pytest.mark.parametrize("whose", ["other's", "deleted", "missing", "huge"])
async def test_what_cannot_be_added(whose: str, api: Api, make: Make):
    ann, root = await make.person(), await make.administrator()
    portfolio = await made(make, ann)
    owner = ann if whose == "deleted" else await make.person()
    deleted_at = "2020-01-01" if whose == "deleted" else None
    number = (await pictures(make, owner, 1, deleted_at=deleted_at))[0]
    number = {"missing": 999_999, "huge": 10**30}.get(whose, number)
    for caller in (ann, root):
        answer = await api.as_(caller).ask("PUT", f"/users/portfolios/{portfolio}/images/{number}")
        assert (answer.status, answer.message) == (400, BAD_IMAGE)
        answer = await arrange(api, caller, portfolio, [str(number)])
        assert answer.status == 403
        assert answer.message == f"The image_id {number} does not belong to you. No Changes were saved"
    assert await held(make, portfolio) == []


async def test_another_ones_portfolio(api: Api, make: Make):
    ann, ben, root = await make.person(), await make.person(), await make.administrator()
    portfolio, (hers,), (his,) = await made(make, ann), await pictures(make, ann, 1), await pictures(make, ben, 1)
    for number in (hers, his):
        for method in ("PUT", "DELETE"):
            answer = await api.as_(ben).ask(method, f"/users/portfolios/{portfolio}/images/{number}")
            assert (answer.status, answer.message) == (400, BAD_PORTFOLIO)
        answer = await arrange(api, ben, portfolio, [str(number)])
        assert (answer.status, answer.message) == (400, BAD_PORTFOLIO)
    assert await held(make, portfolio) == []
    assert (await arrange(api, root, portfolio, [str(hers)])).json == ARRANGED
    assert await held(make, portfolio) == [(hers, None)]


async def test_the_list_replaces_and_defaults_stand_in_its_order(api: Api, make: Make):
    ann = await make.person()
    portfolio, (one, two, three, four) = await made(make, ann), await pictures(make, ann, 4)
    await make.row("portfolio_picture", portfolio_id=portfolio, picture_id=four, default_place=1)
    answer = await arrange(api, ann, portfolio, [three, one, two, three], [two, three])
    assert (answer.status, answer.json) == (200, ARRANGED)
    assert await held(make, portfolio) == [(three, 1), (one, None), (two, 2)]
    shown = (await api.as_(ann).get(f"/users/{ann.id}/portfolios/{portfolio}")).json["data"]["images"]
    assert [(int(image["id"]), image["default"]) for image in shown] == [(three, "1"), (two, "1"), (one, "0")]


async def test_without_defaults_those_still_there_keep_theirs(api: Api, make: Make):
    ann = await make.person()
    portfolio, (one, two, three, four) = await made(make, ann), await pictures(make, ann, 4)
    await arrange(api, ann, portfolio, [one, two, three], [one, two, three])
    await arrange(api, ann, portfolio, [four, three, one])
    assert await held(make, portfolio) == [(four, None), (three, 1), (one, 2)]
    await arrange(api, ann, portfolio, [four, three, one], [""])
    assert await held(make, portfolio) == [(four, None), (three, None), (one, None)]


@pytest.mark.parametrize(
    ("images", "defaults", "sentence"),
    [
        ([], None, BAD_IMAGE),
        ([""], None, BAD_IMAGE),
        (["{one}", "x"], None, BAD_IMAGE),
        (["{one}", "１"], None, BAD_IMAGE),
        (["{one}", "-1"], None, BAD_IMAGE),
        (["{one}", "{two}"], ["{two}", "a b", "1e1"], "Not all defaults passed through are numeric: a b, 1e1"),
        (["{one}", "{two}"], ["<b>", ""], "Not all defaults passed through are numeric: <b>, "),
        (["{one}"], ["{two}"], "The default {two} is not one of the images. No Changes were saved"),
        (["{one}"], ["1", "2", "3", "4"], "A maximum of 3 defaults can be passed through"),
        ([str(number) for number in range(501)], None, "A maximum of 500 images can be passed through"),
    ],
)
async def test_a_bad_list_changes_nothing(images: Any, defaults: Any, sentence: str, api: Api, make: Make):
    ann = await make.person()
    portfolio, (one, two) = await made(make, ann), await pictures(make, ann, 2)
    await make.row("portfolio_picture", portfolio_id=portfolio, picture_id=one, default_place=1, position=1)
    fill = {"one": str(one), "two": str(two)}
    answer = await arrange(
        api, ann, portfolio, [text.format(**fill) for text in images],
        None if defaults is None else [text.format(**fill) for text in defaults],
    )  # fmt: skip
    assert (answer.status, answer.json) == (400, {"status": "400", "message": sentence.format(**fill)})
    assert await held(make, portfolio) == [(one, 1)]


async def test_a_foreign_picture_among_ones_own_changes_nothing(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    portfolio, (one, two), (his,) = await made(make, ann), await pictures(make, ann, 2), await pictures(make, ben, 1)
    await make.row("portfolio_picture", portfolio_id=portfolio, picture_id=one, default_place=1, position=1)
    answer = await arrange(api, ann, portfolio, [two, f"00{his}", one], [two])
    assert (answer.status, answer.message) == (
        403,
        f"The image_id 00{his} does not belong to you. No Changes were saved",
    )
    assert await held(make, portfolio) == [(one, 1)]


@pytest.mark.parametrize("names", [("images", "defaults"), ("images[]", "defaults[]"), ("images[0]", "defaults[0]")])
async def test_ways_to_write_a_list(names: tuple[str, str], api: Api, make: Make):
    ann = await make.person()
    portfolio, (one,) = await made(make, ann), await pictures(make, ann, 1)
    path, sent = f"/users/portfolios/{portfolio}/images", {names[0]: one, names[1]: one}
    assert (await api.as_(ann).ask("POST", path, json=sent)).json == ARRANGED
    assert await held(make, portfolio) == [(one, 1)]
    assert (await api.as_(ann).ask("POST", path, json={names[0]: [one], names[1]: []})).json == ARRANGED


async def test_arranging_at_once_leaves_one_of_the_arrangements(api: Api, make: Make):
    ann = await make.person()
    portfolio, numbers = await made(make, ann), await pictures(make, ann, 4)
    orders = [numbers[turn:] + numbers[:turn] for turn in range(4)] * 3
    tries = [arrange(api, ann, portfolio, order, order[:3]) for order in orders]
    attaching = [api.as_(ann).ask("PUT", f"/users/portfolios/{portfolio}/images/{numbers[0]}") for _ in range(5)]
    assert {answer.status for answer in await gather(*tries, *attaching)} == {200}
    found = await held(make, portfolio)
    assert [number for number, _ in found] in orders
    assert [place for _, place in found] == [1, 2, 3, None]


async def test_whatever_happens_to_the_pictures_meanwhile_nobody_waits_in_a_circle(api: Api, make: Make):
    """Likes, deletions and portfolios of one person at once: no deadlock, and counters that are right."""
    ann, fan = await make.person(), await make.person()
    first, second, numbers = await made(make, ann, 1), await made(make, ann, 2), await pictures(make, ann, 6)
    kept, going = numbers[:4], numbers[4:]
    tries = [
        arrange(api, ann, portfolio, kept[turn:] + kept[:turn]) for portfolio in (first, second) for turn in (0, 1)
    ]
    like = "INSERT INTO picture_like (picture_id, person_id) VALUES (%s, %s)"
    likes = [make.rows(like, [number, fan.id]) for number in numbers]
    ends = [make.rows("UPDATE picture SET deleted_at = now() WHERE id = %s", [number]) for number in going]
    attaching = [api.as_(ann).ask("PUT", f"/users/portfolios/{first}/images/{number}") for number in numbers]
    creating = [api.as_(ann).post("/users/portfolios", {"title": "C", "discipline": "D"}) for _ in range(3)]
    answers = [one for one in await gather(*tries, *likes, *ends, *attaching, *creating) if isinstance(one, Answer)]
    assert {answer.status for answer in answers} <= {200, 400, 403}
    assert await make.rows("SELECT likes, pictures FROM person_counter WHERE person_id = %s", [ann.id]) == [(4, 4)]
    shown = (await api.as_(fan).get(f"/users/{ann.id}/portfolios/{second}")).json["data"]
    assert shown["img_count"] == "4"
