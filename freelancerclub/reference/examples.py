"""The example of each answer: the reference's where it printed one (people invented), else made from the schema."""

import inspect
import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

from freelancerclub.reference.schemas import Schema
from freelancerclub.reference.values import value_of
from freelancerclub.wire.endpoint import Endpoint

# For patterns without an example of their own.
NUMBERS = ("4", "4.5", "4.50", "4.500", "4.5000", "4.50000", "4.500000", "4.500000000")
_HOST = re.compile(r"https://(dev\.)?freelancerclub\.net(?=/)")
_SAID = re.compile(r'message="([^"]+)"')  # the sentence of a success stands in its handler
_PLACEHOLDER = re.compile(r"\{\w+\}")


@cache
def _printed() -> dict[str, str]:
    """Method and path, ids without names → the body as JSON."""
    text = files(__package__).joinpath("examples.json").read_text("utf-8")
    return {_PLACEHOLDER.sub("{}", name): json.dumps(body) for name, body in json.loads(text).items()}


def example_of(endpoint: Endpoint, schema: Schema, components: dict[str, Schema], site: str) -> Any:
    """The body of a 200. Addresses of the original's site become the operator's."""
    printed = _printed().get(_PLACEHOLDER.sub("{}", endpoint.name))
    if printed is not None:
        return json.loads(_HOST.sub(site, printed))
    example = made(schema, components)
    said = _SAID.search(inspect.getsource(endpoint.handler))
    if said and isinstance(example, dict) and "message" in example:
        example["message"] = said[1]
    return example


def made(schema: Schema, components: dict[str, Schema], name: str = "") -> Any:
    """A value that its schema allows."""
    if "$ref" in schema:
        return made(components[schema["$ref"].rpartition("/")[2]], components, name)
    if "const" in schema:
        return schema["const"]
    for key in ("examples", "enum"):
        if key in schema:
            return schema[key][0]
    if "anyOf" in schema:
        return made(schema["anyOf"][0], components, name)
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        return {key: made(part, components, key) for key, part in schema.get("properties", {}).items()}
    if kind == "array":
        return [made(schema["items"], components, name)]
    if "pattern" in schema:
        return next(text for text in NUMBERS if re.match(schema["pattern"], text))
    return {"integer": 1, "number": 1.5, "boolean": True, "null": None}.get(str(kind), value_of(name, schema))
