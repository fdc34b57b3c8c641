"""What stops mail: the signed link of a mail, and what a mail provider tells of an address."""

from typing import Annotated

from pydantic import Field

from freelancerclub.wire.validate import Inputs, Text, longest, one_of

LONGEST_ADDRESS = 254


class Unsubscribing(Inputs):
    """The link at the end of a mail."""

    token: Annotated[Text, longest(200)] = Field("", title="Token", description="The signed part of the link")


class HookSecret(Inputs):
    """What only the mail provider knows."""

    secret: Annotated[Text, longest(500)] = Field("", title="Secret", description="The value of CLUB_BOUNCE_SECRET")


class Bounced(Inputs):
    """An address that mail came back from. The address is looked at after the secret, so that nothing is told."""

    email: Text = Field("", title="Email", description="The address that mail came back from")
    reason: Annotated[str | None, one_of("bounce", "complaint")] = Field(None, title="Reason")
    detail: Text = Field("", title="Detail", description="What the mail server said")
