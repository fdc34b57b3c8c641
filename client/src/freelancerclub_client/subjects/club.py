"""What the club itself lists: disciplines, skills, companies."""

from freelancerclub_client.calls import Call, Id, data_as, data_as_list, get, number
from freelancerclub_client.paging import AT_ONCE, Listing, listing
from freelancerclub_client.records.reference import Company, Discipline, DisciplineWithSubs, Skill
from freelancerclub_client.subjects.subject import Door, Subject, asks, lists


class Disciplines(Subject[Door]):
    """Lines of work, by name. No log-in is needed."""

    @asks
    def every(self) -> Call[list[DisciplineWithSubs]]:
        """All of them, each with its sub-disciplines. (E4)"""
        return get("/auth/disciplines", data_as_list(DisciplineWithSubs), open=True)

    @asks
    def searchable(self) -> Call[list[Discipline]]:
        """Those that people may be searched by. (E8)"""
        return get("/users/disciplines", data_as_list(Discipline), open=True)


class Skills(Subject[Door]):
    """Skills to suggest."""

    @lists
    def every(self, *, page_size: int = AT_ONCE, offset: int = 0) -> Listing[Skill]:
        """All of them, the oldest first. (E59)"""
        return listing("/skills", Skill, page_size=page_size, offset=offset)


class Companies(Subject[Door]):
    """Companies with offers to members."""

    @lists
    def search(self, text: str = "", *, page_size: int = AT_ONCE, offset: int = 0) -> Listing[Company]:
        """Those whose name holds a text. (E60)"""
        return listing("/companies", Company, {"search": text or None}, page_size=page_size, offset=offset)

    @asks
    def get(self, company_id: Id) -> Call[Company]:
        """One company. (E61)"""
        return get(f"/companies/{number(company_id)}", data_as(Company))
