"""What both doors say to httpx2, and what they make of what it says."""

from collections.abc import Mapping
from typing import Any

import httpx2

from freelancerclub_client.core import Lost, Reply, Request

VERSION = "0.1.0"
TIMEOUT = 30.0  # seconds
SILENCE = 60.0  # seconds without a sign of life until a stream is given up; the service gives one every 20
HEADERS = {"User-Agent": f"freelancerclub-client/{VERSION}"}

UNSENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError)
OURS = (httpx2.UnsupportedProtocol, httpx2.LocalProtocolError)  # trying again is no help


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


def lost(error: httpx2.RequestError) -> Lost:
    """Raises the error where it is the caller's."""
    if isinstance(error, OURS):
        raise error
    return Lost(f"{type(error).__name__}: {error}", isinstance(error, UNSENT))
