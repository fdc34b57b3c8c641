"""How a recommendation may be asked for."""

from pydantic import Field

from freelancerclub.features.search.inputs import Switch
from freelancerclub.wire.validate import Inputs


class Explained(Inputs):
    """Whether to say what each relevance is made of."""

    explain: Switch = Field(False, title="Explain")
