"""A model of the board in plain Python that never sees the SQL: which jobs, in which order, how one stands to them."""

from dataclasses import dataclass, field
from datetime import date

from features.search.model import apart, plain, words

MATCH_MILES = 40.0


@dataclass
class Posting:
    id: int
    owner: int
    kind: str
    text: str
    disciplines: list[str]
    place: tuple[float, float] | None
    last_day: date | None
    public: bool = True
    authorised: bool = True
    deleted: bool = False


@dataclass
class Member:
    id: int
    account: str
    disciplines: list[str]
    place: tuple[float, float] | None
    gone: bool = False  # suspended or deleted


@dataclass
class Question:
    disciplines: list[str] = field(default_factory=list)
    text: str = ""
    testing: bool = False
    payment: str = ""
    near: tuple[float, float, float] | None = None  # latitude, longitude, miles
    tab: str = ""


@dataclass
class Town:
    today: date
    members: dict[int, Member]
    disciplines: list[tuple[str, str, str]]  # name and aliases, oldest first
    jobs: dict[int, Posting] = field(default_factory=dict)
    blocks: set[tuple[int, int]] = field(default_factory=set)
    seen: set[tuple[int, int]] = field(default_factory=set)
    watched: set[tuple[int, int]] = field(default_factory=set)
    applied: set[tuple[int, int]] = field(default_factory=set)

    def answer(self, me: int, asked: Question) -> list[int]:
        """The ids in order."""
        return sorted(job.id for job in self.jobs.values() if self._is_open(job, me) and self._fits(job, me, asked))[
            ::-1
        ]

    def standing(self, me: int, job_id: int) -> dict[str, str | int]:
        """What stands at the end of a card."""
        job, account = self.jobs[job_id], self.members[me].account
        if job.owner == me:
            why = "You cannot apply for your own job."
        elif account == "free":
            why = "Only paid members can apply for jobs."
        elif account == "starter" and job.kind == "normal":
            why = "Apire members can't apply to paid jobs"
        else:
            why = "You have already applied for this job." if (me, job_id) in self.applied else ""
        return {
            "seen": "1" if (me, job_id) in self.seen else "0",
            "watchlist": "1" if (me, job_id) in self.watched else "0",
            "can_apply": 0 if why else 1,
            "apply_message": why,
        }

    def _is_open(self, job: Posting, me: int) -> bool:
        there = job.public and job.authorised and not job.deleted and not self.members[job.owner].gone
        blocked = (me, job.owner) in self.blocks or (job.owner, me) in self.blocks
        return there and not blocked and (job.last_day is None or job.last_day >= self.today)

    def _fits(self, job: Posting, me: int, asked: Question) -> bool:
        return (
            not (asked.testing and job.kind != "test")
            and not (asked.payment == "test" and job.kind != "test")
            and not (asked.payment == "paid" and job.kind != "normal")
            and (not asked.disciplines or self._asks_for(job, asked.disciplines))
            and (asked.near is None or _is_near(job, asked.near))
            and self._says(job, words(asked.text))
            and self._is_on(asked.tab, job, me)
        )

    def _is_on(self, tab: str, job: Posting, me: int) -> bool:
        if tab == "match":
            one = self.members[me]
            near = one.place is None or _is_near(job, (*one.place, MATCH_MILES))
            return job.owner != me and self._asks_for(job, one.disciplines) and near
        kept = {"applied": self.applied, "watchlist": self.watched}.get(tab)
        return kept is None or (me, job.id) in kept

    def _asks_for(self, job: Posting, names: list[str]) -> bool:
        return bool({self._key(name) for name in job.disciplines} & {self._key(name) for name in names})

    def _says(self, job: Posting, query: list[str]) -> bool:
        held = {self._key(name) for name in job.disciplines}
        synonyms = [word for known in self.disciplines if plain(known[0]) in held for word in known if word]
        said = words(" ".join([job.text, *job.disciplines, *synonyms]))
        return all(word in said for word in query[:-1]) and (
            not query or any(word.startswith(query[-1]) for word in said)
        )

    def _key(self, name: str) -> str:
        """The folded name of a discipline, also for an alias; names win, then the newest."""
        folded = plain(name)
        if folded in [plain(known) for known, *_ in self.disciplines]:
            return folded
        for known, *aliases in reversed(self.disciplines):
            if folded in [plain(alias) for alias in aliases if alias]:
                return plain(known)
        return folded


def _is_near(job: Posting, circle: tuple[float, float, float]) -> bool:
    return job.place is not None and apart(job.place, circle[:2]) <= circle[2]
