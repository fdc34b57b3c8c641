"""One's own page: whose it is, what stands in it, and how each value is written (E5)."""

import pytest

from freelancerclub.config import Settings
from support.api import SITE, Api
from support.make import Make

NEVER = "0000-00-00 00:00:00"


async def me(api: Api) -> dict:
    return (await api.get("/users/me")).json["data"]


async def test_each_sees_their_own_page(api: Api, make: Make):
    for person in (await make.person(), await make.administrator(), await make.person(disciplines=["I'M HIRING"])):
        page = await me(api.as_(person))
        assert (page["id"], page["user_id"], page["email"]) == (str(person.id), str(person.id), person.email)


async def test_the_page_of_somebody_new(api: Api, make: Make):
    page = await me(api.as_(await make.person(created_at="2024-02-29 23:59:59+00")))
    assert page["created_on"] == "2024-02-29 23:59:59"
    assert page["renew"] == page["change_membership"] == NEVER
    flags = (
        "deleted",
        "suspended",
        "mentor",
        "badge",
        "profile_complete",
        "profile_hidden",
        "hidetel",
        "regaff",
        "is_mentor",
    )
    assert {page[name] for name in flags} == {"0"}
    assert page["push_job_alerts"] == page["push_inmail"] == "1"
    counts = ("socialtotal", "followers", "views", "likes", "reviews", "group_id")
    assert {page[name] for name in counts} == {"0"}
    assert (page["star_points"], page["star_avg"], page["stars"]) == ("0.000", "0.000", None)
    assert (page["role_id"], page["account"], page["testing"]) == ("4", "pro", "dns")
    assert page["notifications"] == page["systemnotifications"] == page["notificationsapplicants"] == "instant"
    assert (page["latitude"], page["longitude"]) == ("0.00000", "0.00000")
    assert page["portfolios"] == []
    unknown = (
        "city",
        "website",
        "contact",
        "facebook",
        "bio",
        "tags",
        "image",
        "rate_hourly",
        "mentor_rate",
        "image_url",
    )
    assert {page[name] for name in unknown} == {None}
    assert {page[f"{site}_username"] for site in ("facebook", "instagram", "youtube", "twitter", "pinterest")} == {""}


async def test_how_values_are_written(api: Api, make: Make):
    mia = await make.person(
        picture="463e.png", renews_at="2018-09-08 15:28:18+00", membership_changed_at="2018-03-08 14:28:19+00",
        rate_hourly=12, rate_day="3500", mentor_rate="35.5", latitude="53.95997", longitude="-1",
        testing=True, mentor=True, badge=True, is_mentor=True, hide_phone=True, profile_hidden=True, role=1,
        push_job_alerts=False, push_inmail=False, previous_account="pro", group_id=7,
        twitter_followers=2069, facebook_likes=63, youtube_subscribers=3695, instagram_count=24556,
    )  # fmt: skip
    page = await me(api.as_(mia))
    expected = {
        "image": "463e.png", "image_url": f"{SITE}/images/profile/120/463e.png",
        "renew": "2018-09-08 15:28:18", "change_membership": "2018-03-08 14:28:19",
        "rate_hourly": "12.00", "rate_day": "3500.00", "mentor_rate": "35.50",
        "latitude": "53.95997", "longitude": "-1.00000", "testing": "yes", "mentor": "1", "badge": "1",
        "is_mentor": "1", "hidetel": "1", "profile_hidden": "1", "role_id": "1", "push_job_alerts": "0",
        "push_inmail": "0", "previous_account": "pro", "group_id": "7", "twitter_followers": "2069",
        "facebook_likes": "63", "youtube_subscribers": "3695", "instagram_count": "24556", "socialtotal": "30383",
    }  # fmt: skip
    assert {name: page[name] for name in expected} == expected


async def test_stars_and_counts(api: Api, make: Make):
    mia = await make.person()
    await make.rows(
        "UPDATE person_counter SET followers = 7, views = 121, likes = 13,"
        " reviews = 3, star_sum = 10, star_points = 6.5 WHERE person_id = %s",
        [mia.id],
    )
    page = await me(api.as_(mia))
    printed = [page[name] for name in ("followers", "views", "likes", "reviews", "star_points", "star_avg", "stars")]
    assert printed == ["7", "121", "13", "3", "6.500", "3.333", "3.333333"]


async def test_portfolios_with_their_pictures_counted_but_not_those_deleted(api: Api, make: Make):
    mia, other = await make.person(), await make.person()
    common = {"discipline": "photographer", "place": 1}
    first = await make.row("portfolio", owner_id=mia.id, title="Wedding", **common)
    await make.row("portfolio", owner_id=mia.id, title="Gone", deleted_at="2020-01-01", **common)
    second = await make.row("portfolio", owner_id=mia.id, title='A "quoted" title', **common | {"place": 3})
    await make.row("portfolio", owner_id=other.id, title="Other's", **common)
    for deleted_at in (None, None, "2020-01-01"):
        picture = await make.row("picture", owner_id=mia.id, file="a.png", deleted_at=deleted_at)
        await make.row("portfolio_picture", portfolio_id=first, picture_id=picture)
    portfolios = (await me(api.as_(mia)))["portfolios"]
    assert [(one["id"], one["title"], one["img_count"], one["deleted"]) for one in portfolios] == [
        (str(first), "Wedding", "2", "0"),
        (str(second), 'A "quoted" title', "0", "0"),
    ]
    assert {one["user_id"] for one in portfolios} == {str(mia.id)}


@pytest.mark.parametrize(
    ("link", "name"),
    [
        ("https://www.facebook.com/silverark", "silverark"),
        ("http://Instagram.Com/liansjadan/", "liansjadan"),
        ("https://www.youtube.com/channel/UCR5HhU_7IpjxgMueKTzADSg", "UCR5HhU_7IpjxgMueKTzADSg"),
        ("https://www.youtube.com/user/mia/videos", "mia"),
        ("youtube.com/c/Mia/featured", "Mia"),
        ("https://twitter.com/mia?lang=en#top", "mia"),
        ("https://facebook.com", ""),
        ("https://facebook.com/", ""),
        ("111", "111"),
        ("", ""),
        (None, ""),
    ],
)
async def test_the_name_in_a_social_link(link: str | None, name: str, api: Api, make: Make):
    sites = ("facebook", "instagram", "youtube", "twitter", "pinterest")
    page = await me(api.as_(await make.person(**dict.fromkeys(sites, link))))
    assert {page[f"{site}_username"] for site in sites} == {name}
    assert {page[site] for site in sites} == {link}


class TestWithOtherSettings:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        placeholder = "https://cdn.example.com/nobody.png"
        return settings.model_copy(update={"time_zone": "America/New_York", "placeholder_image": placeholder})

    async def test_dates_are_printed_in_the_zone_and_a_placeholder_stands_in(self, api: Api, make: Make):
        page = await me(api.as_(await make.person(created_at="2024-07-01 03:00:00+00")))
        assert page["created_on"] == "2024-06-30 23:00:00"
        assert page["image_url"] == "https://cdn.example.com/nobody.png"
        assert page["image"] is None
