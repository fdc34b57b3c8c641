"""The two lists of disciplines: open to anybody, by name, one with sub-disciplines (E4, E8, R8)."""

import pytest

from support.api import Api
from support.make import Make

LISTS = ("/auth/disciplines", "/users/discipines", "/users/disciplines")
KEYS = ["id", "name", "insearch", "sub", "alias1", "alias2", "description", "suggestions"]


@pytest.fixture
async def empty(make: Make) -> None:
    await make.rows("DELETE FROM discipline")


@pytest.fixture
async def three(make: Make, empty: None) -> None:
    await make.row("discipline", id=1, name="photographer", alias1="TOG", alias2="Shooter", description="Takes",
                   sub="Wedding, Landscape", suggestions="Photoshop, SpeedLight")  # fmt: skip
    await make.row("discipline", id=2, name="Graphic Designer", in_search=False, alias1="", sub="")
    await make.row("discipline", id=3, name="Zoo Keeper", deleted_at="2020-01-01")
    await make.row("discipline", id=4, name="Hair")
    for sub_id, discipline_id, name in ((8, 1, "Aerial"), (3, 1, "Wedding"), (5, 3, "Gone"), (6, 2, "Logos")):
        await make.row("subdiscipline", id=sub_id, discipline_id=discipline_id, name=name, suggestions=f"{name} 1")


async def names(api: Api, path: str) -> list[str]:
    return [one["name"] for one in (await api.get(path)).json["data"]]


async def test_all_by_name_with_their_subs_by_id(api: Api, three: None):
    answer = await api.get("/auth/disciplines")
    assert list(answer.json) == ["data"], "no meta"
    assert [one["name"] for one in answer.json["data"]] == ["Graphic Designer", "Hair", "photographer"]
    assert answer.json["data"][2] == {
        "id": "1", "name": "photographer", "insearch": "1", "sub": "Wedding, Landscape", "alias1": "TOG",
        "alias2": "Shooter", "description": "Takes", "suggestions": "Photoshop, SpeedLight",
        "subs": [
            {"id": "3", "discipline_id": "1", "name": "Wedding", "suggestions": "Wedding 1"},
            {"id": "8", "discipline_id": "1", "name": "Aerial", "suggestions": "Aerial 1"},
        ],
    }  # fmt: skip
    assert answer.json["data"][1]["subs"] == []
    assert answer.json["data"][0]["subs"][0]["name"] == "Logos"


@pytest.mark.parametrize("path", ["/users/discipines", "/users/disciplines"])
async def test_those_to_search_by_without_subs(path: str, api: Api, three: None):
    data = (await api.get(path)).json["data"]
    assert [one["name"] for one in data] == ["Hair", "photographer"]
    assert all(list(one) == KEYS and one["insearch"] == "1" for one in data)
    assert data[0] == dict.fromkeys(KEYS) | {"id": "4", "name": "Hair", "insearch": "1"}


@pytest.mark.parametrize("path", LISTS)
async def test_anybody_may_ask_whatever_token_they_send(path: str, api: Api, make: Make):
    mia, suspended = await make.person(), await make.person(suspended_at=api.clock())
    expected = (await api.get(path)).body
    api.clock.forward(days=30)
    for token in (mia.token, suspended.token, "rubbish"):
        answer = await api.as_(token).get(path)
        assert (answer.status, answer.body) == (200, expected)


@pytest.mark.parametrize("path", LISTS)
async def test_an_empty_list_is_a_list(path: str, api: Api, empty: None):
    answer = await api.get(path)
    assert (answer.status, answer.body) == (200, b'{"data":[]}')


async def test_a_new_installation_has_disciplines_that_one_can_register_with(api: Api):
    listed = await names(api, "/users/disciplines")
    assert {"Photographer", "Model", "Dancer"} <= set(listed)
    assert listed == sorted(listed, key=str.lower)
    assert not [name for name in await names(api, "/auth/disciplines") if "HIRING" in name.upper()]


async def test_paging_and_suffixes_leave_the_list_whole(api: Api):
    whole = (await api.get("/auth/disciplines")).body
    for path in (
        "/auth/disciplines/",
        "/auth/disciplines.json",
        "/auth/disciplines/limit/1",
        "/auth/disciplines?limit=x",
    ):
        assert (await api.get(path)).body == whole, path
