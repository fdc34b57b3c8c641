"""The cases that are measured: which requests are sent, by how many connections, and what is promised of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, cycle
from urllib.parse import urlencode

from bench.photographs import upload

PEOPLE, JOBS, TALK = "people", "jobs", "talk"  # groups of cases
Requests = Callable[["Caller"], Iterator[bytes]]
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Caller:
    """Whose requests they are, others whose pages they may see, jobs, one of their own that many applied for,
    conversations that they are in, and a picture that is served: its owner and file."""

    email: str
    password: str
    token: str
    id: int = 0
    others: tuple[int, ...] = ()
    jobs: tuple[int, ...] = ()
    own_job: int = 0
    threads: tuple[int, ...] = ()
    picture: tuple[int, str] = (0, "")

    def at(self, place: int) -> "Caller":
        """The same, who writes to the server of this place: in conversations in which no other one's replies have
        been told of a moment ago, nor brought anything into a memory."""
        return replace(self, threads=self.threads[place * THREADS : (place + 1) * THREADS])


@dataclass(frozen=True)
class Case:
    """One line of the table.

    requests: the bytes that are sent, endlessly; after `variety` of them they begin again.
    status: of every answer; another one ends the bench.
    most: the API's CPU is at most so many times that of the static handler; None promises nothing.
    hashes: its CPU is mostly argon2's, so the share of that is told and no static handler asked.
    draws: it is mostly Pillow's, so it is compared with drawing alone, by the time that one takes after the other.
    cold: it is asked of an API that keeps no fragments.
    anew: it is asked of an API that remembers no pages, so that each is found anew.
    peer: Django takes at least so many times the CPU of API and database; 0 promises nothing, None doesn't ask it.
    group: it is measured wherever that is asked for.
    """

    name: str
    requests: Requests
    status: int = 200
    connections: int = 8
    most: float | None = None
    hashes: bool = False
    draws: bool = False
    variety: int = 1
    cold: bool = False
    anew: bool = False
    peer: float | None = None
    group: str = ""


def request_for(where: str, token: str | None) -> bytes:
    bearer = f"Authorization: Bearer {token}\r\n" if token else ""
    return f"GET {where} HTTP/1.1\r\nHost: {HOST}\r\nUser-Agent: bench\r\nAccept: */*\r\n{bearer}\r\n".encode()


def _get(path: str, *, forged: bool = False, nobody: bool = False) -> Requests:
    def requests(caller: Caller) -> Iterator[bytes]:
        token = caller.token[:-4] + "AAAA" if forged else caller.token
        return cycle([request_for(path, None if nobody else token)])

    return requests


def _get_each(paths: Sequence[str]) -> Requests:
    return lambda caller: cycle([request_for(path, caller.token) for path in paths])


def _pages(caller: Caller) -> Iterator[bytes]:
    return cycle([request_for(f"/users/{person_id}", caller.token) for person_id in caller.others])


def _job_pages(caller: Caller) -> Iterator[bytes]:
    return cycle([request_for(f"/jobs/{job_id}", caller.token) for job_id in caller.jobs])


def _applicants(caller: Caller) -> Iterator[bytes]:
    return cycle([request_for(f"/applicants/{caller.own_job}", caller.token)])


def _recommended(caller: Caller) -> Iterator[bytes]:
    return cycle([request_for(f"/jobs/{caller.own_job}/recommended", caller.token)])


def _conversations(caller: Caller) -> Iterator[bytes]:
    return cycle([request_for(f"/messages/{thread}", caller.token) for thread in caller.threads])


def _replies(caller: Caller) -> Iterator[bytes]:
    """Each in another conversation, so that nobody waits for the one before."""
    for number in count():
        thread = caller.threads[number % len(caller.threads)]
        yield form(f"/messages/{thread}/reply", caller.token, message=f"Reply {number} to what you wrote")


def _own_pictures(caller: Caller) -> Iterator[bytes]:
    return cycle([request_for(f"/users/{person_id}/images", caller.token) for person_id in caller.others])


def _thumbnail(caller: Caller) -> Iterator[bytes]:
    owner, file = caller.picture
    return cycle([request_for(f"/images/portfoliocrop/{owner}/253/199/{file}", None)])


def _upload(caller: Caller) -> Iterator[bytes]:
    return cycle([upload(HOST, caller.id, caller.token)])


def form(path: str, token: str | None = None, **fields: str) -> bytes:
    body = urlencode(fields)
    bearer = f"Authorization: Bearer {token}\r\n" if token else ""
    return (
        f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nUser-Agent: bench\r\nAccept: */*\r\n{bearer}"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def _log_in(caller: Caller) -> Iterator[bytes]:
    request = form("/auth/login", email=caller.email, password=caller.password)
    while True:
        yield request


_NEWCOMERS = count(1)


def _register(caller: Caller) -> Iterator[bytes]:
    while True:
        number = next(_NEWCOMERS)
        yield form(
            "/users",
            email=f"bench{number}@example.com",
            password=caller.password,
            pass_confirm=caller.password,
            display_name=f"Bench {number}",
            discipline="Photographer",
            city="Leeds",
            country="United Kingdom",
        )


def _searches(texts: Sequence[str], places: Sequence[tuple[str, float, float, int]]) -> list[str]:
    """Each text at the next place, as far as there are both."""
    asked = []
    for number in range(len(texts) or len(places)):
        query: dict[str, str | float] = {"searchstr": texts[number]} if texts else {}
        if places:
            query |= zip(("city", "latitude", "longitude", "distance"), places[number % len(places)], strict=True)
        asked.append(f"/users?{urlencode(query)}")
    return asked


# What people type: crafts, skills, names, with and without accents, whole and begun.
TEXTS = (
    *("photographer", "wedding", "graphic des", "videographer", "zoe", "drone", "retouch", "amelia kershaw"),
    *("logos", "web designer css", "airbrush", "o'brien", "typography", "fashion model", "premiere pro", "muller"),
)
PLACES = (
    ("London", 51.50735, -0.12776, 10),
    ("Leeds", 53.80076, -1.54908, 40),
    ("York", 53.95997, -1.08730, 25),
    ("Glasgow", 55.86424, -4.25181, 40),
    ("Bristol", 51.45451, -2.58791, 20),
    ("Manchester", 53.48076, -2.24263, 10),
    ("Lisbon", 38.72225, -9.13934, 40),
    ("Berlin", 52.52001, 13.40495, 100),
)
OTHERS = 200  # people whose pages are looked at in turn
FAR = 89_980  # where page 4,500 begins
MOST_WARM, MOST_COLD, MOST_PAGE, MOST_BOARD, MOST_PICTURES, MOST_FILE = 4.0, 10.0, 3.0, 6.0, 6.0, 1.5
MOST_APPLICANTS, MOST_INBOX, MOST_UNREAD = 6.0, 6.0, 3.0
THREADS = 200  # conversations of the caller's that are opened in turn, of each server others
BEATEN = 20.0  # times the peer's CPU

PLAIN, BY_TEXT = _get_each(["/users"]), _get_each(_searches(TEXTS, ()))
BY_PLACE, BY_BOTH = _get_each(_searches((), PLACES)), _get_each(_searches(TEXTS, PLACES))
MANY = len(TEXTS)
ON_THE_BOARD = [f"/jobs?{urlencode({'search': text})}" for text in ("wedding", "wed", "logo design", "york bridal")]
NEAR = [
    f"/jobs?{urlencode(dict(zip(('city', 'latitude', 'longitude', 'distance'), place, strict=True)))}"
    for place in PLACES
]

CASES = {
    case.name: case
    for case in (
        Case("list", PLAIN, most=MOST_WARM, peer=BEATEN, group=PEOPLE),
        Case("list, page 4,500", _get_each([f"/users?offset={FAR}"]), most=MOST_WARM, peer=0, group=PEOPLE),
        Case("list, text", BY_TEXT, most=MOST_WARM, variety=MANY, group=PEOPLE),
        Case("list, place", BY_PLACE, most=MOST_WARM, variety=len(PLACES), group=PEOPLE),
        Case("list, text and place", BY_BOTH, most=MOST_WARM, variety=MANY, group=PEOPLE),
        Case("list, text, anew", BY_TEXT, variety=MANY, anew=True, group=PEOPLE),
        Case("list, place, anew", BY_PLACE, variety=len(PLACES), anew=True, group=PEOPLE),
        Case("list, text and place, anew", BY_BOTH, variety=MANY, anew=True, group=PEOPLE),
        Case("list, cold", PLAIN, most=MOST_COLD, cold=True, peer=0, group=PEOPLE),
        Case("list, text, cold", BY_TEXT, most=MOST_COLD, variety=MANY, cold=True, group=PEOPLE),
        Case("profile", _pages, most=MOST_PAGE, variety=OTHERS, peer=0, group=PEOPLE),
        Case("board", _get("/jobs"), most=MOST_BOARD, peer=BEATEN, group=JOBS),
        Case("board, page 100", _get("/jobs?offset=2000"), most=MOST_BOARD, group=JOBS),
        Case("board, applied", _get("/jobs?tab=applied"), most=MOST_BOARD, group=JOBS),
        Case("board, match", _get("/jobs?tab=match"), most=MOST_BOARD, group=JOBS),
        Case("board, watchlist", _get("/jobs?tab=watchlist"), most=MOST_BOARD, group=JOBS),
        Case("board, text", _get_each(ON_THE_BOARD), most=MOST_BOARD, variety=len(ON_THE_BOARD), group=JOBS),
        Case("board, discipline", _get("/jobs?discipline=photographer"), most=MOST_BOARD, group=JOBS),
        Case("board, place", _get_each(NEAR), most=MOST_BOARD, variety=len(NEAR), group=JOBS),
        Case("board, cold", _get("/jobs"), cold=True, group=JOBS),
        Case("job", _job_pages, most=MOST_BOARD, variety=OTHERS, group=JOBS),
        Case("applicants", _applicants, most=MOST_APPLICANTS, peer=0, group=JOBS),
        Case("recommended", _recommended, group=JOBS),
        Case("inbox", _get("/messages"), most=MOST_INBOX, peer=BEATEN, group=TALK),
        Case("unread", _get("/messages?limit=1"), most=MOST_UNREAD, peer=0, group=TALK),
        Case("conversation", _conversations, variety=THREADS, group=TALK),
        Case("reply", _replies, variety=THREADS, peer=0, group=TALK),
        Case("gallery", _get("/images"), most=MOST_PICTURES, peer=BEATEN),
        Case("pictures of one", _own_pictures, most=MOST_PICTURES, variety=OTHERS, peer=0),
        Case("thumbnail", _thumbnail, most=MOST_FILE),
        Case("upload", _upload, connections=4, draws=True),
        Case("/users/me", _get("/users/me"), most=4.0, peer=0),
        Case("/users/me.xml", _get("/users/me.xml")),
        Case("/skills", _get("/skills")),
        Case("/companies", _get("/companies")),
        Case("/auth/disciplines", _get("/auth/disciplines", nobody=True)),
        Case("refused token", _get("/users/me", forged=True), status=403),
        Case("log-in", _log_in, connections=1, hashes=True, peer=0),
        Case("registration", _register, connections=1, hashes=True),
    )
}

# What every peer is asked besides: by the name of the case, what the call is called in issue 8.
CALLS = {
    "log-in": "log-in",
    "/users/me": "/users/me",
    "list": "people list",
    "profile": "profile",
    "gallery": "picture list",
    "board": "job board",
    "inbox": "inbox",
    "reply": "reply",
}
