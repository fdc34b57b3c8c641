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
