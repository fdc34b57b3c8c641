"""The worlds of accounts, one's own profile, usage, and the lists that others refer to."""

from contract.worlds.request import Request, moment
from support.api import Api
from support.make import PASSWORD, Make

MIA = {
    "id": 1,
    "role": 1,
    "email": "mia.norton@example.com",
    "display_name": "Mia Norton",
    "slug": "mianorton",
    "account": "pro",
}


async def log_in(api: Api, make: Make) -> Request:
    await make.person(
        **MIA,
        picture="3cfa348997f2b8e08f1432e54f1013b7.jpg",
        disciplines=["Photographer", "Graphic Designer", "newitem"],
    )
    return Request(data={"email": "mia.norton@example.com", "password": PASSWORD})


async def refresh(api: Api, make: Make) -> Request:
    await log_in(api, make)
    return Request(token=make.token(1))


async def refresh_too_late(api: Api, make: Make) -> Request:
    await log_in(api, make)
    return Request(token=make.token(1), days_later=21.1)


async def disciplines(api: Api, make: Make) -> Request:
    await make.rows("TRUNCATE discipline, subdiscipline RESTART IDENTITY CASCADE")
    designer = "GD Disc1, GD Disc2, GD Disc3, GD Disc4, GD Disc5, GD Disc6"
    await _discipline(make, 2, "Graphic Designer", "Websites, Fasion, Photography, Art", "", "", "", designer)
    await _discipline(make, 6, "Hair")
    await _photographer(make)
    for id_, parent, name, suggestions in (
        (6, 2, "Illustrator", "Ill Skill1, Ill Skill2, Ill Skill13, Ill Skill4, Ill Skill5, Ill Skill6"),
        (7, 2, "Retouching", "Retouch Skill1, Retouch Skil2, Retouch Skill3, Retouch Skill4"),
        (8, 2, "Web Design", "Web Design 1, Web Design 2, Web Design 3, Web Design 4, Web Design 5"),
        (3, 1, "Wedding Photographer", "Wedding Skill1, Wedding Skill2"),
        (
            4,
            1,
            "Landscape Photographer",
            "Land Skill1, land Skill2, Land skill3, Land Skill4, Land Skill5, Land Skill6, land skill Long ",
        ),
        (5, 1, "Portrait Photographer", "Port1, Port2, Port3, Port4, Port5, Port6"),
    ):
        await make.row("subdiscipline", id=id_, discipline_id=parent, name=name, suggestions=suggestions)
    return Request()


async def searchable(api: Api, make: Make) -> Request:
    await make.rows("TRUNCATE discipline, subdiscipline RESTART IDENTITY CASCADE")
    await _discipline(make, 3, "Model", "Wedding, Fashion, Magazine, Experimental", "", "", None, None)
    await _photographer(make)
    await _discipline(make, 5, "Stylist", None, None, None, None, "Hair, Make up, Blusher")
    await make.row("discipline", id=9, name="Not For Searching", in_search=False)
    return Request()


async def _photographer(make: Make) -> None:
    subjects = "Wedding, Landscape, Fashion, Beauty, Design, Forests, Option 3, option 4, Option 5"
    suggestions = "Photoshop, Illustrator, Touching Up, SpeedLight"
    await _discipline(make, 1, "Photographer", subjects, "TOG", "Shooter", "Photography", suggestions)


async def _discipline(make: Make, id_: int, name: str, *texts: str | None) -> None:
    columns = ("sub", "alias1", "alias2", "description", "suggestions")
    await make.row("discipline", id=id_, name=name, **dict(zip(columns, texts or (None,) * 5, strict=True)))


async def own_page(api: Api, make: Make) -> Request:
    mia = await make.person(
        **MIA,
        created_at=moment("2015-05-23 14:57:26"),
        disciplines=["Photographer", "Dancer"],
        city="york",
        website="http://not a website",
        phone="01632 960 190",
        facebook="https://www.facebook.com/mianorton",
        twitter="https://twitter.com/mia_norton",
        pinterest="",
        instagram="http://Instagram.Com/mianorton",
        youtube="https://www.youtube.com/channel/UC0000000000000000000000",
        tags="photoshop,illustrator",
        bio="A text of several sentences, with line breaks.\r\n\r\nIt goes on for a while.",
        picture="463e7481a2273338e3128462eb96edea.png",
        renews_at=moment("2018-09-08 15:28:18"),
        mentor=True,
        badge=True,
        notifications="hourly",
        system_notifications="hourly",
        applicant_notifications="hourly",
        group_id=1,
        testing=True,
        profile_complete=True,
        rate_day=3500,
        mentor_url="",
        latitude="53.95997",
        longitude="1",
        country="US",
        hide_phone=True,
        previous_account="pro",
        membership_changed_at=moment("2018-03-08 14:28:19"),
        is_mentor=True,
        mentor_rate=35,
        twitter_followers=2069,
        facebook_likes=63,
        youtube_subscribers=3695,
        instagram_count=24556,
    )
    await make.rows("UPDATE person_counter SET followers = 7, views = 121, likes = 13 WHERE person_id = 1")
    await _portfolio(make, 1, "Wedding", "2015-06-11 10:18:31", pictures=3)
    await _portfolio(make, 3, "Fashion", "2015-06-11 10:19:21", pictures=5)
    return Request(token=mia.token)


async def _portfolio(make: Make, id_: int, title: str, created: str, pictures: int) -> None:
    await make.row(
        "portfolio",
        id=id_,
        owner_id=1,
        title=title,
        discipline="photographer",
        created_at=moment(created),
        place=id_,
    )
    for position in range(pictures):
        values = {"title": f"Picture {position}", "file": f"{id_}{position}.png", "authorised": True}
        picture = await make.row("picture", owner_id=1, **values)
        await make.row("portfolio_picture", portfolio_id=id_, picture_id=picture, position=position)


async def update(api: Api, make: Make) -> Request:
    person = await make.person(id=578)
    return Request(token=person.token, path="/users/578", data={"display_name": "Matty Newman"})


async def update_of_another(api: Api, make: Make) -> Request:
    await make.person(id=578)
    return Request(token=(await make.person()).token, path="/users/578", data={"display_name": "Matty Newman"})


async def update_with_a_bad_rate(api: Api, make: Make) -> Request:
    request = await update(api, make)
    request.data = {"mentor_rate": "thirty"}
    return request


NEWCOMER = {
    "email": "newcomer@example.com",
    "password": PASSWORD,
    "pass_confirm": PASSWORD,
    "display_name": "API User",
    "discipline": "Photographer",
    "city": "Leeds, United Kingdom",
    "country": "United Kingdom",
}


async def register(api: Api, make: Make) -> Request:
    return Request(data=NEWCOMER)


async def register_taken(api: Api, make: Make) -> Request:
    await make.person(email="Newcomer@example.com")
    return Request(data=NEWCOMER)


async def register_client(api: Api, make: Make) -> Request:
    return Request(data={name: NEWCOMER[name] for name in ("email", "password", "display_name")})


async def skills(api: Api, make: Make) -> Request:
    await make.rows("TRUNCATE skill RESTART IDENTITY CASCADE")
    for id_, name in ((3, "Photoshop"), (4, "Illustrator"), (5, "Aftereffects"), (6, "Lightroom")):
        await make.row("skill", id=id_, name=name)
    return Request(token=(await make.person()).token)


async def companies(api: Api, make: Make) -> Request:
    me = await make.person(id=1)
    await make.person(id=169)
    await _norton(make)
    await _corner_shop(make)
    return Request(token=me.token)


async def _norton(make: Make) -> None:
    await make.company(
        id=1,
        owner_id=1,
        name="Norton IT Solutions",
        description="We provide IT solutions from websites to file storage",
        category="computing-and-it",
        website="http://www.mianorton.co.uk",
        affiliate=True,
        coupon=True,
        exclusive=True,
        coupon_code="NOR8745c",
        coupon_description="Get 10% of all hosting",
        coupon_url="mianorton.co.uk/voucher",
        created_at=moment("2015-10-22 16:08:47"),
        modified_at=moment("2019-08-08 14:58:43"),
        feature_expires_at=moment("2015-11-25 00:00:00"),
        coupon_expires_at=moment("2020-11-09 00:00:00"),
        slug="mianorton",
        industry="",
        city="Leeds, UK",
        latitude="53.80076",
        longitude="-1.54908",
        country="United Kingdom",
        tagline="Always providing an awesome service",
        logo="f1588204ce2f9ed8121fe9781345ae92.jpeg",
        cover="6ad32fd09bfdfa1decf58694dab10ef6.jpeg",
    )


async def _corner_shop(make: Make) -> None:
    await make.company(
        id=8,
        owner_id=169,
        name="Corner Shop",
        description="A shop",
        category="computing-and-it",
        website="http://shop.example.com",
        affiliate=True,
        coupon=True,
        coupon_code="sdfsdf",
        coupon_description="sdfsdfdsf",
        coupon_url="sdfsdfsdfs.com",
        created_at=moment("2015-10-26 13:44:20"),
        modified_at=moment("2019-08-02 11:20:57"),
        featured=True,
        feature_expires_at=moment("2015-11-19 00:00:00"),
        slug="cornershop1",
        industry="",
        city="",
        country="",
        tagline="",
    )


async def one_company(api: Api, make: Make) -> Request:
    request = await companies(api, make)
    request.path = "/companies/1"
    return request


async def no_company(api: Api, make: Make) -> Request:
    request = await companies(api, make)
    request.path = "/companies/2"
    return request


async def usage(api: Api, make: Make) -> Request:
    """The rows of the printed XML; whom they belong to makes the administrator see both."""
    administrator = await make.administrator()
    for usage_id, person_id, email, upload, download, first_day in (
        (4401, 1981, "mia@example.com", 0, 520, True),
        (4402, 29105, "testing@example.com", 837244, 1556104, False),
        (4403, 29106, "more@example.com", 1, 1, False),
    ):
        await make.person(id=person_id, email=email)
        await make.row(
            "usage_day",
            id=usage_id,
            person_id=person_id,
            day="2015-07-05",
            upload=upload,
            download=download,
            first_day=first_day,
        )
    return Request(token=administrator.token)


async def usage_with_a_bad_cursor(api: Api, make: Make) -> Request:
    return Request(token=(await make.person()).token, path="/usage?startingafter=dave")


WORLDS = {
    "error.framework": usage_with_a_bad_cursor,
    "usage.list": usage,
    "auth.login": log_in,
    "auth.refresh": refresh,
    "auth.refresh.too_old": refresh_too_late,
    "auth.disciplines": disciplines,
    "users.me": own_page,
    "users.disciplines": searchable,
    "users.update": update,
    "users.update.not_found": update_of_another,
    "users.update.invalid": update_with_a_bad_rate,
    "users.register": register,
    "users.register.taken": register_taken,
    "clients.register": register_client,
    "skills.list": skills,
    "companies.list": companies,
    "companies.list.bad_limit": companies,
    "companies.get": one_company,
    "companies.get.not_found": no_company,
}
