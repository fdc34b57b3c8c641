"""Bodies: urlencoded, multipart or JSON become one kind of form, whatever the Content-Type claims (R23-R26)."""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes

import msgspec
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from freelancerclub.errors import BodyTooLarge, UnreadableBody

MOST_FIELDS = 1_000
_INDEX = re.compile(r"\[\d*\]\Z")
_FIRST_LINE = re.compile(rb"--([^\r\n]{1,200})\r\n(Content-[A-Za-z-]+:)", re.IGNORECASE)
_EXTENDED_NAME = re.compile(r";\s*filename\*\s*=\s*([\w-]+)'[^']*'([^;\s]+)", re.IGNORECASE | re.ASCII)
_WHITE = b" \t\r\n"

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a multipart body."""

    filename: str
    content_type: str
    data: bytes


Value = str | Upload
Form = dict[str, list[Value]]


class Disconnected(Exception):
    """The client went away before its body was whole: nobody is left to answer."""


async def read_body(receive: Receive, declared: str | None, limit: int) -> bytes:
    """The whole body, refused as soon as it is known to pass the limit. Raises BodyTooLarge, Disconnected."""
    if declared is not None and declared.isascii() and declared.isdigit() and int(declared[:20]) > limit:
        raise BodyTooLarge
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            raise BodyTooLarge
        chunks.append(chunk)
        if not message.get("more_body", False):
            return b"".join(chunks)


def decode(body: bytes, content_type: str | None) -> Form:
    """The fields of a body. Raises UnreadableBody; an empty body is an empty form whatever its Content-Type."""
    if not body.strip(_WHITE):
        return {}
    media, options = parse_options_header(content_type)
    first = _FIRST_LINE.match(body)
    if first or media == b"multipart/form-data":
        boundary = first.group(1) if first else options.get(b"boundary", b"")
        return _checked(_from_multipart(body, boundary))
    if media.endswith(b"json") or body.lstrip(_WHITE)[:1] == b"{":
        return _checked(_from_json(body))
    return _checked(_from_urlencoded(body))


def _checked(fields: list[tuple[str, Value]]) -> Form:
    if len(fields) > MOST_FIELDS:
        raise UnreadableBody(f"The request body has more than {MOST_FIELDS} fields")
    form: Form = {}
    for name, value in fields:
        if isinstance(value, str) and "\x00" in value:
            raise UnreadableBody("The request body contains a NUL character")
        form.setdefault(_INDEX.sub("", name), []).append(value)
    return form


def _from_urlencoded(body: bytes) -> list[tuple[str, Value]]:
    try:
        text = body.decode("ascii")
    except UnicodeDecodeError:
        text = _utf8(body)
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except UnicodeDecodeError:
        raise UnreadableBody("The request body is not valid UTF-8") from None
    except ValueError:
        raise UnreadableBody(f"The request body has more than {MOST_FIELDS} fields") from None
    return list(pairs)


def _from_json(body: bytes) -> list[tuple[str, Value]]:
    try:
        sent = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise UnreadableBody("The request body is not valid JSON") from None
    if not isinstance(sent, dict):
        raise UnreadableBody("The request body should be a JSON object")
    fields: list[tuple[str, Value]] = []
    for name, value in sent.items():
        fields += [(name, _scalar(name, item)) for item in (value if isinstance(value, list) else [value])]
    return fields


def _scalar(name: str, value: Any) -> str:
    """A JSON scalar as a form would send it; null is an empty value."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        return repr(value)
    raise UnreadableBody(f"The value of {name[:100]} should be a scalar or a list of scalars")


@dataclass(slots=True)
class _Part:
    headers: dict[str, bytes] = field(default_factory=dict)
    data: bytearray = field(default_factory=bytearray)


class _Parts:
    """Collects what the multipart parser calls out."""

    def __init__(self) -> None:
        self.done: list[_Part] = []
        self.ended = False
        self._name = self._value = b""

    def callbacks(self) -> dict[str, Callable[..., None]]:
        return {
            "on_part_begin": self._begin,
            "on_part_data": lambda data, start, end: self.done[-1].data.extend(data[start:end]),
            "on_header_field": self._header_field,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_end": self._end,
        }

    def _begin(self) -> None:
        if len(self.done) >= MOST_FIELDS:
            raise UnreadableBody(f"The request body has more than {MOST_FIELDS} fields")
        self.done.append(_Part())

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        self.done[-1].headers[self._name.decode("latin-1").lower()] = self._value
        self._name = self._value = b""

    def _end(self) -> None:
        self.ended = True


def _from_multipart(body: bytes, boundary: bytes) -> list[tuple[str, Value]]:
    parts = _Parts()
    try:
        parser = MultipartParser(boundary, parts.callbacks())  # type: ignore[arg-type]
        parser.write(body.lstrip(b"\r\n"))
    except FormParserError:
        raise UnreadableBody("The request body is not valid multipart/form-data") from None
    if not parts.ended:
        raise UnreadableBody("The multipart body ends before its closing boundary")
    return [_field_of(part) for part in parts.done]


def _field_of(part: _Part) -> tuple[str, Value]:
    header = part.headers.get("content-disposition", b"").decode("latin-1")
    disposition, options = parse_options_header(header)
    if disposition != b"form-data" or b"name" not in options:
        raise UnreadableBody("A part of the multipart body has no name")
    name = _utf8(options[b"name"])
    filename = _filename(header, options)
    if filename is not None:
        content_type = part.headers.get("content-type", b"").decode("latin-1")
        return name, Upload(filename.replace("\x00", "\ufffd"), content_type, bytes(part.data))
    return name, _utf8(bytes(part.data))


def _filename(header: str, options: dict[bytes, bytes]) -> str | None:
    """The name of a file; None for a part that is none. `filename*` alone is no form's way, yet some send it."""
    if b"filename" in options:
        return options[b"filename"].decode(errors="replace")
    extended = _EXTENDED_NAME.search(header)
    if extended is None:
        return None
    charset = "latin-1" if extended[1].lower() == "iso-8859-1" else "utf-8"
    return unquote_to_bytes(extended[2]).decode(charset, errors="replace")


def _utf8(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise UnreadableBody("The request body is not valid UTF-8") from None
