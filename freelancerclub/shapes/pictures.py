"""Pictures and portfolios as the wire prints them."""

from typing import Annotated, ClassVar

from freelancerclub.wire.scalars import Count, Id, Moment, Stamp, Text, of
from freelancerclub.wire.shape import Shape

SHOWN = """portfolio_picture pp JOIN picture i ON i.id = pp.picture_id
    WHERE pp.portfolio_id = f.id AND i.deleted_at IS NULL"""


class PortfolioMini(Shape, frozen=True):
    """A portfolio as it stands in its owner's page (L357)."""

    alias: ClassVar[str] = "f"

    id: Id
    user_id: Annotated[Id, of("f.owner_id")]
    title: Text
    discipline: Text
    deleted: Annotated[Moment, of("f.deleted_at")]
    created_on: Annotated[Stamp, of("f.created_at")]
    modified_on: Annotated[Stamp, of("f.modified_at")]
    img_count: Annotated[Count, of(f"(SELECT count(*) FROM {SHOWN})")]
