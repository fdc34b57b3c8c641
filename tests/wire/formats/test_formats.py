"""Each rule of the eight formats by itself, with our own deviations from the original."""

import csv as stdlib_csv
import io
import json
from html.entities import name2codepoint
from typing import Any
from xml.etree import ElementTree

import pytest

from freelancerclub.wire.formats import FORMATS, render

PROLOGUE = '<?xml version="1.0" encoding="utf-8"?>\n'


def text_of(format_name: str, value: Any, callback: str | None = None) -> str:
    return render(format_name, value, callback)[0].decode()


def xml_of(value: Any) -> str:
    """The document between its prologue and its last newline."""
    document = text_of("xml", value)
    assert document.startswith(PROLOGUE)
    assert document.endswith(">\n")
    return document[len(PROLOGUE) : -1]


def cells_of(value: Any) -> list[str]:
    """The cells of the first row below the header."""
    return list(stdlib_csv.reader(io.StringIO(text_of("csv", value), newline="")))[1]


def test_names_order_and_media_types() -> None:
    assert {name: chosen.media_type for name, chosen in FORMATS.items()} == {
        "json": "application/json; charset=utf-8",
        "array": "application/json; charset=utf-8",
        "jsonp": "application/javascript; charset=utf-8",
        "xml": "application/xml; charset=utf-8",
        "csv": "application/csv; charset=utf-8",
        "html": "text/html; charset=utf-8",
        "php": "text/plain; charset=utf-8",
        "serialized": "application/vnd.php.serialized; charset=utf-8",
    }
    assert list(FORMATS) == ["json", "array", "jsonp", "xml", "csv", "html", "php", "serialized"]
    assert [chosen.name for chosen in FORMATS.values()] == list(FORMATS)


@pytest.mark.parametrize(
    ("value", "array", "xml", "csv", "php", "serialized"),
    [
        ("a", '["a"]', "<xml><item>a</item></xml>", "0\na\n", "'a'", 's:1:"a";'),
        ("", '[""]', "<xml><item/></xml>", "0\n\n", "''", 's:0:"";'),
        (7, "[7]", "<xml><item>7</item></xml>", "0\n7\n", "7", "i:7;"),
        (1.5, "[1.5]", "<xml><item>1.5</item></xml>", "0\n1.5\n", "1.5", "d:1.5;"),
        (True, "[true]", "<xml><item>1</item></xml>", "0\n1\n", "true", "b:1;"),
        (False, "[false]", "<xml><item>0</item></xml>", "0\n\n", "false", "b:0;"),
        (None, "[]", "<xml/>", "\n\n", "NULL", "N;"),
        ([], "[]", "<xml/>", "\n\n", "array (\n)", "a:0:{}"),
        ({}, "{}", "<xml/>", "\n\n", "array (\n)", "a:0:{}"),
    ],
)
def test_top_level(value: Any, array: str, xml: str, csv: str, php: str, serialized: str) -> None:
    assert text_of("array", value) == array
    assert xml_of(value) == xml
    assert text_of("csv", value) == csv
    assert text_of("php", value) == php
    assert text_of("serialized", value) == serialized


def test_json_is_compact_utf8() -> None:
    assert text_of("json", {"a": ["é/", None, True, 1.5]}) == '{"a":["é/",null,true,1.5]}'
    assert text_of("json", "a") == '"a"'


@pytest.mark.parametrize(
    ("value", "text", "php", "serialized"),
    [
        (2.0, "2", "2.0", "d:2;"),
        (-0.5, "-0.5", "-0.5", "d:-0.5;"),
        (1 / 3, "0.33333333333333", "0.3333333333333333", "d:0.3333333333333333;"),
        (123456789012345.6, "1.2345678901235E+14", "123456789012345.6", "d:123456789012345.6;"),
        (1e13, "10000000000000", "10000000000000.0", "d:10000000000000;"),
        (1e14, "1.0E+14", "100000000000000.0", "d:100000000000000;"),
        (1e16, "1.0E+16", "10000000000000000.0", "d:10000000000000000;"),
        (1e17, "1.0E+17", "1.0E+17", "d:1.0E+17;"),
        (1e20, "1.0E+20", "1.0E+20", "d:1.0E+20;"),
        (-2.5e-7, "-2.5E-7", "-2.5E-7", "d:-2.5E-7;"),
        (0.0001, "0.0001", "0.0001", "d:0.0001;"),
        (2**63, "9223372036854775808", "9.223372036854776E+18", "d:9.223372036854776E+18;"),
        (2**63 - 1, "9223372036854775807", "9223372036854775807", "i:9223372036854775807;"),
    ],
)
def test_numbers(value: float, text: str, php: str, serialized: str) -> None:
    assert cells_of([value, "x"])[0].removeprefix("'") == text
    assert xml_of({"n": value}) == f"<xml><n>{text}</n></xml>"
    assert f"<td>{text}</td>" in text_of("html", {"n": value})
    assert text_of("php", value) == php
    assert text_of("serialized", value) == serialized


@pytest.mark.parametrize("name", ["f", "_", "$", "$1", "a.b.c", "jQuery_1.$x9", "A"])
@pytest.mark.parametrize("format_name", ["json", "array", "jsonp"])
def test_callback(name: str, format_name: str) -> None:
    body, media_type = render(format_name, {"a": 1}, name)
    assert body.decode() == f'{name}({{"a":1}});'
    assert media_type == "application/javascript; charset=utf-8"


BAD_NAMES = ["1a", "a.1", "a..b", ".a", "a.", "a-b", "a b", "a()", "é", "alert(1)//", "a\n", "a\0", "a[0]"]


@pytest.mark.parametrize("name", BAD_NAMES)
@pytest.mark.parametrize("format_name", ["json", "array", "jsonp"])
def test_bad_callback(name: str, format_name: str) -> None:
    body, media_type = render(format_name, {"z": 1, "warning": "old", "a": 2}, name)
    members = {"z": 1, "a": 2, "warning": f"INVALID JSONP CALLBACK: {name}"}
    assert list(json.loads(body).items()) == list(members.items())
    assert media_type == FORMATS[format_name].media_type


def test_bad_callback_on_what_has_no_members() -> None:
    warning = '"warning":"INVALID JSONP CALLBACK: -"'
    assert text_of("json", ["a", {"b": 1}], "-") == f'{{"0":"a","1":{{"b":1}},{warning}}}'
    assert text_of("json", [], "-") == f"{{{warning}}}"
    assert text_of("array", 5, "-") == f'{{"0":5,{warning}}}'


@pytest.mark.parametrize("callback", [None, ""])
def test_jsonp_without_callback_is_json(callback: str | None) -> None:
    body, media_type = render("jsonp", {"a": 1}, callback)
    assert body == b'{"a":1}'
    assert media_type == "application/javascript; charset=utf-8"


@pytest.mark.parametrize("format_name", ["xml", "csv", "html", "php", "serialized"])
@pytest.mark.parametrize("callback", ["f", "-"])
def test_callback_means_nothing_elsewhere(format_name: str, callback: str) -> None:
    assert render(format_name, {"a": "b"}, callback) == render(format_name, {"a": "b"})


def test_array_is_wrapped_as_an_array() -> None:
    assert text_of("array", "a", "f") == 'f(["a"]);'


def test_a_script_has_no_bare_line_separator() -> None:
    assert text_of("jsonp", "a\u2028\u2029", "f") == 'f("a\\u2028\\u2029");'
    assert text_of("json", "a\u2028\u2029") == '"a\u2028\u2029"'


def test_xml_names() -> None:
    value = {"a b!": 1, "é": 2, "1st": 3, "-x": 4, "": 5, "a_b-1": 6, "007": 7, "_x": 8, "x:y": 9, "X-a": 10}
    assert xml_of(value) == (
        "<xml><ab>1</ab><item>2</item><item>3</item><item>4</item><item>5</item><a_b-1>6</a_b-1>"
        "<item>7</item><_x>8</_x><xy>9</xy><X-a>10</X-a></xml>"
    )


def test_xml_lists() -> None:
    assert xml_of([1, [2]]) == "<xml><item>1</item><item><item>2</item></item></xml>"
    assert xml_of({"tags": ["a"]}) == "<xml><tags><tag>a</tag></tags></xml>"
    assert xml_of({"meta": ["a"]}) == "<xml><meta><item>a</item></meta></xml>"
    assert xml_of({"tags": {"0": 1, "1": 2}}) == "<xml><tags><tag>1</tag><tag>2</tag></tags></xml>"
    assert xml_of({"tags": {"1": 1, "0": 2}}) == "<xml><tags><item>1</item><item>2</item></tags></xml>"


def test_xml_emptiness() -> None:
    assert xml_of({"a": None, "b": "", "c": [], "d": {}, "e": " "}) == "<xml><a/><b/><c/><d/><e> </e></xml>"


def test_xml_attributes() -> None:
    assert xml_of({"a": {"_attributes": {"id": 1, "on": False}, "b": 2}}) == (
        '<xml><a id="1" on="0"><b>2</b></a></xml>'
    )
    assert xml_of({"a": {"b": 2, "_attributes": {"id": 1}}}) == '<xml><a id="1"><b>2</b></a></xml>'
    assert xml_of({"_attributes": {"id": 1}}) == '<xml id="1"/>'
    assert xml_of({"_attributes": "x"}) == "<xml><_attributes>x</_attributes></xml>"
    odd = {"1": "a\"<&>'\r\n\t\0", "é": "second", "n": [1]}
    root = ElementTree.fromstring(xml_of({"_attributes": odd}))
    assert root.attrib == {"item": "a\"<&>'\r\n\t", "n": "[1]"}


@pytest.mark.parametrize(("text", "written"), [
    ("&nbsp;|&pound;|&hellip;", "\u00a0|£|…"),
    ("&#39;|&#x41;|&#X42;|&#0067;", "'|A|B|C"),
    ("&quot;&amp;&lt;&gt;", '"&amp;&lt;&gt;'),
    ("&amp;lt;", "&amp;lt;"),
    ("&apos; &bogus; &Nbsp; &nbsp &;", "&amp;apos; &amp;bogus; &amp;Nbsp; &amp;nbsp &amp;;"),
    ("&lbrace;&hearts;", "&amp;lbrace;♥"),
    ("&#0;&#1;&#x80;&#127;&#159;", "&amp;#0;&amp;#1;&amp;#x80;&amp;#127;&amp;#159;"),
    ("&#xD800;&#1114112;&#x110000;&#;&#x;", "&amp;#xD800;&amp;#1114112;&amp;#x110000;&amp;#;&amp;#x;"),
    ("&#9;&#10;&#13;&#160;&#x10FFFF;", "\t\n&#13;\u00a0\U0010ffff"),
    ("&#xFFFE;a\ufffe\uffff\x00\x1b", "a"),
    ("&#" + "9" * 5000 + ";", "&amp;#" + "9" * 5000 + ";"),
    ("&#" + "0" * 5000 + "65;", "A"),
    ("&&lt;&#&lt;", "&amp;&lt;&amp;#&lt;"),
    ("&#31;&#32;&#126;&#127;", "&amp;#31; ~&amp;#127;"),
    ("&#159;&#160;&#xD7FF;&#xD800;&#xDFFF;&#xE000;", "&amp;#159;\xa0\ud7ff&amp;#xD800;&amp;#xDFFF;\ue000"),
    ("<a b=\"c\">'\r\n\t\x7f\x85\u2028", "&lt;a b=\"c\"&gt;'&#13;\n\t\x7f\x85\u2028"),
])  # fmt: skip
def test_xml_text(text: str, written: str) -> None:
    assert xml_of({"t": text}) == f"<xml><t>{written}</t></xml>"


def test_xml_decodes_exactly_the_entities_of_html_4() -> None:
    assert len(name2codepoint) == 252
    assert "apos" not in name2codepoint
    every = "|".join(f"&{name};" for name in name2codepoint)
    read = ElementTree.fromstring(text_of("xml", {"t": every})).findtext("t")
    assert read == "|".join(map(chr, name2codepoint.values()))


FORMULAS = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "-", "+", "=", "@",
    "-1-", "+44 20", "-1,5", "-.5", "-1.", "-１", "-1\n", "-0x1", "-1e", "+1e5+A1",
]  # fmt: skip
NO_FORMULAS = ["-1", "+1", "+441632960190", "-1.50", "1e5", "-1E+20", "a=1", " =1", "'=1", "\n=1", ""]


@pytest.mark.parametrize("text", FORMULAS)
def test_csv_formulas_are_texts(text: str) -> None:
    assert cells_of({"a": text, text: "b"})[0] == f"'{text}"
    assert text_of("csv", {text: "b"}).startswith(("'", "\"'"))


@pytest.mark.parametrize("text", NO_FORMULAS)
def test_csv_leaves_numbers_and_texts_alone(text: str) -> None:
    assert cells_of({"a": text, "b": "c"})[0] == text


@pytest.mark.parametrize("character", [",", '"', "\\", " ", "\t", "\r", "\n"])
def test_csv_quotes(character: str) -> None:
    field = f"a{character}b".replace('"', '""')
    assert text_of("csv", {"h": f"a{character}b"}) == f'h\n"{field}"\n'


@pytest.mark.parametrize("character", [";", "'", "|", "#", "\u00a0", "\x0b", "\x0c", "\x00", "é"])
def test_csv_does_not_quote(character: str) -> None:
    assert text_of("csv", {"h": f"a{character}b"}) == f"h\na{character}b\n"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([{"a": 1, "b": 2}, {"b": 3}, [4, 5, 6]], "a,b\n1,2\n3\n4,5,6\n"),
        ([{"a": 1}, "x"], "a\n1\nx\n"),
        (["x", {"a": 1}], '0,1\nx,"{""a"":1}"\n'),
        ([[1, 2], [3, 4]], "0,1\n1,2\n3,4\n"),
        ({"0": {"a": 1}, "1": {"a": 2}}, "a\n1\n2\n"),
        ({"meta": {"total": 1}, "data": [{"a": 1}], "portfolios": [{"id": 1}]}, "a\n1\n"),
        ({"meta": {"total": 1}, "data": {"0": {"a": 1}}}, "a\n1\n"),
        ({"meta": {"total": 1}, "data": {"a": 1, "b": [2]}}, "a,b\n1,[2]\n"),
        ({"token": "t", "data": {"id": "1"}}, "token,id\nt,1\n"),
        ({"meta": {}, "data": False}, ""),
        ({"meta": {}, "data": []}, ""),
        ({"data": ["a", "b"], "n": 1}, 'data,n\n"[""a"",""b""]",1\n'),
        ({"data": "a", "n": True}, "data,n\na,1\n"),
        ({"status": "404", "message": "No"}, "status,message\n404,No\n"),
    ],
)
def test_rows(value: Any, expected: str) -> None:
    assert text_of("csv", value) == expected


def test_no_rows_no_html() -> None:
    assert text_of("html", {"meta": {}, "data": False}) == text_of("html", {"data": []}) == ""
    assert xml_of({"data": False}) == "<xml><data>0</data></xml>"


def test_html_of_an_empty_list_has_no_header() -> None:
    opening = '<table border="0" cellpadding="4" cellspacing="0">'
    assert text_of("html", []) == f"{opening}\n<tbody>\n<tr>\n</tr>\n</tbody>\n</table>"


def test_html_is_escaped() -> None:
    body = text_of("html", [{"<k>": "<i>&\"'\r\n", "n": {"<": "&"}}])
    assert "<th>&lt;k&gt;</th>" in body
    assert "<td>&lt;i&gt;&amp;&quot;&#x27;&#13;\n</td><td>{&quot;&lt;&quot;:&quot;&amp;&quot;}</td>" in body


INTEGER_KEYS = ["0", "12", "-1", "9223372036854775807", "-9223372036854775808"]
TEXT_KEYS = [
    "007", "-0", "+1", "1.0", "1e5", " 1", "1\n", "", "-", "１", "a",
    "9223372036854775808", "-9223372036854775809", "9" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("key", INTEGER_KEYS)
def test_integer_keys(key: str) -> None:
    assert text_of("php", {key: 1}) == f"array (\n  {key} => 1,\n)"
    assert text_of("serialized", {key: 1}) == f"a:1:{{i:{key};i:1;}}"


@pytest.mark.parametrize("key", TEXT_KEYS)
def test_text_keys(key: str) -> None:
    assert text_of("php", {key: 1}) == f"array (\n  '{key}' => 1,\n)"
    assert text_of("serialized", {key: 1}) == f'a:1:{{s:{len(key.encode())}:"{key}";i:1;}}'


def test_php_strings() -> None:
    assert text_of("php", 'it\'s \\ \n "$a"') == "'it\\'s \\\\ \n \"$a\"'"
    assert text_of("php", "\0") == "'' . \"\\0\" . ''"
    assert text_of("php", {"a\0": "b"}) == "array (\n  'a' . \"\\0\" . '' => 'b',\n)"


def test_serialized_counts_bytes() -> None:
    assert text_of("serialized", {"é": '日"\\'}) == 'a:1:{s:2:"é";s:5:"日"\\";}'


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan")])
@pytest.mark.parametrize("format_name", FORMATS)
def test_no_number_is_refused(format_name: str, value: float) -> None:
    assert render(format_name, {"a": value})[0]


@pytest.mark.parametrize("value", ["a\ud800b", ["\udc00"], {"\udfff": {"\ud800": 1}}])
@pytest.mark.parametrize("format_name", FORMATS)
def test_no_text_is_refused(format_name: str, value: Any) -> None:
    for callback in (None, "f", "\ud800"):
        body = render(format_name, value, callback)[0].decode()
        assert ("\ufffd" in body) or format_name == "xml"
