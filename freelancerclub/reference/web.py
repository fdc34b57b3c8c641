"""/openapi.json and /docs over HTTP: made once, at the first request, and kept with their ETags."""

import hashlib
import importlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from freelancerclub.wire.endpoint import Endpoint

# Everything the page uses is served from /docs; nothing it holds may run or load anything else.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
CHECK_EACH_TIME = "public, no-cache"
FOR_EVER = "public, max-age=31536000, immutable"  # an asset's address names its content
MISSING = '{"status":false,"message":"Unknown path"}'


@dataclass(frozen=True)
class Kept:
    """A body that never changes while the process lives."""

    body: bytes
    media_type: str
    cache: str = CHECK_EACH_TIME

    @cached_property
    def tag(self) -> str:
        """Weak, because the same page also leaves compressed."""
        return f'W/"{hashlib.sha256(self.body).hexdigest()[:20]}"'

    def answer(self, request: Request) -> Response:
        headers = {
            "ETag": self.tag,
            "Cache-Control": self.cache,
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
        }
        known = request.headers.get("if-none-match", "")
        if self.tag in [tag.strip() for tag in known.split(",")] or known.strip() == "*":
            return Response(status_code=304, headers=headers)
        return Response(self.body, media_type=self.media_type, headers=headers)


class Documentation:
    """The documentation of these endpoints, as served at `site`."""

    def __init__(self, endpoints: Iterable[Endpoint], site: str) -> None:
        self._endpoints = endpoints
        self._site = site

    # By name and at the first request: what colours and lays out the pages takes as long to load as all the rest.

    @cached_property
    def _pages(self) -> Any:
        return importlib.import_module("freelancerclub.reference.pages")

    @cached_property
    def _document(self) -> Any:
        return importlib.import_module("freelancerclub.reference.openapi").Document(self._endpoints, self._site)

    @cached_property
    def _openapi(self) -> Kept:
        text = json.dumps(self._document.whole(), ensure_ascii=False, separators=(",", ":"))
        return Kept(text.encode(), "application/json; charset=utf-8")

    @cached_property
    def _page(self) -> Kept:
        page = self._pages.reference_page(self._document, assets="/docs", openapi="/openapi.json")
        return Kept(page.encode(), "text/html; charset=utf-8")

    # Not `async`: Starlette runs these in a thread, so that the first request, which makes the page, holds up no other.

    def openapi(self, request: Request) -> Response:
        return self._openapi.answer(request)

    def page(self, request: Request) -> Response:
        return self._page.answer(request)

    def asset(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in self._pages.ASSETS:
            return Response(MISSING, 404, media_type="application/json", headers={"X-Content-Type-Options": "nosniff"})
        return Kept(self._pages.asset(name), self._pages.ASSETS[name], FOR_EVER).answer(request)


def documentation(endpoints: Iterable[Endpoint], site: str) -> list[BaseRoute]:
    """The routes that stand before the API's own."""
    made = Documentation(endpoints, site)
    return [
        Route("/openapi.json", made.openapi),
        Route("/openapi.json/", made.openapi),
        Route("/docs", made.page),
        Route("/docs/", made.page),
        Route("/docs/{name:path}", made.asset),
    ]
