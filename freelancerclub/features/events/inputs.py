"""What comes in: where a stream goes on, and for how long."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from freelancerclub.wire.validate import Inputs, id_of, wrong

LONGEST = 86_400  # seconds


def _place(value: Any) -> str:
    return str(value).strip()


def _seconds(value: Any) -> int:
    seconds = id_of(value)
    if seconds is None:
        raise wrong("must contain an integer.")
    return LONGEST if seconds < 0 else min(seconds, LONGEST)


class Since(Inputs):
    """Where to go on; without it, from now on."""

    last_event_id: Annotated[str, BeforeValidator(_place)] = Field(
        "",
        title="Last Event Id",
        description="The id of the last event that was received, as in the header Last-Event-ID, which wins",
    )
    wait: Annotated[int, BeforeValidator(_seconds)] = Field(
        LONGEST,
        title="Wait",
        description="Seconds until the stream ends; 0 answers what there is and ends at once",
    )
