"""Large bodies, which only a picture makes: what is long in them stays in the body's file, or is copied to another.

What is left is no larger than any other body, and is decoded as one.
"""

import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from tempfile import TemporaryFile
from typing import BinaryIO
from urllib.parse import unquote_to_bytes

from freelancerclub.errors import BodyTooLarge, UnreadableBody
from freelancerclub.kit.stretch import stretch
from freelancerclub.wire.decode import (
    START,
    Form,
    LongText,
    Upload,
    Value,
    field_of,
    form_of,
    from_json,
    from_urlencoded,
    kind_of,
    parts_of,
)

LONG = 64 << 10  # bytes of a value that gets a file of its own
MOST_LONG = 4  # of these in one body
MOST_REST = 1 << 20  # bytes of all the others together
PIECE = 64 << 10  # bytes; other requests wait while the interpreter looks at one
PIECE_OF_PARTS = 256 << 10  # in which it only looks for a boundary; with each read the threads change places

_IN_STRING = re.compile(rb'[^"\\]*(?:\\.[^"\\]*)*', re.DOTALL)
_ESCAPE = re.compile(rb"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def decode_large(body: BinaryIO, content_type: str | None) -> Form:
    """As `decode`, of a file, which is closed. Raises UnreadableBody, BodyTooLarge, OSError where the disk is full."""
    with body, _Found() as found:
        body.seek(0)
        kind, boundary = kind_of(body.read(START), content_type)
        if kind == "multipart":
            parts = parts_of(_pieces(body, PIECE_OF_PARTS), boundary, lambda: _Part(found, body))
            form = form_of([field_of(part.headers, part.data.value()) for part in parts])
        elif kind == "json":
            form = form_of(_from_json(body, found))
        else:
            form = form_of(_from_urlencoded(body, found))
        found.keep()
    return form


def files_of(form: Form) -> list[BinaryIO]:
    """To be closed when the form is done with."""
    values = [value for values in form.values() for value in values]
    held = [value.data for value in values if isinstance(value, Upload)]
    return [file for file in held if not isinstance(file, bytes)] + [
        value.file for value in values if isinstance(value, LongText)
    ]


def close_all(files: Iterable[BinaryIO]) -> None:
    """Takes a while: the disk has to forget them."""
    for file in files:
        file.close()


class _Value:
    """Bytes that move into a file once they are many."""

    def __init__(self, found: "_Found") -> None:
        self._found = found
        self._few = bytearray()
        self.file: BinaryIO | None = None

    def extend(self, data: bytes) -> None:
        if self.file is None and len(self._few) + len(data) > LONG:
            self.file = self._found.file()
            self.file.write(self._few)
            self._found.rest -= len(self._few)
            self._few.clear()
        if self.file is not None:
            self.file.write(data)
            return
        self._few += data
        self._found.count(len(data))

    def value(self) -> bytes | BinaryIO:
        if self.file is None:
            return bytes(self._few)
        self.file.seek(0)
        return self.file


class _Part:
    """Of a multipart body: it stays where it is once it is long."""

    def __init__(self, found: "_Found", body: BinaryIO) -> None:
        self._found = found
        self._body = body
        self._few = bytearray()
        self._start = self._size = 0

    def add(self, data: memoryview, end: int) -> None:
        self._size += len(data)
        self._start = end - self._size
        if self._size <= LONG:
            self._few += data
            self._found.count(len(data))
        elif self._few:
            self._found.more_long()
            self._found.rest -= len(self._few)
            self._few.clear()

    def value(self) -> bytes | BinaryIO:
        if self._size <= LONG:
            return bytes(self._few)
        return self._found.held(stretch(self._body, self._start, self._size))


class _Found:
    """What a body turned out to hold; its files are closed, unless the whole of it could be read."""

    def __init__(self) -> None:
        self.rest = 0
        self._long = 0
        self._files: list[BinaryIO] = []

    def __enter__(self) -> "_Found":
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files:
            file.close()

    def keep(self) -> None:
        self._files.clear()

    def collect(self) -> _Value:
        return _Value(self)

    def file(self) -> BinaryIO:
        self.more_long()
        return self.held(TemporaryFile())

    def more_long(self) -> None:
        self._long += 1
        if self._long > MOST_LONG:
            raise UnreadableBody(f"The request body has more than {MOST_LONG} fields of more than {LONG >> 10} KB")

    def held(self, file: BinaryIO) -> BinaryIO:
        self._files.append(file)
        return file

    def count(self, size: int) -> None:
        """Raises BodyTooLarge."""
        self.rest += size
        if self.rest > MOST_REST:
            raise BodyTooLarge


def _pieces(file: BinaryIO, size: int) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(size):
        yield piece


def _from_urlencoded(body: BinaryIO, found: _Found) -> list[tuple[str, Value]]:
    """A long pair stands in the rest without its value, and gets it when the rest is decoded."""
    rest: list[bytes] = []
    long: dict[int, BinaryIO] = {}
    for pair in _pairs(body, found):
        held = pair.value()
        if not isinstance(held, bytes):
            name, is_pair, _ = held.read(LONG).partition(b"=")
            if not is_pair:
                raise UnreadableBody("The request body has a field whose name is too long")
            held.seek(len(name) + 1)
            long[len(rest)] = _rewritten(held, _begun_quote, _unquoted)
            held = name + b"="
        if held:
            rest.append(held)
    fields = from_urlencoded(b"&".join(rest))
    for index, file in long.items():
        fields[index] = (fields[index][0], LongText(file))
    return fields


def _pairs(body: BinaryIO, found: _Found) -> Iterator[_Value]:
    pair = found.collect()
    for piece in _pieces(body, PIECE):
        first, *others = piece.split(b"&")
        pair.extend(first)
        for other in others:
            found.count(1)
            yield pair
            pair = found.collect()
            pair.extend(other)
    yield pair


def _begun_quote(piece: bytes) -> int:
    """Where a quoted byte begins that the next piece ends: `%4` at the very end; else the length."""
    at = piece.rfind(b"%", max(0, len(piece) - 2))
    return at if at >= 0 else len(piece)


def _unquoted(piece: bytes) -> bytes:
    return unquote_to_bytes(piece.replace(b"+", b" "))


def _from_json(body: BinaryIO, found: _Found) -> list[tuple[str, Value]]:
    """In the place of a long string the rest has a word that nobody can guess."""
    secret = secrets.token_hex(16)
    rest = bytearray()
    long: dict[str, BinaryIO] = {}
    for text in _strings(body, rest, found):
        held = text.value()
        if not isinstance(held, bytes):
            word = f"{secret}-{len(long)}"
            long[word] = _rewritten(held, _begun_escape, _unescaped)
            held = word.encode()
        rest += held
    return [
        (name, LongText(long[value]) if isinstance(value, str) and value in long else value)
        for name, value in from_json(bytes(rest))
    ]


def _strings(body: BinaryIO, rest: bytearray, found: _Found) -> Iterator[_Value]:
    """What stands between quotes, as it is written; all between these goes to the rest, quotes and all."""
    text: _Value | None = None
    carried = b""
    for piece in _pieces(body, PIECE):
        piece, at = carried + piece, 0
        carried = b""
        while at < len(piece):
            if text is None:
                end = piece.find(b'"', at) + 1 or len(piece)
                rest += piece[at:end]
                found.count(end - at)
                text = found.collect() if piece[end - 1 : end] == b'"' else None
            else:
                match = _IN_STRING.match(piece, at)
                assert match is not None, "it matches nothing at all"
                end = match.end()
                text.extend(piece[at:end])
                if piece[end : end + 1] == b'"':
                    yield text
                    text = None
                    rest += b'"'
                    end += 1
                else:  # at the end, but for a backslash whose letter comes with the next piece
                    carried = piece[end:]
                    end = len(piece)
            at = end
    if text is not None:
        raise UnreadableBody("The request body is not valid JSON")


def _begun_escape(piece: bytes) -> int:
    """Where an escape begins that the next piece ends: `\\` or `\\u00e` at the very end; else the length.

    Only the end is looked at: other requests wait while all of a piece is.
    """
    at = piece.rfind(b"\\", max(0, len(piece) - 5))
    if at < 0:
        return len(piece)
    before = len(piece[:at].rstrip(b"\\"))  # one escapes the next, so the last of an even number begins nothing
    is_begun = (at - before) % 2 == 0 and piece[at + 1 : at + 2] in (b"", b"u")
    return at if is_begun else len(piece)


def _unescaped(piece: bytes) -> bytes:
    return _ESCAPE.sub(_letter, piece) if b"\\" in piece else piece


def _letter(escape: re.Match[bytes]) -> bytes:
    if escape[1] is not None:
        return chr(int(escape[1], 16)).encode("utf-8", "surrogatepass")
    return _ESCAPES.get(escape[2], escape[2])


def _rewritten(file: BinaryIO, begun: Callable[[bytes], int], write: Callable[[bytes], bytes]) -> BinaryIO:
    """What is left of a file, in place of all of it: what is written is never longer than what was read."""
    read, written, carried = file.tell(), 0, b""
    while piece := file.read(PIECE):
        read += len(piece)
        piece = carried + piece
        end = begun(piece)
        carried = piece[end:]
        file.seek(written)
        written += file.write(write(piece[:end]))
        file.seek(read)
    file.seek(written)
    written += file.write(write(carried))
    file.truncate(written)
    file.seek(0)
    return file
