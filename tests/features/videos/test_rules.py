"""What is kept of what is said about a video, without a database."""

import pytest

from freelancerclub.adapters.video import About, Video
from freelancerclub.features.videos.rules import (
    LARGEST_SIDE,
    LONGEST_ADDRESS,
    LONGEST_DESCRIPTION,
    LONGEST_THUMBNAIL,
    LONGEST_TITLE,
    Shown,
    UnknownVideoSource,
    seen,
    unseen,
    video_at,
)

BEFORE = Shown("YouTube video", "", "https://i.ytimg.com/vi/aqz-KE-bpKQ/hqdefault.jpg", 1110, 725)
THUMBNAIL = "https://i.vimeocdn.com/video/602825220_200x150.jpg"


def test_what_is_shown_until_somebody_has_looked():
    assert unseen(Video("youtube", "aqz-KE-bpKQ"), None) == BEFORE
    assert unseen(Video("vimeo", "1"), None) == Shown("Vimeo video", "", "", 1110, 725)
    assert unseen(Video("vimeo", "1"), "https://example.com/p.png").thumbnail == "https://example.com/p.png"


def test_what_was_said_is_kept():
    said = seen(BEFORE, About("  Big \x07 Buck\nBunny ", "One\x00two\nthree", THUMBNAIL, 1920, 804))
    assert said == Shown("Big Buck Bunny", "Onetwo\nthree", THUMBNAIL, 1920, 804)


def test_what_was_left_out_stays():
    assert seen(BEFORE, About()) == BEFORE
    assert seen(BEFORE, About(title="\x07")) == BEFORE


def test_texts_are_cut():
    said = seen(BEFORE, About("x" * 400, "y" * 900))
    assert (len(said.title), len(said.description)) == (299, 800)
    assert (LONGEST_TITLE, LONGEST_DESCRIPTION, LONGEST_THUMBNAIL, LARGEST_SIDE) == (299, 800, 500, 20_000)


@pytest.mark.parametrize(
    ("width", "height", "kept"),
    [
        (1, 20_000, True),
        (20_000, 1, True),
        (0, 5, False),
        (5, 0, False),
        (20_001, 5, False),
        (5, None, False),
        (-1, 5, False),
    ],
)
def test_sizes_that_can_be(width: int, height: int | None, kept: bool):
    said = seen(BEFORE, About(width=width, height=height))
    assert (said.width, said.height) == ((width, height) if kept else (1110, 725))


@pytest.mark.parametrize(
    "thumbnail",
    ["https://example.com/a.jpg", "javascript:alert(1)", f"{THUMBNAIL} x", f"https://i.ytimg.com/{'x' * 481}"],
)
def test_thumbnails_of_others_are_not_taken(thumbnail: str):
    assert seen(BEFORE, About(thumbnail=thumbnail)).thumbnail == BEFORE.thumbnail
    longest = f"https://i.ytimg.com/{'x' * 480}"
    assert len(longest) == 500 and seen(BEFORE, About(thumbnail=longest)).thumbnail == longest


def test_an_address_has_an_end():
    address = "https://youtu.be/aqz-KE-bpKQ?"
    assert video_at(address + "x" * (LONGEST_ADDRESS - len(address))).id == "aqz-KE-bpKQ"
    with pytest.raises(UnknownVideoSource):
        video_at(address + "x" * (LONGEST_ADDRESS - len(address) + 1))
    many = "&".join(f"a{number}=1" for number in range(99))
    assert video_at(f"https://youtube.com/watch?{many}&v=aqz-KE-bpKQ").id == "aqz-KE-bpKQ"
    with pytest.raises(UnknownVideoSource):
        video_at(f"https://youtube.com/watch?{many}&b=1&v=aqz-KE-bpKQ")
    assert LONGEST_ADDRESS == 2000


def test_the_first_of_two_counts():
    assert video_at("youtube.com/watch?v=aqz-KE-bpKQ&v=bbbbbbbbbbb").id == "aqz-KE-bpKQ"
