"""What comes in with a picture."""

from typing import Annotated

from pydantic import Field

from freelancerclub.wire.decode import LongText, Upload
from freelancerclub.wire.validate import AnyText, Flag, Inputs, Text, longest

Description = Annotated[Text, longest(800)]


class PictureFile(Inputs):
    """A file, else base64 with or without `data:image/…;base64,` before it (R27)."""

    file: Upload | str | LongText | None = Field(
        None, alias="image-file", title="Image File", description="gif, jpg, jpeg or png, at most 8 MB"
    )
    base64: AnyText = Field("", alias="image-base64", title="Image", description="the file in base64, instead of it")


class NewPicture(PictureFile):
    """The length of the title has a sentence of its own (R32)."""

    title: Text = Field("", title="Title", description="2 to 299 characters; required")
    description: Description = Field("", title="Description")
    public: Flag = Field(None, title="Public", description="whether it is listed in /images; 1 unless sent")


class PictureChange(Inputs):
    """What isn't sent stays."""

    title: Text | None = Field(None, title="Title", description="2 to 299 characters")
    description: Description | None = Field(None, title="Description")
    public: Flag = Field(None, title="Public", description="whether it is listed in /images")
    image_tags: Annotated[Text, longest(500)] | None = Field(
        None, title="Image Tags", description="keywords, separated by commas"
    )
    alt_text: Annotated[Text, longest(500)] | None = Field(
        None, title="Alt Text", description="what the picture shows, for those who can't see it"
    )
