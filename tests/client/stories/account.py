"""Stories of an account: registering, tokens, passwords, addresses, keys, leaving, usage."""

import re

import pytest

from client.either import every, total
from client.stage import Stage
from freelancerclub_client import Invalid, LoggedOut, NotAllowed
from support.mailbox import reset_token

MIA, SECRET, OTHER = "mia@example.com", "a fine password", "another password"


async def registering_and_logging_in(stage: Stage) -> None:
    club = stage.club()
    await club.users.register(
        MIA, SECRET, "Mia", ["Photographer", "Model"], "Leeds", "UK", longitude=-1.55, latitude=53.8
    )
    with pytest.raises(Invalid) as refused:
        await club.users.register(MIA, SECRET, "Mia", "Photographer", "Leeds", "UK")
    assert "already being used" in refused.value.errors[0]

    with pytest.raises(NotAllowed) as wrong:
        await club.auth.login(MIA, OTHER)
    assert wrong.value.status == 401 and not isinstance(wrong.value, LoggedOut)
    assert (await club.auth.login(MIA, SECRET)).email == MIA

    me = await club.users.me()
    assert (me.display_name, me.city, me.longitude) == ("Mia", "Leeds", "-1.55000")
    assert me["id"] == me.user_id and me.portfolios == [] and dict(me) == me.raw
    await club.auth.logout()
    with pytest.raises(LoggedOut):
        await club.users.me()


async def registering_as_a_client(stage: Stage) -> None:
    club = stage.club()
    await club.users.register_client("hirer@example.com", SECRET, "Hi Rer")
    assert (await club.auth.login("hirer@example.com", SECRET)).account


async def a_token_renews_itself(stage: Stage) -> None:
    kept: list[str] = []
    mia = await stage.make.person()
    club = stage.club(mia, on_token=kept.append)
    stage.api.clock.forward(days=8)
    assert (await club.users.me()).id == str(mia.id)
    assert kept == [club.session.token] and kept != [mia.token]
    stage.api.clock.forward(days=1)
    await club.auth.refresh()
    assert len(kept) == 2
    stage.api.clock.forward(days=7 + 15)
    with pytest.raises(LoggedOut, match="too old"):
        await club.users.me()


async def passwords(stage: Stage) -> None:
    mia = await stage.make.person(email=MIA)
    club = stage.club(mia)
    await club.auth.change_password("abcd1234", SECRET)
    assert club.session.token != mia.token
    assert (await club.users.me()).email == MIA, "by the new token"

    await stage.club().auth.forgot(MIA)
    await stage.api.run_tasks()
    await stage.club().auth.reset(reset_token(stage.api.mailer.sent[-1]), OTHER)
    with pytest.raises(LoggedOut):
        await club.users.me()
    await club.auth.login(MIA, OTHER)
    await club.auth.logout_everywhere()
    assert club.session.token == ""


async def another_address(stage: Stage) -> None:
    club = stage.club(await stage.make.person(email=MIA))
    await club.auth.change_email("mia.new@example.com", "abcd1234")
    await stage.api.run_tasks()
    code = re.search(r"token=(\S+)", stage.api.mailer.sent[-1].text)
    assert code
    await club.auth.confirm_email(code[1])
    assert (await stage.club().auth.login("mia.new@example.com", "abcd1234")).email == "mia.new@example.com"


async def keys(stage: Stage) -> None:
    club = stage.club(await stage.make.person(email=MIA))
    made = await club.auth.make_key("a script")
    script = stage.club(key=made.key)
    assert (await script.users.me()).email == MIA
    assert [key.label for key in await club.auth.keys()] == ["a script"]
    await club.auth.revoke_key(made.id)
    with pytest.raises(NotAllowed, match="No valid API key"):
        await script.users.me()


async def leaving(stage: Stage) -> None:
    club = stage.club(await stage.make.person(email=MIA))
    assert [row["email"] for row in (await club.users.export())["person"]] == [MIA]
    await club.users.leave("abcd1234")
    assert club.session.token == ""


async def usage(stage: Stage) -> None:
    mia = await stage.make.person()
    for day in range(1, 6):
        await stage.make.row("usage_day", person_id=mia.id, day=f"2020-01-0{day}", upload=day, download=2)
    club = stage.club(mia)
    assert [row.upload for row in await every(club.usage.days("2020-01-02", page_size=2))] == ["2", "3", "4", "5"]
    assert await total(club.usage.days(page_size=2)) == 5


STORIES = [registering_and_logging_in, registering_as_a_client, a_token_renews_itself, passwords]
STORIES += [another_address, keys, leaving, usage]
