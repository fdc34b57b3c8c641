"""Many people registering in the same moment: one account an address, one slug an account."""

from asyncio import gather

from support.api import Api
from support.make import Make
from support.sending import NEW_CLIENT, NEWCOMER

TRIES = 50


async def test_fifty_tries_of_one_address_make_one_account(api: Api, make: Make):
    spellings = ("newcomer@example.com", "NewComer@Example.com")
    answers = await gather(
        *(
            api.post(
                "/users" if n % 3 else "/clients", NEWCOMER | {"email": spellings[n % 2], "display_name": f"N {n}"}
            )
            for n in range(TRIES)
        )
    )
    assert sorted(answer.status for answer in answers) == [200] + [400] * (TRIES - 1)
    refused = {answer.body for answer in answers if answer.status == 400}
    assert len(refused) == 1 and b"&quot;Email Address&quot; is already being used." in refused.pop()
    assert await make.count("person") == await make.count("person_counter") == await make.count("person_version") == 1


async def test_fifty_people_of_one_name_get_fifty_slugs(api: Api, make: Make):
    answers = await gather(*(api.post("/clients", NEW_CLIENT | {"email": f"mia{n}@example.com"}) for n in range(TRIES)))
    assert {answer.status for answer in answers} == {200}
    slugs = {slug for (slug,) in await make.rows("SELECT slug FROM person")}
    assert len(slugs) == TRIES and "hirer" in slugs
    assert all(slug.startswith("hirer") for slug in slugs)


async def test_one_name_and_one_address(api: Api, make: Make):
    answers = await gather(*(api.post("/clients", NEW_CLIENT) for _ in range(20)))
    assert sorted(answer.status for answer in answers) == [200] + [400] * 19
    assert await make.rows("SELECT email, slug FROM person") == [("hirer@example.com", "hirer")]
