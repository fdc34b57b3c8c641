"""The client: threads that register, log in, change and read profiles and forget passwords, and log each answer."""

import base64
import http.client
import json
import random
import threading
import time
from typing import Any
from urllib.parse import urlencode

from faults.ledger import Ledger, Person
from faults.service import HOST

PASSWORD = "a fine password"
DISCIPLINES = ("Photographer", "Model", "Stylist", "Musician")
LOG_INS = 5  # at most so many a person
ANSWER = 20.0  # seconds
AFTER_FAILURE = 0.2  # seconds that a client waits before it asks again
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Client(threading.Thread):
    """One user agent with one kept connection; what it does follows from its seed."""

    def __init__(self, port: int, ledger: Ledger, seed: int, number: int, pause: float = 0.05) -> None:
        super().__init__(name=f"client {number}", daemon=True)
        self._port, self._ledger, self._number, self._pause = port, ledger, number, pause
        self._random = random.Random(seed * 1_000 + number)
        self._mark = f"{seed}x{number}"
        self._made = 0
        self._mine: list[Person] = []
        self._over = threading.Event()
        self._connection: http.client.HTTPConnection | None = None

    def finish(self) -> None:
        self._over.set()

    def run(self) -> None:
        actions = (self._register, self._log_in, self._change, self._read, self._forget)
        while not self._over.wait(self._random.uniform(0, self._pause)):
            action = self._random.choices(actions, (25, 10, 40, 15, 10))[0] if self._mine else self._register
            try:
                action()
            except Exception as error:  # a mistake of the harness must not end the load unseen
                self._ledger.object(f"{action.__name__}: {error!r}")
        if self._connection is not None:
            self._connection.close()

    # one request

    def _ask(self, what: str, method: str, path: str, who: Person | None = None, **fields: str) -> Any:
        """The answer's JSON; None where it is not known whether anything happened."""
        body = urlencode(fields).encode() if fields else None
        headers = (FORM if fields else {}) | ({"Authorization": f"Bearer {who.token}"} if who else {})
        began = time.monotonic()
        status, data = self._exchange(method, path, body, headers)
        if status == 200:
            if who is not None:
                self._ledger.metered(len(body or b"") + len(data))
            with self._ledger.changing:
                self._ledger.acknowledged += 1
            return json.loads(data)
        if who is not None:
            with self._ledger.changing:
                self._ledger.unsure_traffic += len(body or b"") + 3_000
        self._ledger.fail(began, what, status)
        self._over.wait(AFTER_FAILURE)
        if status not in (0, 500, 503):
            self._ledger.object(f"{what}: {status} {data[:200]!r}")
        return None

    def _exchange(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, bytes]:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(HOST, self._port, timeout=ANSWER)
        try:
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            self._connection = None
            return 0, b""

    # what it does

    def _new_mark(self) -> str:
        self._made += 1
        return f"{self._mark}x{self._made}"

    def _register(self) -> None:
        mark = self._new_mark()
        person = Person(f"{mark}@example.com", f"Person {mark}", f"City {mark}", self._random.choice(DISCIPLINES), mark)
        said = self._ask(
            "register",
            "POST",
            "/users",
            email=person.email,
            password=PASSWORD,
            pass_confirm=PASSWORD,
            display_name=person.name,
            discipline=person.discipline,
            city=person.city,
            country="United Kingdom",
            tags=mark,
            contact=mark,
        )
        with self._ledger.changing:
            (self._ledger.unsure if said is None else self._ledger.people).append(person)
        if said is not None:
            self._mine.append(person)
            self._log_in(person)

    def _log_in(self, person: Person | None = None) -> None:
        person = person or self._random.choice(self._mine)
        if person.logged_in + person.maybe_logged_in >= LOG_INS:
            return
        said = self._ask("log in", "POST", "/auth/login", email=person.email, password=PASSWORD)
        if said is None:
            person.maybe_logged_in += 1
        else:
            person.logged_in += 1
            person.token = said["token"]

    def _change(self) -> None:
        """Three fields at once: all have the new mark, or none."""
        person = self._random.choice(self._mine)
        if person.token is None:
            return
        user_id = json.loads(_claims(person.token))["id"]
        mark = self._new_mark()
        said = self._ask("change", "PUT", f"/users/{user_id}", person, bio=mark, tags=mark, contact=mark)
        if said is None:
            person.maybe.append(mark)
        else:
            person.mark = mark
            person.maybe.clear()

    def _read(self) -> None:
        """What was acknowledged is there, whichever process answers."""
        person = self._random.choice(self._mine)
        said = self._ask("read", "GET", "/users/me", person) if person.token else None
        if said is None:
            return
        found = said["data"]["tags"]
        if found not in (person.mark, *person.maybe):
            self._ledger.object(f"{person.email} reads {found} instead of {person.mark} or {person.maybe}")

    def _forget(self) -> None:
        person = self._random.choice(self._mine)
        if person.forgot or person.maybe_forgot:
            return
        if self._ask("forgot", "POST", "/users/forgot", email=person.email) is None:
            person.maybe_forgot += 1
        else:
            person.forgot += 1


def _claims(token: str) -> bytes:
    part = token.split(".")[1]
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
