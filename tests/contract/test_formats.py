"""Every documented GET in all eight formats: the same code path, the same value."""

import csv
import io
import json
from typing import Any
from xml.etree import ElementTree

import pytest

from contract.test_examples import EXAMPLES
from contract.worlds import WORLDS
from freelancerclub.wire.formats import FORMATS, render
from support.api import Answer, Api
from support.make import Make

READS = [example for example in EXAMPLES if example["method"] == "GET" and "token" not in example["body"]]


@pytest.mark.parametrize("example", READS, ids=lambda example: example["name"])
async def test_a_read_in_eight_formats(example: dict[str, Any], api: Api, make: Make):
    request = await WORLDS[example["name"]](api, make)
    api.clock.forward(days=request.days_later)
    caller, path = api.as_(request.token), request.path or example["path"]
    await caller.get(path)  # what reading marks as seen is so from here on
    plain = (await caller.get(path)).json

    for name, format_ in FORMATS.items():
        by_suffix = await caller.get(_suffixed(path, name))
        by_parameter = await caller.get(path, params=_query(path) | {"format": name})
        by_accept = await caller.get(path, headers={"Accept": name})

        assert by_suffix.headers["content-type"] == format_.media_type
        assert by_suffix.status == by_parameter.status == by_accept.status == example["status"]
        assert by_suffix.body == by_parameter.body == by_accept.body == render(name, plain)[0]
        _parses(name, by_suffix, plain)


def _suffixed(path: str, name: str) -> str:
    before, mark, query = path.partition("?")
    return f"{before}.{name}{mark}{query}"


def _query(path: str) -> dict[str, str]:
    query = path.partition("?")[2]
    return dict(pair.split("=") for pair in query.split("&")) if query else {}


def _parses(name: str, answer: Answer, plain: Any) -> None:
    if name in ("json", "array", "jsonp"):
        json.loads(answer.body)
    elif name == "xml":
        assert ElementTree.fromstring(answer.text).tag == "xml"
    elif name == "csv":
        header, *rows = csv.reader(io.StringIO(answer.text))
        # Rows are positional: an object that leaves a key out has a cell less (formats.md).
        data = plain["data"] if isinstance(plain.get("data"), list) else [dict.fromkeys(header)] * len(rows)
        assert rows and [len(row) for row in rows] == [len(one) for one in data]
    elif name == "html":
        assert answer.text.startswith("<table")
    else:
        assert answer.text.startswith({"php": "array (", "serialized": "a:"}[name])
