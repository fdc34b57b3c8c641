"""What makes two requests the same, without a database."""

from datetime import timedelta
from io import BytesIO

import pytest

from freelancerclub.features.repeats import rules
from freelancerclub.features.repeats.rules import BadIdempotencyKey, checked_key, fingerprint_of, mark_of
from freelancerclub.wire.decode import LongText, Upload

ASKED = (b"secret", "POST /x", "/x", {"a": "1", "b": "2"}, {"title": ["A"], "file": [Upload("a.png", "x", b"1")]})


@pytest.mark.parametrize("key", ["a", "!", "~", "k" * 255, '"8e03978e"'])
def test_a_key(key: str):
    assert checked_key(key) == key


@pytest.mark.parametrize("key", ["", " ", "a\n", "a b", "\x7f", "ä", "k" * 256])
def test_no_key(key: str):
    with pytest.raises(BadIdempotencyKey) as no:
        checked_key(key)
    assert (no.value.status, no.value.message) == (
        400,
        "The Idempotency-Key should be 1 to 255 visible ASCII characters",
    )


def test_a_mark_is_of_the_caller_and_the_key():
    marks = {mark_of(who, key) for who in ("person 1", "person 11", "address 1") for key in ("k", "1k")}
    assert len(marks) == 6 and {len(mark) for mark in marks} == {32}


def test_a_fingerprint_is_of_all_that_was_asked():
    changed = [
        (b"other", *ASKED[1:]),
        (*ASKED[:1], "POST /y", *ASKED[2:]),
        (*ASKED[:2], "/x.xml", *ASKED[3:]),
        (*ASKED[:3], {"a": "1"}, ASKED[4]),
        (*ASKED[:4], {"title": ["B"], "file": ASKED[4]["file"]}),
        (*ASKED[:4], {"title": ["A", "A"], "file": ASKED[4]["file"]}),
        (*ASKED[:4], {"title": ["A"], "file": [Upload("b.png", "x", b"1")]}),
        (*ASKED[:4], {"title": ["A"], "file": [Upload("a.png", "x", b"2")]}),
    ]
    found = {fingerprint_of(*asked) for asked in (ASKED, *changed)}
    assert len(found) == 9 and {len(mark) for mark in found} == {32}


def test_the_order_of_fields_and_the_type_of_a_file_are_nothing():
    fields = {"file": [Upload("a.png", "image/png", b"1")], "title": ["A"]}
    assert fingerprint_of(*ASKED[:3], {"b": "2", "a": "1"}, fields) == fingerprint_of(*ASKED)


def test_any_text_has_a_fingerprint():
    assert fingerprint_of(*ASKED[:4], {"title": ["\ud800"]}) != fingerprint_of(*ASKED[:4], {"title": ["\udfff"]})
    assert fingerprint_of(*ASKED[:4], {"f": [Upload("\ud800", "", b"")]})


def test_what_is_on_the_disk_is_read_whole_and_left_at_its_beginning():
    """A long upload is read again by whom it is for."""
    data = bytes(range(256)) * 1_000
    file, text = BytesIO(data), BytesIO(data)
    file.seek(5)
    text.seek(5)
    asked = {"file": [Upload("a.png", "x", file)], "text": [LongText(text)]}
    mark = fingerprint_of(*ASKED[:4], asked)
    assert (file.read(), text.read()) == (data, data)
    assert mark == fingerprint_of(*ASKED[:4], asked | {"file": [Upload("a.png", "x", data)]}), "as one in memory"
    for other in (b"x" + data[1:], data[:-1], data[:-1] + b"x"):
        assert mark != fingerprint_of(*ASKED[:4], asked | {"file": [Upload("a.png", "x", BytesIO(other))]})
        assert mark != fingerprint_of(*ASKED[:4], asked | {"text": [LongText(BytesIO(other))]})


def test_what_is_said():
    said = {no: (no.status, no.message) for no in (rules.StillRunning, rules.AnsweredOnce, rules.OtherRequest)}
    assert [status for status, _ in said.values()] == [409, 409, 422]
    assert rules.StillRunning.headers == {"Retry-After": "1"}
    assert timedelta(hours=24) == rules.KEPT and rules.LONGEST_KEY == 255
