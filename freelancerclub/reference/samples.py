"""How to call an endpoint, in cURL and in Python: made from its declaration, and really working.

Server, token, ids and values can be replaced, so that a test executes what the page shows.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from shlex import quote
from urllib.parse import urlencode

from freelancerclub.reference.fields import FieldDoc, fields_of
from freelancerclub.reference.values import BODIES, IDS, QUERIES, value_of
from freelancerclub.wire.endpoint import Endpoint

TOKEN = "YOUR_TOKEN"
PICTURE = "picture.jpg"
_ID = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Call:
    """One request of a sample. `data` is the form, `files` maps a field to a file's name."""

    method: str
    path: str
    needs_token: bool
    query: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    is_json: bool = True

    def url(self, server: str) -> str:
        return server.rstrip("/") + self.path + (f"?{urlencode(self.query)}" if self.query else "")


def call_of(
    endpoint: Endpoint,
    *,
    ids: Mapping[str, int | str] | None = None,
    values: Mapping[str, str] | None = None,
    suffix: str = "",
) -> Call:
    """The call that an endpoint's sample makes. `suffix` is a format, such as `xml`."""
    numbers = IDS | dict(ids or {})
    path = _ID.sub(lambda found: str(numbers.get(found[1], 1)), endpoint.paths[0])
    form = fields_of(endpoint.takes) if endpoint.takes else ()
    texts = BODIES[endpoint.name] if endpoint.name in BODIES else _required(form)
    return Call(
        method=endpoint.methods[0],
        path=f"{path}.{suffix}" if suffix else path,
        needs_token=endpoint.allow.token != "none",
        query=_query(endpoint),
        data=texts | {name: value for name, value in (values or {}).items() if name in texts},
        files={each.name: PICTURE for each in form if each.is_file},
        is_json=not suffix and not endpoint.streams,
    )


def _required(form: tuple[FieldDoc, ...]) -> dict[str, str]:
    """Its required fields; where all may be left out, the first one."""
    texts = [each for each in form if not each.is_file]
    chosen = [each for each in texts if each.required] or texts[:1]
    return {each.name: value_of(each.name, each.schema) for each in chosen}


def _query(endpoint: Endpoint) -> dict[str, str]:
    query = dict(QUERIES.get(endpoint.name, {}))
    return query | {"limit": "10"} if endpoint.paged else query


def curl(call: Call, server: str, token: str = TOKEN) -> str:
    """A command for a POSIX shell."""
    parts = ["curl" if call.method == "GET" else f"curl -X {call.method}"]
    if call.needs_token:
        parts.append(f"-H {_quoted(f'Authorization: Bearer {token}')}")
    parts += [f"{_form_option(value)} {_quoted(f'{name}={value}')}" for name, value in call.data.items()]
    parts += [f"-F {_quoted(f'{name}=@{file}')}" for name, file in call.files.items()]
    return " \\\n  ".join([*parts, _quoted(call.url(server))])


def _quoted(text: str) -> str:
    """Always in quotation marks, so that all options look alike."""
    return quote(text) if "'" in text else f"'{text}'"


def _form_option(value: str) -> str:
    """-F as in the reference, unless it would read more into the value than text."""
    return "--form-string" if value[:1] in ("@", "<") or ";" in value else "-F"


def python(call: Call, server: str, token: str = TOKEN) -> str:
    """A program for the requests library."""
    lines = ["import requests", "", f"response = requests.{call.method.lower()}("]
    lines.append(f"    {_text(server.rstrip('/') + call.path)},")
    if call.query:
        lines.append(f"    params={_dict(call.query)},")
    if call.needs_token:
        lines.append(f"    headers={_dict({'Authorization': f'Bearer {token}'})},")
    if call.data:
        lines.append(f"    data={_dict(call.data)},")
    if call.files:
        opened = ", ".join(f'{_text(name)}: open({_text(file)}, "rb")' for name, file in call.files.items())
        lines.append(f"    files={{{opened}}},")
    return "\n".join([*lines, ")", f"print(response.{'json()' if call.is_json else 'text'})"])


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _dict(values: Mapping[str, str]) -> str:
    """On one line while it is short, else a line each."""
    pairs = [f"{_text(name)}: {_text(value)}" for name, value in values.items()]
    line = "{" + ", ".join(pairs) + "}"
    if len(line) <= 60:
        return line
    return "{\n" + "".join(f"        {pair},\n" for pair in pairs) + "    }"
