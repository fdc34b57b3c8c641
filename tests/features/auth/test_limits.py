"""Guessing and flooding: counted exactly, shared by workers, kept over a crash, never for ever."""

import asyncio
from asyncio import gather

import pytest
from psycopg.errors import ReadOnlySqlTransaction

from freelancerclub.config import Settings
from freelancerclub.doors import Doors
from freelancerclub.kit.limits import Limit
from support.api import Api, running
from support.make import PASSWORD, Make

WRONG = "not the password"


def tight(settings: Settings, **limits: str) -> Settings:
    return settings.model_copy(update={name: Limit.parse(written) for name, written in limits.items()})


async def try_log_in(api: Api, email: str, password: str = WRONG, **options):
    return await api.post("/auth/login", {"email": email, "password": password}, **options)


async def test_the_eleventh_try_at_a_pair_waits_even_with_the_right_password(settings, dsn, make: Make):
    ann = await make.person()
    async with running(tight(settings, login_limit="10/300"), dsn) as api:
        tries = [await try_log_in(api, ann.email) for _ in range(10)]
        refused = await try_log_in(api, ann.email.upper(), PASSWORD)

        assert [answer.status for answer in tries] == [401] * 10
        assert refused.status == 429
        assert refused.json == {"status": "429", "message": "Too Many Requests hit the API! Slow down!"}
        assert 1 <= int(refused.headers["retry-after"]) <= 300

        api.clock.forward(seconds=301)
        assert (await try_log_in(api, ann.email, PASSWORD)).status == 200


async def test_parallel_tries_are_counted_one_by_one_by_two_workers(settings, dsn, make: Make):
    ann = await make.person()
    limited = tight(settings, login_limit="10/300")
    async with running(limited, dsn) as one, running(limited, dsn) as other:
        answers = await gather(*(try_log_in(api, ann.email) for api in (one, other) for _ in range(15)))

    assert sorted(answer.status for answer in answers) == [401] * 10 + [429] * 20


async def test_what_was_counted_outlives_the_process(settings, dsn, make: Make):
    ann = await make.person()
    limited = tight(settings, login_limit="2/300")
    async with running(limited, dsn) as api:
        await gather(*(try_log_in(api, ann.email) for _ in range(2)))
    async with running(limited, dsn) as restarted:
        assert (await try_log_in(restarted, ann.email)).status == 429


async def test_an_account_is_guarded_from_many_addresses(settings, dsn, make: Make):
    ann = await make.person()
    limited = tight(settings, login_account_limit="3/3600").model_copy(update={"trusted_proxies": ("127.0.0.1",)})
    async with running(limited, dsn) as api:
        answers = [
            await try_log_in(api, ann.email, headers={"X-Forwarded-For": f"198.51.100.{last}"}) for last in range(5)
        ]
    assert [answer.status for answer in answers] == [401, 401, 401, 429, 429]


async def test_an_address_is_held_back_from_many_accounts_and_an_ipv6_customer_is_one(settings, dsn):
    limited = tight(settings, login_address_limit="3/300").model_copy(update={"trusted_proxies": ("127.0.0.1",)})
    async with running(limited, dsn) as api:
        answers = [
            await try_log_in(api, f"a{last}@example.com", headers={"X-Forwarded-For": f"2001:db8:1:2::{last}"})
            for last in range(1, 6)
        ]
        elsewhere = await try_log_in(api, "a@example.com", headers={"X-Forwarded-For": "2001:db8:1:3::1"})
    assert [answer.status for answer in answers] == [401, 401, 401, 429, 429]
    assert elsewhere.status == 401


async def test_a_forwarded_address_is_believed_of_trusted_proxies_only(settings, dsn):
    async with running(tight(settings, login_address_limit="2/300"), dsn) as api:
        answers = [
            await try_log_in(api, "a@example.com", headers={"X-Forwarded-For": f"198.51.100.{last}"})
            for last in range(3)
        ]
    assert [answer.status for answer in answers] == [401, 401, 429]


async def test_reset_mails_are_limited_by_address_and_alike_for_unknown_ones(settings, dsn, make: Make):
    ann = await make.person()
    async with running(tight(settings, forgot_limit="5/1800"), dsn) as api:
        for email in (ann.email, "nobody@example.com"):
            answers = [await api.post("/users/forgot", {"email": email}) for _ in range(6)]
            assert [answer.status for answer in answers] == [200] * 5 + [429]


async def test_reset_mails_are_limited_by_who_asks_for_them(settings, dsn):
    async with running(tight(settings, forgot_address_limit="2/1800"), dsn) as api:
        answers = [await api.post("/users/forgot", {"email": f"a{last}@example.com"}) for last in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 429]


@pytest.mark.parametrize("letter", ["I", "\u0130", "\u0131"])
async def test_another_way_to_write_an_address_is_no_further_try(settings, dsn, make: Make, letter: str):
    mia = await make.person(email="mia@example.com")
    other = f"m{letter}a@example.com"
    async with running(tight(settings, login_limit="2/300", forgot_limit="1/1800"), dsn) as api:
        for email in (mia.email, mia.email, mia.email):
            await try_log_in(api, email)
        assert (await try_log_in(api, other, PASSWORD)).status in (401, 429), "the right password"
        for email in (mia.email, other):
            await api.post("/users/forgot", {"email": email})
        await api.run_tasks()
        assert len(api.mailer.sent) == 1


async def test_registrations_are_limited_by_address_and_failed_ones_count(settings, dsn, make: Make):
    async with running(tight(settings, register_limit="2/1800"), dsn) as api:
        sent = {"email": "new@example.com", "password": PASSWORD, "display_name": "New"}
        answers = [await api.post("/clients", sent) for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 400, 429]


async def test_every_answer_says_how_many_requests_are_left(settings, dsn, make: Make):
    ann = await make.person()
    async with running(tight(settings, rate_limit="3/300"), dsn) as api:
        mine = api.as_(ann)
        answers = [await mine.get(path) for path in ("/users/me", "/nowhere", "/users/me", "/users/me.xml")]
        assert [answer.headers["x-ratelimit-remaining"] for answer in answers] == ["2", "1", "0", "0"]
        assert {answer.headers["x-ratelimit-limit"] for answer in answers} == {"3"}
        assert [answer.status for answer in answers] == [200, 404, 200, 429]
        assert answers[3].text.endswith(
            "<xml><status>429</status><message>Too Many Requests hit the API! Slow down!</message></xml>\n"
        )
        assert int(answers[3].headers["x-ratelimit-reset"]) > api.clock().timestamp()
        assert (await api.nobody().get("/auth/disciplines")).status == 200  # an address of its own

        api.clock.forward(seconds=301)
        assert (await mine.get("/users/me")).status == 200


async def test_workers_join_their_counts(settings, dsn, make: Make):
    ann = await make.person()
    limited = tight(settings, rate_limit="4/300")
    async with running(limited, dsn) as one, running(limited, dsn) as other:
        for api in (one, other):
            for _ in range(2):
                assert (await api.as_(ann).get("/users/me")).status == 200
        await one.close_books()
        await other.close_books()
        await one.close_books()
        await one.as_(ann).get("/users/me")
        await one.close_books()
        assert (await one.as_(ann).get("/users/me")).status == 429


async def test_who_ended_a_token_has_their_requests_for_themselves(settings, dsn, make: Make):
    """A token or key that was refused counts for its network; what others do with it costs its owner nothing."""
    ann = await make.person()
    async with running(tight(settings, rate_limit="20/300"), dsn) as api:
        key = (await api.as_(ann).post("/auth/keys", {"label": "Mine"})).json["data"]
        stolen, header = api.as_(ann), {"Freelancerclub-API-Key": key["key"]}
        await api.get("/users/me", headers=header)
        await make.rows("UPDATE api_key SET revoked_at = now()")
        assert (await stolen.post("/auth/logout/all")).status == 200
        for _ in range(6):
            assert (await stolen.get("/users/me")).message == "token_invalid"
            assert (await stolen.get("/images/1/comments")).message == "token_invalid"
            assert (await api.get("/users/me", headers=header)).status == 401
        again = (await api.post("/auth/login", {"email": ann.email, "password": PASSWORD})).json["token"]
        left = (await api.get("/users/me", headers={"Authorization": f"Bearer {again}"})).headers
        assert int(left["x-ratelimit-remaining"]) >= 20 - 6, "of each one was counted before it was known"


async def test_what_could_not_be_joined_is_joined_the_next_time(settings, dsn, make: Make, monkeypatch):
    ann = await make.person()
    limited = tight(settings, rate_limit="4/300")
    async with running(limited, dsn) as one, running(limited, dsn) as other:
        for _ in range(3):
            await one.as_(ann).get("/users/me")
        with monkeypatch.context() as broken:

            async def fails(*_: object) -> None:
                raise ReadOnlySqlTransaction

            broken.setattr("freelancerclub.doors.do_add_usage", fails)
            with pytest.raises(ReadOnlySqlTransaction):
                await one.close_books()
            assert (await one.as_(ann).get("/users/me")).headers["x-ratelimit-remaining"] == "0"
        await one.close_books()
        await other.as_(ann).get("/users/me")
        await other.close_books()
        assert (await other.as_(ann).get("/users/me")).status == 429


async def test_whatever_goes_wrong_the_books_are_kept_again(settings, dsn, monkeypatch):
    tried: list[int] = []
    monkeypatch.setattr("freelancerclub.doors.BOOKS_EVERY", 0.01)
    async with running(settings, dsn) as api:
        doors, close_books = api.app.state.doors, Doors.close_books

        async def fails_twice(self: Doors) -> None:
            tried.append(1)
            if len(tried) < 3:
                raise ReadOnlySqlTransaction
            await close_books(self)

        monkeypatch.setattr(Doors, "close_books", fails_twice)
        keeping = asyncio.ensure_future(Doors.keep_books(doors))
        async with asyncio.timeout(30):
            while len(tried) < 4:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert not keeping.done()
        keeping.cancel()


@pytest.mark.parametrize("written", ["10", "10/", "/300", "0/300", "10/0", "10/300s", "-1/5", "1_0/300", "１0/300", ""])
def test_a_limit_is_written_in_one_way(written: str):
    with pytest.raises(ValueError, match="N/SECONDS"):
        Limit.parse(written)


async def test_nor_do_the_files_that_others_ask_for_with_it(settings, dsn, make: Make):
    ann = await make.person()
    async with running(tight(settings, rate_limit="20/300"), dsn) as api:
        stolen = api.as_(ann)
        assert (await stolen.post("/auth/logout/all")).status == 200
        for _ in range(15):
            assert (await stolen.get("/files/job/11plan.pdf")).message == "token_invalid"
        again = (await api.post("/auth/login", {"email": ann.email, "password": PASSWORD})).json["token"]
        left = (await api.get("/users/me", headers={"Authorization": f"Bearer {again}"})).headers
        assert int(left["x-ratelimit-remaining"]) >= 20 - 4
