"""One's own alerts: made, listed, taken back; the one that follows the profile."""

from asyncio import gather
from typing import Any

import pytest

from support.api import Answer, Api
from support.hiring import LEEDS
from support.make import Make

CREATED = {"status": "200", "message": "Alert Created"}
DELETED = {"data": {"status": "200", "message": "Alert Deleted"}}
NOT_THERE = {"status": "404", "message": "Sorry that alert was not found."}


async def listed(api: Api) -> list[dict[str, Any]]:
    return (await api.get("/alerts")).json["data"]


def id_of(answer: Answer) -> int:
    assert answer.status == 200, answer.text
    made = answer.json["data"]
    assert made == CREATED | {"alert_id": made["alert_id"]}
    return made["alert_id"]


async def test_an_alert_is_made_listed_and_taken_back(api: Api, make: Make):
    ann = await make.person()
    me = api.as_(ann)
    sent = {"discipline": "tog, Model", "searchstr": " wedding ", "distance": "25"} | LEEDS
    alert = id_of(await me.post("/alerts", sent))
    (found,) = await listed(me)
    assert found | {"created_on": ""} == {
        "id": str(alert), "from_profile": "0", "discipline": "Photographer, Model", "search": "wedding",
        "city": "Leeds, UK", "country": "United Kingdom", "latitude": "53.80076", "longitude": "-1.54908",
        "distance": "25.0", "created_on": "", "modified_on": "0000-00-00 00:00:00",
    }  # fmt: skip
    assert (await me.ask("DELETE", f"/alerts/{alert}")).json == DELETED
    again = await me.ask("DELETE", f"/alerts/{alert}")
    assert (again.status, again.json) == (404, NOT_THERE)
    assert await listed(me) == []


@pytest.mark.parametrize("sent", [{"discipline": "Model"}, {"search": "film"}, {"country": "Spain"}, LEEDS])
async def test_one_of_them_is_enough(sent: dict[str, Any], api: Api, make: Make):
    id_of(await api.as_(await make.person()).post("/alerts", sent))


@pytest.mark.parametrize("sent", [{}, {"search": " -- "}, {"city": "Leeds"}, {"latitude": "1"}, {"distance": "9"}])
async def test_an_alert_says_something(sent: dict[str, Any], api: Api, make: Make):
    answer = await api.as_(await make.person()).post("/alerts", sent)
    assert (answer.status, answer.message) == (400, "An alert needs a discipline, a place or a search.")
    assert await make.count("alert") == 0


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"discipline": "Photographer, Juggler"}, "The Discipline field must contain valid disciplines."),
        ({"latitude": "91", "longitude": "0"}, "The Latitude field must contain a number less than or equal to 90."),
        ({"distance": "far"} | LEEDS, "The Distance field must contain only numeric characters."),
        ({"distance": "0"} | LEEDS, "The Distance field must contain a number greater than or equal to 1."),
        ({"search": "x" * 201}, "The Search field cannot exceed 200 characters in length."),
        ({"discipline": "Model", "from_profile": "maybe"}, "The From Profile field must be one of: 0,1."),
    ],
)
async def test_bad_input(sent: dict[str, Any], sentence: str, api: Api, make: Make):
    answer = await api.as_(await make.person()).post("/alerts", sent)
    assert (answer.status, answer.message) == (400, "There are errors with the data submitted")
    assert answer.sentences == sentence + "\n"
    assert await make.count("alert") == 0


async def test_nobody_takes_somebody_elses(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    alert = id_of(await api.as_(ann).post("/alerts", {"discipline": "Model"}))
    for other in (ben, await make.administrator()):
        assert (await api.as_(other).ask("DELETE", f"/alerts/{alert}")).status == 404
        assert await listed(api.as_(other)) == []
    assert await make.count("alert") == 1


async def test_twenty_are_the_most_also_at_once(api: Api, make: Make):
    me = api.as_(await make.person())
    answers = await gather(*(me.post("/alerts", {"search": f"word {number}"}) for number in range(25)))
    assert sorted(answer.status for answer in answers) == [200] * 20 + [403] * 5
    refused = next(answer for answer in answers if answer.status == 403)
    assert refused.message == "Alert limit reached. You already have 20 alerts"
    assert await make.count("alert") == 20
    page = (await me.get("/alerts?limit=7&offset=14")).json
    assert (page["meta"], len(page["data"])) == ({"total": 20, "limit": 7, "offset": 14}, 6)


# ── the one that follows the profile ──


async def test_registering_makes_one(api: Api, make: Make):
    sent = {
        "email": "new@example.com", "password": "abcd1234", "pass_confirm": "abcd1234", "display_name": "New",
        "discipline": "Photographer\tModel",
    } | LEEDS  # fmt: skip
    assert (await api.post("/users", sent)).status == 200
    ((person,),) = await make.rows("SELECT id FROM person")
    (found,) = await listed(api.as_(make.token(person)))
    assert {name: found[name] for name in ("from_profile", "discipline", "city", "distance", "search")} == {
        "from_profile": "1", "discipline": "Photographer, Model", "city": "Leeds, UK", "distance": "40.0",
        "search": None,
    }  # fmt: skip


async def test_it_follows_the_profile(api: Api, make: Make):
    ann = await make.person(**LEEDS)
    me = api.as_(ann)
    (first,) = await listed(me)
    await me.post(
        f"/users/{ann.id}", {"discipline": "Model", "latitude": "51.5", "longitude": "-0.1", "city": "London"}
    )
    (then,) = await listed(me)
    assert (then["id"], then["discipline"], then["city"], then["latitude"]) == (
        first["id"],
        "Model",
        "London",
        "51.50000",
    )
    await me.post(f"/users/{ann.id}", {"latitude": "", "longitude": ""})
    (then,) = await listed(me)
    assert (then["distance"], then["country"]) == (None, "United Kingdom")
    await make.rows("UPDATE person SET disciplines = '{I’M HIRING}' WHERE id = %s", [ann.id])
    assert await listed(me) == []


async def test_whoever_does_not_want_it_is_left_alone(api: Api, make: Make):
    ann = await make.person(**LEEDS)
    me = api.as_(ann)
    (found,) = await listed(me)
    assert (await me.ask("DELETE", f"/alerts/{found['id']}")).json == DELETED
    assert (await me.ask("DELETE", f"/alerts/{found['id']}")).status == 404
    await me.post(f"/users/{ann.id}", {"discipline": "Model"})
    assert await listed(me) == []
    assert str(id_of(await me.post("/alerts", {"from_profile": "1"}))) == found["id"]
    (back,) = await listed(me)
    assert (back["id"], back["discipline"]) == (found["id"], "Model")


async def test_a_profile_that_says_nothing_has_none(api: Api, make: Make):
    for silent in (await make.person(), await make.person(disciplines=["I'M HIRING"], **LEEDS)):
        assert await listed(api.as_(silent)) == []
        answer = await api.as_(silent).post("/alerts", {"from_profile": "1"})
        assert (answer.status, answer.message) == (400, "Your profile does not say yet what you do and where.")
