"""Incoming: who really sent a request, and what it says, whatever bytes it holds."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from freelancerclub.wire.incoming import Incoming, Proxies, read_incoming


def incoming(
    *headers: tuple[str, str], trusted: tuple[str, ...] = (), peer: str | None = "10.0.0.1", **scope: Any
) -> Incoming:
    given_scope = {
        "method": "GET",
        "path": "/users/me",
        "raw_path": b"/users/me",
        "query_string": b"",
        "scheme": "http",
        "client": None if peer is None else (peer, 5_000),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers],
    } | scope
    return read_incoming(given_scope, Proxies(trusted))


def client(forwarded: str, trusted: tuple[str, ...] = ("10.0.0.0/8",), peer: str = "10.0.0.1") -> str:
    return incoming(("x-forwarded-for", forwarded), trusted=trusted, peer=peer).client


# ── who sent it ──


def test_without_trusted_proxies_a_header_says_nothing():
    found = incoming(("x-forwarded-for", "203.0.113.9"), ("x-forwarded-proto", "https"))
    assert (found.client, found.scheme) == ("10.0.0.1", "http")


def test_only_a_trusted_proxy_is_believed():
    headers = ("x-forwarded-for", "203.0.113.9"), ("x-forwarded-proto", "https")
    assert incoming(*headers, trusted=("10.0.0.1",)).client == "203.0.113.9"
    assert incoming(*headers, trusted=("10.0.0.1",)).scheme == "https"
    assert incoming(*headers, trusted=("10.0.0.2",)).client == "10.0.0.1"
    assert incoming(*headers, trusted=("10.0.0.2",)).scheme == "http"


@pytest.mark.parametrize(
    ("forwarded", "sender"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("203.0.113.9, 10.0.0.7", "203.0.113.9"),
        ("1.1.1.1, 203.0.113.9", "203.0.113.9"),
        ("127.0.0.1, 203.0.113.9, 10.0.0.7, 10.0.0.8", "203.0.113.9"),
        ("10.0.0.7, 10.0.0.8", "10.0.0.7"),
        ("", "10.0.0.1"),
        (" , ,", "10.0.0.1"),
        ("rubbish", "10.0.0.1"),
        ("203.0.113.9, rubbish", "10.0.0.1"),
        ("rubbish, 203.0.113.9", "203.0.113.9"),
        ("203.0.113.9, rubbish, 10.0.0.7", "10.0.0.7"),
        ("203.0.113.9:4711", "203.0.113.9"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("2001:DB8:0::1", "2001:db8::1"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("203.0.113.9\n", "203.0.113.9"),
        ("1.2.3.4.5", "10.0.0.1"),
        ("9" * 400, "10.0.0.1"),
        ("' OR 1=1 --", "10.0.0.1"),
    ],
)
def test_the_sender_is_the_last_hop_that_no_trusted_proxy_is(forwarded: str, sender: str):
    assert client(forwarded) == sender


def test_ipv6_proxies_and_ipv4_ones_on_an_ipv6_socket():
    assert client("203.0.113.9", trusted=("2001:db8::/32",), peer="2001:db8::5") == "203.0.113.9"
    assert client("203.0.113.9", trusted=("2001:db8::/32",), peer="2001:db9::5") == "2001:db9::5"
    assert client("203.0.113.9", peer="::ffff:10.0.0.1") == "203.0.113.9"
    assert client("203.0.113.9, ::ffff:10.0.0.7") == "203.0.113.9"


def test_a_list_may_be_spread_over_several_lines():
    lines = [("x-forwarded-for", "1.1.1.1, 203.0.113.9"), ("X-Forwarded-For", "10.0.0.7")]
    assert incoming(*lines, trusted=("10.0.0.0/8",)).client == "203.0.113.9"
    assert incoming(("accept", "text/csv"), ("accept", "text/html")).headers["accept"] == "text/csv, text/html"


@pytest.mark.parametrize(
    ("said", "scheme"),
    [
        ("https", "https"),
        ("HTTPS", "https"),
        ("http", "http"),
        ("https, http", "http"),
        ("http,https", "https"),
        ("wss", "http"),
        ("", "http"),
    ],
)
def test_the_scheme_is_what_the_nearest_proxy_says(said: str, scheme: str):
    assert incoming(("x-forwarded-proto", said), trusted=("10.0.0.1",)).scheme == scheme


def test_a_proxy_without_the_header_leaves_the_scheme():
    assert incoming(trusted=("10.0.0.1",), scheme="https").scheme == "https"
    assert incoming(("x-forwarded-proto", "rubbish"), trusted=("10.0.0.1",), scheme="https").scheme == "https"


def test_a_peer_without_an_address_is_nobody_and_trusted_by_nobody():
    found = incoming(("x-forwarded-for", "203.0.113.9"), trusted=("0.0.0.0/0",), peer=None)
    assert found.client == ""


# ── what it says ──


@pytest.mark.parametrize("name", ["a", "A.b_c-9", "x" * 64])
def test_a_request_id_that_can_be_printed_is_kept(name: str):
    assert incoming(("x-request-id", name)).id == name


@pytest.mark.parametrize("name", ["", "x" * 65, "a b", "a\nb", "a\n", "é", "<b>", '"', "a;b", "../x"])
def test_any_other_is_replaced_by_a_new_one(name: str):
    first, second = incoming(("x-request-id", name)), incoming(("x-request-id", name))
    assert first.id != second.id
    assert len(first.id) == 32 and first.id.isalnum()


@pytest.mark.parametrize(
    ("raw", "query"),
    [
        (b"", {}),
        (b"a=1&b=2", {"a": "1", "b": "2"}),
        (b"a=1&a=2", {"a": "2"}),
        (b"a[]=1&b[0]=2", {"a": "1", "b": "2"}),
        (b"a[]=1&b=x&a[]=2&a%5B%5D=3", {"a": "1,2,3", "b": "x"}),
        (b"a[1]=1&a%5b0%5d=2&a[]=", {"a": "1,2,"}),
        (b"a=1&a[]=2&a[]=3", {"a": "2,3"}),
        (b"a[]=1&a[]=2&a=3&a=4", {"a": "4"}),
        (b"a[x]=1&a[x]=2&b]=%005D", {"a[x]": "2", "b]": "\ufffd5D"}),
        (b"a=&b", {"a": "", "b": ""}),
        (b"a=x+y%20z", {"a": "x y z"}),
        (b"a=caf%C3%A9", {"a": "café"}),
        ("a=café".encode(), {"a": "café"}),
        (b"a=%FF", {"a": "\ufffd"}),
        (b"a=\xff", {"a": "\ufffd"}),
        (b"a=%00b", {"a": "\ufffdb"}),
        (b"a=\x00b", {"a": "\ufffdb"}),
        (b"a=%ED%A0%80", {"a": "\ufffd" * 3}),
        (b"&&=&%", {"": "", "%": ""}),
    ],
)
def test_the_query(raw: bytes, query: dict[str, str]):
    assert incoming(query_string=raw).query == query


@pytest.mark.parametrize(
    ("scope", "path"),
    [
        ({"raw_path": b"/users/a%2Fb"}, "/users/a%2Fb"),
        ({"raw_path": b"/users?x=1"}, "/users"),
        ({"raw_path": b"/caf\xc3\xa9"}, "/caf%C3%A9"),
        ({"raw_path": b"/a\nb\x85\xe2\x80\xa8 c"}, "/a%0Ab%85%E2%80%A8%20c"),
        ({"raw_path": None, "path": "/a b%/é\n"}, "/a%20b%25/%C3%A9%0A"),
    ],
)
def test_the_path_stays_encoded_and_on_one_line(scope: dict[str, Any], path: str):
    assert incoming(**scope).path == path


@settings(deadline=None)
@given(st.binary(max_size=60), st.binary(max_size=60), st.lists(st.binary(max_size=30), max_size=4))
def test_any_bytes_can_be_read(path: bytes, query: bytes, hops: list[bytes]):
    headers = [(b"x-forwarded-for", hop) for hop in hops] + [(b"x-forwarded-proto", path), (b"x-request-id", query)]
    found = incoming(raw_path=path or b"/", query_string=query, headers=headers, trusted=("10.0.0.0/8",))
    assert found.path.isascii() and found.path.isprintable()
    assert not any("\x00" in value for value in found.query.values())
    assert found.client == "10.0.0.1" or Proxies(("0.0.0.0/0", "::/0")).trust(found.client)
