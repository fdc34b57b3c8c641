"""Passwords: argon2id off the event loop, at most two at once a process, and the list of common ones."""

import asyncio
import os
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

import bcrypt
from nacl.exceptions import InvalidkeyError
from nacl.pwhash import argon2id, verify

T = TypeVar("T")

SHORTEST = 8  # bytes
LONGEST = 1024  # bytes
AT_ONCE = 2
THREAD = "argon2"  # the name of the threads that hash, as `top -H` and the bench see it
BCRYPT, LONGEST_BCRYPT = ("$2a$", "$2b$", "$2y$"), 72  # bytes

# The parameters of trust.md: 19 MiB, two passes; libsodium knows no more than one lane.
MEMORY, PASSES = 19 * 1024, 2  # KiB, times
_ARGON2ID = re.compile(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=\d+\$")
# The reference registers its sample people with this one, so it has to work (L975).
DOCUMENTED_SAMPLE = "abcd1234"


class Passwords:
    """Hashes and checks. Nobody's hash is checked too, so that an unknown address takes as long as a known one."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._at_once = at_once
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix=THREAD, initializer=_name_thread)
        self._nobody: str | None = None
        self._asked = 0

    @property
    def waiting(self) -> int:
        """How many hashes wait for one of the threads."""
        return max(0, self._asked - self._at_once)

    async def hash(self, password: str) -> str:
        return await self._in_thread(_hash, password)

    async def verify(self, stored: str | None, password: str) -> bool:
        """False for a wrong password, and always for nobody (`stored` None), after the same work."""
        if len(password.encode()) > LONGEST:
            password = password[:SHORTEST]  # can't be anybody's; the work stays the same and bounded
            stored = None
        if self._nobody is None:
            self._nobody = await self.hash("nobody's password")
        try:
            matches = await self._in_thread(_matches, stored or self._nobody, password)
        except (InvalidkeyError, ValueError):
            return False
        return matches and stored is not None

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _in_thread(self, work: Callable[..., T], *arguments: str) -> T:
        self._asked += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)
        finally:
            self._asked -= 1


def at_once(workers: int) -> int:
    """How many hashes a process of so many may make at a time: two on one processor only take it from the requests."""
    return AT_ONCE if len(os.sched_getaffinity(0)) > workers else 1


def is_outdated(stored: str) -> bool:
    """Whether a hash was made in another way, or with lower parameters than today's."""
    made = _ARGON2ID.match(stored)
    return made is None or int(made[1]) < MEMORY or int(made[2]) < PASSES


def _hash(password: str) -> str:
    return argon2id.str(password.encode(), PASSES, MEMORY * 1024).decode()


def _matches(stored: str, password: str) -> bool:
    """Of an imported club bcrypt's hashes too, which never looked at more than 72 bytes. Raises InvalidkeyError."""
    if stored.startswith(BCRYPT):
        return bcrypt.checkpw(password.encode()[:LONGEST_BCRYPT], stored.encode())
    return verify(stored.encode(), password.encode())


def _name_thread() -> None:
    """Tells the system too: Python keeps the names of threads to itself."""
    with suppress(OSError):
        Path(f"/proc/self/task/{threading.get_native_id()}/comm").write_text(THREAD)


@cache
def common_passwords() -> frozenset[str]:
    text = files("freelancerclub.adapters").joinpath("common-passwords.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def is_common(password: str) -> bool:
    """Whether it is on the bundled list, in any case."""
    return password != DOCUMENTED_SAMPLE and password.lower() in common_passwords()
