"""Which video an address means, and what is kept of what is said about it.

An address is only ever read. What is asked or shown is built anew from host and id.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from freelancerclub.adapters.video import About, Video
from freelancerclub.errors import Refusal

LONGEST_ADDRESS = 2_000
LONGEST_TITLE, LONGEST_DESCRIPTION, LONGEST_THUMBNAIL = 299, 800, 500  # the first two as of pictures (R32)
LARGEST_SIDE = 20_000

# A host of ASCII alone at the very beginning: no user, no port, no backslash that browsers read as a slash.
_ADDRESS = re.compile(r"(?:(?:https?:)?//)?([a-z0-9.-]+)([/?#][!-\[\]-~]*)?\Z", re.IGNORECASE)
_FRAGMENT = re.compile(r"#.*")
_SLASHES = re.compile(r"/{2,}")

YOUTUBE = frozenset({"youtube.com", "youtube-nocookie.com"})
SHORT = "youtu.be"
VIMEO = frozenset({"vimeo.com", "player.vimeo.com"})
_BEFORE = re.compile(r"(?:www|m|music)\.(?=youtu|vimeo)")

_YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}\Z")
_YOUTUBE_PATH = re.compile(r"/(?:embed|v|e|vi|shorts|live|watch)/([A-Za-z0-9_-]{11})(?:[/&].*)?\Z")
_SHORT_PATH = re.compile(r"/([A-Za-z0-9_-]{11})(?:[/&].*)?\Z")
NO_VIDEOS = frozenset({"videoseries", "live_stream"})  # pages of YouTube's with eleven letters
_VIMEO_PATH = re.compile(
    r"/(?:videos?/|channels/[^/]+/|groups/[^/]+/videos/|(?:album|showcase)/[^/]+/video/|ondemand/[^/]+/"
    r"|manage/videos/)?([1-9][0-9]{0,11})(?:/([0-9a-f]{6,40}))?(?:/.*)?\Z"
)
_VIMEO_KEY = re.compile(r"[0-9a-f]{6,40}\Z")

# What a page may be told to load pictures from.
_THUMBNAIL = re.compile(
    r"https?://(?:i[0-9]*\.ytimg\.com|img\.youtube\.com|i\.vimeocdn\.com)/[\w./?&=%~:,+-]+\Z", re.ASCII
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

TITLES = {"youtube": "YouTube video", "vimeo": "Vimeo video"}
WIDTH, HEIGHT = 1_110, 725  # as the reference prints every video (L1192)


class UnknownVideoSource(Refusal):
    message = "We could not determine the source of the video. Please enter the full Youtube or Vimeo URL."


@dataclass(frozen=True, slots=True)
class Shown:
    """What the row of a video says."""

    title: str
    description: str
    thumbnail: str
    width: int
    height: int


def video_at(address: str) -> Video:
    """The video that an address of YouTube's or Vimeo's means, however it is written. Raises UnknownVideoSource."""
    video = _video_at(address.strip())
    if video is None:
        raise UnknownVideoSource
    return video


def _video_at(address: str) -> Video | None:
    read = _ADDRESS.match(address) if len(address) <= LONGEST_ADDRESS else None
    if read is None:
        return None
    host = _BEFORE.sub("", read[1].lower(), count=1)
    path, _, query = _FRAGMENT.sub("", read[2] or "").partition("?")
    path = _SLASHES.sub("/", path)
    try:
        asked = dict(reversed(parse_qsl(query, max_num_fields=100)))  # of a name twice the first counts
    except ValueError:
        return None
    if host in YOUTUBE:
        return _youtube(_YOUTUBE_PATH.match(path), asked.get("v", ""))
    if host == SHORT:
        return _youtube(_SHORT_PATH.match(path), "")
    return _vimeo(path, asked.get("h", "")) if host in VIMEO else None


def _youtube(path: re.Match[str] | None, asked: str) -> Video | None:
    found = path[1] if path else asked
    return Video("youtube", found) if _YOUTUBE_ID.match(found) and found not in NO_VIDEOS else None


def _vimeo(path: str, asked: str) -> Video | None:
    read = _VIMEO_PATH.match(path)
    if read is None:
        return None
    return Video("vimeo", read[1], read[2] or (asked if _VIMEO_KEY.match(asked) else None))


def unseen(video: Video, placeholder: str | None) -> Shown:
    """What is shown until somebody has looked: YouTube's thumbnail has an address that needs no asking."""
    thumbnail = f"https://i.ytimg.com/vi/{video.id}/hqdefault.jpg" if video.source == "youtube" else placeholder or ""
    return Shown(TITLES[video.source], "", thumbnail, WIDTH, HEIGHT)


def seen(before: Shown, about: About) -> Shown:
    """With what was said, as far as it can be kept: cut to what pictures may have, thumbnails only of the two."""
    sizes = (about.width or 0, about.height or 0)
    is_size = all(0 < size <= LARGEST_SIDE for size in sizes)
    thumbnail = about.thumbnail or ""
    return Shown(
        " ".join(_plain(about.title or "").split())[:LONGEST_TITLE] or before.title,
        _plain(about.description or "")[:LONGEST_DESCRIPTION],
        thumbnail if len(thumbnail) <= LONGEST_THUMBNAIL and _THUMBNAIL.match(thumbnail) else before.thumbnail,
        *(sizes if is_size else (before.width, before.height)),
    )


def _plain(text: str) -> str:
    return _CONTROL.sub("", text)
