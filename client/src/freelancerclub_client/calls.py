"""A call: one request in the words of the reference, and how its answer is read. Nothing here sends anything."""

import mimetypes
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Generic, TypeVar
from urllib.parse import parse_qsl, urlsplit

from freelancerclub_client.records.record import Done, Record

T = TypeVar("T")
R = TypeVar("R", bound=Record)
D = TypeVar("D", bound=Done)

Id = int | str  # answers hold ids as texts
Several = Iterable[Id] | str  # a list, or what is separated by commas already
Source = str | os.PathLike[str] | bytes | bytearray | memoryview | IO[bytes]

_BEGINNINGS = {b"\x89PNG": "png", b"GIF8": "gif", b"\xff\xd8\xff": "jpg", b"%PDF": "pdf"}


@dataclass(frozen=True, slots=True)
class File:
    """A file to be sent. It is read at once, so that it can be sent again; the service takes up to 8 MB."""

    field: str
    name: str
    data: bytes

    @property
    def media_type(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """What is asked for.

    repeats: doing it twice is like doing it once, so that it may be sent again when no answer came
    keyed: it is made so by an Idempotency-Key
    open: neither token nor key is sent, as nobody need be logged in
    in_person: the token alone is sent, as an API key isn't enough
    keeps_token, drops_token: what becomes of the session's token once it is done
    plain: what is answered is a file and no JSON, and is read as bytes; `path` is that of its whole address
    instead: answers to refusals that are none, by their message
    """

    method: str
    path: str
    read: Callable[[Any], T]
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, list[str]] = field(default_factory=dict, repr=False)  # holds passwords
    file: File | None = field(default=None, repr=False)
    repeats: bool = True
    keyed: bool = False
    open: bool = False
    in_person: bool = False
    keeps_token: bool = False
    drops_token: bool = False
    plain: bool = False
    instead: Mapping[str, T] = field(default_factory=dict)


def get(path: str, read: Callable[[Any], T], query: Mapping[str, Any] | None = None, **rules: Any) -> Call[T]:
    return Call("GET", path, read, query=texts(query or {}), **rules)


def get_file(address: str) -> Call[bytes]:
    """What stands at an address that an answer named, whole or from its path on. It is asked of the club that is
    called and of no other, so that a token can't be sent anywhere else."""
    parts = urlsplit(address)
    return get("/" + parts.path.lstrip("/"), bytes, dict(parse_qsl(parts.query)), plain=True)


def post(path: str, read: Callable[[Any], T], form: Mapping[str, Any] | None = None, **rules: Any) -> Call[T]:
    """Sent again only under an Idempotency-Key."""
    return Call("POST", path, read, form=lists(form or {}), **({"repeats": False, "keyed": True} | rules))


def put(path: str, read: Callable[[Any], T], form: Mapping[str, Any] | None = None) -> Call[T]:
    return Call("PUT", path, read, form=lists(form or {}))


def delete(path: str, read: Callable[[Any], T], form: Mapping[str, Any] | None = None, **rules: Any) -> Call[T]:
    return Call("DELETE", path, read, form=lists(form or {}), **rules)


def number(value: Id) -> str:
    """An id as it stands in a path. Raises ValueError for anything else, which would be another path."""
    text = str(value)
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"an id is a whole number, not {value!r}")
    return text


def texts(fields: Mapping[str, Any]) -> dict[str, str]:
    """As they stand in a query; what is None isn't sent."""
    return {name: text(value) for name, value in fields.items() if value is not None}


def lists(fields: Mapping[str, Any]) -> dict[str, list[str]]:
    """As they stand in a form: of a name that ends in `[]` each value by itself."""
    return {
        name: [text(each) for each in value] or [""] if name.endswith("[]") else [text(value)]
        for name, value in fields.items()
        if value is not None
    }


def text(value: Any) -> str:
    """A value as the service reads it: 1 and 0 for true and false, lists with commas."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, Iterable):
        return ",".join(map(text, value))
    return str(value)


def file_of(field_name: str, source: Source, name: str = "") -> File:
    """From a path, from bytes, or from a file that is open for reading bytes."""
    if isinstance(source, str | os.PathLike):
        path = Path(source)
        return File(field_name, name or path.name, path.read_bytes())
    if isinstance(source, bytes | bytearray | memoryview):
        data, found = bytes(source), ""
    else:
        data, found = source.read(), Path(str(getattr(source, "name", ""))).name
    return File(field_name, name or found or _named(data), data)


def _named(data: bytes) -> str:
    """The service looks at what a file is called as well as at what it holds."""
    return "file." + next((kind for start, kind in _BEGINNINGS.items() if data.startswith(start)), "bin")


def data_as(record: type[R]) -> Callable[[Any], R]:
    """`{"data": {…}}`"""
    return lambda body: record(body["data"])


def data_as_list(record: type[R]) -> Callable[[Any], list[R]]:
    """`{"data": [{…}, …]}`"""
    return lambda body: [record(each) for each in body["data"] or ()]


def done_as(record: type[D]) -> Callable[[Any], D]:
    """That it is done: an object, a list of one, or under `data`, as the endpoint has it; all its keys together."""

    def read(body: Any) -> D:
        whole = body[0] if isinstance(body, list) else body
        under = whole.get("data")
        return record({**{key: value for key, value in whole.items() if key != "data"}, **(under or {})})

    return read


done = done_as(Done)
