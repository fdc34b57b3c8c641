"""The table of kinds, how texts are cut and escaped, when a mail is due, and what a link's signature is worth."""

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freelancerclub.features.telling.rules import (
    EVER,
    KINDS,
    PAUSE,
    SYSTEM,
    TOPICS,
    Kind,
    Told,
    Waiting,
    due_of,
    link_of,
    message_of,
    next_try,
    plain,
    plan,
    printed,
    read_unsubscribe_token,
    shortened,
    summary_of,
    told,
    unsubscribe_headers,
    unsubscribe_token,
    window_of,
)

UTC_ZONE, LONDON = ZoneInfo("UTC"), ZoneInfo("Europe/London")
NOW = datetime(2026, 5, 23, 10, 10, tzinfo=UTC)
KEY = b"k" * 64


def words_of(text: str) -> dict[str, str | int]:
    return {name: 7 if name in ("target", "picture", "job") else f"<{name}>" for name in re.findall(r"{(\w+)}", text)}


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("That's great", "That's great"),
        ("x" * 30, "x" * 30),
        ("Cleo Sands - That's great workmanship", "Cleo Sands - That's great ..."),
        ("Claire Simmons - That's great and more", "Claire Simmons - That's great ..."),
        ("x" * 31, "x" * 30 + " ..."),
        ("two\n\nlines  here", "two lines here"),
        ("", ""),
    ],
)
def test_a_text_is_cut_at_the_last_space(text: str, short: str):
    assert shortened(text) == short


@pytest.mark.parametrize(
    ("kind", "words", "message", "link"),
    [
        (
            "discussion",
            {"quote": "fghfghgh", "course": "basic-html", "target": 2},
            "has posted a discussion on one of your projects: &nbsp;<i>'fghfghgh'</i>",
            "/resources/elearning/course/basic-html#project/2",
        ),
        (
            "comment.also",
            {"quote": "Cleo Sands - That's great workmanship", "slug": "danabrook", "picture": 44, "target": 59},
            "also commented on an image: &nbsp;<i>'Cleo Sands - That's great ...'</i>",
            "/discover/freelancers/danabrook/image/44/0#comment59",
        ),
        (
            "comment",
            {"quote": "Nice Picture!!", "slug": "mianorton", "picture": 30, "target": 33},
            "has commented on one of your images: &nbsp;<i>'Nice Picture!!'</i>",
            "/discover/freelancers/mianorton/image/30/0#comment33",
        ),
        (
            "invite",
            {"title": "Photographer Needed", "job": 102, "target": 102},
            "has invited you to apply for the job <a href='/jobs/details/102'>Photographer Needed</a>",
            "/jobs/details/102",
        ),
    ],
)
def test_the_documented_texts(kind: str, words: dict[str, str | int], message: str, link: str):
    assert message_of(KINDS[kind], words) == message
    assert link_of(KINDS[kind], words) == link


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_prints_and_escapes(name: str):
    kind = KINDS[name]
    words = words_of(kind.text + kind.link)
    assert "<quote>" not in message_of(kind, words) and "<title>" not in message_of(kind, words)
    assert re.fullmatch(r"/[\w/#%.-]*", link_of(kind, words))
    assert summary_of(kind) and "{" not in summary_of(kind) and not summary_of(kind).endswith(":")
    assert kind.topic is None or kind.topic in TOPICS


def test_quotes_are_written_as_in_the_reference():
    assert printed('"That\'s" <b> & more') == "&quot;That's&quot; &lt;b&gt; &amp; more"


def test_a_line_without_its_markup():
    message = "is on the board:\n &nbsp;<a href='/jobs/details/1'>A &amp; B</a>  <b>now</b>"
    assert plain(message) == "is on the board: A & B now"


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ("has written a review: &nbsp;<i>'{quote}'</i>", "has written a review"),
        ("wants {title}", "wants"),
        ("has chosen: {title}", "has chosen"),
        ("has said &nbsp;something", "has said"),
        ("has news for <b>you</b>", "has news for"),
        ("is now following you", "is now following you"),
    ],
)
def test_a_subject_ends_where_words_of_others_may_begin(text: str, summary: str):
    assert summary_of(Kind("jobs", text, "/")) == summary


def test_messages_alone_are_not_listed_in_the_inbox():
    """They have an inbox of their own."""
    assert {name for name, kind in KINDS.items() if not kind.listed} == {"message.new", "message.reply"}


@pytest.mark.parametrize("status", ["shortlist", "unsuccessful"])
def test_a_decision_is_told_while_it_stands(status: str):
    assert KINDS[f"application.{status}"].still == (
        "EXISTS (SELECT FROM application a WHERE (a.job_id, a.person_id, a.status)"
        f" = (note.job_id, note.person_id, '{status}'))"
    )


@pytest.mark.parametrize(
    ("who", "kind", "sentence", "quote", "button"),
    [
        ("Mia Norton", "comment", "Mia Norton has commented on one of your images", "Nice & <new>", "See the comment"),
        (" Mia \n Norton ", "like", "Mia Norton likes one of your images", "Tea", "See the picture"),
        ("Mia", "application", "Mia has applied for your job Tea", "", "See the job"),
        ("", "job.authorised", "Your job is on the board now: Tea", "", "See the job"),
        (" ", "follow", "Is now following you", "", "See the profile"),
    ],
)
def test_a_line_as_a_mail_says_it(who: str, kind: str, sentence: str, quote: str, button: str):
    message = message_of(KINDS[kind], {"quote": "Nice & <new>", "title": "Tea", "job": 7})
    assert told(who, KINDS[kind].module, message) == Told(sentence, quote, button)


def test_a_line_of_a_module_that_has_no_button_of_its_own():
    """Such as a row that was imported."""
    assert told("Mia", "other", "waves") == Told("Mia waves", "", "Have a look")
    assert told("", "other", "") == Told("", "", "Have a look")


class Tags(HTMLParser):
    """The elements of a text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.just("<script>alert('x')</script>\"&amp;<b"))
def test_whatever_a_person_writes_stays_text(text: str):
    message = message_of(KINDS["comment"], {"quote": text})
    assert Tags(message).tags == ["i"]
    assert plain(message) == plain(f"has commented on one of your images: '{printed(text)}'")


@pytest.mark.parametrize(
    ("pace", "happened", "due"),
    [
        ("instant", "10:10", "10:10"),
        ("hourly", "10:10", "11:00"),
        ("hourly", "10:00", "11:00"),
        ("hourly", "23:59", "1 00:00"),
        ("daily", "06:59", "07:00"),
        ("daily", "07:00", "1 07:00"),
        ("daily", "23:00", "1 07:00"),
    ],
)
def test_when_a_mail_is_due(pace: str, happened: str, due: str):
    def moment(text: str) -> datetime:
        days, _, time = text.rpartition(" ")
        hours, minutes = map(int, time.split(":"))
        return NOW.replace(hour=hours, minute=minutes) + timedelta(days=int(days or 0))

    assert due_of(pace, moment(happened), UTC_ZONE) == moment(due)


@pytest.mark.parametrize("zone", [UTC_ZONE, LONDON, ZoneInfo("Asia/Kolkata"), ZoneInfo("America/St_Johns")], ids=str)
@given(minutes=st.integers(0, 400 * 24 * 60))
def test_nothing_is_due_before_it_happened_or_much_later(zone: ZoneInfo, minutes: int):
    happened = NOW + timedelta(minutes=minutes)
    assert timedelta(0) < due_of("hourly", happened, zone) - happened <= timedelta(hours=1)
    daily = due_of("daily", happened, zone)
    assert timedelta(0) < daily - happened <= timedelta(hours=25)
    assert daily.astimezone(zone).hour == 7


def test_a_plan_of_what_waits():
    waiting = [
        Waiting(1, 1, NOW, "instant"),
        Waiting(2, 1, NOW, "instant"),
        Waiting(3, 2, NOW - timedelta(hours=1), "hourly"),
        Waiting(4, 2, NOW - timedelta(hours=2), "hourly"),
        Waiting(5, 2, NOW - timedelta(days=2), "daily"),
        Waiting(6, 2, NOW, "hourly"),
        Waiting(7, 3, NOW, "never"),
    ]
    made = plan(waiting, NOW, UTC_ZONE)
    assert made.mails == [
        (1, "instant", [1]), (1, "instant", [2]), (2, "hourly", [3, 4]), (2, "daily", [5])
    ]  # fmt: skip
    assert made.later == [(6, NOW.replace(hour=11, minute=0))]
    assert made.never == [7]


def test_windows():
    day, ever = KINDS["follow"], KINDS["comment"]
    assert window_of(day, NOW) == window_of(day, NOW + timedelta(hours=13)) != window_of(day, NOW + timedelta(hours=14))
    assert window_of(ever, NOW) == window_of(ever, NOW + timedelta(days=9_999)) == EVER
    assert datetime(1970, 1, 1, tzinfo=UTC) == EVER and window_of(day, NOW) == NOW.replace(hour=0, minute=0)
    assert {name: kind.window for name, kind in KINDS.items() if kind.window} == {
        "application": timedelta(hours=1),
        "follow": timedelta(days=1),
        "job.authorised": timedelta(days=1),
        "job.closing": timedelta(days=1),
        "message.reply": timedelta(microseconds=1),
    }


def test_eight_tries():
    waits = [(next_try(tries, NOW) or NOW) - NOW for tries in range(1, 9)]
    assert [wait.total_seconds() for wait in waits] == [3, 9, 27, 81, 243, 729, 2187, 0]
    assert timedelta(minutes=1) == PAUSE


def test_a_link_is_worth_what_its_signature_is():
    token = unsubscribe_token(KEY, 7, list(TOPICS))
    assert read_unsubscribe_token([KEY], token) == (7, list(TOPICS))
    assert read_unsubscribe_token([b"o" * 64, KEY], token) == (7, list(TOPICS)), "signed with a former key"
    assert read_unsubscribe_token([b"o" * 64], token) is None
    person, letters, mark = token.split(".")
    for wrong in (
        f"8.{letters}.{mark}", f"{person}.n.{mark}", f"{person}.{letters}.{mark[:-1]}", f"0{token}", token + "\n",
        "", ".", "..", f"{2**63}.n.{mark}", f"{person}.{letters}.{'A' * 22}", f"{person}.{letters}.é{mark[1:]}",
    ):  # fmt: skip
        assert read_unsubscribe_token([KEY], wrong) is None, wrong


def test_a_link_of_a_mail_sent_long_ago_still_works():
    """What is signed, and how, is in mails that people have."""
    assert unsubscribe_token(KEY, 7, [SYSTEM]) == "7.s.zsWZ9KpV9h2eNEFTIX_bMQ"
    assert read_unsubscribe_token([KEY], "7.s.zsWZ9KpV9h2eNEFTIX_bMQ") == (7, [SYSTEM])


def test_no_link_is_of_a_person_whom_no_row_can_hold():
    largest = unsubscribe_token(KEY, 2**63 - 1, [SYSTEM])
    assert read_unsubscribe_token([KEY], largest) == (9_223_372_036_854_775_807, [SYSTEM])
    assert read_unsubscribe_token([KEY], unsubscribe_token(KEY, 2**63, [SYSTEM])) is None


@pytest.mark.parametrize(
    ("site", "host"), [("https://www.example.com:8443/club", "www.example.com"), ("", "localhost"), ("/", "localhost")]
)
def test_what_a_mail_program_is_told(site: str, host: str):
    assert unsubscribe_headers(site, "https://example.com/stop?token=x") == {
        "List-Unsubscribe": "<https://example.com/stop?token=x>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"The Freelancer Club <notifications.{host}>",
    }


def test_only_a_reply_is_pushed_later():
    delays = {name: kind.push.delay for name, kind in KINDS.items() if kind.push}
    none, five = timedelta(0), timedelta(minutes=5)
    assert delays == {"job.alert": none, "message.new": none, "message.reply": five}
