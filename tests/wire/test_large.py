"""Large bodies: what is long in them is found in files, in each of the three encodings, and all else as ever."""

import base64
import json
import random
from io import BytesIO
from tempfile import TemporaryFile
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from freelancerclub.errors import BodyTooLarge, UnreadableBody
from freelancerclub.wire import large, receive
from freelancerclub.wire.base64_files import FileTooLarge, NotBase64, file_in
from freelancerclub.wire.decode import Form, LongText, Upload, decode
from freelancerclub.wire.large import LONG, MOST_LONG, MOST_REST, close_all, decode_large, files_of
from freelancerclub.wire.receive import Disconnected, read_large

DATA = random.Random(7).randbytes(300_001)
PICTURE = base64.b64encode(DATA).decode()
MULTIPART = "multipart/form-data; boundary=x"


def multipart(*parts: tuple[str, bytes]) -> bytes:
    body = b"".join(b"--x\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % (n.encode(), d) for n, d in parts)
    return body + b"--x--\r\n"


def decoded(body: bytes, label: str | None = None) -> Form:
    with TemporaryFile() as file:
        file.write(body)
        return decode_large(file, label)


def plain(form: Form) -> dict[str, list[object]]:
    """With the files read, and closed."""
    try:
        return {name: [_plain(value) for value in values] for name, values in form.items()}
    finally:
        close_all(files_of(form))


def _plain(value: str | Upload | LongText) -> object:
    if isinstance(value, LongText):
        # The two halves of a letter past U+FFFF that JSON wrote as escapes stand by themselves: base64 has none.
        halves = value.file.read().decode("utf-8", "surrogatepass")
        return halves.encode("utf-16", "surrogatepass").decode("utf-16")
    if isinstance(value, Upload):
        data = value.data if isinstance(value.data, bytes) else value.data.read()
        return value.filename, value.content_type, data
    return value


BODIES = {
    "multipart": multipart(('name="title"', b"Boats"), ('name="image-base64"', PICTURE.encode())),
    "json": json.dumps({"title": "Boats", "image-base64": PICTURE}).encode(),
    "json as PHP writes it": json.dumps({"title": "Boats", "image-base64": PICTURE}).replace("/", "\\/").encode(),
    "json all escaped": b'{"title": "Boats", "image-base64": "%s"}'
    % "".join(f"\\u{ord(letter):04x}" for letter in PICTURE).encode(),
    "urlencoded": urlencode({"title": "Boats", "image-base64": PICTURE}).encode(),
    "urlencoded, picture first": f"image-base64={quote_plus(PICTURE)}&&title=Boats&".encode(),
    "urlencoded all quoted": b"title=Boats&image-base64=" + "".join(f"%{ord(c):02x}" for c in PICTURE).encode(),
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("piece", [LONG, 65_521, 16_411])
def test_a_long_text_is_found_whole(body: bytes, piece: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(large, "PIECE", piece)
    form = decoded(body)
    assert isinstance(form["image-base64"][0], LongText)
    assert plain(form) == {"title": ["Boats"], "image-base64": [PICTURE]}


def test_a_long_file_is_found_whole():
    form = decoded(
        b"\r\n" + multipart(('name="title"', b"Boats"), ('name="image-file"; filename="a.png"', DATA)), MULTIPART
    )
    assert not isinstance(form["image-file"][0].data, bytes)
    assert plain(form) == {"title": ["Boats"], "image-file": [("a.png", "", DATA)]}


@pytest.mark.parametrize("piece", [7, 300, 256 << 10])
@pytest.mark.parametrize(
    ("before", "label"), [(b"", None), (b"", MULTIPART), (b"A preamble\r\n-- \r\n--xy\r\n", MULTIPART)]
)
def test_its_boundary_is_found_as_in_a_small_one(
    before: bytes, label: str | None, piece: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(large, "LONG", 20)
    monkeypatch.setattr(large, "PIECE_OF_PARTS", piece)
    sent = multipart(('name="title"', b"Boats"), ('name="image-file"; filename="a.png"', DATA[:5_000]))
    body = before + sent.replace(b"--x\r\n", b"--x \t\r\n")
    assert plain(decoded(body, label)) == plain(decode(body, label))
    assert plain(decode(body, label)) == {"title": ["Boats"], "image-file": [("a.png", "", DATA[:5_000])]}


# What begins as a boundary does, and is none.
NEARLY = st.lists(
    st.sampled_from([b"\r", b"\n", b"\r\n", b"-", b"--", b"\r\n-", b"\r\n--", b"\r\n--y", b"x"]), max_size=60
)


def without_boundary(data: bytes) -> bytes:
    """What is left may be one again."""
    while b"\r\n--x" in data:
        data = data.replace(b"\r\n--x", b"")
    return data


@settings(deadline=None, max_examples=200)
@given(st.lists(NEARLY, min_size=1, max_size=4), st.integers(5, 60), st.integers(0, 3))
def test_long_parts_are_found_wherever_the_pieces_break(parts: list[list[bytes]], piece: int, breaks: int):
    files = [(f'name="{at}"; filename="{at}"', without_boundary(b"".join(part))) for at, part in enumerate(parts)]
    body = b"\r\n" * breaks + multipart(*files)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(large, "LONG", 20)
        patch.setattr(large, "PIECE_OF_PARTS", piece)
        assert plain(decoded(body, MULTIPART)) == plain(decode(body, MULTIPART))


VALUES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=200)
FORMS = st.dictionaries(st.text("abcdef", min_size=1, max_size=5), st.lists(VALUES, min_size=1, max_size=3), max_size=5)


@settings(deadline=None, max_examples=60)
@given(FORMS, st.integers(7, 150))
def test_large_and_small_bodies_say_the_same(form: dict[str, list[str]], piece: int):
    pairs = [(name, value) for name, values in form.items() for value in values]
    for body in (
        urlencode(pairs).encode(),
        json.dumps(form).encode(),
        json.dumps(form, ensure_ascii=False).encode(),
        multipart(*((f'name="{name}"', value.encode()) for name, value in pairs)),
    ):
        with pytest.MonkeyPatch.context() as patch:
            # Long is what has 100 bytes, and pieces break it everywhere.
            patch.setattr(large, "LONG", 100)
            patch.setattr(large, "MOST_LONG", 99)
            for size in ("PIECE", "PIECE_OF_PARTS"):
                patch.setattr(large, size, max(piece, len(body) // 20))
            label = "application/json" if body[:1] == b"{" else None
            if body.startswith(b"--x") and not pairs:
                continue
            assert plain(decoded(body, label)) == plain(decode(body, label))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"a": "' + b"x" * LONG * 2, "not valid JSON"),
        (b'{"a": "' + b"x" * LONG * 2 + b'"', "not valid JSON"),
        (b'{"a": {"b": "' + b"x" * LONG * 2 + b'"}}', "should be a scalar"),
        (multipart(('name="a"', DATA))[:-20], "ends before its closing boundary"),
        (multipart(("", DATA)), "has no name"),
        (b"x" * LONG * 2, "name is too long"),
        (b"&".join(b"%d=" % n + b"x" * (LONG + 1) for n in range(MOST_LONG + 1)), f"more than {MOST_LONG} fields"),
        (b"a=1&" * 2_000 + b"b=" + b"x" * LONG, "more than 1000 fields"),
    ],
)
def test_what_can_not_be_read(body: bytes, said: str):
    with pytest.raises(UnreadableBody, match=said):
        decoded(body)


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": [' + b"1," * (MOST_REST // 2) + b"1]}",
        b'{"a": [' + b'"x",' * (MOST_REST // 2) + b"1]}",
        b"&" * (MOST_REST + 9),
        b"&".join(b"%d=" % n + b"x" * 60_000 for n in range(20)),
        multipart(*((f'name="{n}"', b"x" * 60_000) for n in range(20))),
    ],
    ids=range(5),
)
def test_what_is_not_long_is_no_more_than_in_any_body(body: bytes):
    with pytest.raises(BodyTooLarge):
        decoded(body)


@pytest.mark.parametrize("length", [0, 1, 2, 3, 1_000, 49_150, 98_305, 300_000])
@pytest.mark.parametrize("is_long", [True, False])
def test_base64_in_pieces(length: int, is_long: bool):
    data = DATA[:length]
    text = base64.b64encode(data).decode()
    writings = [
        text,
        text.rstrip("="),
        f" data:image/png;base64,{text}\r\n",
        "\r\n".join(text[at : at + 76] for at in range(0, len(text), 76)) + "  \n",
        text.replace("+", " "),
        text.replace("+", "-").replace("/", "_"),
    ]
    for writing in writings if data else ["", " ", "\r\n", "data:,"]:
        with file_in(LongText(BytesIO(writing.encode())) if is_long else writing, 1 << 20) as file:
            assert file.read() == data


def test_base64_that_is_none_or_too_much():
    for text in ("ö", "a", "abc=d", "a" * 70_000 + "*" + "a" * 70_000, "é" * 100_000, "\ud800"):
        with pytest.raises(NotBase64):
            file_in(text, 1 << 20)
    with pytest.raises(FileTooLarge):
        file_in("A" * 200_000, 100_000)
    file_in("A" * 200_000, 150_000).close()


async def reading(sizes: list[int], limit: int, goes_away: bool = False):
    messages = [
        {"type": "http.request", "body": bytes([at % 256]) * size, "more_body": True} for at, size in enumerate(sizes)
    ]
    messages.append({"type": "http.disconnect"} if goes_away else {"type": "http.request"})
    left = iter(messages)

    async def receive() -> dict[str, object]:
        return next(left)

    return await read_large(receive, None, limit)


async def test_a_body_goes_to_the_disk_once_it_is_large():
    assert isinstance(await reading([receive.LARGE], 1 << 20), bytes)
    with await reading([100_000] * 8 + [5], 1 << 20) as file:
        assert file.tell() == 800_005
        file.seek(0)
        assert file.read() == b"".join(bytes([at]) * 100_000 for at in range(8)) + bytes([8]) * 5


async def test_a_large_body_is_cut_and_nothing_is_left_open(monkeypatch: pytest.MonkeyPatch):
    made = []

    def opened():
        made.append(TemporaryFile())  # noqa: SIM115  — closed, as we shall see
        return made[-1]

    monkeypatch.setattr(receive, "TemporaryFile", opened)
    with pytest.raises(BodyTooLarge):
        await reading([300_000] * 9, 1 << 20)
    with pytest.raises(Disconnected):
        await reading([300_000] * 2, 1 << 20, goes_away=True)
    assert [file.closed for file in made] == [True, True]


def test_quoting_is_undone_across_pieces():
    text = "é+ %/" * 30_000
    assert plain(decoded(b"a=" + quote(text).encode())) == {"a": [text]}
