"""Pictures made by the tests, and what a client sends to upload one."""

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms

# An Adobe RGB profile can't be shipped; this one says the same things: RGB, and what its name is.
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def written(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def png(width: int = 40, height: int = 30, colour: Any = "teal") -> bytes:
    return written(Image.new("RGB", (width, height), colour))


def portrait() -> bytes:
    """As a telephone takes it: lying on its side, with orientation 6, a place, XMP, and a profile."""
    picture = Image.new("RGB", (60, 40), "white")
    picture.paste("red", (0, 0, 20, 40))  # its left third, which is at the top once it is upright
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Canary Camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 26.0), 3: "W", 4: (0.0, 7.0, 39.0)})
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>canary place</x:xmpmeta>"
    return written(picture, "JPEG", exif=exif, icc_profile=PROFILE, xmp=xmp, comment="canary", quality=95)


def animation(frames: int = 3, size: tuple[int, int] = (20, 10)) -> bytes:
    colours = [Image.new("RGB", size, (80 * number % 256, 255 - number % 256, 0)) for number in range(frames)]
    return written(colours[0], "GIF", save_all=True, append_images=colours[1:], duration=[70] * frames, loop=0)


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_of(width: int, height: int, *chunks: bytes, rows: bytes = b"") -> bytes:
    """A PNG whose header says what we want."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def gif_of_frames(frames: int, width: int, height: int) -> bytes:
    """An animation of the least bytes: a screen of this size, and frames of one pixel."""
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    screen = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\x00\x00\x00\xff\xff\xff"
    return screen + frame * frames + b"\x3b"


def hostile() -> dict[str, bytes]:
    """What has to be refused with 400, by its name."""
    whole = written(Image.effect_noise((300, 200), 60), "JPEG")
    bomb = zlib.compress(b"\x00" * (80 << 20), 9)
    svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><rect width='9' height='9'/></svg>"
    small = Image.new("RGB", (9, 9))
    webp = b"RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"
    return {
        "pixels.png": png_of(16_000, 16_000, rows=b"\x00" * (1 << 20)),
        "side.png": png_of(65_500, 1, rows=b"\x00" * (65_500 * 3 + 1)),
        "frames.gif": gif_of_frames(60_000, 4_000, 4_000),
        "many.gif": gif_of_frames(200_000, 2, 2),
        "text.png": png_of(9, 9, chunk(b"zTXt", b"Comment\x00\x00" + bomb), rows=b"\x00" * (28 * 9)),
        "profile.png": png_of(9, 9, chunk(b"iCCP", b"icc\x00\x00" + bomb), rows=b"\x00" * (28 * 9)),
        "rows.png": png_of(9, 9, rows=b"\x00"),
        "none.png": png_of(0, 0),
        "truncated.jpg": whole[: len(whole) // 2],
        "header.jpg": whole[:30],
        "lying.jpg": whole.replace(struct.pack(">HH", 200, 300), struct.pack(">HH", 65_500, 65_500), 1),
        "drawing.png": svg,
        "scan.png": written(small, "TIFF"),
        "print.png": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n",
        "web.png": webp,
        "telephone.jpg": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 64,
        "bitmap.png": written(small, "BMP"),
        "words.png": b"hello " * 99,
        "page.gif": b"GIF89a=1/*" + b"\x00" * 40 + b"*/;alert(1)",
        "zeros.jpg": b"\x00" * 4_096,
        "large.jpg": whole + b"\x00" * ((8 << 20) + 1 - len(whole)),
    }


def upload(data: bytes, name: str = "picture.png", **fields: str) -> dict[str, Any]:
    """What httpx sends as multipart."""
    return {"files": {"image-file": (name, data, "image/png")}, "data": fields}


def kept(folder: Path, file: str) -> bytes:
    """A stored picture, read past the service."""
    return (folder / "files" / "pictures" / file).read_bytes()
