"""Pictures and portfolios as the wire prints them."""

from typing import Annotated, ClassVar

import msgspec
from msgspec import UnsetType

from freelancerclub.wire.envelopes import Done
from freelancerclub.wire.scalars import Coordinate, Count, Flag, Id, Moment, Stamp, Text, many, of
from freelancerclub.wire.shape import Shape

# What a viewer sees of portfolio f: pending pictures only where `open` says so, to owner and moderators (R77).
SEEN = """portfolio_picture pp JOIN picture i ON i.id = pp.picture_id
    WHERE pp.portfolio_id = f.id AND i.deleted_at IS NULL AND (%(open)s::boolean OR i.authorised)"""

# What everybody may see of person p's pictures (R77: `public` is no secrecy).
SHOWN_PICTURES = """picture i JOIN picture_counter n ON n.picture_id = i.id
    WHERE i.owner_id = p.id AND i.authorised AND i.deleted_at IS NULL"""


class Picture(Shape, frozen=True):
    """What every shape of a picture begins with; of a video `filename` is the thumbnail's address (L485)."""

    alias: ClassVar[str] = "i"

    id: Id
    title: Text
    description: Text
    public: Flag
    user_id: Annotated[Id, of("i.owner_id")]
    filename: Annotated[Text, of("i.file")]
    created_on: Annotated[Stamp, of("i.created_at")]
    modified_on: Annotated[Stamp, of("i.modified_at")]
    views: Annotated[Count, of("n.views")]
    tags: Annotated[Text, of("i.tagged")]
    type: Annotated[Text, of("i.kind")]
    video_id: Text | None
    video_type: Annotated[Text | None, of("i.video_source")]
    authorised: Flag
    width: Count
    height: Count


class PlacedPicture(Picture, frozen=True):
    """With its keywords and where it was taken."""

    image_tags: Annotated[Text | None, of("i.keywords")]
    latitude: Coordinate
    longitude: Coordinate
    country: Text
    locationtype: Annotated[Text, of("i.location_type")]
    city: Text | None


class ListedPicture(PlacedPicture, frozen=True):
    """A picture beside its owner in a list of people (L485)."""

    likescount: Annotated[Count, of("n.likes")]


# Its sizes at the addresses of the site; a video has neither (R28).
THUMB = "%(site)s::text || '/images/portfoliocrop/' || i.owner_id || '/253/199/' || i.file"
FULL = "%(site)s::text || '/images/portfolio/' || i.owner_id || '/775/' || i.file"


class TargetImage(PlacedPicture, frozen=True):
    """The picture that a notification is about (L3967)."""

    img_thumb: Annotated[Text | UnsetType, of(f"CASE WHEN i.kind = 'image' THEN {THUMB} END")]
    img_full: Annotated[Text | UnsetType, of(f"CASE WHEN i.kind = 'image' THEN {FULL} END")]


class PortfolioMini(Shape, frozen=True):
    """A portfolio as it stands in its owner's page (L357); what waits for a moderator isn't counted for others."""

    alias: ClassVar[str] = "f"

    id: Id
    user_id: Annotated[Id, of("f.owner_id")]
    title: Text
    discipline: Text
    deleted: Annotated[Moment, of("f.deleted_at")]
    created_on: Annotated[Stamp, of("f.created_at")]
    modified_on: Annotated[Stamp, of("f.modified_at")]
    img_count: Annotated[Count, of(f"(SELECT count(*) FROM {SEEN})")]


# Defaults in their saved order, then the best liked (L1635, R97).
FIRST_THREE = """portfolio_picture pp JOIN picture i ON i.id = pp.picture_id
    JOIN picture_counter n ON n.picture_id = i.id
    WHERE pp.portfolio_id = f.id AND i.deleted_at IS NULL AND (%(open)s::boolean OR i.authorised)
    ORDER BY pp.default_place NULLS LAST, n.likes DESC, i.id DESC LIMIT 3"""


class PortfolioPicture(Picture, frozen=True):
    """A picture within a portfolio (L1473)."""

    image_tags: Annotated[Text | None, of("i.keywords")]
    likescount: Annotated[Count, of("n.likes")]
    default: Annotated[Flag, of("pp.is_default")]


class Portfolio(PortfolioMini, frozen=True):
    """A portfolio with the three pictures that stand for it (L1635)."""

    images: Annotated[list[PortfolioPicture], many(FIRST_THREE)]


class PortfolioCreated(Done, frozen=True, kw_only=True):
    """A new portfolio; its id is a number (L1795)."""

    portfolio_id: int


class PortfolioChanged(Done, frozen=True, kw_only=True):
    """Which portfolio was changed or deleted; its id is a text (R34)."""

    portfolio_id: str


class VideoAdded(Done, frozen=True, kw_only=True):
    """A new video; its id is a number (L1367)."""

    video_id: int


class Uploaded(msgspec.Struct, frozen=True, kw_only=True):
    """A new picture, as it is kept (L1301); width and height in pixels, once it stands upright."""

    message: str = "Image uploaded successfully"
    image_id: int
    width: int
    height: int
    filename: str


class ProfilePicture(msgspec.Struct, frozen=True, kw_only=True):
    """A new profile picture (L1107)."""

    status: str = "200"
    message: str = "Image updated successfully"
    filename: str
