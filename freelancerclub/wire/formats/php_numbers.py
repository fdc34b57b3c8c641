"""How PHP sees numbers, where php and serialized agree: array keys, integers of 64 bits, shortest floats."""

import re

_INTEGER = re.compile("0|-?[1-9][0-9]{0,18}")


def is_integer_key(key: str) -> bool:
    """Whether a PHP array keeps this key as an integer: `12` and `-1`, but not `007`, `-0` or 20 digits."""
    return _INTEGER.fullmatch(key) is not None and fits(int(key))


def fits(value: int) -> bool:
    """Whether the number is an integer for PHP; a greater one is a float."""
    return -(2**63) <= value < 2**63


def shortest(value: float) -> str:
    """The fewest digits that read back as the same float, always with `.0` or an exponent (`1.0E+20`)."""
    text = repr(value)
    if "n" in text:
        return text.upper()  # INF, -INF, NAN: PHP's constants
    if "e" not in text:
        return text
    if 1e16 <= abs(value) < 1e17:
        return f"{int(value)}.0"  # PHP turns to exponents one digit later than Python
    mantissa, exponent = text.split("e")
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}E{int(exponent):+d}"
