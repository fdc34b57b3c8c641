"""Where a club is, where its files are, and what is no address: through both doors."""

import traceback

import pytest

from client.either import DOORS, either, every
from client.misbehaving import Say, misbehaving
from freelancerclub_client.core import below


@pytest.fixture(params=DOORS)
def door(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("url", ["host:1", "127.0.0.1:8000", "", "/api", "ftp://host", "http://", "http://host:x"])
def test_what_is_no_address_of_a_club(door: str, url: str):
    with pytest.raises(ValueError, match="address"):
        either(door, url)


async def test_a_text_too_long_for_an_address(door: str):
    with misbehaving(Say(body={"data": []})) as server:
        club = either(door, server.url)
        with pytest.raises(ValueError, match=r"can't be sent: .* too long"):
            await every(club.users.search("x" * 70_000))
        with pytest.raises(ValueError, match=r"can't be sent: .* too long"):
            await club.files.read("/" + "x" * 70_000)
        await club.close()
    assert server.asked == []


async def test_a_line_break_in_a_key(door: str):
    with misbehaving(Say(body={"data": []})) as server:
        club = either(door, server.url, key="k3y\n")
        with pytest.raises(ValueError, match="can't be sent") as raised:
            await club.users.me()
        await club.close()
    assert "k3y" not in "".join(traceback.format_exception(raised.value, limit=0)), "it may stand in a log"


@pytest.mark.parametrize("root", ["", "/api", "/api/", "/a%20club"])
async def test_a_file_is_asked_for_where_it_stands(door: str, root: str):
    with misbehaving(Say(raw=b"GIF8")) as server:
        club = either(door, server.url + root)
        under = root.rstrip("/")
        for address in (f"{server.url}{under}/images/x?w=1", f"{under}/images/x?w=1", "/images/x?w=1"):
            assert await club.files.read(address) == b"GIF8"
        await club.close()
    assert [each.path for each in server.asked] == [f"{under}/images/x?w=1"] * 3


async def test_what_is_no_file_stays_as_it_is(door: str):
    with misbehaving(Say(body={"data": {"id": "1"}})) as server:
        club = either(door, server.url + "/users")
        await club.users.me()
        await club.close()
    assert [each.path for each in server.asked] == ["/users/users/me"]


def test_a_path_is_below_where_a_whole_name_of_it_is_the_same():
    assert below("/api", "/api/images/x") == "/images/x"
    assert below("/api", "/apiary/x") == "/apiary/x"
    assert below("/api", "/images/api/x") == "/images/api/x"
    assert below("/api", "/api") == ""
    assert below("", "/images/x") == "/images/x"
