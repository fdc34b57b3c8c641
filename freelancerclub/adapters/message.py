"""A mail as bytes: our header names, one recipient, whatever stands in a name.

Written here and not by `EmailMessage`, which takes longer for it than the mail server does; the headers that hold what
people wrote are folded by the same registry as there.
"""

import re
import secrets
from binascii import b2a_qp
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.headerregistry import Address, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import lru_cache

LONGEST_LINE = 900  # of the 998 characters that a line may have
_HEADERS = HeaderRegistry()
_READ = SMTP.clone(refold_source="none")  # as it was written
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_SIMPLE = re.compile(r"[\t\r\n -~]*\Z")
_SPECIAL = re.compile(r"[\x00-\x20\x7f<>(),;:\\\"\[\]]")
_LINE_END = re.compile(r"\r\n|\r|\n")
# A program reads these: broken up they would become encoded words, which it doesn't understand.
_NEVER_FOLDED = frozenset({"List-Unsubscribe", "Message-ID"})


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to one person. `id` stays the same when a send is tried again, and so the Message-ID does."""

    id: str
    to: str
    subject: str
    text: str
    html: str
    headers: dict[str, str] = field(default_factory=dict)


def bytes_of(mail: Mail, sender: str, now: datetime) -> bytes:
    """What leaves. Raises ValueError or IndexError for what is no address."""
    mark = f"=_{secrets.token_hex(16)}"
    lines = [
        _from(sender),
        f"To: {_recipient(mail.to)}\r\n",
        _header("Subject", mail.subject),
        f"Date: {format_datetime(now)}\r\n",
        _header("Message-ID", f"<{mail.id}@{domain_of(sender)}>"),
        "Auto-Submitted: auto-generated\r\n",
        *(_header(name, value) for name, value in mail.headers.items()),
        f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="{mark}"\r\n\r\n',
    ]
    head = "".join(lines).encode("ascii")
    between = f"--{mark}".encode("ascii")
    text, html = _part("plain", mail.text), _part("html", mail.html)
    return b"".join((head, between, b"\r\n", text, b"\r\n", between, b"\r\n", html, b"\r\n", between, b"--\r\n"))


def message_of(mail: Mail, sender: str, now: datetime) -> EmailMessage:
    """The same, to be read."""
    return message_from_bytes(bytes_of(mail, sender, now), policy=_READ)


def address_of(sender: str) -> str:
    """The bare address of `The Club <no-reply@example.com>`."""
    return parseaddr(sender)[1]


def domain_of(sender: str) -> str:
    return address_of(sender).rpartition("@")[2]


@lru_cache(maxsize=8)
def _from(sender: str) -> str:
    name, address = parseaddr(sender)
    return str(_HEADERS("From", Address(_line(name), addr_spec=address)).fold(policy=SMTP))


def _recipient(to: str) -> str:
    """One address of plain characters; `=?…?=` in it would be decoded into whatever it hides."""
    address = str(Address(addr_spec=to))
    if address != to or not address.isascii() or _SPECIAL.search(address) or "=?" in address:
        raise ValueError("no address")
    return address


@lru_cache(maxsize=256)
def _header(name: str, value: str) -> str:
    line = f"{name}: {_line(value)}"
    if name in _NEVER_FOLDED and line.isascii() and len(line) <= LONGEST_LINE:
        return f"{line}\r\n"
    return str(_HEADERS(name, _line(value)).fold(policy=SMTP))


def _line(text: str) -> str:
    """One line, in which nothing can pass for an encoded word (`=?…?=` would be decoded into new headers)."""
    return _UNPRINTABLE.sub(" ", text).replace("=?", "= ?")


def _part(subtype: str, text: str) -> bytes:
    """A body and its headers: as it is where any server takes it so, else quoted-printable."""
    lines = _LINE_END.split(text)
    body = "\r\n".join(lines)
    if _SIMPLE.match(text) and max(map(len, lines)) <= LONGEST_LINE:
        encoding, data = "7bit", body.encode("ascii")
    else:
        encoding, data = "quoted-printable", b2a_qp(body.encode())
    head = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n'
    return head.encode("ascii") + data
