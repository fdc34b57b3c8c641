"""What a comment may say."""

from typing import Annotated

from pydantic import Field

from freelancerclub.wire.validate import Inputs, RequiredText, longest


class NewComment(Inputs):
    comment: Annotated[RequiredText, longest(300)] = Field(title="Comment")
