"""Decisions about pictures: what an upload may be, how files are named, the sizes there are."""

import os
import re
import secrets
from io import BytesIO
from typing import BinaryIO

from freelancerclub.adapters.pictures import Size
from freelancerclub.errors import Refusal
from freelancerclub.features.images.inputs import PictureFile
from freelancerclub.wire.base64_files import FileTooLarge, NotBase64, file_in
from freelancerclub.wire.decode import Upload
from freelancerclub.wire.validate import Fault

LARGEST = 8 << 20  # bytes of a file
LARGEST_BODY = 16 << 20  # in which it may be written as base64, in each way of writing a body (R27)
SHORTEST_TITLE, LONGEST_TITLE = 2, 299

NO_FILE = "You did not select a file to upload."
NOT_ALLOWED = "The filetype you are attempting to upload is not allowed."
TOO_LARGE = "The file you are attempting to upload is larger than the permitted size."
TOO_MANY_PIXELS = (
    "The image you are attempting to upload doesn't fit into the allowed dimensions:"
    " 40 megapixels, all frames together, and 16,384 pixels a side."
)
BAD_TITLE = "The title is required and should be more then 1 charaters long and be less than 300 characters."

# The sizes in the addresses of pictures, and no others. A whole picture is as high as 775 pixels at most, which is
# the height of the reference's example (1378 × 775, L2380).
SIZES = {
    "profile/120": Size(120, 120, crop=True),
    "portfolio/775": Size(1378, 775, crop=False),
    "portfoliocrop/253/199": Size(253, 199, crop=True),
    "companycrop/150/150": Size(150, 150, crop=True),
    "companycovercrop/1366/442": Size(1366, 442, crop=True),
}
DRAWING = 1  # raised when sizes are drawn differently, so that kept ones are drawn anew
FILE = re.compile(r"[0-9a-f]{32}\.(png|jpg|jpeg|gif)\Z")

# What people often have, and what is said of it: where its name stands in the file, and what it is called.
_OTHERS = ((b"ftyphei", 4, "HEIC"), (b"ftypmif", 4, "HEIC"), (b"ftypavi", 4, "AVIF"), (b"WEBP", 8, "WebP"))


class UploadRefused(Refusal):
    """A file that isn't taken, in the words of the original's framework (R15)."""

    message = f"Error: {NO_FILE}"

    def __init__(self, sentence: str = NO_FILE) -> None:
        super().__init__(f"Error: {sentence}")
        self.sentence = sentence


class UploadTooLarge(UploadRefused):
    message = f"Error: {TOO_LARGE}"

    def __init__(self) -> None:
        super().__init__(TOO_LARGE)


class PictureRefused(Refusal):
    """The same words where they stand under `errors` (R96), and those about the title (L1315)."""

    message = Fault.THERE.value
    errors = BAD_TITLE


class PictureTooLarge(PictureRefused):
    errors = TOO_LARGE


def open_file(sent: PictureFile) -> BinaryIO:
    """The picture that was sent, file or base64, to be closed. Raises UploadRefused, and OSError for a full disk."""
    found = _file_of(sent.file) if isinstance(sent.file, Upload) else BytesIO()
    if _size(found) == 0:
        try:
            found = file_in(sent.base64, LARGEST)
        except NotBase64:
            raise UploadRefused(NOT_ALLOWED) from None
        except FileTooLarge:
            raise UploadTooLarge from None
    if _size(found) == 0:
        raise UploadRefused
    if _size(found) > LARGEST:
        raise UploadTooLarge
    return found


def _file_of(sent: Upload) -> BinaryIO:
    return BytesIO(sent.data) if isinstance(sent.data, bytes) else sent.data


def _size(file: BinaryIO) -> int:
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    return size


def why_not(file: BinaryIO) -> str:
    """The sentence for what can't be decoded; it names what can, where the file is another kind of picture."""
    file.seek(0)
    data = file.read(64)
    for mark, place, name in _OTHERS:
        if data[place : place + len(mark)] == mark:
            return f"{NOT_ALLOWED} {name} pictures can't be used here: please send a gif, jpg, jpeg or png."
    return NOT_ALLOWED


def check_title(title: str) -> str:
    """Raises PictureRefused."""
    title = title.strip()
    if not SHORTEST_TITLE <= len(title) <= LONGEST_TITLE:
        raise PictureRefused
    return title


def new_name(extension: str) -> str:
    """A name that no file has, and nobody can guess."""
    return f"{secrets.token_hex(16)}.{extension}"


def stored_name(file: str, size: str | None = None) -> str:
    """Where a picture is kept, as it was taken in or in one of the sizes; the last part is always its own name."""
    return f"pictures/{file}" if size is None else f"sizes/{DRAWING}/{size.replace('/', '-')}/{file}"


def file_of(stored: str) -> str:
    return stored.rpartition("/")[2]


def address_of(size: str, file: str, owner_id: int | None = None) -> str:
    """The path at which a size is served; pictures in portfolios name their owner."""
    kind, _, measures = size.partition("/")
    return f"/images/{kind}/{measures}/{file}" if owner_id is None else f"/images/{kind}/{owner_id}/{measures}/{file}"
