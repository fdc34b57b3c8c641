"""Colours code, and writes JSON as the page shows it; classes only, the colours are in the style sheet."""

import json
from typing import Any
from xml.etree import ElementTree

from markupsafe import Markup
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers.data import JsonLexer
from pygments.lexers.html import XmlLexer
from pygments.lexers.python import PythonLexer
from pygments.lexers.shell import BashLexer
from pygments.lexers.special import TextLexer

LEXERS = {"bash": BashLexer(), "python": PythonLexer(), "json": JsonLexer(), "xml": XmlLexer(), "text": TextLexer()}
_FORMATTER = HtmlFormatter(nowrap=True)


def coloured(code: str, language: str) -> Markup:
    """Highlighted, escaped code for a `<pre>`; an unknown language stays plain."""
    lexer = LEXERS.get(language, LEXERS["text"])
    return Markup(highlight(code.strip("\n"), lexer, _FORMATTER).rstrip("\n"))  # noqa: S704 (pygments escapes)


def written(value: Any) -> str:
    """JSON on several lines, as the reference printed it."""
    return json.dumps(value, indent=2, ensure_ascii=False)


def indented(xml: str) -> str:
    """XML of our own writer on several lines; it is sent on one."""
    tree = ElementTree.fromstring(xml)  # noqa: S314 (our own)
    ElementTree.indent(tree, "  ")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(tree, "unicode")
