"""What stands in lists of the club itself: disciplines, skills, companies, usage."""

from freelancerclub_client.records.record import Record


class SubDiscipline(Record):
    """A narrower line of work within a discipline (L221)."""

    id: str
    discipline_id: str
    name: str
    suggestions: str | None


class Discipline(Record):
    """A line of work; its name is what is sent, the id is internal (L841)."""

    id: str
    name: str
    insearch: str
    sub: str | None
    alias1: str | None
    alias2: str | None
    description: str | None
    suggestions: str | None


class DisciplineWithSubs(Discipline):
    """A discipline with its sub-disciplines (L213)."""

    subs: list[SubDiscipline]


class Skill(Record):
    """A skill to suggest (L4812)."""

    id: str
    skill: str


class Company(Record):
    """A company with its offer to members (L4870)."""

    id: str
    user_id: str
    compname: str
    compdescription: str
    category: str
    website: str
    affiliate: str
    coupon: str
    exclusive: str
    couponcode: str
    coupondescription: str
    couponurl: str
    deleted: str
    created_on: str
    modified_on: str
    featured: str
    featureexpire: str
    coupondte: str
    couponexpire: str
    slug: str
    industry: str
    city: str
    latitude: str
    longitude: str
    country: str
    tagline: str
    logo: str
    coverimage: str
    authorized: str


class Usage(Record):
    """What one person's programs sent and received on a day, in bytes (L72)."""

    usage_id: str
    email: str
    user_id: str
    report_date: str
    upload: str
    download: str
    full_usage: str
    new_user: str
    locationname: str
    mac: str
