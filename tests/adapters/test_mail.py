"""Mail: three mailers keep one promise, and the bytes that leave hold our headers and one recipient only."""

import asyncio
import email
import email.policy
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.errors import MessageError
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope
from aiosmtplib import SMTPException
from hypothesis import given, settings
from hypothesis import strategies as st

from freelancerclub.adapters import mail as mail_module
from freelancerclub.adapters.mail import FolderMailer, Mail, Mailer, RememberingMailer, SmtpMailer, message_of

SENDER = "The Freelancer Club <no-reply@club.example.com>"
NOW = datetime(2026, 5, 23, 14, 57, 26, tzinfo=UTC)
MAIL = Mail("reset-5", "ann@example.com", "Your password", "Follow https://club.example.com/x\n", "<p>Follow</p>")
OURS = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]
EVIL = [
    "a\r\nBcc: x@evil.example",
    "a\nBcc: x@evil.example\n\nbody",
    "a\rBcc: x@evil.example",
    "a\u2028Bcc: x@evil.example",
    "a\x85Bcc: x@evil.example",
    "a\x0bBcc: x@evil.example",
    "=?utf-8?q?a=0d=0aBcc:x@evil.example?=",
    "=?utf-8?b?YQ0KQmNjOnhAZXZpbC5leGFtcGxl?=",
    "= ?=?utf-8?q?a=0d=0aBcc:x@evil.example?=",
    "=\x00?utf-8?q?=0d=0aBcc:x@evil.example?=",
    "=\r\n?utf-8?q?=0d=0aBcc:x@evil.example?=",
    "Ann =?utf-8?q?=0d=0aBcc:x@evil.example?= =?utf-8?q?=0d=0aCc:y@evil.example?=",
    "Ä=?utf-8?q?=0d=0aBcc:x@evil.example?=" * 20,
    "Ann, x@evil.example",
    'Ann" <x@evil.example>, "b',
    "é" * 2_000,
    "x" * 5_000,
    "a " * 3_000,
    "日本語" * 200,
    "\u202e\u200b😀",
    "<script>&amp;",
    "",
]


def header_names(raw: bytes) -> list[str]:
    head = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    return [line.partition(b":")[0].decode() for line in head.split(b"\n") if line[:1] not in (b" ", b"\t")]


def parsed(raw: bytes) -> Any:
    return email.message_from_bytes(raw, policy=email.policy.default)


def check_bytes(raw: bytes, to: str = "ann@example.com", extra: tuple[str, ...] = ()) -> None:
    assert sorted(header_names(raw)) == sorted([*OURS, *extra])
    message = parsed(raw)
    assert [address.addr_spec for address in message["To"].addresses] == [to]
    assert [address.addr_spec for address in message["From"].addresses] == ["no-reply@club.example.com"]


# ── the three mailers keep the same promise ──


@dataclass
class Post:
    """A mailer and what arrived behind it: (recipients of the envelope, bytes)."""

    mailer: Mailer
    arrived: Callable[[], list[tuple[list[str], bytes]]]


class Office:
    """A mail server's desk; `answer` is what it says to a message."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.answer = "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802  — aiosmtpd's
        if self.answer.startswith("250"):
            self.envelopes.append(envelope)
        return self.answer


@asynccontextmanager
async def office(**options: Any) -> AsyncIterator[tuple[Office, str]]:
    """A real SMTP server on loopback, with its URL."""
    desk = Office()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(desk, hostname="127.0.0.1", port=port, **options)
    await asyncio.to_thread(controller.start)
    try:
        yield desk, f"127.0.0.1:{port}"
    finally:
        await asyncio.to_thread(controller.stop)


def folder_post(folder: Path) -> Post:
    def arrived() -> list[tuple[list[str], bytes]]:
        written = [path.read_bytes() for path in sorted(folder.glob("*.eml"))]
        return [([parsed(raw)["To"].addresses[0].addr_spec], raw) for raw in written]

    return Post(FolderMailer(folder, SENDER, lambda: NOW), arrived)


def remembering_post() -> Post:
    mailer = RememberingMailer(SENDER, lambda: NOW)
    return Post(
        mailer,
        lambda: [([mail.to], message.as_bytes()) for mail, message in zip(mailer.sent, mailer.messages, strict=True)],
    )


@pytest.fixture(params=["folder", "remembering", "smtp"])
async def post(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Post]:
    if request.param == "folder":
        yield folder_post(tmp_path / "mail")
    elif request.param == "remembering":
        yield remembering_post()
    else:
        async with office() as (desk, place):
            mailer = SmtpMailer(f"smtp://{place}", SENDER, lambda: NOW)
            yield Post(mailer, lambda: [(list(one.rcpt_tos), bytes(one.content)) for one in desk.envelopes])


async def test_nobody_else_on_the_machine_reads_a_mail(tmp_path: Path):
    post = folder_post(tmp_path / "mail")
    await post.mailer.send(MAIL)
    (written,) = (tmp_path / "mail").iterdir()
    assert ((tmp_path / "mail").stat().st_mode & 0o777, written.stat().st_mode & 0o777) == (0o700, 0o600)


async def test_a_mail_arrives_whole_at_its_one_recipient(post: Post):
    await post.mailer.send(MAIL)
    ((recipients, raw),) = post.arrived()
    assert recipients == ["ann@example.com"]
    check_bytes(raw)
    message = parsed(raw)
    assert (str(message["Subject"]), message["Message-ID"]) == ("Your password", "<reset-5@club.example.com>")
    assert message["Date"].datetime == NOW and message["Auto-Submitted"] == "auto-generated"
    assert message.get_body(("plain",)).get_content().replace("\r\n", "\n") == MAIL.text
    assert message.get_body(("html",)).get_content().strip() == MAIL.html


@pytest.mark.parametrize("evil", EVIL, ids=range(len(EVIL)))
async def test_no_text_makes_a_header_or_a_recipient(post: Post, evil: str):
    await post.mailer.send(replace(MAIL, subject=evil, text=evil, html=evil, headers={"List-Unsubscribe": f"<{evil}>"}))
    ((recipients, raw),) = post.arrived()
    assert recipients == ["ann@example.com"]
    check_bytes(raw, extra=("List-Unsubscribe",))


async def test_unicode_arrives_as_it_was_written(post: Post):
    text = "Žluťoučký kůň 日本語 😀 — “quoted”\n" + "long " * 400 + "\n.\n..\nFrom me\n"
    await post.mailer.send(replace(MAIL, subject="Žluťoučký kůň 😀 " + "x" * 80, text=text, html=f"<p>{text}</p>"))
    message = parsed(post.arrived()[0][1])
    assert str(message["Subject"]) == "Žluťoučký kůň 😀 " + "x" * 80
    assert message.get_body(("plain",)).get_content().replace("\r\n", "\n") == text


NO_ADDRESSES = [
    "", "ann", "ann@example.com, x@evil.example", "ann@example.com\r\nBcc: x@evil.example", "ann@example.com\n",
    "Ann <ann@example.com>", "=?utf-8?q?a=0d=0aBcc:x?=@example.com", "a b@example.com", "ö@example.com",
    "ann@example.com\x00",
]  # fmt: skip


@pytest.mark.parametrize("to", NO_ADDRESSES, ids=range(len(NO_ADDRESSES)))
async def test_what_is_no_address_is_refused_before_anything_leaves(post: Post, to: str):
    with pytest.raises((ValueError, IndexError, MessageError)):
        await post.mailer.send(replace(MAIL, to=to))
    assert post.arrived() == []


async def test_the_same_mail_sent_again_is_known_by_its_id(post: Post):
    await post.mailer.send(MAIL)
    await post.mailer.send(MAIL)
    await post.mailer.send(replace(MAIL, id="reset-6"))
    found = [parsed(raw)["Message-ID"] for _, raw in post.arrived()]
    assert set(found) == {"<reset-5@club.example.com>", "<reset-6@club.example.com>"}


@pytest.mark.parametrize(
    "to", ["o'neil+tag@example.com", "ann@xn--exmple-cua.com", f"{'x' * 64}@{'y' * 60}.{'z' * 60}.example.com"]
)
async def test_an_unusual_address_is_one_recipient(post: Post, to: str):
    await post.mailer.send(replace(MAIL, to=to))
    ((recipients, raw),) = post.arrived()
    assert recipients == [to]
    check_bytes(raw, to=to)


ANY_TEXT = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=80),
    st.lists(
        st.sampled_from(
            ["=?", "utf-8", "?q?", "?b?", "=0d=0a", "?=", "\r", "\n", " ", "Bcc:", "é", "x" * 70, "\x00", "="]
        ),
        max_size=14,
    ).map("".join),
)


@settings(deadline=None)
@given(ANY_TEXT, ANY_TEXT)
def test_whatever_stands_in_a_subject_or_a_sender(subject: str, name: str):
    mail = replace(MAIL, subject=subject, headers={"X-Club": name})
    check_bytes(message_of(mail, SENDER, NOW).as_bytes(), extra=("X-Club",))


# ── the folder ──


async def test_a_mail_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    seen: list[bool] = []
    replaced = Path.replace

    def noting(self: Path, target: Any) -> Path:
        seen.append(Path(target).exists())
        assert parsed(self.read_bytes())["Message-ID"]
        return replaced(self, target)

    monkeypatch.setattr(Path, "replace", noting)
    post = folder_post(tmp_path / "new" / "mail")
    await post.mailer.send(MAIL)
    assert seen == [False]
    assert [path.name for path in (tmp_path / "new" / "mail").iterdir()] == ["reset-5.eml"]


# ── the server ──


async def test_a_server_that_is_not_there_is_an_error():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(Exception, match=r"(?i)connect"):
        await SmtpMailer(f"smtp://127.0.0.1:{port}", SENDER, lambda: NOW).send(MAIL)


@pytest.mark.parametrize("answer", ["451 later", "552 too large", "554 no"])
async def test_a_server_that_refuses_is_an_error(answer: str):
    async with office() as (desk, place):
        desk.answer = answer
        with pytest.raises(Exception, match=answer.partition(" ")[2]):
            await SmtpMailer(f"smtp://{place}", SENDER, lambda: NOW).send(MAIL)


async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    for _ in range(1200):
        writer.write(b"220-still here\r\n")
        await asyncio.sleep(0.05)


async def crawl(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers every step rightly and just in time."""
    writer.write(b"220 welcome\r\n")
    while line := await reader.readline():
        if line.isupper() or line[:4] in (b"ehlo", b"MAIL", b"RCPT", b"EHLO") or line == b".\r\n":
            await asyncio.sleep(0.3)
            writer.write(b"354 go on\r\n" if line.startswith(b"DATA") else b"250 fine\r\n")


async def garbage(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"\x00\xff rubbish\r\n")


async def close(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    pass


@pytest.mark.parametrize("manner", [hang, drip, crawl, garbage, close])
async def test_a_server_that_misbehaves_is_an_error_soon(manner: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(mail_module, "TIMEOUT", 0.4)
    monkeypatch.setattr(mail_module, "PATIENCE", 0.7)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            await manner(reader, writer)
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        mailer = SmtpMailer(f"smtp://127.0.0.1:{port}", SENDER, lambda: NOW)
        async with asyncio.timeout(30):  # around it: its TimeoutError is an OSError too
            with pytest.raises((OSError, SMTPException)):
                await mailer.send(MAIL)


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
async def test_a_server_that_wants_a_name_gets_the_one_of_the_address():
    asked: list[Any] = []

    def authenticator(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        asked.append((data.login, data.password))
        return AuthResult(success=data.password == b"p@ss:w/rd", handled=False)

    options = {"authenticator": authenticator, "auth_require_tls": False, "auth_required": True}
    async with office(**options) as (desk, place):
        await SmtpMailer(f"smtp://club%40example.com:p%40ss%3Aw%2Frd@{place}", SENDER, lambda: NOW).send(MAIL)
        assert asked == [(b"club@example.com", b"p@ss:w/rd")] and len(desk.envelopes) == 1
        with pytest.raises(Exception, match=r"(?i)auth"):
            await SmtpMailer(f"smtp://club:wrong@{place}", SENDER, lambda: NOW).send(MAIL)
        assert len(desk.envelopes) == 1
