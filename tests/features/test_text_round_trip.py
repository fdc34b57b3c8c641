"""Every text that is accepted comes back as it was sent, whatever the encoding of the body."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from freelancerclub.wire.validate import visible
from support.api import Api
from support.make import Make
from support.sending import ENCODINGS, encoded

# All of Unicode but NUL, which PostgreSQL can't hold, and surrogates, which are no characters.
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
NASTY = st.sampled_from(
    ["\r\n", "%20", "+", "&amp;", "<b>", '"', "\\", "{sentence}", "%(id)s", "\ufeff", "‮", "é", "é", "🏴‍☠️", " "]
)


def text(most: int) -> st.SearchStrategy[str]:
    joined = st.lists(CHARACTERS | NASTY, max_size=most // 2).map("".join)
    return (joined | st.text(CHARACTERS, min_size=most, max_size=most)).map(lambda made: made[:most])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=text(100).filter(visible),
    bio=text(300),
    city=text(200),
    encoding=st.sampled_from(ENCODINGS),
)
async def test_a_profile_round_trips(name: str, bio: str, city: str, encoding: str, api: Api, make: Make):
    mia = await make.person()
    sent = {"display_name": name, "bio": bio, "city": city}

    answer = await api.as_(mia).post(f"/users/{mia.id}", **encoded(encoding, sent))

    assert answer.json == {"status": "200", "message": "Updated User Succesfully"}
    page = (await api.as_(mia).get("/users/me")).json["data"]
    assert {key: page[key] for key in sent} == sent


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    message=text(300).filter(lambda made: len(made.strip()) > 3 and visible(made)), encoding=st.sampled_from(ENCODINGS)
)
async def test_a_message_round_trips(message: str, encoding: str, api: Api, make: Make):
    mia, ben = await make.person(), await make.person()

    answer = await api.as_(mia).post("/messages", **encoded(encoding, {"ids": str(ben.id), "message": message}))
    talk = answer.json["data"]["message_id"]
    answer = await api.as_(mia).post(f"/messages/{talk}/reply", **encoded(encoding, {"message": message}))

    assert answer.json == {"status": "200", "message": "Reply added"}
    page = (await api.as_(ben).get(f"/messages/{talk}")).json["data"]
    assert [item["message"] for item in page["message_items"]] == [message, message]
    assert (await api.as_(ben).get("/messages")).json["data"][0]["lastmessage"] == message
    found = await api.as_(ben).get("/messages/search", params={"search": message})
    assert found.status == 200 and {item["message"] for item in found.json["data"]} <= {message}
