"""The addresses of health, metrics and one page, beside the API: not limited, not metered, not in the log."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import msgspec
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from freelancerclub.operating import unsubscribing
from freelancerclub.operating.health import Health
from freelancerclub.operating.metrics import Metrics
from freelancerclub.wire.incoming import Proxies

THIS_MACHINE = ("127.0.0.0/8", "::1")
JSON = "application/json; charset=utf-8"
HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
# What a proxy adds; from one that isn't trusted nobody knows who asks.
FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip")


@dataclass(frozen=True)
class Page:
    """What answers at an address, and who may read it."""

    answer: Callable[[Request], Awaitable[Response]]
    may_read: Callable[[Request], bool] = lambda request: True


class Front:
    """Stands before the API: a look-up by path, and whatever is not for it goes on to the API."""

    def __init__(self, pages: Mapping[str, Page], api: ASGIApp) -> None:
        self._pages = pages
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        page = self._pages.get(scope["path"].removesuffix("/"))
        if page is None or scope["method"] not in ("GET", "HEAD") or not page.may_read(Request(scope)):
            await self._api(scope, receive, send)  # which knows no such path
        else:
            await (await page.answer(Request(scope)))(scope, receive, send)


def make_front(
    health: Health, metrics: Metrics, metrics_from: Sequence[str], proxies: Proxies, api: ASGIApp
) -> ASGIApp:
    """`metrics_from`: networks whose requests for /metrics are answered, besides this machine's."""
    readers = Proxies((*THIS_MACHINE, *metrics_from))

    def may_read(request: Request) -> bool:
        peer = request.client.host if request.client else ""
        client, _ = proxies.sender(peer, "http", request.headers)
        passed_on = any(name in request.headers for name in FORWARDED)
        return readers.trust(client) and (not passed_on or proxies.trust(peer))

    async def live(_: Request) -> Response:
        return Response(b'{"live":true}', 200, HEADERS, JSON)

    async def ready(_: Request) -> Response:
        report = await health.report()
        return Response(msgspec.json.encode(report), 200 if report.ready else 503, HEADERS, JSON)

    async def numbers(_: Request) -> Response:
        return Response(await metrics.text(), 200, HEADERS, CONTENT_TYPE_LATEST)

    pages = {
        "/health/live": Page(live),
        "/health/ready": Page(ready),
        "/metrics": Page(numbers, may_read),
        unsubscribing.PATH: Page(unsubscribing.confirming),
    }
    return Front(pages, api)
