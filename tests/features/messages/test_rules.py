"""How much somebody may write, which replies are too short and what imported HTML becomes, without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from freelancerclub.config import Settings
from freelancerclub.features.messages import rules
from freelancerclub.kit.limits import Limit

NOW = datetime(2026, 5, 23, 10, 10, tzinfo=UTC)
NEW, OLD = (Limit(3, 60), Limit(2, 86_400)), (Limit(30, 60), Limit(20, 86_400))
SETTINGS = Settings.model_construct(
    newcomer_days=7,
    newcomer_message_limit=NEW[0],
    newcomer_recipient_limit=NEW[1],
    message_limit=OLD[0],
    recipient_limit=OLD[1],
)


@pytest.mark.parametrize(
    ("age", "limits"),
    [
        (timedelta(), NEW),
        (timedelta(days=7) - timedelta(microseconds=1), NEW),
        (timedelta(days=7), OLD),
        (timedelta(days=700), OLD),
    ],
)
def test_newcomers_write_less_and_to_fewer(age: timedelta, limits: tuple[Limit, Limit]):
    assert rules.limits_of(SETTINGS, NOW - age, NOW) == limits


def test_an_operator_may_call_nobody_a_newcomer():
    settings = SETTINGS.model_copy(update={"newcomer_days": 0})
    assert rules.limits_of(settings, NOW, NOW) == OLD


@pytest.mark.parametrize(
    ("reply", "is_short"),
    [("", True), ("yes", True), ("yes!", False), (" yes\n ", True), ("\u200b" * 4, True), ("ok\u200d!", False)],
)
def test_a_reply_has_four_characters_that_are_not_blank(reply: str, is_short: bool):
    assert rules.is_too_short(reply) is is_short
    assert rules.ReplyTooShort.message == "Please enter a message that is longer than 3 characters."


def test_what_members_write_is_shown_as_they_sent_it():
    text = "<p>1 < 2 & \"3\"</p><script>alert('x')</script>"
    assert rules.shown(text, is_html=False) == text


@pytest.mark.parametrize(
    ("html", "harmless"),
    [
        ("<p>Hello <b>there</b></p>", "<p>Hello <b>there</b></p>"),
        ("Hello<script>alert('x')</script>", "Hello"),
        ('<img src="x.png" onerror="alert(1)">', '<img src="x.png">'),
        ('<a href="javascript:alert(1)">here</a>', '<a rel="noopener noreferrer">here</a>'),
    ],
)
def test_html_of_the_original_is_made_harmless(html: str, harmless: str):
    assert rules.shown(html, is_html=True) == harmless


def test_a_message_goes_to_fifty_people():
    assert rules.MOST_RECIPIENTS == 50
    assert rules.TooManyRecipients.message == "A message can have at most 50 recipients"


def test_the_same_text_counts_for_a_day_and_nobody_is_told_again_within_five_minutes():
    assert (timedelta(hours=24), timedelta(seconds=300)) == (rules.SPREAD, rules.NAGGING)


@pytest.mark.parametrize(
    ("refused", "status", "sentence"),
    [
        (rules.NoRecipient, 400, "Need at least one valid recipient."),
        (rules.TooManyRecipients, 400, "A message can have at most 50 recipients"),
        (rules.BlockedRecipient, 400, "A user in the list cant be messaged due to a block"),
        (rules.ThreadNotFound, 404, "Sorry that message was not found."),
        (rules.ThreadForeign, 403, "You do not have access to this message"),
        (rules.ReplyTooShort, 400, "Please enter a message that is longer than 3 characters."),
        (rules.BlockedInThread, 400, "Can not post to thread as a blocked user exists"),
        (rules.JobNotFound, 404, "Could not find that job"),
        (rules.BlockedOwner, 403, "You cannot message this user"),
        (rules.NotHeld, 404, ""),  # it says which
    ],
)
def test_the_sentences_of_the_reference(refused: type[rules.Refusal], status: int, sentence: str):
    assert (refused.status, refused.message) == (status, sentence)
