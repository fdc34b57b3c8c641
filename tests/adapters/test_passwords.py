"""Passwords: what they cost, who may not find out, and which are too common."""

import asyncio
import threading
import time
from collections.abc import Iterator

import argon2
import pytest

from freelancerclub.adapters.passwords import (
    AT_ONCE,
    LONGEST,
    MEMORY,
    PASSES,
    SHORTEST,
    Passwords,
    at_once,
    common_passwords,
    is_common,
    is_outdated,
)

WEAKER = [
    argon2.PasswordHasher(time_cost=PASSES, memory_cost=MEMORY // 2, parallelism=1),
    argon2.PasswordHasher(time_cost=PASSES - 1, memory_cost=MEMORY, parallelism=1),
    argon2.PasswordHasher(time_cost=PASSES, memory_cost=MEMORY, parallelism=1, type=argon2.Type.I),
]


@pytest.fixture
def passwords() -> Iterator[Passwords]:
    made = Passwords()
    yield made
    made.close()


async def test_a_hash_is_argon2id_with_the_promised_parameters_and_salted(passwords: Passwords):
    first, second = await passwords.hash("a fine password"), await passwords.hash("a fine password")
    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$") and second.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert first != second


@pytest.mark.parametrize(
    "password",
    [
        "abcd1234",
        " leading and trailing ",
        "пароль и ключ",
        "\u00e9" * 4,
        "tab\tand\nline",
        "x" * LONGEST,
        "😀" * (LONGEST // 4),
    ],
)
async def test_a_password_is_verified_exactly(passwords: Passwords, password: str):
    stored = await passwords.hash(password)
    assert await passwords.verify(stored, password)
    for other in (password + " ", password[:-1], password.swapcase() + "x", " " + password, password + "\x00", ""):
        assert not await passwords.verify(stored, other), other


@pytest.mark.parametrize(
    ("processors", "workers", "hashes"), [(1, 1, 1), (2, 2, 1), (2, 1, 2), (8, 1, 2), (8, 7, 2), (1, 4, 1)]
)
def test_one_hash_a_process_where_processes_have_no_more_than_a_processor_each(
    processors: int, workers: int, hashes: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(processors)))
    assert at_once(workers) == hashes


async def test_two_spellings_of_a_letter_are_two_passwords(passwords: Passwords):
    stored = await passwords.hash("caf\u00e9 noir")
    assert not await passwords.verify(stored, "cafe\u0301 noir")


async def test_nobody_has_no_password(passwords: Passwords):
    for password in ("", "nobody's password", "a fine password"):
        assert not await passwords.verify(None, password)


async def test_what_is_too_long_is_nobodys_though_it_begin_rightly(passwords: Passwords):
    stored = await passwords.hash("x" * LONGEST)
    assert not await passwords.verify(stored, "x" * (LONGEST + 1))
    assert not await passwords.verify(await passwords.hash("x" * SHORTEST), "x" * (LONGEST + 1))
    assert not await passwords.verify(stored, "x" * 10_000_000)


@pytest.mark.parametrize(
    "stored", ["", "x", "$2y$10$abcdefghijklmnopqrstuv", "$argon2id$v=19$m=19456,t=2,p=1$", "md5:0"]
)
async def test_what_is_no_hash_of_ours_opens_to_nobody(passwords: Passwords, stored: str):
    assert not await passwords.verify(stored, "a fine password")
    assert not await passwords.verify(stored, stored)


async def test_nobody_costs_the_same_work(passwords: Passwords):
    stored = await passwords.hash("a fine password")
    await passwords.verify(None, "warm up")
    fastest = dict.fromkeys(("right", "wrong", "nobody", "endless"), 1.0)
    for _ in range(7):
        for name, whose, password in (
            ("right", stored, "a fine password"),
            ("wrong", stored, "another password"),
            ("nobody", None, "a fine password"),
            ("endless", stored, "x" * 5_000),
        ):
            began = time.process_time()
            await passwords.verify(whose, password)
            fastest[name] = min(fastest[name], time.process_time() - began)
    assert max(fastest.values()) < 1.7 * min(fastest.values()), fastest
    assert min(fastest.values()) > 0.002, "it is real work"


class Counting:
    """Stands for what hashes and counts how many of its calls are under way."""

    def __init__(self) -> None:
        self.now = self.most = self.calls = 0
        self.lock = threading.Lock()

    def hash(self, password: str) -> str:
        return self._work() or "stored"

    def verify(self, stored: str, password: str) -> bool:
        return self._work() is None

    def _work(self) -> None:
        with self.lock:
            self.now += 1
            self.calls += 1
            self.most = max(self.most, self.now)
        time.sleep(0.005)
        with self.lock:
            self.now -= 1


async def test_at_most_two_at_once(passwords: Passwords, monkeypatch: pytest.MonkeyPatch):
    counting = Counting()
    monkeypatch.setattr("freelancerclub.adapters.passwords._hash", counting.hash)
    monkeypatch.setattr("freelancerclub.adapters.passwords._matches", counting.verify)
    await asyncio.gather(*(passwords.verify(None, "x") for _ in range(20)), *(passwords.hash("x") for _ in range(20)))
    assert counting.calls >= 40 and counting.most == AT_ONCE == 2


async def test_the_event_loop_goes_on_meanwhile(passwords: Passwords):
    hashing = asyncio.gather(*(passwords.hash("a fine password") for _ in range(4)))
    turns = 0
    while not hashing.done():
        await asyncio.sleep(0.001)
        turns += 1
    assert turns > 5 and len(await hashing) == 4


@pytest.mark.parametrize("lanes", [1, 4])
async def test_hashes_of_others_with_higher_parameters_open_and_are_kept(passwords: Passwords, lanes: int):
    stored = argon2.PasswordHasher(memory_cost=2 * MEMORY, parallelism=lanes, salt_len=8).hash("a fine password")
    assert await passwords.verify(stored, "a fine password")
    assert not await passwords.verify(stored, "another password")
    assert not is_outdated(stored)


async def test_another_implementation_reads_what_is_hashed_here(passwords: Passwords):
    assert argon2.PasswordHasher().verify(await passwords.hash("a fine password"), "a fine password")


@pytest.mark.parametrize("weaker", WEAKER)
async def test_a_hash_of_lower_parameters_still_opens_and_is_outdated(
    passwords: Passwords, weaker: argon2.PasswordHasher
):
    stored = weaker.hash("a fine password")
    assert await passwords.verify(stored, "a fine password")
    assert is_outdated(stored)
    assert not is_outdated(await passwords.hash("a fine password"))


# ── common ones ──


@pytest.mark.parametrize(
    "password", ["password", "PASSWORD", "Password1", "12345678", "qwertyuiop", "iloveyou1", "ABCD1234", "football"]
)
def test_common_passwords_are_known_in_any_case(password: str):
    assert is_common(password)


@pytest.mark.parametrize(
    "password",
    ["abcd1234", "a fine password", "correct horse battery", "пароль и ключ", "", "# a comment", "password "],
)
def test_the_documented_sample_and_uncommon_ones_are_not(password: str):
    assert not is_common(password)


def test_the_list_holds_many_and_each_in_the_form_it_is_looked_up():
    listed = common_passwords()
    assert len(listed) > 1_000
    assert all(word == word.lower() and word == word.strip() for word in listed)
