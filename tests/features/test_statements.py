"""How many statements a request costs: a few, whatever the number of rows."""

import pytest

from support.api import Api
from support.make import PASSWORD, Make, Person
from support.sending import NEW_CLIENT, NEWCOMER
from support.talking import item, thread
from support.watching import statements


async def cost(api: Api, method: str, path: str, **data: object) -> int:
    with statements() as seen:
        answer = await api.ask(method, path, data=data or None)
    assert answer.status == 200, answer.text
    return len(seen)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/users/me", 1),  # the page with its portfolios, and whether the caller may see it
        ("/users/2", 2),  # whom the caller may see, and what isn't written yet
        ("/users", 3),  # who asks, how many and whom to show; the cards not written yet, and one's own
        ("/users?searchstr=photographer&discipline=tog&city=York&latitude=1&longitude=1", 1),
        ("/auth/refresh", 2),
        ("/auth/disciplines", 1),
        ("/users/discipines", 1),
        ("/skills?limit=500", 3),  # the caller, the page, the total
        ("/companies?limit=500", 3),
        ("/companies/1", 2),
        ("/notifications?limit=500", 3),
        ("/notifications/count", 2),
        ("/users/blocks?limit=500", 3),
        ("/users/1/reviews?limit=500", 3),
        ("/users/1/images?limit=500", 2),  # who asks, whom to show and the portfolios; what isn't written yet
        ("/images?limit=500", 2),
        ("/images?search=title&limit=500", 2),
        ("/jobs?limit=500", 2),  # who asks, which jobs and how one stands to them; the cards not written yet
        ("/jobs?search=job&limit=500", 2),
        ("/jobs?tab=match&limit=500", 3),  # what the caller does and where, before
        ("/jobs/1", 2),
        ("/jobs/my?limit=500", 3),
        ("/images/1", 3),  # the look, the picture, its owner
        ("/images/1/comments?limit=500", 3),
        ("/images/1/likes?limit=500", 3),
        ("/messages?limit=500", 2),  # who asks, how many, which; the lines not written yet
        ("/messages/1", 3),  # the look, the others not written yet, what was said
        ("/messages/search?search=hello&limit=500", 2),
    ],
)
async def test_reads(path: str, expected: int, api: Api, make: Make):
    mia, ben = await make.person(), await make.person()
    assert (ben.id, await make.company()) == (2, 1)
    await make.row("person_view", person_id=ben.id, viewer_id=mia.id, seen_on=api.clock().date())
    await make.row("picture", owner_id=mia.id, file="x.png", title="A title", authorised=True)
    await make.row(
        "job", owner_id=ben.id, title="A job", description="x", authorised=True, disciplines=["Photographer"]
    )
    await item(make, await thread(make, mia, ben, read=(True, True)), ben, "Hello")
    assert await cost(api.as_(mia), "GET", path) == expected
    await _more_of_everything(make, mia, ben)
    again = "searchstr" in path  # whether the page that was found before still stands
    assert await cost(api.as_(mia), "GET", path) == expected + again, "no statement a row"


async def _more_of_everything(make: Make, mia: Person, ben: Person) -> None:
    await make.rows(
        "INSERT INTO job (owner_id, title, description, authorised, disciplines)"
        " SELECT 1 + n % 2, 'A job', 'x', true, '{photographer}' FROM generate_series(1, 99) n"
    )
    await make.rows("UPDATE job SET description = 'y'")
    await make.rows(
        "INSERT INTO picture (owner_id, file, title, authorised)"
        " SELECT 1 + n % 2, 'x.png', 'A title', true FROM generate_series(1, 99) n"
    )
    await make.rows("INSERT INTO picture_like (picture_id, person_id) SELECT 1, id FROM person")
    await make.rows("INSERT INTO picture_comment (picture_id, author_id, comment) SELECT 1, 2, 'x' FROM picture")
    await make.rows("UPDATE picture SET description = 'x'")
    await make.rows("UPDATE person SET bio = 'x'")
    await make.rows("INSERT INTO company (name, slug) SELECT 'C', 'c' || n FROM generate_series(1, 300) n")
    await make.rows("INSERT INTO skill (name) SELECT 's' || n FROM generate_series(1, 300) n")
    await make.rows("INSERT INTO subdiscipline (discipline_id, name) SELECT 1, 's' || n FROM generate_series(1, 99) n")
    for place in (1, 2, 3):
        for person in (mia, ben):
            await make.row("portfolio", owner_id=person.id, title="T", discipline="photographer", place=place)
    for _ in range(30):
        await item(make, await thread(make, ben, mia), ben, "Hello again")
    await make.rows(
        "INSERT INTO thread_item (thread_id, author_id, message) SELECT 1, 2, 'Hello' FROM generate_series(1, 99)"
    )


async def test_what_is_written_already_costs_one(api: Api, make: Make):
    mia, ben = await make.person(), await make.person()
    costs = [await cost(api.as_(mia), "GET", f"/users/{ben.id}") for _ in range(3)]
    assert costs == [3, 1, 1], "the first look of a day is counted, and looks again"
    await make.rows("UPDATE person SET bio = 'x' WHERE id = %s", [ben.id])
    assert [await cost(api.as_(mia), "GET", f"/users/{ben.id}") for _ in range(2)] == [2, 1]


async def test_a_search_that_was_found_before_costs_one(api: Api, make: Make):
    mia, ben = await make.person(), await make.person()
    path = "/users?searchstr=person&offset=5"
    assert [await cost(api.as_(mia), "GET", path) for _ in range(2)] == [1, 1]
    await make.rows("UPDATE person SET bio = 'x' WHERE id = %s", [ben.id])
    assert [await cost(api.as_(mia), "GET", path) for _ in range(2)] == [2, 1]


async def test_log_in(api: Api, make: Make):
    mia = await make.person()
    assert await cost(api, "POST", "/auth/login", email=mia.email, password=PASSWORD) == 0, "but for counting"


async def test_changes(api: Api, make: Make):
    mia = await make.person()
    assert await cost(api.as_(mia), "POST", f"/users/{mia.id}", bio="x") == 3, "caller, lock, change"
    several = {"discipline": "Dancer, Model", "city": "York", "subdiscipline": "a,b,c"}
    assert await cost(api.as_(mia), "POST", f"/users/{mia.id}", **several) == 4, "and the disciplines"
    assert await cost(api, "POST", "/users", **NEWCOMER) == 4, "the disciplines, an id, the person; queues the mail"
    assert await cost(api, "POST", "/clients", **NEW_CLIENT) == 3
    ben = await make.person()
    following = await cost(api.as_(mia), "PUT", f"/users/{ben.id}/follow")
    assert following == 6, "caller, both held, may she, follows; tells in one statement, queues the mail"
    assert await cost(api.as_(mia), "DELETE", f"/users/{ben.id}/follow") == 3
    assert await cost(api.as_(mia), "POST", "/users/block", block_user_id=ben.id) == 4
    assert await cost(api.as_(mia), "DELETE", f"/users/block/{ben.id}") == 2
    assert await cost(api.as_(mia), "POST", "/reports", kind="person", id=ben.id) == 3
    assert await cost(api, "POST", "/users/forgot", email=mia.email) == 1
