"""Files that are no pictures, or would be too much of one: refused in words, and no child is left over."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from freelancerclub.adapters.drawing import MEMORY
from freelancerclub.adapters.pictures import ChildPictures, PicturesBusy, PictureTooLarge
from support.api import Api
from support.make import Make
from support.pictures import hostile, png, upload

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
    children = [child for child in psutil.Process().children() if "drawing" in " ".join(child.cmdline())]
    assert children == []


@pytest.mark.parametrize("name", FOLDER)
async def test_it_is_refused_in_words(name: str, api: Api, make: Make, tmp_path: Path):
    ann = await make.person()

    picture = await api.as_(ann).post(f"/users/{ann.id}/images", **upload(FOLDER[name], name, title="A title"))
    profile = await api.as_(ann).post(f"/users/{ann.id}/profile", **upload(FOLDER[name], name))

    said = SAID.get(name, KIND)
    assert (picture.status, profile.status) == (400, 400)
    assert picture.json["errors"].startswith(said) and profile.message.startswith(f"Error: {said}")
    assert await make.count("picture") == 0
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


def _child_that(does: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> ChildPictures:
    """Pictures whose child does something else."""
    program = folder / "child"
    program.write_text(f"#!{sys.executable}\n{does}\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    return ChildPictures(folder / "locks", wall=0.5, patience=0.2)


async def test_a_child_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    pictures = _child_that("import time; time.sleep(60)", tmp_path, monkeypatch)

    with pytest.raises(PictureTooLarge):
        await pictures.take_in(png())


async def test_a_child_that_is_killed_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    pictures = _child_that("import os; os.kill(os.getpid(), 9)", tmp_path, monkeypatch)

    with pytest.raises(PictureTooLarge):
        await pictures.take_in(png())


async def test_whoever_waits_too_long_for_a_turn_is_told(tmp_path: Path):
    pictures = ChildPictures(tmp_path, patience=0.1)

    async with pictures.alone("a"):
        with pytest.raises(PicturesBusy):
            async with pictures.alone("a"):
                pass
    async with pictures.alone("a"):
        pass


async def test_the_child_has_its_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Those of a real child while it waits for what it is to read."""
    read, write = os.pipe()
    python = psutil.Popen([sys.executable, "-m", "freelancerclub.adapters.drawing"], stdin=read, stdout=-1)
    os.write(write, b"{}\n")
    try:
        for _ in range(600):
            soft, _hard = python.rlimit(psutil.RLIMIT_AS)
            if soft == MEMORY:
                break
            await _a_moment()
        assert python.rlimit(psutil.RLIMIT_AS) == (MEMORY, MEMORY)
        assert python.rlimit(psutil.RLIMIT_CPU)[0] == 20
    finally:
        python.kill()
        python.wait()
        python.stdout.close()
        os.close(read)
        os.close(write)


async def _a_moment() -> None:
    import asyncio

    await asyncio.sleep(0.02)
