"""Pictures: decoded and drawn by a child with limits, at most two of them on a machine."""

import asyncio
import fcntl
import json
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO, Protocol

import structlog

from freelancerclub.kit.stretch import Stretch

AT_ONCE = 2
WALL = 30.0  # seconds a child may take
PATIENCE = 60.0  # seconds to wait for one's turn
LOOK_EVERY = 0.05  # seconds between two looks whether it has come
CHILD = "freelancerclub.adapters.drawing"
# All memory of a child is new to it: in large pages, and for a picture in one piece, it costs a sixth of the time less.
# From the heap, not mapped apart, it begins where a large page does, and what was given back is used again.
HEAP_ALONE = 128 << 20  # bytes
ALLOCATION = {
    "MALLOC_ARENA_MAX": "1",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"
    f":glibc.malloc.mmap_threshold={HEAP_ALONE}:glibc.malloc.trim_threshold={HEAP_ALONE}",
    "PILLOW_BLOCK_SIZE": "64m",
}
MEDIA_TYPES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif"}

log = structlog.get_logger("pictures")


class NotAPicture(Exception):
    """No PNG, JPEG or GIF that can be decoded."""


class PictureTooLarge(Exception):
    """Too many pixels or frames, or more work than a child may do."""


class PicturesBusy(Exception):
    """The turn didn't come in time, or no child can be started."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture without anything but its pixels and their profile; the extension says what it is.

    file: without a name, to be closed by whoever asked.
    """

    file: BinaryIO
    extension: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Size:
    """Within width × height, or cropped to exactly that."""

    width: int
    height: int
    crop: bool


class Pictures(Protocol):
    async def take_in(self, file: BinaryIO) -> Drawn:
        """What may be kept of an upload. Raises NotAPicture, PictureTooLarge, PicturesBusy."""

    async def in_size(self, file: BinaryIO, size: Size) -> Drawn:
        """Raises as `take_in`."""

    def alone(self, name: str) -> Any:
        """A context that one at a time on this machine is in, by name. Raises PicturesBusy."""

    def close(self) -> None:
        """To be called when nothing is drawn any more."""


class ChildPictures:
    """The real one; its locks are files in this folder, which all processes of the machine share."""

    def __init__(
        self,
        folder: Path,
        empty: Callable[[], BinaryIO] = TemporaryFile,
        wall: float = WALL,
        patience: float = PATIENCE,
    ) -> None:
        """What is drawn is written to an `empty` file."""
        self._folder = folder
        self._empty = empty
        self._wall = wall
        self._patience = patience
        self._turns = asyncio.Semaphore(AT_ONCE)  # only so many look at the locks of the machine
        self._door: socket.socket | None = None
        self._waiting: subprocess.Popen[bytes] | None = None

    async def take_in(self, file: BinaryIO) -> Drawn:
        return await self._draw(None, file)

    async def in_size(self, file: BinaryIO, size: Size) -> Drawn:
        return await self._draw(asdict(size), file)

    @asynccontextmanager
    async def alone(self, name: str) -> AsyncIterator[None]:
        async with self._one_of([f"{sum(name.encode()) % 64}.making"]):
            yield

    async def _draw(self, size: dict[str, Any] | None, file: BinaryIO) -> Drawn:
        """The child reads the file and writes another one, so that no picture is ever in our own memory."""
        try:
            drawn = self._empty()
        except OSError as error:
            raise PicturesBusy(str(error)) from error
        try:
            async with self._turn() as place:
                with _on_disk(file) as picture:
                    said = await self._child(_asked(picture, size), place, picture, drawn)
            answer = _read(said)
            drawn.seek(0)
            return Drawn(drawn, answer["extension"], answer["width"], answer["height"])
        except BaseException:
            drawn.close()
            raise

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[int]:
        """One of the machine's places, in the order in which this process asked."""
        try:
            await asyncio.wait_for(self._turns.acquire(), self._patience)
        except TimeoutError:
            raise PicturesBusy("others are drawn") from None
        try:
            async with self._one_of([f"{place}.child" for place in range(AT_ONCE)]) as place:
                yield place
        finally:
            self._turns.release()

    async def _child(self, sent: bytes, place: int, file: BinaryIO, drawn: BinaryIO) -> bytes:
        """What the child says; nothing where it was ended. It holds the place as long as it lives, we or not."""
        ours, theirs = socket.socketpair()
        with ours, theirs:
            try:
                self._ask(f"{self._wall:.2f}".encode(), [theirs.fileno(), place, file.fileno(), drawn.fileno()])
            except OSError as error:
                raise PicturesBusy(str(error)) from error
            theirs.close()
            said = await _talk(ours, sent)
        if not said and (self._waiting is None or self._waiting.poll() is not None):
            raise PicturesBusy("the process that forks is gone")
        return said

    def _ask(self, message: bytes, files: list[int]) -> None:
        """Has a child forked, by the process that waits for this; one that is gone is started again."""
        if self._door is not None:
            try:
                socket.send_fds(self._door, [message], files)
                return
            except OSError:
                self.close()
        self._door, theirs = socket.socketpair()
        with theirs:
            self._waiting = subprocess.Popen(  # noqa: S603  — our own program
                [sys.executable, "-P", "-m", CHILD, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                env={"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), **ALLOCATION},
                start_new_session=True,  # a Ctrl-C is for us, who still answer what came before it
            )
        socket.send_fds(self._door, [message], files)

    def close(self) -> None:
        """Ends the process that waits; children at work are ended by their limits."""
        if self._door is not None:
            self._door.close()
            self._door = None
        if self._waiting is not None:
            self._waiting.kill()
            self._waiting.wait()
            self._waiting = None

    @asynccontextmanager
    async def _one_of(self, names: Sequence[str]) -> AsyncIterator[int]:
        """The descriptor of a lock of that name that is ours until the end."""
        held = await self._taken(names)
        try:
            yield held
        finally:
            os.close(held)

    async def _taken(self, names: Sequence[str]) -> int:
        loop = asyncio.get_running_loop()
        give_up = loop.time() + self._patience
        while True:
            for name in names:
                held = self._try(self._folder / name)
                if held is not None:
                    return held
            if loop.time() > give_up:
                raise PicturesBusy("others are drawn")
            await asyncio.sleep(LOOK_EVERY)

    def _try(self, path: Path) -> int | None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            held = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise PicturesBusy(str(error)) from error
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(held)
            return None
        return held


def _asked(picture: BinaryIO, size: dict[str, Any] | None) -> bytes:
    """The line that says where the picture stands in the file that the child gets, and what is to be drawn."""
    start, length = (
        (picture.start, picture.size) if isinstance(picture, Stretch) else (0, os.fstat(picture.fileno()).st_size)
    )
    return json.dumps({"start": start, "length": length, "size": size}).encode() + b"\n"


@contextmanager
def _on_disk(file: BinaryIO) -> Iterator[BinaryIO]:
    """What is only in memory gets a file for a while. Raises PicturesBusy."""
    if not isinstance(file, BytesIO):
        yield file
        return
    try:
        with TemporaryFile() as copy:
            copy.write(file.getbuffer())
            copy.flush()
            yield copy
    except OSError as error:
        raise PicturesBusy(str(error)) from error


def _read(said: bytes) -> dict[str, Any]:
    """A child's answer. Raises NotAPicture, PictureTooLarge, PicturesBusy."""
    try:
        answer: dict[str, Any] = json.loads(said)
    except ValueError:  # killed by one of its limits
        raise PictureTooLarge from None
    if "no" in answer:
        log.info("picture not accepted", reason=answer["no"], why=answer.get("why"))
        raise {"size": PictureTooLarge, "type": NotAPicture, "disk": PicturesBusy}[answer["no"]]
    return answer


async def _talk(line: socket.socket, sent: bytes) -> bytes:
    """Writes and reads at once, until the other side has ended; nothing where that came too early."""
    reader, writer = await asyncio.open_unix_connection(sock=line)
    try:
        writer.write(sent)
        writer.write_eof()
        return await reader.read()
    except OSError:
        return b""
    finally:
        writer.transport.abort()
