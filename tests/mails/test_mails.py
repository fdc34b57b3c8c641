"""Every mail: its three parts, and that nothing a person wrote becomes a header, markup or a paragraph of ours."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import UndefinedError

import freelancerclub.mails
from freelancerclub.adapters.mail import Mail, message_of
from freelancerclub.mails.render import Written, render_mail

FOLDERS = sorted(
    path.name for path in Path(freelancerclub.mails.__file__).parent.iterdir() if path.is_dir() and path.name[0] != "_"
)
LINK = "https://club.example.com/reset?token=abc"
LINE = {
    "sentence": "Ann Lee is now following you",
    "quote": "",
    "button": "See the profile",
    "link": "https://club.example.com/discover/freelancers/ann",
}
VALUES: dict[str, dict[str, object]] = {
    "reset": {"name": "Mia", "link": LINK, "token": "abc", "minutes": 60},
    "email_confirm": {"name": "Mia", "link": LINK, "token": "abc", "hours": 24},
    "email_changed": {"name": "Mia", "email": "new@example.com"},
    "notification": {
        "name": "Mia",
        "subject": "Ann Lee is now following you",
        "line": LINE,
        "unsubscribe": "https://club.example.com/unsubscribe?token=abc",
    },
    "digest": {
        "name": "Mia",
        "pace": "hourly",
        "count": 2,
        "lines": [LINE, LINE],
        "more": 0,
        "unsubscribe": "https://club.example.com/unsubscribe?token=abc",
    },
    "application_successful": {
        "name": "Mia",
        "owner": "Ann Lee",
        "job": "A day at the races",
        "message": "See you on Monday",
        "link": "https://club.example.com/jobs/details/5",
    },
    "welcome": {"name": "Mia", "link": "https://club.example.com/"},
    "account_deleted": {"name": "Mia", "days": 30, "day": "3 August 2026"},
}
HOSTILE = (
    "<script>alert(1)</script>\r\nBcc: eve@example.com\n\n=?utf-8?q?a=0d=0aBcc:x?= "
    "<a href='https://evil.example'>{{ 7 * 7 }}\x85\u2028end"
)
HEADERS = {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"}


class Links(HTMLParser):
    """Collects what is active in a page: links, handlers, scripts and everything that loads something."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.handlers: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attributes:
            if name in ("href", "src", "action", "background"):
                self.links.append(value or "")
            elif name.startswith("on"):
                self.handlers.append(name)


def written(mail: str, **values: object) -> Written:
    return render_mail(mail, **VALUES[mail] | values)


def test_every_mail_is_known_here():
    assert sorted(VALUES) == FOLDERS, "a new mail stands in VALUES, with the values it is written with"


@pytest.mark.parametrize("mail", VALUES)
def test_a_mail_has_its_three_parts(mail: str):
    text = written(mail)
    assert text.subject == text.subject.strip() != ""
    assert "\n" not in text.subject
    assert text.body.endswith("\n") and "{{" not in text.body + text.html


@pytest.mark.parametrize(("mail", "missing"), [(mail, name) for mail in VALUES for name in VALUES[mail]])
def test_a_missing_value_is_a_mistake(mail: str, missing: str):
    with pytest.raises(UndefinedError):
        render_mail(mail, **{name: value for name, value in VALUES[mail].items() if name != missing})


@pytest.mark.parametrize(("mail", "time"), [("reset", "60 minutes"), ("email_confirm", "24 hours")])
def test_a_mail_with_a_link_tells_link_code_and_time(mail: str, time: str):
    text = written(mail)
    assert text.body.count(LINK) == 1 and "\nabc\n" in text.body and time in text.body
    assert Links(text.html).links == [LINK]
    assert ">abc<" in text.html and time in text.html


@pytest.mark.parametrize("mail", VALUES)
def test_what_a_person_wrote_is_text_in_one_line(mail: str):
    text, plain = written(mail, name=HOSTILE), written(mail)
    page = Links(text.html)
    assert page.links == Links(plain.html).links and page.handlers == []
    assert page.tags == Links(plain.html).tags, "no element of theirs"
    assert "&lt;script&gt;" in text.html and "{{ 7 * 7 }}" in text.body
    assert text.body.count("\n") == plain.body.count("\n"), "no line of theirs"
    assert text.body.splitlines()[0].startswith("Hello <script>alert(1)</script> Bcc: eve@example.com =?utf-8?q?")
    assert text.subject == plain.subject


@settings(max_examples=100, deadline=None)
@given(
    mail=st.sampled_from(sorted(VALUES)),
    name=st.text(st.characters(exclude_categories=["Cs"]), max_size=100) | st.just(HOSTILE),
)
def test_the_bytes_of_a_mail_have_our_headers_and_one_recipient(mail: str, name: str):
    text = written(mail, name=name)
    sender, now = "The Club <no-reply@example.com>", datetime(2024, 1, 2, tzinfo=UTC)
    sent = message_of(Mail("mail-1", "mia@example.com", f"For {name}", text.body, text.html), sender, now).as_bytes()

    for parsed in (message_from_bytes(sent), message_from_bytes(sent, policy=policy.default)):
        assert set(parsed.keys()) == HEADERS and len(parsed.keys()) == len(HEADERS)
        assert parsed["To"] == "mia@example.com"
        assert parsed["Message-ID"] == "<mail-1@example.com>"
        kinds = [part.get_content_type() for part in parsed.walk()]
        assert kinds == ["multipart/alternative", "text/plain", "text/html"]
