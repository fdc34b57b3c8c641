"""The lists that everything else refers to: disciplines, skills, companies."""

from typing import Annotated, ClassVar

from freelancerclub.wire.scalars import (
    Coordinate,
    Count,
    Day,
    Flag,
    Id,
    Moment,
    Stamp,
    Text,
    YesNo,
    YesNoCapital,
    many,
    of,
)
from freelancerclub.wire.shape import Shape


class SubDiscipline(Shape, frozen=True):
    """A narrower line of work within a discipline (L221)."""

    alias: ClassVar[str] = "s"

    id: Id
    discipline_id: Id
    name: Text
    suggestions: Text | None


class Discipline(Shape, frozen=True):
    """A line of work; its name is what is sent, the id is internal (L841)."""

    alias: ClassVar[str] = "d"

    id: Id
    name: Text
    insearch: Annotated[Flag, of("d.in_search")]
    sub: Text | None
    alias1: Text | None
    alias2: Text | None
    description: Text | None
    suggestions: Text | None


class DisciplineWithSubs(Discipline, frozen=True):
    """A discipline with its sub-disciplines (L213)."""

    subs: Annotated[list[SubDiscipline], many("subdiscipline s WHERE s.discipline_id = d.id ORDER BY s.id")]


class Skill(Shape, frozen=True):
    """A skill to suggest (L4812)."""

    alias: ClassVar[str] = "s"

    id: Id
    skill: Annotated[Text, of("s.name")]


class Company(Shape, frozen=True):
    """A company with its offer to members (L4870)."""

    alias: ClassVar[str] = "c"

    id: Id
    user_id: Annotated[Id, of("coalesce(c.owner_id, 0)")]
    compname: Annotated[Text, of("c.name")]
    compdescription: Annotated[Text, of("c.description")]
    category: Text
    website: Annotated[Text, of("coalesce(c.website, '')")]
    affiliate: YesNo
    coupon: YesNo
    exclusive: YesNo
    couponcode: Annotated[Text, of("coalesce(c.coupon_code, '')")]
    coupondescription: Annotated[Text, of("coalesce(c.coupon_description, '')")]
    couponurl: Annotated[Text, of("coalesce(c.coupon_url, '')")]
    deleted: Annotated[Moment, of("c.deleted_at")]
    created_on: Annotated[Stamp, of("c.created_at")]
    modified_on: Annotated[Stamp, of("c.modified_at")]
    featured: Flag
    featureexpire: Annotated[Stamp, of("c.feature_expires_at")]
    coupondte: Annotated[Stamp, of("c.coupon_date_at")]
    couponexpire: Annotated[Stamp, of("c.coupon_expires_at")]
    slug: Text
    industry: Annotated[Text, of("coalesce(c.industry, '')")]
    city: Annotated[Text, of("coalesce(c.city, '')")]
    latitude: Coordinate
    longitude: Coordinate
    country: Annotated[Text, of("coalesce(c.country, '')")]
    tagline: Annotated[Text, of("coalesce(c.tagline, '')")]
    logo: Annotated[Text, of("coalesce(%(site)s::text || '/images/companycrop/150/150/' || c.logo, '')")]
    coverimage: Annotated[Text, of("coalesce(%(site)s::text || '/images/companycovercrop/1366/442/' || c.cover, '')")]
    authorized: Annotated[Flag, of("c.authorised")]


class Usage(Shape, frozen=True):
    """What one person's programs sent and received on a day, in bytes (L72)."""

    alias: ClassVar[str] = "u"

    usage_id: Annotated[Id, of("u.id")]
    email: Annotated[Text, of("p.email")]
    user_id: Annotated[Id, of("u.person_id")]
    report_date: Annotated[Day, of("u.day")]
    upload: Count
    download: Count
    full_usage: Annotated[Count, of("u.upload + u.download")]
    new_user: Annotated[YesNoCapital, of("u.first_day")]
    locationname: Annotated[Text, of("''")]
    mac: Annotated[Text, of("''")]
