"""Reviews as the wire prints them."""

from typing import Annotated, ClassVar

from freelancerclub.wire.scalars import Flag, Id, Kind, Stamp, Text, of
from freelancerclub.wire.shape import Shape

STARS = {"type": "string", "pattern": r"^[0-5]\.[05]0$", "examples": ["4.50"]}
Stars = Annotated[str, Kind("stars", "round({}, 2)::text", STARS)]


class Review(Shape, frozen=True):
    """What one party of a job says of the other (L2205)."""

    alias: ClassVar[str] = "r"

    id: Id
    reviewer_id: Id
    user_id: Annotated[Id, of("r.person_id")]
    message: Text
    stars: Stars
    authorised: Flag
    created_on: Annotated[Stamp, of("r.created_at")]
    modified_on: Annotated[Stamp, of("r.modified_at")]
    authorised_on: Annotated[Stamp, of("r.authorised_at")]
    review_name: Annotated[Text, of("r.reviewer_name")]
    discipline: Text | None
