"""What a file of a job may be, what it is called, and what is said to whoever reaches for somebody else's."""

import re
import unicodedata
from typing import BinaryIO

from freelancerclub.errors import Refusal
from freelancerclub.features.jobfiles.inputs import NewJobFile
from freelancerclub.wire.decode import Upload

MOST_FILES = 20  # a job
LONGEST_NAME = 120
PDF = "pdf"
TOO_MANY = f"A job can have at most {MOST_FILES} files."

_PUNCTUATION = "._-"
_MARKS = ("Mn", "Mc")  # without which words of many a script can't be read
_SELECTOR = re.compile("[\ufe00-\ufe0f]")  # marks too, but of pictographs, and seen by nobody without one


class FileNotFound(Refusal):
    status, message = 404, "File not found"


class ForeignJob(Refusal):
    status = 403
    message = "Forbidden: You are not allowed to upload images to someone elses job. This has been logged."


class ForeignFile(Refusal):
    status = 403
    message = "Forbidden: You are not allowed to delete files of someone elses job. This has been logged."


def is_pdf(file: BinaryIO) -> bool:
    mark = file.read(5)
    file.seek(0)
    return mark == b"%PDF-"


def stored_name(file: str) -> str:
    """Where it is kept; the last part is always its own name."""
    return f"jobs/{file}"


def name_of(sent: NewJobFile, extension: str) -> str:
    """What the file is called, as it can stand in an address; its extension is that of what it is."""
    line = _safe(sent.file.filename if isinstance(sent.file, Upload) and sent.file.data else sent.file_name)
    stem, dot, ending = line.rpartition(".")
    is_it = ending.lower() == extension or (extension == "jpg" and ending.lower() == "jpeg")
    if dot and is_it:
        return f"{stem[:LONGEST_NAME]}.{ending}"
    return f"{(line or 'file')[:LONGEST_NAME]}.{extension}"


def _safe(called: str) -> str:
    """Letters, marks and digits of every script; a low line where there was anything else. Without folders."""
    # Composed, since some systems send an ä as two.
    name = unicodedata.normalize("NFC", _SELECTOR.sub("", re.split(r"[/\\]", called)[-1]))
    return "_".join("".join(one if _may_stay(one) else " " for one in name).split()).strip("._")


def _may_stay(one: str) -> bool:
    return one.isalnum() or one in _PUNCTUATION or unicodedata.category(one) in _MARKS
