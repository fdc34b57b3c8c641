"""Bodies: three encodings, each sent with the wrong name or none, become the same form."""

import json
from urllib.parse import urlencode

import httpx2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from freelancerclub.errors import BodyTooLarge, UnreadableBody
from freelancerclub.wire.decode import MOST_FIELDS, Form, Upload, decode
from freelancerclub.wire.receive import Disconnected, read_body

WEBKIT = "----WebKitFormBoundary7MA4YWxkTrZu0gW"
LABELS = [
    None,
    "",
    "text/plain",
    "application/json",
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-8",
    f"multipart/form-data; boundary={WEBKIT}",
    "multipart/form-data; boundary=another",
    "multipart/form-data",
    "application/octet-stream",
    "rubbish; ; =",
]
URLENCODED = "application/x-www-form-urlencoded"


def multipart(*parts: tuple[str, str | bytes], boundary: str = WEBKIT, end: str = "--") -> bytes:
    """`parts` are what follows `form-data; ` in a part's header, and its content."""
    body = b""
    for disposition, content in parts:
        data = content.encode() if isinstance(content, str) else content
        body += f"--{boundary}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n".encode() + data + b"\r\n"
    return body + f"--{boundary}{end}".encode()


def refused(body: bytes, content_type: str | None = None) -> str:
    with pytest.raises(UnreadableBody) as said:
        decode(body, content_type)
    return said.value.message


# ── what the encoding is, whatever it is called ──


@pytest.mark.parametrize("label", LABELS)
def test_the_documented_multipart_is_known_by_its_first_line(label: str | None):
    body = multipart(('name="email"', "newapiuser@example.com"), ('name="display_name"', "API User"))
    assert decode(body, label) == {"email": ["newapiuser@example.com"], "display_name": ["API User"]}


@pytest.mark.parametrize("label", [label for label in LABELS if label is None or "multipart" not in label])
def test_json_is_known_by_its_brace(label: str | None):
    assert decode(b' {"email": "ann@example.com", "price": 50}', label) == {
        "email": ["ann@example.com"],
        "price": ["50"],
    }


@pytest.mark.parametrize("label", [None, "", "text/plain", URLENCODED, f"{URLENCODED}; charset=utf-8", "rubbish; ; ="])
def test_everything_else_is_urlencoded(label: str | None):
    assert decode(b"a=1&b=x%20y+z", label) == {"a": ["1"], "b": ["x y z"]}


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("body", [b"", b"\r\n", b" \t\r\n\r\n"])
def test_an_empty_body_is_an_empty_form_whatever_it_is_called(body: bytes, label: str | None):
    assert decode(body, label) == {}


@pytest.mark.parametrize("boundary", ["x", "a b", "x" * 70, "'()+_,-./:=?", "--", "WebKit"])
def test_any_boundary_is_found(boundary: str):
    assert decode(multipart(('name="a"', "1"), boundary=boundary), None) == {"a": ["1"]}
    assert decode(multipart(('name="a"', "1"), boundary=boundary), f'multipart/form-data; boundary="{boundary}"') == {
        "a": ["1"]
    }


def test_a_multipart_body_may_begin_with_a_line_break_and_go_on_after_its_end():
    body = b"\r\n" + multipart(('name="a"', "1")) + b"\r\nwhat follows is nothing\r\n"
    assert decode(body, f"multipart/form-data; boundary={WEBKIT}") == {"a": ["1"]}


def test_json_that_calls_itself_json_must_be_an_object():
    assert refused(b"[1]", "application/json") == "The request body should be a JSON object"
    assert refused(b'"a"', "application/merge-patch+json") == "The request body should be a JSON object"
    assert refused(b"a=1", "application/json") == "The request body is not valid JSON"


@pytest.mark.parametrize("content_type", ["application/json", "application/x-www-form-urlencoded", None])
def test_json_may_begin_with_a_byte_order_mark(content_type: str | None):
    assert decode(b'\xef\xbb\xbf{"a": "1"}', content_type) == {"a": ["1"]}


# ── lists, names, values ──


@pytest.mark.parametrize(
    "body",
    [
        b"images[]=4&images[]=1&images[]=62",
        b"images%5B%5D=4&images%5B%5D=1&images%5B%5D=62",
        b"images=4&images=1&images=62",
        b"images[0]=4&images[1]=1&images[2]=62",
        b'{"images": ["4", 1, "62"]}',
        b'{"images[]": [4, 1, 62]}',
        multipart(*(('name="images[]"', text) for text in ("4", "1", "62"))),
        multipart(*(("name=images", text) for text in ("4", "1", "62"))),
    ],
)
def test_repeated_names_make_a_list_in_the_order_sent(body: bytes):
    assert decode(body, None) == {"images": ["4", "1", "62"]}


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (b"a", {"a": [""]}),
        (b"a=&b=", {"a": [""], "b": [""]}),
        (b"a==&=b&&", {"a": ["="], "": ["b"]}),
        (b"3673=", {"3673": [""]}),
        (b"a[b]=1&a[x][]=2&[]=3", {"a[b]": ["1"], "a[x]": ["2"], "": ["3"]}),
        ("a=café&b=caf%C3%A9".encode(), {"a": ["café"], "b": ["café"]}),
        (b"a=%zz&b=%", {"a": ["%zz"], "b": ["%"]}),
        (b"display_name=Matty%20Nelson", {"display_name": ["Matty Nelson"]}),
        (b"display_name=Matty%2520Nelson", {"display_name": ["Matty%20Nelson"]}),
    ],
)
def test_urlencoded_is_decoded_once_and_keeps_blanks(body: bytes, form: Form):
    assert decode(body, URLENCODED) == form


@pytest.mark.parametrize(
    ("value", "text"),
    [("null", ""), ("true", "1"), ("false", "0"), ("5", "5"), ("-5", "-5"), ("1.5", "1.5"), ("5e-05", "5e-05"),
     ("123456789012345678901234567890", "123456789012345678901234567890"), ('"\\u00e9\\ud83d\\ude00"', "é😀"),
     ('""', "")],
)  # fmt: skip
def test_a_json_scalar_reads_as_a_form_would_send_it(value: str, text: str):
    assert decode(f'{{"a": {value}}}'.encode(), None) == {"a": [text]}


def test_an_empty_json_list_sends_nothing():
    assert decode(b'{"a": [], "b": [null]}', None) == {"a": [""], "b": [""]}


@pytest.mark.parametrize("value", ['{"b": 1}', "[[1]]", '[{"b": 1}]', '["a", ["b"]]'])
def test_nested_json_is_refused_by_name(value: str):
    assert refused(f'{{"a": {value}}}'.encode()) == "The value of a should be a scalar or a list of scalars"


# ── files ──


def test_a_part_with_a_file_name_is_a_file():
    body = multipart(
        ('name="image-file"; filename="cat.png"\r\nContent-Type: image/png', b"\x89PNG\x00\r\n--x"),
        ('name="title"', "Cat"),
    )
    assert decode(body, None) == {
        "image-file": [Upload("cat.png", "image/png", b"\x89PNG\x00\r\n--x")],
        "title": ["Cat"],
    }


def test_the_documented_empty_file_is_a_file_without_bytes():
    body = multipart(('name="image-file"; filename="arkdns-dailymail.png"\r\nContent-Type: image/png', ""))
    assert decode(body, None) == {"image-file": [Upload("arkdns-dailymail.png", "image/png", b"")]}


@pytest.mark.parametrize(
    ("written", "filename"),
    [
        ('filename=""', ""),
        ("filename=cat.png", "cat.png"),
        ('filename="ö☃.png"', "ö☃.png"),
        ('filename="a\\"b.png"', 'a"b.png'),
        ('filename="C:\\My Pictures\\cat.png"', "cat.png"),
        ('filename="a;b=c.png"', "a;b=c.png"),
        ("filename*=UTF-8''%e2%82%ac%20rates.png", "€ rates.png"),
        ("filename*=utf-8'en'caf%C3%A9.png", "café.png"),
        ("filename*=iso-8859-1''caf%E9.png", "café.png"),
        ("filename*=UTF-8''%FF.png", "\ufffd.png"),
        ("filename=\"plain.png\"; filename*=UTF-8''extended.png", "plain.png"),
        ("filename*=UTF-8''a%00b.png", "a\ufffdb.png"),
        ('filename="a\x00b.png"', "a\ufffdb.png"),
    ],
)
def test_the_name_of_a_file(written: str, filename: str):
    (found,) = decode(multipart((f'name="file"; {written}', b"x")), None)["file"]
    assert isinstance(found, Upload) and found.filename == filename


def test_a_file_name_that_is_no_utf8_is_read_as_far_as_it_goes():
    body = multipart(('name="file"; filename="XX"', b"x")).replace(b"XX", b"\xff\xfe.png")
    assert decode(body, None)["file"][0].filename == "\ufffd\ufffd.png"


def test_field_names_are_utf8():
    assert decode(multipart(('name="naïve"', "1")), None) == {"naïve": ["1"]}
    assert refused(multipart(('name="XX"', "1")).replace(b"XX", b"\xff")) == "The request body is not valid UTF-8"


def test_a_form_of_curl_under_another_content_type():
    """Given a Content-Type of its own, cURL calls the parts of a form attachments, though they are none (L4684)."""
    sent = multipart(("name=message", "this is a message")).replace(b"form-data;", b"attachment;")
    assert decode(sent, "application/x-www-form-urlencoded; boundary=x") == {"message": ["this is a message"]}


# ── what can't be read ──


@pytest.mark.parametrize("cut", [1, 2, 3, 30, 60, 80, 100, 120])
def test_a_truncated_multipart_body_is_refused(cut: int):
    body = multipart(('name="a"', "1"), ('name="file"; filename="f"', b"123"))
    message = refused(body[:-cut], f"multipart/form-data; boundary={WEBKIT}")
    assert message in (
        "The multipart body ends before its closing boundary",
        "The request body is not valid multipart/form-data",
    )


@pytest.mark.parametrize(
    "body",
    [
        b"--x\r\nContent-Type: text/plain\r\n\r\n1\r\n--x--",
        b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--",
        b'--x\r\nContent-Disposition: inline; name="a"\r\n\r\n1\r\n--x--',
        b'--x\r\nContent-Disposition: form-data; nam="a"\r\n\r\n1\r\n--x--',
    ],
)
def test_a_part_must_have_a_name(body: bytes):
    assert refused(body) == "A part of the multipart body has no name"


@pytest.mark.parametrize(
    "body",
    [
        b"a=1",
        b"--y\r\nrubbish",
        b"--x\r\nno colon\r\n\r\n1\r\n--x--",
        b"--x\r\n" + b"A: b\r\n" * 50_000,
        b"--x\r\nA:" + b"b" * 100_000,
    ],
)
def test_what_calls_itself_multipart_and_is_none_is_refused(body: bytes):
    assert refused(body, "multipart/form-data; boundary=x") == "The request body is not valid multipart/form-data"


@pytest.mark.parametrize(
    "body", [b"a=%00", b"a=b\x00c", b'{"a": "\\u0000"}', b'{"a": ["x", "\\u0000"]}', multipart(('name="a"', "\x00"))]
)
def test_nul_is_refused(body: bytes):
    assert refused(body) == "The request body contains a NUL character"


@pytest.mark.parametrize(
    "body", [b"a=%FF", b"a=\xff", b"%FF=a", b"a=%ED%A0%80", b"a=\xed\xa0\x80", multipart(('name="a"', b"\xff"))]
)
def test_bytes_that_are_no_utf8_are_refused(body: bytes):
    assert refused(body) == "The request body is not valid UTF-8"


@pytest.mark.parametrize(
    "body",
    [b"{", b'{"a"', b'{"a": 1,}', b'{"a": NaN}', b'{"a": 1e999}', b'{"a": "\\ud800"}', b'{"a": "\\udc00\\ud800 x"}',
     b'{"a": "\xff"}',
     b'{"\\ud800": 1}', b'{"a": ' + b"9" * 5_000 + b"}", b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
     b'{"a":' * 50_000, b"{}{}"],
    ids=range(13),
)  # fmt: skip
def test_json_that_is_none_is_refused(body: bytes):
    assert refused(body) == "The request body is not valid JSON"


def bodies_of(fields: int) -> list[bytes]:
    return [
        b"&".join(b"a=1" for _ in range(fields)),
        json.dumps({"a": [1] * fields}).encode(),
        json.dumps({f"a{number}": 1 for number in range(fields)}).encode(),
        multipart(*[('name="a"', "1")] * fields),
    ]


@pytest.mark.parametrize("kind", range(4))
def test_a_thousand_fields_and_not_one_more(kind: int):
    form = decode(bodies_of(MOST_FIELDS)[kind], None)
    assert sum(map(len, form.values())) == MOST_FIELDS == 1_000
    assert refused(bodies_of(MOST_FIELDS + 1)[kind]) == "The request body has more than 1000 fields"


# ── whatever arrives ──

LABEL = st.one_of(st.sampled_from(LABELS), st.text(st.characters(max_codepoint=255), max_size=40))
FRAGMENTS = [
    b"--x\r\n", b"--x--", b"\r\n", b"\r\n\r\n", b"Content-Disposition: form-data; ", b'name="a"', b"; filename=",
    b'"', b"\\", b"a=1&",
    b"%00", b"%", b"{", b"}", b'"a":', b"[", b"]", b"\x00", b"\xff", b"--x", b"Content-Type: image/png",
    b"filename*=utf-8''%", b"\xed\xa0\x80",
]  # fmt: skip
MESS = st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.binary(max_size=5)), max_size=14).map(b"".join)


@settings(deadline=None)
@given(
    st.one_of(st.binary(max_size=300), MESS, MESS.map(lambda mess: b"--x\r\nContent-Disposition: form-data; " + mess)),
    LABEL,
)
@example(b"--\r\n", "multipart/form-data; boundary=")
@example(b"--x\r\n", "multipart/form-data; boundary=" + "x" * 5_000)
def test_any_bytes_are_a_form_or_unreadable(body: bytes, label: str | None):
    try:
        form = decode(body, label)
    except UnreadableBody as said:
        assert said.message
        return
    for values in form.values():
        assert values and all(isinstance(value, str | Upload) for value in values)
        assert not any("\x00" in value for value in values if isinstance(value, str))


WRITABLE = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
# A browser may turn a lone line break of a name into CRLF, and writes `"` as %22: names that need no rewriting.
NAME = st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=12)


@settings(deadline=None)
@given(st.dictionaries(NAME, st.lists(st.text(WRITABLE, max_size=30), min_size=1, max_size=3), min_size=1, max_size=6))
def test_the_three_encodings_say_the_same(form: dict[str, list[str]]):
    pairs = [(name, value) for name, values in form.items() for value in values]
    request = httpx2.Request("POST", "http://x", files=[(name, (None, value.encode())) for name, value in pairs])
    sent = multipart(*((f'name="{name}"', value) for name, value in pairs))
    assert decode(urlencode(pairs).encode(), URLENCODED) == form
    assert decode(json.dumps(form).encode(), "application/json") == form
    assert decode(json.dumps(form, ensure_ascii=False).encode(), None) == form
    assert decode(request.read(), request.headers["content-type"]) == form
    assert decode(sent, None) == form


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_a_file_keeps_every_byte(data: bytes):
    request = httpx2.Request("POST", "http://x", files={"file": ("a.bin", data)})
    assert decode(request.read(), None) == {"file": [Upload("a.bin", "application/octet-stream", data)]}


# ── the reading of it ──


async def reading(chunks: list[bytes], declared: str | None, limit: int, goes_away: bool = False) -> bytes:
    messages = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    messages.append({"type": "http.disconnect"} if goes_away else {"type": "http.request"})
    left = iter(messages)

    async def receive() -> dict[str, object]:
        return next(left)

    return await read_body(receive, declared, limit)


@pytest.mark.parametrize("declared", [None, "6", "", "x", "-1", "٦"])
async def test_a_body_is_read_to_its_end(declared: str | None):
    assert await reading([b"abc", b"", b"def"], declared, limit=6) == b"abcdef"


async def test_nothing_is_waited_for_after_as_many_bytes_as_were_declared():
    assert await reading([b"abc", b"def"], "6", limit=6, goes_away=True) == b"abcdef"


@pytest.mark.parametrize("declared", ["7", "9" * 30])
async def test_a_body_declared_too_large_is_refused_unread(declared: str):
    with pytest.raises(BodyTooLarge):
        await reading([], declared, limit=6)


@pytest.mark.parametrize("declared", [None, "1", "rubbish"])
async def test_a_body_that_grows_too_large_is_refused_at_once(declared: str | None):
    with pytest.raises(BodyTooLarge):
        await reading([b"abcd", b"efg"], declared, limit=6, goes_away=True)


async def test_a_client_that_leaves_is_no_end_of_a_body():
    with pytest.raises(Disconnected):
        await reading([b"a"], "6", limit=6, goes_away=True)
