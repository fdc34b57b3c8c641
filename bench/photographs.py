"""What the cases about pictures are made of: a photograph of 12 megapixels, and a picture that stands in the store."""

from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops

from freelancerclub.adapters.drawing import GOOD
from freelancerclub.adapters.sketching import sketch
from freelancerclub.features.images.rules import stored_name

WIDTH, HEIGHT = 4_000, 3_000
BOUNDARY = "bench"


@cache
def photograph() -> bytes:
    """As a camera writes it: large forms, and grain over all of them."""
    scene = sketch("bench.jpg", "cover", 1_200, 900).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    grain = Image.merge("RGB", [Image.effect_noise((WIDTH, HEIGHT), 12)] * 3)
    out = BytesIO()
    ImageChops.add(scene, grain, scale=1, offset=-128).save(out, "JPEG", quality=88)
    return out.getvalue()


def draw_alone() -> None:
    """What Pillow has to do for an upload, whatever is around it: decode it and write it anew."""
    with Image.open(BytesIO(photograph())) as picture:
        picture.load()
        picture.save(BytesIO(), "JPEG", **GOOD)


def upload(host: str, person_id: int, token: str) -> bytes:
    head = 'Content-Disposition: form-data; name="{}"{}\r\n\r\n'
    body = b"".join(
        (
            f"--{BOUNDARY}\r\n{head.format('title', '')}A photograph\r\n--{BOUNDARY}\r\n".encode(),
            head.format("image-file", '; filename="a.jpg"').encode(),
            photograph(),
            f"\r\n--{BOUNDARY}--\r\n".encode(),
        )
    )
    return (
        f"POST /users/{person_id}/images HTTP/1.1\r\nHost: {host}\r\nUser-Agent: bench\r\n"
        f"Authorization: Bearer {token}\r\nContent-Type: multipart/form-data; boundary={BOUNDARY}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def keep(data_dir: Path, file: str) -> None:
    """A demo person's picture in the store; its sizes are drawn by whoever is asked for them."""
    path = data_dir / "files" / stored_name(file)
    path.parent.mkdir(parents=True, exist_ok=True)
    sketch(file, "picture", 1_200, 800).save(path, "PNG" if file.endswith("png") else "JPEG")
