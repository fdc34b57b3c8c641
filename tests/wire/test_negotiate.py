"""The choice of a format: suffix, parameter, Accept, JSON."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from freelancerclub.wire.formats import FORMATS
from freelancerclub.wire.negotiate import LONGEST_ACCEPT, MEDIA_TYPES, choose_format, from_accept

CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


def test_suffix_wins_over_parameter_wins_over_accept_wins_over_json():
    assert choose_format("xml", "csv", "text/html") == ("xml", True)
    assert choose_format(None, "csv", "text/html") == ("csv", True)
    assert choose_format(None, None, "text/html") == ("html", True)
    assert choose_format(None, None, None) == ("json", True)


@pytest.mark.parametrize("name", FORMATS)
def test_a_parameter_names_one_of_the_eight(name: str):
    assert choose_format(None, name, None) == (name, True)
    assert choose_format(None, name.upper(), None) == (name, True)


@pytest.mark.parametrize("parameter", ["foo", "yaml", "application/xml", " xml", "xml,csv"])
def test_an_unknown_parameter_is_not_acceptable_and_said_so_as_the_header_likes(parameter: str):
    assert choose_format(None, parameter, None) == ("json", False)
    assert choose_format(None, parameter, "application/xml") == ("xml", False)
    assert choose_format("csv", parameter, "application/xml") == ("csv", True)


def test_an_empty_parameter_asks_for_nothing():
    assert choose_format(None, "", None) == ("json", True)
    assert choose_format(None, "", "application/xml") == ("xml", True)


@pytest.mark.parametrize(("media", "name"), [*MEDIA_TYPES.items(), *zip(FORMATS, FORMATS, strict=True)])
def test_each_media_type_and_bare_name(media: str, name: str):
    for accept in (media, media.upper(), f" {media} ;q=0.5", f"image/png, {media}", f"{media};charset=utf-8"):
        assert from_accept(accept) == name, accept


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        ("application/xml;q=0.5, text/csv", "csv"),
        ("application/xml;q=0.5, text/csv;q=0.6", "csv"),
        ("application/xml, text/csv", "xml"),
        ("text/csv, application/xml", "csv"),
        ("text/csv; q=0.9, application/json;q=1.0", "json"),
        ("text/csv;q=0.001, image/png", "csv"),
        ("text/csv;Q=0.2, application/xml;Q=0.3", "xml"),
        ("application/json;q=0.2, text/csv;q=0.2", "json"),
        ("text/csv;q=0.4, text/csv;q=0.9, application/xml;q=0.5", "csv"),
        ("text/csv;level=1;q=0.1, application/xml;q=0.2", "xml"),
    ],
)
def test_the_better_quality_wins_then_the_earlier(accept: str, name: str):
    assert from_accept(accept) == name


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        ("*/*", "json"),
        ("*", "json"),
        ("*/*, application/xml", "xml"),
        ("application/xml;q=0.5, */*", "json"),
        ("application/*", "json"),
        ("application/*, text/csv", "csv"),
        ("text/*", "html"),
        ("text/*;q=0.5, text/csv;q=0.9", "csv"),
        ("text/*, text/html;q=0", "xml"),
        ("*/*, application/json;q=0", "html"),
        ("application/*, application/json;q=0", "xml"),
        ("*/*;q=0.1, text/csv;q=0.2", "csv"),
        ("*/*;q=0, text/csv;q=0.2", "csv"),
        ("image/*", "json"),
        ("image/*, */*;q=0.1", "json"),
    ],
)
def test_a_wildcard_stands_for_what_nothing_more_specific_spoke_of(accept: str, name: str):
    assert from_accept(accept) == name


@pytest.mark.parametrize(
    "accept",
    [
        CHROME,
        "text/html, application/xml;q=0.9",
        "html, xml",
        "text/xml,text/html",
        "text/xml;q=0.1,text/html,text/csv",
    ],
)
def test_a_browser_gets_json(accept: str):
    assert from_accept(accept) == "json"


def test_html_without_xml_is_no_browser():
    assert from_accept("text/html") == "html"
    assert from_accept("text/html, application/xml;q=0") == "html"
    assert from_accept("text/html;q=0, application/xml") == "xml"


@pytest.mark.parametrize(
    "accept", ["application/xml;q=0", "text/csv;q=0, application/xml;q=0.0", "*/*;q=0", "image/png", "foo", ""]
)
def test_nothing_acceptable_is_json(accept: str):
    assert from_accept(accept) == "json"


@pytest.mark.parametrize("quality", ["", "x", "nan", "inf", "-1", "2", "1.1", "1;q", "０x"])
def test_a_quality_that_is_none_is_no_wish(quality: str):
    assert from_accept(f"text/csv;q={quality}, application/xml;q=0.1") == "xml"


@pytest.mark.parametrize(
    "accept",
    [
        ",",
        ";",
        ";;q=1",
        "q=1",
        "/",
        "*/",
        "/*",
        "text/",
        "text/html;;;",
        "=,=;=",
        "\x00",
        "\xff" * 50,
        "a" * 9_000,
        "*/*," * 5_000,
    ],
)
def test_rubbish_is_json_or_what_can_be_read_of_it(accept: str):
    assert from_accept(accept) == ("html" if "html" in accept else "json")


def test_only_the_beginning_of_an_endless_header_is_read():
    assert from_accept("image/png," * LONGEST_ACCEPT + "text/csv") == "json"


PIECE = st.sampled_from(
    [*MEDIA_TYPES, *FORMATS, "*/*", "text/*", "application/*", "*", ";", ",", "q=", "0.5", "0", " ", ";q=0.3,", "é"]
)


@settings(deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(PIECE, max_size=12).map("".join)))
def test_any_header_gives_one_of_the_eight(accept: str):
    assert from_accept(accept) in FORMATS


@settings(deadline=None)
@given(st.text(min_size=1, max_size=20))
def test_any_parameter_gives_one_of_the_eight(parameter: str):
    name, acceptable = choose_format(None, parameter, None)
    assert name in FORMATS and acceptable == (parameter.lower() in FORMATS)
