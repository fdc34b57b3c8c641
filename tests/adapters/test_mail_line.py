"""Many mails over one connection: each fails or arrives by itself, and a server that goes is noticed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from adapters.test_mail import MAIL, SENDER, office, parsed
from freelancerclub.adapters import mail as mail_module
from freelancerclub.adapters.mail import MailRefused, MailServerAway, NoSuchMailbox, SmtpMailer
from support.serving import free_port

NOW = datetime(2026, 5, 23, 14, 57, 26, tzinfo=UTC)
LINK = "https://a-rather-long-name-of-a-host.club.example.com/unsubscribe?token=1234567.nsa." + "x" * 60


class Counting:
    """A mail server's desk that counts connections and says no to some."""

    def __init__(self) -> None:
        self.sessions: set[int] = set()
        self.arrived: list[str] = []
        self.answers: dict[str, str] = {}

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        answer = self.answers.get(f"RCPT {address}", "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.sessions.add(id(session))
        (address,) = envelope.rcpt_tos
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            self.arrived.append(address)
        return answer


@asynccontextmanager
async def counting() -> AsyncIterator[tuple[Counting, SmtpMailer]]:
    desk, port = Counting(), free_port()
    controller = Controller(desk, hostname="127.0.0.1", port=port)
    await asyncio.to_thread(controller.start)
    try:
        yield desk, SmtpMailer(f"smtp://127.0.0.1:{port}", SENDER, lambda: NOW)
    finally:
        await asyncio.to_thread(controller.stop)


def to(name: str) -> Any:
    return replace(MAIL, id=f"told-{name}", to=f"{name}@example.com")


async def test_fifty_mails_over_one_connection():
    async with counting() as (desk, mailer):
        async with mailer.connected() as line:
            for number in range(50):
                await line.send(to(f"p{number}"))
        assert desk.arrived == [f"p{number}@example.com" for number in range(50)]
        assert len(desk.sessions) == 1


async def test_a_refused_mail_holds_up_none_of_the_others():
    async with counting() as (desk, mailer):
        desk.answers = {
            "RCPT unknown@example.com": "550 5.1.1 nobody of that name",
            "later@example.com": "451 later",
            "never@example.com": "554 no",
        }
        async with mailer.connected() as line:
            for name in ("a", "unknown", "b", "later", "c", "never", "d"):
                if name in ("unknown", "later", "never"):
                    with pytest.raises(MailRefused, match=r"^\d+( 5\.1\.1)?$"):
                        await line.send(to(name))
                else:
                    await line.send(to(name))
            with pytest.raises((ValueError, IndexError)):
                await line.send(replace(MAIL, to="no address"))
            await line.send(to("e"))
        assert desk.arrived == [f"{name}@example.com" for name in "abcde"]
        assert len(desk.sessions) == 1


@pytest.mark.parametrize(
    ("answer", "is_gone"),
    [
        ("550 5.1.1 nobody of that name", True),
        ("550 5.1.2 no such host", True),
        ("556 5.1.10 takes no mail", True),
        ("551 5.1.6 moved", True),
        ("550 5.2.1 switched off", True),
        ("550 no such user", False),  # some say so of whom they only don't like
        ("550 5.1.11 something else", False),
        ("550 5.1.8 we don't like the sender", False),
        ("550 5.7.1 we don't like you", False),
        ("552 5.2.2 full", False),
        ("450 5.1.1 not now", False),
        ("450 4.1.1 not now", False),
    ],
)
async def test_a_mailbox_that_does_not_exist_is_told_apart(answer: str, is_gone: bool):
    async with counting() as (desk, mailer):
        desk.answers = {"RCPT x@example.com": answer}
        async with mailer.connected() as line:
            with pytest.raises(MailRefused) as refused:
                await line.send(to("x"))
            await line.send(to("y"))
        with pytest.raises(MailRefused) as alone:
            await mailer.send(to("x"))
    for raised in (refused, alone):
        assert isinstance(raised.value, NoSuchMailbox) == is_gone
        assert str(raised.value) == " ".join(answer.split()[: 2 if is_gone else 1]), "no address, no text"


async def test_a_server_that_shuts_down():
    async with counting() as (desk, mailer):
        desk.answers = {"b@example.com": "421 shutting down"}
        async with mailer.connected() as line:
            await line.send(to("a"))
            with pytest.raises(MailServerAway):
                await line.send(to("b"))


async def test_a_server_that_vanishes():
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 welcome\r\n")
        await reader.readline()
        writer.write(b"250 fine\r\n")
        await reader.readline()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        mailer = SmtpMailer(f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}", SENDER, lambda: NOW)
        async with mailer.connected() as line:
            for _ in range(2):
                with pytest.raises(MailServerAway):
                    await line.send(MAIL)


@pytest.mark.parametrize("greeting", [b"", b"554 go away\r\n", b"\x00\xff rubbish\r\n", None])
async def test_a_server_that_greets_nobody(greeting: bytes | None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(mail_module, "TIMEOUT", 0.3)
    monkeypatch.setattr(mail_module, "PATIENCE", 0.5)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            if greeting is None:
                await reader.read()
            else:
                writer.write(greeting)
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        mailer = SmtpMailer(f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}", SENDER, lambda: NOW)
        with pytest.raises(MailServerAway):
            async with mailer.connected():
                raise AssertionError("nobody was there")


async def test_an_address_for_programs_stays_on_its_line():
    async with office() as (desk, place):
        mail = replace(
            MAIL, headers={"List-Unsubscribe": f"<{LINK}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        )
        async with SmtpMailer(f"smtp://{place}", SENDER, lambda: NOW).connected() as line:
            await line.send(mail)
        raw = bytes(desk.envelopes[0].content)
    assert f"\r\nList-Unsubscribe: <{LINK}>\r\n".encode() in raw
    assert parsed(raw)["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
