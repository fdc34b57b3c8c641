"""What each field of a form takes, learnt by asking it: the sentences it refuses with name its limits.

Nothing is written down twice. A field is sent values that break one rule each; what it answers is at once the
sentence for the table of errors and, read by `LIMITS`, the JSON Schema.
"""

import json
import re
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from freelancerclub.errors import InvalidInput, Refusal
from freelancerclub.reference.values import VALUES
from freelancerclub.wire.decode import Form, Upload
from freelancerclub.wire.validate import Fault, Inputs

Schema = dict[str, Any]

# One broken rule each: nothing, too long, too short, no number, out of range, no address, a script, too many, common.
PROBES = (
    "",
    "x" * 100_001,
    "~",
    "1e30",
    "-1e30",
    "javascript:x",
    ",".join(str(number) for number in range(1_001)),
    "password1",
)
MORE_SWITCHES = ("yes", "no", "dns", "on", "off")
LONGEST_SENTENCE = 300  # what is longer repeats the probe
NOT_SAID = "must be text, not a file."  # true of every text field, so it would only be noise

LIMITS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Schema]], ...] = (
    (re.compile(r"cannot exceed (\d+) characters in length\.$"), lambda m: {"maxLength": int(m[1])}),
    (re.compile(r"must be at least (\d+) characters"), lambda m: {"minLength": int(m[1])}),
    (re.compile(r"must contain only numeric characters"), lambda m: {"type": ["number", "string"]}),
    (re.compile(r"greater than or equal to (-?[\d.]+?)\.$"), lambda m: {"minimum": float(m[1])}),
    (re.compile(r"less than or equal to (-?[\d.]+?)\.$"), lambda m: {"maximum": float(m[1])}),
    (re.compile(r"must be one of: ([^.]+)\.$"), lambda m: {"enum": m[1].split(",")}),
    (re.compile(r"valid email address"), lambda m: {"format": "email"}),
    (re.compile(r"cannot have more than (\d+) entries"), lambda m: {"maxItems": int(m[1])}),
)


@dataclass(frozen=True)
class FieldDoc:
    """One field of a form or a query as it is documented."""

    name: str
    title: str
    description: str
    required: bool
    schema: Schema
    sentences: tuple[str, ...]
    refusals: tuple[Refusal, ...]
    is_file: bool
    is_list: bool


@cache
def fields_of(model: type[Inputs]) -> tuple[FieldDoc, ...]:
    """The fields in their order."""
    names = [field.alias or key for key, field in model.model_fields.items()]
    known = {name: VALUES[name] for name in names if name in VALUES}
    return tuple(_field(model, field.alias or key, field, known) for key, field in model.model_fields.items())


def _field(model: type[Inputs], name: str, field: FieldInfo, known: Mapping[str, str]) -> FieldDoc:
    kinds = _kinds(field.annotation)
    others = {key: value for key, value in known.items() if key != name}
    sentences: list[str] = []
    refusals: dict[str, Refusal] = {}
    for probe in (None, *PROBES):
        for said in _asked(model, others if probe is None else others | {name: probe}):
            if isinstance(said, Refusal):
                refusals.setdefault(said.message, said)
            elif f"The {field.title} field" in said and len(said) <= LONGEST_SENTENCE and NOT_SAID not in said:
                sentences.append(said)
    unique = tuple(dict.fromkeys(sentences))
    is_list = tuple in kinds or list in kinds
    schema = _schema(unique, kinds, is_list)
    if schema.get("enum") == ["0", "1"]:
        schema["enum"] += [word for word in MORE_SWITCHES if not _asked(model, others | {name: word})]
    return FieldDoc(
        name=name,
        title=field.title or name,
        description=field.description or "",
        required=field.is_required(),
        schema={"title": field.title or name} | schema,
        sentences=unique,
        refusals=tuple(refusals.values()),
        is_file=Upload in kinds,
        is_list=is_list,
    )


def _asked(model: type[Inputs], sent: Mapping[str, str]) -> list[str | Refusal]:
    """What a form is refused with: the sentences of its fields, or the refusal that a field raises itself."""
    form: Form = {name: [value] for name, value in sent.items()}
    try:
        model.read(form, Fault.THERE)
    except InvalidInput as no:
        return list(_lines(no.errors or no.message))
    except Refusal as no:
        return [no]
    return []


def _lines(errors: str) -> list[str]:
    """The sentences out of JSON inside JSON; a plain one is itself."""
    try:
        text = json.loads(errors)
    except ValueError:
        text = errors
    return [line for line in str(text).splitlines() if line]


def _kinds(annotation: Any) -> set[Any]:
    """The plain types that an annotation holds, unions opened."""
    if hasattr(annotation, "__metadata__"):
        return _kinds(annotation.__origin__)
    if get_origin(annotation) in (Union, types.UnionType):
        return set().union(*(_kinds(part) for part in get_args(annotation)))
    return {get_origin(annotation) or annotation}


def _schema(sentences: tuple[str, ...], kinds: set[Any], is_list: bool) -> Schema:
    schema: Schema = {"type": "string"}
    if Upload in kinds:
        return {"type": "string", "format": "binary"}
    if datetime in kinds:
        schema["format"] = "date-time"
    elif date in kinds:
        schema["format"] = "date"
    elif int in kinds:
        schema["type"] = ["integer", "string"]
    for sentence in sentences:
        for pattern, limit in LIMITS:
            found = pattern.search(sentence)
            if found:
                schema |= limit(found)
    if not is_list:
        return schema
    most = {"maxItems": schema.pop("maxItems")} if "maxItems" in schema else {}
    listed = {"type": "array", "items": schema, **most}
    return {"anyOf": [{"type": "string", "description": "A comma list"}, listed]}


def words_of(field: FieldDoc) -> str:
    """The limits in words, as a table prints them."""
    schema = field.schema
    if field.is_file:
        return "a file, sent as multipart/form-data"
    if field.is_list:
        listed = schema["anyOf"][1]
        most = f" of at most {listed['maxItems']} entries" if "maxItems" in listed else ""
        each = f", each {_size(listed['items'])}" if "maxLength" in listed["items"] else ""
        return f"a comma list{most}{each}"
    if "enum" in schema:
        return "one of " + ", ".join(schema["enum"])
    if "format" in schema:
        named = {"email": "an e-mail address", "date": "a day, YYYY-MM-DD", "date-time": "a moment"}
        return named.get(schema["format"], str(schema["format"]))
    if isinstance(schema["type"], list):
        return "a number" + _bounds(schema)
    repeats = next((found[1] for text in field.sentences if (found := re.search("match the (.+) field", text))), None)
    return f"repeats {repeats}" if repeats else (_size(schema) or "text")


def _bounds(schema: Schema) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is None and high is None:
        return ""
    return f" from {low:.12g} to {high:.12g}"


def _size(schema: Schema) -> str:
    least, most = schema.get("minLength"), schema.get("maxLength")
    if least and most:
        return f"{least:,} to {most:,} characters"
    return f"at most {most:,} characters" if most else (f"at least {least:,} characters" if least else "")
