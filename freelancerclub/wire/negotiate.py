"""The choice of a format: suffix, then `format` parameter, then `Accept`, then JSON (contract section 2)."""

from freelancerclub.wire.formats import FORMATS

DEFAULT = "json"
# The media type an Accept header may name, and the format it means.
MEDIA_TYPES = {
    "application/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
    "application/csv": "csv",
    "text/csv": "csv",
    "text/html": "html",
    "application/javascript": "jsonp",
    "application/vnd.php.serialized": "serialized",
    "application/php": "php",
}
# Which one a wildcard means, the best first; `array` is JSON by another name and has no type of its own.
PREFERRED = ("json", "html", "xml", "csv", "serialized", "php", "jsonp", "array")
FAMILIES = {"application": ("json", "xml", "csv", "serialized", "php", "jsonp"), "text": ("html", "xml", "csv")}
LONGEST_ACCEPT = 2_000


def choose_format(suffix: str | None, parameter: str | None, accept: str | None) -> tuple[str, bool]:
    """The format to answer in, and whether what was asked for is one of the eight (else 406)."""
    if suffix:
        return suffix, True
    if parameter:  # some clients send every parameter they know, empty
        name = parameter.lower()
        if name in FORMATS:
            return name, True
        return from_accept(accept), False
    return from_accept(accept), True


def from_accept(accept: str | None) -> str:
    """The best format of an Accept header; JSON where it names none, or comes from a browser."""
    if not accept or accept == "*/*":
        return DEFAULT
    ranges = _ranges(accept[:LONGEST_ACCEPT])
    if {"html", "xml"} <= {MEDIA_TYPES.get(media, media) for media, quality in ranges if quality > 0}:
        return DEFAULT
    best, best_rank = DEFAULT, (0.0, 0, 0)
    for name in PREFERRED:
        quality, specificity, position = _wish(name, ranges)
        if quality > 0 and (quality, specificity, -position) > best_rank:
            best, best_rank = name, (quality, specificity, -position)
    return best


def _wish(name: str, ranges: list[tuple[str, float]]) -> tuple[float, int, int]:
    """What the header says of a format: the quality and place of the most specific range that covers it."""
    wish = (0.0, 0, 0)
    for position, (media, quality) in enumerate(ranges):
        specificity = _covers(media, name)
        if specificity > wish[1] or (specificity and specificity == wish[1] and quality > wish[0]):
            wish = (quality, specificity, position)
    return wish


def _ranges(accept: str) -> list[tuple[str, float]]:
    ranges = []
    for part in accept.split(","):
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                quality = _quality(value)
        if media:
            ranges.append((media, quality))
    return ranges


def _quality(value: str) -> float:
    try:
        quality = float(value)
    except ValueError:
        return 0.0
    return quality if 0.0 <= quality <= 1.0 else 0.0


def _covers(media: str, name: str) -> int:
    """How specific a range is about a format: 3 a type or a name, 2 `type/*`, 1 `*/*`, 0 not at all."""
    if media == name or MEDIA_TYPES.get(media) == name:
        return 3
    if media in ("*/*", "*"):
        return 1
    kind, _, rest = media.partition("/")
    return 2 if rest == "*" and name in FAMILIES.get(kind, ()) else 0
