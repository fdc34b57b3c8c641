"""Every field of a profile: how it is stored, printed back, cleared and limited (E9, R16, R98)."""

from typing import Any

import pytest

from support.api import Api
from support.make import Make, Person
from support.sending import ENCODINGS, encoded
from support.watching import changed, columns

UPDATED = {"status": "200", "message": "Updated User Succesfully"}
THRE = "Thre are errors with the data submitted"

# What is sent, and how one's own page prints it.
FIELDS = {
    "display_name": ("Matty Nelson", "Matty Nelson"),
    "discipline": ("dancer, TOG", "Dancer, Photographer"),
    "hidetel": ("1", "1"),
    "website": ("http://not a website", "http://not a website"),
    "contact": ("01904 290 190", "01904 290 190"),
    "tags": ("photoshop,illustrator", "photoshop,illustrator"),
    "rate_hourly": ("12.5", "12.50"),
    "rate_day": ("3500", "3500.00"),
    "is_mentor": ("1", "1"),
    "mentor_rate": ("35.00", "35.00"),
    "facebook": ("https://www.facebook.com/silverark", "https://www.facebook.com/silverark"),
    "twitter": ("https://twitter.com/silver_ark", "https://twitter.com/silver_ark"),
    "instagram": ("http://Instagram.Com/liansjadan", "http://Instagram.Com/liansjadan"),
    "pinterest": ("pinterest.com/mia", "pinterest.com/mia"),
    "youtube": ("https://www.youtube.com/channel/UCR5", "https://www.youtube.com/channel/UCR5"),
    "testing": ("1", "yes"),
    "bio": ("Two lines,\nthe second ✓", "Two lines,\nthe second ✓"),
    "profile_hidden": ("1", "1"),
    "city": ("York", "York"),
    "country": ("United Kingdom", "United Kingdom"),
    "longitude": ("-1.0815", "-1.08150"),
    "latitude": ("53.95997", "53.95997"),
    "notifications": ("daily", "daily"),
    "systemnotifications": ("hourly", "hourly"),
    "notificationsapplicants": ("never", "never"),
    "push_job_alerts": ("0", "0"),
    "push_inmail": ("0", "0"),
}
FOLLOWING = {  # keys that follow from others
    "profile_complete": "1",
    "facebook_username": "silverark",
    "twitter_username": "silver_ark",
    "instagram_username": "liansjadan",
    "pinterest_username": "mia",
    "youtube_username": "UCR5",
}
LABELS = {
    "display_name": "Display Name", "website": "Website", "contact": "Contact", "tags": "Tags", "bio": "Bio",
    "rate_hourly": "Hourly Rate", "rate_day": "Day Rate", "mentor_rate": "Mentorship Hourly Rate",
    "facebook": "Facebook", "twitter": "Twitter", "instagram": "Instagram", "pinterest": "Pinterest",
    "youtube": "Youtube", "city": "City", "country": "Country", "longitude": "Longitude", "latitude": "Latitude",
}  # fmt: skip


@pytest.fixture
async def mia(make: Make) -> Person:
    return await make.person()


async def page_of(api: Api, mia: Person) -> dict:
    return (await api.as_(mia).get("/users/me")).json["data"]


@pytest.mark.parametrize("encoding", ENCODINGS)
async def test_every_field_is_stored_and_printed_and_nothing_else_changes(
    encoding: str, api: Api, make: Make, mia: Person
):
    before, row_before = await page_of(api, mia), await columns(make, "person", mia.id)
    sent = {name: value for name, (value, _) in FIELDS.items()} | {"subdiscipline": "Wedding photography, Ballet"}

    answer = await api.as_(mia).post(f"/users/{mia.id}", **encoded(encoding, sent))

    assert (answer.status, answer.json) == (200, UPDATED)
    after = await page_of(api, mia)
    assert changed(before, after) == {name: printed for name, (_, printed) in FIELDS.items()} | FOLLOWING
    row = changed(row_before, await columns(make, "person", mia.id))
    assert row["subdisciplines"] == ["Wedding photography", "Ballet"]
    assert len(row) == len(sent) + 1, "a column a field, and profile_complete"


@pytest.mark.parametrize("name", FIELDS)
async def test_one_field_changes_alone(name: str, api: Api, mia: Person):
    before = await page_of(api, mia)
    value, printed = FIELDS[name]
    assert (await api.as_(mia).post(f"/users/{mia.id}", {name: value})).json == UPDATED
    after = changed(before, await page_of(api, mia))
    assert after.pop(name) == printed
    assert after.keys() <= {f"{name}_username"}


@pytest.mark.parametrize("name", ["website", "contact", "tags", "bio", "facebook", "twitter", "instagram", "pinterest",
                                  "youtube", "city", "country"])  # fmt: skip
async def test_an_empty_text_clears(name: str, api: Api, make: Make, mia: Person):
    await api.as_(mia).post(f"/users/{mia.id}", {name: FIELDS[name][0]})
    assert (await api.as_(mia).post(f"/users/{mia.id}", {name: ""})).json == UPDATED
    assert (await page_of(api, mia))[name] == ""


async def test_an_empty_number_and_an_empty_list_clear(api: Api, make: Make, mia: Person):
    cleared = {
        "rate_hourly": None,
        "rate_day": None,
        "mentor_rate": None,
        "longitude": "0.00000",
        "latitude": "0.00000",
    }
    values = {name: FIELDS[name][0] for name in cleared} | {"subdiscipline": "Ballet"}
    await api.as_(mia).post(f"/users/{mia.id}", values)
    for encoding, empty in (("urlencoded", ""), ("json", None)):
        assert (
            await api.as_(mia).post(f"/users/{mia.id}", **encoded(encoding, dict.fromkeys(values, empty)))
        ).json == UPDATED
        page = await page_of(api, mia)
        assert {name: page[name] for name in cleared} == cleared
        assert (await columns(make, "person", mia.id))["subdisciplines"] == []
        await api.as_(mia).post(f"/users/{mia.id}", values)


async def test_who_saves_what_is_printed_of_no_place_has_none_still(api: Api, make: Make, mia: Person):
    await make.rows("UPDATE person SET latitude = NULL, longitude = NULL WHERE id = %s", [mia.id])
    page = (await api.as_(mia).get("/users/me")).json["data"]
    sent = {name: page[name] for name in ("latitude", "longitude")} | {"bio": "Saved"}
    assert (await api.as_(mia).post(f"/users/{mia.id}", sent)).status == 200
    assert await make.rows("SELECT latitude, longitude, bio FROM person WHERE id = %s", [mia.id]) == [
        (None, None, "Saved")
    ]
    assert (await api.as_(mia).post(f"/users/{mia.id}", {"latitude": "0", "longitude": "0.5"})).status == 200
    assert (await make.rows("SELECT latitude FROM person WHERE id = %s", [mia.id]))[0][0] == 0


async def test_an_empty_choice_is_none_and_an_empty_name_is_refused(api: Api, mia: Person):
    before = await page_of(api, mia)
    choices = ("hidetel", "is_mentor", "testing", "profile_hidden", "notifications", "systemnotifications",
               "notificationsapplicants", "push_job_alerts", "push_inmail")  # fmt: skip
    assert (await api.as_(mia).post(f"/users/{mia.id}", dict.fromkeys(choices, ""))).json == UPDATED
    for name, label in (("display_name", "Display Name"), ("discipline", "Discipline")):
        for blank in ("", " \t"):
            answer = await api.as_(mia).post(f"/users/{mia.id}", {name: blank})
            assert (answer.status, answer.sentences) == (400, f"The {label} field is required.\n")
    assert await page_of(api, mia) == before


async def test_the_three_vocabularies_of_testing(api: Api, mia: Person):
    for sent, printed in (("yes", "yes"), ("dns", "dns"), ("ON", "yes"), ("off", "dns"), ("1", "yes"), ("no", "dns"),
                          ("yes", "yes"), ("0", "dns")):  # fmt: skip
        assert (await api.as_(mia).post(f"/users/{mia.id}", {"testing": sent})).json == UPDATED
        assert (await page_of(api, mia))["testing"] == printed, sent


async def test_json_scalars_mean_what_they_say(api: Api, mia: Person):
    sent = {"hidetel": True, "push_inmail": False, "rate_day": 3500, "rate_hourly": 12.5, "longitude": -0.00005}
    assert (await api.as_(mia).post(f"/users/{mia.id}", json=sent | {"discipline": ["Dancer", "TOG"]})).json == UPDATED
    page = await page_of(api, mia)
    expected = {"hidetel": "1", "push_inmail": "0", "rate_day": "3500.00", "rate_hourly": "12.50",
                "longitude": "-0.00005", "discipline": "Dancer, Photographer"}  # fmt: skip
    assert {name: page[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("name", "most"),
    [("display_name", 100), ("bio", 5_000), ("website", 500), ("facebook", 500), ("twitter", 500), ("instagram", 500),
     ("pinterest", 500), ("youtube", 500), ("city", 200), ("country", 200), ("contact", 50)],
)  # fmt: skip
async def test_the_length_of_texts(name: str, most: int, api: Api, mia: Person):
    """Counted in characters, whatever their bytes."""
    longest = "é" * most
    assert (await api.as_(mia).post(f"/users/{mia.id}", {name: longest})).json == UPDATED
    answer = await api.as_(mia).post(f"/users/{mia.id}", {name: longest + "é"})
    assert (answer.status, answer.message) == (400, THRE)
    assert answer.sentences == f"The {LABELS[name]} field cannot exceed {most} characters in length.\n"
    assert (await page_of(api, mia))[name] == longest


async def test_the_length_of_lists(api: Api, make: Make, mia: Person):
    tag, subs = "é" * 60, ",".join(f"sub {n}" for n in range(20))
    accepted = {"tags": f"{tag}, {tag}", "subdiscipline": subs}
    assert (await api.as_(mia).post(f"/users/{mia.id}", accepted)).json == UPDATED
    before = await make.whole("person", mia.id)
    for sent, sentence in (
        ({"tags": f"a,{tag}é"}, "The Tags field cannot exceed 60 characters in length for one entry."),
        ({"tags": "tag," * 250 + "t"}, "The Tags field cannot exceed 1000 characters in length."),
        ({"subdiscipline": subs + ",one more"}, "The Sub Discipline field cannot have more than 20 entries."),
        ({"subdiscipline": "x" * 101}, "The Sub Discipline field cannot exceed 100 characters in length."),
        ({"discipline": "x" * 101}, "The Discipline field cannot exceed 100 characters in length."),
    ):
        answer = await api.as_(mia).post(f"/users/{mia.id}", sent)
        assert (answer.status, answer.sentences) == (400, sentence + "\n")
    assert await make.whole("person", mia.id) == before
    assert (await api.as_(mia).post(f"/users/{mia.id}", {"tags": "tag," * 250})).json == UPDATED


@pytest.mark.parametrize("name", ["rate_hourly", "rate_day", "mentor_rate", "longitude", "latitude"])
async def test_what_is_no_number(name: str, api: Api, make: Make, mia: Person):
    before = await make.whole("person", mia.id)
    for value in (
        "a lot",
        "1,5",
        "1_000",
        "１２",
        "0x10",
        "NaN",
        "Infinity",
        "--1",
        "£5",
        "1 2",
        "1e999",
        "9" * 41,
        "-",
    ):
        answer = await api.as_(mia).post(f"/users/{mia.id}", {name: value})
        assert (answer.status, answer.message) == (400, THRE), value
        assert answer.sentences == f"The {LABELS[name]} field must contain only numeric characters.\n", value
    assert await make.whole("person", mia.id) == before


async def test_the_example_of_the_reference_byte_for_byte(api: Api, mia: Person):
    answer = await api.as_(mia).post(f"/users/{mia.id}", {"mentor_rate": "a lot"})
    assert answer.body == (
        rb'{"status":"400","message":"Thre are errors with the data submitted",'
        rb'"errors":"\"The Mentorship Hourly Rate field must contain only numeric characters.\\n\""}'
    )


async def test_numbers_at_and_past_their_ends(api: Api, mia: Person):
    for name, least, most in (
        ("rate_day", "0", "99999999.99"),
        ("longitude", "-180", "180"),
        ("latitude", "-90", "90"),
    ):
        for value in (least, most, f" +{most} ", "0.000001", ".5", "5.", "1e1"):
            assert (await api.as_(mia).post(f"/users/{mia.id}", {name: value})).json == UPDATED, (name, value)
        for value, wording in (
            (str(float(least) - 0.001), f"greater than or equal to {least}"),
            (f"{most}{'' if '.' in most else '.'}001", f"less than or equal to {most}"),
            ("9" * 40, f"less than or equal to {most}"),
        ):
            answer = await api.as_(mia).post(f"/users/{mia.id}", {name: value})
            assert answer.sentences == f"The {LABELS[name]} field must contain a number {wording}.\n", value


async def test_choices_outside_their_list(api: Api, make: Make, mia: Person):
    before = await make.whole("person", mia.id)
    for name, label, words in (
        ("hidetel", "Hide Telephone", "0,1"),
        ("is_mentor", "Mentor", "0,1"),
        ("testing", "Testing", "0,1"),
        ("profile_hidden", "Profile Hidden", "0,1"),
        ("push_job_alerts", "Push Job Alerts", "0,1"),
        ("push_inmail", "Push In Mail", "0,1"),
        ("notifications", "Notifications", "instant,daily,hourly,never"),
        ("systemnotifications", "System Notifications", "instant,daily,hourly,never"),
        ("notificationsapplicants", "Applicant Notifications", "instant,daily,hourly,never"),
    ):
        for value in ("2", "maybe", "-1", "１"):
            answer = await api.as_(mia).post(f"/users/{mia.id}", {name: value})
            assert (answer.status, answer.sentences) == (400, f"The {label} field must be one of: {words}.\n"), value
    assert await make.whole("person", mia.id) == before


async def test_every_fault_is_named_and_nothing_is_stored(api: Api, make: Make, mia: Person):
    before = await make.whole("person", mia.id)
    sent = {"bio": "A good one", "display_name": "x" * 101, "rate_day": "x", "testing": "perhaps", "latitude": "91"}
    answer = await api.as_(mia).post(f"/users/{mia.id}", sent)
    assert answer.status == 400
    assert answer.sentences == (
        "The Display Name field cannot exceed 100 characters in length.\n"
        "The Day Rate field must contain only numeric characters.\n"
        "The Testing field must be one of: 0,1.\n"
        "The Latitude field must contain a number less than or equal to 90.\n"
    )
    assert await make.whole("person", mia.id) == before


@pytest.mark.parametrize("sent", [{"json": {"tags": ["a b", "c"]}}, {"content": b"tags[]=a b&tags[]=c"}])
async def test_tags_may_be_a_list(api: Api, mia: Person, sent: dict[str, Any]):
    answer = await api.as_(mia).ask("POST", f"/users/{mia.id}", **sent)
    assert answer.json == UPDATED
    assert (await api.as_(mia).get("/users/me")).json["data"]["tags"] == "a b,c"


async def test_a_file_is_no_tag(api: Api, mia: Person):
    answer = await api.as_(mia).post(f"/users/{mia.id}", {"bio": "x"}, files={"tags": ("a.txt", b"a")})
    assert answer.status == 400 and "must be text, not a file." in answer.text
    assert (await api.as_(mia).get("/users/me")).json["data"]["tags"] is None
