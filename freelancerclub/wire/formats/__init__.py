"""The eight formats an answer can be printed in: a pure file each, and the table that names them."""

from typing import Any

from freelancerclub.wire.formats import array, csv, html, json, jsonp, php, serialized, xml
from freelancerclub.wire.formats.format import Format, forgiving

FORMATS: dict[str, Format] = {
    name: Format(name, f"{media}; charset=utf-8", forgiving(module_render))
    for name, media, module_render in (
        ("json", "application/json", json.render),
        ("array", "application/json", array.render),
        ("jsonp", "application/javascript", jsonp.render),
        ("xml", "application/xml", xml.render),
        ("csv", "application/csv", csv.render),
        ("html", "text/html", html.render),
        ("php", "text/plain", php.render),
        ("serialized", "application/vnd.php.serialized", serialized.render),
    )
}

# The formats that a `callback` in the query wraps.
_WRAPPED = frozenset({"json", "array", "jsonp"})


def render(format_name: str, value: Any, callback: str | None = None) -> tuple[bytes, str]:
    """The body and its Content-Type; a callback counts for json, array and jsonp only.

    A wrapped body is a script, whatever format was asked for; an empty callback is none. No text is refused.
    """
    chosen = FORMATS[format_name]
    if not callback or format_name not in _WRAPPED:
        return chosen.render(value), chosen.media_type
    body, wrapped = jsonp.wrap_in_callback(value, chosen.render, callback)
    return body, FORMATS["jsonp"].media_type if wrapped else chosen.media_type


__all__ = ["FORMATS", "Format", "render"]
