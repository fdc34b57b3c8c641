"""The picture of the schema in the guide shows the schema there is."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def diagram() -> ModuleType:
    spec = importlib.util.spec_from_file_location("diagram", DOCS / "diagram.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_guide_shows_the_schema_there_is(diagram: ModuleType, dsn: str) -> None:
    tables = diagram.read(dsn)
    again = "run: python docs/diagram.py"
    assert (DOCS / "guide" / "schema.svg").read_text(encoding="utf-8") == diagram.svg(tables), again
    assert (DOCS / "guide" / "schema.md").read_text(encoding="utf-8") == diagram.markdown(tables), again


def test_every_table_has_its_place(diagram: ModuleType, dsn: str) -> None:
    assert [table.name for table in diagram.read(dsn).values() if table.subject == "More"] == []


def test_the_picture_is_sound_and_loads_nothing(diagram: ModuleType) -> None:
    drawn = (DOCS / "guide" / "schema.svg").read_text(encoding="utf-8")
    ElementTree.fromstring(drawn)
    assert re.findall(r"https?://[^\"]+", drawn) == ["http://www.w3.org/2000/svg"]
    assert "prefers-color-scheme:dark" in drawn
