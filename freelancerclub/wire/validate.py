"""Fields: what pydantic finds wrong becomes the sentences the original's framework said (R13-R15)."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from typing import Annotated, Any, Self

import msgspec
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError, ValidationInfo
from pydantic_core import PydanticCustomError

from freelancerclub.errors import InvalidInput
from freelancerclub.wire.decode import Form, LongText

# As PHP's is_numeric: many a JSON writer says 5e-05 for 0.00005.
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)(e[+-]?[0-9]{1,2})?\Z", re.IGNORECASE)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_HOST_AND_PORT = re.compile(r"([a-z0-9-]+\.)+[a-z0-9-]+:\d{1,5}([/?#]|\Z)", re.IGNORECASE)
LARGEST_ID = 2**63 - 1
MOST_ENTRIES = 5_000  # of a delimited list, repeats too; none may have a tenth of them without repeats
NOBODY = -1  # an id past bigint: no row has it, so each endpoint gives its own 404
_BLANK_OR_CONTROL = re.compile(r"[\s\x00-\x20\x7f-\x9f\u200b\ufeff]")


class Fault(Enum):
    """The message above the sentences; both spellings are documented (R13)."""

    THRE = "Thre are errors with the data submitted"
    THERE = "There are errors with the data submitted"


class Inputs(BaseModel):
    """The base of what comes in. A field's title is its label in the sentences; unknown fields are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True, arbitrary_types_allowed=True)

    @classmethod
    def read(cls, form: Form, fault: Fault | None) -> Self:
        """The model of a form. Raises InvalidInput with every sentence, in the order of the fields."""
        sent: dict[str, Any] = {}
        for name, field in cls.model_fields.items():
            values = form.get(field.alias or name)
            if values:
                takes_list = any(mark is LIST for mark in field.metadata)
                sent[field.alias or name] = values if takes_list else values[-1]
        try:
            return cls.model_validate(sent)
        except ValidationError as wrong:
            sentences = [cls._sentence(error) for error in wrong.errors(include_url=False)]
            raise invalid(sentences, fault or Fault.THERE) from None

    @classmethod
    def _sentence(cls, error: Any) -> str:
        name = str(error["loc"][0])
        field = cls.model_fields.get(name) or next(f for f in cls.model_fields.values() if f.alias == name)
        wording = "is required." if error["type"] == "missing" else error["msg"]
        return f"The {field.title} field {wording}"


def invalid(sentences: list[str], fault: Fault) -> InvalidInput:
    """Form-validation errors: JSON inside JSON, each sentence with its line end (R14)."""
    text = "".join(sentence + "\n" for sentence in sentences)
    return InvalidInput(fault.value, errors=msgspec.json.encode(text).decode())


def wrong(sentence: str) -> PydanticCustomError:
    """What follows `The X field` in CodeIgniter's words; braces of user text must not be a template."""
    return PydanticCustomError("field", "{sentence}", {"sentence": sentence})


LIST = object()  # marks a field that takes repeated values


def visible(value: str) -> str:
    """What somebody would see of a text: without space around, and without marks that nothing is drawn of (U+200B)."""
    return "".join(mark for mark in value if unicodedata.category(mark) != "Cf").strip()


def _not_blank(value: str) -> str:
    if not visible(value):
        raise wrong("is required.")
    return value


def _as_text(value: Any) -> str:
    if isinstance(value, LongText):
        raise wrong("is too long.")
    if not isinstance(value, str):
        raise wrong("must be text, not a file.")
    return value


def _as_any_text(value: Any) -> str | LongText:
    return value if isinstance(value, LongText) else _as_text(value)


def longest(characters: int) -> AfterValidator:
    def check(value: str) -> str:
        if len(value) > characters:
            raise wrong(f"cannot exceed {characters} characters in length.")
        return value

    return AfterValidator(check)


def _flag(value: Any) -> bool | None:
    text = _as_text(value).strip().lower()
    if text not in FLAGS:
        raise wrong("must be one of: 0,1.")
    return FLAGS[text]


FLAGS: dict[str, bool | None] = {"": None, "0": False, "1": True}


def _switch(value: Any) -> bool | None:
    text = _as_text(value).strip().lower()
    if text not in SWITCHES:
        raise wrong("must be one of: 0,1.")
    return SWITCHES[text]


# The three vocabularies of `testing` (R16).
SWITCHES = FLAGS | {"yes": True, "no": False, "dns": False, "on": True, "off": False}


def id_of(value: Any) -> int | None:
    """An id as the digits of a field; nobody's for one that no row can have, None for anything else."""
    text = _as_text(value).strip()
    if not text.isascii() or not text.isdigit():
        return None
    number = int(text.lstrip("0")[:20] or "0")
    return number if number <= LARGEST_ID else NOBODY


def _id(value: Any) -> int:
    number = id_of(value)
    if number is None:
        raise wrong("must contain an integer.")
    return number


def number_between(least: int | Decimal, most: int | Decimal, places: int) -> BeforeValidator:
    """A decimal in a form field; empty clears the value."""

    def check(value: Any) -> Decimal | None:
        text = _as_text(value).strip()
        if not text:
            return None
        if not _NUMBER.match(text) or len(text) > 40:
            raise wrong("must contain only numeric characters.")
        number = Decimal(text)
        if number < least:
            raise wrong(f"must contain a number greater than or equal to {least}.")
        if number > most:
            raise wrong(f"must contain a number less than or equal to {most}.")
        return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)

    return BeforeValidator(check)


def one_of(*words: str) -> BeforeValidator:
    def check(value: Any) -> str | None:
        text = _as_text(value).strip().lower()
        if text and text not in words:
            raise wrong(f"must be one of: {','.join(words)}.")
        return text or None

    return BeforeValidator(check)


def _link(value: str) -> str:
    """Only schemes other than http and https are refused (R94); what browsers skip can't hide one."""
    bare = _BLANK_OR_CONTROL.sub("", value)
    scheme = _SCHEME.match(bare)
    if scheme and scheme.group(1).lower() not in ("http", "https") and not _HOST_AND_PORT.match(bare):
        raise wrong("must contain a valid URL.")
    return value


def are_too_many(texts: list[str], separators: str = ",") -> bool:
    """Whether lists have so many entries, repeats too, that taking them apart would keep everybody else waiting."""
    return len(texts) + sum(text.count(separator) for text in texts for separator in separators) > MOST_ENTRIES


def comma_list(longest_item: int, most: int, separators: str = ",") -> BeforeValidator:
    """A delimited list, sent once or as a list; trimmed, without blanks and repeats."""
    split = re.compile(f"[{separators}]")

    def check(value: Any) -> tuple[str, ...]:
        texts = [_as_text(item) for item in (value if isinstance(value, list) else [value])]
        if are_too_many(texts, separators):
            raise wrong(f"cannot have more than {most} entries.")
        items = tuple(dict.fromkeys(part.strip() for text in texts for part in split.split(text) if part.strip()))
        if any(len(item) > longest_item for item in items):
            raise wrong(f"cannot exceed {longest_item} characters in length.")
        if len(items) > most:
            raise wrong(f"cannot have more than {most} entries.")
        return items

    return BeforeValidator(check)


def _joined(value: Any) -> str:
    return ",".join(map(_as_text, value if isinstance(value, list) else [value]))


JOINED = BeforeValidator(_joined)  # repeated values are the one text with commas that is stored and shown
Text = Annotated[str, BeforeValidator(_as_text)]
AnyText = Annotated[str | LongText, BeforeValidator(_as_any_text)]  # as long as a picture in base64 is
RequiredText = Annotated[str, BeforeValidator(_as_text), AfterValidator(_not_blank)]
Link = Annotated[str, BeforeValidator(_as_text), longest(500), AfterValidator(_link)]
Id = Annotated[int, BeforeValidator(_id)]
Flag = Annotated[bool | None, BeforeValidator(_flag)]
Switch = Annotated[bool | None, BeforeValidator(_switch)]


def confirms(name: str, label: str) -> AfterValidator:
    """The value repeats another field's; silent while that one is itself at fault."""

    def check(value: str, info: ValidationInfo) -> str:
        if name in info.data and value != info.data[name]:
            raise wrong(f"does not match the {label} field.")
        return value

    return AfterValidator(check)
