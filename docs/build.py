"""`make docs`: the reference page and the guide as a static site, in the look of /docs."""

import argparse
import json
import re
import shutil
from pathlib import Path, PurePosixPath

from freelancerclub.reference import ENDPOINTS
from freelancerclub.reference.openapi import Document
from freelancerclub.reference.pages import ASSETS, asset, guide_page, reference_page

DOCS = Path(__file__).parent
ROOMS = {"guide": "Guide", "decisions": "Decisions"}
PICTURES = (".svg", ".png", ".jpg")
DEFAULT_SERVER = "http://127.0.0.1:8000"


def main() -> None:
    asked = argparse.ArgumentParser(description="Writes the documentation as a static site.")
    asked.add_argument("folder", type=Path)
    asked.add_argument("--server", default=DEFAULT_SERVER, help="the address that the samples call")
    given = asked.parse_args()
    print(f"{build(given.folder, given.server)} files in {given.folder}")


def build(folder: Path, server: str = DEFAULT_SERVER) -> int:
    """Writes all of it; returns how many files."""
    document = Document(ENDPOINTS, server)
    sources = [path for room in ROOMS for path in sorted((DOCS / room).glob("*.md"))]
    pages = [{"title": _title(path), "href": _href(path), "group": ROOMS[path.parent.name]} for path in sources]
    written = {
        "index.html": reference_page(document, assets="assets", openapi="openapi.json", pages=pages).encode(),
        "openapi.json": json.dumps(document.whole(), indent=1, ensure_ascii=False).encode(),
    }
    written |= {f"assets/{name}": asset(name) for name in ASSETS}
    for path in sources:
        page = guide_page(_title(path), path.read_text("utf-8"), _link, root="../", pages=pages)
        written[_href(path)] = page.encode()
    for path in sorted(DOCS.rglob("*")):
        if path.suffix in PICTURES:
            written[str(path.relative_to(DOCS))] = path.read_bytes()
    _clear(folder)
    for name, body in written.items():
        target = folder / PurePosixPath(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)
    return len(written)


def _clear(folder: Path) -> None:
    """Only what an earlier run wrote: a folder with something else in it is left alone."""
    if (folder / "openapi.json").exists():
        shutil.rmtree(folder)
    elif folder.exists() and any(folder.iterdir()):
        raise SystemExit(f"{folder} holds something else; name an empty folder")


def _title(path: Path) -> str:
    first = re.search(r"^# +(.+)$", path.read_text("utf-8"), re.MULTILINE)
    return first[1].replace("`", "") if first else path.stem


def _href(path: Path) -> str:
    return str(path.relative_to(DOCS).with_suffix(".html"))


def _link(address: str) -> str | None:
    """A link between the sources as one between the pages; pictures stay where they are, code has no page."""
    path, mark, anchor = address.partition("#")
    if path.endswith(".md"):
        return path.removesuffix(".md") + ".html" + mark + anchor
    return address if path.endswith(PICTURES) else None


if __name__ == "__main__":
    main()
