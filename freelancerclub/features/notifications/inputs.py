"""What comes in: a device, and which notifications were read."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from freelancerclub.wire.validate import LARGEST_ID, LIST, NOBODY, Inputs, RequiredText, comma_list, longest, wrong

MOST_IDS = 500


def _ids(items: Iterable[str]) -> tuple[int, ...]:
    numbers = tuple(items)
    if not all(item.isascii() and item.isdigit() for item in numbers):
        raise wrong("must contain only numbers.")
    return tuple(number if number <= LARGEST_ID else NOBODY for number in map(int, numbers))


def _stripped(value: str) -> str:
    return value.strip()


class Device(Inputs):
    """A device as OneSignal knows it: the player id of older versions, the subscription id of newer ones."""

    device_id: Annotated[RequiredText, AfterValidator(_stripped), longest(200)] = Field(
        title="Device Id", description="What OneSignal calls the player id or subscription id"
    )


class Seen(Inputs):
    """The notifications that were read; without `ids` all of them, with an empty one none."""

    ids: Annotated[tuple[int, ...] | None, BeforeValidator(_ids), comma_list(20, MOST_IDS), LIST] = Field(
        None, title="Ids", description="A comma list of ids; all where it is left out"
    )
