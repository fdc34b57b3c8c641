"""Portfolios as others see them: whose, which pictures, in which order (E18, E19, R77, R90, R97)."""

from typing import Any

import pytest

from support.api import Api
from support.make import Make, Person

NOT_FOUND = {"status": "404", "message": "Sorry that portfolio was not found."}
NOBODY = {"status": "404", "message": "Sorry that freelancer was not found."}


async def made(make: Make, owner: Person, place: int = 1) -> int:
    return await make.row("portfolio", owner_id=owner.id, place=place, title=f"P{place}", discipline="Model")


async def picture(
    make: Make, portfolio: int, owner: Person, likes: int = 0, default: int | None = None, **values: Any
) -> str:
    given = {"owner_id": owner.id, "file": "a.png", "authorised": True} | values
    number = await make.row("picture", **given)
    for _ in range(likes):
        await make.row("picture_like", picture_id=number, person_id=(await make.person()).id)
    await make.row("portfolio_picture", portfolio_id=portfolio, picture_id=number, default_place=default)
    return str(number)


def images(answer: Any) -> list[str]:
    return [image["id"] for image in answer.json["data"]["images"]]


async def test_without_any(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    answer = await api.as_(ben).get(f"/users/{ann.id}/portfolios")
    assert (answer.status, answer.json) == (200, {"meta": {"total": 0}, "data": []})


async def test_those_of_a_person_by_their_id_without_deleted_ones(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    numbers = [await made(make, ann, place) for place in (3, 1, 2)]
    await make.rows("UPDATE portfolio SET deleted_at = now() WHERE id = %s", [numbers[1]])
    await made(make, ben)
    shown = (await api.as_(ben).get(f"/users/{ann.id}/portfolios")).json
    assert shown["meta"] == {"total": 2}
    assert [row["id"] for row in shown["data"]] == [str(numbers[0]), str(numbers[2])]
    assert [row["user_id"] for row in shown["data"]] == [str(ann.id)] * 2
    gone = await api.as_(ann).get(f"/users/{ann.id}/portfolios/{numbers[1]}")
    assert (gone.status, gone.json) == (404, NOT_FOUND)


async def test_defaults_first_then_the_best_liked_then_the_newest(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    portfolio = await made(make, ann)
    old = await picture(make, portfolio, ann)
    liked = await picture(make, portfolio, ann, likes=1)
    best = await picture(make, portfolio, ann, likes=3)
    new = await picture(make, portfolio, ann)
    path = f"/users/{ann.id}/portfolios/{portfolio}"
    assert images(await api.as_(ben).get(path)) == [best, liked, new]

    await make.rows("UPDATE portfolio_picture SET default_place = 2 WHERE picture_id = %s", [old])
    await make.rows("UPDATE portfolio_picture SET default_place = 1 WHERE picture_id = %s", [new])
    answer = await api.as_(ben).get(path)
    assert images(answer) == [new, old, best]
    assert [image["default"] for image in answer.json["data"]["images"]] == ["1", "1", "0"]
    assert [image["likescount"] for image in answer.json["data"]["images"]] == ["0", "0", "3"]
    assert answer.json["data"]["img_count"] == "4"
    listed = (await api.as_(ben).get(f"/users/{ann.id}/portfolios")).json
    assert listed["data"] == [answer.json["data"]]


async def test_pending_pictures_are_for_owner_and_moderators_and_deleted_ones_for_nobody(api: Api, make: Make):
    ann, ben, root = await make.person(), await make.person(), await make.administrator()
    portfolio = await made(make, ann)
    await picture(make, portfolio, ann, default=1, deleted_at="2020-01-01")
    pending = await picture(make, portfolio, ann, default=2, authorised=False)
    shown = await picture(make, portfolio, ann)
    path = f"/users/{ann.id}/portfolios/{portfolio}"
    for caller, expected in ((ann, [pending, shown]), (root, [pending, shown]), (ben, [shown])):
        answer = await api.as_(caller).get(path)
        assert images(answer) == expected
        assert answer.json["data"]["img_count"] == str(len(expected))
        assert (await api.as_(caller).get(f"/users/{ann.id}/portfolios")).json["data"] == [answer.json["data"]]


@pytest.mark.parametrize("state", ["hidden", "suspended", "deleted", "blocking", "blocked"])
async def test_whom_one_may_not_see(state: str, api: Api, make: Make):
    marks: dict[str, dict[str, Any]] = {
        "hidden": {"profile_hidden": True},
        "suspended": {"suspended_at": "2020-01-01"},
        "deleted": {"deleted_at": "2020-01-01"},
    }
    ann, ben = await make.person(**marks.get(state, {})), await make.person()
    portfolio = await made(make, ann)
    if state == "blocking":
        await make.row("block", blocker_id=ann.id, blocked_id=ben.id)
    if state == "blocked":
        await make.row("block", blocker_id=ben.id, blocked_id=ann.id)
    answer = await api.as_(ben).get(f"/users/{ann.id}/portfolios")
    assert (answer.status, answer.json) == (404, NOBODY)
    answer = await api.as_(ben).get(f"/users/{ann.id}/portfolios/{portfolio}")
    assert (answer.status, answer.json) == (404, NOT_FOUND)


async def test_a_portfolio_belongs_to_the_person_of_its_address(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    portfolio = await made(make, ann)
    for path in (f"/users/{ben.id}/portfolios/{portfolio}", f"/users/{ann.id}/portfolios/999999"):
        assert (await api.as_(ben).get(path)).json == NOT_FOUND
    for person in ("999999", "99999999999999999999999"):
        assert (await api.as_(ben).get(f"/users/{person}/portfolios")).json == NOBODY


async def test_a_video_is_a_picture_too(api: Api, make: Make):
    ann = await make.person()
    portfolio = await made(make, ann)
    given = {"kind": "video", "video_source": "vimeo", "video_id": "176374157", "video_hash": "8272103f6e"}
    await picture(make, portfolio, ann, **given)
    image = (await api.as_(ann).get(f"/users/{ann.id}/portfolios/{portfolio}")).json["data"]["images"][0]
    assert (image["type"], image["video_type"], image["video_id"]) == ("video", "vimeo", "176374157")


async def test_no_list_counts_for_others_what_waits_for_a_moderator(api: Api, make: Make):
    ann, ben, root = await make.person(), await make.person(), await make.administrator()
    portfolio = await made(make, ann)
    await picture(make, portfolio, ann)
    pending = await picture(make, portfolio, ann, authorised=False)
    for path, caller, expected in (
        ("/users/me", ann, "2"),
        *((f"/users/{ann.id}{rest}", ann, "2") for rest in ("", "/images", "/portfolios")),
        *((f"/users/{ann.id}{rest}", root, "2") for rest in ("", "/images", "/portfolios")),
        *((f"/users/{ann.id}{rest}", ben, "1") for rest in ("", "/images", "/portfolios")),
    ):
        assert counts(await api.as_(caller).get(path)) == [expected], (path, caller)

    await make.rows("UPDATE picture SET authorised = true WHERE id = %s", [pending])
    for rest in ("", "/images", "/portfolios"):
        assert counts(await api.as_(ben).get(f"/users/{ann.id}{rest}")) == ["2"]


def counts(answer: Any) -> list[str]:
    """The number of pictures of each portfolio, wherever the answer has them."""
    held = answer.json.get("portfolios", answer.json["data"])
    return [one["img_count"] for one in (held["portfolios"] if isinstance(held, dict) else held)]
