"""A file in a text: base64 in every writing that is sent, decoded piece by piece into a file."""

import base64
import binascii
import re
from collections.abc import Iterator
from io import BytesIO
from tempfile import TemporaryFile
from typing import BinaryIO

from freelancerclub.wire.decode import LongText

PIECE = 64 << 10  # bytes, a multiple of 4
IN_MEMORY = 256 << 10  # characters of a text whose file isn't worth one on the disk

_DATA_URI = re.compile(rb"\s*data:[^,]{0,200},", re.IGNORECASE)
_END = re.compile(rb"[\s=]*\Z")
# A form that didn't encode its `+` has blanks there; some write base64 as in addresses, or in lines.
_USUAL = bytes.maketrans(b"-_ ", b"+/+")
_LINES = b"\r\n\t"


class NotBase64(Exception):
    """The text has letters that base64 hasn't, or ends in the middle of a byte."""


class FileTooLarge(Exception):
    """The file is larger than it may be."""


def file_in(text: str | LongText, most: int) -> BinaryIO:
    """The file, empty for a blank text. Raises NotBase64, FileTooLarge, and OSError where the disk is full."""
    source: BinaryIO = text.file if isinstance(text, LongText) else BytesIO(text.encode(errors="replace"))
    file: BinaryIO = TemporaryFile() if _length(source) > IN_MEMORY else BytesIO()  # noqa: SIM115  — handed on
    try:
        rest = b""
        for piece in _pieces(source):
            whole = rest + piece.translate(_USUAL, _LINES)
            cut = len(whole) - len(whole) % 4
            rest = whole[cut:]
            file.write(_decoded(whole[:cut]))
            if file.tell() > most:
                raise FileTooLarge
        file.write(_decoded(rest + b"=" * (-len(rest) % 4)))
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _length(source: BinaryIO) -> int:
    return source.seek(0, 2)


def _pieces(source: BinaryIO) -> Iterator[bytes]:
    """The text without what may stand before and after base64."""
    length = _length(source)
    source.seek(max(0, length - PIECE))
    end = _END.search(source.read())
    length -= len(end[0]) if end else 0
    source.seek(0)
    piece = source.read(min(PIECE, length))
    start = _DATA_URI.match(piece)
    at = len(piece)
    yield piece[start.end() if start else 0 :].lstrip()
    while at < length:
        piece = source.read(min(PIECE, length - at))
        at += len(piece)
        yield piece


def _decoded(text: bytes) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NotBase64 from None
