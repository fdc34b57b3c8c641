"""The statement that finds people, joined of pieces by what is asked: who asks, how many there are, whom to show.

Three ways to a page (decision 0007):
- everybody, one discipline, the testing or the mentors: along the index that keeps the list in order;
- any other filters: all who match, from the indexes of `person_search`;
- a text: the degrees of relevance one after the other, from the same index, no further than the page needs.
The last two count first; where very many match, they look for the page among those who stand first in the order. So
does a text within a circle, however few match.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from freelancerclub.db.visibility import blocked_ids

MOST_WORDS = 16  # of a text; what follows is not looked at
TIERS = (1, 2, 3, 4, 5, 6)  # degrees of relevance, as `search_tiers` has them
EVERY_TIER = 7
BROAD = 20_000  # matches from which on it pays to look among those who stand first anyway …
STEPS = 300  # … this far …
FIRST = 100  # … for a page that ends here
FEW = 300  # matches of a text within a circle whose words are all read: that takes less than the indexes once more …
AMONG = 5  # … and of more of them those of so many pages
MOST = 500  # people on a page

BLOCKED = f"blocked AS MATERIALIZED ({blocked_ids('%(me)s')})"
NOT_BLOCKED = "s.person_id NOT IN (TABLE blocked)"

# Who asks, the page with what its cards have to be fresh to, and the moment of all this where everybody is shown the
# same; no row for a token that no longer counts.
FOUND = """
    SELECT p.role, {total}, {relaxed}, found.ids, found.versions,
        CASE WHEN NOT EXISTS (TABLE blocked) THEN pg_current_snapshot()::text END
    FROM person p, (
        SELECT array_agg(v.id ORDER BY tier, rank DESC, v.id) AS ids,
            array_agg(v.version ORDER BY tier, rank DESC, v.id) AS versions
        FROM page JOIN person_version v USING (id)
    ) found
    WHERE p.id = %(me)s"""

LISTED = """
    page AS (
        SELECT s.person_id AS id, 1 AS tier, s.{order} AS rank FROM person_rank s
        WHERE s.list = {list} AND {not_blocked}
        ORDER BY rank DESC, id LIMIT %(limit)s OFFSET %(offset)s
    )"""

# Of the ways to a page far behind the shorter one: from the end where it is past the middle. The last limit tells the
# planner how few they are.
LISTED_FAR = f"""
    total AS MATERIALIZED (SELECT ({{total}})::bigint AS people),
    counted AS MATERIALIZED (SELECT people, least(%(offset)s::bigint, people) AS before FROM total),
    page AS (SELECT * FROM (
        (SELECT s.person_id AS id, 1 AS tier, s.{{order}} AS rank FROM person_rank s
         WHERE (SELECT before <= people / 2 FROM counted) AND s.list = {{list}} AND {{not_blocked}}
         ORDER BY rank DESC, id LIMIT %(limit)s OFFSET %(offset)s::bigint)
        UNION ALL
        (SELECT s.person_id, 1, s.{{order}} AS rank FROM person_rank s
         WHERE (SELECT before > people / 2 FROM counted) AND s.list = {{list}} AND {{not_blocked}}
         ORDER BY rank, person_id DESC
         LIMIT (SELECT least(%(limit)s, people - before) FROM counted)
         OFFSET (SELECT greatest(people - before - %(limit)s, 0) FROM counted))
    ) ways LIMIT {MOST})"""

# What the clock has counted, what came and went since, but for those whom the caller is not shown.
LISTED_TOTAL = """
    (SELECT coalesce(sum(t.people), 0) FROM person_rank_total t WHERE t.list = {list})
    + (SELECT coalesce(sum(c.people), 0) FROM person_rank_change c WHERE c.list = {list})
    - (SELECT count(*) FROM blocked JOIN person_rank r ON r.person_id = blocked.id AND r.list = {list})"""

# The text as queries of both strictnesses, and how many match; the loose one where the strict one finds nobody.
ASKED = f"""
    asked AS MATERIALIZED (
        SELECT search_tiers(words, '&') AS strict, search_tiers(words, '|') AS loose
        FROM (SELECT (array(SELECT folded_words(%(text)s)))[:{MOST_WORDS}] AS words) text
    )"""
TEXT = f"""
    {ASKED},
    strict AS MATERIALIZED (SELECT {{strict_people}} AS people),
    chosen AS MATERIALIZED (SELECT CASE WHEN people > 0 THEN strict ELSE loose END AS tiers FROM asked, strict),
    counted AS MATERIALIZED (SELECT CASE WHEN people > 0 THEN people ELSE {{loose_people}} END AS people FROM strict)"""
NO_TEXT = "counted AS MATERIALIZED (SELECT {people} AS people)"
# A text within a circle takes two indexes, so those who match are found once, and the page among them. (What is named
# twice PostgreSQL makes once, unless it is told otherwise.)
TEXT_WITHIN = f"""
    {ASKED},
    by_all AS (SELECT person_id, {{order}} AS rank FROM nearby s WHERE {{strict}}),
    strict AS (SELECT count(*) AS people FROM by_all),
    chosen AS (SELECT CASE WHEN people > 0 THEN strict ELSE loose END AS tiers FROM asked, strict),
    by_any AS (SELECT person_id, {{order}} AS rank FROM nearby s
        WHERE (SELECT people FROM strict) = 0 AND {{loose}}),
    counted AS (SELECT CASE WHEN people > 0 THEN people ELSE (SELECT count(*) FROM by_any) END AS people
        FROM strict),
    matching AS NOT MATERIALIZED (TABLE by_all UNION ALL TABLE by_any)"""
# The degrees of those who stand first, whose words are read once; and which degrees these are enough of.
DEGREES = """
    first AS (
        SELECT * FROM matching ORDER BY rank DESC, person_id
        LIMIT (SELECT CASE WHEN people <= {few} THEN people ELSE least({among} * %(to)s, {few}) END FROM counted)),
    walked AS (
        SELECT person_id AS id, CASE {degrees} END AS tier, rank
        FROM first JOIN person_search s USING (person_id), LATERAL (SELECT s.words || '' AS words OFFSET 0) read),
    enough AS (
        SELECT array(SELECT people <= {few} OR (SELECT count(*) FROM walked WHERE tier = one) >= %(to)s
                     FROM counted, generate_series(1, {tiers}) one ORDER BY one) AS of),
    known AS (SELECT walked.* FROM walked, enough WHERE of[tier])"""
DEGREE = """
    (SELECT * FROM known WHERE tier = {tier}
     UNION ALL
     SELECT person_id, {tier}, {order} FROM nearby s WHERE NOT (SELECT of[{tier}] FROM enough) AND {words}
     ORDER BY rank DESC, id LIMIT %(to)s)"""
BY_INFLUENCE = "SELECT person_id AS id, 1 AS tier, rank FROM matching ORDER BY rank DESC, id LIMIT %(to)s"
# Where the queries of a text are, by degree.
STRICT, LOOSE = "(SELECT strict[{tier}]{also} FROM asked)", "(SELECT loose[{tier}]{also} FROM asked)"
CHOSEN = "(SELECT tiers[{tier}]{also} FROM chosen)"

# Nothing of a row is looked at unless it has to be.
PEOPLE = """
    (SELECT count(*) FROM {within} s WHERE {matches})
    - (SELECT count(*) FROM blocked JOIN {within} s ON s.person_id = blocked.id
       WHERE ({matches}) IS TRUE)"""

# Where very many match, the first page is among those who stand first anyway. IS TRUE keeps the indexes out.
WALKED = """
    walked AS MATERIALIZED (
        SELECT id, 1 AS tier, rank
        FROM (SELECT r.person_id AS id, r.{order} AS rank FROM person_rank r
              WHERE r.list = '*' AND (SELECT people FROM counted) >= {broad}
              ORDER BY rank DESC, id LIMIT {steps}) first
        JOIN person_search s ON s.person_id = id
        WHERE ({matches}) IS TRUE AND {not_blocked}
        ORDER BY rank DESC, id LIMIT %(to)s
    )"""
TOO_FEW = "(SELECT count(*) FROM walked) < %(to)s"

# An Append hands out one branch after the other, and sorts none that the page doesn't come to.
TIER = """
    (SELECT s.person_id AS id, {tier} AS tier, s.{order} AS rank FROM {within} s
     WHERE {matches} AND {not_blocked}
     ORDER BY rank DESC, id LIMIT %(to)s)"""
PAGE = "page AS (SELECT * FROM ({tiers}) tiers LIMIT %(limit)s OFFSET %(offset)s)"

DISCIPLINES = "search_any(array(SELECT 'd' || discipline_keys(%(disciplines)s)))"
DISCIPLINE = "(SELECT 'd' || discipline_keys(%(disciplines)s))"
BOXES = ("s.place <@ %(box)s::box", "(s.place <@ %(box)s::box OR s.place <@ %(box2)s::box)")
NEAR = "{} + {} + {} <= %(chord)s".format(*(f"(s.{axis} - %({axis})s) * (s.{axis} - %({axis})s)" for axis in "xyz"))
# The planner sees through it; psycopg reads a statement anew every time that has more than 4,096 characters.
NEARBY = "nearby AS NOT MATERIALIZED (SELECT person_id, rating, social_total, words FROM person_search s WHERE {near})"
# Of a range that is closed on both sides the planner expects little, whatever its ends are, and takes the index.
LATELY = "BETWEEN %(since)s AND 'infinity'"
SEEN = f"online AS MATERIALIZED (SELECT person_id FROM person_seen WHERE last_seen_at {LATELY})"
SEEN_WHOLE = f"""
    online AS MATERIALIZED (
        SELECT s.person_id, s.rating, s.social_total, s.x, s.y, s.z, s.place
        FROM person_seen o JOIN person_search s USING (person_id)
        WHERE o.last_seen_at {LATELY} AND s.words IS NOT NULL
    )"""
ONLINE = "s.person_id IN (SELECT person_id FROM online)"

# Of a page that is remembered: whether it is to be found anew, else what its cards have to be fresh to by now. A note
# of somebody's rating is of no account where the search doesn't find them; one of nobody's, that it may find others.
MOST_CHANGES = 200
SINCE = """
    since AS MATERIALIZED (
        SELECT c.person_id FROM person_search_change c
        WHERE c.xid >= pg_snapshot_xmin(%(moment)s::pg_snapshot)
            AND NOT pg_visible_in_snapshot(c.xid, %(moment)s::pg_snapshot)
        LIMIT {most})"""
CHANGED = """
    NOT EXISTS (SELECT FROM person_search_forgotten WHERE before <= pg_snapshot_xmin(%(moment)s::pg_snapshot))
    OR (SELECT count(*) FROM since) = {most}
    OR EXISTS (SELECT FROM since LEFT JOIN person_search s USING (person_id)
               WHERE since.person_id IS NULL OR ({matches}))"""
AGAIN = """
    SELECT p.role, EXISTS (TABLE blocked) OR {changed},
        (SELECT array_agg(v.version ORDER BY place)
         FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY one (id, place) JOIN person_version v USING (id)),
        pg_current_snapshot()::text
    FROM person p WHERE p.id = %(me)s"""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a search asks for, without the values: all that its statement depends on."""

    disciplines: int
    testing: bool
    mentor: bool
    online: bool
    boxes: int
    text: bool
    influence: bool
    first: bool

    @property
    def order(self) -> str:
        return "social_total" if self.influence else "rating"

    @property
    def listing(self) -> str | None:
        """The one list that holds just those who are asked for."""
        if self.online or self.boxes or self.text or (self.disciplines > 0) + self.testing + self.mentor > 1:
            return None
        if self.disciplines:
            return DISCIPLINE if self.disciplines == 1 else None
        return "'t'" if self.testing else "'m'" if self.mentor else "'*'"

    @property
    def is_quick(self) -> bool:
        """A few steps along an index: a look-up, and not worth remembering."""
        return self.listing is not None and not self.disciplines and self.first

    @property
    def lexemes(self) -> Iterator[str]:
        """Queries that each have to hold."""
        if self.disciplines:
            yield DISCIPLINES
        if self.testing:
            yield "'t'::tsquery"
        if self.mentor:
            yield "'m'::tsquery"

    @property
    def source(self) -> str:
        """Where to look: among the few who are online, where no index of words narrows it down."""
        return "online" if self.online and not self.text and not any(self.lexemes) else "person_search"

    @property
    def near(self) -> str:
        """That they are inside the circle."""
        return f"{BOXES[self.boxes - 1]} AND {NEAR}" if self.boxes else "true"

    @property
    def within(self) -> str:
        """The source without those who are too far away."""
        return "nearby" if self.boxes and self.source != "online" else self.source

    @property
    def rest(self) -> str:
        """What has to be looked at row by row within."""
        if self.source == "online":
            return self.near
        return ONLINE if self.online else "true"

    @property
    def conditions(self) -> str:
        """What has to be looked at row by row in the source."""
        return _all(self.near, self.rest) if self.within == "nearby" else self.rest


@cache
def statement_of(plan: Plan) -> str:
    """The one statement of a search."""
    parts, total, relaxed = _listed(plan) if plan.listing else _matched(plan)
    return _joined(parts, FOUND.format(total=total, relaxed=relaxed))


@cache
def again_of(plan: Plan, is_relaxed: bool) -> str:
    """The statement that asks whether a remembered page still stands."""
    matches = _all(_words(plan, LOOSE if is_relaxed else STRICT), plan.near)
    since, changed = since_then(matches)
    return _joined([ASKED, since] if plan.text else [since], AGAIN.format(changed=changed))


def since_then(matches: str) -> tuple[str, str]:
    """What was noted since a moment, as a part of a statement; and whether that concerns those whom this matches."""
    return SINCE.format(most=MOST_CHANGES), CHANGED.format(most=MOST_CHANGES, matches=matches)


def _joined(parts: Sequence[str], asked: str) -> str:
    """As short as may be: without line breaks."""
    return " ".join(f"WITH {', '.join((BLOCKED, *parts))} {asked}".split())


def _all(*conditions: str) -> str:
    """Every one of them, without those that a plan hasn't."""
    return " AND ".join(one for one in conditions if one != "true") or "true"


def _listed(plan: Plan) -> tuple[list[str], str, str]:
    total = LISTED_TOTAL.format(list=plan.listing)
    given = {"list": plan.listing, "order": plan.order, "not_blocked": NOT_BLOCKED}
    if plan.first:
        return [LISTED.format(**given)], total, "false"
    return [LISTED_FAR.format(total=total, **given)], "(SELECT people FROM counted)", "false"


def _matched(plan: Plan) -> tuple[list[str], str, str]:
    parts = [SEEN_WHOLE if plan.source == "online" else SEEN] if plan.online else []
    if plan.text and plan.within == "nearby":
        return parts + _text_within(plan), "(SELECT people FROM counted)", "(SELECT people FROM strict) = 0"
    if plan.within == "nearby":
        parts.append(NEARBY.format(near=plan.near))
    if plan.text:
        parts.append(TEXT.format(strict_people=_people(plan, STRICT), loose_people=_people(plan, CHOSEN)))
    else:
        parts.append(NO_TEXT.format(people=_people(plan, "")))
    # By influence, relevance says only who is there.
    tiers = [EVERY_TIER] if plan.influence or not plan.text else list(TIERS)
    given = {"within": plan.within, "order": plan.order, "not_blocked": NOT_BLOCKED}
    walks = plan.first and plan.source != "online"
    words = {tier: _words(plan, CHOSEN, tier) for tier in tiers}
    matches = {tier: _all(TOO_FEW if walks else "true", words[tier], plan.rest) for tier in tiers}
    branches = [TIER.format(tier=tier, matches=matches[tier], **given) for tier in tiers]
    if walks:
        first = _all(words[tiers[0]], plan.conditions)
        parts.append(WALKED.format(matches=first, broad=BROAD, steps=STEPS, **given))
        branches.insert(0, f"SELECT * FROM walked WHERE NOT {TOO_FEW}")
    parts.append(_page(branches))
    return parts, "(SELECT people FROM counted)", "(SELECT people FROM strict) = 0" if plan.text else "false"


def _text_within(plan: Plan) -> list[str]:
    words = {tier: _words(plan, CHOSEN, tier) for tier in TIERS}
    nearby = NEARBY.format(near=_all(plan.conditions, NOT_BLOCKED))
    found = TEXT_WITHIN.format(order=plan.order, strict=_words(plan, STRICT), loose=_words(plan, CHOSEN))
    if plan.influence:
        return [nearby, found, _page([BY_INFLUENCE])]
    degrees = " ".join(f"WHEN {_words(plan, CHOSEN, tier, 'read.words')} THEN {tier}" for tier in TIERS)
    known = DEGREES.format(degrees=degrees, few=FEW, among=AMONG, tiers=len(TIERS))
    return [nearby, found, known, _page([DEGREE.format(tier=n, order=plan.order, words=words[n]) for n in TIERS])]


def _page(branches: Sequence[str]) -> str:
    return PAGE.format(tiers=" UNION ALL ".join(branches))


def _words(plan: Plan, queries: str, tier: int = EVERY_TIER, words: str = "s.words") -> str:
    """The condition that the index of words answers."""
    if plan.text:
        return f"{words} @@ " + queries.format(tier=tier, also="".join(f" && {query}" for query in plan.lexemes))
    lexemes = " && ".join(plan.lexemes)
    if lexemes:
        return f"{words} @@ (SELECT {lexemes})"
    return "true" if plan.source == "online" or plan.boxes else f"{words} IS NOT NULL"  # whom none finds is nowhere


def _people(plan: Plan, queries: str) -> str:
    return PEOPLE.format(within=plan.within, matches=_all(_words(plan, queries), plan.rest))
