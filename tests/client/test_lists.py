"""Which pages of a list are asked for, and what may be asked for twice: without a server."""

import json
from typing import Any

import pytest

from freelancerclub_client import Page, Unreachable, Unreadable
from freelancerclub_client.calls import Call, delete, done, get, post, put
from freelancerclub_client.core import Lost, Patience, Reply, Send, Session, Sleep, converse
from freelancerclub_client.paging import Listing, listing
from freelancerclub_client.records.record import Done
from freelancerclub_client.records.reference import Skill, Usage

SKILLS: Listing[Skill] = listing("/skills", Skill, page_size=2, offset=0)
DAYS: Listing[Usage] = listing("/usage", Usage, cursor="usage_id", page_size=2, offset=0)


def skills(many: int, total: int) -> Page[Skill]:
    return Page([Skill({"id": "1"})] * many, {"meta": {"total": total}})


def test_the_next_page_is_asked_for_only_where_there_is_one():
    assert SKILLS.after(0, skills(2, 5)) == 2
    assert SKILLS.after(4, skills(1, 5)) is None
    assert SKILLS.after(0, skills(2, 2)) is None, "no request for a page that is empty"
    assert SKILLS.after(2, skills(0, 9)) is None, "rows that went away meanwhile"


def test_a_cursor_is_gone_by_where_there_is_one():
    rows = [{"usage_id": "7"}, {"usage_id": "9"}]
    assert DAYS.after(0, Page([Usage(row) for row in rows], {"hasmore": True, "data": rows})) == 9
    assert DAYS.after(9, Page([Usage(row) for row in rows], {"hasmore": False, "data": rows})) is None
    assert DAYS.call(0, 2).query == {"limit": "2"}
    assert DAYS.call(9, 2).query == {"startingafter": "9", "limit": "2"}


BROKEN: list[tuple[Listing[Any], dict[str, Any]]] = [
    (SKILLS, {"data": ["photography"]}),
    (SKILLS, {"data": [{"id": "1"}], "meta": None}),
    (SKILLS, {"data": [], "meta": {"total": "many"}}),
    (DAYS, {"data": [{"usage_id": "7"}]}),
    (DAYS, {"data": [{"usage_id": "last"}], "hasmore": True}),
]


@pytest.mark.parametrize(("of", "body"), BROKEN)
def test_a_page_that_leads_nowhere_is_unreadable(of: Listing[Any], body: dict[str, Any]):
    with pytest.raises(Unreadable):
        Reply(200, {}, json.dumps(body).encode()).read(of.call(0, 2).read)


TWICE = [get("/x", done), put("/x", done), delete("/x", done), post("/x", done)]
TWICE += [post("/x", done, repeats=True, keyed=False)]
ONCE = post("/x", done, keyed=False)


@pytest.mark.parametrize("call", TWICE, ids=lambda call: call.method)
def test_what_is_once_when_it_is_done_twice_is_sent_again(call: Call[Done]):
    turn = converse(call, Session(), Patience())
    assert isinstance(turn.send(None), Send)
    assert isinstance(turn.send(Lost("lost", unsent=False)), Sleep)


def test_what_might_be_done_twice_is_not():
    turn = converse(ONCE, Session(), Patience())
    turn.send(None)
    assert isinstance(turn.send(Lost("refused", unsent=True)), Sleep), "it wasn't sent at all"
    turn.send(None)
    with pytest.raises(Unreachable) as raised:
        turn.send(Lost("lost", unsent=False))
    assert raised.value.may_be_done


def test_pauses_grow_and_end():
    patience = Patience(tries=5, first=1, longest=3)
    pauses = [patience.pause(tried, None) for tried in range(1, 6)]
    assert pauses.pop() is None
    for pause, most in zip(pauses, (1, 2, 3, 3), strict=True):
        assert pause is not None and most / 2 <= pause <= most
    assert patience.pause(1, 3.5) is None and (patience.pause(1, 2) or 0) >= 2
