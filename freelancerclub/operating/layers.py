"""What stands around the API: HEAD without a body, what browsers ask first, compression, the pages beside it."""

from collections.abc import Iterable, Sequence

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from freelancerclub.wire.bodiless import Bodiless
from freelancerclub.wire.compression import Compression

COMPRESS_FROM = 1_000  # bytes
# What a script in a browser may read of an answer besides its body.
EXPOSED = (
    *("X-Request-Id", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"),
    *("Retry-After", "X-Search-Mode", "ETag", "Idempotency-Replayed"),
    *("Allow", "Content-Disposition", "Deprecation"),
)


class Straight:
    """The innermost layer: what isn't for the pages of the documentation reaches the API without a router's looks."""

    def __init__(self, app: ASGIApp, api: ASGIApp, pages: Iterable[BaseRoute]) -> None:
        self._app = app
        self._api = api
        self._pages = {_first_segment(page.path) for page in pages if isinstance(page, Route)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_page = scope["type"] != "http" or _first_segment(scope["path"]) in self._pages
        await (self._app if is_page else self._api)(scope, receive, send)


def _first_segment(path: str) -> str:
    return path[1:].partition("/")[0]


def make_layers(cors_origins: Sequence[str], front: ASGIApp, pages: list[BaseRoute]) -> list[Middleware]:
    """What stands around the API, the outermost first."""
    cors = Middleware(
        CORSMiddleware,
        allow_origins=cors_origins,
        allow_methods=["*"],
        allow_headers=["*"],
        expose_headers=EXPOSED,
    )
    return [
        Middleware(Bodiless),
        *([cors] if cors_origins else []),
        Middleware(Compression, minimum_size=COMPRESS_FROM, compresslevel=5),
        Middleware(Straight, api=front, pages=pages),
    ]
