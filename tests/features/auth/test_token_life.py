"""The life of a token: a week, two more to refresh it, and what ends it before its time (E3, R1, R79, R80)."""

import pytest

from freelancerclub.adapters.tokens import Tokens
from freelancerclub.config import Settings
from support.api import Api
from support.make import Make

TOO_OLD = {"status": "error", "message": "Token too old to refresh"}
WEEK, TWO_WEEKS = 7 * 86_400, 14 * 86_400  # seconds


def refused(message: str) -> dict[str, str]:
    return {"status": "error", "message": message}


async def refresh(api: Api, token: str) -> tuple[int, str]:
    answer = await api.as_(token).get("/auth/refresh")
    return answer.status, "" if answer.status == 200 else answer.message


async def test_a_token_works_for_a_week(api: Api, make: Make):
    mia = await make.person()
    api.clock.forward(seconds=WEEK - 1)
    assert (await api.as_(mia).get("/users/me")).status == 200
    api.clock.forward(seconds=1)
    answer = await api.as_(mia).get("/users/me")
    assert (answer.status, answer.json) == (403, refused("token_expired"))


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", "Basic bWlhOmFiY2QxMjM0", "Token abc"],
)
async def test_without_a_token(authorization: str, api: Api):
    for path in ("/users/me", "/auth/refresh"):
        answer = await api.get(path, headers={"Authorization": authorization} if authorization else {})
        assert (answer.status, answer.json) == (403, refused("token_not_provided")), path


async def test_the_scheme_is_known_in_any_case(api: Api, make: Make):
    mia = await make.person()
    assert (await api.get("/users/me", headers={"Authorization": f"bearer   {mia.token} "})).status == 200


async def test_a_forged_token_is_invalid_even_where_it_would_be_expired(api: Api, make: Make):
    mia = await make.person()
    forged = Tokens(b"another key of more than sixty-four bytes, which is not the one of here").issue(
        mia.id, mia.email, 0, since=api.clock(), now=api.clock()
    )
    for _ in ("fresh", "expired", "too old"):
        for path in ("/users/me", "/auth/refresh"):
            answer = await api.as_(forged).get(path)
            assert (answer.status, answer.json) == (403, refused("token_invalid")), path
        api.clock.forward(days=15)


async def test_a_refresh_gives_a_new_week(api: Api, make: Make):
    mia = await make.person(email="mia@example.com", slug="mia")
    api.clock.forward(days=6)
    answer = await api.as_(mia).get("/auth/refresh")
    assert answer.status == 200
    assert (answer.json["data"]["id"], answer.json["data"]["slug"]) == (str(mia.id), "mia")
    assert answer.json["token"] != mia.token
    assert answer.headers["cache-control"] == "no-store"
    api.clock.forward(days=6)
    assert (await api.as_(mia).get("/users/me")).message == "token_expired"
    assert (await api.as_(answer.json["token"]).get("/users/me")).status == 200


async def test_a_refresh_shows_the_account_as_it_is_now(api: Api, make: Make):
    mia = await make.person(email="mia@example.com")
    await make.rows("UPDATE person SET email = 'new@example.com', account = 'free' WHERE id = %s", [mia.id])
    data = (await api.as_(mia).get("/auth/refresh")).json["data"]
    assert (data["email"], data["account"]) == ("new@example.com", "free")


async def test_a_refresh_is_possible_for_two_weeks_after_the_end(api: Api, make: Make):
    mia = await make.person()
    api.clock.forward(seconds=WEEK + TWO_WEEKS)
    assert await refresh(api, mia.token) == (200, "")
    api.clock.forward(seconds=1)
    answer = await api.as_(mia).get("/auth/refresh")
    assert (answer.status, answer.json) == (403, TOO_OLD)


async def test_a_chain_of_refreshes_has_no_end_by_itself(api: Api, make: Make):
    token = (await make.person()).token
    for _ in range(20):
        api.clock.forward(days=20)
        token = (await api.as_(token).get("/auth/refresh")).json["token"]
    assert (await api.as_(token).get("/users/me")).status == 200


class TestWithAnEndOfSessions:
    """CLUB_SESSION_DAYS counts from the log-in, however often the token was refreshed."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"session_days": 10})

    async def test_the_chain_ends(self, api: Api, make: Make):
        token = (await make.person()).token
        for _ in range(2):
            api.clock.forward(days=5)
            token = (await api.as_(token).get("/auth/refresh")).json["token"]
        api.clock.forward(seconds=1)
        answer = await api.as_(token).get("/auth/refresh")
        assert (answer.status, answer.json) == (403, TOO_OLD)
        assert (await api.as_(token).get("/users/me")).status == 200, "the last token lives its week"

    async def test_a_new_login_begins_a_new_chain(self, api: Api, make: Make):
        mia = await make.person()
        api.clock.forward(days=11)
        assert await refresh(api, mia.token) == (403, "Token too old to refresh")
        again = await api.post("/auth/login", {"email": mia.email, "password": "abcd1234"})
        api.clock.forward(days=9)
        assert await refresh(api, again.json["token"]) == (200, "")


@pytest.mark.parametrize(
    "ending",
    [
        "UPDATE person_version SET token_epoch = token_epoch + 1 WHERE id = %s",
        "UPDATE person SET suspended_at = now() WHERE id = %s",
        "UPDATE person SET deleted_at = now() WHERE id = %s",
        "DELETE FROM person WHERE id = %s",
    ],
    ids=["epoch", "suspended", "deleted", "erased"],
)
async def test_what_ends_every_token_at_once(ending: str, api: Api, make: Make):
    mia, other = await make.person(), await make.person()
    older = make.token(mia.id, mia.email)
    await make.rows(ending, [mia.id])
    for days in (0, 8):  # a valid one, then one that could only be refreshed
        api.clock.forward(days=days)
        for token in (mia.token, older):
            assert await refresh(api, token) == (403, "token_invalid")
    assert await refresh(api, other.token) == (200, ""), "nobody else's"


async def test_a_token_of_the_new_epoch_works(api: Api, make: Make):
    mia = await make.person()
    await make.rows("UPDATE person_version SET token_epoch = 3 WHERE id = %s", [mia.id])
    assert (await api.as_(make.token(mia.id, mia.email, epoch=2)).get("/users/me")).message == "token_invalid"
    fresh = (await api.post("/auth/login", {"email": mia.email, "password": "abcd1234"})).json["token"]
    refreshed = (await api.as_(fresh).get("/auth/refresh")).json["token"]
    assert (await api.as_(refreshed).get("/users/me")).status == 200


async def test_tokens_of_the_original_are_of_the_first_epoch(settings: Settings, api: Api, make: Make):
    """They hold id, email, iat and exp and nothing else (R79)."""
    import jwt

    mia = await make.person()
    issued = int(api.clock().timestamp()) - 3_600
    claims = {"id": str(mia.id), "email": mia.email, "iat": issued, "exp": issued + WEEK}
    key = settings.token_key.get_secret_value()
    original = jwt.encode(claims, key, "HS512")
    assert (await api.as_(original).get("/users/me")).status == 200
    assert await refresh(api, original) == (200, "")
    await make.rows("UPDATE person_version SET token_epoch = 1 WHERE id = %s", [mia.id])
    assert await refresh(api, original) == (403, "token_invalid")
