"""What a search of companies may say, and what the operator says of one."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from freelancerclub.kit.slugs import slug_of
from freelancerclub.wire.validate import Inputs, Link, Switch, Text, longest, number_between, wrong

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?)?(Z|[+-]\d\d:?\d\d)?\Z")


def _moment(value: object) -> datetime | None:
    """A day or a moment, in UTC unless it says otherwise; empty means never."""
    text = value.strip() if isinstance(value, str) else ""
    if not text:
        return None
    try:
        if not _MOMENT.match(text):
            raise ValueError
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise wrong("must be a time such as 2026-05-23 or 2026-05-23 14:57:26.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _slug(value: str) -> str:
    slug = value.strip()
    if slug and not re.fullmatch(r"[a-z0-9-]+", slug):
        raise wrong(f"may hold a-z, 0-9 and hyphens, as {slug_of(slug)} does.")
    return slug


Line = Annotated[Text, longest(200)]
Words = Annotated[Text, longest(5_000)]
Moment = Annotated[datetime | None, BeforeValidator(_moment)]


class CompanySearch(Inputs):
    """Part of a company's name; both spellings of the parameter are known (R40)."""

    search: Text = Field("", title="Search")
    searchstr: Text = Field("", title="Search")

    @property
    def words(self) -> str:
        return (self.search or self.searchstr).strip()


class CompanyEntry(Inputs):
    """A company as the operator keeps it; there is no endpoint for it. `owner` is a member's e-mail address."""

    name: Line = Field("", title="Name")
    slug: Annotated[Line, AfterValidator(_slug)] = Field("", title="Slug")
    owner: Line = Field("", title="Owner")
    description: Words = Field("", title="Description")
    category: Line = Field("", title="Category")
    tagline: Line = Field("", title="Tagline")
    industry: Line = Field("", title="Industry")
    website: Link = Field("", title="Website")
    city: Line = Field("", title="City")
    country: Line = Field("", title="Country")
    latitude: Annotated[Decimal | None, number_between(-90, 90, 5)] = Field(None, title="Latitude")
    longitude: Annotated[Decimal | None, number_between(-180, 180, 5)] = Field(None, title="Longitude")
    affiliate: Switch = Field(None, title="Affiliate")
    exclusive: Switch = Field(None, title="Exclusive")
    coupon: Switch = Field(None, title="Coupon")
    coupon_code: Line = Field("", title="Coupon Code")
    coupon_description: Words = Field("", title="Coupon Description")
    coupon_url: Link = Field("", title="Coupon Url")
    coupon_date_at: Moment = Field(None, title="Coupon Date")
    coupon_expires_at: Moment = Field(None, title="Coupon Expires")
    featured: Switch = Field(None, title="Featured")
    feature_expires_at: Moment = Field(None, title="Feature Expires")
    authorised: Switch = Field(None, title="Authorised")
