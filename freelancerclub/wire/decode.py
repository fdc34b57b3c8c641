"""Bodies: urlencoded, multipart or JSON become one kind of form, whatever the Content-Type claims (R23-R26)."""

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Generic, Literal, Protocol, TypeVar
from urllib.parse import parse_qsl, unquote_to_bytes

import msgspec
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from freelancerclub.errors import UnreadableBody

MOST_FIELDS = 1_000
START = 4 << 10  # bytes that tell how a body is written
_INDEX = re.compile(r"\[\d*\]\Z")
# A boundary, and the blanks that may stand after it (RFC 2046, 5.1.1).
_DELIMITER = rb"--([^\r\n]{0,199}[^\r\n \t])[ \t]*"
_FIRST_LINE = re.compile(_DELIMITER + rb"\r\n(Content-[A-Za-z-]+:)", re.IGNORECASE)
_DELIMITER_LINE = re.compile(rb"^" + _DELIMITER + rb"(?=\r\n)", re.MULTILINE)
_EXTENDED_NAME = re.compile(r";\s*filename\*\s*=\s*([\w-]+)'[^']*'([^;\s]+)", re.IGNORECASE | re.ASCII)
_WHITE = b" \t\r\n"
# The second is what cURL calls the parts of a form when it is given another Content-Type, as in L4684 (R24).
DISPOSITIONS = (b"form-data", b"attachment")

Kind = Literal["multipart", "json", "urlencoded"]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a multipart body; a long one is on the disk."""

    filename: str
    content_type: str
    data: bytes | BinaryIO


@dataclass(frozen=True, slots=True)
class LongText:
    """A text as long as only a picture in base64 is, on the disk; nobody has looked whether it is UTF-8."""

    file: BinaryIO


Value = str | Upload | LongText
Form = dict[str, list[Value]]


def decode(body: bytes, content_type: str | None) -> Form:
    """The fields of a body. Raises UnreadableBody; an empty body is an empty form whatever its Content-Type."""
    if not body.strip(_WHITE):
        return {}
    kind, boundary = kind_of(body, content_type)
    if kind == "multipart":
        return form_of(_from_multipart(body, boundary))
    if kind == "json":
        return form_of(from_json(body))
    return form_of(from_urlencoded(body))


def kind_of(start: bytes, content_type: str | None) -> tuple[Kind, bytes]:
    """How a body is written that begins so, and the boundary of its parts: the declared one where it is there."""
    media, options = parse_options_header(content_type)
    first = _FIRST_LINE.match(start)
    declared = options.get(b"boundary", b"")
    if first and not _first_delimiter(start, declared):
        return "multipart", first[1]
    if first or media == b"multipart/form-data":
        return "multipart", declared
    if media.endswith(b"json") or start.removeprefix(BOM_UTF8).lstrip(_WHITE)[:1] == b"{":
        return "json", b""
    return "urlencoded", b""


def _first_delimiter(start: bytes, boundary: bytes) -> re.Match[bytes] | None:
    """The line with which the first part begins."""
    return next((line for line in _DELIMITER_LINE.finditer(start, 0, START) if line[1] == boundary), None)


def form_of(fields: list[tuple[str, Value]]) -> Form:
    """Raises UnreadableBody."""
    if len(fields) > MOST_FIELDS:
        raise UnreadableBody(f"The request body has more than {MOST_FIELDS} fields")
    form: Form = {}
    for name, value in fields:
        if isinstance(value, str) and "\x00" in value:
            raise UnreadableBody("The request body contains a NUL character")
        form.setdefault(_INDEX.sub("", name), []).append(value)
    return form


def from_urlencoded(body: bytes) -> list[tuple[str, Value]]:
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


def from_json(body: bytes) -> list[tuple[str, Value]]:
    try:
        sent = msgspec.json.decode(body.removeprefix(BOM_UTF8))  # which some platforms write before every text
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise UnreadableBody("The request body is not valid JSON") from None
    if not isinstance(sent, dict):
        raise UnreadableBody("The request body should be a JSON object")
    fields: list[tuple[str, Value]] = []
    for name, value in sent.items():
        # An empty list is what an empty value is in a form: said, and nothing in it.
        items = (value or [None]) if isinstance(value, list) else [value]
        fields += [(name, _scalar(name, item)) for item in items]
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


class Bytes(Protocol):
    """What the bytes of a part are collected in."""

    def add(self, data: memoryview, end: int) -> None:
        """More of them, which end there in the body."""


class _Held:
    """In memory."""

    def __init__(self) -> None:
        self.data = bytearray()

    def add(self, data: memoryview, _end: int) -> None:
        self.data += data


B = TypeVar("B", bound=Bytes)


@dataclass(slots=True)
class Part(Generic[B]):
    data: B
    headers: dict[str, bytes] = field(default_factory=dict)


class _Parts(Generic[B]):
    """Collects what the multipart parser calls out."""

    def __init__(self, collect: Callable[[], B]) -> None:
        self.done: list[Part[B]] = []
        self.ended = False
        self._collect = collect
        self._name = self._value = b""
        self._piece = b""
        self._at = 0  # of the piece in the body

    def begin_piece(self, piece: bytes, at: int) -> None:
        self._piece, self._at = piece, at

    def callbacks(self) -> dict[str, Callable[..., None]]:
        return {
            "on_part_begin": self._begin,
            "on_part_data": self._data,
            "on_header_field": self._header_field,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_end": self._end,
        }

    def _begin(self) -> None:
        if len(self.done) >= MOST_FIELDS:
            raise UnreadableBody(f"The request body has more than {MOST_FIELDS} fields")
        self.done.append(Part(self._collect()))

    def _data(self, data: bytes, start: int, end: int) -> None:
        """Of the piece, or what looked like the start of a boundary at the end of the last one."""
        self.done[-1].data.add(memoryview(data)[start:end], self._at + (end if data is self._piece else 0))

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        self.done[-1].headers[self._name.decode("latin-1").lower()] = self._value
        self._name = self._value = b""

    def _end(self) -> None:
        self.ended = True


def parts_of(pieces: Iterable[bytes], boundary: bytes, collect: Callable[[], B]) -> list[Part[B]]:
    """The parts of a multipart body that comes in pieces. Raises UnreadableBody."""
    parts = _Parts(collect)
    try:
        parser = MultipartParser(boundary, parts.callbacks())  # type: ignore[arg-type]
        for piece, at in _begun(pieces, boundary):
            parts.begin_piece(piece, at)
            parser.write(piece)
    except FormParserError:
        raise UnreadableBody("The request body is not valid multipart/form-data") from None
    if not parts.ended:
        raise UnreadableBody("The multipart body ends before its closing boundary")
    return parts.done


def _begun(pieces: Iterable[bytes], boundary: bytes) -> Iterator[tuple[bytes, int]]:
    """From the first boundary on, and without the blanks after it; with where each stands in the body."""
    start, first, rest = b"", None, iter(pieces)
    for piece in rest:
        start += piece
        first = _first_delimiter(start, boundary)
        if first or len(start) >= START:
            break
    if first:
        yield b"--" + boundary, first.start()
    at = first.end() if first else len(start) - len(start.lstrip(b"\r\n"))
    yield start[at:], at
    end = len(start)
    for piece in rest:
        yield piece, end
        end += len(piece)


def _from_multipart(body: bytes, boundary: bytes) -> list[tuple[str, Value]]:
    parts = parts_of((body,), boundary, _Held)
    return [field_of(part.headers, bytes(part.data.data)) for part in parts]


def field_of(headers: dict[str, bytes], data: bytes | BinaryIO) -> tuple[str, Value]:
    """Raises UnreadableBody."""
    header = headers.get("content-disposition", b"").decode("latin-1")
    disposition, options = parse_options_header(header)
    if disposition not in DISPOSITIONS or b"name" not in options:
        raise UnreadableBody("A part of the multipart body has no name")
    name = _utf8(options[b"name"])
    filename = _filename(header, options)
    if filename is not None:
        content_type = headers.get("content-type", b"").decode("latin-1")
        return name, Upload(filename.replace("\x00", "\ufffd"), content_type, data)
    return name, _utf8(data) if isinstance(data, bytes) else LongText(data)


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
