"""The addresses of pictures, beside the API: bytes instead of envelopes, and only the sizes there are."""

import re
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache

import structlog

from freelancerclub.adapters.files import FilesAway
from freelancerclub.adapters.pictures import MEDIA_TYPES, PicturesBusy
from freelancerclub.context import Services
from freelancerclub.db.pool import DatabaseAway
from freelancerclub.errors import InternalError, Refusal, ServiceUnavailable, UnsupportedProtocol
from freelancerclub.features.images.actions import do_keep_size
from freelancerclub.features.images.queries import OWNED, find_standing
from freelancerclub.features.images.rules import DRAWING, FILE, SIZES
from freelancerclub.operating.answers import Answer, Headers, encoded, note, refused, send_held
from freelancerclub.wire.conditions import is_known
from freelancerclub.wire.dispatch import Scope
from freelancerclub.wire.incoming import Incoming, Proxies, read_incoming
from freelancerclub.wire.outgoing import BUSY, Outgoing, Send
from freelancerclub.wire.receive import Receive
from freelancerclub.wire.validate import LARGEST_ID

KINDS = {size.partition("/")[0] for size in SIZES}
FOR_EVER = "public, max-age=31536000, immutable"  # a file's name is never used again
FOR_ONE = "private, no-store"
POLICY = "default-src 'none'; sandbox"
REMEMBERED = 4_096  # addresses that were asked for lately
LATELY, LARGEST_LATELY = 8 << 20, 64 << 10  # bytes that a process remembers, altogether and of one picture
_RANGE = re.compile(r"bytes=(?:(\d{1,18})-(\d{0,18})|-(\d{1,18}))\s*\Z", re.ASCII)

log = structlog.get_logger("pictures")


class PictureNotFound(Refusal):
    status, message = 404, "Sorry that Image was not found."


class PictureGone(Refusal):
    status, message = 410, "Gone -- The resource requested has been removed from our servers"


class OutOfRange(Refusal):
    status, message = 416, "Range Not Satisfiable"


@dataclass(frozen=True, slots=True)
class Address:
    """What an address asks for; `owner_id` is 0 where it names none."""

    kind: str
    size: str
    file: str
    owner_id: int = 0


@lru_cache(REMEMBERED)
def read_address(path: str) -> Address | None:
    """None for what is no address of a picture: of another size, or with another name than we give to files."""
    match path.removesuffix("/").split("/")[1:]:
        case ["images", kind, owner, *measures, file] if kind in OWNED:
            if not owner.isascii() or not owner.isdigit() or len(owner) > len(str(LARGEST_ID)) - 1:
                return None
            owner_id = int(owner)
        case ["images", kind, *measures, file]:
            owner_id = 0
        case _:
            return None
    size = "/".join((kind, *measures))
    return Address(kind, size, file, owner_id) if size in SIZES and FILE.match(file) else None


@lru_cache(REMEMBERED)
def headers_of(asked: Address, cache: str) -> tuple[str, Headers, Headers]:
    """The ETag, and what goes out with a 304 and with the bytes."""
    tag = f'"{asked.size.replace("/", "-")}-{DRAWING}-{asked.file[:32]}"'
    known = encoded(
        {
            "Cache-Control": cache,
            "ETag": tag,
            "Accept-Ranges": "bytes",
            "Content-Security-Policy": POLICY,
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
    )
    return tag, known, (*known, *encoded({"Content-Type": MEDIA_TYPES[asked.file.rpartition(".")[2]]}))


class Lately:
    """Small sizes that were asked for lately. A name never stands for other bytes, so these are never old."""

    def __init__(self, most: int = LATELY, largest: int = LARGEST_LATELY) -> None:
        self._most, self._largest = most, largest
        self._held = 0
        self._bodies: OrderedDict[tuple[str, str], bytes] = OrderedDict()

    def get(self, file: str, size: str) -> bytes | None:
        body = self._bodies.get((file, size))
        if body is not None:
            self._bodies.move_to_end((file, size))
        return body

    def put(self, file: str, size: str, body: bytes) -> None:
        if len(body) > self._largest or (file, size) in self._bodies:
            return
        self._bodies[file, size] = body
        self._held += len(body)
        while self._held > self._most:
            self._held -= len(self._bodies.popitem(last=False)[1])


class PicturePages:
    """Stands before the API, and answers for all that begins with one of the five kinds of addresses."""

    def __init__(self, services: Services, proxies: Proxies, outgoing: Outgoing, api: object) -> None:
        self._services = services
        self._outgoing = outgoing
        self._proxies = proxies
        self._api = api
        self._lately = Lately()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        first = scope["path"].split("/", 3)
        if len(first) < 3 or first[1] != "images" or first[2] not in KINDS or scope["method"] not in ("GET", "HEAD"):
            await self._api(scope, receive, send)  # type: ignore[operator]
            return
        incoming = read_incoming(scope, self._proxies)
        answer = await self._answer(incoming, scope["path"])
        answer = await send_held(incoming, answer, send, self._outgoing)
        note(incoming, answer, "pictures")

    async def _answer(self, incoming: Incoming, path: str) -> Answer:
        refusal: Refusal
        try:
            return await self._served(incoming, path)
        except Refusal as said:
            refusal = said
        except (DatabaseAway, FilesAway, PicturesBusy) as away:
            log.error("picture not served", id=incoming.id, reason=str(away))
            refusal = ServiceUnavailable(BUSY)
        except Exception:
            log.exception("failed", id=incoming.id)
            refusal = InternalError()
        return refused(incoming, refusal)

    async def _served(self, incoming: Incoming, path: str) -> Answer:
        """Raises UnsupportedProtocol, PictureNotFound, PictureGone."""
        if self._services.settings.require_https and incoming.scheme != "https":
            raise UnsupportedProtocol
        asked = read_address(path)
        if asked is None:
            raise PictureNotFound
        cache = await self._allowed(incoming, path, asked)
        tag, known, headers = headers_of(asked, cache)
        sent = incoming.headers.get("if-none-match")
        if sent and is_known(sent, tag):
            return Answer(304, b"", known)
        body = self._lately.get(asked.file, asked.size)
        if body is None:
            body = await do_keep_size(self._services, asked.file, asked.size)
            if body is None:
                raise PictureNotFound
            self._lately.put(asked.file, asked.size, body)
        return _part(incoming, body, tag, headers) or Answer(200, body, headers)

    async def _allowed(self, incoming: Incoming, path: str, asked: Address) -> str:
        """Who may keep it; a pending one is for those who were given a link. Raises PictureNotFound, PictureGone."""
        standing = await find_standing(self._services.database, asked.kind, asked.file, asked.owner_id)
        if standing == "gone":
            raise PictureGone
        if standing == "shown":
            return FOR_EVER
        if standing == "pending" and self._services.links.opens(path, incoming.query, self._services.clock()):
            return FOR_ONE
        raise PictureNotFound


def _part(incoming: Incoming, body: bytes, tag: str, headers: Headers) -> Answer | None:
    """The bytes of a Range; None where there is none that counts. Raises OutOfRange."""
    asked = incoming.headers.get("range")
    found = _RANGE.match(asked) if asked else None
    if found is None or incoming.headers.get("if-range", tag) != tag:
        return None
    whole = len(body)
    if found[3] is not None:
        first, last = max(0, whole - int(found[3])), whole - 1
    else:
        first, last = int(found[1]), min(int(found[2] or whole - 1), whole - 1)
        if found[2] and int(found[2]) < first:
            return None  # no range at all (RFC 9110, 14.1.1)
    if first >= whole:
        no = OutOfRange()
        no.headers = {"Content-Range": f"bytes */{whole}"}
        raise no
    return Answer(206, body[first : last + 1], (*headers, (b"content-range", b"bytes %d-%d/%d" % (first, last, whole))))
