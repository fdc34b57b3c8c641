"""Mail: SMTP when configured, else one .eml a mail in the data folder; a test's mailbox remembers instead."""

import asyncio
import os
import re
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib
import structlog

from freelancerclub.adapters.message import Mail as Mail
from freelancerclub.adapters.message import address_of, bytes_of
from freelancerclub.adapters.message import message_of as message_of
from freelancerclub.kit.clock import Clock

log = structlog.get_logger("mail")
TIMEOUT = 20.0  # seconds for one step of the conversation with the mail server
PATIENCE = 60.0  # seconds for all of it, so that a server that drips holds nobody up
GOODBYE = 2.0  # seconds to take leave; the mails have arrived by then
GOING_AWAY = (-1, 421)  # what is no answer at all, and the server's own word for shutting down
PERMANENT = range(500, 600)
# No such mailbox or host, moved without a new address, no host that takes mail, switched off (RFC 3463, RFC 7505).
_GONE = re.compile(r"5\.(?:1\.(?:[1236]|10)|2\.1)(?![\d.])")


class MailRefused(Exception):
    """The server doesn't take this mail; it may take the next one."""


class NoSuchMailbox(MailRefused):
    """Nobody can be reached at this address, as the server says so itself: no other try would change that."""


class MailServerAway(Exception):
    """The server can't be had, or was lost: this mail may have arrived or not, the next one has to wait."""


class Line(Protocol):
    async def send(self, mail: Mail) -> None:
        """Returns when the mail is with the next station; raises when it isn't."""


class Mailer(Line, Protocol):
    def connected(self) -> AbstractAsyncContextManager[Line]:
        """One connection for many mails. Raises MailServerAway; a send on it raises that or MailRefused."""


class SmtpMailer:
    """The real one."""

    def __init__(self, url: str, sender: str, now: Clock) -> None:
        self._server = urlsplit(url)
        self._sender = sender
        self._now = now

    async def send(self, mail: Mail) -> None:
        written = bytes_of(mail, self._sender, self._now())  # what can't be sent opens no connection
        async with asyncio.timeout(PATIENCE), self._client() as client:
            try:
                await client.sendmail(address_of(self._sender), [mail.to], written)
            except aiosmtplib.SMTPRecipientsRefused as error:
                raise _refused(error) from error
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
        written = bytes_of(mail, self._sender, self._now())
        try:
            async with asyncio.timeout(PATIENCE):
                await self._client.sendmail(address_of(self._sender), [mail.to], written)
        except aiosmtplib.SMTPResponseException as error:
            if error.code in GOING_AWAY:
                raise MailServerAway(str(error.code)) from error
            raise MailRefused(str(error.code)) from error
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _refused(error) from error
        except (OSError, aiosmtplib.SMTPException) as error:
            raise MailServerAway(type(error).__name__) from error
        log.info("mail sent", mail=mail.id)


def _refused(error: aiosmtplib.SMTPRecipientsRefused) -> MailRefused:
    """Of what a server says of a recipient only the codes: the rest may hold an address."""
    said = error.recipients[0]
    gone = _GONE.match(said.message) if said.code in PERMANENT else None
    return NoSuchMailbox(f"{said.code} {gone[0]}") if gone else MailRefused(str(said.code))


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
        # For nobody else on the machine: a mail may hold what sets a password.
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"{mail.id}.eml"
        draft = path.with_suffix(".part")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(bytes_of(mail, self._sender, self._now()))
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
