"""The xml format: CodeIgniter's elements, without what would make the document ill-formed."""

import re
from functools import lru_cache
from html.entities import name2codepoint
from typing import Any

import msgspec

from freelancerclub.wire.formats.format import as_container, as_list, scalar_text
from freelancerclub.wire.formats.singular import singular

_PROLOGUE = '<?xml version="1.0" encoding="utf-8"?>\n'

# What isn't written as it is. Most texts hold none of it, and a search is cheaper than a translation.
_SPECIAL = re.compile("[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_FORBIDDEN = (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
_IN_TEXT: dict[int, str | None] = {
    **dict.fromkeys(_FORBIDDEN),
    ord("&"): "&amp;",
    ord("<"): "&lt;",
    ord(">"): "&gt;",
    ord("\r"): "&#13;",
}
# A reader turns bare white space of an attribute into blanks.
_IN_ATTRIBUTE = {**_IN_TEXT, ord('"'): "&quot;", ord("\t"): "&#9;", ord("\n"): "&#10;"}

# Seven decimal or six hexadecimal digits reach past the last character; int() of a million would take long.
_ENTITY = re.compile("&(?:#0*([0-9]{1,7})|#[xX]0*([0-9A-Fa-f]{1,6})|([A-Za-z0-9]+));")
# HTML 4.01 has no numeric reference to a control character (but tab, LF, CR), nor to a surrogate.
_REFERABLE = (range(0x20, 0x7F), (0x09, 0x0A, 0x0D), range(0xA0, 0xD800), range(0xE000, 0x110000))
_NOT_IN_NAMES = re.compile("[^A-Za-z0-9_-]+")


def render(value: Any) -> bytes:
    """The document: one `<xml>` that holds the value, and a newline."""
    return f"{_PROLOGUE}{_element('xml', as_container(value))}\n".encode()


def _element(name: str, value: Any) -> str:
    if isinstance(value, dict | list):
        return _parent(name, value)
    text = scalar_text(value, false="0")
    return f"<{name}>{_text(text)}</{name}>" if text else f"<{name}/>"


def _parent(name: str, value: dict[str, Any] | list[Any]) -> str:
    held = as_list(value)
    attributes = ""
    if isinstance(held, list):
        item = _item_name(name)
        content = "".join([_element(item, each) for each in held])
    else:
        children = []
        for key, each in held.items():
            if key == "_attributes" and isinstance(each, dict):
                attributes = _attributes(each)
            else:
                children.append(_element(_name(key), each))
        content = "".join(children)
    return f"<{name}{attributes}>{content}</{name}>" if content else f"<{name}{attributes}/>"


def _attributes(pairs: dict[str, Any]) -> str:
    """Attributes as they stand in the opening tag; of two names that come out the same, the first stays."""
    written: dict[str, str] = {}
    for key, value in pairs.items():
        nested = isinstance(value, dict | list)
        text = msgspec.json.encode(value).decode() if nested else scalar_text(value, false="0")
        written.setdefault(_name(key), text.translate(_IN_ATTRIBUTE))
    return "".join([f' {name}="{text}"' for name, text in written.items()])


@lru_cache(maxsize=2048)
def _name(key: str) -> str:
    """The key as an element's name; `item` where nothing is left of it that XML lets a name start with."""
    name = _NOT_IN_NAMES.sub("", key)
    return "item" if not name or name[0] in "-0123456789" else name


@lru_cache(maxsize=1024)
def _item_name(parent: str) -> str:
    one = singular(parent)
    return one if one != parent else "item"


def _text(value: str) -> str:
    if _SPECIAL.search(value) is None:
        return value
    if "&" in value:
        value = _ENTITY.sub(_decoded, value)
    return value.translate(_IN_TEXT)


def _decoded(match: re.Match[str]) -> str:
    """The character that a reference means, or the reference itself where HTML 4.01 does not know it."""
    decimal, hexadecimal, name = match.groups()
    if name is not None:
        code = name2codepoint.get(name)
        return match[0] if code is None else chr(code)
    code = int(decimal) if decimal is not None else int(hexadecimal, 16)
    return chr(code) if any(code in allowed for allowed in _REFERABLE) else match[0]
