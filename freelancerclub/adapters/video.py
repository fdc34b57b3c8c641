"""Videos elsewhere: YouTube and Vimeo are asked about one at an address of ours; a test's asks nobody."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx2
import msgspec
import structlog

log = structlog.get_logger("video")
TIMEOUT = 5.0  # seconds for one step of the conversation
PATIENCE = 10.0  # seconds for all of it, so that a server that drips holds nobody up
LONGEST_ANSWER = 256 << 10  # bytes
WIDEST, HIGHEST = 1_920, 1_080  # what is asked for; the answer keeps the video's proportions
UNKNOWN = frozenset({400, 401, 403, 404, 410})  # private ones too


@dataclass(frozen=True, slots=True)
class Video:
    """One video: `source` is youtube or vimeo; `key` opens a private one of Vimeo's."""

    source: str
    id: str
    key: str | None = None

    @property
    def address(self) -> str:
        """Where people watch it."""
        if self.source == "youtube":
            return f"https://www.youtube.com/watch?v={self.id}"
        return f"https://vimeo.com/{self.id}" + (f"/{self.key}" if self.key else "")


@dataclass(frozen=True, slots=True)
class About:
    """What is said of a video, as it was said: nobody has looked at it yet. None is what was left out."""

    title: str | None = None
    description: str | None = None
    thumbnail: str | None = None
    width: int | None = None
    height: int | None = None


class VideoServiceAway(Exception):
    """The service can't be had, asks to wait or makes no sense: it may tell later."""


class Videos(Protocol):
    async def look_up(self, video: Video) -> About | None:
        """What is said of it; None where there is no such video, or not for everybody. Raises VideoServiceAway."""


class OEmbed:
    """The real one. It asks the two configured addresses and no other: no redirection is followed, no proxy used."""

    def __init__(self, youtube: str, vimeo: str) -> None:
        self._addresses = {"youtube": youtube, "vimeo": vimeo}

    async def look_up(self, video: Video) -> About | None:
        asked = {"url": video.address, "format": "json", "maxwidth": str(WIDEST), "maxheight": str(HIGHEST)}
        try:
            async with (
                asyncio.timeout(PATIENCE),
                httpx2.AsyncClient(timeout=TIMEOUT, trust_env=False, follow_redirects=False) as client,
                client.stream("GET", self._addresses[video.source], params=asked) as response,
            ):
                status, written = response.status_code, await _read(response)
        except (OSError, httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise VideoServiceAway(type(error).__name__) from error
        if status in UNKNOWN:
            log.info("no such video", source=video.source, status=status)
            return None
        if status != 200:
            raise VideoServiceAway(str(status))
        return _about(written)


async def _read(response: httpx2.Response) -> bytes:
    written = b""
    async for chunk in response.aiter_bytes():
        written += chunk
        if len(written) > LONGEST_ANSWER:
            raise VideoServiceAway("endless answer")
    return written


def _about(written: bytes) -> About:
    """Reads an answer; a field of another kind than the standard says is one left out. Raises VideoServiceAway."""
    try:
        said = msgspec.json.decode(written, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise VideoServiceAway("without sense") from None
    title, description, thumbnail = (_text(said.get(name)) for name in ("title", "description", "thumbnail_url"))
    width, height = (_number(said.get(name)) for name in ("width", "height"))
    return About(title, description, thumbnail, width, height)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: object) -> int | None:
    """Some say "480" or 480.0."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 7:
        return int(value)
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e6 else None


@dataclass
class RememberingVideos:
    """A test's. `known` are the videos there are, by their id."""

    known: dict[str, About] = field(default_factory=dict)
    asked: list[Video] = field(default_factory=list)
    is_away: bool = False

    async def look_up(self, video: Video) -> About | None:
        self.asked.append(video)
        if self.is_away:
            raise VideoServiceAway("for a test")
        return self.known.get(video.id)
