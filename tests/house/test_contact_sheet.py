"""docs/contact_sheet.py: it draws with the service's own code, and has to go on doing so."""

import runpy
from pathlib import Path

from PIL import Image

DOCS = Path(__file__).parents[2] / "docs"


def test_the_sheet_of_the_guide_is_what_is_drawn(tmp_path: Path):
    runpy.run_path(str(DOCS / "contact_sheet.py"))["main"](tmp_path / "sheet.jpg")
    with Image.open(tmp_path / "sheet.jpg") as drawn, Image.open(DOCS / "guide" / "contact-sheet.jpg") as kept:
        assert drawn.size == kept.size
        small, known = (picture.convert("L").resize((80, 63)) for picture in (drawn, kept))
        assert max(abs(a - b) for a, b in zip(small.tobytes(), known.tobytes(), strict=True)) < 12, "make contact-sheet"
