"""Record: one documented object, its keys as attributes that a type checker knows."""

import types
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints


class Record(Mapping[str, Any]):
    """A mapping of what was answered, as it was answered: numbers that the reference prints as texts are texts.

    Documented keys are attributes too, objects in them are records, and one that is left out of the answer is None.
    `raw` is the decoded JSON.
    """

    raw: dict[str, Any]

    def __init__(self, raw: dict[str, Any]) -> None:
        if not isinstance(raw, dict):
            raise TypeError(f"{type(self).__name__} is made of an object, not of {type(raw).__name__}")
        self.raw = raw
        for name, kind in kinds_of(type(self)).items():
            if kind is not None:
                getattr(self, name)  # the objects within insist as well, and now rather than when they are looked at

    def __getitem__(self, key: str) -> Any:
        return self.raw[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.raw)

    def __len__(self) -> int:
        return len(self.raw)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.raw!r})"

    if not TYPE_CHECKING:  # so that a misspelt attribute is an error to the type checker

        def __getattr__(self, name: str) -> Any:
            kinds = kinds_of(type(self))
            if name not in kinds:
                raise AttributeError(f"{type(self).__name__} has no {name}", name=name, obj=self)
            value, kind = self.raw.get(name), kinds[name]
            if kind is None or not value:
                return value
            return [kind(each) for each in value] if isinstance(value, list) else kind(value)


class Done(Record):
    """That something was done, in the words of the reference."""

    message: str


@cache
def kinds_of(record: type[Record]) -> dict[str, type[Record] | None]:
    """Its keys, and for each that holds objects the kind of them."""
    hints = get_type_hints(record)
    return {name: _kind(hint) for name, hint in hints.items() if name != "raw"}


def _kind(hint: Any) -> type[Record] | None:
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(part for part in get_args(hint) if part is not types.NoneType)
    if get_origin(hint) is list:
        (hint,) = get_args(hint)
    return hint if isinstance(hint, type) and issubclass(hint, Record) else None
