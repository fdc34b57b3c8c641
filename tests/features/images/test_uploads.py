"""Uploading: what is kept of a picture, in whichever way it was sent, and what isn't taken."""

import asyncio
import base64
import random
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from PIL import Image

from freelancerclub.adapters import files
from freelancerclub.kit.limits import Limit
from support.api import Api, running
from support.make import Make, Person
from support.pictures import PROFILE, animation, kept, png, portrait, upload, written

NO_FILE = "You did not select a file to upload."
NOT_ALLOWED = "The filetype you are attempting to upload is not allowed."
TOO_LARGE = "The file you are attempting to upload is larger than the permitted size."
TITLE = "The title is required and should be more then 1 charaters long and be less than 300 characters."


async def add(api: Api, person: Person, data: bytes, name: str = "picture.png", **fields: str) -> dict:
    answer = await api.as_(person).post(f"/users/{person.id}/images", **_multipart(data, name, fields))
    assert answer.status == 200, answer.text
    return answer.json["data"]


def _multipart(data: bytes, name: str, fields: dict[str, str]) -> dict:
    sent = upload(data, name, **({"title": "A title"} | fields))
    return {"data": sent["data"], "files": sent["files"]}


async def test_a_picture_is_kept_and_described(api: Api, make: Make, tmp_path: Path):
    ann = await make.person()

    added = await add(api, ann, png(40, 30), title=" Boats ", description="At dawn", public="0")

    row = await make.rows("SELECT title, description, public, file, authorised, decided_at, width, height FROM picture")
    assert row == [("Boats", "At dawn", False, added["filename"], True, None, 40, 30)]
    assert (added["width"], added["height"]) == (40, 30)
    assert Image.open(BytesIO(kept(tmp_path, added["filename"]))).size == (40, 30)
    assert await make.rows("SELECT pictures FROM person_counter WHERE person_id = %s", [ann.id]) == [(1,)]


async def test_pictures_wait_where_they_are_moderated_before(settings, dsn: str, make: Make):
    ann = await make.person()
    async with running(settings.model_copy(update={"moderate_images": "before"}), dsn) as api:
        await add(api, ann, png())

    assert await make.rows("SELECT authorised, decided_at, public FROM picture") == [(False, None, True)]


@pytest.mark.parametrize(
    "written_as",
    [
        lambda text: text,
        lambda text: f"data:image/png;base64,{text}",
        lambda text: "\r\n".join(text[at : at + 60] for at in range(0, len(text), 60)),
        lambda text: text.rstrip("="),
        lambda text: text.replace("+", "-").replace("/", "_"),
    ],
    ids=["plain", "data", "lines", "unpadded", "address"],
)
async def test_base64_in_every_writing(written_as, api: Api, make: Make):
    ann = await make.person()
    text = written_as(base64.b64encode(png(61, 47, (1, 250, 99))).decode())

    answer = await api.as_(ann).post(f"/users/{ann.id}/images", {"title": "A title", "image-base64": text})

    assert (answer.json["data"]["width"], answer.json["data"]["height"]) == (61, 47)


async def test_base64_whose_plus_was_sent_as_it_is(api: Api, make: Make):
    ann = await make.person()
    text = next(t for n in range(99) if "+" in (t := base64.b64encode(png(31 + n, 20)).decode()))
    body = f"title=Boats&image-base64={quote(text, safe='+/')}"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}

    answer = await api.as_(ann).ask("POST", f"/users/{ann.id}/images", content=body.encode(), headers=headers)

    assert answer.status == 200, answer.text


async def test_a_profile_picture(api: Api, make: Make, tmp_path: Path):
    ann = await make.person(picture="old.png")

    answer = await api.as_(ann).post(f"/users/{ann.id}/profile", **upload(png(), "me.png"))

    assert answer.status == 200
    assert await make.rows("SELECT picture FROM person WHERE id = %s", [ann.id]) == [(answer.json["filename"],)]
    assert kept(tmp_path, answer.json["filename"])


async def test_what_a_telephone_adds_is_left_behind(api: Api, make: Make, tmp_path: Path):
    ann = await make.person()

    added = await add(api, ann, portrait() + b"<script>trailing</script>", "me.jpg")

    data = kept(tmp_path, added["filename"])
    for trace in (b"Exif", b"GPS", b"xmp", b"adobe:ns", b"anary", b"script", b"http"):
        assert trace not in data
    picture = Image.open(BytesIO(data))
    assert picture.size == (40, 60) == (added["width"], added["height"])
    top, bottom = picture.getpixel((20, 5)), picture.getpixel((20, 55))
    assert top[0] > 200 and top[1] < 60 and min(bottom) > 200
    assert picture.info["icc_profile"] == PROFILE
    assert set(picture.info) <= {"icc_profile", "jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}


@pytest.mark.parametrize("orientation", range(1, 9))
async def test_every_orientation_is_stood_up(orientation: int, api: Api, make: Make, tmp_path: Path):
    ann = await make.person()
    upright = Image.new("RGB", (24, 16), "white")
    upright.paste("red", (0, 0, 8, 8))
    turned = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # what a camera that was held so has written
    lying = upright if orientation == 1 else upright.transpose(Image.Transpose(turned[orientation]))
    exif = Image.Exif()
    exif[0x0112] = orientation

    added = await add(api, ann, written(lying, "PNG", exif=exif))

    assert Image.open(BytesIO(kept(tmp_path, added["filename"]))).convert("RGB").tobytes() == upright.tobytes()


async def test_press_colours_and_sixteen_bits_become_what_browsers_show(api: Api, make: Make, tmp_path: Path):
    ann = await make.person()
    press = await add(api, ann, written(Image.new("CMYK", (20, 20), (0, 255, 255, 0)), "JPEG"), "press.jpg")
    deep = await add(api, ann, written(Image.new("I;16", (20, 20), 0x8000)), "deep.png")
    clear = await add(api, ann, written(Image.new("RGBA", (20, 20), (9, 8, 7, 128))), "clear.png")

    pictures = [Image.open(BytesIO(kept(tmp_path, each["filename"]))) for each in (press, deep, clear)]

    assert [picture.mode for picture in pictures] == ["RGB", "L", "RGBA"]
    assert pictures[0].getpixel((9, 9))[0] > 220 and max(pictures[0].getpixel((9, 9))[1:]) < 60
    assert pictures[1].getpixel((9, 9)) == 128
    assert pictures[2].getpixel((9, 9)) == (9, 8, 7, 128)


async def test_an_animation_stays_one(api: Api, make: Make, tmp_path: Path):
    ann = await make.person()

    added = await add(api, ann, animation(4), "dance.gif")

    picture = Image.open(BytesIO(kept(tmp_path, added["filename"])))
    assert (picture.format, picture.n_frames, picture.info["loop"], picture.info["duration"]) == ("GIF", 4, 0, 70)


@pytest.mark.parametrize("title", [None, "", " ", "x", " x ", "x" * 300])
async def test_a_title_has_two_to_299_characters(title: str | None, api: Api, make: Make):
    ann = await make.person()
    fields = {} if title is None else {"title": title}

    answer = await api.as_(ann).post(f"/users/{ann.id}/images", **upload(png(), **fields))

    assert (answer.status, answer.json["errors"]) == (400, TITLE)
    assert await make.count("picture") == 0


TEXT_AS_FILE = {"image-file": "A" * 100_000}  # so long that it is kept on the disk


@pytest.mark.parametrize("sent", [{}, {"image-file": ""}, TEXT_AS_FILE, {"image-base64": " "}, upload(b"")])
async def test_no_file(sent: dict, api: Api, make: Make):
    ann = await make.person()
    options = sent if "files" in sent else {"data": sent}

    profile = await api.as_(ann).ask("POST", f"/users/{ann.id}/profile", **options)
    options["data"] = options["data"] | {"title": "A title"}
    picture = await api.as_(ann).ask("POST", f"/users/{ann.id}/images", **options)

    assert (profile.status, profile.message) == (400, f"Error: {NO_FILE}")
    assert (picture.status, picture.json["errors"]) == (400, NO_FILE)


async def test_bodies_are_cut_while_they_are_read(api: Api, make: Make):
    ann = await make.person()

    async def endless():
        for _ in range(40):
            yield b"x" * (1 << 20)

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    profile = await api.as_(ann).ask("POST", f"/users/{ann.id}/profile", content=endless(), headers=headers)
    picture = await api.as_(ann).ask("POST", f"/users/{ann.id}/images", content=endless())

    assert (profile.status, profile.message) == (400, f"Error: {TOO_LARGE}")
    assert (picture.status, picture.json["errors"]) == (400, TOO_LARGE)


async def test_other_peoples_pages_take_no_pictures(api: Api, make: Make):
    ann, bob, boss = await make.person(), await make.person(), await make.administrator()

    for path in ("profile", "images"):
        sent = upload(png(), title="A title")
        assert (await api.as_(ann).post(f"/users/{bob.id}/{path}", **sent)).status == 404
        assert (await api.as_(boss).post(f"/users/999999/{path}", **sent)).status == 404
        assert (await api.as_(boss).post(f"/users/{bob.id}/{path}", **sent)).status == 200
    assert await make.rows("SELECT owner_id FROM picture") == [(bob.id,)]


async def test_uploads_at_once_are_each_kept(api: Api, make: Make, tmp_path: Path):
    ann = await make.person()

    added = await asyncio.gather(*(add(api, ann, png(20 + n, 20)) for n in range(6)))

    assert sorted(each["width"] for each in added) == [20, 21, 22, 23, 24, 25]
    assert len({kept(tmp_path, each["filename"]) for each in added}) == 6
    assert await make.rows("SELECT pictures FROM person_counter WHERE person_id = %s", [ann.id]) == [(6,)]


async def test_a_full_disk_is_said_and_leaves_no_row(api: Api, make: Make, monkeypatch: pytest.MonkeyPatch):
    ann = await make.person()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.FolderFiles, "_write", full)
    picture = await api.as_(ann).post(f"/users/{ann.id}/images", **upload(png(), title="A title"))
    profile = await api.as_(ann).post(f"/users/{ann.id}/profile", **upload(png()))

    assert (picture.status, profile.status) == (503, 503)
    assert picture.headers["retry-after"] == "10"
    assert await make.count("picture") == 0
    assert await make.rows("SELECT picture FROM person WHERE id = %s", [ann.id]) == [(None,)]


@pytest.mark.parametrize("encoding", ["multipart", "urlencoded", "json"])
async def test_what_is_written_as_base64_may_be_as_large_as_a_file(api: Api, make: Make, encoding: str):
    ann = await make.person()
    data = written(Image.frombytes("RGB", (1_550, 1_550), random.Random(1).randbytes(3 * 1_550**2)))
    assert 7_000_000 < len(data) < 8 << 20
    text = base64.b64encode(data).decode()
    sent: dict[str, Any] = {"image-base64": text, "title": "Noise"}
    form = {"multipart": {"files": {name: (None, value) for name, value in sent.items()}}, "json": {"json": sent}}
    answer = await api.as_(ann).ask("POST", f"/users/{ann.id}/images", **form.get(encoding, {"data": sent}))
    assert answer.status == 200, answer.text[:300]


async def test_so_many_a_day_whether_taken_or_not(settings, dsn: str, make: Make):
    ann, ben = await make.person(), await make.person()
    async with running(settings.model_copy(update={"upload_limit": Limit(3, 86_400)}), dsn) as api:
        refused = await api.as_(ann).post(f"/users/{ann.id}/images", **_multipart(b"no picture", "a.png", {}))
        assert refused.status == 400
        tries = (api.as_(ann).post(f"/users/{ann.id}/images", **_multipart(png(), "a.png", {})) for _ in range(4))
        assert sorted(answer.status for answer in await asyncio.gather(*tries)) == [200, 200, 429, 429]
        assert (await api.as_(ann).post(f"/users/{ann.id}/profile", **upload(png(), "a.png"))).status == 429
        assert await make.count("picture") == 2
        await add(api, ben, png())
        api.clock.forward(days=1)
        await add(api, ann, png())
