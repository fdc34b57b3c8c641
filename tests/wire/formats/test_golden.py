"""Every body that the original was recorded to print, against what we print for the same value."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from freelancerclub.wire.formats import FORMATS, render

GOLDEN = Path(__file__).parent / "golden"
PAYLOAD = ".payload.json"
NAMES = sorted(path.name.removesuffix(PAYLOAD) for path in GOLDEN.glob(f"*{PAYLOAD}"))


class Difference(NamedTuple):
    """A body in which we differ on purpose: why, and ours as the golden one with a few texts replaced."""

    reason: str
    replaced: dict[str, str]


DIFFERENCES = {
    ("csv_edges", "xml"): Difference(
        "XML 1.0 forbids vertical tab and form feed: dropped, or no reader takes the document",
        {"<m>\x0b</m>": "<m></m>", "a\x0cb": "ab"},
    ),
    ("var_export_edges", "xml"): Difference(
        "XML 1.0 forbids NUL: dropped, and the text behind it kept (the original cuts there)",
        {"<nul>a</nul>": "<nul>ab</nul>"},
    ),
    ("xml_entities", "xml"): Difference(
        "XML 1.0 forbids NUL: dropped, and the text behind it kept (the original cuts there)",
        {"<l>a</l>": "<l>ab</l>"},
    ),
    ("xml_entities", "csv"): Difference(
        "a cell that starts with CR is one that a spreadsheet may run: it gets a leading quote",
        {'"\r\n"': '"\'\r\n"'},
    ),
}

# Where the original prints the word `Array`, or forgets to double a quote behind a backslash, and we don't.
OUR_CSV = {
    "auth_token": (
        "token,id,email,image,slug,account,discipline\n"
        "eyJ0.eyJp,1,anna.person@example.com,3c.jpg,annaperson,pro,"
        '"Photographer, Graphic Designer, newitem"\n'
    ),
    "created": 'status,message,id\n200,"Image uploaded successfully",12\n',
    "csv_edges": (
        "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r\n"
        '"\\","a\\","\\""","""","\\\\""","x\\""y""z","\\n"," ",\',#,a|b,a\u00a0b,'
        '\x0b,a\x0cb,"""""",",\\"",""",-1,é\n'
    ),
    "deep": 'a\n"{""b"":[{""c"":[[1,[2,3]],{""d"":null}]}]}"\n',
    "disciplines": (
        "id,name,insearch,sub,alias1,description,subs\n"
        '2,"Graphic Designer",1,"Websites, Fasion, Photography, Art",,,'
        '"[{""id"":""6"",""discipline_id"":""2"",""name"":""Illustrator""},'
        '{""id"":""7"",""discipline_id"":""2"",""name"":""Retouching""}]"\n'
        "6,Hair,1,,,,[]\n"
    ),
    "empty_data": "",
    "images_list": 'images,count\n"[{""id"":""1"",""comments"":[{""id"":""5"",""text"":""hi""}]}]",1\n',
    "list_rows_nested": (
        "id,name,tags,addr,empty\n"
        '1,John,"[""a"",""b""]","{""city"":""X"",""zip"":null}",[]\n'
        '2,Jane,[],"{""city"":""Y"",""zip"":""1""}",[]\n'
    ),
    "meta_data": (
        "id,title,views,tags,user,likes,featured,thumb\n"
        '1,"A, B",3,"[""x"",""y""]","{""id"":""9"",""name"":""Zoë""}",[],1,\n'
        '2,"Say ""hi""",0,[],"{""id"":""10"",""name"":""O\'Neil""}","[{""user_id"":""3""}]",,a&b.jpg\n'
    ),
    "seed_usage": (
        "usage_id,email,user_id,report_date,upload,download,full_usage,new_user,locationname,mac\n"
        "4401,anna.p@example.com,1981,2015-07-05,0,520,520,Yes,,\n"
        "4402,testing.accounts@example.com,29105,2015-07-05,837244,1556104,2393348,No,,\n"
    ),
    "special_chars": (
        "html,entity,utf8,comma,newline,crlf,tab,lead,backslash,bsquote,slash,ls,dollar,formula,apos,cdata\n"
        '"<b>bold</b> & \'single\' ""double""","&lt;already&gt; &amp; &#39; &hellip;",'
        '"é ñ 日本 😀 £","a,b;c","line1\nline2","l1\r\nl2","a\tb","  spaced  ","C:\\dir\\n","a\\""b",'
        "http://x.y/z,a\u2028b,\"$x {elapsed_time} {memory_usage}\",'=1+1,it's,]]>\n"
    ),
    "special_rows": (
        "html,q,comma,nl,crlf,utf8,bs,sp,tab,apos,plain,semi,empty,zero\n"
        '"<b>x</b> & y","say ""hi""","a,b","l1\nl2","l1\r\nl2",é日😀,"a\\""b","two words","a\tb",'
        "it's,plain,a;b,,0\n"
    ),
    "var_export_edges": (
        "nul,dollar,bs,nested,neg,list,minusone\n"
        'a\0b,$a,"\\\'","{""k\'q"":""v"",""k\\\\b"":[]}",-1,[[[]]],'
        '"{""-1"":""x"",""-0"":""y"",""007"":""z"","" 1"":""w""}"\n'
    ),
}


def data_of(name: str) -> Any:
    return json.loads((GOLDEN / f"{name}{PAYLOAD}").read_bytes())["data"]


def golden(name: str, format_name: str) -> bytes:
    return (GOLDEN / f"{name}.{format_name}").read_bytes()


def recorded(format_name: str) -> list[str]:
    return [name for name in NAMES if (GOLDEN / f"{name}.{format_name}").exists()]


def values_of(body: bytes) -> str:
    """The value of a JSON body as a text that tells `1` from `true`, but not `2` from `2.0` (PHP doesn't)."""

    def number(text: str) -> int | float:
        value = float(text)
        return int(value) if value.is_integer() else value

    return repr(json.loads(body, parse_float=number))


EXACT = ("xml", "php", "serialized", "csv")
BYTE_FOR_BYTE = [(name, format_name) for format_name in EXACT for name in recorded(format_name)]


def test_all_recordings_are_there() -> None:
    counts = {name: len(recorded(name)) for name in FORMATS if recorded(name)}
    assert len(NAMES) == 23
    assert counts == {"json": 23, "xml": 23, "csv": 9, "php": 23, "serialized": 23}


@pytest.mark.parametrize(("name", "format_name"), BYTE_FOR_BYTE)
def test_bytes(name: str, format_name: str) -> None:
    expected = golden(name, format_name)
    if (name, format_name) in DIFFERENCES:
        for theirs, ours in DIFFERENCES[name, format_name].replaced.items():
            assert expected.count(theirs.encode()) == 1, "a difference that is none"
            expected = expected.replace(theirs.encode(), ours.encode())
    body, media_type = render(format_name, data_of(name))
    assert body == expected
    assert media_type == FORMATS[format_name].media_type


def test_every_difference_is_of_a_recording() -> None:
    assert set(DIFFERENCES) <= set(BYTE_FOR_BYTE)


@pytest.mark.parametrize("format_name", ["json", "array", "jsonp"])
@pytest.mark.parametrize("name", NAMES)
def test_json_has_the_same_value(name: str, format_name: str) -> None:
    assert values_of(render(format_name, data_of(name))[0]) == values_of(golden(name, "json"))


@pytest.mark.parametrize("name", NAMES)
def test_jsonp_has_the_same_value(name: str) -> None:
    body, media_type = render("jsonp", data_of(name), "app.show")
    assert body.startswith(b"app.show(")
    assert body.endswith(b");")
    assert values_of(body[len(b"app.show(") : -len(b");")]) == values_of(golden(name, "json"))
    assert media_type == "application/javascript; charset=utf-8"


@pytest.mark.parametrize("name", OUR_CSV)
def test_csv_where_the_original_fails(name: str) -> None:
    assert render("csv", data_of(name))[0].decode() == OUR_CSV[name]


def test_csv_of_lists_in_members() -> None:
    header, row = render("csv", data_of("plurals"))[0].decode().splitlines()
    assert header == ",".join(data_of("plurals"))
    assert row == ",".join(['"[""v""]"'] * len(data_of("plurals")))


def test_every_payload_has_its_csv() -> None:
    assert sorted([*recorded("csv"), *OUR_CSV, "plurals"]) == NAMES


OUR_HTML = {
    "list_rows": (
        '<table border="0" cellpadding="4" cellspacing="0">\n'
        "<thead>\n<tr>\n"
        "<th>id</th><th>name</th><th>score</th><th>active</th><th>note</th></tr>\n"
        "</thead>\n<tbody>\n"
        "<tr>\n<td>1</td><td>John</td><td>1.5</td><td>1</td><td></td></tr>\n"
        "<tr>\n<td>2</td><td>Jane, &quot;J&quot;</td><td>2</td><td></td><td></td></tr>\n"
        "</tbody>\n</table>"
    ),
    "numeric_keys": (
        '<table border="0" cellpadding="4" cellspacing="0">\n'
        "<thead>\n<tr>\n<th>10</th><th>20</th></tr>\n</thead>\n"
        "<tbody>\n<tr>\n<td>a</td><td>b</td></tr>\n</tbody>\n</table>"
    ),
    "created": (
        '<table border="0" cellpadding="4" cellspacing="0">\n'
        "<thead>\n<tr>\n<th>status</th><th>message</th><th>id</th></tr>\n</thead>\n"
        "<tbody>\n<tr>\n<td>200</td><td>Image uploaded successfully</td><td>12</td></tr>\n</tbody>\n</table>"
    ),
    "empty_data": "",
}


@pytest.mark.parametrize("name", OUR_HTML)
def test_html(name: str) -> None:
    assert render("html", data_of(name))[0].decode() == OUR_HTML[name]
