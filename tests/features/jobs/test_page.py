"""One job by itself: what it says, how fresh it is, that it counts as seen; the watch list; one's own jobs."""

from asyncio import gather
from itertools import product

import pytest

from freelancerclub.features.jobs.rules import Standing, may_apply
from support.api import Api
from support.jobs import job_of
from support.make import Make
from support.watching import statements


async def test_a_page_counts_as_seen_from_then_on(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    job = await job_of(make, ann)
    assert (await api.as_(ben).get("/jobs")).json["data"][0]["seen"] == "0"
    answers = await gather(*(api.as_(ben).get(f"/jobs/{job}") for _ in range(9)))
    assert {answer.status for answer in answers} == {200}
    assert (await api.as_(ben).get("/jobs")).json["data"][0]["seen"] == "1"
    assert (await api.as_(ann).get("/jobs")).json["data"][0]["seen"] == "0", "to each their own"
    assert await make.count("job_seen") == 1


CHANGES = {
    "title": ("UPDATE job SET title = 'Other'", "title", "Other"),
    "applicants": ("INSERT INTO application (job_id, person_id) VALUES (1, 3)", "applicant_count", 1),
    "told": ("INSERT INTO alert_sent (job_id, person_id) VALUES (1, 3)", "notifications", "1"),
    "picture": ("UPDATE person SET picture = 'y.png' WHERE id = 1", "image", "y.png"),
    "closed": ("UPDATE job SET expires_on = '2020-01-01'", "apply_message", "This job is closed."),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_whatever_changes_is_shown_at_once(change: str, api: Api, make: Make):
    ann, ben, _ = [await make.person() for _ in range(3)]
    await job_of(make, ann)
    statement, name, value = CHANGES[change]
    before = (await api.as_(ben).get("/jobs/1")).json["data"]
    assert before[name] != value
    with statements() as seen:
        assert (await api.as_(ben).get("/jobs/1")).json["data"] == before
    assert len(seen) == 1, "written already"
    await make.rows(statement)
    assert (await api.as_(ben).get("/jobs/1")).json["data"][name] == value
    if name in ("title", "notifications", "image"):
        assert (await api.as_(ben).get("/jobs")).json["data"][0][name] == value


@pytest.mark.parametrize("account", ["free", "starter", "pro"])
async def test_the_board_and_the_page_say_the_same(account: str, api: Api, make: Make):
    me, ann = await make.person(account=account), await make.person()
    for kind, owner, applied in product(("normal", "test"), (me, ann), (True, False)):
        job = await job_of(make, owner, kind=kind)
        if applied:
            await make.row("application", job_id=job, person_id=me.id)
        message = may_apply(Standing(account, owner is me, kind, applied, True))[1]
        page = (await api.as_(me).get(f"/jobs/{job}")).json["data"]
        card = next(row for row in (await api.as_(me).get("/jobs")).json["data"] if row["id"] == str(job))
        for shown in (page, card):
            assert (shown["can_apply"], shown["apply_message"]) == (0 if message else 1, message)
        assert page["applied"] == int(applied)


async def test_files_come_and_go_with_the_page(api: Api, make: Make):
    ann = await make.person()
    job = await job_of(make, ann)
    api = api.as_(ann)
    assert (await api.get(f"/jobs/{job}")).json["data"]["files"] == []
    file = await make.row("job_file", job_id=job, owner_id=ann.id, file="x.pdf", name="A.pdf", size=1536)
    (shown,) = (await api.get(f"/jobs/{job}")).json["data"]["files"]
    assert (shown["file_size"], shown["file_path"], shown["url"]) == ("1.50 KB", "", f"files/job/{job}{file}A.pdf")
    await make.rows("DELETE FROM job_file")
    assert (await api.get(f"/jobs/{job}")).json["data"]["files"] == []


async def test_texts_with_all_that_json_minds(api: Api, make: Make):
    ann = await make.person()
    text = 'A "quoted",\\ text\n,"files":[],"watchlist":"1" \\u0000 é \U0001f600'
    job = await job_of(make, ann, title=text, description=text)
    page = (await api.as_(ann).get(f"/jobs/{job}")).json["data"]
    assert (page["title"], page["description"], page["watchlist"]) == (text, text, "0")


async def test_the_watch_list(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    jobs = [await job_of(make, ann) for _ in range(3)]
    answers = await gather(*(api.as_(ben).ask("PUT", f"/jobs/watchlist/{jobs[1]}") for _ in range(50)))
    assert {answer.text for answer in answers} == {'{"status":"200","message":"Added to Watchlist"}'}
    assert await make.count("watch") == 1
    board = (await api.as_(ben).get("/jobs?tab=watchlist")).json
    assert (board["meta"]["total"], board["data"][0]["id"], board["data"][0]["watchlist"]) == (1, str(jobs[1]), "1")
    assert (await api.as_(ben).get(f"/jobs/{jobs[1]}")).json["data"]["watchlist"] == "1"
    for _ in range(2):
        answer = await api.as_(ben).ask("DELETE", f"/jobs/watchlist/{jobs[1]}")
        assert answer.json == {"status": "200", "message": "Deleted from Watchlist"}
    assert (await api.as_(ben).get("/jobs?tab=watchlist")).json["data"] is False
    assert (await api.as_(ben).ask("PUT", "/jobs/watchlist/99999999999999999999")).status == 404


async def test_ones_own_jobs_whatever_became_of_them(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    assert (await api.as_(ann).get("/jobs/my")).json == {"meta": {"total": 0, "limit": 20, "offset": 0}, "data": []}
    states = ({}, {"authorised": False}, {"expires_on": "2020-01-01"}, {"public": False})
    jobs = [await job_of(make, ann, **values) for values in states]
    await job_of(make, ann, deleted_at="2020-01-01")
    await job_of(make, ben)
    await make.row("application", job_id=jobs[0], person_id=ben.id)
    mine = (await api.as_(ann).get("/jobs/my")).json
    assert [int(row["id"]) for row in mine["data"]] == jobs[::-1] and mine["meta"]["total"] == 4
    assert [row["applicant_count"] for row in mine["data"]] == ["0", "0", "0", "1"]
    page = (await api.as_(ann).get("/jobs/my/offset/1/limit/2")).json
    assert [int(row["id"]) for row in page["data"]] == jobs[::-1][1:3]
    for wrong in ("limit=0", "limit=501", "limit=x", "offset=-1"):
        assert (await api.as_(ann).get(f"/jobs/my?{wrong}")).status == 400


async def test_an_owner_who_is_gone_takes_the_jobs_along(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    job = await job_of(make, ann)
    await make.row("application", job_id=job, person_id=ben.id)
    for column in ("suspended_at", "deleted_at"):
        await make.rows(f"UPDATE person SET {column} = now() WHERE id = %s", [ann.id])
        assert (await api.as_(ben).get("/jobs")).json["data"] is False
        assert (await api.as_(ben).get(f"/jobs/{job}")).status == 404
        await make.rows(f"UPDATE person SET {column} = NULL WHERE id = %s", [ann.id])
        assert (await api.as_(ben).get("/jobs")).json["meta"]["total"] == 1
