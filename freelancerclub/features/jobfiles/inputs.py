"""What comes in with a file of a job."""

from pydantic import Field

from freelancerclub.features.images.inputs import PictureFile
from freelancerclub.wire.decode import LongText, Upload
from freelancerclub.wire.validate import AnyText, Id, Text


class NewJobFile(PictureFile):
    """A file, else base64 with or without `data:…;base64,` before it (R27); base64 can say a name (R96)."""

    jobid: Id = Field(title="Job")
    file: Upload | str | LongText | None = Field(
        None, title="File", description="gif, jpg, jpeg, png or pdf, at most 8 MB"
    )
    base64: AnyText = Field("", title="File", description="the file in base64, instead of it")
    file_name: Text = Field("", title="File Name", description="what a file in base64 is called")
