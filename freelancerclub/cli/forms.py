"""Turns what an operator writes, `field=value` or a row of a file, into the forms that inputs read."""

from collections.abc import Iterable, Mapping, Sequence

from freelancerclub.cli.failing import Stop
from freelancerclub.wire.decode import Form
from freelancerclub.wire.validate import Inputs


def pairs(words: Iterable[str], *models: type[Inputs]) -> dict[str, str]:
    """`name=value` words as a mapping. Raises Stop for another form, for a field that isn't one, for one said twice."""
    said: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            raise Stop(f"{word}: write it as field=value")
        if name in said:
            raise Stop(f"{name} is said twice: say it once")
        said[name] = value
    check_names(said, *models)
    return said


def check_names(names: Iterable[str], *models: type[Inputs]) -> None:
    """Raises Stop for a name that none of the models has as a field."""
    known = [name for model in models for name in model.model_fields]
    for name in names:
        if name not in known:
            raise Stop(f"There is no field {name!r}: the fields are {', '.join(known)}")


def form_of(row: Mapping[str, object], model: type[Inputs]) -> Form:
    """The fields of this model, as a client would have sent them. Raises Stop for what can't be a field's value."""
    return {name: [_text(name, value)] for name, value in row.items() if name in model.model_fields}


def _text(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ",".join(_text(name, item) for item in value)
    text = str(value)
    if isinstance(value, dict) or not storable(text):
        raise Stop(f"The value of {name} is no text")
    return text


def storable(text: str) -> bool:
    """PostgreSQL keeps no NUL, and half a character (a byte that is no UTF-8) is none."""
    return "\0" not in text and not any("\ud800" <= mark <= "\udfff" for mark in text)
