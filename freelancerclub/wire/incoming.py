"""Incoming: what arrived, read once; and who really sent it when a trusted proxy stands between."""

import os
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import parse_qsl, quote

_HOP = re.compile(r"\[([^\]]+)\](?::\d+)?|([^:]+):\d+")  # an address with its port, as some proxies write it
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}\Z")
_INDEX = re.compile(r"\[\d*\]\Z")


@dataclass(slots=True)
class Incoming:
    """One request. `query` holds the last value of each name, or its list; `bytes_in` grows as the body is read.

    format: the name of the one that it is answered in, once that is chosen.
    credentials: the token and the API key it came with, once the gate has looked.
    """

    id: str
    method: str
    path: str
    query: dict[str, str]
    headers: Mapping[str, str]
    client: str
    scheme: str
    started: float
    bytes_in: int = 0
    format: str = "json"
    credentials: tuple[str | None, str | None] | None = None


class Proxies:
    """The peers whose X-Forwarded-* headers are believed."""

    def __init__(self, trusted: tuple[str, ...]) -> None:
        self._networks: list[IPv4Network | IPv6Network] = [ip_network(one, strict=False) for one in trusted]

    def trust(self, address: str) -> bool:
        found = _address(address)
        return found is not None and any(found in network for network in self._networks)

    def sender(self, peer: str, scheme: str, headers: Mapping[str, str]) -> tuple[str, str]:
        """The caller's address and scheme: the last hop that isn't a trusted proxy, or stands before no address."""
        if not self._networks or not self.trust(peer):
            return peer, scheme
        client = peer
        for hop in reversed([hop.strip() for hop in headers.get("x-forwarded-for", "").split(",") if hop.strip()]):
            found = _address(hop)
            if found is None:
                break
            client = str(found)
            if not self.trust(client):
                break
        forwarded = headers.get("x-forwarded-proto", "").rpartition(",")[2].strip().lower()
        return client, forwarded if forwarded in ("http", "https") else scheme


def _address(hop: str) -> IPv4Address | IPv6Address | None:
    """The address of a hop, without its port; an IPv4 address as such, though the socket may call it IPv6."""
    written = _HOP.fullmatch(hop)
    try:
        found = ip_address((written[1] or written[2]) if written else hop)
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found


def read_incoming(scope: Mapping[str, Any], proxies: Proxies) -> Incoming:
    headers = _headers(scope["headers"])
    client, scheme = proxies.sender((scope.get("client") or ("", 0))[0], scope.get("scheme", "http"), headers)
    given = headers.get("x-request-id", "")
    raw_path = scope.get("raw_path") or quote(scope["path"]).encode()
    return Incoming(
        id=given if _REQUEST_ID.match(given) else os.urandom(16).hex(),
        method=scope["method"],
        path=_path(raw_path.partition(b"?")[0]),
        query=_query(scope.get("query_string", b"")),
        headers=headers,
        client=client,
        scheme=scheme,
        started=time.perf_counter(),
    )


def _path(raw: bytes) -> str:
    """The path in printable ASCII, as nearly every path is already."""
    text = raw.decode("latin-1")
    return text if text.isascii() and text.isprintable() and " " not in text else quote(raw, safe=_PRINTABLE)


def _headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """By name in small letters; the lines of a repeated one are one list (RFC 9110, 5.2)."""
    headers: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers


def _query(raw: bytes) -> dict[str, str]:
    """The query string; bytes that are no UTF-8, and NUL, which no text may hold, become the replacement mark."""
    if not raw:
        return {}
    pairs = parse_qsl(raw.decode(errors="replace"), keep_blank_values=True, errors="replace")
    if b"]" in raw or b"%5" in raw:  # hardly ever
        pairs = _listed(pairs)
    return {name: value.replace("\x00", "\ufffd") for name, value in pairs}


def _listed(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """`name[]` and `name[0]` are values of one list, which commas delimit; a plain name ends it, as PHP has it."""
    values: dict[str, str | list[str]] = {}
    for name, value in pairs:
        bare = _INDEX.sub("", name)
        before = values.get(bare)
        if bare == name:
            values[bare] = value
        elif isinstance(before, list):
            before.append(value)
        else:
            values[bare] = [value]
    return [(name, value if isinstance(value, str) else ",".join(value)) for name, value in values.items()]
