"""Decisions about passwords, addresses and sessions, without a database."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from pydantic_core import PydanticCustomError

from freelancerclub.adapters.tokens import Claims
from freelancerclub.config import Settings
from freelancerclub.features.auth.rules import (
    LONGEST_ADDRESS,
    TooOldToRefresh,
    address_to_find,
    ascii_address,
    check_password,
    check_refreshable,
    digest,
    is_newcomer,
)

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize("password", ["a fine p", "ä" * 4, "x" * 1024, "ü" * 512])
def test_a_password_that_will_do(password: str):
    assert check_password(password) == password


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("seven77", "must be at least 8 characters in length."),
        ("x" * 1025, "cannot exceed 1024 characters in length."),
        ("ü" * 513, "cannot exceed 1024 characters in length."),
        ("password1", "is one of the most common passwords, please choose another."),
    ],
)
def test_a_password_that_will_not(password: str, sentence: str):
    with pytest.raises(PydanticCustomError) as no:
        check_password(password)
    assert no.value.message() == sentence


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        (" mia@example.com ", "mia@example.com"),
        ("mia@bücher.example.com", "mia@xn--bcher-kva.example.com"),
        ("=?utf-8?q?a?=@example.com", None),
        ("jürgen@example.com", None),
        ("nobody", None),
        (f"{'x' * 64}@example.com", f"{'x' * 64}@example.com"),
        (f"{'x' * 65}@example.com", None),
        ("mia@nowhere.invalid-", None),
    ],
)
def test_an_address_as_it_is_stored(written: str, stored: str | None):
    assert ascii_address(written) == stored
    assert address_to_find(written) == (stored or written.strip())


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Mia@Example.com", "mia@example.com"),
        ("JÜRGEN@example.com", "jürgen@example.com"),
        ("m\u0130a@example.com", "mi\u0307a@example.com"),  # which PostgreSQL takes for mia
        ("\u212aim@example.com", "kim@example.com"),  # a kelvin
    ],
)
def test_what_is_found_and_counted_is_in_small_letters(written: str, found: str):
    assert address_to_find(written) == found
    assert LONGEST_ADDRESS == 320


def claims(expires: datetime, since: datetime) -> Claims:
    return Claims(1, 0, since, expires - 7 * DAY, expires)


def test_a_token_may_be_refreshed_for_two_weeks_after_its_end():
    check_refreshable(claims(NOW - 14 * DAY, NOW - 300 * DAY), NOW, 0)
    with pytest.raises(TooOldToRefresh):
        check_refreshable(claims(NOW - 14 * DAY - timedelta(seconds=1), NOW - 15 * DAY), NOW, 0)


def test_a_session_lasts_as_long_as_the_operator_lets_it():
    check_refreshable(claims(NOW + DAY, NOW - 30 * DAY), NOW, 30)
    with pytest.raises(TooOldToRefresh) as no:
        check_refreshable(claims(NOW + DAY, NOW - 30 * DAY - timedelta(seconds=1)), NOW, 30)
    assert (no.value.status, no.value.message) == (403, "Token too old to refresh")


def test_an_account_is_new_for_as_many_days_as_the_operator_says():
    settings = Settings.model_construct(newcomer_days=3)
    assert is_newcomer(settings, NOW, NOW)
    assert is_newcomer(settings, NOW - 3 * DAY + timedelta(seconds=1), NOW)
    assert not is_newcomer(settings, NOW - 3 * DAY, NOW)


def test_what_is_stored_of_a_secret():
    assert digest("secret") == hashlib.sha256(b"secret").digest()
