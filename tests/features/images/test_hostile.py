"""Files that are no pictures, or would be too much of one: refused in words, and no child is left over."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import psutil
import pytest
from PIL import Image

from freelancerclub.adapters.drawing import LARGEST_DRAWN, MEMORY
from freelancerclub.adapters.pictures import CHILD, ChildPictures, Drawn, PicturesBusy, PictureTooLarge
from freelancerclub.features.images.actions import REFUSING
from support.api import Api
from support.make import Make
from support.pictures import hostile, png, upload, written

SIZE = "The image you are attempting to upload doesn't fit into the allowed dimensions:"
KIND = "The filetype you are attempting to upload is not allowed."
LARGE = "The file you are attempting to upload is larger than the permitted size."
SAID = {"pixels.png": SIZE, "side.png": SIZE, "frames.gif": SIZE, "many.gif": SIZE, "lying.jpg": SIZE} | {
    "large.jpg": LARGE,
    "web.png": f"{KIND} WebP pictures can't be used here: please send a gif, jpg, jpeg or png.",
    "telephone.jpg": f"{KIND} HEIC pictures can't be used here: please send a gif, jpg, jpeg or png.",
}
FOLDER = hostile()


@pytest.fixture(autouse=True)
def no_child_is_left() -> Iterator[None]:
    yield
    assert forked() == []


@pytest.mark.parametrize("name", FOLDER)
async def test_it_is_refused_in_words(name: str, api: Api, make: Make, tmp_path: Path):
    ann = await make.person()

    picture = await api.as_(ann).post(f"/users/{ann.id}/images", **upload(FOLDER[name], name, title="A title"))
    profile = await api.as_(ann).post(f"/users/{ann.id}/profile", **upload(FOLDER[name], name))

    said = SAID.get(name, KIND)
    assert (picture.status, profile.status) == (400, 400)
    assert picture.json["errors"].startswith(said) and profile.message.startswith(f"Error: {said}")
    assert await make.count("picture") == 0
    assert await _only_one_forks()
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


async def test_one_person_is_refused_slowly_and_nobody_else_waits(api: Api, make: Make):
    """However many are sent at once; what is taken is taken meanwhile."""
    ann, ben, told = await make.person(), await make.person(), 20

    async def refused() -> None:
        sent = upload(FOLDER["web.png"], "web.png", title="A title")
        assert (await api.as_(ann).post(f"/users/{ann.id}/images", **sent)).status == 400

    began = time.monotonic()
    refusals = asyncio.gather(*(refused() for _ in range(told)))
    for person in (ann, ben):
        sent = upload(png(), "a.png", title="A title")
        assert (await api.as_(person).post(f"/users/{person.id}/images", **sent)).status == 200
    assert not refusals.done()
    await refusals
    assert time.monotonic() - began >= told * REFUSING


@pytest.fixture
def pictures(tmp_path: Path) -> Iterator[ChildPictures]:
    made = ChildPictures(tmp_path / "locks", wall=0.5)
    yield made
    made.close()


def forked() -> list[psutil.Process]:
    """What draws, or waits to: the one that forks comes first."""
    found = []
    for one in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):  # it has just ended
            found += [one] if CHILD in one.cmdline() else []
    return found


async def _only_one_forks() -> bool:
    """No child is left but the one that forks; one that has just answered may still be on its way out."""
    for _ in range(200):
        if len(forked()) <= 1:
            return True
        await asyncio.sleep(0.01)
    return False


async def take_in(pictures: ChildPictures, data: bytes) -> Drawn:
    drawn = await pictures.take_in(BytesIO(data))
    drawn.file.close()
    return drawn


async def _a_child(pictures: ChildPictures) -> tuple[asyncio.Task[Any], psutil.Process]:
    """One that has something to do for a while."""
    await take_in(pictures, png())
    slow = asyncio.ensure_future(take_in(pictures, written(Image.effect_noise((5_000, 5_000), 99))))
    for _ in range(500):
        await asyncio.sleep(0.005)
        if len(forked()) > 1:
            return slow, forked()[1]
    raise AssertionError("no child was forked")


async def test_a_child_has_its_limits_and_when_it_is_killed_says_nothing(pictures: ChildPictures):
    slow, child = await _a_child(pictures)
    for _ in range(200):
        if child.rlimit(psutil.RLIMIT_FSIZE)[0] == LARGEST_DRAWN:
            break
        await asyncio.sleep(0.001)
    assert child.rlimit(psutil.RLIMIT_AS) == (MEMORY, MEMORY)
    assert child.rlimit(psutil.RLIMIT_CPU)[0] == 20
    child.kill()

    with pytest.raises(PictureTooLarge):
        await slow


async def test_a_child_that_takes_too_long_is_ended(tmp_path: Path):
    pictures = ChildPictures(tmp_path, wall=0.05)
    with pytest.raises(PictureTooLarge):
        await take_in(pictures, written(Image.effect_noise((6_000, 6_000), 99)))
    pictures.close()


async def test_the_one_that_forks_is_started_again(pictures: ChildPictures):
    await take_in(pictures, png())
    assert pictures._waiting is not None
    pictures._waiting.kill()
    pictures._waiting.wait()

    assert (await take_in(pictures, png(50, 40))).width == 50


async def test_whoever_waits_too_long_for_a_turn_is_told(tmp_path: Path):
    pictures = ChildPictures(tmp_path, patience=0.1)

    async with pictures.alone("a"):
        with pytest.raises(PicturesBusy):
            async with pictures.alone("a"):
                pass
    async with pictures.alone("a"):
        pass
