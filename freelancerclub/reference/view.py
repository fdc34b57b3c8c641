"""One endpoint as its section of the page shows it, and the introduction's samples."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup

from freelancerclub.reference.colour import coloured, indented, written
from freelancerclub.reference.fields import FieldDoc, fields_of, words_of
from freelancerclub.reference.openapi import KEY_HEADER, Document, about, anchor_of, line_of
from freelancerclub.reference.refusals import Said, refusals_of, sentences_of
from freelancerclub.reference.samples import TOKEN, Call, call_of, curl, python
from freelancerclub.reference.schemas import Schema
from freelancerclub.wire.endpoint import Endpoint
from freelancerclub.wire.formats import FORMATS, render
from freelancerclub.wire.paging import MOST

WHO = {
    "anyone": "Anybody; no token is needed.",
    "member": "Any member, with a token or an API key.",
    "in person": "Any member, with a token; an API key is not enough.",
    "refresher": "Any member, with a token that may have ended up to two weeks ago.",
    "oneself": "The person of that id, and administrators.",
    "administrator": "Administrators.",
}
FIRST_LIST = "GET /skills"
FIRST_STEPS = (("login", "POST /auth/login", ""), ("list", FIRST_LIST, "xml"), ("key", "POST /auth/keys", ""))


@dataclass(frozen=True)
class Row:
    """A parameter: of the path, the query or the body."""

    name: str
    place: str
    required: bool
    words: str
    title: str = ""


@dataclass(frozen=True)
class Sample:
    """A call in both languages."""

    curl: Markup
    python: Markup


@dataclass(frozen=True)
class Keys:
    """A shape's keys, for the table under an answer."""

    name: str
    about: str
    rows: list[tuple[str, str]]


@dataclass(frozen=True)
class FormatView:
    name: str
    media_type: str
    example: Markup


def sample_of(call: Call, server: str) -> Sample:
    return Sample(coloured(curl(call, server), "bash"), coloured(python(call, server), "python"))


class View:
    """What the template asks of an endpoint."""

    def __init__(self, document: Document, endpoint: Endpoint) -> None:
        self._document = document
        self.endpoint = endpoint
        self.anchor = anchor_of(endpoint)
        self.verb = endpoint.methods[0]
        self.path = endpoint.paths[0]
        self.line = line_of(endpoint)
        self.who = WHO.get(endpoint.allow.name, endpoint.allow.name.capitalize() + ".")
        self.aliases = [
            f"{method} {path}"
            for path in endpoint.paths
            for method in endpoint.methods
            if (method, path) != (self.verb, self.path)
        ]

    @property
    def about(self) -> Markup:
        return with_code(about(self.endpoint))

    @cached_property
    def sample(self) -> Sample:
        return sample_of(call_of(self.endpoint), self._document.server)

    @cached_property
    def answer(self) -> Markup:
        if self.endpoint.streams:
            return coloured(self._document.stream_example(self.endpoint), "text")
        return coloured(written(self._document.example(self.endpoint)), "json")

    @cached_property
    def rows(self) -> list[Row]:
        endpoint = self.endpoint
        ids = [part[1:-1] for part in endpoint.paths[0].split("/") if part.startswith("{")]
        rows = [Row(name, "path", True, "a number") for name in ids]
        rows += [_row(field, "query") for field in (fields_of(endpoint.asks) if endpoint.asks else ())]
        if endpoint.paged:
            rows.append(Row("limit", "query", False, f"1 to {MOST} rows; {endpoint.paged.default} if not sent"))
            rows.append(Row("offset", "query", False, "how many rows to leave out first; 0 if not sent"))
        return rows + [_row(field, "body") for field in (fields_of(endpoint.takes) if endpoint.takes else ())]

    @property
    def places(self) -> list[tuple[str, list[Row]]]:
        """The rows of the path, the query and the body, where there are any."""
        places = ((place, [row for row in self.rows if row.place == place]) for place in ("path", "query", "body"))
        return [(place, rows) for place, rows in places if rows]

    @cached_property
    def refusals(self) -> list[tuple[int, list[Said]]]:
        """Its own first, one a row; what the token and the body are refused with after them."""
        said = refusals_of(self.endpoint)
        return by_status([each for each in said if each.group == "own"]) + by_status(
            [each for each in said if each.group != "own"]
        )

    @cached_property
    def sentences(self) -> list[str]:
        return [sentence for _, sentence in sentences_of(self.endpoint)]

    @cached_property
    def outline(self) -> list[tuple[str, str]]:
        """The outermost keys of the answer."""
        schema = self._document.answer_schema(self.endpoint)
        schema = schema.get("items", schema)
        return [(name, kind_of(part)) for name, part in schema.get("properties", {}).items()]

    @cached_property
    def keys(self) -> list[Keys]:
        """The shapes inside the answer, outermost first."""
        components = self._document.schemas.components
        found: list[str] = []
        _collect(self._document.answer_schema(self.endpoint), components, found)
        return [_keys(name, components[name]) for name in found]

    @property
    def said(self) -> list[str]:
        """Every sentence of every no, for the search."""
        told = [text for said in refusals_of(self.endpoint) for text in (said.message, said.errors) if text]
        return list(dict.fromkeys(told + self.sentences))

    @property
    def words(self) -> str:
        names = [keys.name for keys in self.keys] + [f"{row.name} {row.title} {row.words}" for row in self.rows]
        return " ".join((about(self.endpoint), *self.endpoint.paths, self.line, *names))


def by_status(refusals: Iterable[Said]) -> list[tuple[int, list[Said]]]:
    """Rows of a table: each status once, in rising order."""
    rows: dict[int, list[Said]] = {}
    for said in refusals:
        rows.setdefault(said.status, []).append(said)
    return sorted(rows.items())


def _row(field: FieldDoc, place: str) -> Row:
    words = words_of(field)
    words = f"{field.description} ({words})" if field.description else words
    # The title is what the sentences call the field; most say no more than its name.
    says_more = re.sub(r"\W", "", field.title).lower() != re.sub(r"[\W_]", "", field.name).lower()
    return Row(field.name, place, field.required, words, field.title if says_more else "")


def _keys(name: str, schema: Schema) -> Keys:
    return Keys(name, schema["description"], [(key, kind_of(part)) for key, part in schema["properties"].items()])


def _collect(schema: Any, components: dict[str, Schema], found: list[str]) -> None:
    if isinstance(schema, list):
        for part in schema:
            _collect(part, components, found)
    elif isinstance(schema, dict):
        name = str(schema.get("$ref", "")).rpartition("/")[2]
        if name and name not in found:
            found.append(name)
            _collect(components[name], components, found)
        for part in schema.values():
            _collect(part, components, found)


def kind_of(schema: Schema) -> str:
    """A value's kind in a word or two."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(kind_of(part) for part in schema["anyOf"])
    if "const" in schema:
        return f'"{schema["const"]}"' if isinstance(schema["const"], str) else str(schema["const"]).lower()
    named = {"string": "text", "integer": "a number", "number": "a number", "boolean": "true or false", "null": "null"}
    kind = schema.get("type", "anything")
    if kind == "array":
        return f"a list of {kind_of(schema['items'])}"
    if kind == "object" and "properties" not in schema:
        return "an object"
    if kind == "object":
        return "{" + ", ".join(schema.get("properties", {})) + "}"
    words = [str(named.get(each, each)) for each in (kind if isinstance(kind, list) else [kind])]
    if "enum" in schema:
        return " or ".join(f'"{word}"' for word in schema["enum"])
    if "title" in schema:
        words[0] = schema["title"]
    return " or ".join(words)


def with_code(text: str) -> Markup:
    """Text whose `names` stand in backticks."""
    pieces = text.split("`")
    return Markup("").join(Markup("<code>{}</code>").format(each) if at % 2 else each for at, each in enumerate(pieces))


def first_steps(document: Document) -> dict[str, Any]:
    """Logging in, a list in XML, an API key: shown as soon as their endpoints are declared."""
    named = {endpoint.name: endpoint for endpoint in document.endpoints}
    steps: dict[str, Any] = {"token": TOKEN, "header": KEY_HEADER, "login": None, "list": None, "key": None}
    for step, name, suffix in FIRST_STEPS:
        if name in named:
            example = document.example(named[name])
            answer = indented(render("xml", example)[0].decode()) if suffix else written(example)
            steps[step] = {
                "sample": sample_of(call_of(named[name], suffix=suffix), document.server),
                "answer": coloured(answer, suffix or "json"),
                "anchor": anchor_of(named[name]),
                "name": name,
            }
    return steps


def formats_of(document: Document) -> list[FormatView]:
    """The same answer in every format, written by the service's own writers."""
    shown = next((endpoint for endpoint in document.endpoints if endpoint.name == FIRST_LIST), document.endpoints[0])
    example = document.example(shown)
    colours = {"json": "json", "xml": "xml", "array": "json"}
    return [
        FormatView(
            name, form.media_type.partition(";")[0], coloured(form.render(example).decode(), colours.get(name, "text"))
        )
        for name, form in FORMATS.items()
    ]
