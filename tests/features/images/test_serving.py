"""Pictures at their addresses: only the sizes there are, who may see them, and what browsers keep."""

import asyncio
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from freelancerclub.adapters.links import Links
from freelancerclub.adapters.pictures import ChildPictures
from freelancerclub.config import token_key
from freelancerclub.features.images.rules import SIZES
from freelancerclub.operating.pictures import Lately
from support.api import Answer, Api
from support.make import Make, Person
from support.pictures import PROFILE, animation, png, upload, written

MISSING = "Sorry that Image was not found."
GONE = "Gone -- The resource requested has been removed from our servers"


async def add(api: Api, person: Person, data: bytes) -> dict[str, Any]:
    answer = await api.as_(person).post(f"/users/{person.id}/images", **upload(data, title="A title"))
    return answer.json["data"]


async def served(api: Api, person: Person, data: bytes) -> tuple[str, Answer]:
    """A picture in its full size, asked for without a token."""
    path = f"/images/portfolio/{person.id}/775/{(await add(api, person, data))['filename']}"
    return path, await api.nobody().get(path)


def opened(answer: Answer) -> Image.Image:
    return Image.open(BytesIO(answer.body))


@pytest.mark.parametrize(
    ("size", "whole"),
    [((2000, 1000), (1378, 689)), ((1000, 2000), (388, 775)), ((300, 200), (300, 200)), ((9, 9), (9, 9))],
)
async def test_a_picture_in_its_sizes(size: tuple[int, int], whole: tuple[int, int], api: Api, make: Make):
    ann = await make.person()
    data = written(Image.new("RGB", size, "teal"), "JPEG", icc_profile=PROFILE)

    path, full = await served(api, ann, data)
    thumb = await api.nobody().get(path.replace("/portfolio/", "/portfoliocrop/").replace("/775/", "/253/199/"))

    assert (opened(full).size, opened(thumb).size) == (whole, (253, 199))
    for answer in (full, thumb):
        assert answer.headers["content-type"] == "image/jpeg"
        assert opened(answer).info["icc_profile"] == PROFILE
        assert opened(answer).layer[0][1:3] == (1, 1)  # the chroma has as many samples as the light


async def test_a_crop_keeps_the_middle(api: Api, make: Make):
    ann = await make.person()
    picture = Image.new("RGB", (600, 200), "red")
    picture.paste("teal", (200, 0, 400, 200))
    name = (await api.as_(ann).post(f"/users/{ann.id}/profile", **upload(written(picture)))).json["filename"]

    shown = opened(await api.nobody().get(f"/images/profile/120/{name}")).convert("RGB")

    assert shown.size == (120, 120)
    assert {shown.getpixel(at) for at in ((4, 4), (115, 4), (60, 60), (4, 115))} == {(0, 128, 128)}


async def test_logos_and_covers_of_companies(api: Api, make: Make):
    ann = await make.person()
    name = (await add(api, ann, png(200, 100)))["filename"]
    await make.company(logo=name, cover=name, authorised=True)

    logo = await api.nobody().get(f"/images/companycrop/150/150/{name}")
    cover = await api.nobody().get(f"/images/companycovercrop/1366/442/{name}")

    assert (opened(logo).size, opened(cover).size) == ((150, 150), (1366, 442))


async def test_an_animation_moves_in_its_full_size_alone(api: Api, make: Make):
    ann = await make.person()

    path, full = await served(api, ann, animation(3, (1500, 400)))
    thumb = await api.nobody().get(path.replace("/portfolio/", "/portfoliocrop/").replace("/775/", "/253/199/"))

    assert (opened(full).n_frames, opened(full).size) == (3, (1378, 367))
    assert (opened(thumb).n_frames, opened(thumb).size) == (1, (253, 199))


async def test_browsers_keep_it_and_ask_for_parts(api: Api, make: Make):
    ann = await make.person()
    path, whole = await served(api, ann, png(300, 200))
    tag = whole.headers["etag"]

    async def ask(method: str = "GET", **headers: str) -> Answer:
        return await api.nobody().ask(method, path, headers={name.replace("_", "-"): headers[name] for name in headers})

    assert whole.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "content-encoding" not in (await ask(accept_encoding="gzip")).headers
    head = await ask("HEAD")
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", str(len(whole.body)))
    for known in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        again = await ask(if_none_match=known)
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    size = len(whole.body)
    for asked, part in {"bytes=0-9": (0, 10), "bytes=5-": (5, size), "bytes=-7": (size - 7, size)}.items():
        answer = await ask(range=asked)
        assert (answer.status, answer.body) == (206, whole.body[slice(*part)])
        assert answer.headers["content-range"] == f"bytes {part[0]}-{part[1] - 1}/{size}"
    for nothing in ("bytes=9-3", "bytes=0-1,4-5", "lines=1-2", "bytes=-"):
        assert (await ask(range=nothing)).body == whole.body
    assert (await ask(range="bytes=0-9", if_range='"other"')).body == whole.body
    beyond = await ask(range=f"bytes={size}-")
    assert (beyond.status, beyond.headers["content-range"]) == (416, f"bytes */{size}")


async def test_only_the_sizes_there_are(api: Api, make: Make, tmp_path: Path):
    ann = await make.person()
    name = (await add(api, ann, png()))["filename"]
    good = f"/images/portfolio/{ann.id}/775/{name}"
    for path in (good, good + "/"):
        assert (await api.nobody().get(path)).status == 200

    for path in (
        f"/images/portfolio/{ann.id}/776/{name}",
        f"/images/portfolio/{ann.id}/775/{name}//",
        f"/images/portfolio/{ann.id + 1}/775/{name}",
        f"/images/portfolio/{ann.id}/{name}",
        f"/images/portfolio/x/775/{name}",
        f"/images/portfolio/{'9' * 40}/775/{name}",
        f"/images/portfoliocrop/{ann.id}/199/253/{name}",
        f"/images/profile/120/{name}",
        f"/images/companycrop/150/150/{name}",
        good.replace(name, name.upper()),
        good.replace(name, "..%2f..%2ftoken.key"),
        good.replace(name, name + "%00.png"),
        good.replace(name, name + "%0a"),
        "/images/profile",
        "/images/profile/120/" + "0" * 32 + ".png",
    ):
        answer = await api.nobody().get(path)
        assert (answer.status, answer.message) == (404, MISSING), path
    assert (
        (await api.nobody().get(good.replace(name, "x") + "?format=xml"))
        .headers["content-type"]
        .startswith("application/xml")
    )


async def test_a_deleted_picture_is_gone_and_its_files_are_swept(api: Api, make: Make, tmp_path: Path):
    ann = await make.person()
    path, _ = await served(api, ann, png())
    stays, _ = await served(api, ann, png(50, 50))
    picture_id = (await make.rows("SELECT min(id) FROM picture"))[0][0]

    assert (await api.as_(ann).ask("DELETE", f"/users/{ann.id}/images/{picture_id}")).status == 200

    gone = await api.nobody().get(path)
    assert (gone.status, gone.message) == (410, GONE)
    assert len(_files(tmp_path)) == 4
    await _sweep(api, make, hours=2)
    assert sorted(path.name for path in _files(tmp_path)) == [stays.rpartition("/")[2]] * 2
    assert (await api.nobody().get(stays)).status == 200


async def test_files_without_a_row_are_swept_after_an_hour(api: Api, make: Make, tmp_path: Path):
    ann = await make.person()
    for _ in range(2):
        assert (await api.as_(ann).post(f"/users/{ann.id}/profile", **upload(png()))).status == 200
    assert len(_files(tmp_path)) == 2

    await _sweep(api, make, minutes=30)
    assert len(_files(tmp_path)) == 2
    await _sweep(api, make, hours=1)

    [(name,)] = await make.rows("SELECT picture FROM person")
    assert [path.name for path in _files(tmp_path)] == [name]


async def _sweep(api: Api, make: Make, **later: float) -> None:
    api.clock.forward(**later)
    await make.row("procrastinate_jobs", queue_name="q", task_name="images.sweep", args='{"timestamp": 1}')
    await api.run_tasks()


def _files(folder: Path) -> list[Path]:
    return [path for path in (folder / "files").rglob("*") if path.is_file()]


async def test_pending_pictures_are_for_those_with_a_link(api: Api, make: Make):
    ann = await make.person()
    path, _ = await served(api, ann, png())
    await make.rows("UPDATE picture SET authorised = false")
    link = Links(token_key(api.settings)).signed(path, api.clock())

    assert (await api.as_(ann).get(path)).status == 404
    shown = await api.nobody().get(link)
    assert (shown.status, shown.headers["cache-control"]) == (200, "private, no-store")
    for forged in (link[:-1] + "!", link.replace("until=", "until=9"), link.replace("/775/", "/253/199/")):
        assert (await api.nobody().get(forged.replace("portfolio/", "portfoliocrop/"))).status == 404
    assert (await api.nobody().get(path + "?until=%C2%B2&key=x")).status == 404
    api.clock.forward(minutes=61)
    assert (await api.nobody().get(link)).status == 404


@pytest.mark.parametrize(("state", "status"), [("suspended_at", 404), ("deleted_at", 410), ("profile_hidden", 200)])
async def test_pictures_of_people_who_are_not_there(state: str, status: int, api: Api, make: Make):
    ann = await make.person()
    path, _ = await served(api, ann, png())

    value = "true" if state == "profile_hidden" else "now()"
    await make.rows({"suspended_at": SUSPEND, "deleted_at": LEAVE}.get(state, HIDE).format(value))

    assert (await api.nobody().get(path)).status == status


SUSPEND, LEAVE, HIDE = (f"UPDATE person SET {name} = {{}}" for name in ("suspended_at", "deleted_at", "profile_hidden"))


async def test_a_size_is_made_once_however_many_ask(api: Api, make: Make, monkeypatch: pytest.MonkeyPatch):
    ann = await make.person()
    name = (await add(api, ann, png(400, 300)))["filename"]
    made: list[Any] = []
    draw = ChildPictures.in_size

    async def counted(self: ChildPictures, *arguments: Any) -> Any:
        made.append(arguments[1])
        return await draw(self, *arguments)

    monkeypatch.setattr(ChildPictures, "in_size", counted)
    path = f"/images/portfoliocrop/{ann.id}/253/199/{name}"
    answers = await asyncio.gather(*(api.nobody().get(path) for _ in range(8)))

    assert {(answer.status, answer.body) for answer in answers} == {(200, answers[0].body)}
    assert made == [SIZES["portfoliocrop/253/199"]]


async def test_a_picture_whose_file_is_lost_is_not_found(api: Api, make: Make, tmp_path: Path):
    ann = await make.person()
    name = (await add(api, ann, png()))["filename"]
    (tmp_path / "files" / "pictures" / name).unlink()

    assert (await api.nobody().get(f"/images/portfolio/{ann.id}/775/{name}")).status == 404


def test_what_was_asked_for_lately_is_bounded():
    lately = Lately(most=100, largest=40)
    for number in range(6):
        lately.put(f"{number}", "a", b"x" * 30)
        lately.get("0", "a")
    lately.put("large", "a", b"x" * 41)
    lately.put("0", "a", b"once is enough")

    assert [lately.get(name, "a") is not None for name in ("0", "1", "2", "3", "4", "5", "large")] == [
        *(True, False, False, False, True, True, False)
    ]
    assert lately.get("0", "b") is None


async def test_a_picture_that_was_shown_a_moment_ago_is_gone_at_once(api: Api, make: Make):
    ann = await make.person()
    added = await add(api, ann, png(400, 300))
    path = f"/images/portfoliocrop/{ann.id}/253/199/{added['filename']}"
    for _ in range(3):
        assert (await api.nobody().get(path)).status == 200

    await api.as_(ann).ask("DELETE", f"/users/{ann.id}/images/{added['image_id']}")

    assert (await api.nobody().get(path)).status == 410


async def test_whoever_is_shown_a_pending_picture_can_open_it(api: Api, make: Make):
    ann, ben, boss = await make.person(), await make.person(), await make.administrator()
    added = await add(api, ann, png(400, 300))
    path = f"/images/{added['image_id']}"
    await make.rows("UPDATE picture SET authorised = false")

    assert (await api.as_(ben).get(path)).status == 404
    for caller in (ann, boss):
        shown = (await api.as_(caller).get(path)).json["data"]
        (listed,) = (await api.as_(caller).get(f"/users/{ann.id}/images")).json["data"]
        for address in (shown["img_thumb"], shown["img_full"], listed["img_thumb"], listed["img_full"]):
            opened = address.removeprefix(api.settings.site_url)
            assert opened.startswith("/images/portfolio") and "?until=" in opened
            answer = await api.nobody().get(opened)
            assert (answer.status, answer.headers["cache-control"]) == (200, "private, no-store")
    api.clock.forward(hours=1)
    assert (await api.nobody().get(opened)).status == 404

    await make.rows("UPDATE picture SET authorised = true")
    assert "until" not in (await api.as_(ann).get(path)).text
