"""The kinds of value that this wire knows, as serializer fields."""

import re
from decimal import ROUND_HALF_UP, Decimal

from rest_framework import serializers

NEVER, NO_DAY = "0000-00-00 00:00:00", "0000-00-00"
_AFTER_A_KIND = re.compile(r"/(?:channel|user|c)/+([^/?#]+)")
_HOST = re.compile(r"^(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/?#]*")
_LAST = re.compile(r"/([^/?#]+)/*(?:[?#].*)?$")


class Flag(serializers.Field):
    def to_representation(self, value):
        return "1" if value else "0"


class Moment(serializers.Field):
    """Whether there was one."""

    def get_attribute(self, instance):
        return super().get_attribute(instance) is not None

    def to_representation(self, value):
        return "1" if value else "0"


class Day(serializers.DateField):
    def get_attribute(self, instance):
        value = super().get_attribute(instance)
        return NO_DAY if value is None else value

    def to_representation(self, value):
        return value if value is NO_DAY else super().to_representation(value)


class Decimals(serializers.DecimalField):
    def __init__(self, places, **more):
        super().__init__(max_digits=None, decimal_places=places, rounding=ROUND_HALF_UP, **more)


class Coordinate(Decimals):
    def __init__(self, **more):
        super().__init__(5, **more)

    def get_attribute(self, instance):
        value = super().get_attribute(instance)
        return Decimal(0) if value is None else value


class Stamp(serializers.DateTimeField):
    def __init__(self, **more):
        super().__init__(format="%Y-%m-%d %H:%M:%S", **more)

    def get_attribute(self, instance):
        value = super().get_attribute(instance)
        return NEVER if value is None else value

    def to_representation(self, value):
        return value if value is NEVER else super().to_representation(value)


class SocialName(serializers.Field):
    """The account that a link names; '' without one."""

    def get_attribute(self, instance):
        return super().get_attribute(instance) or ""

    def to_representation(self, value):
        if "/" not in value:
            return value
        found = _AFTER_A_KIND.search(value) or _LAST.search(_HOST.sub("", value, count=1))
        return found[1] if found else ""
