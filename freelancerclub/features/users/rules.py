"""Which disciplines a person may name, when a profile is complete, what becomes of all that refers to one who left."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from freelancerclub.db.visibility import deed_told
from freelancerclub.shapes.people import GONE_NAME

HIRING = "I'M HIRING"  # the mark of those who hire; in no list of disciplines (R83)


def straight(name: str) -> str:
    """A discipline's name as it is compared: case folded, with one kind of apostrophe."""
    return name.replace("’", "'").casefold()


def chosen_disciplines(
    sent: Sequence[str], known: Mapping[str, str], held: Sequence[str] = ()
) -> tuple[str, ...] | None:
    """The names as they are listed (an alias becomes its discipline), or as already held (R94).

    None when one of them is neither, or none is left.
    """
    names = {straight(name): name for name in held} | {straight(key): name for key, name in known.items()}
    found = [names.get(straight(name)) for name in sent]
    if not found or None in found:
        return None
    return tuple(dict.fromkeys(name for name in found if name is not None))


def place_of(latitude: Decimal | None, longitude: Decimal | None) -> tuple[Decimal | None, Decimal | None]:
    """None of both for 0 and 0, which is what is printed of who has no place: whoever saves it has none still."""
    return (latitude, longitude) if latitude or longitude else (None, None)


def is_complete(disciplines: Sequence[str], city: str | None, country: str | None) -> bool:
    """A profile that can be found by what and where."""
    return any(straight(name) != straight(HIRING) for name in disciplines) and bool(city) and bool(country)


# ── leaving: what becomes of everything that refers to a person, GRACE after the account was deleted ──

GRACE = timedelta(days=30)  # the operator can bring the account back for so long
NOBODY = GONE_NAME
REMOVED = "(removed)"
NOBODYS_ADDRESS = "'erased-' || person.id || '@deleted.invalid'"  # of a row that was erased; nobody can register it


class Fate(StrEnum):
    ERASED = "erased"
    ANONYMISED = "anonymised"
    KEPT = "kept"


@dataclass(frozen=True)
class Rule:
    """What becomes of some columns when their person is erased.

    whose: which rows are the person's, in SQL that names %(id)s; empty where no row is.
    instead: for each anonymised column what is written there, in SQL; %(traces)s finds the person in a text.
    told: whether these rows are the person's to see, in the export.
    only: which of them are, in SQL, where the service keeps the others from them elsewhere too.
    hides: columns of the table that the export tells nobody: they say what was decided, or what others did.
    """

    table: str
    columns: tuple[str, ...]
    fate: Fate
    reason: str
    whose: str = ""
    instead: Mapping[str, str] = field(default_factory=dict)
    told: bool = True
    only: str = ""
    hides: tuple[str, ...] = ()


def erased(
    column: str, reason: str, whose: str = "", *, told: bool = True, only: str = "", hides: tuple[str, ...] = ()
) -> Rule:
    """The whole row goes, by default where the column holds the person's id."""
    table, name = column.split(".")
    return Rule(table, (name,), Fate.ERASED, reason, whose or f"{name} = %(id)s", told=told, only=only, hides=hides)


def kept(
    columns: str, reason: str, whose: str = "", *, told: bool = True, only: str = "", hides: tuple[str, ...] = ()
) -> Rule:
    """`table.a b c`, or `table.*` for all that no other rule names."""
    table, names = columns.split(".")
    return Rule(table, tuple(names.split()), Fate.KEPT, reason, whose, told=told, only=only, hides=hides)


def anonymised(
    table: str,
    reason: str,
    whose: str,
    instead: Mapping[str, str],
    *,
    told: bool = True,
    only: str = "",
    hides: tuple[str, ...] = (),
) -> Rule:
    return Rule(table, tuple(instead), Fate.ANONYMISED, reason, whose, instead, told, only, hides)


def each(names: str, value: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), value)


def without_traces(column: str) -> str:
    return f"regexp_replace({column}, %(traces)s, '{REMOVED}', 'gi')"


def traces(email: str, name: str, phone: str | None) -> str:
    """A regular expression of PostgreSQL's for the address, the number and the full name, wherever they are written.

    A name of one word is left: it may be any word.
    """
    words, digits = name.split(), re.sub(r"[^0-9]", "", phone or "")
    found = [re.escape(email)]
    if len(words) > 1:
        found.append(r"\s+".join(map(re.escape, words)))
    if len(digits) > 5:
        found.append("[^0-9[:alpha:]]{0,3}".join(digits))
    return f"(?<![[:alnum:]])({'|'.join(found)})(?![[:alnum:]])"


THEIR_THREADS = "SELECT thread_id FROM thread_member WHERE person_id = %(id)s"
OTHERS_READ = "others read on; the row it points at holds nothing any more"
LISTS = "the operator's own lists"
NULL = "NULL"

# Of rows that are somebody's the export tells no more than everything else does: of what is held back its recipients
# know nothing (decision 25), nothing tells by whom one is blocked, and lines are those of the inbox, with which a test
# compares them. What goes with a line that isn't told would say that there is one.
THREADS_TOLD = f"{THEIR_THREADS} AND NOT withheld"
ITEM_TOLD = f"(author_id = %(id)s OR NOT withheld AND thread_id IN ({THREADS_TOLD}))"
LINE_TOLD = f"listed AND {deed_told('notification')}"
LINES_TOLD = f"SELECT id FROM notification WHERE person_id = %(id)s AND {LINE_TOLD}"
EVENT_TOLD = f"""CASE kind
    WHEN 'message' THEN EXISTS (SELECT FROM thread_item WHERE id = (payload ->> 'item')::bigint AND {ITEM_TOLD})
    WHEN 'notification' THEN (payload ->> 'notification')::bigint IN ({LINES_TOLD})
    WHEN 'seen' THEN NOT EXISTS (
        SELECT FROM jsonb_array_elements_text(payload -> 'notifications') n (line)
        WHERE n.line::bigint NOT IN ({LINES_TOLD}))
    ELSE kind = 'read' END"""

# In the order in which they are carried out: what is found by way of others comes before these go, the person last.
ERASURE: tuple[Rule, ...] = (
    # conversations
    erased(
        "thread.id",
        "nobody who is left reads the conversation",
        f"""id IN ({THEIR_THREADS}) AND NOT EXISTS (
            SELECT FROM thread_member m JOIN person ON person.id = m.person_id
            WHERE m.thread_id = thread.id AND person.id <> %(id)s AND person.email <> {NOBODYS_ADDRESS})""",
        told=False,
    ),
    anonymised(
        "thread",
        "the others keep their conversation; address, number and full name are taken out of it",
        f"id IN ({THEIR_THREADS})",
        {"subject": without_traces("subject")},
        only=f"id IN ({THREADS_TOLD})",
        hides=("last_item", "last_at"),  # behind one's own message, they tell that it is held back
    ),
    anonymised(
        "thread_item",
        "the others keep what they were sent; address, number and full name are taken out of it",
        f"thread_id IN ({THEIR_THREADS})",
        {"message": without_traces("message")},
        only=ITEM_TOLD,
        hides=("withheld", "likeness"),
    ),
    kept("thread.creator_id", OTHERS_READ, "creator_id = %(id)s", told=False),  # who began it is in it
    kept("thread.source", "says only whether it began at a job"),
    kept(
        "thread_member.person_id",
        OTHERS_READ,
        "person_id = %(id)s",
        only="NOT withheld",
        hides=("withheld", "shut", "shown", "last_at"),
    ),
    kept("thread_item.author_id", OTHERS_READ, "author_id = %(id)s", told=False),
    kept("thread_search.*", "the database writes it anew from the message"),
    # reviews and reports
    anonymised(
        "review",
        "the person reviewed keeps the review and its stars, without the name under it",
        "reviewer_id = %(id)s",
        {"reviewer_name": f"'{NOBODY}'", "message": without_traces("message")},
    ),
    kept("review.reviewer_id", OTHERS_READ, "reviewer_id = %(id)s", hides=("decided_at", "halved")),
    kept("review.discipline", "a name of the operator's list"),
    erased("review.person_id", "says what others think of the person", only="authorised"),
    erased(
        "report.target_id",
        "there is nothing left to look at",
        """(kind, target_id) IN (SELECT 'person', %(id)s::bigint
            UNION ALL SELECT 'picture', id FROM picture WHERE owner_id = %(id)s
            UNION ALL SELECT 'comment', id FROM picture_comment WHERE author_id = %(id)s
            UNION ALL SELECT 'job', id FROM job WHERE owner_id = %(id)s)""",
        told=False,
    ),
    anonymised(
        "report",
        "the report counts without who made it",
        "reporter_id = %(id)s",
        {"reason": without_traces("reason"), "reporter_id": NULL},
        hides=("closed_at", "closed_by", "decision", "by_service"),
    ),
    anonymised(
        "report", "the decision stands without who made it", "closed_by = %(id)s", {"closed_by": NULL}, told=False
    ),
    kept("report.kind decision", "the moderators' words about a thing that stays"),
    # pictures
    anonymised(
        "picture",
        "others keep their pictures, without the mark that shows the person",
        "tagged ~ (':' || %(id)s || '(,|$)')",
        {"tagged": "regexp_replace(tagged, ',[^:]*:' || %(id)s || '(?=,|$)', '', 'g')"},
        told=False,
    ),
    erased("picture_like.person_id", "likes are personal; the counts are made anew"),
    erased("picture_comment.author_id", "said in public in their name; the counts are made anew"),
    erased("picture_view.viewer_id", "tells what they looked at; the counts are made anew"),
    erased(
        "portfolio_picture.portfolio_id",
        "goes with the portfolio",
        "portfolio_id IN (SELECT id FROM portfolio WHERE owner_id = %(id)s)",
    ),
    erased(
        "picture_counter.picture_id",
        "goes with the picture",
        "picture_id IN (SELECT id FROM picture WHERE owner_id = %(id)s)",
    ),
    erased("portfolio.owner_id", "their work"),
    erased("picture.owner_id", "their work", hides=("decided_at",)),
    # jobs
    erased("job_file.owner_id", "their file"),
    erased("job_counter.job_id", "goes with the job", "job_id IN (SELECT id FROM job WHERE owner_id = %(id)s)"),
    erased("job.owner_id", "their job, with who applied for it", hides=("decided_at", "expiry_told")),
    erased(
        "application_change.application_id",
        "goes with the application",
        """application_id IN (SELECT id FROM application WHERE person_id = %(id)s
            UNION ALL SELECT a.id FROM job j JOIN application a ON a.job_id = j.id WHERE j.owner_id = %(id)s)""",
    ),
    erased("application.person_id", "what they wrote and asked for; the counts are made anew"),
    erased("invite.person_id", "of no use to anybody without them"),
    erased("watch.person_id", "tells what they looked at"),
    erased("job_seen.person_id", "tells what they looked at"),
    erased("alert.person_id", "tells what they look for"),
    erased("alert_sent.person_id", "tells what they look for; the counts are made anew"),
    anonymised("company", "the operator lists the company, whosever it is", "owner_id = %(id)s", {"owner_id": NULL}),
    # what they were told, and whom they know
    erased("mail_item.person_id", "nobody is there to be told", only=f"notification_id IN ({LINES_TOLD})"),
    erased(
        "mailing.person_id",
        "tells when they were told of what",
        only=f"id IN (SELECT mailing_id FROM mail_item WHERE notification_id IN ({LINES_TOLD}))",
    ),
    erased(
        "push.notification_id",
        "nobody is there to be told",
        "notification_id IN (SELECT id FROM notification WHERE person_id = %(id)s)",
        only=f"notification_id IN ({LINES_TOLD})",
    ),
    erased("notification.person_id", "their inbox", only=LINE_TOLD, hides=("listed",)),
    erased("notification.actor_id", "says in other people's inboxes what they did", told=False),
    kept("notification.message target_id", "lines of others name only what their own reader or somebody else did"),
    erased("event.person_id", "their event stream", only=EVENT_TOLD, hides=("position",)),
    erased("event_line.person_id", "how far it has come", told=False),
    kept("event.payload", "streams of others hold ids, and nothing older than 30 days"),
    erased("device.person_id", "nobody is there to be told"),
    erased("follow.follower_id", "tells whom they know; the counts are made anew"),
    erased("follow.followed_id", "there is nobody to follow"),
    erased("block.blocker_id", "tells whom they know"),
    erased("block.blocked_id", "there is nobody to block", told=False),
    erased("person_view.person_id", "there is nobody to look at", told=False),
    erased("person_view.viewer_id", "tells what they looked at; the counts are made anew"),
    # ways in, traffic, mail, tasks
    erased("api_key.person_id", "revoked when the account was deleted"),
    erased("ended_token.person_id", "every token ended when the account was deleted"),
    erased("password_reset.person_id", "there is no way in any more"),
    erased("email_change.person_id", "there is no way in any more"),
    erased("usage_day.person_id", "tells when they were here"),
    erased("kept_answer.person_id", "what their clients were answered, for a day", told=False),
    kept("kept_answer.body headers", "answers to people who registered or follow a mail's link; gone after a day"),
    erased(
        "mail_stop.email",
        "nothing is mailed there any more, and who comes back wants mail; a former address's went when it was changed",
        "email = (SELECT lower(p.email) FROM person p WHERE p.id = %(id)s)",
    ),
    erased(
        "procrastinate_jobs.args",
        "a mail that could not be sent names its reader",
        """status <> 'doing' AND EXISTS (SELECT FROM jsonb_each_text(args) a JOIN person p ON p.id = %(id)s
            WHERE lower(a.value) = lower(p.email) OR (a.key = 'person_id' AND a.value = p.id::text))""",
        told=False,
    ),
    kept("procrastinate_periodic_defers.*", "when the clock struck"),
    kept("task_failure.error", "the kind of a failure alone"),
    kept("rate_counter.*", "hashes, ids and network addresses, which are swept away after a day"),
    kept("service_state.*", "the operator's own words"),
    kept("alembic_version.*", "the state of the schema"),
    kept("discipline.*", LISTS),
    kept("subdiscipline.*", LISTS),
    kept("skill.*", LISTS),
    kept("company.*", LISTS),
    kept("list_freshness.*", LISTS),
    # the person
    kept("person_version.id", "holds the number that old tokens are refused by", "id = %(id)s", told=False),
    kept("person_counter.person_id", "every person has such a row; it holds zeros", "person_id = %(id)s"),
    anonymised(
        "person_counter",
        "there is nothing left to count",
        "person_id = %(id)s",
        each("followers views likes pictures reviews star_sum star_points", "0"),
    ),
    kept(
        "person_search.person_id", "every person has such a row; emptied with theirs", "person_id = %(id)s", told=False
    ),
    kept("person_search.*", "the database empties it with the person's own row"),
    kept("person_rank.person_id list", "the database takes out who can't be found"),
    kept("person_rank_total.*", "how many stand in a list"),
    kept("person_rank_change.*", "how many stand in a list"),
    kept("person_search_change.*", "numbers of whose rating lately changed, a thousand or so"),
    kept("person_search_forgotten.*", "one number"),
    kept("gallery.*", "the database takes out the pictures of who isn't listed"),
    kept("gallery_total.*", "how many pictures are listed"),
    kept("gallery_change.*", "how many pictures are listed"),
    kept("board.*", "goes with the job, and while its owner isn't there"),
    kept("board_total.*", "how many jobs are listed"),
    kept("board_change.*", "how many jobs are listed"),
    kept("person_seen.person_id", "every person has such a row; it holds nothing", "person_id = %(id)s"),
    anonymised("person_seen", "tells when they were here", "person_id = %(id)s", {"last_seen_at": NULL}),
    kept("person.id created_at deleted_at", "what is kept points here; a number and two moments name nobody"),
    kept("person.social_total", "the sum of four columns that are emptied"),
    anonymised(
        "person",
        "says who they are, what they do and how they are reached",
        "id = %(id)s",
        {
            "email": NOBODYS_ADDRESS,
            "display_name": f"'{NOBODY}'",
            "slug": "'deleted-member-' || id",
            "role": "4",
            "account": "'free'",
            "group_id": "0",
            "profile_hidden": "true",
        }
        | each("disciplines subdisciplines", "'{}'")
        | each("notifications system_notifications applicant_notifications", "'never'")
        | each("hide_phone mentor badge testing is_mentor profile_complete push_job_alerts push_inmail", "false")
        | each("referred", "false")
        | each("password_hash suspended_at city country latitude longitude website phone tags bio picture", NULL)
        | each("facebook twitter pinterest instagram youtube rate_hourly rate_day mentor_rate mentor_url", NULL)
        | each("twitter_followers facebook_likes youtube_subscribers instagram_count", NULL)
        | each("renews_at previous_account membership_changed_at last_check_at", NULL),
    ),
)


def statement_of(rule: Rule) -> str | None:
    """The SQL that carries a rule out; None for what is kept. Rows that are so already are not written."""
    if rule.fate is Fate.ERASED:
        return f"DELETE FROM {rule.table} WHERE {rule.whose}"
    if rule.fate is Fate.KEPT:
        return None
    sets = ", ".join(f"{column} = {value}" for column, value in rule.instead.items())
    old, new = ", ".join(rule.instead), ", ".join(rule.instead.values())
    return f"UPDATE {rule.table} SET {sets} WHERE {rule.whose} AND ROW({old}) IS DISTINCT FROM ROW({new})"


def whose_rows() -> dict[str, str]:
    """By table, which rows are a person's to see."""
    found: dict[str, list[str]] = {}
    for rule in ERASURE:
        if rule.whose and rule.told:
            told = f"({rule.whose}) AND ({rule.only})" if rule.only else rule.whose
            found.setdefault(rule.table, []).append(told)
    return {table: " OR ".join(f"({told})" for told in dict.fromkeys(found[table])) for table in sorted(found)}


def hidden_columns() -> list[str]:
    """`table.column` of what the export tells nobody, though it stands in a row that is theirs."""
    return [f"{rule.table}.{column}" for rule in ERASURE for column in rule.hides]
