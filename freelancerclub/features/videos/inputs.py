"""What comes in when a video is added."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from freelancerclub.wire.validate import Flag, Inputs


def _address(value: Any) -> str:
    """A file is no address: the reference has one answer to all that names no video (L1377)."""
    return value if isinstance(value, str) else ""


class NewVideo(Inputs):
    """A video of YouTube's or Vimeo's; scheme and www may be left out."""

    video_url: Annotated[str, BeforeValidator(_address)] = Field(
        "", title="Video Url", description="The video's address at YouTube or Vimeo, in any of its forms"
    )
    public: Flag = Field(True, title="Public", description="Listed in /images, 1 where it isn't sent")
