"""The proof that a peer says what we say notices what differs; and which peers a machine can run."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bench import equal, peer
from bench.cases import CALLS, CASES
from bench.statements import heard
from bench.world import KEY
from freelancerclub.adapters.tokens import Tokens
from freelancerclub.features.alerts.queries import find_matching
from freelancerclub.features.threads.queries import access_inbox
from freelancerclub.kit.clock import system_clock
from freelancerclub.wire.paging import STRICT


@pytest.mark.parametrize(
    ("said", "where"),
    [
        (b'{"data": {"b": 1, "a": 2}}', "/jobs data: keys"),
        (b'{"data": {"a": 2, "b": "1"}}', "/jobs data b: 1 and '1'"),
        (b'{"data": {"a": 2, "b": true}}', "/jobs data b: 1 and True"),
        (b'{"data": []}', "/jobs data: {"),
    ],
)
def test_a_difference_is_told_by_its_place(said: bytes, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {1: b'{"data": {"a": 2, "b": 1}}', 2: said}
    monkeypatch.setattr(equal, "ask", lambda port, request: (200, "application/json", answers[port]))
    ours, theirs = (SimpleNamespace(port=port) for port in (1, 2))
    equal._prove_read(ours, ours, b"GET /jobs HTTP/1.1\r\n\r\n")  # type: ignore[arg-type]
    with pytest.raises(equal.Differs, match="^" + where.replace("{", r"\{")):
        equal._prove_read(ours, theirs, b"GET /jobs HTTP/1.1\r\n\r\n")  # type: ignore[arg-type]


def test_a_peer_that_refuses_is_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(equal, "ask", lambda port, request: (500, "text/html", b"<h1>Oops"))
    with pytest.raises(equal.Differs, match="answers 500: <h1>Oops"):
        equal._prove_read(SimpleNamespace(port=1), SimpleNamespace(port=1), b"GET /jobs HTTP/1.1\r\n\r\n")  # type: ignore[arg-type]


def test_every_peer_is_asked_the_eight_calls_and_django_more() -> None:
    asked = {one.name: {name for name, case in CASES.items() if one.is_asked(case)} for one in peer.PEERS}
    assert asked["fastapi"] == asked["php"] == set(CALLS) and len(CALLS) == 8
    assert asked["django"] > {*CALLS, "applicants", "unread", "pictures of one", "list, cold"}


def test_what_a_peer_lacks_it_says_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peer, "FOLDERS", tmp_path)
    one = peer.Peer("lisp", "Lisp")
    assert one.missing == "there is no bench/peers/lisp/serve.py"
    (tmp_path / "lisp").mkdir()
    (tmp_path / "lisp" / "serve.py").write_text("def why_not():\n    return 'this machine has no Lisp'\n")
    assert one.missing == "this machine has no Lisp"
    (tmp_path / "lisp" / "requirements.txt").write_text("")
    assert one.missing == ""


def test_statements_are_caught_before_they_are_asked() -> None:
    now = system_clock()
    token = Tokens(KEY.encode()).issue(7, "ann@example.com", 0, since=now, now=now)
    world: Any = SimpleNamespace(caller=SimpleNamespace(token=token))
    statement, values = heard(world, lambda db, me, at: find_matching(db, 12))
    assert "alert a" in statement and values == {"job": 12}
    statement, values = heard(world, lambda db, me, at: access_inbox(db, me, STRICT.read({})))
    assert statement.startswith("WITH page") or "thread_member" in statement
    assert values["me"] == 7 and values["limit"] == 20 and "ended_token" in statement
