"""`make contact-sheet`: pictures of the demo in every size that is served, drawn by the service's own code."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from freelancerclub.adapters.drawing import draw
from freelancerclub.adapters.sketching import sketch
from freelancerclub.db.demo.content import Content
from freelancerclub.db.demo.tables import TABLES
from freelancerclub.features.images.rules import SIZES

SHEET = Path(__file__).parent / "guide" / "contact-sheet.jpg"
PAPER, INK, WIDTH, GAP = "#f6f4ef", "#3a3a3a", 1600, 16
LABEL = ImageFont.load_default(20)
DAY = datetime(2026, 1, 1, tzinfo=UTC)
FORMS = ((1200, 800), (800, 1200), (1080, 1080), (3840, 1080), (2400, 1350), (640, 960))

Band = tuple[str, list[Image.Image]]


def main(path: Path = SHEET) -> None:
    bands = list(_bands())
    sheet = Image.new("RGB", (WIDTH, GAP + sum(_height(pictures) for _, pictures in bands)), PAPER)
    pen, y = ImageDraw.Draw(sheet), GAP
    for label, pictures in bands:
        pen.text((GAP, y), label, INK, LABEL)
        x = GAP
        for picture in pictures:
            sheet.paste(picture, (x, y + 30))
            x += picture.width + GAP
        y += _height(pictures)
    sheet.save(path, "JPEG", quality=82, optimize=True)
    print(f"{path.name}: {sheet.width} x {sheet.height}, {path.stat().st_size // 1024} KB")


def _height(pictures: list[Image.Image]) -> int:
    return max(picture.height for picture in pictures) + 30 + 2 * GAP


def _bands() -> Iterator[Band]:
    taken = [(file, kept) for size in FORMS for file, kept in islice(_of("picture", "file", size), 1)]
    fit = [_served(file, kept, "portfolio/775") for file, kept in taken]
    scale = (WIDTH - GAP * (len(fit) + 1)) / sum(picture.width for picture in fit)
    small = [picture.resize((int(picture.width * scale), int(picture.height * scale))) for picture in fit]
    yield f"portfolio/775: whole, within 1378 x 775 (here at {scale:.0%})", small
    crops = [_served(file, kept, "portfoliocrop/253/199") for file, kept in taken]
    yield "portfoliocrop/253/199: the middle", crops[: WIDTH // (253 + GAP)]
    faces = islice(_of("person", "picture", (480, 480)), WIDTH // (120 + GAP))
    yield "profile/120", [_served(file, kept, "profile/120") for file, kept in faces]
    logos = islice(_of("company", "logo", (300, 300)), (WIDTH - GAP) // (150 + GAP))
    yield "companycrop/150/150", [_served(file, kept, "companycrop/150/150") for file, kept in logos]
    covers = islice(_of("company", "cover", (1366, 442)), 2)
    wide = [_served(file, kept, "companycovercrop/1366/442").resize((776, 251)) for file, kept in covers]
    yield "companycovercrop/1366/442 (here at 57%)", wide


def _of(table: str, column: str, size: tuple[int, int]) -> Iterator[tuple[str, bytes]]:
    """Files that the demo's rows name, each drawn and taken in as an upload would be."""
    rows = next(rows for name, rows in Content(200, DAY, DAY, "").tables() if name == table)
    place = {name: number for number, name in enumerate(TABLES[table])}
    kind = {"person": "profile", "company": column}.get(table, table)
    for row in rows:
        file = row[place[column]]
        known = (row[place["width"]], row[place["height"]]) == size if table == "picture" else True
        if isinstance(file, str) and file and not file.startswith("http") and known:
            out = BytesIO()
            sketch(file, kind, *size).save(out, "PNG" if file.endswith("png") else "JPEG")
            yield file, _drawn(None, out.getvalue())


def _served(file: str, kept: bytes, size: str) -> Image.Image:
    box = SIZES[size]
    asked = {"width": box.width, "height": box.height, "crop": box.crop}
    return Image.open(BytesIO(_drawn(asked, kept))).convert("RGB")


def _drawn(asked: dict[str, Any] | None, data: bytes) -> bytes:
    """As the child does it."""
    out = BytesIO()
    draw(BytesIO(data), asked, out)
    return out.getvalue()


if __name__ == "__main__":
    main()
