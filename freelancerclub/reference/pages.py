"""The documentation's pages: what the declarations say, arranged for reading, and put into the templates."""

import hashlib
import json
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from freelancerclub.reference.guide import Part, page_of, parts_of
from freelancerclub.reference.openapi import Document, about_feature, feature_of
from freelancerclub.reference.refusals import everywhere
from freelancerclub.reference.view import FormatView, View, by_status, first_steps, formats_of, with_code

ASSETS = {
    "style.css": "text/css; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "fonts/source-serif-4.woff2": "font/woff2",
    "fonts/inter.woff2": "font/woff2",
    "fonts/jetbrains-mono.woff2": "font/woff2",
    "fonts/LICENSE.txt": "text/plain; charset=utf-8",
}


@cache
def _templates() -> Environment:
    loader = PackageLoader("freelancerclub.reference", "page")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters["with_code"] = with_code
    return made


def asset(name: str) -> bytes:
    return files("freelancerclub.reference").joinpath("page", name).read_bytes()


@cache
def version_of(name: str) -> str:
    """Changes with the content, so that a browser may keep an asset for ever."""
    return hashlib.sha256(asset(name)).hexdigest()[:12]


def _addresses(assets: str) -> dict[str, str]:
    return {name: f"{assets}/{name}?v={version_of(name)}" for name in ("style.css", "page.js")}


def introduction() -> list[Part]:
    """The sections of `docs/guide/client.md`, which is linked into this package."""
    text = files("freelancerclub.reference").joinpath("client.md").read_text("utf-8")
    return parts_of(text, lambda address: None)


def reference_page(document: Document, *, assets: str, openapi: str, pages: list[dict[str, str]] | None = None) -> str:
    """The one page with everything. `assets` is the address of the folder that holds them.

    `pages` are further pages of a static site: title, href, group.
    """
    views = [View(document, endpoint) for endpoint in document.endpoints]
    groups: dict[str, list[View]] = {}
    for view in views:
        groups.setdefault(feature_of(view.endpoint), []).append(view)
    intro = introduction()
    steps = first_steps(document)
    formats = formats_of(document)
    template = _templates().get_template("reference.html")
    return template.render(
        assets=_addresses(assets),
        openapi=openapi,
        server=document.server,
        count=len(views),
        lead=intro[0],
        steps=steps,
        intro=intro[1:],
        formats=formats,
        statuses=by_status(everywhere()),
        groups=[
            {"name": name, "title": name.capitalize(), "about": about_feature(group[0].endpoint), "entries": group}
            for name, group in groups.items()
        ],
        index=Markup(_safe_json(search_index(views, intro[1:], formats))),  # noqa: S704 (escaped by _safe_json)
        pages=pages or [],
    )


def guide_page(title: str, markdown: str, link: Any, *, root: str, pages: list[dict[str, str]]) -> str:
    """A page of the static site in the same look. `root` leads from it to the site's first page."""
    template = _templates().get_template("guide.html")
    return template.render(
        assets=_addresses(f"{root}assets"), title=title, body=page_of(markdown, link), root=root, pages=pages
    )


def search_index(views: list[View], intro: list[Part], formats: list[FormatView]) -> list[dict[str, Any]]:
    """What the search of the page looks through: names, paths, fields, sentences."""
    rows: list[dict[str, Any]] = [
        {"id": "log-in", "title": "Log in", "text": "first steps token login password", "said": []},
        {"id": "read-a-list", "title": "Read a list, in XML", "text": "first steps list xml format", "said": []},
        {"id": "statuses", "title": "Statuses", "text": "errors", "said": [each.message for each in everywhere()]},
    ]
    rows += [{"id": part.anchor, "title": part.title, "text": part.text, "said": []} for part in intro]
    for view in views:
        rows.append({"id": view.anchor, "verb": view.verb, "title": view.path, "text": view.words, "said": view.said})
    names = " ".join(f"{each.name} {each.media_type}" for each in formats)
    return [*rows, {"id": "one-answer", "title": "One answer in eight formats", "text": names, "said": []}]


def _safe_json(value: Any) -> str:
    """JSON that can stand inside a script element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("&", "\\u0026")
