"""Posting a job: what is taken, what is said of what isn't, and what follows."""

from asyncio import gather
from datetime import date, timedelta
from typing import Any

import pytest

from freelancerclub.config import Settings
from freelancerclub.kit.limits import Limit
from support.api import Api, running
from support.jobs import NEW_JOB
from support.make import PASSWORD, Make

TEST_JOB = {name: value for name, value in NEW_JOB.items() if name not in ("currency", "duration", "price")} | {
    "type": "test"
}


async def test_a_job_is_posted_and_on_the_board_at_once(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    answer = await api.as_(ann).post("/jobs", NEW_JOB | {"tags": "Barn, Wedding", "q1": "Why you?"})
    assert answer.status == 200
    assert answer.json == {"status": "200", "message": "Job Posted Successfully", "data": {"job_id": 1}}
    card = (await api.as_(ben).get("/jobs")).json["data"][0]
    closes = (api.clock().date() + timedelta(days=90)).isoformat()
    expected = {
        "id": "1", "title": "Photographer needed", "user_id": str(ann.id), "payment_status": "paid", "type": "normal",
        "price": "&pound;250 - &pound;500", "expiry_date": closes, "dateto": closes, "tags": "Barn, Wedding",
        "q1": "Why you?", "q2": "", "currency": "GBP", "duration": "Full Day", "authorised": "1", "public": "1",
        "latitude": "53.95997", "longitude": "-1.08730", "can_apply": 1, "apply_message": "", "slug": "person1",
    }  # fmt: skip
    assert {name: card[name] for name in expected} == expected
    queued = await make.rows("SELECT task_name, args FROM procrastinate_jobs")
    assert queued == [("match_alerts", {"job_id": 1})], "whom it may suit is told"


async def test_a_test_job_has_no_budget_and_no_questions(api: Api, make: Make):
    ann = await make.person()
    await api.as_(ann).post("/jobs", NEW_JOB | {"type": "TEST", "q1": "Why?", "currency": "EUR"})
    mine = (await api.as_(ann).get("/jobs/my")).json["data"][0]
    assert (mine["payment_status"], mine["price"], mine["duration"], mine["q1"]) == ("test", None, None, None)
    assert (await api.as_(ann).post("/jobs", TEST_JOB)).status == 200


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"description": "x" * 59}, "Description must be greater than 60 characters."),
        ({"description": " " + "x" * 59 + "  "}, "Description must be greater than 60 characters."),
        ({"description": ""}, "The Description field is required."),
        ({"description": "x" * 20_001}, "The Description field cannot exceed 20000 characters in length."),
        ({"type": ""}, "The Type field is required."),
        ({"type": "party"}, "The Type field must be one of: normal,test."),
        ({"title": "x" * 200}, "The Title field cannot exceed 199 characters in length."),
        ({"title": None}, "The Title field is required."),
        ({"city": None}, "The City field is required."),
        ({"country": " "}, "The Country field is required."),
        ({"longitude": "181"}, "The Longitude field must contain a number less than or equal to 180."),
        ({"latitude": "north"}, "The Latitude field must contain only numeric characters."),
        ({"latitude": ""}, "The Latitude field is required."),
        ({"locationtype": None}, "The Location Type field is required."),
        ({"locationtype": "moon"}, "The Location Type field must be one of: locality,country."),
        ({"discipline": ""}, "The Discipline field is required."),
        ({"discipline": "Photographer, Juggler of knives"}, "The Discipline field must contain valid disciplines."),
        ({"tags": ",".join(f"t{n}" for n in range(11))}, "The Tags field cannot have more than 10 entries."),
        ({"expiry_date": "31-12-2030"}, "The Expiry Date field must contain a date written as YYYY-mm-dd."),
        ({"expiry_date": "2030-W08-5"}, "The Expiry Date field must contain a date written as YYYY-mm-dd."),
        ({"expiry_date": "2030-02-30"}, "The Expiry Date field must contain a date written as YYYY-mm-dd."),
        ({"currency": None}, "The Currency field is required."),
        ({"duration": None}, "The Duration field is required."),
        (
            {"duration": "A year"},
            "The Duration field must be one of: Not Sure,Half A Day,Full Day,A Few Days,On-going.",
        ),
        ({"price": None}, "The Price field is required."),
        ({"q4": "x" * 501}, "The Question 4 field cannot exceed 500 characters in length."),
        ({"type": None, "description": "x"}, "The Type field is required."),
    ],
)
async def test_what_is_refused_and_in_which_words(changed: dict[str, Any], sentence: str, api: Api, make: Make):
    ann = await make.person()
    data = {name: value for name, value in (NEW_JOB | changed).items() if value is not None}
    answer = await api.as_(ann).post("/jobs", data)
    assert (answer.status, answer.json) == (400, {"status": "400", "message": f"Unable to create job. {sentence}"})
    assert await make.count("job") == 0


@pytest.mark.parametrize(
    ("sent", "stored", "printed"),
    [
        ("under gbp250", "Under GBP250", "Under &pound;250"),
        ("&pound;250 - &pound;500", "GBP250 - GBP500", "&pound;250 - &pound;500"),
        ("£5000 or higher", "GBP5000 or higher", "&pound;5000 or higher"),
        ("Set an appropriate budget for me", "Set an appropriate budget for me", "Set an appropriate budget for me"),
    ],
)
async def test_a_budget_as_it_was_printed_is_taken_back(sent: str, stored: str, printed: str, api: Api, make: Make):
    ann = await make.person()
    assert (await api.as_(ann).post("/jobs", NEW_JOB | {"price": sent, "currency": "usd"})).status == 200
    assert await make.rows("SELECT price, currency FROM job") == [(stored, "USD")]
    assert (await api.as_(ann).get("/jobs/1")).json["data"]["price"] == printed


async def test_exactly_sixty_characters_an_alias_and_its_last_day(api: Api, make: Make):
    ann = await make.person()
    await make.rows("UPDATE discipline SET alias1 = 'TOG' WHERE name = 'Photographer'")
    on = api.clock().date()
    sent = {"description": "é" * 60, "discipline": "tog,model\tTOG", "expiry_date": on.isoformat(), "title": "x" * 199}
    assert (await api.as_(ann).post("/jobs", NEW_JOB | sent)).status == 200
    assert await make.rows("SELECT disciplines, expires_on, expiry_told FROM job") == [
        (["Photographer", "Model"], on, on)
    ]
    assert (await api.as_(ann).get("/jobs")).json["meta"]["total"] == 1


async def test_what_nobody_may_set(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    forbidden = {"id": "77", "user_id": str(ben.id), "authorised": "0", "featured": "1", "freeoverride": "1"}
    assert (await api.as_(ann).post("/jobs", NEW_JOB | forbidden | {"owner_id": str(ben.id)})).status == 200
    rows = await make.rows("SELECT id, owner_id, authorised, featured, free_override FROM job")
    assert rows == [(1, ann.id, True, False, False)]


async def test_a_day_that_is_over_is_taken_as_the_reference_sends_one_and_shown_to_nobody(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    assert (await api.as_(ann).post("/jobs", NEW_JOB | {"expiry_date": "2019-12-31"})).status == 200
    assert (await api.as_(ben).get("/jobs")).json["data"] is False
    assert (await api.as_(ann).get("/jobs/my")).json["data"][0]["expiry_date"] == "2019-12-31"
    assert await make.count("procrastinate_jobs") == 0, "nobody hears of it"


async def test_a_private_job_is_on_no_board(api: Api, make: Make):
    ann, ben, eva = [await make.person() for _ in range(3)]
    assert (await api.as_(ann).post("/jobs", NEW_JOB | {"public": "0"})).status == 200
    await make.row("invite", job_id=1, person_id=eva.id)
    assert (await api.as_(eva).get("/jobs")).json["data"] is False
    statuses = [(await api.as_(person).get("/jobs/1")).status for person in (ann, ben, eva)]
    assert statuses == [200, 404, 200]
    assert await make.count("procrastinate_jobs") == 0


async def test_moderated_before_it_is_shown(settings: Any, dsn: str, make: Make):
    ann, ben = await make.person(), await make.person()
    async with running(settings.model_copy(update={"moderate_jobs": "before"}), dsn) as api:
        assert (await api.as_(ann).post("/jobs", NEW_JOB)).status == 200
        assert (await api.as_(ben).get("/jobs")).json["data"] is False
        assert (await api.as_(ben).get("/jobs/1")).status == 404
        assert (await api.as_(ann).get("/jobs/1")).json["data"]["authorised"] == "0"
    assert await make.count("procrastinate_jobs") == 0


async def test_the_day_is_that_of_the_services_zone(settings: Any, dsn: str, make: Make):
    ann = await make.person()
    async with running(settings.model_copy(update={"time_zone": "Pacific/Auckland"}), dsn) as api:
        tomorrow = api.clock.now + timedelta(days=1)  # not earlier today, when no token was issued yet
        api.clock.now = tomorrow.replace(hour=13, minute=0)  # the next day has begun there
        there = api.clock.now.date() + timedelta(days=1)
        api = api.as_(make.token(ann.id))
        for day in (there - timedelta(days=1), there):
            await make.row("job", owner_id=ann.id, title="A", description="B", authorised=True, expires_on=day)
        assert [row["expiry_date"] for row in (await api.get("/jobs")).json["data"]] == [there.isoformat()]
        assert (await api.get("/jobs")).json["meta"]["total"] == 1
        await api.post("/jobs", NEW_JOB)
        closes = (await api.get("/jobs/my")).json["data"][0]["expiry_date"]
    assert date.fromisoformat(closes) == there + timedelta(days=90)


async def test_so_many_a_day_and_fewer_of_whoever_is_new(settings: Settings, dsn: str, make: Make):
    limits = {"job_limit": Limit(3, 86_400), "newcomer_job_limit": Limit(2, 86_400)}
    async with running(settings.model_copy(update=limits), dsn) as api:
        newcomer = await make.person(created_at=api.clock() - timedelta(days=6))
        regular = await make.person(created_at=api.clock() - timedelta(days=8))
        assert (await api.as_(regular).post("/jobs", NEW_JOB | {"discipline": "Juggler"})).status == 400, (
            "isn't counted"
        )
        for person, most in ((newcomer, 2), (regular, 3)):
            answers = await gather(*(api.as_(person).post("/jobs", NEW_JOB) for _ in range(5)))
            assert sorted(answer.status for answer in answers) == [200] * most + [429] * (5 - most)
            assert await make.count("job", owner_id=person.id) == most
        api.clock.forward(days=1)
        assert (await api.as_(newcomer).post("/jobs", NEW_JOB)).status == 200


async def test_whoever_leaves_while_they_post_leaves_nothing_on_the_board(api: Api, make: Make):
    for _ in range(8):
        person = await make.person()
        posts = [api.as_(person).post("/jobs", NEW_JOB) for _ in range(6)]
        left = api.as_(person).ask("DELETE", "/users/me", data={"password": PASSWORD})
        *answers, end = await gather(*posts, left)
        assert end.status == 200 and {answer.status for answer in answers} <= {200, 403}
    assert await make.rows("SELECT job_id FROM board") == []
