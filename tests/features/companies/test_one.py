"""One company: who may see it (E61)."""

import pytest

from support.api import Api
from support.make import Make

NOT_FOUND = {"status": "404", "message": "Sorry that Company was not found."}


async def test_it_is_what_the_list_shows(api: Api, make: Make):
    mia = await make.person()
    company_id = await make.company(name="Boots", owner_id=mia.id)
    answer = await api.as_(mia).get(f"/companies/{company_id}")
    assert list(answer.json) == ["data"]
    assert answer.json["data"] == (await api.as_(mia).get("/companies")).json["data"][0]
    for path in (f"/companies/{company_id}/", f"/companies/{company_id}.json", f"/companies/0{company_id}"):
        assert (await api.as_(mia).get(path)).body == answer.body, path


async def test_one_that_waits_is_shown_to_its_owner_and_administrators(api: Api, make: Make):
    mia, other, boss = await make.person(), await make.person(), await make.administrator()
    company_id = await make.company(authorised=False, owner_id=mia.id)
    nobodys = await make.company(authorised=False)
    for person, status in ((mia, 200), (boss, 200), (other, 404)):
        answer = await api.as_(person).get(f"/companies/{company_id}")
        assert answer.status == status
        assert answer.json == NOT_FOUND if status == 404 else answer.json["data"]["authorized"] == "0"
    assert [(await api.as_(person).get(f"/companies/{nobodys}")).status for person in (mia, boss)] == [404, 200]


async def test_one_that_is_deleted_is_shown_to_nobody(api: Api, make: Make):
    mia, boss = await make.person(), await make.administrator()
    company_id = await make.company(deleted_at="2020-01-01", owner_id=mia.id)
    for person in (mia, boss):
        answer = await api.as_(person).get(f"/companies/{company_id}")
        assert (answer.status, answer.json) == (404, NOT_FOUND)


@pytest.mark.parametrize("company_id", ["0", "999999", str(2**63 - 1), str(2**63), "9" * 40])
async def test_one_that_never_was(company_id: str, api: Api, make: Make):
    answer = await api.as_(await make.person()).get(f"/companies/{company_id}")
    assert (answer.status, answer.json) == (404, NOT_FOUND)
