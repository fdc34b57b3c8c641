"""OpenAPI 3.1 of the whole service, made from the declarations."""

import json
import re
import sys
from collections.abc import Iterable
from typing import Any

import freelancerclub
from freelancerclub.features.repeats.rules import KEY_PATTERN
from freelancerclub.reference.examples import example_of
from freelancerclub.reference.fields import FieldDoc, fields_of, words_of
from freelancerclub.reference.refusals import Said, everywhere, refusals_of, schema_of
from freelancerclub.reference.samples import call_of
from freelancerclub.reference.schemas import Schema, Schemas, without_line
from freelancerclub.wire.endpoint import Endpoint
from freelancerclub.wire.formats import FORMATS
from freelancerclub.wire.paging import MOST
from freelancerclub.wire.repeats import HEADER, REPLAYED
from freelancerclub.wire.streaming import MEDIA_TYPE, Event

MEDIA_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data", "application/json")
EVENTS = MEDIA_TYPE.partition(";")[0]
KEY_HEADER = "Freelancerclub-API-KEY"
ABOUT = """The marketplace for creative freelancers and those who hire them, in the language of the published reference:
strings for numbers, `0000-00-00 00:00:00` for never, the sentences as they were printed.

Every answer comes in eight formats: a suffix of the path (`/skills.xml`), a `format` parameter or the `Accept` header
chooses. Every path also works with a slash at its end; on lists, parameters may stand in the path
(`/skills/offset/10/limit/10`). Fields of a body may be sent as a form, as multipart or as JSON on every method."""

# What is said in another format than JSON, a refusal too.
OTHERS: dict[str, Any] = {
    each.media_type.partition(";")[0]: {"schema": {"type": "string"}} for each in FORMATS.values()
}

_ID = re.compile(r"\{(\w+)\}")
_CITED = re.compile(r"\((L\d+(?:[-–]\d+)?|ours)\)")


def feature_of(endpoint: Endpoint) -> str:
    """The feature that declares it: the last but one name of its module."""
    return endpoint.handler.__module__.split(".")[-2]


def about_feature(endpoint: Endpoint) -> str:
    """The first line of the feature's `routes.py`."""
    return (sys.modules[endpoint.handler.__module__].__doc__ or "").strip().split("\n", 1)[0]


def about(endpoint: Endpoint) -> str:
    return without_line(endpoint.handler.__doc__ or "")


def line_of(endpoint: Endpoint) -> str:
    """`L4945`, or `ours` for what the reference doesn't know."""
    cited = _CITED.search(endpoint.handler.__doc__ or "")
    return cited[1] if cited else "ours"


def anchor_of(endpoint: Endpoint) -> str:
    """One for each endpoint: its method and the words of its path."""
    return "-".join(re.findall(r"\w+", endpoint.name.lower()))


class Document:
    """One reading of the declarations; `whole()` is what /openapi.json answers."""

    def __init__(self, endpoints: Iterable[Endpoint], server: str) -> None:
        self.endpoints = tuple(endpoints)
        self.server = server.rstrip("/")
        self.schemas = Schemas()
        self._answers = {endpoint.name: self.schemas.of(endpoint.out) for endpoint in self.endpoints}
        self._refusals: dict[str, Schema] = {}

    def answer_schema(self, endpoint: Endpoint) -> Schema:
        return self._answers[endpoint.name]

    def example(self, endpoint: Endpoint) -> Any:
        return example_of(endpoint, self.answer_schema(endpoint), self.schemas.components, self.server)

    def whole(self) -> dict[str, Any]:
        paths: dict[str, dict[str, Any]] = {}
        for endpoint in self.endpoints:
            for position, path in enumerate(endpoint.paths):
                for method in endpoint.methods:
                    is_first = position == 0 and method == endpoint.methods[0]
                    paths.setdefault(path, {})[method.lower()] = self._operation(endpoint, method, path, is_first)
        for said in everywhere():
            self._refusal(said)
        return {
            "openapi": "3.1.0",
            "info": {"title": "The Freelancer Club API", "version": freelancerclub.__version__, "description": ABOUT},
            "servers": [{"url": self.server}],
            "tags": self._tags(),
            "paths": paths,
            "components": {
                "schemas": self.schemas.components | self._refusals,
                "securitySchemes": {
                    "token": {
                        "type": "http",
                        "scheme": "bearer",
                        "bearerFormat": "JWT",
                        "description": "The token of POST /auth/login; it lasts a week.",
                    },
                    "key": {
                        "type": "apiKey",
                        "in": "header",
                        "name": KEY_HEADER,
                        "description": "An API key; it is also taken as a bearer token.",
                    },
                },
            },
        }

    def _tags(self) -> list[dict[str, str]]:
        tags = {feature_of(endpoint): about_feature(endpoint) for endpoint in reversed(self.endpoints)}
        return [{"name": name, "description": tags[name]} for name in dict.fromkeys(map(feature_of, self.endpoints))]

    def _operation(self, endpoint: Endpoint, method: str, path: str, is_first: bool) -> dict[str, Any]:
        line = line_of(endpoint)
        cited = "Not in the published reference." if line == "ours" else f"Line {line[1:]} of the published reference."
        operation: dict[str, Any] = {
            "operationId": "-".join((method.lower(), *re.findall(r"\w+", path))),
            "tags": [feature_of(endpoint)],
            "summary": about(endpoint).split(". ")[0].split("; ")[0].rstrip("."),
            "description": f"{about(endpoint)} {cited}",
            "parameters": _path_parameters(endpoint, path) + _query_parameters(endpoint) + _repeating(endpoint, method),
            "responses": self._responses(endpoint),
            "security": _security(endpoint),
        }
        if not is_first:
            operation["x-alias-of"] = endpoint.name
            operation["summary"] = f"{operation['summary']} (alias of {endpoint.name})"
        if endpoint.deprecated:
            operation["deprecated"] = True
        if endpoint.takes:
            operation["requestBody"] = _request_body(endpoint)
        return operation

    def _content(self, endpoint: Endpoint) -> dict[str, Any]:
        """What a 200 holds, by media type."""
        if endpoint.streams:
            said = {"contentMediaType": EVENTS, "contentSchema": self.answer_schema(endpoint)}
            return {EVENTS: {"schema": {"type": "string"} | said, "example": self.stream_example(endpoint)}}
        answer = {"schema": self.answer_schema(endpoint), "example": self.example(endpoint)}
        return OTHERS | {"application/json": answer}

    def stream_example(self, endpoint: Endpoint) -> str:
        """One event of each kind."""
        events = self.example(endpoint).items()
        said = [Event(at, name, json.dumps(data).encode()).written().decode() for at, (name, data) in enumerate(events)]
        return "".join(said)

    def _responses(self, endpoint: Endpoint) -> dict[str, Any]:
        responses: dict[str, Any] = {"200": {"description": "As asked for.", "content": self._content(endpoint)}}
        if "POST" in endpoint.methods and endpoint.writes:
            again = {"description": "Of an answer that was given before.", "schema": {"const": "true"}}
            responses["200"]["headers"] = {REPLAYED: again}
        if "GET" in endpoint.methods and not endpoint.streams:
            responses["200"]["headers"] = {
                "ETag": {"description": "Known by If-None-Match.", "schema": {"type": "string"}}
            }
            responses["304"] = {"description": "The client has this answer already."}
        statuses: dict[int, list[Said]] = {}
        for said in refusals_of(endpoint):
            statuses.setdefault(said.status, []).append(said)
        for status, refusals in sorted(statuses.items()):
            responses[str(status)] = {
                "description": " · ".join(dict.fromkeys(said.message for said in refusals)),
                "content": OTHERS | {"application/json": self._refused(refusals)},
            }
        responses["default"] = {
            "description": "What any request may be answered with: see the table of statuses.",
            "content": OTHERS
            | {"application/json": {"schema": {"anyOf": [self._refusal(said) for said in everywhere()]}}},
        }
        return responses

    def _refused(self, refusals: list[Said]) -> dict[str, Any]:
        """Those of the endpoint, and what any request may be told with the same status."""
        alike = [said for said in everywhere() if said.status == refusals[0].status]
        names = dict.fromkeys(self._refusal(said)["$ref"] for said in (*refusals, *alike))
        schemas: list[Schema] = [{"$ref": name} for name in names]
        examples: dict[str, Any] = {}
        for said in refusals:
            name = said.name if said.name not in examples else f"{said.name}{len(examples)}"
            examples[name] = {"summary": said.message, "value": said.body}
        return {"schema": schemas[0] if len(schemas) == 1 else {"anyOf": schemas}, "examples": examples}

    def _refusal(self, said: Said) -> Schema:
        """Its schema stands once under its name; another sentence of the same class gets a number."""
        name, number = said.name, 1
        while self._refusals.setdefault(name, schema := schema_of(said, name)) != schema:
            number += 1
            name = f"{said.name}{number}"
        return {"$ref": f"#/components/schemas/{name}"}


def _security(endpoint: Endpoint) -> list[dict[str, list[str]]]:
    if endpoint.allow.token == "none":
        return []
    return [{"token": []}, {"key": []}] if endpoint.allow.keys else [{"token": []}]


def _path_parameters(endpoint: Endpoint, path: str) -> list[Schema]:
    return [_id_parameter(name, name in endpoint.texts) for name in _ID.findall(path)]


def _id_parameter(name: str, is_text: bool) -> Schema:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": f"The {name.removesuffix('_id').replace('_', ' ')}'s id.",
        "schema": {"type": "string"} if is_text else {"type": "string", "pattern": "^[0-9]+$"},
    }


def _query_parameters(endpoint: Endpoint) -> list[Schema]:
    asked = fields_of(endpoint.asks) if endpoint.asks else ()
    parameters = [_parameter(field.name, field.schema, field.description or words_of(field)) for field in asked]
    if endpoint.paged:
        limit: Schema = {"type": "integer", "minimum": 1, "maximum": MOST, "default": endpoint.paged.default}
        if endpoint.paged.default > MOST:  # more than anybody may ask for: no value of the parameter
            limit["description"] = f"{limit.pop('default'):,} rows where it isn't sent"
        parameters.append(_parameter("limit", limit, "The most rows to return."))
        offset = {"type": "integer", "minimum": 0, "default": 0}
        parameters.append(_parameter("offset", offset, "How many rows to leave out first."))
    formats = {"type": "string", "enum": list(FORMATS), "default": "json"}
    what = "a refusal" if endpoint.streams else "the answer"
    parameters.append(_parameter("format", formats, f"The format of {what}; a suffix of the path wins over it."))
    return parameters


def _repeating(endpoint: Endpoint, method: str) -> list[Schema]:
    """The header of a POST that is to be done once."""
    if method != "POST":
        return []
    heeded = "For 24 hours the same request with the same key gives the same answer, and changes nothing again."
    ignored = "Not heeded here: nothing is changed, and the answer holds a token, which is never kept."
    return [
        {
            "name": HEADER,
            "in": "header",
            "required": False,
            "description": heeded if endpoint.writes else ignored,
            "schema": {"type": "string", "pattern": KEY_PATTERN},
        }
    ]


def _parameter(name: str, schema: Schema, description: str) -> Schema:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


def _request_body(endpoint: Endpoint) -> dict[str, Any]:
    assert endpoint.takes is not None
    form: tuple[FieldDoc, ...] = fields_of(endpoint.takes)
    required = [field.name for field in form if field.required]
    properties = {field.name: {"description": field.description or words_of(field)} | field.schema for field in form}
    schema: Schema = {"title": endpoint.takes.__name__, "type": "object", "properties": properties}
    if required:
        schema["required"] = required
    sample = {"schema": schema, "example": dict(call_of(endpoint).data)}
    return {"required": bool(required), "content": dict.fromkeys(MEDIA_TYPES, sample)}
