"""The child that looks at pictures: limits itself, decodes one, answers, and is gone. Run by `pictures.py`.

It reads a line of JSON and a file, and writes a line of JSON and a file; nothing else of it leaves.
Loading Python and Pillow costs as much as a picture, so a process that has them loaded waits, and forks each child.
"""

import contextlib
import errno
import gc
import importlib
import json
import os
import resource
import shutil
import signal
import socket
import sys
from collections.abc import Iterator
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import Any, BinaryIO, cast

from PIL import Image, ImageCms, ImageFile, ImageOps, ImageSequence

from freelancerclub.kit.stretch import Stretch

MEMORY = 768 << 20  # bytes of address space
CPU = 20  # seconds
LARGEST_DRAWN = 192 << 20  # bytes of what it writes
NICE = 10  # answering comes before drawing
ACCEPTED = {"PNG": "png", "JPEG": "jpg", "MPO": "jpg", "GIF": "gif"}
MOST_PIXELS = 40_000_000  # of all frames together
LONGEST_SIDE = 16_384
MOST_FRAMES = 1_000
LARGEST_PROFILE = 1 << 20  # bytes
ORIENTATION = 0x0112
LATE = ("PIL.TiffImagePlugin", "PIL.MpoImagePlugin")  # Pillow loads them with the first picture from a camera
BLOCK = 512 << 10  # bytes that Pillow reads and writes at once; the system keeps long pieces in larger pages
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
SPACES = {b"RGB ": ("RGB", "RGBA", "P"), b"GRAY": ("L", "LA")}  # of a profile, and the modes it speaks of
GOOD = {"quality": 92, "subsampling": "4:4:4"}


class NotAccepted(Exception):
    """`type` where it is no PNG, JPEG or GIF that can be decoded, `size` where it is too large to be."""


def wait_and_fork(door: socket.socket) -> None:
    """Until the other side of the door is closed: a message is the seconds a child may take, with its four files.

    These are the line it reads from and answers on, the place that it holds as long as it lives, the picture, and
    the empty file for what is drawn.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a child ended
    _give_way()
    _get_ready()
    while True:
        message, files, _, _ = socket.recv_fds(door, 8, 4)
        if not message:
            return
        if os.fork() == 0:
            door.close()
            limit(float(message))
            line = socket.socket(fileno=files[0]).makefile("rwb")
            answer(line, os.fdopen(files[2], "rb"), os.fdopen(files[3], "wb"))
            os._exit(0)  # and not before it the line's end: who reads that is to find no child any more
        for file in files:
            os.close(file)


def _give_way() -> None:
    """Where the system shares out processors by session, niceness counts within one only: ours gives way as a whole."""
    with contextlib.suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(NICE))


def _get_ready() -> None:
    """Loads what a picture may need, once for all children, and keeps what it made out of their collector's hands:
    a page of memory that a child writes to is copied for it."""
    Image.preinit()
    for plugin in LATE:
        importlib.import_module(plugin)
    ImageFile.MAXBLOCK = BLOCK
    gc.collect()
    gc.freeze()


def limit(seconds: float) -> None:
    """Of this process, for the rest of its life."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU, CPU))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_DRAWN, LARGEST_DRAWN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(line: Any, picture: BinaryIO, drawn: BinaryIO) -> None:
    """One picture. A fault of the decoder's, whatever it is, is a picture that isn't accepted."""
    asked = json.loads(line.readline())
    try:
        data = BufferedReader(Stretch(picture, asked["start"], asked["length"]))
        said = draw(cast(BinaryIO, data), asked["size"], Whole(drawn))
        drawn.flush()
    except NotAccepted as no:
        said = {"no": str(no)}
    except MemoryError:
        said = {"no": "size"}
    except Exception as error:
        said = _why(error)
    line.write(json.dumps(said).encode() + b"\n")
    line.flush()


class Whole:
    """A file without a number: Pillow writes past it where it has one, and doesn't look how much the system took."""

    def __init__(self, file: BinaryIO) -> None:
        self.write, self.flush, self.seek, self.tell = file.write, file.flush, file.seek, file.tell


def _why(error: Exception) -> dict[str, Any]:
    """What the system says comes with a number, and is of the file that is written; all else is of the picture."""
    number = error.errno if isinstance(error, OSError) else None
    if number is not None:
        return {"no": "size"} if number == errno.EFBIG else {"no": "disk"}
    return {"no": "type", "why": f"{type(error).__name__}: {error}"[:200]}


def draw(data: BinaryIO, asked: dict[str, Any] | None, out: Any) -> dict[str, Any]:
    """Taken in as it is, or in the size that is asked for: `width`, `height`, and whether it is a `crop` to them.

    Read from one file and written to the other as it is drawn: what a child holds in memory is new to it, and costs.
    """
    Image.MAX_IMAGE_PIXELS = None  # checked here, before anything is decoded
    with Image.open(data, formats=("PNG", "JPEG", "GIF")) as picture:
        kind = ACCEPTED[picture.format or ""]
        _check_size(picture.size)
        box, crop = ((asked["width"], asked["height"]), asked["crop"]) if asked else (None, False)
        if box and not crop and picture.width <= box[0] and picture.height <= box[1]:
            data.seek(0)
            shutil.copyfileobj(data, out)  # it was taken in before, so there is nothing to take away
            return _answer(kind, picture)
        if box and kind == "jpg":
            picture.draft(None, (box[0] * 2, box[1] * 2))  # decodes what is much too large at half, a quarter, …
        if kind == "gif" and not crop:
            frames = [_sized(frame, box, crop=False) for frame in _frames(picture)]
            if len(frames) > 1:
                _write_animated(frames, picture.info.get("loop"), out)
                return _answer(kind, frames[0])
            picture.seek(0)
        still = _upright(picture)
        profile = still.info.get("icc_profile")
        still, profile = _shown_by_browsers(still, profile, kind)
        still = _sized(still, box, crop=crop)
        _write(still, kind, profile, out)
        return _answer(kind, still)


def _answer(kind: str, picture: Image.Image) -> dict[str, Any]:
    return {"extension": kind, "width": picture.width, "height": picture.height}


def _check_size(size: tuple[int, int], frames: int = 1) -> None:
    """Raises NotAccepted."""
    if min(size) < 1:
        raise NotAccepted("type")
    if max(size) > LONGEST_SIDE or size[0] * size[1] * frames > MOST_PIXELS or frames > MOST_FRAMES:
        raise NotAccepted("size")


def _frames(picture: Image.Image) -> Iterator[Image.Image]:
    """Each frame whole, with its time; a frame may be larger than the header said. Raises NotAccepted."""
    for number, frame in enumerate(ImageSequence.Iterator(picture), 1):
        _check_size(frame.size, number)
        whole = frame.convert("RGBA" if "transparency" in frame.info or frame.mode == "RGBA" else "RGB")
        whole.info = {"duration": frame.info.get("duration", 0)}
        yield whole


def _upright(picture: Image.Image) -> Image.Image:
    """Turned as its camera was held; a note that can't be read says nothing."""
    turned = None
    with contextlib.suppress(Exception):
        turned = UPRIGHT.get(picture.getexif().get(ORIENTATION, 1))
    picture.load()
    if turned is None:
        return picture
    still = picture.transpose(turned)
    still.info = {name: picture.info[name] for name in ("icc_profile", "transparency") if name in picture.info}
    return still


def _shown_by_browsers(picture: Image.Image, profile: bytes | None, kind: str) -> tuple[Image.Image, bytes | None]:
    """Eight bits, grey or RGB, and the profile where it speaks of these."""
    transparency = picture.info.get("transparency")
    if picture.mode == "CMYK":
        return _from_press(picture, profile), None
    if picture.mode.startswith("I"):  # sixteen bits of grey
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
        transparency = None
    elif picture.mode == "1":
        picture = picture.convert("L")
    elif kind == "gif" and picture.mode == "P":
        pass
    elif picture.mode in ("P", "PA", "La", "RGBa") or transparency is not None:
        picture = picture.convert("RGBA" if transparency is not None or picture.mode != "P" else "RGB")
    elif picture.mode not in ("L", "LA", "RGB", "RGBA"):
        picture = picture.convert("RGB")
    picture.info = {"transparency": transparency} if picture.mode == "P" and transparency is not None else {}
    return picture, _checked(profile, picture.mode)


def _from_press(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """CMYK by its own profile, else by the simple rule."""
    if profile:
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            screen = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(picture, source, screen, outputMode="RGB")
            if converted is not None:
                converted.info = {}
                return converted
    converted = picture.convert("RGB")
    converted.info = {}
    return converted


def _checked(profile: bytes | None, mode: str) -> bytes | None:
    """The profile up to the length that it states itself, where it is one of this mode's."""
    if not profile or len(profile) < 128 or profile[36:40] != b"acsp" or mode not in SPACES.get(profile[16:20], ()):
        return None
    length = int.from_bytes(profile[:4], "big")
    return profile[:length] if 128 < length <= min(len(profile), LARGEST_PROFILE) else None


def _sized(picture: Image.Image, box: tuple[int, int] | None, crop: bool) -> Image.Image:
    """Within the box and never larger than it was; a crop fills the box with the middle."""
    if box is None:
        return picture
    info = picture.info
    if picture.mode == "P":
        picture = picture.convert("RGBA" if "transparency" in info else "RGB")
    if crop:
        picture = ImageOps.fit(picture, box, Image.Resampling.LANCZOS)
    elif picture.width > box[0] or picture.height > box[1]:
        scale = min(box[0] / picture.width, box[1] / picture.height)
        size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        picture = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    picture.info = {"duration": info["duration"]} if "duration" in info else {}
    return picture


def _write(picture: Image.Image, kind: str, profile: bytes | None, out: Any) -> None:
    """Only the pixels and their profile: whatever else came with them stays behind."""
    colours = {"icc_profile": profile} if profile else {"icc_profile": None}
    if kind == "jpg":
        picture.save(out, "JPEG", **GOOD, **colours)
    elif kind == "png":
        picture.save(out, "PNG", **colours)
    else:
        picture.save(out, "GIF")


def _write_animated(frames: list[Image.Image], loop: int | None, out: Any) -> None:
    """The frames one after the other; where any shows through, each is cleared away before the next."""
    shows_through = any(frame.mode == "RGBA" for frame in frames)
    times = [frame.info["duration"] for frame in frames]
    more: dict[str, Any] = {} if loop is None else {"loop": loop}
    if shows_through:
        frames = [frame.convert("RGBA") for frame in frames]
        more["disposal"] = 2
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=times, **more)


if __name__ == "__main__":
    wait_and_fork(socket.socket(fileno=int(sys.argv[1])))
