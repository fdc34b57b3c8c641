"""Which video an address means: every spelling of YouTube's and Vimeo's, and nothing that only looks like one."""

import hypothesis
import pytest
from hypothesis import strategies

from freelancerclub.adapters.video import Video
from freelancerclub.features.videos.rules import UnknownVideoSource, video_at

YOUTUBE = Video("youtube", "dQw4w9WgXcQ")
PUBLIC = Video("vimeo", "176374157")
PRIVATE = Video("vimeo", "176374157", "8272103f6e")

RIGHT = {
    "youtube.com/watch?v=dQw4w9WgXcQ": YOUTUBE,
    "www.youtube.com/watch?v=dQw4w9WgXcQ": YOUTUBE,
    "http://youtube.com/watch?v=dQw4w9WgXcQ": YOUTUBE,
    "HTTPS://WWW.YouTube.COM/watch?v=dQw4w9WgXcQ": YOUTUBE,
    "//www.youtube.com/watch?v=dQw4w9WgXcQ": YOUTUBE,
    "  https://www.youtube.com/watch?v=dQw4w9WgXcQ \r\n": YOUTUBE,
    "https://m.youtube.com/watch?app=desktop&v=dQw4w9WgXcQ&t=10s": YOUTUBE,
    "https://music.youtube.com/watch?v=dQw4w9WgXcQ&list=RDAMVM": YOUTUBE,
    "https://www.youtube.com/watch/?v=dQw4w9WgXcQ#t=5": YOUTUBE,
    "https://www.youtube.com/watch?v=dQw4w9WgXcQ&v=aaaaaaaaaaa": YOUTUBE,
    "https://www.youtube.com//watch?v=dQw4w9WgXcQ": YOUTUBE,
    "https://www.youtube.com/watch/dQw4w9WgXcQ": YOUTUBE,
    "youtu.be/dQw4w9WgXcQ": YOUTUBE,
    "https://youtu.be//dQw4w9WgXcQ": YOUTUBE,
    "https://youtu.be/dQw4w9WgXcQ?si=abc&t=42": YOUTUBE,
    "http://www.youtu.be/dQw4w9WgXcQ/": YOUTUBE,
    "https://www.youtube.com/shorts/dQw4w9WgXcQ?feature=share": YOUTUBE,
    "https://www.youtube.com/embed/dQw4w9WgXcQ?rel=0": YOUTUBE,
    "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ": YOUTUBE,
    "https://www.youtube.com/live/dQw4w9WgXcQ?feature=share": YOUTUBE,
    "https://www.youtube.com/v/dQw4w9WgXcQ&hl=en": YOUTUBE,
    "https://www.youtube.com/watch?v=%64Qw4w9WgXcQ": YOUTUBE,
    "vimeo.com/176374157": PUBLIC,
    "www.vimeo.com/176374157": PUBLIC,
    "https://vimeo.com/176374157?share=copy#t=0": PUBLIC,
    "http://vimeo.com/176374157/": PUBLIC,
    "https://m.vimeo.com/176374157": PUBLIC,
    "https://player.vimeo.com/video/176374157": PUBLIC,
    "https://player.vimeo.com/video/176374157?autoplay=1&h=8272103f6e": PRIVATE,
    "https://vimeo.com/176374157/8272103f6e": PRIVATE,
    "https://vimeo.com/176374157/8272103f6e?share=copy": PRIVATE,
    "https://vimeo.com/176374157?h=8272103f6e": PRIVATE,
    "https://vimeo.com/176374157?h=../../x": PUBLIC,
    "https://vimeo.com/channels/staffpicks/176374157": PUBLIC,
    "https://vimeo.com/groups/shortfilms/videos/176374157": PUBLIC,
    "https://vimeo.com/album/2838732/video/176374157": PUBLIC,
    "https://vimeo.com/showcase/2838732/video/176374157": PUBLIC,
    "https://vimeo.com/ondemand/lostboy/176374157": PUBLIC,
    "https://vimeo.com/manage/videos/176374157/8272103f6e": PRIVATE,
    "https://vimeo.com/video/176374157": PUBLIC,
}

WRONG = (
    "",
    " ",
    "dQw4w9WgXcQ",
    "176374157",
    "youtube.com",
    "https://www.youtube.com/",
    "https://www.youtube.com/watch",
    "https://www.youtube.com/watch?v=",
    "https://www.youtube.com/watch?v=dQw4w9WgXc",
    "https://www.youtube.com/watch?v=dQw4w9WgXcQQ",
    "https://www.youtube.com/watch?v=dQw4w9WgXc%0a",
    "https://www.youtube.com/watch?v=dQw4w9WgX%22c",
    "https://www.youtube.com/watch?V=dQw4w9WgXcQ",
    "https://www.youtube.com/@somebody",
    "https://www.youtube.com/embed/videoseries?list=PL123",
    "https://www.youtube.com/embed/live_stream?channel=x",
    "https://youtu.be/",
    "https://youtu.be/../dQw4w9WgXcQ",
    "https://vimeo.com/",
    "https://vimeo.com/somebody",
    "https://vimeo.com/0",
    "https://vimeo.com/0176374157",
    "https://vimeo.com/1763741571763",
    "https://vimeo.com/１７６３７４１５７",
    "https://vimeo.com/channels/staffpicks",
    # other hosts
    "https://example.com/watch?v=dQw4w9WgXcQ",
    "https://example.com/?u=https://www.youtube.com/watch?v=dQw4w9WgXcQ",
    "https://example.com/youtube.com/watch?v=dQw4w9WgXcQ",
    "https://www.youtube.com.example.com/watch?v=dQw4w9WgXcQ",
    "https://notyoutube.com/watch?v=dQw4w9WgXcQ",
    "https://youtube.com-example.com/watch?v=dQw4w9WgXcQ",
    "https://youtube.co/watch?v=dQw4w9WgXcQ",
    "https://evil.youtube.com/watch?v=dQw4w9WgXcQ",
    "https://www.www.youtube.com/watch?v=dQw4w9WgXcQ",
    "https://player.youtube.com/embed/dQw4w9WgXcQ",
    "https://vimeo.com.example.com/176374157",
    "https://example.com#vimeo.com/176374157",
    "https://127.0.0.1/watch?v=dQw4w9WgXcQ",
    "https://[::1]/watch?v=dQw4w9WgXcQ",
    "https://2130706433/176374157",
    # users, ports, slashes
    "https://www.youtube.com@example.com/watch?v=dQw4w9WgXcQ",
    "https://user@www.youtube.com/watch?v=dQw4w9WgXcQ",
    "https://user:pw@vimeo.com/176374157",
    "https://www.youtube.com:443/watch?v=dQw4w9WgXcQ",
    "https://vimeo.com:8080/176374157",
    "https://www.youtube.com\\@example.com/watch?v=dQw4w9WgXcQ",
    "https:\\\\www.youtube.com/watch?v=dQw4w9WgXcQ",
    "https://example.com\\.youtube.com/watch?v=dQw4w9WgXcQ",
    "https:///www.youtube.com/watch?v=dQw4w9WgXcQ",
    "https:www.youtube.com/watch?v=dQw4w9WgXcQ",
    "https://www.youtube.com./watch?v=dQw4w9WgXcQ",
    "https://www.youtube.com%2f@example.com/watch?v=dQw4w9WgXcQ",
    "https://www.youtube.com%00.example.com/watch?v=dQw4w9WgXcQ",
    # letters that look alike, and blanks
    "https://www.youtubе.com/watch?v=dQw4w9WgXcQ",
    "https://www.ｙoutube.com/watch?v=dQw4w9WgXcQ",
    "https://vimeo。com/176374157",
    "https://ⓥimeo.com/176374157",
    "https://xn--vmeo-5pa.com/176374157",
    "https://www.you\ttube.com/watch?v=dQw4w9WgXcQ",
    "https://www.youtube.com/wat\nch?v=dQw4w9WgXcQ",
    "https://www.youtube.com/watch?v=dQw4w9WgXcQ https://example.com",
    "https://vimeo.com/176374157\u200b",
    # other schemes
    "javascript://www.youtube.com/watch?v=dQw4w9WgXcQ",
    "ftp://vimeo.com/176374157",
    "file:///www.youtube.com/watch?v=dQw4w9WgXcQ",
    "data:text/html,youtube.com/watch?v=dQw4w9WgXcQ",
    "https://www.youtube.com/watch?" + "a=1&" * 200 + "v=dQw4w9WgXcQ",
    "https://vimeo.com/176374157?" + "x" * 2_000,
    '<iframe src="https://player.vimeo.com/video/176374157"></iframe>',
)


@pytest.mark.parametrize("address", RIGHT)
def test_a_spelling(address: str):
    assert video_at(address) == RIGHT[address]


@pytest.mark.parametrize("address", WRONG)
def test_no_video(address: str):
    with pytest.raises(UnknownVideoSource):
        video_at(address)


PIECES = strategies.sampled_from(
    [
        "https://", "http:", "//", "/", "\\", "@", ":", "?", "#", "&", "v=", "h=", "www.", "youtube.com", "youtu.be",
        "vimeo.com", "player.", "/watch", "/embed/", "/video/", "dQw4w9WgXcQ", "176374157", "8272103f6e", "%2e", "..",
        "example.com", "。", "ｙ", "\x00", "\n", "[", "]", ";", "=",
    ]
)  # fmt: skip


@hypothesis.given(strategies.lists(PIECES | strategies.text(max_size=3), max_size=12).map("".join))
def test_whatever_is_sent_only_an_id_comes_out(address: str):
    """What is asked for is built of the letters of an id alone, whatever stood around them."""
    try:
        video = video_at(address)
    except UnknownVideoSource:
        return
    letters = video.id + (video.key or "")
    assert letters.isascii() and letters.replace("-", "").replace("_", "").isalnum()
    assert video.address.split("/")[2] in ("www.youtube.com", "vimeo.com")
