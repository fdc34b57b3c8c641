"""The table of permissions, every cell of it over HTTP."""

from typing import Any

import pytest

from contract.objects import object_of
from contract.permissions import CALLERS, ROWS
from freelancerclub.reference import ENDPOINTS
from support.api import Api
from support.make import Make, Person

CELLS = [
    pytest.param(name, caller, thing, id=f"{name}-{caller}-{thing}")
    for name, rows in ROWS.items()
    for thing in rows.objects
    for caller in CALLERS
]


def test_every_endpoint_has_its_rows():
    assert {endpoint.name for endpoint in ENDPOINTS} == ROWS.keys()


def test_every_row_names_every_caller():
    for name, rows in ROWS.items():
        for thing, cells in rows.objects.items():
            assert tuple(cells) == CALLERS, f"{name}, {thing}"


@pytest.mark.parametrize(("name", "caller", "thing"), CELLS)
async def test_cell(name: str, caller: str, thing: str, api: Api, make: Make):
    rows = ROWS[name]
    await make.person(email="known@example.com")
    person = await _caller(caller, make, api)
    object_id = await object_of(rows.path, thing, person, make)

    answer = await api.as_(person.token if person else None).ask(
        rows.method, rows.path.format(id=object_id), data=_sent(rows.data, object_id)
    )

    assert answer.status == rows.objects[thing][caller], answer.text


def _sent(data: dict[str, str], object_id: int) -> dict[str, str] | None:
    return {name: value.format(id=object_id) for name, value in data.items()} or None


async def _caller(caller: str, make: Make, api: Api) -> Person | None:
    if caller == "nobody":
        return None
    values: dict[str, Any] = {
        "client": {"disciplines": ["I'M HIRING"]},
        "administrator": {"role": 1},
        "suspended": {"suspended_at": api.clock()},
        "deleted": {"deleted_at": api.clock()},
    }.get(caller, {})
    person = await make.person(**values)
    if caller == "expired":
        api.clock.forward(days=8)
    if caller == "revoked":
        await make.rows("UPDATE person_version SET token_epoch = 1 WHERE id = %s", [person.id])
    return person
