"""The proof that a peer says what we say, before anything of it is measured."""

import json
from itertools import islice
from typing import Any

import psycopg

from bench.cases import CASES, FAR, Caller, form, request_for
from bench.peer import Peer
from bench.peers.left import undone, wait_for_a_whole_window
from bench.processes import Server, ask

# By case: what is compared besides the requests that are measured.
PAGES = {
    "list": ("/users?offset=20", "/users?limit=100&offset=1000", f"/users?offset={FAR}"),
    "gallery": ("/images?offset=20", "/images?limit=100&offset=1000"),
    "board": ("/jobs?offset=20", "/jobs?limit=100&offset=40"),
    "inbox": ("/messages?offset=20", "/messages?limit=100"),
    "applicants": ("/applicants/{job}?type=new&limit=10", "/applicants/{job}?limit=30&offset=20"),
}


class Differs(Exception):
    """The peer says something else, so that comparing its speed would say nothing."""


def prove_equal(dsn: str, ours: Server, theirs: Server, peer: Peer, caller: Caller) -> int:
    """Compares what both say as parsed JSON, and what a reply leaves behind; how often. Raises Differs."""
    compared = 0
    for case in CASES.values():
        if case.cold or not peer.is_asked(case):
            continue
        if case.name == "log-in":
            _prove_log_in(ours, theirs, caller)
            compared += 1
        elif case.name == "reply":
            _prove_reply(dsn, ours, theirs, caller)
            compared += 1
        else:
            pages = (where.format(job=caller.own_job) for where in PAGES.get(case.name, ()))
            targets = [*islice(case.requests(caller), case.variety), *(request_for(one, caller.token) for one in pages)]
            for request in targets:
                _prove_read(ours, theirs, request)
            compared += len(targets)
    return compared


def _prove_read(ours: Server, theirs: Server, request: bytes) -> None:
    where = request.split(b" ", 2)[1].decode()
    said = _said(ours, request, "ours", where)
    if said["data"] is False:  # in a small town no page is so far
        return
    different = difference(said, _said(theirs, request, "the peer", where), where)
    if different:
        raise Differs(different)


def _prove_log_in(ours: Server, theirs: Server, caller: Caller) -> None:
    """All but the token, which has to be one that we take."""
    where, request = "/auth/login", next(CASES["log-in"].requests(caller))
    one, other = _said(ours, request, "ours", where), _said(theirs, request, "the peer", where)
    for said in (one, other):
        me = _said(ours, request_for("/users/me", said["token"]), "ours, with the token,", "/users/me")
        if me["data"]["id"] != str(caller.id):
            raise Differs(f"{where}: a token of {me['data']['id']}")
    different = difference(one | {"token": ""}, other | {"token": ""}, where)
    if different:
        raise Differs(different)
    wrong = form("/auth/login", email=caller.email, password="not-the-password")
    if ask(theirs.port, wrong)[0] == 200:
        raise Differs(f"{where}: a wrong password is taken")


def _prove_reply(dsn: str, ours: Server, theirs: Server, caller: Caller) -> None:
    """The same answer, and the same rows behind it."""
    thread = caller.threads[0]
    where, found = f"/messages/{thread}/reply", []
    wait_for_a_whole_window()
    with psycopg.connect(dsn, autocommit=True) as connection:
        for server in (ours, theirs):
            with undone(connection, [thread]) as left:
                left.do("UPDATE thread_member SET read = true WHERE thread_id = ANY(%(threads)s)")
                said = _said(server, form(where, caller.token, message="The very words"), "reply", where)
                found.append({"said": said, **left.told()})
    different = difference(found[0], found[1], where)
    if different:
        raise Differs(different)


def _said(server: Server, request: bytes, who: str, where: str) -> Any:
    status, _, body = ask(server.port, request)
    if status != 200:
        raise Differs(f"{where}: {who} answers {status}: {body[:2000].decode(errors='replace')}")
    return json.loads(body)


def difference(one: object, other: object, where: str) -> str:
    """The first place where they aren't equal, the order of keys included; '' if there is none."""
    if isinstance(one, dict) and isinstance(other, dict):
        if list(one) != list(other):
            return f"{where}: keys {list(one)} and {list(other)}"
        return next(filter(None, (difference(one[key], other[key], f"{where} {key}") for key in one)), "")
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return next(filter(None, (difference(*pair, f"{where} {number}") for number, pair in pairs)), "")
    return "" if one == other and type(one) is type(other) else f"{where}: {one!r} and {other!r}"
