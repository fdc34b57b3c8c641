"""What an application lacks, and which ids, statuses and messages a decision may have, without a database."""

import pytest

from freelancerclub.errors import Refusal
from freelancerclub.features.applicants import rules
from freelancerclub.features.applicants.inputs import NewApplication
from freelancerclub.wire.validate import LARGEST_ID, NOBODY

NO_QUESTIONS = (None, None, None, None)
QUOTE = "The Job Quote field is required."


def missing(kind: str, questions: tuple[str | None, ...], **sent: str) -> list[str]:
    return list(rules.missing(kind, questions, NewApplication.model_validate(sent)))


def test_a_paid_job_wants_a_quote_and_a_test_does_not():
    assert missing("normal", NO_QUESTIONS) == [QUOTE]
    assert missing("normal", NO_QUESTIONS, jobquote=" ") == [QUOTE]
    assert missing("normal", NO_QUESTIONS, jobquote="0") == []
    assert missing("test", NO_QUESTIONS) == []


def test_each_question_that_is_asked_wants_its_own_answer():
    asked = ("Why you?", "", "When?", None)
    first, third = "The Question 1 field is required.", "The Question 3 field is required."
    assert missing("test", asked) == [first, third]
    assert missing("test", asked, q1="Because", q3=" \n") == [third]
    assert missing("test", asked, q2="Nobody", q4="asked") == [first, third]
    assert missing("test", asked, q1="Because", q3="Now") == []


def test_a_blank_question_is_none():
    assert missing("test", (" ", "\n", "", None)) == []


def test_questions_come_before_the_quote():
    assert missing("normal", (None, "Where?", None, None)) == ["The Question 2 field is required.", QUOTE]


def test_a_job_without_a_place_for_each_answer_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="zip"):
        missing("test", ("Why you?",))


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("", "all"),
        (" ", "all"),
        ("ALL", "all"),
        ("new", "new"),
        (" Shortlist ", "shortlist"),
        ("successful", "successful"),
        ("unsuccessful", "unsuccessful"),
    ],
)
def test_applicants_of_one_status_or_all_are_shown(sent: str, shown: str):
    assert rules.filter_of(sent) == shown


@pytest.mark.parametrize("sent", ["hired", "all,new", "al"])
def test_no_other_applicants_can_be_asked_for(sent: str):
    with pytest.raises(rules.BadType, match=r"^Please provide a valid type$"):
        rules.filter_of(sent)


def test_applications_are_named_by_their_digits_once_and_in_order():
    assert rules.ids_of(["7", " 3 ", "007", "12"]) == [3, 7, 12]


def test_an_id_that_no_application_can_have_is_nobodys():
    assert rules.ids_of(["7", str(LARGEST_ID + 1)]) == [NOBODY, 7]


@pytest.mark.parametrize("sent", [[], ["x"], ["1", ""], ["1", "-2"], ["1.5"]])
def test_what_is_no_id_refuses_all_of_them(sent: list[str]):
    with pytest.raises(rules.BadApplications, match=r"^Please provide valid application ids$"):
        rules.ids_of(sent)


def test_five_hundred_applications_are_decided_at_once_and_no_more():
    most = [str(number) for number in range(1, 501)]
    assert rules.ids_of(most) == list(range(1, 501))
    assert rules.ids_of([*most, "500"]) == list(range(1, 501)), "repeats are one"
    with pytest.raises(rules.BadApplications):
        rules.ids_of([*most, "501"])


@pytest.mark.parametrize("status", ["new", "shortlist", "successful", "unsuccessful"])
def test_the_four_statuses(status: str):
    assert rules.status_of(f" {status.upper()} ") == status


@pytest.mark.parametrize("sent", ["", "all", "hired", "success"])
def test_there_is_no_other_status(sent: str):
    with pytest.raises(rules.BadStatus, match=r"^Please provide a valid status$"):
        rules.status_of(sent)


def test_whoever_gives_somebody_the_job_writes_a_message():
    assert rules.message_of("successful", " Welcome!\n") == "Welcome!"
    with pytest.raises(rules.NoMessage, match=r"^Please provide a message$"):
        rules.message_of("successful", " ")


@pytest.mark.parametrize("status", ["new", "shortlist", "unsuccessful"])
def test_other_decisions_may_have_one(status: str):
    assert rules.message_of(status, " ") is None
    assert rules.message_of(status, " Sorry ") == "Sorry"


def test_nobody_is_told_that_they_are_new_again():
    assert rules.TOLD == {
        "shortlist": "application.shortlist",
        "successful": "application.successful",
        "unsuccessful": "application.unsuccessful",
    }


def test_whoever_never_applied_has_nothing_to_take_back():
    refused: tuple[type[Refusal], ...] = (rules.NotApplied, rules.GivenAlready)
    assert [no.status for no in refused] == [404, 400]
    assert rules.NotApplied.message == "You have not applied for this job."
