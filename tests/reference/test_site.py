"""`make docs`: a static site whose links all lead somewhere inside it."""

import importlib.util
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

import pytest

from reference.reading import Page, is_ours

SCRIPT = Path(__file__).parents[2] / "docs" / "build.py"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_build", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def site(script: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    script.build(folder)
    return folder.resolve()


def test_it_holds_the_reference_the_guide_and_the_decisions(site: Path):
    pages = {str(path.relative_to(site)) for path in site.rglob("*.html")}
    sources = {path for room in ("guide", "decisions") for path in (SCRIPT.parent / room).glob("*.md")}

    assert pages == {"index.html"} | {str(path.relative_to(SCRIPT.parent).with_suffix(".html")) for path in sources}
    assert (site / "openapi.json").exists()


def test_every_address_in_it_leads_to_one_of_its_files(site: Path):
    pages = {path: Page(path.read_text()) for path in site.rglob("*.html")}
    for path, page in pages.items():
        assert all(is_ours(address) for address in page.loaded)
        for address in page.loaded + page.links:
            parts = urlsplit(address)
            if parts.scheme:
                continue
            target = (path.parent / parts.path).resolve() if parts.path else path
            assert target.is_file(), f"{path.name}: {address}"
            if parts.fragment:
                assert parts.fragment in pages[target].ids, f"{path.name}: {address}"


def test_it_is_written_again_but_over_nothing_else(script: ModuleType, tmp_path: Path):
    script.build(tmp_path / "site")
    script.build(tmp_path / "site")
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "mine.txt").touch()

    with pytest.raises(SystemExit):
        script.build(tmp_path / "work")
    assert [path.name for path in (tmp_path / "work").iterdir()] == ["mine.txt"]
