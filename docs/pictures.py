"""`make pictures`: the pictures of the guide and the README, taken by a real browser (Debian's Chromium)."""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops

from build import build  # the folder of a script is where it looks first
from mails import sheet

GUIDE = Path(__file__).parent / "guide"
COLOURS = 64
PATIENCE = 120  # seconds a picture
# Nothing is asked of another host: neither by the page nor by the browser for itself.
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--virtual-time-budget=3000",
)


@dataclass(frozen=True)
class Picture:
    """A page of the static site, or the sheet of the mails, as it looks in a window of this size.

    Of a sheet's ground below the last mail nothing is kept, and its few colours are told in a byte.
    """

    file: str
    page: str
    width: int
    height: int
    dark: bool = False
    is_sheet: bool = False


PICTURES = (
    Picture("docs-page.png", "index.html", 1440, 940),
    Picture("docs-page-phone.png", "index.html", 500, 940, dark=True),
    Picture("mails.png", "mails.html", 2100, 4000, is_sheet=True),
    Picture("mails-dark.png", "mails-dark.html", 2100, 4000, dark=True, is_sheet=True),
)


def main() -> int:
    browser = _browser()
    if browser is None:
        print("This needs Debian's Chromium: apt-get install chromium", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder) / "site")
        for picture in PICTURES:
            if picture.is_sheet:
                (Path(folder) / "site" / picture.page).write_text(sheet(picture.dark), "utf-8")
            _take(browser, picture, Path(folder))
            if picture.is_sheet:
                _trim(GUIDE / picture.file)
            print(GUIDE.name, picture.file, sep="/")
    return 0


def _browser() -> str | None:
    """Chromium; root on Debian gets it installed."""
    if shutil.which("chromium") is None and os.geteuid() == 0 and shutil.which("apt-get"):
        for command in (("update", "-qq"), ("install", "-y", "-qq", "--no-install-recommends", "chromium")):
            subprocess.run(["apt-get", *command], check=False)
    return shutil.which("chromium")


def _take(browser: str, picture: Picture, folder: Path) -> None:
    dark = ["--force-dark-mode", "--blink-settings=preferredColorScheme=0"] if picture.dark else []
    subprocess.run(
        [
            browser,
            *QUIET,
            *dark,
            f"--user-data-dir={folder / 'browser'}",
            f"--window-size={picture.width},{picture.height}",
            f"--screenshot={GUIDE / picture.file}",
            (folder / "site" / picture.page).as_uri(),
        ],
        check=True,
        timeout=PATIENCE,
        capture_output=True,
    )


def _trim(file: Path) -> None:
    with Image.open(file) as opened:
        whole = opened.convert("RGB")
    ground = Image.new("RGB", whole.size, whole.getpixel((0, 0)))
    found = ImageChops.difference(whole, ground).getbbox()
    bottom = found[3] + 20 if found else whole.height
    small = whole.crop((0, 0, whole.width, bottom)).resize((whole.width * 2 // 3, bottom * 2 // 3), Image.LANCZOS)
    small.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
