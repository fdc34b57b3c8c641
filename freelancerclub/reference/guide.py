"""Markdown of the guide → parts of a page: each heading with its text, and its code apart, for the right side."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from freelancerclub.reference.colour import coloured

Link = Callable[[str], str | None]
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_FULL = re.compile(r"[a-z]+:|#|//", re.IGNORECASE)


@dataclass
class Part:
    """A heading with what stands under it."""

    title: str
    anchor: str
    html: Markup = field(default_factory=Markup)
    code: list[Markup] = field(default_factory=list)
    text: str = ""


def anchor_of(title: str) -> str:
    return "-".join(re.findall(r"\w+", title.lower()))


def parts_of(markdown: str, link: Link) -> list[Part]:
    """One part a heading of the second level; what stands before the first is the part of the title.

    `link` gives a relative link's new address, or None where it leads nowhere from this page.
    """
    parts: list[Part] = []
    for title, tokens in _split(_MARKDOWN.parse(markdown)):
        code = [token for token in tokens if token.type in ("fence", "code_block")]
        prose = [token for token in tokens if token not in code]
        _relink(prose, link)
        part = Part(title, anchor_of(title), _html(prose))
        part.code = [coloured(token.content, token.info or _guess(token.content)) for token in code]
        part.text = " ".join(token.content for token in tokens if token.type in ("inline", "fence", "code_block"))
        parts.append(part)
    return parts


def page_of(markdown: str, link: Link) -> Markup:
    """A whole page in one column, code where it stands."""
    tokens = _MARKDOWN.parse(markdown)
    _relink(tokens, link)
    pieces = []
    for token in _grouped(tokens):
        if isinstance(token, Token):
            code = coloured(token.content, token.info or _guess(token.content))
            pieces.append(Markup('<pre class="code" tabindex="0">{}</pre>').format(code))
        else:
            pieces.append(_html(token))
    return Markup("").join(pieces)


def _html(tokens: list[Token]) -> Markup:
    """What markdown-it escapes; a table gets room to be scrolled in on a phone."""
    html = str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))
    html = html.replace("<table>", '<div class="wide"><table>').replace("</table>", "</table></div>")
    return Markup(html)  # noqa: S704


def _split(tokens: list[Token]) -> Iterator[tuple[str, list[Token]]]:
    title, position = "", 0
    held: list[Token] = []
    while position < len(tokens):
        token = tokens[position]
        if token.type == "heading_open" and token.tag in ("h1", "h2"):
            if title:
                yield title, held
            title, held = tokens[position + 1].content, []
            position += 3
            continue
        held.append(token)
        position += 1
    if title:
        yield title, held


def _grouped(tokens: list[Token]) -> Iterator[Token | list[Token]]:
    """Code blocks by themselves, what is between them together."""
    held: list[Token] = []
    for token in tokens:
        if token.type in ("fence", "code_block") and token.level == 0:
            yield held
            yield token
            held = []
        else:
            held.append(token)
    yield held


def _relink(tokens: list[Token], link: Link) -> None:
    for token in tokens:
        for child in token.children or ():
            for name in ("href", "src"):
                address = child.attrGet(name)
                if isinstance(address, str) and not _FULL.match(address):
                    new = link(address)
                    child.attrs.pop(name) if new is None else child.attrSet(name, new)


def _guess(code: str) -> str:
    return "json" if code.lstrip()[:1] in "{[" else "bash"
