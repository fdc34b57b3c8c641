"""What a type checker knows of the library: results, records and parameters, through both doors."""

import textwrap
from pathlib import Path

from mypy import api

ROOT = Path(__file__).parents[2]
KNOWN = """
    from collections.abc import Awaitable
    from typing import assert_type

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

    async def later(club: AsyncClub) -> None:
        assert_type(club.users.me(), Awaitable[UserMe])
        assert_type(await club.users.me(), UserMe)
        assert_type(club.users.search("x"), AsyncPages[UserCard])
        async for person in club.users.search("x"):
            assert_type(person, UserCard)
"""
MISTAKES = """
    from freelancerclub_client import Club

    def wrong(club: Club) -> None:
        club.users.me().displayname
        club.users.get()
        club.users.search("x", mentr=True)
        club.applicants.of(5, "chosen")
        club.jobs.post(type="normal")
        for person in club.users.me():
            person.id
"""
SAID = [
    'has no attribute "displayname"',
    "Too few arguments",
    'Unexpected keyword argument "mentr"',
    "Argument 2 has incompatible type \"Literal['chosen']\"",
    'Missing named argument "title"',
    '"str" has no attribute "id"',  # the keys of a record, not people
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
