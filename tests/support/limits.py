"""The settings that limit how often somebody may do something, for tests that do more."""

from freelancerclub.config import Settings

LIMITS = tuple(name for name in Settings.model_fields if name.endswith("_limit"))
PLENTY = "1000000/300"
UNLIMITED = dict.fromkeys(LIMITS, PLENTY)
