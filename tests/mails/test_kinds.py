"""The mail of every kind of notification, as the guide shows it: one thing said, one button, and no more."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from freelancerclub.features.telling.rules import BUTTONS, KINDS, LOOK, sentence_of, told
from mails.test_mails import Links

DOCS = Path(__file__).parents[2] / "docs"
MAILED = [name for name, kind in KINDS.items() if kind.topic]


@pytest.fixture(scope="module")
def shown() -> ModuleType:
    spec = importlib.util.spec_from_file_location("shown_mails", DOCS / "mails.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", MAILED)
def test_a_kind_has_one_button_and_a_way_to_stop(name: str, shown: ModuleType):
    mail = shown.mails()[name]
    link, stop = Links(mail.html).links
    assert link.startswith(f"{shown.SITE}/") and stop == shown.UNSUBSCRIBE
    assert mail.html.count('class="button"') == 1 and mail.html.count("<h1") == 1
    assert mail.body.count(link) == 1 and mail.body.count(stop) == 1
    assert "&nbsp;" not in mail.html and "<i>" not in mail.body
    assert mail.subject[0].isupper() and not mail.subject.endswith((":", " "))


def test_all_that_there_is_is_shown(shown: ModuleType):
    folders = {path.parent.name for path in Path(shown.render_mail.__code__.co_filename).parent.glob("*/body.html")}
    assert set(shown.mails()) == (folders - {"notification"}) | set(MAILED)
    for dark in (True, False):
        assert shown.sheet(dark).count("<iframe") == len(shown.mails())


@pytest.mark.parametrize("name", ["welcome", "reset", "digest", "comment"])
def test_nothing_is_loaded_and_every_style_of_the_light_stands_in_its_element(name: str, shown: ModuleType):
    html = shown.mails()[name].html
    page = Links(html)
    assert page.tags.isdisjoint({"img", "link", "script", "iframe", "svg"}) and "url(" not in html
    without_styles = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    for colour in ("#f4f2ee", "#ffffff", "#23201c"):
        assert colour in without_styles
    assert "prefers-color-scheme: dark" in html and 'name="color-scheme" content="light dark"' in html


def contrast(one: str, other: str) -> float:
    """WCAG's, of two colours."""
    lights = []
    for colour in (one, other):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        lights.append(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    return (max(lights) + 0.05) / (min(lights) + 0.05)


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("#23201c", "#ffffff"),
        ("#6b645a", "#ffffff"),
        ("#ffffff", "#0b5c4d"),
        ("#0b5c4d", "#ffffff"),
        ("#efeae2", "#221f1d"),
        ("#aaa297", "#221f1d"),
        ("#0c201b", "#4fc3a8"),
        ("#6fd6bd", "#221f1d"),
    ],
)
def test_what_is_read_stands_out(ink: str, ground: str, shown: ModuleType):
    html = shown.mails()["comment"].html
    assert ink in html and ground in html
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize(
    ("who", "module", "message", "says"),
    [
        ("Ann", "comment", "has commented: &nbsp;<i>'It&lt;s &amp; '90s'</i>", ("Ann has commented", "It<s & '90s")),
        ("Ann", "like", "likes it: &nbsp;<i>''</i>", ("Ann likes it", "")),
        ("", "jobs", "Your job <a href='/jobs/details/1'>X</a> ends tomorrow", ("Your job X ends tomorrow", "")),
        ("", "jobs", "your job ends", ("Your job ends", "")),
        ("A\nB", "new", "has done <b>it</b>", ("A B has done it", "")),
    ],
)
def test_what_somebody_wrote_is_told_apart(who: str, module: str, message: str, says: tuple[str, str]):
    said = told(who, module, message)
    assert (said.sentence, said.quote) == says
    assert said.button == BUTTONS.get(module, LOOK)


def test_nobody_does_what_the_service_says():
    assert sentence_of("", "") == ""
    assert sentence_of(" Ann  Lee ", "has news") == "Ann Lee has news"
