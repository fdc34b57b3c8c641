"""The owner of a job looks at who applied, and decides: all together or not at all."""

from asyncio import gather
from itertools import pairwise
from typing import Any

import pytest

from freelancerclub.config import Settings
from freelancerclub.kit.limits import Limit
from support.api import Api, running
from support.hiring import applied, job_of
from support.make import Make, Person

UPDATED = {"status": "200", "message": "Applicants Updated"}
NOT_THERE = (404, {"status": "404", "message": "Sorry that job was not found."})


@pytest.fixture
async def owner(make: Make) -> Person:
    return await make.person(display_name="Olive Owner", slug="olive", email="olive@example.com")


@pytest.fixture
async def job(make: Make, owner: Person) -> int:
    return await job_of(make, owner)


async def decide(api: Api, job: int, ids: Any, status: str, message: str | None = None) -> Any:
    sent = {"ids": ",".join(map(str, ids)) if isinstance(ids, list) else ids, "status": status}
    return await api.ask("PUT", f"/applicants/{job}", data=sent | ({"message": message} if message else {}))


async def statuses(make: Make) -> list[str]:
    return [row[0] for row in await make.rows("SELECT status FROM application ORDER BY id")]


# ── the list ──


async def test_who_applied_the_newest_first(api: Api, make: Make, owner: Person, job: int):
    ann = await make.person(display_name="Ann Lee", phone="01632 960190", hide_phone=True)
    portfolio = await make.row("portfolio", owner_id=ann.id, place=1, title="P", discipline="Model")
    for number in range(4):
        await make.row("picture", owner_id=ann.id, file=f"{number}.png", title=str(number), authorised=number != 2)
    await make.row("picture_like", picture_id=4, person_id=owner.id)
    await make.rows("UPDATE person_seen SET last_seen_at = %s WHERE person_id = %s", [api.clock(), ann.id])
    first = await applied(make, job, ann, notes="Hello", quote=50, answer1="Yes", portfolio_id=portfolio, answer4="No")
    second = await applied(make, job, await make.person(), status="shortlist")
    await applied(make, await job_of(make, owner), ann)
    answer = (await api.as_(owner).get(f"/applicants/{job}")).json
    assert answer["meta"] == {"total": 2, "type": "all", "limit": 20, "offset": 0}
    assert [one["application_id"] for one in answer["data"]] == [str(second), str(first)]
    found = answer["data"][1]
    assert {name: found[name] for name in ("user_id", "notes", "quote", "q1", "q2", "q4", "portfolio", "contact")} == {
        "user_id": str(ann.id), "notes": "Hello", "quote": "50.00", "q1": "Yes", "q2": "", "q4": "No",
        "portfolio": str(portfolio), "contact": "",
    }  # fmt: skip
    assert [picture["title"] for picture in found["images"]] == ["3", "0", "1"]
    assert (found["last_seen"], found["image_count"]) == (f"{api.clock():%Y-%m-%d %H:%M:%S}", "4")
    assert (answer["data"][0]["last_seen"], answer["data"][0]["quote"]) == ("0000-00-00 00:00:00", None)


async def test_a_portfolio_that_is_deleted_is_named_no_more(api: Api, make: Make, owner: Person, job: int):
    ann = await make.person()
    made = await api.as_(ann).post("/users/portfolios", {"title": "P", "discipline": "Model"})
    portfolio = str(made.json["data"]["portfolio_id"])
    sent = await api.as_(ann).post(f"/jobs/{job}/apply", {"jobquote": "50", "portfolio": portfolio})
    assert sent.status == 200, sent.text

    async def named() -> str:
        (one,) = (await api.as_(owner).get(f"/applicants/{job}")).json["data"]
        return one["portfolio"]

    assert await named() == portfolio
    await api.as_(ann).ask("DELETE", f"/users/portfolios/{portfolio}")
    assert await named() == "0"


async def test_what_changes_is_fresh(api: Api, make: Make, owner: Person, job: int):
    ann = await make.person()
    await applied(make, job, ann)
    await api.as_(owner).get(f"/applicants/{job}")
    await make.rows("UPDATE person SET bio = 'New' WHERE id = %s", [ann.id])
    await make.rows("UPDATE application SET notes = 'New too'")
    await make.row("follow", follower_id=owner.id, followed_id=ann.id)
    (found,) = (await api.as_(owner).get(f"/applicants/{job}")).json["data"]
    assert (found["bio"], found["notes"], found["followers"], found["rating"]) == ("New", "New too", "1", "1.000")


async def test_only_those_of_a_type_and_in_pages(api: Api, make: Make, owner: Person, job: int):
    for status in ("new", "shortlist", "new", "unsuccessful", "successful", "new"):
        await applied(make, job, await make.person(), status=status)
    me = api.as_(owner)
    for shown, total in (("new", 3), ("Shortlist", 1), ("unsuccessful", 1), ("successful", 1), ("all", 6), ("", 6)):
        answer = (await me.get(f"/applicants/{job}?type={shown}")).json
        assert (answer["meta"]["total"], answer["meta"]["type"]) == (total, shown.lower() or "all")
        assert len(answer["data"]) == total
    page = (await me.get(f"/applicants/{job}/type/new/limit/2/offset/2")).json
    assert page["meta"] == {"total": 3, "type": "new", "limit": 2, "offset": 2}
    assert [one["application_id"] for one in page["data"]] == ["1"]
    assert (await me.get(f"/applicants/{job}?offset=6")).json["data"] == []
    for query, message in (
        ("type=hired", "Please provide a valid type"),
        ("limit=0", "The limit parameter should be a positive integer between 1 and 500"),
        ("offset=-1", "The offset parameter should be a positive integer"),
    ):
        answer = await me.get(f"/applicants/{job}?{query}")
        assert (answer.status, answer.message) == (400, message)


async def test_nobody_elses_job(api: Api, make: Make, owner: Person, job: int):
    ann = await make.person()
    application = await applied(make, job, ann)
    gone = await job_of(make, owner, deleted_at=api.clock())
    for asker, which in ((ann, job), (owner, gone), (owner, 99)):
        answer = await api.as_(asker).get(f"/applicants/{which}")
        assert (answer.status, answer.json) == NOT_THERE
        answer = await decide(api.as_(asker), which, [application], "shortlist")
        assert (answer.status, answer.json) == NOT_THERE
    assert await statuses(make) == ["new"]
    assert (await api.as_(await make.administrator()).get(f"/applicants/{job}")).json["meta"]["total"] == 1


async def test_whom_an_owner_sees(api: Api, make: Make, owner: Person, job: int):
    hidden, suspended, deleted, blocked, blocking = [await make.person() for _ in range(5)]
    for person in (hidden, suspended, deleted, blocked, blocking):
        await applied(make, job, person)
    await make.rows("UPDATE person SET profile_hidden = true WHERE id = %s", [hidden.id])
    await make.rows("UPDATE person SET suspended_at = now() WHERE id = %s", [suspended.id])
    await make.rows("UPDATE person SET deleted_at = now() WHERE id = %s", [deleted.id])
    await make.row("block", blocker_id=owner.id, blocked_id=blocked.id)
    await make.row("block", blocker_id=blocking.id, blocked_id=owner.id)
    answer = (await api.as_(owner).get(f"/applicants/{job}")).json
    assert (answer["meta"]["total"], [one["user_id"] for one in answer["data"]]) == (1, [str(hidden.id)])
    answer = (await api.as_(await make.administrator()).get(f"/applicants/{job}")).json
    assert (answer["meta"]["total"], len(answer["data"])) == (4, 4)
    for unseen in (2, 3, 4, 5):
        refused = await decide(api.as_(owner), job, [1, unseen], "shortlist")
        assert (refused.status, refused.message) == (400, "Please provide valid application ids")
    assert set(await statuses(make)) == {"new"}


async def test_an_administrator_reads_hidden_telephones(api: Api, make: Make, job: int):
    await applied(make, job, await make.person(phone="01632 960190", hide_phone=True))
    (found,) = (await api.as_(await make.administrator()).get(f"/applicants/{job}")).json["data"]
    assert found["contact"] == "01632 960190"


# ── deciding ──


async def test_each_status_is_told_and_mailed(api: Api, make: Make, owner: Person, job: int):
    ann = await make.person(display_name="Ann Lee", email="ann@example.com")
    application = await applied(make, job, ann)
    for status in ("shortlist", "new", "unsuccessful"):
        assert (await decide(api.as_(owner), job, [application], status)).json == UPDATED
        await api.run_tasks()
    assert (await decide(api.as_(owner), job, [application], "successful", "See you\n on <Monday>")).json == UPDATED
    await api.run_tasks()
    lines = (await api.as_(ann).get("/notifications")).json["data"]
    title = f"<a href='/jobs/details/{job}'>A day at the races</a>"
    assert [(line["message"], line["display_name"]) for line in lines] == [
        (f"has given you the job {title}", "Olive Owner"),
        (f"has chosen somebody else for the job {title}", "Olive Owner"),
        (f"has put you on the shortlist for the job {title}", "Olive Owner"),
    ]
    assert {line["target_job"]["id"] for line in lines} == {str(job)}
    assert [(mail.to, mail.subject) for mail in api.mailer.sent] == [
        ("ann@example.com", "Olive Owner has put you on the shortlist for the job"),
        ("ann@example.com", "Olive Owner has chosen somebody else for the job"),
        ("ann@example.com", "Olive Owner has given you a job"),
    ]
    letter = api.mailer.sent[-1]
    assert '"See you on <Monday>"' in letter.text and f"https://club.example.com/jobs/details/{job}" in letter.text
    assert "See you on &lt;Monday&gt;" in letter.html


async def test_the_message_goes_to_each_whatever_they_want_mailed(api: Api, make: Make, owner: Person, job: int):
    people = [
        await make.person(system_notifications=pace, notifications=pace) for pace in ("instant", "daily", "never")
    ]
    ids = [await applied(make, job, person) for person in people]
    await decide(api.as_(owner), job, ids, "successful", "All three of you")
    await api.run_tasks()
    assert sorted(mail.to for mail in api.mailer.sent) == sorted(person.email for person in people)
    assert all("All three of you" in mail.text for mail in api.mailer.sent)
    assert await make.count("procrastinate_jobs") == 0, "nothing failed"


@pytest.mark.parametrize(
    "undone",
    [
        "UPDATE application SET status = 'new'",
        "UPDATE job SET deleted_at = now()",
        "UPDATE person SET suspended_at = now() WHERE email = 'ann@example.com'",
        "DELETE FROM application",
    ],
)
async def test_a_letter_that_is_no_more_true_is_not_sent(undone: str, api: Api, make: Make, owner: Person, job: int):
    application = await applied(make, job, await make.person(email="ann@example.com"))
    await decide(api.as_(owner), job, [application], "successful", "Yours")
    await make.rows(undone)
    await api.run_tasks()
    assert api.mailer.sent == []
    assert await make.count("procrastinate_jobs") == 0


@pytest.mark.parametrize(
    ("ids", "status", "message", "expected"),
    [
        ("", "new", None, "Please provide valid application ids"),
        ("1,x", "shortlist", None, "Please provide valid application ids"),
        ("1,99", "shortlist", None, "Please provide valid application ids"),
        ("1,3", "shortlist", None, "Please provide valid application ids"),  # of another job
        (f"1,{2**70}", "shortlist", None, "Please provide valid application ids"),
        ("1,2", "hired", None, "Please provide a valid status"),
        ("1,2", "", None, "Please provide a valid status"),
        ("1,2", "all", None, "Please provide a valid status"),
        ("1,2", "successful", None, "Please provide a message"),
        ("1,2", "successful", " ", "Please provide a message"),
    ],
)
async def test_all_or_nothing(
    ids: str, status: str, message: str | None, expected: str, api: Api, make: Make, owner: Person, job: int
):
    for _ in range(2):
        await applied(make, job, await make.person())
    await applied(make, await job_of(make, owner), await make.person())
    answer = await decide(api.as_(owner), job, ids, status, message)
    assert (answer.status, answer.json) == (400, {"status": "400", "message": expected})
    assert await statuses(make) == ["new"] * 3
    for table in ("application_change", "notification", "procrastinate_jobs"):
        assert await make.count(table) == 0


async def test_the_same_again_changes_and_tells_nothing(api: Api, make: Make, owner: Person, job: int):
    ids = [await applied(make, job, await make.person()) for _ in range(2)]
    await decide(api.as_(owner), job, ids[:1], "shortlist")
    assert (await decide(api.as_(owner), job, [*ids, ids[0]], " Shortlist ")).json == UPDATED
    assert (await decide(api.as_(owner), job, ids, "shortlist")).json == UPDATED
    assert await make.rows("SELECT application_id, was, status FROM application_change ORDER BY id") == [
        (ids[0], "new", "shortlist"), (ids[1], "new", "shortlist"),
    ]  # fmt: skip
    assert await make.count("notification") == 2


async def test_ids_may_be_repeated_fields(api: Api, make: Make, owner: Person, job: int):
    ids = [await applied(make, job, await make.person()) for _ in range(3)]
    answer = await api.as_(owner).ask(
        "PUT", f"/applicants/{job}", json={"ids": [str(ids[0]), f"{ids[1]}, {ids[2]}"], "status": "shortlist"}
    )
    assert answer.json == UPDATED
    assert await statuses(make) == ["shortlist"] * 3


async def test_fifty_at_once_are_one_history(api: Api, make: Make, owner: Person, job: int):
    people = [await make.person() for _ in range(3)]
    ids = [await applied(make, job, person) for person in people]
    chosen = ("shortlist", "unsuccessful", "new", "successful")
    tries = [
        decide(api.as_(owner), job, ids[number % 3 :] + ids[: number % 3], chosen[number % 4], "M")
        for number in range(50)
    ]
    assert {answer.status for answer in await gather(*tries)} == {200}
    last = dict(await make.rows("SELECT id, status FROM application"))
    for id_ in ids:
        history = await make.rows(
            "SELECT was, status FROM application_change WHERE application_id = %s ORDER BY id", [id_]
        )
        assert history[0][0] == "new" and history[-1][1] == last[id_]
        assert all(before[1] == after[0] for before, after in pairwise(history))
    assert len(set(last.values())) == 1, "each change was of all three"


async def test_an_administrator_decides_in_the_owners_name(api: Api, make: Make, owner: Person, job: int):
    ann = await make.person()
    application = await applied(make, job, ann)
    await decide(api.as_(await make.administrator()), job, [application], "shortlist")
    (line,) = (await api.as_(ann).get("/notifications")).json["data"]
    assert line["source_user"] == str(owner.id)


async def test_so_many_changes_of_one_a_day(settings: Settings, dsn: str, make: Make, owner: Person, job: int):
    often, once = await applied(make, job, await make.person()), await applied(make, job, await make.person())
    async with running(settings.model_copy(update={"decision_limit": Limit(3, 86_400)}), dsn) as api:
        mine = api.as_(owner)
        for status in ("successful", "new", "successful"):
            assert (await decide(mine, job, [often], status, "It is yours, call 01632 960190.")).status == 200
        assert (await decide(mine, job, [often], "successful", "It is yours!")).status == 200, "no change"
        assert (await decide(mine, job, [once, often], "new")).status == 429
        assert await statuses(make) == ["successful", "new"], "all or none"
        assert (await decide(mine, job, [once], "shortlist")).status == 200
        await api.run_tasks()
        letters = [mail for mail in api.mailer.sent if "01632 960190" in mail.text]
        assert len(letters) == 2
        api.clock.forward(days=1)
        assert (await decide(mine, job, [once, often], "new")).status == 200
