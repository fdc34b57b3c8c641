"""The library and the service side by side: every endpoint a method, every documented key an attribute."""

import importlib
import inspect
import json
import re
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
import pytest

import freelancerclub_client.records
import freelancerclub_client.subjects
from freelancerclub.reference import ENDPOINTS
from freelancerclub.wire import streaming
from freelancerclub.wire.urls import Urls
from freelancerclub_client import AsyncClub, Club, Record, wire
from freelancerclub_client.calls import Call
from freelancerclub_client.paging import Listing
from freelancerclub_client.records.record import Done, kinds_of
from freelancerclub_client.subjects import Subjects
from freelancerclub_client.subjects.subject import Subject, asks, lists

CLIENT = Path(freelancerclub_client.__file__).parent
TESTS = Path(__file__).parent
URLS = Urls(ENDPOINTS)
NAMES = {endpoint.name for endpoint in ENDPOINTS}
EXAMPLES = json.loads((TESTS.parent / "contract/examples.json").read_text())
# What no program calls: the links of mails, the hook of the mail provider, and former ways to what is there anyway.
ELSEWHERE = {
    "GET /unsubscribe",
    "POST /unsubscribe",
    "POST /hooks/bounce",
    "GET /users/notifications",
    "GET /notifications/register",
    "GET /jobs/{job_id}/invite",
    "GET /events",  # not a method of a subject; test_events.py
}
ALIKE = {"GET /users/discipines": "GET /users/disciplines"}  # one endpoint, two spellings

VALUES: dict[str, Any] = {"discipline": "Photographer", "images": [1], "source": b"GIF89a", "type": "new"}
SUBJECTS = {name: subject for name, subject in vars(Subjects(None)).items() if isinstance(subject, Subject)}
METHODS = {
    f"{name}.{method}": described
    for name, subject in SUBJECTS.items()
    for method, described in vars(type(subject)).items()
    if isinstance(described, asks | lists)
}


def called(described: Any) -> tuple[str, str]:
    """Method and path of what a method asks for, with samples for what it needs."""
    wanted = inspect.signature(described.describe).parameters.values()
    needed = [each for each in wanted if each.name != "self" and each.default is each.empty]
    values = {each.name: VALUES.get(each.name, "7") for each in needed if each.kind is not each.VAR_KEYWORD}
    made = described.describe(None, **values)
    if isinstance(made, Listing):
        made = made.call(0, 10)
    assert isinstance(made, Call)
    return made.method, made.path


CALLED = {name: called(described) for name, described in METHODS.items()}


def endpoints_called() -> Iterator[str]:
    for method, path in CALLED.values():
        node = URLS.match(path).node
        if node is not None and method in node.endpoints:
            yield node.endpoints[method].name


def test_every_endpoint_of_the_service_is_a_method():
    assert NAMES - set(endpoints_called()) == ELSEWHERE & NAMES


def test_every_documented_endpoint_is_a_method():
    """Those too that the service doesn't have yet."""
    ours = {f"{method} {path}" for method, path in CALLED.values()}
    aliases = {"GET /users/notifications", "POST /users/block/7", "GET /users/images"}
    for example in EXAMPLES:
        path = re.sub(r"\{\w+\}|(?<=/)\d+", "7", example["path"].partition("?")[0]).rstrip("/")
        name = ALIKE.get(f"{example['method']} {path}", f"{example['method']} {path}")
        assert name in ours | aliases, example["name"]


@pytest.mark.parametrize("name", METHODS)
def test_every_method_is_in_a_story(name: str):
    told = "".join(path.read_text() for path in sorted((TESTS / "stories").glob("*.py")))
    assert re.search(rf"\.{re.escape(name)}\(", told)


@pytest.mark.parametrize("name", METHODS)
def test_every_method_says_which_endpoint_it_is(name: str):
    assert re.search(r"\((E\d+|ours)\)$", inspect.getdoc(METHODS[name].describe) or "")


@pytest.mark.parametrize("name", METHODS)
def test_every_method_stands_in_the_guide(name: str):
    guide = (TESTS.parents[1] / "docs/guide/library.md").read_text()
    row = re.search(
        rf"^\| `{re.escape(name)}` \| (?:`(\w+) (.+?)`|GET of an address that an answer held) \|", guide, re.M
    )
    assert row is not None
    if row[1]:
        method, path = CALLED[name]
        node = URLS.match(path).node
        assert row[1] == method and node is not None and URLS.match(re.sub(r"{\w+}", "7", row[2])).node is node


@pytest.mark.parametrize("door", [Club, AsyncClub])
def test_what_a_door_does_stands_in_the_guide(door: type):
    guide = (TESTS.parents[1] / "docs/guide/library.md").read_text()
    within = ("run", "through")  # what methods are made of
    for name in vars(door):
        assert name.startswith("_") or name in within or f"{name}()" in guide, name


@pytest.mark.parametrize("value", ["", "7/..", "me", "-1", "７", "1.0", None])
def test_an_id_is_no_path(value: Any):
    with pytest.raises(ValueError, match="whole number"):
        SUBJECTS["users"].get.__wrapped__(None, value)  # type: ignore[attr-defined]


RECORDS: dict[str, type[Record]] = {
    name: record
    for module in ("people", "pictures", "reference", "talk", "work")
    for name, record in vars(importlib.import_module(f"freelancerclub_client.records.{module}")).items()
    if isinstance(record, type) and issubclass(record, Record) and record not in (Record, Done)
}
CALLED_OTHERWISE = {"StreamMessage": "ThreadItem", "Parts": "Parts"}


def shapes_printed() -> dict[str, Any]:
    """Every object that an answer of the service holds, by its name."""
    found: dict[str, Any] = {}

    def walk(hint: Any) -> None:
        for part in get_args(hint):
            walk(part)
        origin = get_origin(hint) or hint
        if not (isinstance(origin, type) and issubclass(origin, msgspec.Struct)):
            return
        if origin.__module__.startswith("freelancerclub.shapes") and origin.__name__ not in found:
            found[origin.__name__] = origin
        for part in get_type_hints(origin, include_extras=False).values():
            walk(part)

    for endpoint in ENDPOINTS:
        walk(endpoint.out)
    return found


SHAPES = {
    name: shape for name, shape in shapes_printed().items() if name not in ("PageOfType", "ApplicantsMeta", "Events")
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_record_has_the_keys_of_its_shape(name: str):
    record = RECORDS[CALLED_OTHERWISE.get(name, name)]
    keys = [key for key in SHAPES[name].__struct_fields__ if key != "status"]
    assert sorted(kinds_of(record)) == sorted({*keys, *(["message"] if issubclass(record, Done) else [])})


@pytest.mark.parametrize("name", SHAPES)
def test_a_record_has_the_types_of_its_shape(name: str):
    record = RECORDS[CALLED_OTHERWISE.get(name, name)]
    printed, known = get_type_hints(SHAPES[name]), get_type_hints(record)
    for key in SHAPES[name].__struct_fields__:
        if key != "status":
            assert plain(printed[key]) <= plain(known[key]), key


def plain(hint: Any) -> set[str]:
    """The names of the types that a key may have; what may be left out is as None."""
    if get_origin(hint) in (types.UnionType, importlib.import_module("typing").Union):
        return set().union(*map(plain, get_args(hint)))
    if get_origin(hint) is list:
        return {f"list of {name}" for name in plain(get_args(hint)[0])}
    name = "NoneType" if hint in (msgspec.UnsetType, type(None)) else hint.__name__
    return {CALLED_OTHERWISE.get(name, name)}


def test_a_record_is_a_mapping_and_its_keys_are_attributes():
    owner = {"id": "3", "display_name": "Mia"}
    picture = RECORDS["PicturePage"]({"id": "7", "user": owner, "unheard_of": 1})
    assert picture.user.display_name == "Mia" and picture.user == owner  # type: ignore[attr-defined]
    assert picture["unheard_of"] == 1 and {**picture} == picture.raw
    assert picture.img_thumb is None, "documented, but left out of this answer"  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match="has no titel"):
        _ = picture.titel  # type: ignore[attr-defined]


def test_a_stream_is_given_up_after_two_signs_of_life_that_did_not_come():
    assert wire.SIGN_OF_LIFE == streaming.HEARTBEAT and wire.SILENCE > 2 * streaming.HEARTBEAT


def test_a_record_is_made_of_objects():
    for raw in (None, [], "Mia", {"id": "7", "user": "Mia"}, {"id": "7", "user": ["Mia"]}):
        with pytest.raises(TypeError, match="is made of an object"):
            RECORDS["PicturePage"](raw)  # type: ignore[arg-type]


def test_the_version_is_one():
    declared = re.search(r'^version = "(.+)"$', (CLIENT.parents[1] / "pyproject.toml").read_text(), re.MULTILINE)
    assert declared and declared[1] == wire.VERSION
