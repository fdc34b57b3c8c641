"""Half of a surrogate pair, which no UTF-8 can hold, becomes the replacement mark in every format."""

import pytest

from freelancerclub.wire.formats import FORMATS, render
from freelancerclub.wire.formats.php_numbers import fits, shortest

BROKEN = {"a": "x\ud800y", "b\udfff": [1, None, True, "\udc00", {"c": 1.5, "d": "\ud83d\ude00"}]}
MENDED = {"a": "x\ufffdy", "b\ufffd": [1, None, True, "\ufffd", {"c": 1.5, "d": "\ufffd\ufffd"}]}


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "xml"])
def test_the_rest_stays_as_it_is(name: str):
    assert render(name, BROKEN, None) == render(name, MENDED, None)


def test_xml_leaves_out_what_it_can_not_hold():
    assert b"<a>xy</a><b><item>1</item><item/>" in render("xml", BROKEN, None)[0]


def test_numbers_as_php_writes_them():
    assert [shortest(float(text)) for text in ("inf", "-inf", "nan")] == ["INF", "-INF", "NAN"]
    assert [shortest(value) for value in (1e16, 9.9e16, 1e17, -1e16, 1.5e-7, 100.0)] == [
        "10000000000000000.0", "99000000000000000.0", "1.0E+17", "-10000000000000000.0", "1.5E-7", "100.0",
    ]  # fmt: skip
    assert fits(2**63 - 1) and fits(-(2**63)) and not fits(2**63) and not fits(-(2**63) - 1)


FORBIDDEN = (0x00, 0x08, 0x0B, 0x0C, 0x0E, 0x1F, 0xD800, 0xDFFF, 0xFFFE, 0xFFFF)
ALLOWED = (0x09, 0x0A, 0x20, 0x7F, 0xD7FF, 0xE000, 0xFFFD, 0x10000, 0x10FFFF)


@pytest.mark.parametrize("code", FORBIDDEN)
def test_what_no_xml_may_hold(code: int):
    assert b"<a>xy</a>" in render("xml", {"a": f"x{chr(code)}y"}, None)[0]


@pytest.mark.parametrize("code", ALLOWED)
def test_what_xml_may_hold(code: int):
    assert f"<a>x{chr(code)}y</a>".encode() in render("xml", {"a": f"x{chr(code)}y"}, None)[0]
    beside = render("xml", {"a": f"x{chr(code)}<y"}, None)[0]
    assert f"<a>x{chr(code)}&lt;y</a>".encode() in beside, "where something else has to be written otherwise, too"
