"""Reads of conversations as their members see them: the inbox, one conversation, what is found in them.

Each begins with one statement: who asks, what they may see and how fresh it has to be. Lines of the inbox and people
come from what is written already; what differs between those who look (who the others are, whom a block hides) is put
together here from what is kept of the whole conversation.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from freelancerclub.callers import ADMINISTRATOR, Caller
from freelancerclub.db.finding import MOST_WORDS
from freelancerclub.db.fragments import Fragments, Kind
from freelancerclub.db.lane import Row
from freelancerclub.db.pool import Database
from freelancerclub.db.visibility import blocked_ids
from freelancerclub.features.auth.queries import access_along
from freelancerclub.features.messages.rules import ThreadForeign, ThreadNotFound, shown
from freelancerclub.shapes.messages import CARDS, Thread, ThreadCard, ThreadHead, ThreadItem, ThreadPage, ThreadUser
from freelancerclub.shapes.people import HIDDEN_NAME
from freelancerclub.wire.envelopes import Page, Threads, ThreadsMeta, written
from freelancerclub.wire.paging import Paging

MINE = "thread_member m WHERE m.person_id = %(me)s AND m.shown"
BLOCKED = f"array({blocked_ids('%(me)s')})"

INBOX = f"""
    WITH page AS (
        SELECT m.thread_id AS id, m.last_at FROM {MINE}
        ORDER BY m.last_at DESC, id DESC LIMIT %(limit)s OFFSET %(offset)s
    )
    SELECT (SELECT count(*) FROM {MINE}), (SELECT count(*) FROM {MINE} AND NOT m.read),
        found.ids, found.versions, {BLOCKED}
    FROM person p, (
        SELECT array_agg(v.id ORDER BY page.last_at DESC, v.id DESC) AS ids,
            array_agg(v.version ORDER BY page.last_at DESC, v.id DESC) AS versions
        FROM page JOIN thread_version v USING (id)
    ) found
    WHERE p.id = %(me)s"""

# What somebody may read of a conversation: no message that is held back from them, none by whom a block hides.
READABLE = "(NOT i.withheld OR i.author_id = %(me)s) AND i.author_id <> ALL(%(blocked)s::bigint[])"

# The last message of conversations whose very last one the caller may not read.
LAST_READABLE = f"""
    SELECT t.id, i.message, i.html, to_char(i.created_at, 'YYYY-MM-DD HH24:MI:SS')
    FROM unnest(%(ids)s::bigint[]) t (id), LATERAL (
        SELECT i.* FROM thread_item i WHERE i.thread_id = t.id AND {READABLE} ORDER BY i.id DESC LIMIT 1
    ) i"""

# Who asks, whether there is the conversation, whether it is theirs, and who else is in it, with all their versions.
LOOK = f"""
    SELECT p.role, t.id, m.thread_id IS NOT NULL, m.shown, m.read, t.last_item,
        (SELECT v.version FROM thread_version v WHERE v.id = t.id), {BLOCKED}, {ThreadHead.columns()},
        others.ids, others.versions, others.read, others.deleted, others.notify
    FROM person p LEFT JOIN thread t ON t.id = %(thread)s
    LEFT JOIN thread_member m ON (m.thread_id, m.person_id) = (t.id, p.id) AND NOT m.withheld
    LEFT JOIN LATERAL (
        SELECT array_agg(v.id ORDER BY v.id) AS ids, array_agg(v.version ORDER BY v.id) AS versions,
            array_agg(o.read ORDER BY v.id) AS read, array_agg(o.deleted_at IS NOT NULL ORDER BY v.id) AS deleted,
            array_agg(o.notify ORDER BY v.id) AS notify
        FROM thread_member o JOIN person_version v ON v.id = o.person_id
        WHERE o.thread_id = m.thread_id AND o.person_id <> p.id AND o.person_id NOT IN ({blocked_ids("%(me)s")})
    ) others ON m.shown
    WHERE p.id = %(me)s"""


_ITEMS = f"""
    SELECT {ThreadItem.columns()}, i.html
    FROM (SELECT i.id FROM thread_item i WHERE i.thread_id = %(thread)s AND {READABLE} AND {{which}}) page
    JOIN thread_item i ON i.id = page.id JOIN person p ON p.id = i.author_id
    ORDER BY i.id"""
NEWEST = _ITEMS.format(which="true ORDER BY i.id DESC LIMIT %(limit)s OFFSET %(offset)s")
NEWER = _ITEMS.format(which="i.id > %(after)s ORDER BY i.id LIMIT %(limit)s OFFSET %(offset)s")

# Every word has to be there, the last one at least as a beginning. The index holds whose the messages are as well, so
# it finds one's own with all the whole words; a beginning it would look for in everybody's, which is left to the rows.
FOUND = f"""
    WITH asked AS MATERIALIZED (
        SELECT ('p' || %(me)s::bigint)::tsquery AS me, (array(SELECT folded_words(%(text)s)))[:{MOST_WORDS}] AS words
    ), mine AS MATERIALIZED (
        SELECT s.id, s.words FROM thread_search s
        WHERE s.words @@ (SELECT coalesce(me && search_words(words[:cardinality(words) - 1], 'w', false, '&'), me)
                          FROM asked)
    ), matching AS MATERIALIZED (
        SELECT i.id FROM mine JOIN thread_item i USING (id)
        JOIN thread_member m ON (m.thread_id, m.person_id) = (i.thread_id, %(me)s)
        WHERE mine.words @@ (SELECT search_words(words, 'w', true, '&') FROM asked)
          AND m.shown AND (NOT i.withheld OR i.author_id = %(me)s) AND i.author_id NOT IN ({blocked_ids("%(me)s")})
    ), page AS (
        SELECT id FROM matching ORDER BY id DESC LIMIT %(limit)s OFFSET %(offset)s
    )"""
FOUND_TOTAL = f"{FOUND} SELECT count(*) FROM matching"
FOUND_PAGE = f"""{FOUND}
    SELECT {ThreadItem.columns()}, i.html, (SELECT count(*) FROM matching)
    FROM page JOIN thread_item i ON i.id = page.id JOIN person p ON p.id = i.author_id
    ORDER BY i.id DESC"""

# What is found hangs on: all that was said where the caller is, as versions that no two conversations share.
STATE = f"""
    SELECT (SELECT bit_xor(hashint8extended(v.version, 0)) FROM thread_version v, {MINE} AND v.id = m.thread_id),
        {BLOCKED}
    FROM person p WHERE p.id = %(me)s"""

PEOPLE = f"""
    SELECT v.id, v.version, {ThreadUser.columns()} FROM person p JOIN person_version v ON v.id = p.id
    WHERE p.id = ANY(%(ids)s)"""


def _card(row: Sequence[Any]) -> bytes:
    card = ThreadCard.from_row(row)
    return written(msgspec.structs.replace(card, lastmessage=shown(card.lastmessage, card.html)))


def _person(row: Sequence[Any]) -> bytes:
    """What is the same in every conversation: all from the role on."""
    fragment = written(ThreadUser.from_row(row))
    return fragment[fragment.index(b'"role_id"') :]


CARD = Kind(
    "conversation",
    f"SELECT v.id, v.version, {ThreadCard.columns()} FROM {CARDS} JOIN thread_version v ON v.id = t.id"
    " WHERE t.id = ANY(%(ids)s)",
    _card,
)
PERSON = Kind("person in a conversation", PEOPLE, _person, {"open": False})
OPEN_PERSON = Kind("open person in a conversation", PEOPLE, _person, {"open": True})
_read_card = msgspec.json.Decoder(ThreadCard).decode


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody else in a conversation: (id, version), and their standing in it."""

    person: tuple[int, int]
    read: bool
    deleted: bool
    notify: bool


@dataclass(frozen=True, slots=True)
class Look:
    """The conversation that somebody opens: all that its page is made of, but for which of its messages are asked for.

    newest: its last item, None where there is none. version: another one after whatever is said in it, and by whom.
    """

    id: int
    is_open: bool
    is_read: bool
    newest: int | None
    version: int
    blocked: list[int]
    head: Sequence[Any]
    others: list[Other]


# ── the inbox ──


async def access_inbox(db: Database, claimant: Caller, paging: Paging) -> Row:
    """What a page of the caller's conversations is made of, those last written in first. Raises TokenInvalid."""
    return await access_along(db.quick, claimant, INBOX, me=claimant.id, limit=paging.limit, offset=paging.offset)


async def get_inbox(
    db: Database, fragments: Fragments, claimant: Caller, found: Row, paging: Paging
) -> Threads[Thread]:
    """The page."""
    total, unread, ids, versions, blocked = found
    kept = await fragments.get(db, CARD, zip(ids or (), versions or (), strict=True))
    cards = [_read_card(kept[id_]) for id_ in ids or () if id_ in kept]
    if blocked:
        cards = await _without(db, claimant.id, cards, blocked)
    hidden = frozenset(map(str, blocked))
    me = str(claimant.id)
    meta = ThreadsMeta(total, paging.shown_limit, paging.shown_offset, unread)
    return Threads(meta, [_line(card, me, hidden) for card in cards])


async def _without(db: Database, me: int, cards: list[ThreadCard], blocked: list[int]) -> list[ThreadCard]:
    """The cards with the last message that isn't by anybody blocked."""
    authors = frozenset(map(str, blocked))
    ids = [int(card.id) for card in cards if card.author in authors]
    if not ids:
        return cards
    found = {row[0]: row[1:] for row in await db.steady_rows(LAST_READABLE, ids=ids, me=me, blocked=blocked)}
    return [_retold(card, found.get(int(card.id))) if card.author in authors else card for card in cards]


def _retold(card: ThreadCard, last: Sequence[Any] | None) -> ThreadCard:
    message, is_html, date = last or ("", False, card.created_on)
    return msgspec.structs.replace(card, lastmessage=shown(message, is_html), last_date=date)


def _line(card: ThreadCard, me: str, hidden: frozenset[str]) -> Thread:
    """A line of the inbox as this caller sees it; whoever is hidden is named nowhere."""
    seen = [member for member in card.members if member.other_id not in hidden]
    by, name, image, url = card.created_by, card.display_name, card.image, card.img_full
    if by in hidden:
        by, name, image, url = "0", HIDDEN_NAME, None, None
    return Thread(
        id=card.id,
        created_by=by,
        created_on=card.created_on,
        last_date=card.last_date,
        source=card.source,
        source_id=card.source_id,
        read=next((member.read for member in seen if member.other_id == me), "0"),
        display_name=name,
        image=image,
        users=[member for member in seen if member.other_id != me],
        lastmessage=card.lastmessage,
        readall=all(member.read == "1" for member in seen),
        img_full=url,
    )


# ── one conversation ──


async def access_look(db: Database, claimant: Caller, thread_id: int) -> Look:
    """Raises TokenInvalid; ThreadNotFound for one that is put away or shut by a block too; ThreadForeign."""
    row = await access_along(db.quick, claimant, LOOK, me=claimant.id, thread=thread_id)
    role, found, is_member, is_shown, is_read, newest, version, blocked = row[:8]
    if found is not None and not is_member:
        raise ThreadForeign
    if not is_shown:
        raise ThreadNotFound
    head, (ids, versions, *standing) = row[8:-5], row[-5:]
    people = zip(ids or (), versions or (), strict=True)
    states = zip(people, *(column or () for column in standing), strict=True)
    others = [Other(person, *state) for person, *state in states]
    return Look(thread_id, role == ADMINISTRATOR, is_read, newest, version, blocked, head, others)


async def get_page(
    db: Database, fragments: Fragments, claimant: Caller, look: Look, paging: Paging, after: int | None
) -> ThreadPage:
    """The conversation that was looked at: its newest items, or those after one, the oldest of them first."""
    kind = OPEN_PERSON if look.is_open else PERSON
    kept = await fragments.get(db, kind, (other.person for other in look.others))
    users: list[Any] = [
        _user(look.id, other, kept[other.person[0]]) for other in look.others if other.person[0] in kept
    ]
    values = {"limit": paging.limit, "offset": paging.offset, "me": claimant.id, "blocked": look.blocked}
    rows = await db.steady_rows(NEWEST if after is None else NEWER, thread=look.id, after=after, **values)
    head = dict(zip(ThreadHead.__struct_fields__, look.head, strict=True))
    if int(head["created_by"]) in look.blocked:
        head["created_by"] = "0"
    return ThreadPage(**head, message_users=users, message_items=_items(rows))


def _user(thread_id: int, other: Other, fragment: bytes) -> msgspec.Raw:
    id_ = other.person[0]
    standing = f'{{"id":"{id_}","message_id":"{thread_id}","user_id":"{id_}","read":"{other.read:d}",'
    return msgspec.Raw(f'{standing}"delete":"{other.deleted:d}","notify":"{other.notify:d}",'.encode() + fragment)


def _items(rows: Iterable[Sequence[Any]]) -> list[ThreadItem]:
    """The messages of rows that end in whether they are HTML."""
    items = []
    for *row, is_html in rows:
        item = ThreadItem.from_row(row)
        items.append(msgspec.structs.replace(item, message=shown(item.message, True)) if is_html else item)
    return items


async def access_state(db: Database, claimant: Caller) -> Row:
    """What tells whether anything was said, or hidden, where the caller is. Raises TokenInvalid."""
    return await access_along(db.quick, claimant, STATE, me=claimant.id)


async def find_messages(db: Database, me: int, text: str, paging: Paging) -> Page[ThreadItem]:
    """The messages of somebody's conversations that hold every word of a text, the newest first."""
    if not text:
        return Page(paging.meta(0), [])
    values = {"me": me, "text": text, "limit": paging.limit, "offset": paging.offset}
    rows = await db.steady_rows(FOUND_PAGE, **values)
    total = rows[0][-1] if rows else paging.offset and await db.steady_value(FOUND_TOTAL, **values)
    return Page(paging.meta(total), _items(row[:-1] for row in rows))
