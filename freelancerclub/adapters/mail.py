"""Mail: SMTP when configured, else one .eml a mail in the data folder; a test's mailbox remembers instead."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib
import structlog

from freelancerclub.kit.clock import Clock

log = structlog.get_logger("mail")
TIMEOUT = 20.0  # seconds for one step of the conversation with the mail server
PATIENCE = 60.0  # seconds for all of it, so that a server that drips holds nobody up
GOODBYE = 2.0  # seconds to take leave; the mails have arrived by then
GOING_AWAY = (-1, 421)  # what is no answer at all, and the server's own word for shutting down
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to one person. `id` stays the same when a send is tried again, and so the Message-ID does."""

    id: str
    to: str
    subject: str
    text: str
    html: str
    headers: dict[str, str] = field(default_factory=dict)


class MailRefused(Exception):
    """The server doesn't take this mail; it may take the next one."""


class MailServerAway(Exception):
    """The server can't be had, or was lost: this mail may have arrived or not, the next one has to wait."""


class Line(Protocol):
    async def send(self, mail: Mail) -> None:
        """Returns when the mail is with the next station; raises when it isn't."""


class Mailer(Line, Protocol):
    def connected(self) -> AbstractAsyncContextManager[Line]:
        """One connection for many mails. Raises MailServerAway; a send on it raises that or MailRefused."""


class Unfolded(UnstructuredHeader):
    """An address that programs read stands on one line, as it is: broken up it would become an encoded word."""

    LONGEST = 900  # of the 998 characters that a line may have

    def fold(self, *, policy: EmailPolicy) -> str:
        line = f"{self.name}: {self}"  # type: ignore[attr-defined]
        if line.isascii() and len(line) < self.LONGEST:
            return line + policy.linesep
        return str(super().fold(policy=policy))  # type: ignore[misc]


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", Unfolded)  # type: ignore[arg-type]
_POLICY = SMTP.clone(header_factory=_HEADERS)


def message_of(mail: Mail, sender: str, now: datetime) -> EmailMessage:
    """The bytes that leave: our header names, one recipient, whatever stands in a name."""
    name, address = parseaddr(sender)
    message = EmailMessage(policy=_POLICY)
    message["From"] = Address(_line(name), addr_spec=address)
    message["To"] = Address(addr_spec=mail.to)
    message["Subject"] = _line(mail.subject)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{mail.id}@{address.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    for header, value in mail.headers.items():
        message[header] = _line(value)
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return message


def _line(text: str) -> str:
    """One line, in which nothing can pass for an encoded word (`=?…?=` would be decoded into new headers)."""
    return _UNPRINTABLE.sub(" ", text).replace("=?", "= ?")


class SmtpMailer:
    """The real one."""

    def __init__(self, url: str, sender: str, now: Clock) -> None:
        self._server = urlsplit(url)
        self._sender = sender
        self._now = now

    async def send(self, mail: Mail) -> None:
        message = message_of(mail, self._sender, self._now())  # what can't be sent opens no connection
        async with asyncio.timeout(PATIENCE), self._client() as client:
            await client.send_message(message, recipients=[mail.to])
        log.info("mail sent", mail=mail.id)

    @asynccontextmanager
    async def connected(self) -> AsyncIterator["SmtpLine"]:
        client = self._client()
        try:
            try:
                async with asyncio.timeout(PATIENCE):
                    await client.connect()
            except (OSError, aiosmtplib.SMTPException) as error:
                raise MailServerAway(type(error).__name__) from error
            yield SmtpLine(client, self._sender, self._now)
            with suppress(OSError, aiosmtplib.SMTPException):
                async with asyncio.timeout(GOODBYE):
                    await client.quit()
        finally:
            client.close()

    def _client(self) -> aiosmtplib.SMTP:
        server, secure = self._server, self._server.scheme == "smtps"
        return aiosmtplib.SMTP(
            hostname=server.hostname or "localhost",
            port=server.port or (465 if secure else 25),
            username=unquote(server.username) if server.username else None,
            password=unquote(server.password) if server.password else None,
            use_tls=secure,
            timeout=TIMEOUT,
        )


class SmtpLine:
    """One connection, one mail after the other."""

    def __init__(self, client: aiosmtplib.SMTP, sender: str, now: Clock) -> None:
        self._client = client
        self._sender = sender
        self._now = now

    async def send(self, mail: Mail) -> None:
        message = message_of(mail, self._sender, self._now())
        try:
            async with asyncio.timeout(PATIENCE):
                await self._client.send_message(message, recipients=[mail.to])
        except aiosmtplib.SMTPResponseException as error:
            if error.code in GOING_AWAY:
                raise MailServerAway(str(error.code)) from error
            raise MailRefused(str(error.code)) from error
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise MailRefused(",".join(str(each.code) for each in error.recipients)) from error
        except (OSError, aiosmtplib.SMTPException) as error:
            raise MailServerAway(type(error).__name__) from error
        log.info("mail sent", mail=mail.id)


class FolderMailer:
    """Writes `<id>.eml`: what an installation without a mail server has."""

    def __init__(self, folder: Path, sender: str, now: Clock) -> None:
        self._folder = folder
        self._sender = sender
        self._now = now

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[Line]:
        yield self

    async def send(self, mail: Mail) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{mail.id}.eml"
        draft = path.with_suffix(".part")
        draft.write_bytes(message_of(mail, self._sender, self._now()).as_bytes())
        draft.replace(path)
        log.info("mail written", mail=mail.id, file=str(path))


class RememberingMailer:
    """A test's mailbox; it makes the real message, so that what can't be sent fails here too."""

    def __init__(self, sender: str, now: Clock) -> None:
        self.sent: list[Mail] = []
        self.messages: list[EmailMessage] = []
        self._sender = sender
        self._now = now

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[Line]:
        yield self

    async def send(self, mail: Mail) -> None:
        self.messages.append(message_of(mail, self._sender, self._now()))
        self.sent.append(mail)
