"""Whatever text a person stored, a reader of each format gets it back; and no value is refused.

What a format changes on purpose (xml: entities and forbidden characters; csv: formulas) is written here a
second time, from the specification.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from html.entities import name2codepoint
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from freelancerclub.wire.formats import FORMATS, render

RELAXED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=100)

# What means something to one of the formats; hypothesis would seldom put such together by itself.
FRAGMENTS = [
    "&amp;", "&lt;", "&nbsp;", "&apos;", "&copy", "&#39;", "&#x41;", "&#0;", "&#x80;", "&#xFFFE;", "&bogus;",
    "<b>", "</td>", "]]>", "<!--", "<?", "\r", "\n", "\r\n", "\t", '"', '""', '\\"', "'", "\\", "\\'", "\\0",
    "=1+1", "-1", "+", "@", ",", "' . \"\\0\" . '", '";s:1:"', "\x0b", "\x7f", "\x85", "\u2028", "\ufeff",
    "\ufffe",
]  # fmt: skip
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
TEXT = st.lists(ANY_TEXT | st.sampled_from(FRAGMENTS), max_size=6).map("".join)
# For the reader of csv and html: Python's csv module and a browser take NUL, yet none has a promise about it.
TEXT_WITHOUT_NUL = TEXT.map(lambda text: text.replace("\0", ""))

KEYS = st.sampled_from(
    ["0", "1", "2", "10", "-1", "007", "-0", "9223372036854775808", "data", "meta", "images", "_attributes"]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS | TEXT, inner, max_size=4),
    max_leaves=12,
)


def body_of(format_name: str, value: Any) -> str:
    return render(format_name, value)[0].decode()


# json, array, jsonp


@RELAXED
@given(VALUES)
def test_json(value: Any) -> None:
    listed = [value] if isinstance(value, str | int | float) else [] if value is None else value
    assert repr(json.loads(body_of("json", value))) == repr(value)
    assert repr(json.loads(body_of("array", value))) == repr(listed)
    assert repr(json.loads(body_of("jsonp", value))) == repr(value)


@RELAXED
@given(VALUES)
def test_jsonp_with_a_callback(value: Any) -> None:
    body = render("jsonp", value, "app.show")[0].decode()
    assert body.startswith("app.show(")
    assert body.endswith(");")
    assert repr(json.loads(body[len("app.show(") : -len(");")])) == repr(value)


@RELAXED
@given(TEXT)
def test_a_callback_is_run_only_if_it_is_a_name(callback: str) -> None:
    body = render("json", {"a": 1}, callback)[0].decode()
    if not body.startswith("{"):
        parts = callback.replace("$", "_").split(".")
        assert all(part.isascii() and part.isidentifier() for part in parts)
        assert body == f'{callback}({{"a":1}});'


# xml


def as_xml_has_it(text: str) -> str:
    """The text with HTML 4.01's references decoded once and without what XML 1.0 forbids."""

    def character(reference: re.Match[str]) -> str:
        name = reference[1]
        if not name.startswith("#"):
            return chr(name2codepoint[name]) if name in name2codepoint else reference[0]
        code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
        control = (code < 0x20 and code not in (9, 10, 13)) or 0x7F <= code <= 0x9F
        known = not control and code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
        return chr(code) if known else reference[0]

    decoded = re.sub(r"&(#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z0-9]+);", character, text)
    return re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", decoded)


@RELAXED
@given(TEXT, TEXT)
@example("&amp;amp;", "&#38;lt;")
def test_xml(one: str, other: str) -> None:
    root = ElementTree.fromstring(body_of("xml", {"a": one, "images": [other, {"b": one}]}))
    assert (root.findtext("a") or "") == as_xml_has_it(one)
    assert (root.findtext("images/image[1]") or "") == as_xml_has_it(other)
    assert (root.findtext("images/image[2]/b") or "") == as_xml_has_it(one)
    assert [element.tag for element in root.iter()] == ["xml", "a", "images", "image", "image", "b"]


@RELAXED
@given(VALUES)
def test_xml_is_well_formed(value: Any) -> None:
    assert ElementTree.fromstring(body_of("xml", value)).tag == "xml"


# csv


def as_csv_has_it(text: str) -> str:
    number = re.fullmatch(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", text, re.ASCII)
    return f"'{text}" if text[:1] in tuple("=+-@\t\r") and not number else text


def lines_of(body: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body, newline=""), strict=True))


@RELAXED
@given(TEXT_WITHOUT_NUL, TEXT_WITHOUT_NUL)
def test_csv(one: str, other: str) -> None:
    rows = [{"key": one, f"{other}2": "x"}, {"key": other, "b": one}]
    expected = [[as_csv_has_it(key) for key in rows[0]]]
    expected += [[as_csv_has_it(cell) for cell in row.values()] for row in rows]
    assert lines_of(body_of("csv", rows)) == expected
    assert lines_of(body_of("csv", {"meta": {"total": 2}, "data": rows})) == expected


@RELAXED
@given(st.dictionaries(TEXT_WITHOUT_NUL.map("a{}".format), VALUES, min_size=2, max_size=4))
def test_csv_has_no_formula_and_nested_values_as_json(row: dict[str, Any]) -> None:
    _, cells = lines_of(body_of("csv", row))
    for cell, value in zip(cells, row.values(), strict=True):
        if isinstance(value, dict | list):
            assert json.loads(cell) == value
        elif cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
            float(cell)


# html


class Table(HTMLParser):
    """The cells of a table, a line a row, and every tag that was met."""

    def __init__(self, body: str) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.tags: set[str] = set()
        self.inside = False
        self.feed(body)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert tag == "table" or not attrs
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.rows[-1][-1] += data
        else:
            assert data.strip("\n") == ""

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError("a declaration")

    def handle_pi(self, data: str) -> None:
        raise AssertionError("an instruction")


@RELAXED
@given(TEXT_WITHOUT_NUL, TEXT_WITHOUT_NUL)
def test_html(one: str, other: str) -> None:
    table = Table(body_of("html", [{f"{one}2": other, "key": one}, [other]]))
    assert table.rows == [[f"{one}2", "key"], [other, one], [other]]


@RELAXED
@given(VALUES)
def test_html_has_no_node_of_a_user(value: Any) -> None:
    assert Table(body_of("html", value)).tags <= {"table", "thead", "tbody", "tr", "th", "td"}


# php and serialized


def is_integer(key: str) -> bool:
    if re.fullmatch(r"-?[0-9]{1,19}", key) is None:
        return False
    return str(int(key)) == key and -(2**63) <= int(key) < 2**63


def as_php_has_it(value: Any) -> Any:
    """An array as its pairs, an integer of more than 64 bits as a float."""
    if isinstance(value, dict):
        return [(int(key) if is_integer(key) else key, as_php_has_it(each)) for key, each in value.items()]
    if isinstance(value, list):
        return [(position, as_php_has_it(each)) for position, each in enumerate(value)]
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return float(value)
    return value


class VarExport:
    """A reader of what var_export prints."""

    TOKEN = re.compile(r"""\s*(?:'((?:[^'\\]|\\['\\])*)'|"\\0"|array \(|[(),.]|=>|[^\s(),'"]+)""")
    WORDS = {"true": True, "false": False, "NULL": None}

    def __init__(self, source: str) -> None:
        self.tokens = list(self._matches(source))
        self.value = self._value()
        assert not self.tokens, "something follows the value"

    def _matches(self, source: str) -> Iterator[re.Match[str]]:
        position = 0
        while position < len(source):
            match = self.TOKEN.match(source, position)
            assert match is not None, source[position:]
            yield match
            position = match.end()

    def _next(self) -> str:
        return self.tokens[0][0].strip() if self.tokens else ""

    def _value(self) -> Any:
        token = self._next()
        if token == "array (":
            return self._array()
        if token.startswith("'"):
            return self._string()
        self.tokens.pop(0)
        if token in self.WORDS:
            return self.WORDS[token]
        return float(token) if "." in token else int(token)

    def _string(self) -> str:
        text = ""
        while True:
            match = self.tokens.pop(0)
            text += "\0" if match[1] is None else re.sub(r"\\(['\\])", r"\1", match[1])
            if self._next() != ".":
                return text
            self.tokens.pop(0)

    def _array(self) -> list[tuple[Any, Any]]:
        pairs = []
        self.tokens.pop(0)
        while self._next() != ")":
            key = self._value()
            assert self.tokens.pop(0)[0].strip() == "=>"
            pairs.append((key, self._value()))
            assert self.tokens.pop(0)[0] == ","
        self.tokens.pop(0)
        return pairs


class Unserialize:
    """A reader of what serialize prints."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.value = self._value()
        assert not self.body, "something follows the value"

    def _until(self, end: bytes) -> bytes:
        head, found, self.body = self.body.partition(end)
        assert found
        return head

    def _value(self) -> Any:
        kind, self.body = self.body[:2], self.body[2:]
        if kind == b"N;":
            return None
        if kind == b"a:":
            return self._array(int(self._until(b":{")))
        if kind == b"s:":
            return self._string(int(self._until(b':"')))
        number = self._until(b";").decode()
        return {b"i:": int, b"d:": float, b"b:": {"1": True, "0": False}.__getitem__}[kind](number)

    def _string(self, length: int) -> str:
        text, end, self.body = self.body[:length], self.body[length : length + 2], self.body[length + 2 :]
        assert end == b'";'
        return text.decode()

    def _array(self, length: int) -> list[tuple[Any, Any]]:
        pairs = [(self._value(), self._value()) for _ in range(length)]
        assert self.body[:1] == b"}"
        self.body = self.body[1:]
        return pairs


@RELAXED
@given(VALUES)
@example({"a\0b": ["\0", "'", "\\", "' . \"\\0\" . '"]})
def test_php(value: Any) -> None:
    assert repr(VarExport(body_of("php", value)).value) == repr(as_php_has_it(value))


@RELAXED
@given(VALUES)
def test_serialized(value: Any) -> None:
    assert repr(Unserialize(render("serialized", value)[0]).value) == repr(as_php_has_it(value))


# all


@pytest.mark.parametrize("format_name", FORMATS)
@RELAXED
@given(st.recursive(
    SCALARS | st.text() | st.floats(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS | st.text(), inner, max_size=4),
    max_leaves=12,
), st.none() | st.text())  # fmt: skip
def test_nothing_is_refused(format_name: str, value: Any, callback: str | None) -> None:
    body, media_type = render(format_name, value, callback)
    body.decode()
    assert media_type.endswith("; charset=utf-8")
