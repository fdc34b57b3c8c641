"""`make pictures`: the pictures of the guide and the README, taken by a real browser (Debian's Chromium)."""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from build import build  # the folder of a script is where it looks first

GUIDE = Path(__file__).parent / "guide"
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
    """A page of the static site, as it looks in a window of this size."""

    file: str
    page: str
    width: int
    height: int
    dark: bool = False


PICTURES = (
    Picture("docs-page.png", "index.html", 1440, 940),
    Picture("docs-page-phone.png", "index.html", 500, 940, dark=True),
)


def main() -> int:
    browser = _browser()
    if browser is None:
        print("This needs Debian's Chromium: apt-get install chromium", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder) / "site")
        for picture in PICTURES:
            _take(browser, picture, Path(folder))
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


if __name__ == "__main__":
    sys.exit(main())
