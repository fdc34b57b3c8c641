"""What a posting may say and when it closes, read from a form as it comes in, without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest

from freelancerclub.config import Settings
from freelancerclub.features.postings import rules
from freelancerclub.features.postings.inputs import JobChange, NewJob
from freelancerclub.features.postings.rules import ChangeRefused, JobRefused
from freelancerclub.kit.limits import Limit

DAY = date(2026, 3, 1)
NEW_JOB = {
    "type": "test", "title": "Photographer needed", "description": "x" * 60, "city": "York", "country": "UK",
    "longitude": "-1.0873", "latitude": "53.95997", "locationtype": "locality", "discipline": "Photographer",
}  # fmt: skip


def posted(**sent: str) -> NewJob:
    return NewJob.read({name: [value] for name, value in (NEW_JOB | sent).items()}, None)


def refused(**sent: str) -> str:
    with pytest.raises(JobRefused) as no:
        posted(**sent)
    return no.value.message.removeprefix("Unable to create job. ")


@pytest.mark.parametrize("band", rules.PRICES)
def test_a_price_is_taken_as_listed_and_as_printed(band: str):
    for sent in (band, band.replace("GBP", "&pound;"), band.replace("GBP", "£"), band.lower(), f" {band}\n"):
        assert rules.price_of(sent) == band


@pytest.mark.parametrize("sent", ["", "GBP250", "250 - 500", "$250 - $500", "GBP250 - GBP501", "Under pound;250"])
def test_there_is_no_other_price(sent: str):
    assert rules.price_of(sent) is None


def test_the_bands_go_on_from_each_other_without_a_gap():
    bands = [band.replace("GBP", "").split(" - ") for band in rules.PRICES if " - " in band]
    assert [low for low, _ in bands[1:]] == [high for _, high in bands[:-1]]
    assert (rules.PRICES[0], rules.PRICES[-2]) == (f"Under GBP{bands[0][0]}", f"GBP{bands[-1][1]} or higher")


@pytest.mark.parametrize(
    ("sent", "word"),
    [("full day", "Full Day"), (" Half  A\tDay ", "Half A Day"), ("ON-GOING", "On-going"), ("Day", None), ("", None)],
)
def test_a_word_is_taken_in_whatever_case(sent: str, word: str | None):
    assert rules.word_of(sent, rules.DURATIONS) == word


def test_the_documented_words():
    assert (rules.TYPES, rules.PLACES) == (("normal", "test"), ("locality", "country"))
    assert rules.CURRENCIES == ("GBP", "USD", "EUR")
    assert rules.DURATIONS == ("Not Sure", "Half A Day", "Full Day", "A Few Days", "On-going")


def test_a_description_has_sixty_characters_that_are_not_blank_around_it():
    assert posted(description=f" {'x' * 60}\n").description == "x" * 60
    assert refused(description=f" {'x' * 59}\n") == "Description must be greater than 60 characters."


@pytest.mark.parametrize(
    ("field", "label", "most"),
    [("description", "Description", 20_000), ("title", "Title", 199), ("q4", "Question 4", 500)],
)
def test_texts_have_their_lengths(field: str, label: str, most: int):
    assert getattr(posted(**{field: "x" * most}), field) == "x" * most
    sentence = f"The {label} field cannot exceed {most} characters in length."
    assert refused(**{field: "x" * (most + 1)}) == sentence


def test_ten_tags_of_sixty_letters():
    tags = [f"{number}" * 60 for number in range(10)]
    assert posted(tags=",".join(tags)).tags == tuple(tags)
    assert "Tags" in refused(tags=",".join([*tags, "x"]))
    assert "Tags" in refused(tags="x" * 61)


def test_what_is_wrong_is_said_of_a_new_job_and_of_a_change():
    assert JobRefused().message == JobRefused.message == f"Unable to create job. {rules.TOO_SHORT}"
    assert ChangeRefused().message == ChangeRefused.message == f"Unable to update job. {rules.TOO_SHORT}"
    assert JobRefused(rules.OVER).message == f"Unable to create job. {rules.OVER}"
    with pytest.raises(ChangeRefused, match=r"^Unable to update job. The Title field is required.$"):
        JobChange.read({"title": [" "]}, None)


def test_the_document_gives_such_a_sentence_as_an_example():
    assert JobRefused.varies is True and ChangeRefused.varies is True


def test_a_job_is_open_for_ninety_days():
    assert date(2019, 2, 19) + rules.OPEN_FOR == date(2019, 5, 20)


def test_an_owner_is_told_three_days_before_unless_the_job_is_shorter():
    assert timedelta(days=3) == rules.TOLD_BEFORE
    for days in (-1, 0, 3):
        last = DAY + timedelta(days)
        assert rules.told_already(last, DAY) == last
    assert rules.told_already(DAY + timedelta(4), DAY) is None


def test_a_day_in_words():
    assert (rules.day_in_words(DAY), rules.day_in_words(date(2026, 12, 31))) == ("1 March 2026", "31 December 2026")


def test_newcomers_post_less():
    new, old, now = Limit(2, 86_400), Limit(20, 86_400), datetime(2026, 5, 23, tzinfo=UTC)
    settings = Settings.model_construct(newcomer_days=7, newcomer_job_limit=new, job_limit=old)
    assert rules.limit_of(settings, now - timedelta(days=6), now) == new
    assert rules.limit_of(settings, now - timedelta(days=7), now) == old
