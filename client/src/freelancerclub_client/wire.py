"""What both doors say to httpx2, and what they make of what it says."""

from collections.abc import Mapping
from typing import Any

import httpx2

from freelancerclub_client.core import Lost, Reply, Request
from freelancerclub_client.errors import Unreadable

VERSION = "0.1.0"
TIMEOUT = 30.0  # seconds
SIGN_OF_LIFE = 25.0  # seconds of silence after which the service gives one on a stream
SILENCE = 2 * SIGN_OF_LIFE + 10  # seconds of silence until it is given up: two that didn't come, and their way
HEADERS = {"User-Agent": f"freelancerclub-client/{VERSION}"}

UNSENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError)
OURS = (httpx2.InvalidURL, httpx2.UnsupportedProtocol)  # trying again is no help
FAULTS = (httpx2.RequestError, httpx2.InvalidURL)  # all that asking raises


def address(url: str) -> httpx2.URL:
    """Where a club is. Raises ValueError for where none can be."""
    try:
        found = httpx2.URL(url)
    except httpx2.InvalidURL as error:
        raise ValueError(f"{url!r} is no address: {error}") from None
    if found.scheme not in ("http", "https") or not found.host:
        raise ValueError(f"the address of a club is http:// or https:// and a host, not {url!r}")
    return found


def root(found: httpx2.URL) -> str:
    """The path that goes before every other."""
    return found.raw_path.decode().rstrip("/")


def arguments(request: Request) -> dict[str, Any]:
    """For `Client.request` and `AsyncClient.request`."""
    return {
        "method": request.method,
        "url": request.path,
        "params": request.query or None,
        "data": request.form or None,
        "files": request.files or None,
        "headers": request.headers,
    }


def stream_arguments(request: Request, timeout: float) -> dict[str, Any]:
    return {**arguments(request), "timeout": httpx2.Timeout(timeout, read=SILENCE)}


def reply(response: httpx2.Response) -> Reply:
    """Of one that was read."""
    return Reply(response.status_code, headers(response.headers), response.content)


def headers(found: httpx2.Headers) -> Mapping[str, str]:
    return {name.lower(): value for name, value in found.items()}


def lost(error: httpx2.RequestError | httpx2.InvalidURL) -> Lost:
    """Raises ValueError where it is the caller's error, Unreadable of a stream that is none of events."""
    if isinstance(error, OURS):
        raise ValueError(f"this can't be sent: {error}") from error
    if isinstance(error, httpx2.LocalProtocolError):  # not told by its own words, as they hold the token or key
        raise ValueError("this can't be sent: a token, a key or an event's id is none that a header may hold") from None
    if isinstance(error, httpx2.SSEError):
        raise Unreadable(200, b"", str(error)) from None
    return Lost(f"{type(error).__name__}: {error}", isinstance(error, UNSENT))
