"""The inbox and one conversation: who is named, what is unread, in which order, how fresh."""

import pytest

from support.api import SITE, Api
from support.make import Make, Person
from support.talking import OTHERWISE, begin, inbox, item, opened, reply, said, thread
from support.watching import statements


async def test_a_conversation_from_its_first_word(api: Api, ann: Person, ben: Person, eve: Person):
    talk = await begin(api, ann, ben, eve, message="Hello <b>both</b> & all")
    now = api.clock().strftime("%Y-%m-%d %H:%M:%S")
    answer = await inbox(api, ben)
    assert answer["meta"] == {"total": 1, "limit": 20, "offset": 0, "unread": 1}
    face = f"{SITE}/images/profile/120/a.jpg"
    assert answer["data"] == [
        {
            "id": str(talk),
            "created_by": str(ann.id),
            "created_on": now,
            "last_date": now,
            "source": "",
            "source_id": "0",
            "read": "0",
            "display_name": "Ann Lee",
            "image": "a.jpg",
            "users": [
                {"read": "1", "display_name": "Ann Lee", "other_id": str(ann.id), "image": "a.jpg", "img_full": face},
                {"read": "0", "display_name": "Eve Orr", "other_id": str(eve.id), "image": None, "img_full": None},
            ],
            "lastmessage": "Hello <b>both</b> & all",
            "readall": False,
            "img_full": face,
        }
    ]
    assert (await inbox(api, ann))["meta"]["unread"] == 0, "who wrote has read it"


async def test_opening_it_reads_it_for_whoever_opens_it(api: Api, ann: Person, ben: Person, eve: Person):
    talk = await begin(api, ann, ben, eve)
    for reader, readall in ((ben, False), (eve, True)):
        assert said(await opened(api, reader, talk)) == ["Hello there"]
        line = (await inbox(api, reader))["data"][0]
        assert (line["read"], line["readall"]) == ("1", readall)
        assert (await inbox(api, reader))["meta"]["unread"] == 0
    assert [user["read"] for user in (await opened(api, ann, talk))["message_users"]] == ["1", "1"]
    api.clock.forward(minutes=1)
    assert (await reply(api, ben, talk, "One more")).json == {"status": "200", "message": "Reply added"}
    assert [(await inbox(api, person))["meta"]["unread"] for person in (ann, ben, eve)] == [1, 0, 1]
    assert (await inbox(api, ann))["data"][0]["lastmessage"] == "One more"


async def test_a_reply_that_comes_while_one_reads_stays_unread(
    api: Api, ann: Person, ben: Person, monkeypatch: pytest.MonkeyPatch
):
    from freelancerclub.features.messages import actions

    talk = await begin(api, ann, ben)
    mark = actions.do_mark_read

    async def late(*arguments: object) -> None:
        monkeypatch.setattr(actions, "do_mark_read", mark)
        await reply(api, ann, talk, "Just now")
        await mark(*arguments)

    monkeypatch.setattr(actions, "do_mark_read", late)
    assert said(await opened(api, ben, talk)) == ["Hello there"]
    assert (await inbox(api, ben))["meta"]["unread"] == 1
    assert said(await opened(api, ben, talk)) == ["Hello there", "Just now"]
    assert (await inbox(api, ben))["meta"]["unread"] == 0


async def test_the_one_written_in_last_comes_first(api: Api, make: Make, ann: Person, ben: Person):
    talks = []
    for number in range(5):
        talks.append(await begin(api, ann, ben, message=f"Message {number}"))
        api.clock.forward(minutes=1)
    await reply(api, ben, talks[1])
    expected = [talks[1], talks[4], talks[3], talks[2], talks[0]]
    assert [int(line["id"]) for line in (await inbox(api, ann))["data"]] == expected
    page = (await api.as_(ann).get("/messages/offset/1/limit/2")).json
    assert page["meta"] == {"total": 5, "limit": 2, "offset": 1, "unread": 1}
    assert [int(line["id"]) for line in page["data"]] == expected[1:3]
    assert (await inbox(api, ann, offset=5))["data"] == []
    await make.rows("UPDATE thread SET last_at = now()")
    assert (await api.as_(ann).get("/messages?limit=x")).status == 400
    assert (await api.as_(ann).get("/messages?offset=-1")).status == 400


async def test_who_is_in_it_is_told_as_their_page_tells(api: Api, make: Make, ann: Person, ben: Person):
    values = {"bio": "A bio", "phone": "01632 960123", "tags": "Dance", "previous_account": "free"}
    await make.rows("UPDATE person SET bio = %(bio)s, phone = %(phone)s, tags = %(tags)s, hide_phone = true, "
                    "previous_account = %(previous_account)s WHERE id = " + str(ben.id), values)  # fmt: skip
    talk = await begin(api, ann, ben)

    async def shown() -> dict[str, str | None]:
        (user,) = (await opened(api, ann, talk))["message_users"]
        assert user["id"] == user["user_id"] == str(ben.id) and user["message_id"] == str(talk)
        assert (user["email"], user["contact"] or "", user["previous_account"]) == ("", "", "")
        return {name: user[name] for name in ("display_name", "bio", "tags", "slug", "profile_hidden")}

    assert list((await shown()).values()) == ["Ben Ash", "A bio", "Dance", "benash", "0"]
    await make.rows("UPDATE person SET profile_hidden = true WHERE id = %s", [ben.id])
    assert list((await shown()).values()) == ["Ben Ash", None, None, "", "1"], "who writes says who they are"
    await make.rows("UPDATE person SET deleted_at = now() WHERE id = %s", [ben.id])
    assert list((await shown()).values()) == ["Deleted member", None, None, "", "1"]
    assert (await inbox(api, ann))["data"][0]["users"][0]["display_name"] == "Deleted member"


async def test_an_administrator_in_it_sees_more_and_outside_it_nothing(api: Api, make: Make, ann: Person):
    boss = await make.administrator()
    talk = await begin(api, ann, boss)
    assert (await opened(api, boss, talk))["message_users"][0]["email"] == "ann@example.com"
    other = await make.administrator()
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/reply")):
        answer = await api.as_(other).ask(method, f"/messages/{talk}{path}", data={"message": "Hello"})
        assert (answer.status, answer.message) == (403, "You do not have access to this message")


async def test_what_changes_is_shown_at_once(api: Api, make: Make, ann: Person, ben: Person):
    talk = await begin(api, ann, ben)
    await inbox(api, ben)
    await make.rows("UPDATE person SET display_name = 'Ann Else', picture = 'n.jpg' WHERE id = %s", [ann.id])
    line = (await inbox(api, ben))["data"][0]
    assert (line["display_name"], line["image"], line["users"][0]["display_name"]) == ("Ann Else", "n.jpg", "Ann Else")
    await make.rows("UPDATE thread_item SET message = 'Changed'")
    assert (await inbox(api, ben))["data"][0]["lastmessage"] == "Changed"
    assert (await opened(api, ben, talk))["message_items"][0]["display_name"] == "Ann Else"


async def test_items_by_pages_and_only_the_newer_ones(api: Api, make: Make, ann: Person, ben: Person):
    talk = await thread(make, ann, ben)
    await make.rows(
        "INSERT INTO thread_item (thread_id, author_id, message)"
        " SELECT %s, %s, 'm' || n FROM generate_series(1, 1010) n",
        [talk, ann.id],
    )
    whole = said(await opened(api, ben, talk))
    assert whole == [f"m{n}" for n in range(11, 1011)], "the newest thousand, the oldest of them first"
    assert said(await opened(api, ben, talk, limit=2)) == ["m1009", "m1010"]
    assert said(await opened(api, ben, talk, limit=2, offset=1009)) == ["m1"]
    last = (await opened(api, ben, talk, limit=3))["message_items"][0]["id"]
    assert said(await opened(api, ben, talk, after=last)) == ["m1009", "m1010"]
    assert said(await opened(api, ben, talk, after=last, limit=1)) == ["m1009"]
    for beyond in (int(last) + 2, "9" * 25):
        assert said(await opened(api, ben, talk, after=beyond)) == []
    wrong = await api.as_(ben).get(f"/messages/{talk}?after=x")
    assert (wrong.status, wrong.sentences) == (400, "The After field must contain an integer.\n")
    for asked in ("limit=501", "limit=0", "offset=x"):
        assert (await api.as_(ben).get(f"/messages/{talk}?{asked}")).status == 400


async def test_html_of_the_original_is_harmless(api: Api, make: Make, ann: Person, ben: Person):
    talk = await thread(make, ann, ben)
    evil = "<p onclick='x()'>Hi <b>you</b><script>alert(1)</script><a href='javascript:x()'>this</a></p>"
    for html in (False, True):
        await item(make, talk, ann, evil, html=html)
        shown = said(await opened(api, ben, talk))[-1]
        found = (await api.as_(ben).get("/messages/search?search=you")).json["data"][0]["message"]
        assert shown == found == (await inbox(api, ben))["data"][0]["lastmessage"]
        assert (shown == evil) is not html
    assert shown == '<p>Hi <b>you</b><a rel="noopener noreferrer">this</a></p>'


async def test_put_away_until_somebody_writes(api: Api, ann: Person, ben: Person, eve: Person):
    talk = await begin(api, ann, ben, eve)
    for _ in range(2):
        answer = await api.as_(ben).ask("DELETE", f"/messages/{talk}")
        assert answer.json == {"status": "200", "message": "The thread has been deleted"}
    gone = await inbox(api, ben)
    assert (gone["data"], gone["meta"]["total"], gone["meta"]["unread"]) == ([], 0, 0)
    assert (await api.as_(ben).get(f"/messages/{talk}")).status == 404
    assert (await api.as_(ben).get("/messages/search?search=hello")).json["meta"]["total"] == 0
    assert len((await inbox(api, eve))["data"]) == 1, "for nobody else"
    assert [user["delete"] for user in (await opened(api, ann, talk))["message_users"]] == ["1", "0"]
    await reply(api, eve, talk, "Are you there?")
    back = await inbox(api, ben)
    assert (back["meta"]["total"], back["meta"]["unread"]) == (1, 1)
    assert said(await opened(api, ben, talk)) == ["Hello there", "Are you there?"]
    await api.as_(ben).ask("DELETE", f"/messages/{talk}")
    assert (await reply(api, ben, talk, "I am back")).status == 200, "one's own word brings it back too"
    assert (await inbox(api, ben))["meta"]["total"] == 1


async def test_what_is_written_already_costs_one_statement(api: Api, make: Make, ann: Person):
    for _ in range(25):
        await begin(api, await make.person(), ann)
    for path, costs in (("/messages", [2, 1, 1]), ("/messages?limit=1", [1]), ("/messages/3", [4, 2, 2])):
        for cost in costs:
            with statements() as seen:
                assert (await api.as_(ann).get(path)).status == 200
            assert len(seen) == cost, (path, seen)


async def test_an_inbox_of_nobody(api: Api, ann: Person):
    expected = {"meta": {"total": 0, "limit": 20, "offset": 0, "unread": 0}, "data": []}
    assert await inbox(api, ann) == expected


# What changes what Ann reads in a conversation of hers with Ben and Eve, which she has read, or keeps it.
CHANGES = OTHERWISE | {
    "another name of one's own": "UPDATE person SET display_name = 'Anna' WHERE id = %(ann)s",
    "their town": "UPDATE person SET city = 'Leeds' WHERE id = %(eve)s",
    "who has read it": "UPDATE thread_member SET read = NOT read WHERE (thread_id, person_id) = (%(talk)s, %(eve)s)",
    "a subject": "UPDATE thread SET subject = 'On Monday' WHERE id = %(talk)s",
    "a block": "INSERT INTO block (blocker_id, blocked_id) VALUES (%(eve)s, %(ann)s)",
    "a role": "UPDATE person SET role = 1 WHERE id = %(ann)s",
}
STAY = {
    "in another one": "INSERT INTO thread_item (thread_id, author_id, message) VALUES (%(other)s, %(ben)s, 'Hello')",
    "a block between others": "INSERT INTO block (blocker_id, blocked_id) VALUES (%(eve)s, %(ben)s)",
}


@pytest.mark.parametrize("change", CHANGES | STAY)
async def test_whoever_has_read_it_hears_of_what_changed(
    change: str, api: Api, make: Make, ann: Person, ben: Person, eve: Person
):
    talk, other = await thread(make, ann, ben, eve), await thread(make, ben, eve)
    first = await item(make, talk, ben, "Hello")
    held = await item(make, talk, ben, "Hello you", withheld=True)
    for one in (ann, eve):
        await item(make, talk, one, "Hello both")
    await make.rows("UPDATE person SET phone = '5' WHERE id = %s", [ben.id])
    ids = {"talk": talk, "other": other, "first": first, "held": held, "ann": ann.id, "ben": ben.id, "eve": eve.id}
    me, path = api.as_(ann), f"/messages/{talk}"
    for _ in range(2):  # the first time marks it as read
        before = await me.get(path)
    known = {"If-None-Match": before.headers["etag"]}
    for _ in range(3):
        assert (await me.get(path, headers=known)).status == 304
    await make.rows((CHANGES | STAY)[change], ids)
    asked, after = await me.get(path, headers=known), await me.get(path)
    assert (after.body == before.body) == (asked.status == 304) == (change in STAY)


async def test_what_is_unread_is_marked_whatever_the_client_has(api: Api, ann: Person, ben: Person):
    talk = await begin(api, ann, ben)
    known = {"If-None-Match": (await api.as_(ben).get(f"/messages/{talk}")).headers["etag"]}
    await api.as_(ben).get(f"/messages/{talk}", headers=known)
    await reply(api, ann, talk, "One more")
    assert (await inbox(api, ben))["meta"]["unread"] == 1
    assert (await api.as_(ben).get(f"/messages/{talk}", headers=known)).status == 200
    assert (await inbox(api, ben))["meta"]["unread"] == 0


async def test_a_page_is_known_by_who_asks_and_for_which_messages(api: Api, ann: Person, ben: Person):
    talk = await begin(api, ann, ben)
    await opened(api, ben, talk)
    pages = ("", "?limit=1", "?offset=1", "?after=1")
    tags = {
        (await api.as_(person).get(f"/messages/{talk}{page}")).headers["etag"]
        for person in (ann, ben)
        for page in pages
    }
    assert len(tags) == 8
