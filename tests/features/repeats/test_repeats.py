"""Safe repeats: a POST with an Idempotency-Key is done once, whatever happens to its answer."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from freelancerclub.db.pool import Database
from freelancerclub.features.comments import actions as comments
from freelancerclub.features.repeats.actions import CLAIM
from freelancerclub.features.repeats.rules import LONGEST_KEY
from support.api import Answer, Api, running
from support.canaries import TEXTS
from support.make import PASSWORD, Make, Person
from support.pictures import png
from support.sending import NEWCOMER
from support.watching import statements

KEY = {"Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}


async def picture(make: Make, owner: Person) -> str:
    picture_id = await make.row("picture", owner_id=owner.id, file="a.png", title="A", authorised=True)
    return f"/images/{picture_id}/comments"


def is_replay(answer: Answer, first: Answer) -> bool:
    same = (answer.status, answer.body, answer.headers["content-type"])
    assert same == (first.status, first.body, first.headers["content-type"])
    return answer.headers.get("idempotency-replayed") == "true"


# ── done once ──


async def test_what_is_sent_again_is_answered_again_and_not_done(api: Api, make: Make):
    ann = await make.person()
    path = await picture(make, ann)

    first = await api.as_(ann).post(path, {"comment": "Good"}, headers=KEY)
    again = await api.as_(ann).post(path, {"comment": "Good"}, headers=KEY)

    assert first.status == 200 and "idempotency-replayed" not in first.headers
    assert is_replay(again, first)
    assert await make.count("picture_comment") == 1


async def test_without_the_header_nothing_is_kept_and_nothing_is_asked(api: Api, make: Make):
    ann = await make.person()
    path = await picture(make, ann)
    with statements() as seen:
        for _ in range(2):
            await api.as_(ann).post(path, {"comment": "Good"})
    assert not [one for one in seen if "kept_answer" in one]
    assert await make.count("picture_comment") == 2 and await make.count("kept_answer") == 0


async def test_the_header_costs_two_statements_and_its_replay_one_more_than_the_caller(api: Api, make: Make):
    ann = await make.person()
    path = await picture(make, ann)
    with statements() as without:
        await api.as_(ann).post(path, {"comment": "Good"})
    with statements() as first:
        await api.as_(ann).post(path, {"comment": "Good"}, headers=KEY)
    with statements() as again:
        await api.as_(ann).post(path, {"comment": "Good"}, headers=KEY)
    assert len(first) == len(without) + 2
    assert len(again) == 3, "the caller, the claim that fails, the answer"


async def test_one_body_may_be_written_in_several_ways(api: Api, make: Make):
    ann = await make.person()
    path = await picture(make, ann)
    first = await api.as_(ann).post(path, {"comment": "Good"}, headers=KEY)
    assert is_replay(await api.as_(ann).ask("POST", path, json={"comment": "Good"}, headers=KEY), first)
    assert is_replay(await api.as_(ann).ask("POST", path, files={"comment": (None, "Good")}, headers=KEY), first)


async def test_an_upload_may_come_again_with_another_boundary(api: Api, make: Make):
    ann = await make.person()
    path, fields = f"/users/{ann.id}/images", {"title": "Boats"}

    async def send(data: bytes) -> Answer:
        return await api.as_(ann).post(path, fields, files={"image-file": ("a.png", data)}, headers=KEY)

    first = await send(png())
    assert first.status == 200
    assert is_replay(await send(png()), first)
    assert (await send(png(colour="red"))).status == 422
    assert await make.count("picture") == 1


async def test_a_replay_comes_in_the_format_that_was_asked_for(api: Api, make: Make):
    ann = await make.person()
    path = await picture(make, ann)
    first = await api.as_(ann).post(f"{path}.xml", {"comment": "Good"}, headers=KEY)
    assert is_replay(await api.as_(ann).post(f"{path}.xml", {"comment": "Good"}, headers=KEY), first)
    assert first.body.startswith(b"<?xml")


async def test_fifty_at_once_are_one(api: Api, make: Make):
    ann = await make.person()
    path = await picture(make, ann)
    answers = await asyncio.gather(*(api.as_(ann).post(path, {"comment": "x"}, headers=KEY) for _ in range(50)))
    assert {answer.status for answer in answers} <= {200, 409}
    assert await make.count("picture_comment") == 1
    assert (await api.as_(ann).post(path, {"comment": "x"}, headers=KEY)).headers["idempotency-replayed"] == "true"


async def test_a_post_that_means_another_method_is_done_once(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    path = f"/users/{ben.id}/follow"
    first = await api.as_(ann).post(path, {"_method": "PUT"}, headers=KEY)
    assert first.status == 200, first.text
    assert is_replay(await api.as_(ann).post(path, {"_method": "PUT"}, headers=KEY), first)
    assert (await api.as_(ann).post(path, {"_method": "DELETE"}, headers=KEY)).status == 422


async def test_nobody_registers_twice(api: Api, make: Make):
    first = await api.post("/users", NEWCOMER, headers=KEY)
    assert is_replay(await api.post("/users", NEWCOMER, headers=KEY), first)
    assert await make.count("person") == 1


# ── whose a key is, and for what ──


async def test_a_key_is_its_callers_own(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    path = await picture(make, ann)
    for person in (ann, ben):
        answer = await api.as_(person).post(path, {"comment": "Good"}, headers=KEY)
        assert answer.status == 200 and "idempotency-replayed" not in answer.headers
    assert await make.count("picture_comment") == 2


async def test_another_request_with_the_same_key_is_refused(api: Api, make: Make):
    ann = await make.person()
    path, elsewhere = await picture(make, ann), await picture(make, ann)
    await api.as_(ann).post(path, {"comment": "Good"}, headers=KEY)
    for where, body in (
        (path, {"comment": "Bad"}),
        (elsewhere, {"comment": "Good"}),
        (f"{path}?x=1", {"comment": "Good"}),
    ):
        answer = await api.as_(ann).post(where, body, headers=KEY)
        assert (answer.status, answer.message) == (422, "This Idempotency-Key was sent with another request")
    assert await make.count("picture_comment") == 1


@pytest.mark.parametrize("key", ["", " ", "a b", "ä", "\x7f", "k" * (LONGEST_KEY + 1)])
async def test_a_key_is_visible_characters(key: str, api: Api, make: Make):
    ann = await make.person()
    path = await picture(make, ann)
    answer = await api.as_(ann).post(path, {"comment": "x"}, headers={"Idempotency-Key": key.encode("latin-1")})
    assert answer.status == 400 and await make.count("picture_comment") == 0


async def test_the_longest_key_is_one(api: Api, make: Make):
    ann = await make.person()
    path, key = await picture(make, ann), {"Idempotency-Key": "k" * LONGEST_KEY}
    first = await api.as_(ann).post(path, {"comment": "x"}, headers=key)
    assert is_replay(await api.as_(ann).post(path, {"comment": "x"}, headers=key), first)


async def test_a_replay_needs_the_token_too(api: Api, make: Make):
    ann = await make.person()
    path = await picture(make, ann)
    await api.as_(ann).post(path, {"comment": "x"}, headers=KEY)
    assert (await api.nobody().post(path, {"comment": "x"}, headers=KEY)).message == "token_not_provided"


# ── what came to nothing ──


async def test_what_was_refused_is_tried_anew(api: Api, make: Make):
    ann = await make.person()
    path = await picture(make, ann)
    assert (await api.as_(ann).post(path, {"comment": ""}, headers=KEY)).status == 400
    assert (await api.as_(ann).post("/images/99/comments", {"comment": "x"}, headers=KEY)).status == 404
    assert (await api.as_(ann).post(path, {"comment": "x"}, headers=KEY)).status == 200
    assert await make.count("kept_answer") == 1


async def test_a_fault_of_ours_is_tried_anew(api: Api, make: Make, monkeypatch: pytest.MonkeyPatch):
    ann = await make.person()
    path = await picture(make, ann)

    async def fail(*_: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(comments, "do_comment", fail)
        assert (await api.as_(ann).post(path, {"comment": "x"}, headers=KEY)).status == 500
    answer = await api.as_(ann).post(path, {"comment": "x"}, headers=KEY)
    assert answer.status == 200 and "idempotency-replayed" not in answer.headers


class Died(BaseException):
    """The process, at the moment that a test chooses."""


async def lose(api: Api, path: str, person: Person, monkeypatch: pytest.MonkeyPatch, **dying: Any) -> None:
    """A request whose process dies: nothing after that is done, not even giving up."""

    async def silent(*_: Any) -> None:
        return None

    async def die(*_: Any, **__: Any) -> None:
        raise Died

    with monkeypatch.context() as dead:
        dead.setattr("freelancerclub.repeating.do_give_up", silent)
        for where in dying.values():
            dead.setattr(where, die)
        with pytest.raises(Died):
            await api.as_(person).post(path, {"comment": "x"}, headers=KEY)


async def test_an_answer_lost_after_the_commit_is_given_again(api: Api, make: Make, monkeypatch: pytest.MonkeyPatch):
    ann = await make.person()
    path = await picture(make, ann)
    await lose(api, path, ann, monkeypatch, at="freelancerclub.wire.dispatch.send_answer")
    assert await make.count("picture_comment") == 1
    again = await api.as_(ann).post(path, {"comment": "x"}, headers=KEY)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.json == [{"status": "200", "message": "Comment Added Succesfully"}]
    assert await make.count("picture_comment") == 1


async def test_who_dies_before_the_commit_is_followed_after_a_minute(
    api: Api, make: Make, monkeypatch: pytest.MonkeyPatch
):
    ann = await make.person()
    path = await picture(make, ann)
    await lose(api, path, ann, monkeypatch, at="freelancerclub.db.pool.Transaction.commit")
    assert await make.count("picture_comment") == 0
    waits = await api.as_(ann).post(path, {"comment": "x"}, headers=KEY)
    assert (waits.status, waits.headers["retry-after"]) == (409, "1")
    api.clock.forward(seconds=61)
    assert (await api.as_(ann).post(path, {"comment": "x"}, headers=KEY)).status == 200
    assert await make.count("picture_comment") == 1


async def test_whose_claim_was_taken_over_may_not_commit(api: Api, make: Make, monkeypatch: pytest.MonkeyPatch):
    """It was slow and not dead: one of the two is done."""
    ann = await make.person()
    path = await picture(make, ann)
    slow, over = asyncio.Event(), asyncio.Event()
    real = comments.do_comment

    async def do_slowly(*given: Any) -> None:
        if not slow.is_set():
            slow.set()
            await over.wait()
        await real(*given)

    monkeypatch.setattr(comments, "do_comment", do_slowly)
    first = asyncio.create_task(api.as_(ann).post(path, {"comment": "x"}, headers=KEY))
    await slow.wait()
    assert (await api.as_(ann).post(path, {"comment": "x"}, headers=KEY)).status == 409, "still running"
    api.clock.forward(seconds=61)
    assert (await api.as_(ann).post(path, {"comment": "x"}, headers=KEY)).status == 200
    over.set()
    assert (await first).status == 409
    assert await make.count("picture_comment") == 1


# ── how long, and what isn't kept ──


async def test_a_claim_that_is_made_twice_is_its_makers(api: Api, make: Make, monkeypatch: pytest.MonkeyPatch):
    """As where the connection is lost between the commit and its answer: the statement is asked once more."""
    value = Database.value

    async def twice(self: Database, statement: Any, **parameters: Any) -> Any:
        if statement is CLAIM:
            await value(self, statement, **parameters)
        return await value(self, statement, **parameters)

    monkeypatch.setattr(Database, "value", twice)
    ann, ben = await make.person(), await make.person()
    path = await picture(make, ben)
    answers = [await api.as_(ann).post(path, {"comment": "Once"}, headers=KEY) for _ in range(2)]
    assert [answer.status for answer in answers] == [200, 200] and await make.count("picture_comment") == 1


async def test_a_day_later_a_key_is_new_and_its_row_swept(api: Api, make: Make):
    ann = await make.person()
    path = await picture(make, ann)
    await api.as_(ann).post(path, {"comment": "x"}, headers=KEY)
    api.clock.forward(hours=23, minutes=59)
    token = make.token(ann.id)
    assert (await api.as_(token).post(path, {"comment": "x"}, headers=KEY)).headers["idempotency-replayed"]
    api.clock.forward(minutes=2)
    assert (await api.as_(token).post(path, {"comment": "other"}, headers=KEY)).status == 200
    await make.row("procrastinate_jobs", queue_name="default", task_name="repeats.sweep", args='{"timestamp": 1}')
    await api.run_tasks()
    assert await make.count("kept_answer") == 1
    api.clock.now += timedelta(hours=25)
    await make.row("procrastinate_jobs", queue_name="default", task_name="repeats.sweep", args='{"timestamp": 2}')
    await api.run_tasks()
    assert await make.count("kept_answer") == 0


async def test_a_log_in_is_never_kept(api: Api, make: Make):
    ann = await make.person()
    tokens = set()
    for _ in range(2):
        answer = await api.post("/auth/login", {"email": ann.email, "password": PASSWORD}, headers=KEY)
        assert answer.status == 200 and "idempotency-replayed" not in answer.headers
        tokens.add(answer.json["token"])
    assert len(tokens) == 2 and await make.count("kept_answer") == 0


async def test_an_answer_with_a_secret_is_given_once_and_its_change_made_once(api: Api, make: Make):
    ann = await make.person()
    first = await api.as_(ann).post("/auth/keys", {"label": "x"}, headers=KEY)
    assert first.status == 200
    again = await api.as_(ann).post("/auth/keys", {"label": "x"}, headers=KEY)
    assert again.status == 409 and "shown that once only" in again.message
    assert await make.count("api_key") == 1
    assert await make.rows("SELECT body FROM kept_answer") == [(None,)]


async def test_neither_keys_nor_passwords_stand_in_the_table(api: Api, make: Make):
    key = {"Idempotency-Key": TEXTS["API key"]}
    await api.post("/users", NEWCOMER | {"password": "canary-password", "pass_confirm": "canary-password"}, headers=key)
    (row,) = await make.rows("SELECT k::text FROM kept_answer k")
    assert TEXTS["API key"] not in row[0] and b"canary-password".hex() not in row[0]


async def test_two_processes_know_each_others_answers(api: Api, make: Make, settings: Any, dsn: str):
    ann = await make.person()
    path = await picture(make, ann)
    first = await api.as_(ann).post(path, {"comment": "x"}, headers=KEY)
    async with running(settings, dsn) as other:
        assert is_replay(await other.as_(ann).post(path, {"comment": "x"}, headers=KEY), first)
