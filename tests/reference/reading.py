"""Reads a page of HTML as a browser without JavaScript would: text, ids, addresses, what could run."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

LOADING = {("link", "href"), ("script", "src"), ("img", "src"), ("iframe", "src"), ("source", "src")}


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.ids: list[str] = []
        self.loaded: list[str] = []
        self.links: list[str] = []
        self.inline: list[str] = []
        self.index = ""
        self._element = ""
        self._is_data = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._element = tag
        self._is_data = given.get("type") == "application/json"
        if given.get("id"):
            self.ids.append(given["id"] or "")
        for name, value in attrs:
            if (tag, name) in LOADING:
                self.loaded.append(value or "")
            elif (tag, name) == ("a", "href"):
                self.links.append(value or "")
            elif name == "style" or name.startswith("on"):
                self.inline.append(f"{tag} {name}")
        if tag == "style" or (tag == "script" and "src" not in given and not self._is_data):
            self.inline.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self._element = ""

    def handle_data(self, data: str) -> None:
        if self._element == "script":
            self.index += data if self._is_data else ""
        else:
            self.texts.append(data)

    @property
    def text(self) -> str:
        """All text, white space as one blank."""
        return " ".join("".join(self.texts).split())


def is_ours(address: str) -> bool:
    """Nothing that leads to another host."""
    parts = urlsplit(address)
    return not parts.netloc and parts.scheme in ("", "data")
