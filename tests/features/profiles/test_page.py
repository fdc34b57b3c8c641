"""A person's page: what stands in it, and who may see it (E7)."""

from typing import Any

import pytest

from freelancerclub.config import Settings
from support.api import SITE, Answer, Api
from support.make import Make, Person

NOT_FOUND = {"status": "404", "message": "Sorry that freelancer was not found."}


async def page(api: Api, person: Person) -> dict[str, Any]:
    answer = await api.get(f"/users/{person.id}")
    assert answer.status == 200, answer.text
    return answer.json["data"]


def is_not_found(answer: Answer) -> bool:
    return (answer.status, answer.json) == (404, NOT_FOUND)


async def test_it_is_the_own_page_without_what_is_private(api: Api, make: Make):
    mia = await make.person(phone="01632 960 190", city="York", twitter="https://twitter.com/mia")
    ben = await make.person()
    own = (await api.as_(mia).get("/users/me")).json["data"]
    seen = await page(api.as_(ben), mia)
    assert {name: own[name] for name in seen} == seen
    private = {
        "role_id", "email", "created_on", "deleted", "renew", "notifications", "systemnotifications",
        "notificationsapplicants", "profile_complete", "profile_hidden", "hidetel", "regaff", "suspended",
        "previous_account", "change_membership", "push_job_alerts", "push_inmail",
    }  # fmt: skip
    assert own.keys() - seen.keys() == private


async def test_every_form_of_the_address(api: Api, make: Make):
    mia = await make.person()
    ben = api.as_(await make.person())
    plain = await ben.get(f"/users/{mia.id}")
    for path in (f"/users/{mia.id}/", f"/users/{mia.id}.json", f"/users/0{mia.id}", f"/users/{mia.id}?format=json"):
        assert (await ben.get(path)).body == plain.body, path
    head = await ben.ask("HEAD", f"/users/{mia.id}")
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", str(len(plain.body)))


async def test_a_hidden_telephone_is_for_oneself_and_administrators(api: Api, make: Make):
    shy = await make.person(phone="01632 960 190", hide_phone=True)
    ben, boss = await make.person(), await make.administrator()
    for _ in range(2):  # read, then from memory
        seen = {who: (await page(api.as_(who), shy))["contact"] for who in (ben.token, shy.token, boss.token)}
        assert seen == {ben.token: "", shy.token: "01632 960 190", boss.token: "01632 960 190"}
    await make.rows("UPDATE person SET hide_phone = false")
    assert (await page(api.as_(ben), shy))["contact"] == "01632 960 190"


async def test_stars_and_counts(api: Api, make: Make):
    mia = await make.person()
    ben = api.as_(await make.person())
    assert (await page(ben, mia))["stars"] is None
    await make.rows(
        "UPDATE person_counter SET followers = 7, views = 121, likes = 13,"
        " reviews = 3, star_sum = 10, star_points = 6.5 WHERE person_id = %s",
        [mia.id],
    )
    seen = await page(ben, mia)
    printed = [seen[name] for name in ("followers", "views", "likes", "reviews", "star_points", "star_avg", "stars")]
    assert printed == ["7", "121", "13", "3", "6.500", "3.333", "3.333333"]


async def test_those_who_have_gone_are_found_by_nobody_but_administrators(api: Api, make: Make):
    suspended = await make.person(suspended_at="2020-01-01")
    deleted = await make.person(deleted_at="2020-01-01")
    ben, boss = api.as_(await make.person()), api.as_(await make.administrator())
    for person in (suspended, deleted):
        assert is_not_found(await ben.get(f"/users/{person.id}"))
    assert (await page(boss, suspended))["id"] == str(suspended.id)
    assert is_not_found(await boss.get(f"/users/{deleted.id}"))


async def test_a_hidden_page_is_for_those_whose_jobs_it_applied_to(api: Api, make: Make):
    shy, ben, owner, boss = [await make.person() for _ in range(3)] + [await make.administrator()]
    await make.rows("UPDATE person SET profile_hidden = true WHERE id = %s", [shy.id])
    job = await make.row("job", owner_id=owner.id, title="A job", description="To be done")
    for person, status in ((ben, 404), (owner, 404), (shy, 200), (boss, 200)):
        assert (await api.as_(person).get(f"/users/{shy.id}")).status == status
    await make.row("application", job_id=job, person_id=shy.id)
    for person, status in ((ben, 404), (owner, 200)):
        assert (await api.as_(person).get(f"/users/{shy.id}")).status == status
    await make.rows("UPDATE job SET deleted_at = now()")
    assert is_not_found(await api.as_(owner).get(f"/users/{shy.id}"))


@pytest.mark.parametrize("who", ["blocker_id", "blocked_id"])
async def test_a_block_works_both_ways_at_once(who: str, api: Api, make: Make):
    mia, ben, boss = await make.person(), await make.person(), await make.administrator()
    await page(api.as_(ben), mia)
    other = "blocked_id" if who == "blocker_id" else "blocker_id"
    await make.row("block", **{who: mia.id, other: ben.id})
    await make.row("block", **{who: mia.id, other: boss.id})
    assert is_not_found(await api.as_(ben).get(f"/users/{mia.id}"))
    assert is_not_found(await api.as_(mia).get(f"/users/{ben.id}"))
    assert (await page(api.as_(mia), mia))["id"] == str(mia.id)
    assert (await page(api.as_(boss), mia))["id"] == str(mia.id)
    job = await make.row("job", owner_id=ben.id, title="A job", description="To be done")
    await make.row("application", job_id=job, person_id=mia.id)
    assert is_not_found(await api.as_(ben).get(f"/users/{mia.id}")), "an application does not undo a block"
    await make.rows("DELETE FROM block")
    assert (await page(api.as_(ben), mia))["id"] == str(mia.id)


@pytest.mark.parametrize("person_id", ["0", "999999", str(2**63 - 1), str(2**63), "9" * 40])
async def test_one_who_never_was(person_id: str, api: Api, make: Make):
    assert is_not_found(await api.as_(await make.person()).get(f"/users/{person_id}"))


async def test_a_token_counts_as_everywhere(api: Api, make: Make):
    mia, ben = await make.person(), await make.person()
    path = f"/users/{mia.id}"
    assert (await api.nobody().get(path)).message == "token_not_provided"
    assert (await api.as_(ben.token + "x").get(path)).message == "token_invalid"
    assert (await api.as_(ben).get(path)).status == 200
    other = make.token(ben.id, epoch=0)
    assert (await api.as_(ben).post("/auth/logout")).status == 200
    assert (await api.as_(ben).get(path)).message == "token_invalid", "though it was verified before"
    assert (await api.as_(other).get(path)).status == 200
    assert (await api.as_(other).post("/auth/logout/all")).status == 200
    assert (await api.as_(other).get(path)).message == "token_invalid"
    fresh = make.token(ben.id, epoch=1)
    assert (await api.as_(fresh).get(path)).status == 200
    api.clock.forward(days=7, seconds=1)
    assert (await api.as_(fresh).get(path)).message == "token_expired"
    api.clock.forward(days=-7)
    await make.rows("UPDATE person SET suspended_at = now() WHERE id = %s", [ben.id])
    assert (await api.as_(fresh).get(path)).message == "token_invalid"


async def test_an_api_key_acts_as_its_owner(api: Api, make: Make):
    mia, shy = await make.person(), await make.person(phone="01632 960 190", hide_phone=True)
    key = (await api.as_(shy).post("/auth/keys", {"label": "A script"})).json["data"]["key"]
    by_key = {"Freelancerclub-API-KEY": key}
    assert (await api.nobody().get(f"/users/{shy.id}", headers=by_key)).json["data"]["contact"] == "01632 960 190"
    assert (await api.nobody().get(f"/users/{mia.id}", headers=by_key)).json["data"]["id"] == str(mia.id)
    await make.row("block", blocker_id=mia.id, blocked_id=shy.id)
    assert is_not_found(await api.nobody().get(f"/users/{mia.id}", headers=by_key))


class TestWithAPlaceholder:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"placeholder_image": "https://cdn.example.com/nobody.png"})

    async def test_it_stands_for_a_missing_picture(self, api: Api, make: Make):
        mia, ben = await make.person(), await make.person(picture="463e.png")
        assert (await page(api.as_(ben), mia))["image_url"] == "https://cdn.example.com/nobody.png"
        assert (await page(api.as_(mia), ben))["image_url"] == f"{SITE}/images/profile/120/463e.png"


class TestWithoutMemory:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"fragment_memory": 0})

    async def test_the_answer_is_the_same(self, api: Api, make: Make):
        mia, ben = await make.person(bio="Here I am"), await make.person()
        answers = [await api.as_(ben).get(f"/users/{mia.id}") for _ in range(2)]
        assert answers[0].body == answers[1].body
        assert answers[0].json["data"]["bio"] == "Here I am"
