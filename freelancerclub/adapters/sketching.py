"""The demo's pictures: invented ones, the same for the same name each time. Run as a program by `sketches.py`.

It reads lines of JSON (file, kind, width, height) and writes each file into a folder, then its name on a line.
"""

import json
import math
import os
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

LONGEST_SIDE = 1_200
NICE = 15  # whoever is answered, or has pictures drawn, comes first
FINER = 2  # drawn so many times as large, for smooth edges

Colour = tuple[int, int, int]
# Sky above, sky below, what is far, what is near.
PALETTES: tuple[tuple[Colour, Colour, Colour, Colour], ...] = (
    ((38, 70, 114), (246, 189, 150), (120, 108, 140), (35, 40, 66)),
    ((108, 160, 196), (238, 232, 213), (142, 170, 172), (38, 70, 83)),
    ((44, 32, 70), (232, 116, 97), (124, 70, 106), (33, 22, 48)),
    ((178, 208, 204), (250, 240, 222), (168, 186, 156), (70, 96, 80)),
    ((20, 32, 56), (92, 132, 168), (52, 80, 112), (12, 20, 36)),
    ((240, 196, 140), (252, 238, 214), (216, 152, 112), (120, 68, 60)),
    ((94, 84, 142), (244, 203, 210), (150, 122, 164), (54, 44, 88)),
    ((36, 100, 108), (226, 226, 182), (104, 150, 132), (24, 58, 62)),
)


def main() -> None:
    os.nice(NICE)
    folder = Path(sys.argv[1])
    for line in sys.stdin:
        asked = json.loads(line)
        picture = sketch(asked["file"], asked["kind"], asked["width"], asked["height"])
        kind = "PNG" if asked["file"].endswith("png") else "JPEG"
        picture.save(folder / asked["file"], kind, **({} if kind == "PNG" else {"quality": 88}))
        try:
            os.write(sys.stdout.fileno(), f"{asked['file']}\n".encode())
        except BrokenPipeError:  # whoever asked is gone
            return


def sketch(file: str, kind: str, width: int, height: int) -> Image.Image:
    """kind: picture, profile, logo or cover."""
    chance = Random(file)  # noqa: S311  — a picture, no secret
    scale = min(1.0, LONGEST_SIDE / max(width, height))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    draw = {"profile": _person, "logo": _mark, "cover": _hills}.get(kind) or chance.choice(SCENES)
    canvas = size[0] * FINER, size[1] * FINER
    return draw(canvas, chance).resize(size, Image.Resampling.BOX)


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _sky(size: tuple[int, int], above: Colour, below: Colour) -> Image.Image:
    fade = Image.linear_gradient("L").resize(size, Image.Resampling.BILINEAR)
    return Image.composite(Image.new("RGB", size, below), Image.new("RGB", size, above), fade)


def _lit(picture: Image.Image, middle: tuple[float, float], radius: float, colour: Colour) -> Image.Image:
    """A disc of light with its glow."""
    small = picture.width // 8, picture.height // 8
    x, y, r = middle[0] / 8, middle[1] / 8, radius / 8
    glow = Image.new("RGB", small)
    ImageDraw.Draw(glow).ellipse(
        (x - 2.2 * r, y - 2.2 * r, x + 2.2 * r, y + 2.2 * r), fill=_mixed((0, 0, 0), colour, 0.45)
    )
    glow = glow.filter(ImageFilter.GaussianBlur(r * 0.9)).resize(picture.size, Image.Resampling.BILINEAR)
    picture = ImageChops.screen(picture, glow)
    x, y = middle
    ImageDraw.Draw(picture).ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
    return picture


def _ridge(width: int, height: int, level: float, rough: float, chance: Random) -> list[tuple[float, float]]:
    waves = [(chance.uniform(0.5, 1.6) * 2**n, chance.uniform(0, 6.3), 0.6**n) for n in range(5)]
    steps = max(60, width // 12)
    line = []
    for step in range(steps + 1):
        at = step / steps
        lift = sum(size * math.sin(6.28 * pace * at + start) for pace, start, size in waves)
        line.append((width * at, height * (level - rough * lift)))
    return [*line, (width, height), (0, height)]


def _hills(size: tuple[int, int], chance: Random) -> Image.Image:
    above, below, far, near = chance.choice(PALETTES)
    width, height = size
    picture = _sky(size, above, below)
    sun = width * chance.uniform(0.2, 0.8), height * chance.uniform(0.2, 0.45)
    picture = _lit(picture, sun, min(size) * chance.uniform(0.05, 0.09), _mixed(below, (255, 255, 244), 0.75))
    draw, many, rough = ImageDraw.Draw(picture), chance.randrange(4, 7), 0.07 * min(1.0, (width / height) ** 1.5)
    for number in range(many):
        share = number / (many - 1)
        level = 0.52 + 0.36 * share
        draw.polygon(_ridge(width, height, level, rough * (1 - 0.3 * share), chance), fill=_mixed(far, near, share))
    return picture


def _sea(size: tuple[int, int], chance: Random) -> Image.Image:
    above, below, far, near = chance.choice(PALETTES)
    width, height = size
    horizon = round(height * chance.uniform(0.5, 0.64))
    picture = _sky((width, height), above, below)
    middle, radius = width * chance.uniform(0.3, 0.7), min(size) * chance.uniform(0.08, 0.13)
    light = _mixed(below, (255, 250, 235), 0.7)
    picture = _lit(picture, (middle, horizon - radius * chance.uniform(0.2, 1.4)), radius, light)
    picture.paste(_sky((width, height - horizon), _mixed(far, below, 0.35), near), (0, horizon))
    draw = ImageDraw.Draw(picture)
    for number in range(46):
        depth = (number + 1) / 46
        y = horizon + (height - horizon) * depth**1.6
        reach = radius * (0.3 + 1.5 * depth) * chance.uniform(0.3, 1.0)
        x = middle + radius * chance.uniform(-0.5, 0.5)
        thick = 1 + height * 0.004 * depth
        draw.rounded_rectangle(
            (x - reach, y, x + reach, y + thick), thick / 2, fill=_mixed(light, far, 0.25 + 0.5 * depth)
        )
    return picture


def _city(size: tuple[int, int], chance: Random) -> Image.Image:
    above, below, far, near = chance.choice(PALETTES)
    width, height = size
    picture = _sky(size, above, below)
    draw = ImageDraw.Draw(picture)
    for row, share in enumerate((0.15, 0.55, 1.0)):
        colour, x = _mixed(far, near, share), -width * 0.02
        lamp = _mixed((255, 222, 150), colour, 0.2 if row else 0.55)
        while x < width:
            wide, top = width * chance.uniform(0.05, 0.11), height * (0.34 + 0.16 * row + chance.uniform(0, 0.2))
            draw.rectangle((x, top, x + wide, height), fill=colour)
            pane = wide / 9
            for column in range(4):
                for floor in range(int((height - top) / (pane * 2.6))):
                    if chance.random() < 0.22:
                        left, high = x + pane * (0.9 + 2 * column), top + pane * (1.2 + 2.6 * floor)
                        draw.rectangle((left, high, left + pane, high + pane * 1.3), fill=lamp)
            x += wide * chance.uniform(1.0, 1.25)
    return picture


def _lights(size: tuple[int, int], chance: Random) -> Image.Image:
    """Lamps out of focus."""
    above, below, far, near = chance.choice(PALETTES)
    picture = _sky(size, near, _mixed(near, far, 0.7))
    for number in range(30):
        radius = min(size) * chance.uniform(0.03, 0.12)
        x, y = size[0] * chance.random(), size[1] * chance.gauss(0.55, 0.2)
        layer = Image.new("L", (round(radius * 2),) * 2)
        ImageDraw.Draw(layer).ellipse((0, 0, radius * 2 - 1, radius * 2 - 1), fill=chance.randrange(50, 130))
        colour = _mixed(chance.choice((above, below)), (255, 236, 200), 0.2 + number / 90)
        picture.paste(colour, (round(x - radius), round(y - radius)), layer)
    return picture


def _shapes(size: tuple[int, int], chance: Random) -> Image.Image:
    """Cut paper: large plain forms, one over the other."""
    above, below, far, near = chance.choice(PALETTES)
    picture = Image.new("RGB", size, _mixed(below, (255, 255, 255), 0.35))
    draw, (width, height) = ImageDraw.Draw(picture), size
    for number, colour in enumerate((far, above, near, below, _mixed(far, below, 0.5))):
        x, y, r = (
            width * chance.uniform(0.1, 0.9),
            height * chance.uniform(0.1, 0.9),
            min(size) * chance.uniform(0.18, 0.42),
        )
        box = (x - r, y - r, x + r, y + r)
        match (number + chance.randrange(2)) % 4:
            case 0:
                draw.ellipse(box, fill=colour)
            case 1:
                draw.pieslice(box, chance.randrange(0, 360, 90), chance.randrange(0, 360, 90) + 180, fill=colour)
            case 2:
                draw.regular_polygon((x, y, r), 3, chance.randrange(0, 90, 15), fill=colour)
            case _:
                draw.rounded_rectangle((x - r, y - r * 0.3, x + r, y + r * 0.3), r * 0.3, fill=colour)
    return picture


def _person(size: tuple[int, int], chance: Random) -> Image.Image:
    """Head and shoulders before a plain wall."""
    above, below, far, near = chance.choice(PALETTES)
    width, height = size
    picture = _sky(size, _mixed(above, below, 0.5), below)
    skin = _mixed((92, 58, 42), (244, 208, 180), chance.random())
    shade = _mixed(skin, (96, 52, 48), 0.3)
    hair = _mixed((28, 22, 20), (196, 152, 96), chance.random() ** 2)
    draw, unit, middle, eyes = ImageDraw.Draw(picture), min(size) / 100, width / 2, height * 0.42

    def oval(x: float, y: float, wide: float, high: float, colour: Colour) -> None:
        box = (
            middle + (x - wide) * unit,
            eyes + (y - high) * unit,
            middle + (x + wide) * unit,
            eyes + (y + high) * unit,
        )
        draw.ellipse(box, fill=colour)

    long = chance.random() < 0.5
    if long:
        oval(0, 4, 24, 30, hair)
        draw.rectangle((middle - 24 * unit, eyes + 4 * unit, middle + 24 * unit, eyes + 36 * unit), fill=hair)
    oval(0, 72, 44, 36, near if chance.random() < 0.6 else far)
    draw.rectangle((middle - 8 * unit, eyes + 12 * unit, middle + 8 * unit, eyes + 40 * unit), fill=shade)
    oval(0, 38, 12, 7, shade)
    oval(0, -3, 20.5, 24, hair)
    oval(0, 5, 17.5, 21, skin)
    part, fringe = chance.uniform(-4, 4) * unit, 19 * unit
    box = (middle - fringe + part, eyes - 25 * unit, middle + fringe + part, eyes + 9 * unit)
    draw.chord(box, 198, 342, fill=hair)
    return picture


def _mark(size: tuple[int, int], chance: Random) -> Image.Image:
    """A company's: a few forms around one point."""
    above, below, _, near = chance.choice(PALETTES)
    picture = Image.new("RGB", size, _mixed(below, (255, 255, 255), 0.6))
    draw, (x, y), r = ImageDraw.Draw(picture), (size[0] / 2, size[1] / 2), min(size) * 0.36
    many, start = chance.choice((3, 4, 5, 6)), chance.randrange(0, 90, 15)
    for number in range(many):
        angle = math.radians(start + 360 * number / many)
        at = x + math.cos(angle) * r * 0.5, y + math.sin(angle) * r * 0.5
        draw.ellipse(
            (at[0] - r * 0.5, at[1] - r * 0.5, at[0] + r * 0.5, at[1] + r * 0.5),
            fill=_mixed(above, near, number / many),
        )
    draw.ellipse((x - r * 0.3, y - r * 0.3, x + r * 0.3, y + r * 0.3), fill=_mixed(below, (255, 255, 255), 0.6))
    return picture


SCENES: tuple[Callable[[tuple[int, int], Random], Image.Image], ...] = (_hills, _sea, _city, _lights, _shapes, _hills)

if __name__ == "__main__":
    main()
