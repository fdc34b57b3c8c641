"""A forgotten password, second step: a token of the mail sets a new one, once, and ends every token (ours)."""

from asyncio import gather

import pytest

from support.api import Answer, Api
from support.mailbox import reset_token
from support.make import PASSWORD, Make, Person
from support.sending import ENCODINGS, encoded, without
from support.watching import changed, columns, everything

NEW = "a new password"
REFUSED = {"status": "400", "message": "The reset token is invalid or has expired."}


@pytest.fixture
async def mia(make: Make) -> Person:
    return await make.person(email="mia@example.com")


async def token_for(api: Api, person: Person) -> str:
    await api.post("/users/forgot", {"email": person.email})
    await api.run_tasks()
    return reset_token(api.mailer.sent[-1])


def new_password(token: str, password: str = NEW) -> dict[str, str]:
    return {"token": token, "password": password, "pass_confirm": password}


async def reset(api: Api, token: str, password: str = NEW) -> Answer:
    return await api.post("/auth/reset", new_password(token, password))


async def login(api: Api, person: Person, password: str) -> int:
    return (await api.post("/auth/login", {"email": person.email, "password": password})).status


@pytest.mark.parametrize("encoding", ENCODINGS)
async def test_a_new_password_replaces_the_old_one(encoding: str, api: Api, make: Make, mia: Person):
    token = await token_for(api, mia)
    before = await columns(make, "person", mia.id)

    answer = await api.post("/auth/reset", **encoded(encoding, new_password(token)))

    assert (answer.status, answer.json) == (200, {"status": "200", "message": "Password updated successfully"})
    assert [await login(api, mia, word) for word in (PASSWORD, NEW)] == [401, 200]
    after = await columns(make, "person", mia.id)
    assert changed(before, after).keys() == {"password_hash"}
    assert after["password_hash"].startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_no_device_is_told_anything_until_it_is_registered_again(api: Api, make: Make, mia: Person):
    other = await make.person()
    for person in (mia, other):
        await api.as_(person).post("/notifications/register", {"device_id": f"phone-{person.id}"})
    assert (await reset(api, await token_for(api, mia))).status == 200
    assert await make.rows("SELECT person_id FROM device") == [(other.id,)]


async def test_every_older_token_ends_and_nobody_elses(api: Api, make: Make, mia: Person):
    other = await make.person()
    token = await token_for(api, mia)
    await reset(api, token)
    for path in ("/users/me", "/auth/refresh"):
        answer = await api.as_(mia).get(path)
        assert (answer.status, answer.message) == (403, "token_invalid"), path
        assert (await api.as_(other).get(path)).status == 200
    api.clock.forward(days=8)
    assert (await api.as_(mia).get("/auth/refresh")).message == "token_invalid", "a refreshable one too"
    fresh = await api.post("/auth/login", {"email": mia.email, "password": NEW})
    assert (await api.as_(fresh.json["token"]).get("/users/me")).status == 200


async def test_keys_made_before_end_too(api: Api, make: Make, mia: Person):
    other = await make.person()
    keys = {
        person.id: (await api.as_(person).post("/auth/keys", {"label": "x"})).json["data"]["key"]
        for person in (mia, other)
    }
    assert (await reset(api, await token_for(api, mia))).status == 200
    read = {id_: await api.get("/users/me", headers={"Freelancerclub-API-KEY": key}) for id_, key in keys.items()}
    assert (read[mia.id].status, read[other.id].status) == (401, 200)
    assert await make.rows("SELECT count(*) FROM api_key WHERE revoked_at IS NULL") == [(1,)]


async def test_it_works_for_an_hour(api: Api, make: Make, mia: Person):
    ann = await make.person()
    first, second = await token_for(api, mia), await token_for(api, ann)
    api.clock.forward(seconds=3_599)
    assert (await reset(api, first)).status == 200
    api.clock.forward(seconds=1)
    answer = await reset(api, second)
    assert (answer.status, answer.json) == (400, REFUSED)


async def test_it_works_once(api: Api, mia: Person):
    token = await token_for(api, mia)
    assert (await reset(api, token)).status == 200
    assert (await reset(api, token, "another password")).json == REFUSED
    assert await login(api, mia, NEW) == 200


async def test_it_works_once_under_parallel_tries(api: Api, make: Make, mia: Person):
    token = await token_for(api, mia)
    answers = await gather(*(reset(api, token, f"new password {n}") for n in range(10)))
    assert sorted(answer.status for answer in answers) == [200] + [400] * 9
    (epoch,) = (await make.rows("SELECT token_epoch FROM person_version WHERE id = %s", [mia.id]))[0]
    assert epoch == 1
    winner = [answer.status for answer in answers].index(200)
    assert await login(api, mia, f"new password {winner}") == 200


async def test_a_newer_request_ends_it(api: Api, mia: Person):
    older = await token_for(api, mia)
    api.clock.forward(seconds=1)
    newer = await token_for(api, mia)
    assert (await reset(api, older)).json == REFUSED
    assert (await reset(api, newer)).status == 200


async def test_a_refused_try_changes_nothing(api: Api, make: Make, mia: Person):
    token = await token_for(api, mia)
    before = await everything(make)
    for wrong in ("wrong", token[:-1], token + "A", token.swapcase(), f" {token}", "%", "é" * 100):
        answer = await reset(api, wrong)
        assert (answer.status, answer.json) == (400, REFUSED), wrong
    assert await everything(make) == before
    assert (await reset(api, token)).status == 200


@pytest.mark.parametrize(
    ("sent", "sentences"),
    [
        (without(new_password("t"), "token"), "The Token field is required.\n"),
        (without(new_password("t"), "pass_confirm"), "The Password Confirmation field is required.\n"),
        (
            {**new_password("t"), "pass_confirm": "something else"},
            "The Password Confirmation field does not match the Password field.\n",
        ),
        (new_password("t", "short"), "The Password field must be at least 8 characters in length.\n"),
        (
            {},
            "The Token field is required.\nThe Password field is required.\n"
            "The Password Confirmation field is required.\n",
        ),
    ],
)
async def test_bad_input(sent: dict[str, str], sentences: str, api: Api, mia: Person):
    answer = await api.post("/auth/reset", sent)
    assert (answer.status, answer.message) == (400, "There are errors with the data submitted")
    assert answer.sentences == sentences


async def test_bad_input_does_not_use_the_token_up(api: Api, mia: Person):
    token = await token_for(api, mia)
    assert (await reset(api, token, "short")).status == 400
    assert (await reset(api, token)).status == 200


async def test_people_who_left_meanwhile_cannot_come_back_by_it(api: Api, make: Make, mia: Person):
    token = await token_for(api, mia)
    await make.rows("UPDATE person SET deleted_at = now() WHERE id = %s", [mia.id])
    assert (await reset(api, token)).json == REFUSED


async def test_a_suspended_person_stays_suspended(api: Api, make: Make, mia: Person):
    await make.rows("UPDATE person SET suspended_at = now() WHERE id = %s", [mia.id])
    token = await token_for(api, mia)
    assert (await reset(api, token)).status == 200
    assert await login(api, mia, NEW) == 403


async def test_a_failing_commit_leaves_the_old_password_and_the_token(api: Api, make: Make, mia: Person):
    token = await token_for(api, mia)
    await make.rows("""
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no commit'; END $$;
        CREATE CONSTRAINT TRIGGER refuse AFTER UPDATE ON person
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()""")
    before = await everything(make)
    assert (await reset(api, token)).status == 500
    assert await everything(make) == before
    await make.rows("DROP TRIGGER refuse ON person")
    assert await login(api, mia, PASSWORD) == 200
    assert (await reset(api, token)).status == 200
