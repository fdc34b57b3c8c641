"""What a portfolio may be called and how its pictures may stand, without a database."""

import pytest

from freelancerclub.errors import Refusal
from freelancerclub.features.portfolios import rules
from freelancerclub.features.portfolios.rules import Arrangement, arrangement_of


def refused(kind: type[Refusal], images: list[str], defaults: list[str] | None = None) -> str:
    with pytest.raises(kind) as no:
        arrangement_of(images, defaults)
    assert type(no.value) is kind
    return no.value.message


def test_titles_and_disciplines():
    rules.check_title("x" * 15)
    rules.check_discipline("x" * 100)
    for check, text, kind, said in (
        (rules.check_title, "", rules.NoTitle, "Title is required"),
        (rules.check_title, "x" * 16, rules.TitleTooLong, "Title cannot exceed 15 characters"),
        (rules.check_discipline, "", rules.NoDiscipline, "Discipline is required"),
        (rules.check_discipline, "x" * 101, rules.DisciplineTooLong, "Discipline cannot exceed 100 characters"),
    ):
        with pytest.raises(kind) as no:
            check(text)
        assert (no.value.status, no.value.message) == (400, said)


def test_pictures_in_their_order_each_once():
    found = arrangement_of(["3", " 07 ", "3", "1"], None)
    assert found == Arrangement((3, 7, 1), None, {3: "3", 7: "07", 1: "1"})


def test_what_is_no_picture():
    said = "Please provide a valid image_id"
    assert refused(rules.BadPicture, ["3", "x"]) == refused(rules.BadPicture, []) == said


def test_five_hundred_and_no_more():
    assert len(arrangement_of([str(number) for number in range(500)], None).pictures) == 500
    said = refused(rules.TooManyPictures, ["1"] * 501)
    assert said == "A maximum of 500 images can be passed through"


def test_defaults():
    assert arrangement_of(["1", "2", "3"], ["3", "1"]).defaults == {1, 3}
    assert arrangement_of(["1"], []).defaults == arrangement_of(["1"], [" "]).defaults == frozenset()
    said = refused(rules.DefaultsNotNumeric, ["1"], ["a", "1", "b"])
    assert said == "Not all defaults passed through are numeric: a, b"
    assert arrangement_of(["1", "2", "3", "4"], ["1", "2", "3", "3"]).defaults == {1, 2, 3}
    said = refused(rules.TooManyDefaults, ["1", "2", "3", "4"], ["1", "2", "3", "4"])
    assert said == "A maximum of 3 defaults can be passed through"
    said = refused(rules.StrayDefault, ["1"], ["1", "0"])
    assert said == "The default 0 is not one of the images. No Changes were saved"


def test_a_foreign_picture_is_named_as_it_was_sent():
    no = rules.ForeignPicture("07")
    assert (no.status, no.message) == (403, "The image_id 07 does not belong to you. No Changes were saved")
    assert rules.ForeignPicture.varies and rules.StrayDefault.varies and rules.DefaultsNotNumeric.varies


def test_places_follow_the_order_of_the_pictures():
    before = frozenset({9, 2})
    assert arrangement_of(["5", "2", "9"], None).places(before) == [None, 1, 2]
    assert arrangement_of(["5", "2", "9"], ["9", "5"]).places(before) == [1, None, 2]
    assert arrangement_of(["5", "2"], []).places(before) == [None, None]
