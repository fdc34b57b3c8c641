"""The cases that are measured: which requests are sent, by how many connections, and what is promised of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlencode

Requests = Callable[["Caller"], Iterator[bytes]]
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Caller:
    """Whose requests they are, and somebody else whose page they may see."""

    email: str
    password: str
    token: str
    other: int = 0


@dataclass(frozen=True)
class Case:
    """One line of the table.

    requests: the bytes that are sent, endlessly.
    status: of every answer; another one ends the bench.
    most: the API's CPU is at most so many times that of the static handler; None promises nothing.
    hashes: its CPU is mostly argon2's, so it is compared with hashing alone and not with a static handler.
    """

    name: str
    requests: Requests
    status: int = 200
    connections: int = 8
    most: float | None = None
    hashes: bool = False


def _get(path: str, *, forged: bool = False, nobody: bool = False) -> Requests:
    def requests(caller: Caller) -> Iterator[bytes]:
        token = caller.token[:-4] + "AAAA" if forged else caller.token
        bearer = "" if nobody else f"Authorization: Bearer {token}\r\n"
        where = path.format(other=caller.other)
        request = f"GET {where} HTTP/1.1\r\nHost: {HOST}\r\nUser-Agent: bench\r\nAccept: */*\r\n{bearer}\r\n".encode()
        while True:
            yield request

    return requests


def _post(path: str, **fields: str) -> bytes:
    body = urlencode(fields)
    return (
        f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nUser-Agent: bench\r\nAccept: */*\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def _log_in(caller: Caller) -> Iterator[bytes]:
    request = _post("/auth/login", email=caller.email, password=caller.password)
    while True:
        yield request


_NEWCOMERS = count(1)


def _register(caller: Caller) -> Iterator[bytes]:
    while True:
        number = next(_NEWCOMERS)
        yield _post(
            "/users",
            email=f"bench{number}@example.com",
            password=caller.password,
            pass_confirm=caller.password,
            display_name=f"Bench {number}",
            discipline="Photographer",
            city="Leeds",
            country="United Kingdom",
        )


CASES = {
    case.name: case
    for case in (
        Case("/users/me", _get("/users/me"), most=4.0),
        Case("/users/{id}", _get("/users/{other}"), most=3.0),
        Case("/users/me.xml", _get("/users/me.xml")),
        Case("/skills", _get("/skills")),
        Case("/companies", _get("/companies")),
        Case("/auth/disciplines", _get("/auth/disciplines", nobody=True)),
        Case("refused token", _get("/users/me", forged=True), status=403),
        Case("log-in", _log_in, connections=1, hashes=True),
        Case("registration", _register, connections=1, hashes=True),
    )
}
