"""What a portfolio may be called, and how its pictures may be arranged."""

from collections.abc import Sequence
from dataclasses import dataclass

from freelancerclub.errors import Refusal
from freelancerclub.wire.validate import id_of

LONGEST_TITLE, LONGEST_DISCIPLINE = 15, 100
MOST_DEFAULTS, MOST_PICTURES = 3, 500


class NoTitle(Refusal):
    message = "Title is required"


class TitleTooLong(Refusal):
    message = f"Title cannot exceed {LONGEST_TITLE} characters"


class NoDiscipline(Refusal):
    message = "Discipline is required"


class DisciplineTooLong(Refusal):
    message = f"Discipline cannot exceed {LONGEST_DISCIPLINE} characters"


class BadPicture(Refusal):
    message = "Please provide a valid image_id"


class ForeignPicture(Refusal):
    status, varies = 403, True
    message = "The image_id 3 does not belong to you. No Changes were saved"

    def __init__(self, picture_id: str) -> None:
        super().__init__(f"The image_id {picture_id} does not belong to you. No Changes were saved")


class TooManyPictures(Refusal):
    message = f"A maximum of {MOST_PICTURES} images can be passed through"


class DefaultsNotNumeric(Refusal):
    message, varies = "Not all defaults passed through are numeric: NONNUMERIC EXAMPLE", True

    def __init__(self, offending: Sequence[str]) -> None:
        super().__init__(f"Not all defaults passed through are numeric: {', '.join(offending)}")


class TooManyDefaults(Refusal):
    message = f"A maximum of {MOST_DEFAULTS} defaults can be passed through"


class StrayDefault(Refusal):
    message, varies = "The default 3 is not one of the images. No Changes were saved", True

    def __init__(self, picture_id: str) -> None:
        super().__init__(f"The default {picture_id} is not one of the images. No Changes were saved")


NAMING = (NoTitle, TitleTooLong, NoDiscipline, DisciplineTooLong)
ARRANGING = (
    BadPicture,
    TooManyPictures,
    DefaultsNotNumeric,
    TooManyDefaults,
    StrayDefault,
    ForeignPicture,
)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Pictures in their order, each once; None for defaults that weren't sent. `sent` is how an id was written."""

    pictures: tuple[int, ...]
    defaults: frozenset[int] | None
    sent: dict[int, str]

    def places(self, before: frozenset[int]) -> list[int | None]:
        """For each picture which default it is: they stand in the order of the pictures. Without new ones the
        defaults of before stay, as far as they are still there (R92)."""
        marked = before if self.defaults is None else self.defaults
        places, taken = [], 0
        for picture in self.pictures:
            taken += picture in marked
            places.append(taken if picture in marked else None)
        return places


def check_title(title: str) -> None:
    """Raises NoTitle or TitleTooLong (R96)."""
    if not title:
        raise NoTitle
    if len(title) > LONGEST_TITLE:
        raise TitleTooLong


def check_discipline(discipline: str) -> None:
    """Raises NoDiscipline or DisciplineTooLong; else any text will do, which only ideally is one of the owner's."""
    if not discipline:
        raise NoDiscipline
    if len(discipline) > LONGEST_DISCIPLINE:
        raise DisciplineTooLong


def arrangement_of(images: Sequence[str], defaults: Sequence[str] | None) -> Arrangement:
    """What was sent, as far as it can be judged without knowing whose the pictures are. Raises one of ARRANGING.

    Blank defaults alone are none.
    """
    marked = None if defaults is None else _defaults(defaults)
    if len(images) > MOST_PICTURES:
        raise TooManyPictures
    sent: dict[int, str] = {}
    for text in images:
        number = id_of(text)
        if number is None:
            raise BadPicture
        sent.setdefault(number, text.strip())
    if not sent:
        raise BadPicture
    for number, text in (marked or {}).items():
        if number not in sent:
            raise StrayDefault(text)
    return Arrangement(tuple(sent), None if marked is None else frozenset(marked), sent)


def _defaults(texts: Sequence[str]) -> dict[int, str]:
    if not any(text.strip() for text in texts):
        return {}
    offending = [text for text in texts if id_of(text) is None]
    if offending:
        raise DefaultsNotNumeric(offending)
    marked = {id_of(text) or 0: text.strip() for text in texts}
    if len(marked) > MOST_DEFAULTS:
        raise TooManyDefaults
    return marked
