"""What a process remembers of whom it told that nothing changed, without a request."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from freelancerclub.wire import again
from freelancerclub.wire.again import Again, Told
from freelancerclub.wire.incoming import Incoming

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
TAG = 'W/"a"'


@dataclass
class Fact:
    until: datetime = NOW + timedelta(minutes=30)

    async def is_so(self) -> bool:
        return True


def told(**fact: datetime) -> Told:
    return Told("GET /things", 7, "json", {"ETag": TAG}, Fact(**fact))


def asking(
    path: str = "/things",
    method: str = "GET",
    query: Mapping[str, str] | None = None,
    **headers: str,
) -> Incoming:
    sent = {"if-none-match": TAG, "authorization": "Bearer x", "accept": "*/*"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return Incoming("1", method, path, dict(query or {}), sent, "127.0.0.1", "http", 0.0)


@pytest.fixture
def memory() -> Again:
    memory = Again(lambda: NOW)
    memory.keep(asking(), told())
    return memory


def test_the_same_request_finds_what_it_was_told(memory: Again):
    assert memory.find(asking()) == told()
    assert memory.find(asking(if_none_match=f'"x", {TAG}')) == memory.find(asking(if_none_match="*")) == told()


@pytest.mark.parametrize(
    "other",
    [
        asking("/thing"), asking("/things/"), asking(method="HEAD"), asking(method="POST"),
        asking(query={"limit": "1"}), asking(query={"": ""}), asking(authorization="Bearer y"),
        asking(accept="text/csv"), asking(if_none_match='"b"'), asking(if_none_match=""),
    ],
)  # fmt: skip
def test_any_other_request_finds_nothing(other: Incoming, memory: Again):
    assert memory.find(other) is None


def test_who_has_no_tag_finds_nothing(memory: Again):
    incoming = asking()
    del incoming.headers["if-none-match"]  # type: ignore[attr-defined]
    assert memory.find(incoming) is None


def test_names_and_values_of_a_query_are_not_taken_for_each_other(memory: Again):
    memory.keep(asking(query={"a": "b", "c": "d"}), told())
    assert memory.find(asking(query={"a": "b", "c": "d"})) is not None
    assert memory.find(asking(query={"a": "b"})) is None
    assert memory.find(asking(query={"b": "a", "c": "d"})) is None


def test_it_holds_until_its_time_is_over():
    memory = Again(lambda: NOW)
    memory.keep(asking(), told(until=NOW + timedelta(microseconds=1)))
    assert memory.find(asking()) is not None
    memory.keep(asking(), told(until=NOW))
    assert memory.find(asking()) is None


def test_what_is_forgotten_is_not_found(memory: Again):
    memory.forget(asking())
    memory.forget(asking())
    assert memory.find(asking()) is None


def test_what_is_kept_is_small_whatever_is_sent():
    memory = Again(lambda: NOW)
    for name in ("accept", "authorization"):
        memory.keep(asking(**{name: "x" * 100_000}), told())
        assert memory.find(asking(**{name: "x" * 100_000})) is not None
    assert {len(key) for key in memory._told} == {16}
    memory.keep(asking(query={"searchstr": "x" * again.LONGEST}), told())
    memory.keep(asking("/things/" + "x" * again.LONGEST), told())
    assert len(memory._told) == 2


def test_only_a_get_is_kept():
    memory = Again(lambda: NOW)
    memory.keep(asking(method="HEAD"), told())
    assert memory.find(asking()) is None


def test_what_was_not_asked_for_longest_goes(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(again, "MOST", 2)
    memory = Again(lambda: NOW)
    for path in ("/a", "/b"):
        memory.keep(asking(path), told())
    assert memory.find(asking("/a")) is not None
    memory.keep(asking("/c"), told())
    assert [path for path in ("/a", "/b", "/c") if memory.find(asking(path))] == ["/a", "/c"]
