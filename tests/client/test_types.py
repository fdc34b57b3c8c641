"""What a type checker knows of the library: results, records and parameters, through both doors."""

import inspect
import textwrap
from pathlib import Path
from types import NoneType
from typing import Required, get_args, get_origin, is_typeddict

import pytest
from mypy import api

from freelancerclub_client import AsyncClub
from freelancerclub_client.subjects import fields
from freelancerclub_client.subjects.people import Users

ROOT = Path(__file__).parents[2]
KNOWN = """
    import asyncio
    from collections.abc import Coroutine
    from typing import Any, assert_type

    from freelancerclub_client import AsyncClub, AsyncPages, Club, Page, Pages
    from freelancerclub_client.records.people import UserCard, UserMe
    from freelancerclub_client.records.pictures import ListedPicture
    from freelancerclub_client.records.work import PostedJob

    def now(club: Club) -> None:
        assert_type(club.users.me(), UserMe)
        assert_type(club.users.search("x"), Pages[UserCard])
        assert_type(club.users.search("x").page(), Page[UserCard])
        for person in club.users.search("x", mentor=True):
            assert_type(person.images, list[ListedPicture])
            assert_type(person.city, str | None)
        for day in club.usage.days():
            assert_type(day.locationname, str)
        club.users.update(1, city=None, rate_day=None, tags=None)
        for source in (b"GIF8", bytearray(b"GIF8"), memoryview(b"GIF8")):
            club.users.set_picture(1, source)

    async def later(club: AsyncClub) -> None:
        asked: Coroutine[Any, Any, UserMe] = club.users.me()
        assert_type(await asked, UserMe)
        assert_type(await club.users.me(), UserMe)
        assert_type(club.users.search("x"), AsyncPages[UserCard])
        async for person in club.users.search("x"):
            assert_type(person, UserCard)
        async with asyncio.TaskGroup() as group:
            me = group.create_task(club.users.me())
            asking = asyncio.create_task(club.users.search("x").page())
        assert_type(me.result(), UserMe)
        assert_type(await asking, Page[UserCard])

    def at_once(club: AsyncClub) -> None:
        assert_type(asyncio.run(club.users.me()), UserMe)
"""
MISTAKES = """
    from freelancerclub_client import AsyncClub, Club

    def wrong(club: Club) -> None:
        club.users.me().displayname
        club.users.get()
        club.users.search("x", mentr=True)
        club.applicants.of(5, "chosen")
        club.jobs.post(type="normal")
        club.jobs.post(title=None)
        for person in club.users.me():
            person.id

    async def forgotten(club: AsyncClub) -> None:
        club.users.me()
"""
SAID = [
    'has no attribute "displayname"',
    "Too few arguments",
    'Unexpected keyword argument "mentr"',
    "Argument 2 has incompatible type \"Literal['chosen']\"",
    'Missing named argument "title"',
    'Argument "title" has incompatible type "None"',
    '"str" has no attribute "id"',  # the keys of a record, not people
    "Are you missing an await?",
]


def checked(program: str, folder: Path) -> str:
    (folder / "program.py").write_text(textwrap.dedent(program))
    out, errors, _ = api.run(["--config-file", str(ROOT / "pyproject.toml"), "--strict", str(folder / "program.py")])
    assert not errors, errors
    return out


def test_what_is_right_is_known(tmp_path: Path):
    assert checked(KNOWN, tmp_path).startswith("Success")


def test_mistakes_are_told(tmp_path: Path):
    said = checked(MISTAKES, tmp_path)
    for mistake in SAID:
        assert mistake in said, said


FIELDS = {name: kind for name, kind in vars(fields).items() if is_typeddict(kind)}


@pytest.mark.parametrize("name", FIELDS)
def test_all_but_what_has_to_be_sent_may_be_none(name: str):
    for key, hint in FIELDS[name].__annotations__.items():
        assert (NoneType in get_args(hint)) != (get_origin(hint) is Required), key


def test_none_is_not_sent():
    call = Users.update(None, 1, city=None, bio="New")
    assert call.form == {"bio": ["New"]}


async def test_what_is_awaited_is_a_coroutine():
    async with AsyncClub("http://x") as club:
        asking = club.users.me()
        assert inspect.iscoroutine(asking)
        asking.close()
