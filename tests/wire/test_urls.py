"""Addresses: what a path means, down to its last suffix and pair."""

from typing import Any

import pytest

from freelancerclub.wire.endpoint import Endpoint
from freelancerclub.wire.formats import FORMATS
from freelancerclub.wire.urls import LARGEST_ID, NOBODY, Urls


def endpoint(methods: str, *paths: str, pairs: bool = False) -> Endpoint:
    async def handler() -> None: ...

    declared = {"methods": tuple(methods.split()), "paths": paths, "pairs": pairs, "writes": methods != "GET"}
    return Endpoint(handler=handler, allow=None, out=None, **declared)  # type: ignore[arg-type]


URLS = Urls(
    [
        endpoint("GET", "/usage", pairs=True),
        endpoint("GET", "/users", pairs=True),
        endpoint("POST", "/users"),
        endpoint("GET", "/users/me"),
        endpoint("GET", "/users/{user_id}"),
        endpoint("POST PUT", "/users/{user_id}"),
        endpoint("GET", "/users/discipines", "/users/disciplines"),
        endpoint("POST", "/users/portfolios"),
        endpoint("DELETE", "/users/portfolios/{portfolio_id}"),
        endpoint("PUT DELETE", "/users/portfolios/{portfolio_id}/images/{image_id}"),
        endpoint("GET", "/images", pairs=True),
        endpoint("GET", "/images/{image_id}"),
        endpoint("GET", "/images/{image_id}/comments", pairs=True),
        endpoint("PUT DELETE", "/images/{image_id}/like"),
        endpoint("GET", "/auth/refresh"),
    ]
)


def names(path: str) -> set[str]:
    """The endpoints of a path; none for an unknown one."""
    node = URLS.match(path).node
    return {endpoint.name for endpoint in node.endpoints.values()} if node else set()


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/users/me", "GET /users/me"),
        ("/users/%6De", "GET /users/me"),
        ("/users/portfolios", "POST /users/portfolios"),
        ("/users/discipines", "GET /users/discipines"),
        ("/users/disciplines", "GET /users/discipines"),
    ],
)
def test_a_literal_wins_over_an_id_and_over_pairs(path: str, name: str):
    assert names(path) == {name}
    assert URLS.match(path).ids == () and URLS.match(path).pairs == {}


def test_an_id_is_handed_on():
    assert names("/users/17") == {"GET /users/{user_id}", "POST /users/{user_id}"}
    assert URLS.match("/users/17").ids == (17,)
    assert URLS.match("/users/portfolios/3/images/4").ids == (3, 4)


@pytest.mark.parametrize(
    "segment", ["１２", "²", "٣", "-5", "+5", "5_0", "0x5", "5e1", "5%20", "%205", "5.0", "5%00", "five"]
)
def test_an_id_has_ascii_digits_and_nothing_else(segment: str):
    assert names(f"/auth/{segment}") == set()
    match = URLS.match(f"/images/{segment}/like")
    assert match.ids == () and names(f"/images/{segment}/like") == {"GET /images"}, "it begins the pairs of the list"


@pytest.mark.parametrize(
    ("digits", "number"),
    [
        ("0", 0),
        ("007", 7),
        ("0" * 30 + "7", 7),
        (str(LARGEST_ID), LARGEST_ID),
        (str(LARGEST_ID + 1), NOBODY),
        ("9" * 19, NOBODY),
        ("1" + "0" * 20, NOBODY),
        ("9" * 5_000, NOBODY),
    ],
)
def test_an_id_larger_than_any_is_nobodys(digits: str, number: int):
    assert URLS.match(f"/users/{digits}").ids == (number,)


@pytest.mark.parametrize("path", ["/users/me", "/users/5", "/users", "/images/5/comments/offset/10", "/users/me.xml"])
def test_a_slash_at_the_end_changes_nothing(path: str):
    assert names(path) and URLS.match(path + "/") == URLS.match(path)


def test_empty_segments_count_for_nothing():
    assert names("//users//me//") == {"GET /users/me"}


# ── suffixes ──


@pytest.mark.parametrize("suffix", FORMATS)
def test_each_of_the_eight_names_is_a_suffix(suffix: str):
    for path in (f"/usage.{suffix}", f"/usage.{suffix.upper()}/", f"/images/5/like.{suffix}", f"/users/5.{suffix}"):
        assert URLS.match(path).suffix == suffix, path
        assert not URLS.match(path).unknown_suffix
        assert names(path) == names(path.lower().replace(f".{suffix}", "")) != set()


@pytest.mark.parametrize(
    ("path", "suffix", "pairs"),
    [
        ("/usage.xml/offset/10", "xml", {"offset": "10"}),
        ("/usage/offset/10.xml", "xml", {"offset": "10"}),
        ("/usage.csv/offset/10.xml", "csv", {"offset": "10"}),
        ("/images/5/comments.xml/limit/2", "xml", {"limit": "2"}),
        ("/images/5/comments/limit/2.php", "php", {"limit": "2"}),
        ("/images/search/a.b.json", "json", {"search": "a.b"}),
        ("/images/limit/1/odd.xml", "xml", {"limit": "1"}),
        ("/images.xml/search", "xml", {}),
    ],
)
def test_a_suffix_may_stand_before_the_pairs_or_at_their_end(path: str, suffix: str, pairs: dict[str, str]):
    match = URLS.match(path)
    assert (match.suffix, match.pairs, match.unknown_suffix) == (suffix, pairs, False)
    assert match.node is not None


def test_the_first_suffix_wins():
    assert URLS.match("/users.xml/5.csv").suffix == "xml"
    assert URLS.match("/users.xml/me.csv").suffix == "xml"


@pytest.mark.parametrize(
    "path", ["/usage.foo", "/users/me.pdf", "/users/portfolios.foo/5", "/usage.foo/offset/10", "/usage."]
)
def test_an_unknown_suffix_after_a_literal_is_remembered(path: str):
    assert URLS.match(path).unknown_suffix and URLS.match(path).node is not None


@pytest.mark.parametrize(
    ("path", "pairs"),
    [
        ("/images/search/St.Ives", {"search": "St.Ives"}),
        ("/images/search/photo.jpg", {"search": "photo.jpg"}),
        ("/images/search/a.foo/limit/5", {"search": "a.foo", "limit": "5"}),
        ("/images/St.Ives/5", {"St.Ives": "5"}),
        ("/images/search/a.json/limit/5", {"search": "a.json", "limit": "5"}),
    ],
)
def test_a_value_keeps_its_dots(path: str, pairs: dict[str, str]):
    match = URLS.match(path)
    assert (match.pairs, match.suffix, match.unknown_suffix) == (pairs, None, False)


def test_an_id_in_the_middle_takes_no_suffix():
    assert names("/users/portfolios/5.xml/images/6") == set()


# ── pairs ──


@pytest.mark.parametrize(
    ("path", "pairs"),
    [
        ("/images/offset/10/limit/20", {"offset": "10", "limit": "20"}),
        ("/usage/startdate/2015-07-05/enddate/2015-07-06", {"startdate": "2015-07-05", "enddate": "2015-07-06"}),
        ("/images/offset/10/limit", {"offset": "10"}),
        ("/images/offset", {}),
        ("/images/search/caf%C3%A9%20noir", {"search": "café noir"}),
        ("/images/search/a%2Fb", {"search": "a/b"}),
        ("/images/search/a+b", {"search": "a+b"}),
        ("/images/offset/1/offset/2", {"offset": "2"}),
        ("/images/search/%FF", {"search": "\ufffd"}),
        ("/images/search/a%00b", {"search": "a\ufffdb"}),
        ("/images/search/%ED%A0%80", {"search": "\ufffd\ufffd\ufffd"}),
        ("/images/search/%zz%", {"search": "%zz%"}),
        ("/users/discipline/me", {"discipline": "me"}),
    ],
)
def test_a_tail_of_a_list_is_pairs(path: str, pairs: dict[str, str]):
    match = URLS.match(path)
    assert match.pairs == pairs
    assert match.node is not None and "GET" in match.node.endpoints


def test_only_the_list_takes_pairs_not_what_shares_its_path():
    match = URLS.match("/users/limit/5")
    assert match.node is not None and match.node.allowed == ("GET", "HEAD")


def test_an_encoded_slash_makes_no_segment():
    assert names("/users%2Fme") == set()
    assert names("/images/5%2Flike") == {"GET /images"}


# ── what is not there ──


@pytest.mark.parametrize(
    "path",
    ["/", "", "//", "/nothing", "/auth", "/auth/nothing", "/users/5/nothing", "/USERS/me", "/users/me/x", "/..",
     "/%2e%2e/users",
     "/images/5/like/6", "/users/portfolios/5/images", "/users/portfolios/5/images/6/7", "/%00", "/*", "/users*"],
)  # fmt: skip
def test_an_unknown_path_has_no_node(path: str):
    assert URLS.match(path).node is None


@pytest.mark.parametrize(
    ("path", "suffix"),
    [("/nothing.xml", "xml"), ("/auth.csv/nothing", "csv"), ("/nothing.foo", None), ("/users/5/no.php", "php")],
)
def test_an_unknown_path_is_refused_in_the_format_it_asked_for(path: str, suffix: str | None):
    assert (URLS.match(path).node, URLS.match(path).suffix) == (None, suffix)


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/users", ("GET", "HEAD", "POST")),
        ("/users/5", ("GET", "HEAD", "POST", "PUT")),
        ("/users/portfolios", ("POST",)),
        ("/images/5/like", ("DELETE", "PUT")),
    ],
)
def test_allowed_methods_include_head_where_there_is_a_get(path: str, allowed: tuple[str, ...]):
    node = URLS.match(path).node
    assert node is not None and node.allowed == allowed


def test_a_path_is_declared_once():
    with pytest.raises(AssertionError, match="GET /users/me is declared twice"):
        Urls([endpoint("GET", "/users/me"), endpoint("GET", "/users/me")])


def test_a_segment_that_the_handler_takes_as_text():
    async def forget(ctx: object, device_id: str) -> None: ...

    async def show(ctx: object, number: int) -> None: ...

    def declared(method: str, path: str, handler: Any, writes: bool) -> Endpoint:
        return Endpoint(methods=(method,), paths=(path,), handler=handler, allow=None, out=None, writes=writes)

    urls = Urls(
        [
            declared("DELETE", "/devices/{device_id}", forget, True),
            declared("GET", "/devices/{number}", show, False),
            declared("GET", "/devices/mine", show, False),
            declared("POST", "/devices", show, True),
        ]
    )
    for path, ids, method in (
        ("/devices/b2f7-c1", ("b2f7-c1",), "DELETE"),
        ("/devices/x.y", ("x.y",), "DELETE"),
        ("/devices/x.y.xml", ("x.y",), "DELETE"),
        ("/devices/a%2Fb", ("a/b",), "DELETE"),
        ("/devices/a%00b/", ("a\ufffdb",), "DELETE"),
        ("/devices/12", (12,), "GET"),
        ("/devices/mine", (), "GET"),
    ):
        match = urls.match(path)
        assert match.node is not None and match.ids == ids and list(match.node.endpoints) == [method], path
    assert urls.match("/devices/a/b").node is None


def test_a_get_that_writes_has_no_head():
    async def handler() -> None: ...

    written = Endpoint(methods=("GET",), paths=("/register",), handler=handler, allow=None, out=None, writes=True)
    node = Urls([written]).match("/register").node
    assert node is not None and node.allowed == ("GET",)
