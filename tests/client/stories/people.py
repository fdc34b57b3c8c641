"""Stories of people among each other, and of what the club lists."""

import pytest

from client.either import every, page, total
from client.stage import Stage
from freelancerclub_client import NotFound
from support.pictures import png


async def finding_people(stage: Stage) -> None:
    people = [await stage.make.person(display_name=f"Ann {number}") for number in range(7)]
    await stage.make.person(display_name="Bob")
    club = stage.club(people[0])
    found = club.users.search("ann", page_size=3)
    assert {each.id for each in await every(found)} == {str(each.id) for each in people}
    assert {each.id for each in await every(found)} == {str(each.id) for each in people}, "a second time too"
    assert await total(found) == 7
    first = await page(found)
    assert len(first) == 3 and first.total == 7 and first[0].images == []
    assert len(await every(club.users.search("ann", page_size=3, offset=5))) == 2
    assert await every(club.users.search("nobody at all")) == []
    assert await every(club.users.search(discipline=["Model", "Stylist"], mentor=True)) == []
    assert (await club.users.get(people[1].id)).display_name == "Ann 1"
    with pytest.raises(NotFound, match="that freelancer was not found"):
        await club.users.get(987654)


async def a_profile(stage: Stage) -> None:
    mia = await stage.make.person()
    club = stage.club(mia)
    await club.users.update(mia.id, bio="New & shiny; ünï", rate_hourly="35.50", testing=True, tags=["a", "b"])
    await club.users.set_picture(mia.id, png())
    me = await club.users.me()
    assert (me.bio, me.rate_hourly, me.testing, me.tags) == ("New & shiny; ünï", "35.50", "yes", "a,b")
    assert me.image_url and me.image in me.image_url
    assert (await club.files.read(me.image_url)).startswith(b"\x89PNG")
    with pytest.raises(NotFound):
        await club.files.read(me.image_url.replace("profile/120/", "profile/120/0"))


async def blocking_and_following(stage: Stage) -> None:
    mia, ann = await stage.make.person(), await stage.make.person()
    club = stage.club(mia)
    await club.follows.add(ann.id)
    assert (await club.users.get(ann.id)).followers == "1"
    await club.follows.remove(str(ann.id))
    await club.blocks.add(ann.id)
    assert [each.id for each in await every(club.blocks.mine())] == [str(ann.id)]
    with pytest.raises(NotFound):
        await club.users.get(ann.id)
    await club.blocks.remove(ann.id)
    assert (await club.users.get(ann.id)).id == str(ann.id)


async def reviews_and_reports(stage: Stage) -> None:
    mia, ann = await stage.make.person(), await stage.make.person()
    await stage.make.row(
        "review", person_id=ann.id, reviewer_id=mia.id, message="Fine", stars=4.5, authorised=True, reviewer_name="Mia"
    )
    club = stage.club(mia)
    assert [each.stars for each in await every(club.reviews.of(ann.id))] == ["4.50"]
    await club.reports.send("person", ann.id, "Not who she says")
    assert await stage.make.count("report") == 1


async def what_the_club_lists(stage: Stage) -> None:
    club = stage.club()
    every_one, searchable = await club.disciplines.every(), await club.disciplines.searchable()
    assert {each.name for each in searchable} <= {each.name for each in every_one}
    assert any(each.subs and each.subs[0].name for each in every_one)
    company = await stage.make.company(name="Lens & Co")
    await stage.make.company(name="Other")
    mia = stage.club(await stage.make.person())
    assert [each.compname for each in await every(mia.companies.search("lens"))] == ["Lens & Co"]
    assert (await mia.companies.get(company)).compname == "Lens & Co"
    skills = await every(mia.skills.every(page_size=7))
    assert len(skills) == await total(mia.skills.every()) > 7 and skills[0].skill


async def being_told(stage: Stage) -> None:
    mia, ann = await stage.make.person(), await stage.make.person(display_name="Ann")
    club, other = stage.club(mia), stage.club(ann)
    picture = await club.images.upload(mia.id, png(), "A picture")
    await other.comments.add(picture.image_id, "Lovely")
    assert (await club.notifications.count()).new == 1
    (told,) = await every(club.notifications.mine())
    assert (told.display_name, told.notify) == ("Ann", "1") and told.target_image
    assert told.target_image[0].title == "A picture" and told.target_job is None
    assert (await club.notifications.get(told.id)).notify == "0"
    await other.comments.add(picture.image_id, "Still lovely")
    await club.notifications.mark_seen()
    assert (await club.notifications.count()).new == 0
    await club.notifications.register_device("a/device 1")
    await club.notifications.forget_device("a/device 1")
    assert await stage.make.count("device") == 0


STORIES = [finding_people, a_profile, blocking_and_following, reviews_and_reports, what_the_club_lists, being_told]
