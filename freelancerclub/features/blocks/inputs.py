"""Whom somebody wants to block."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from freelancerclub.wire.validate import NOBODY, Inputs, id_of


def _id(value: object) -> int:
    """What is no id is nobody's: the reference has one answer to all that is incorrect (L2102)."""
    number = id_of(value) if isinstance(value, str) else None
    return NOBODY if number is None else number


class Block(Inputs):
    """The id of the person to be blocked."""

    block_user_id: Annotated[int, BeforeValidator(_id)] = Field(NOBODY, title="Block User Id")
