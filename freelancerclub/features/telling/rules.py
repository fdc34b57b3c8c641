"""What people are told: the one table of kinds, how a text is written, and when a mail is due."""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape, unescape
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

# ── preferences: the columns of person that say how soon, and the letters they have in a signed link ──

SOCIAL, SYSTEM, APPLICANTS = "notifications", "system_notifications", "applicant_notifications"
TOPICS = {SOCIAL: "n", SYSTEM: "s", APPLICANTS: "a"}
JOB_ALERTS, INMAIL = "push_job_alerts", "push_inmail"
PACES = ("instant", "hourly", "daily")
MORNING = timedelta(hours=7)  # when daily mails go out, in the zone of the service

# ── kinds ──


@dataclass(frozen=True)
class PushOf:
    """What a kind says on a phone (L4745-4773).

    type, key: `{"type": type, key: <target>}` is its data. switch: the column that turns it off.
    delay: how long it waits, to be left out if it was read meanwhile.
    """

    type: str
    key: str
    contents: str
    switch: str
    delay: timedelta = timedelta(0)


@dataclass(frozen=True)
class Kind:
    """One thing that people are told.

    module: what the wire calls source_module.
    text: HTML; a name in braces is what `notify` was given, escaped and cut to 30 characters.
    link: where it leads on the site; {target}, {picture}, {job} are ids, other names are escaped for an address.
    topic: the preference that says how soon it is mailed; None is never mailed.
    window: things of one kind, target and actor are told once within it; None is once ever.
    listed: whether it stands in the inbox.
    still: SQL over `note`, a row of notification: whether it is still worth mailing or pushing.
    """

    module: str
    text: str
    link: str
    topic: str | None = SOCIAL
    window: timedelta | None = None
    listed: bool = True
    push: PushOf | None = None
    still: str = "true"


COMMENT_THERE = "EXISTS (SELECT FROM picture_comment c WHERE c.id = note.target_id AND c.deleted_at IS NULL)"
FOLLOW_THERE = "EXISTS (SELECT FROM follow f WHERE (f.followed_id, f.follower_id) = (note.person_id, note.actor_id))"
LIKE_THERE = "EXISTS (SELECT FROM picture_like l WHERE (l.picture_id, l.person_id) = (note.picture_id, note.actor_id))"
REVIEW_THERE = "EXISTS (SELECT FROM review r WHERE r.id = note.target_id AND r.authorised)"
APPLICATION_THERE = "EXISTS (SELECT FROM application a WHERE (a.job_id, a.person_id) = (note.job_id, note.actor_id))"
JOB_SHOWN = "EXISTS (SELECT FROM job j WHERE j.id = note.job_id AND j.authorised)"
THREAD_UNREAD = """EXISTS (SELECT FROM thread_member m
    WHERE (m.thread_id, m.person_id) = (note.target_id, note.person_id) AND NOT m.read AND m.deleted_at IS NULL)"""


def _still(status: str) -> str:
    """What became of an application is so still."""
    of = f"(a.job_id, a.person_id, a.status) = (note.job_id, note.person_id, '{status}')"
    return f"EXISTS (SELECT FROM application a WHERE {of})"


IMAGE, JOB, PERSON = (
    "/discover/freelancers/{slug}/image/{picture}/0#comment{target}",
    "/jobs/details/{job}",
    "/discover/freelancers/{slug}",
)

UNQUOTED = "(removed)"  # stands where the words of a comment stood that was taken away
EACH = timedelta(microseconds=1)  # the shortest window that a moment can be in: everything is told by itself

# A new kind is one entry. Texts and links of the first four are those of the reference (contract section 5).
KINDS: dict[str, Kind] = {
    "discussion": Kind(
        "elearning",
        "has posted a discussion on one of your projects: &nbsp;<i>'{quote}'</i>",
        "/resources/elearning/course/{course}#project/{target}",
    ),
    "comment.also": Kind(
        "comment", "also commented on an image: &nbsp;<i>'{quote}'</i>", IMAGE, still=COMMENT_THERE
    ),
    "comment": Kind(
        "comment", "has commented on one of your images: &nbsp;<i>'{quote}'</i>", IMAGE, still=COMMENT_THERE
    ),
    "invite": Kind("jobs", "has invited you to apply for the job <a href='/jobs/details/{job}'>{title}</a>", JOB),
    # Whoever withdraws and applies again is told of once an hour, as often as an hourly mail goes.
    "application": Kind(
        "jobs", "has applied for your job <a href='/jobs/details/{job}'>{title}</a>", JOB, APPLICANTS,
        window=timedelta(hours=1), still=APPLICATION_THERE,
    ),
    "application.shortlist": Kind(
        "jobs", "has put you on the shortlist for the job <a href='/jobs/details/{job}'>{title}</a>", JOB, SYSTEM,
        still=_still("shortlist"),
    ),
    "application.unsuccessful": Kind(
        "jobs", "has chosen somebody else for the job <a href='/jobs/details/{job}'>{title}</a>", JOB, SYSTEM,
        still=_still("unsuccessful"),
    ),
    # With a mail of its own, which holds the owner's message.
    "application.successful": Kind(
        "jobs", "has given you the job <a href='/jobs/details/{job}'>{title}</a>", JOB, None
    ),
    "like": Kind(
        "like", "likes one of your images: &nbsp;<i>'{title}'</i>", "/discover/freelancers/{slug}/image/{picture}/0",
        still=LIKE_THERE,
    ),
    "follow": Kind("follow", "is now following you", PERSON, window=timedelta(days=1), still=FOLLOW_THERE),
    "review": Kind(
        "review", "has written a review about you: &nbsp;<i>'{quote}'</i>", PERSON + "#review{target}",
        still=REVIEW_THERE,
    ),
    "job.alert": Kind(
        "jobs", "has posted a job that may suit you: <a href='/jobs/details/{job}'>{title}</a>", JOB, SYSTEM,
        still=JOB_SHOWN, push=PushOf("job.alert", "job_id", "Job Alert", JOB_ALERTS),
    ),
    "job.authorised": Kind(
        "jobs", "Your job is on the board now: <a href='/jobs/details/{job}'>{title}</a>", JOB, SYSTEM,
        window=timedelta(days=1),
    ),
    "job.closing": Kind(
        "jobs", "Your job closes soon: <a href='/jobs/details/{job}'>{title}</a>, open until {day}", JOB, SYSTEM,
        window=timedelta(days=1),
    ),
    "job.withdrawn": Kind(
        "jobs", "has withdrawn a job that you applied for: &nbsp;<i>'{title}'</i>", "/jobs", SYSTEM,
    ),
    "message.new": Kind(
        "message", "has sent you a message", "/messages/{target}", listed=False, still=THREAD_UNREAD,
        push=PushOf("message.new", "message_id", "New Message", INMAIL),
    ),
    "message.reply": Kind(
        # Each by itself: whoever writes knows who has read meanwhile, and is to hear of the next.
        "message", "has replied to your conversation", "/messages/{target}", window=EACH,
        listed=False, still=THREAD_UNREAD,
        push=PushOf("message.reply", "message_id", "New Reply", INMAIL, delay=timedelta(minutes=5)),
    ),
}  # fmt: skip

# ── texts ──

CUT_AT = 30  # characters
_TAG = re.compile(r"<[^>]*>")


def shortened(text: str) -> str:
    """At most 30 characters, back to the last space, and ` ...` where something was cut."""
    line = " ".join(text.split())
    if len(line) <= CUT_AT:
        return line
    return (line[:CUT_AT].rpartition(" ")[0] or line[:CUT_AT]) + " ..."


def printed(text: str) -> str:
    """What a person wrote, as it stands inside an element; an apostrophe stays, as the reference prints it."""
    return escape(shortened(text), quote=False).replace('"', "&quot;")


def message_of(kind: Kind, words: dict[str, str | int]) -> str:
    """The HTML of a line in the inbox."""
    return kind.text.format(**{name: word if isinstance(word, int) else printed(word) for name, word in words.items()})


def link_of(kind: Kind, words: dict[str, str | int]) -> str:
    return kind.link.format(**{name: quote(str(word), safe="") for name, word in words.items()})


def plain(message: str) -> str:
    """A line of the inbox without its markup."""
    return " ".join(unescape(_TAG.sub("", message)).split())


def summary_of(kind: Kind) -> str:
    """What happened, without what anybody wrote: for the subject of a mail."""
    return plain(kind.text.partition("{")[0].partition("&nbsp;")[0].partition("<")[0]).removesuffix(":")


@dataclass(frozen=True)
class Told:
    """A line of the inbox as a mail says it: in a sentence, with what somebody wrote apart, and one thing to do."""

    sentence: str
    quote: str
    button: str


# What one does about it, by source_module; anything else has a look.
BUTTONS = {
    "comment": "See the comment",
    "like": "See the picture",
    "follow": "See the profile",
    "review": "Read the review",
    "jobs": "See the job",
    "message": "Read and answer",
    "elearning": "See the discussion",
}
LOOK = "Have a look"
_QUOTE = re.compile(r"(?::\s*)?(?:&nbsp;)?\s*<i>'(.*)'</i>\s*\Z", re.DOTALL)


def told(who: str, module: str, message: str) -> Told:
    """`who` did what the message says; nobody did what the service itself says."""
    found = _QUOTE.search(message)
    what = plain(message[: found.start()] if found else message)
    return Told(sentence_of(who, what), plain(found[1]) if found else "", BUTTONS.get(module, LOOK))


def sentence_of(who: str, what: str) -> str:
    name = " ".join(who.split())
    return f"{name} {what}" if name else what[:1].upper() + what[1:]


# ── when ──

EVER = datetime(1970, 1, 1, tzinfo=UTC)


def window_of(kind: Kind, now: datetime) -> datetime:
    """The beginning of the window that `now` is in."""
    return EVER if kind.window is None else now - (now - EVER) % kind.window


def due_of(pace: str, happened: datetime, zone: ZoneInfo) -> datetime:
    """When something is mailed: at once, at the end of its hour, or on the morning after it happened."""
    if pace == "instant":
        return happened
    local = happened.astimezone(zone)
    if pace == "hourly":
        # Counted in UTC: an hour that the clocks repeat is two hours.
        return happened.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    morning = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0) + MORNING
    return (morning if local < morning else morning + timedelta(days=1)).astimezone(UTC)


@dataclass(frozen=True)
class Waiting:
    """A notification that no mail holds yet, with the pace its person wants now."""

    notification_id: int
    person_id: int
    happened_at: datetime
    pace: str


@dataclass(frozen=True)
class Plan:
    """What becomes of what waits. `mails`: person, pace and the notifications of each."""

    mails: list[tuple[int, str, list[int]]]
    later: list[tuple[int, datetime]]
    never: list[int]


def plan(waiting: list[Waiting], now: datetime, zone: ZoneInfo) -> Plan:
    """A mail for each of what is wanted at once; for the rest whose time has come one a person and pace."""
    made = Plan([], [], [])
    digests: dict[tuple[int, str], list[int]] = {}
    for one in waiting:
        if one.pace not in PACES:
            made.never.append(one.notification_id)
        elif (due := due_of(one.pace, one.happened_at, zone)) > now:
            made.later.append((one.notification_id, due))
        elif one.pace == "instant":
            made.mails.append((one.person_id, one.pace, [one.notification_id]))
        else:
            digests.setdefault((one.person_id, one.pace), []).append(one.notification_id)
    made.mails.extend((person_id, pace, ids) for (person_id, pace), ids in digests.items())
    return made


# ── tries ──

TRIES = 8
BACK_OFF = 3  # seconds, to the power of the try, as for tasks
PAUSE = timedelta(seconds=60)  # until a server that is away is asked again


def next_try(tries: int, now: datetime) -> datetime | None:
    """When to try again after so many failures; None when it is given up."""
    return None if tries >= TRIES else now + timedelta(seconds=BACK_OFF**tries)


# ── the link that ends mails: signed, so that it needs no log-in ──

_LINK = re.compile(r"([1-9][0-9]{0,18})\.([nsa]{1,3})\.([A-Za-z0-9_-]{22})\Z")


def unsubscribe_token(key: bytes, person_id: int, topics: Sequence[str]) -> str:
    """Says whose mails about what may be stopped; whoever holds the mail may."""
    letters = "".join(TOPICS[topic] for topic in topics)
    return f"{person_id}.{letters}.{_signature(key, f'{person_id}.{letters}')}"


def read_unsubscribe_token(keys: Iterable[bytes], token: str) -> tuple[int, list[str]] | None:
    """The person and the topics of a token that one of the keys signed."""
    found = _LINK.match(token)
    if not found or int(found[1]) >= 2**63:
        return None
    signed = f"{found[1]}.{found[2]}"
    if not any(hmac.compare_digest(_signature(key, signed), found[3]) for key in keys):
        return None
    return int(found[1]), [topic for topic, letter in TOPICS.items() if letter in found[2]]


def _signature(key: bytes, signed: str) -> str:
    mark = hmac.digest(key, f"unsubscribe {signed}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(mark[:16]).rstrip(b"=").decode()


def unsubscribe_headers(site: str, link: str) -> dict[str, str]:
    """What a mail program stops them with, by itself (RFC 8058), and what it sorts them by."""
    host = urlsplit(site).hostname or "localhost"
    return {
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"The Freelancer Club <notifications.{host}>",
    }
