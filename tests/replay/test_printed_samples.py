"""Every cURL and Python sample of the reference, sent as it is printed: headers, kind of body, fields, slashes and all.

`printed.json` holds them without their invalid tokens. Only ids are those of the example's world, and what a sample
uploads is a real file.
"""

import base64
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contract.test_examples import ALL
from contract.worlds import WORLDS
from contract.worlds.request import Request
from freelancerclub.features.auth.rules import digest
from freelancerclub.reference import ENDPOINTS
from freelancerclub.wire.endpoint import Endpoint
from replay import counting
from replay.cases import Case, Expect, Replay, documented, exactly
from replay.clients import File, Sent
from support.make import Make
from support.shapes import check

KIND = "printed samples"
SAMPLES = json.loads((Path(__file__).parent / "printed.json").read_text())
EXAMPLES = {example["name"]: example for example in ALL}
BOUNDARY = "----WebKitFormBoundary7MA4YWxkTrZu0gW"
API_KEY = "wgckso8c8scwckg8o4ko084g04k4484wc80g4g4k"
ENDPOINT = {endpoint.name: endpoint for endpoint in ENDPOINTS}


def sent(sample: dict[str, Any], request: Request) -> Sent:
    headers = tuple((name, value) for name, value in sample.get("headers", ()))
    if sample.get("token") == "Freelancerclub-API-KEY":
        headers += ((sample["token"], API_KEY),)
    elif "token" in sample:
        headers += ((sample["token"], f"Bearer {request.token or 'eyJ0eXAiOiJKV1QiLzI1NiJ9.eyJpZCI6eyJpZCI6Ij'}"),)
    fields = tuple((name, value_of(name, value, request)) for name, value in sample.get("fields", ()))
    if sample.get("body") == "raw":
        return Sent(sample["method"], path_of(sample, request), headers, text=raw(fields))
    text = re.sub(r"(?<=^userids=)\d+", "180", sample["text"]) if "text" in sample else None
    return Sent(sample["method"], path_of(sample, request), headers, fields, text)


def path_of(sample: dict[str, Any], request: Request) -> str:
    """The world's, with the slash of the sample; an address of another form, as an alias, is the sample's own."""
    path = sample["path"].partition("?")[0]
    form = re.sub(r"\{\w+\}", r"(\\d+|<\\w+>)", EXAMPLES[sample["example"]]["path"].partition("?")[0])
    if re.fullmatch(form, path.rstrip("/")) is None and "<" not in path:
        return sample["path"] + ("?limit=2" if path.startswith("/usage/") else "")
    if path.endswith("/"):
        return path
    return request.path or EXAMPLES[sample["example"]]["path"]


def value_of(name: str, value: str, request: Request) -> str | File:
    if not value.startswith("@"):
        return value
    content = request.data["base64" if name == "file" else "image-base64"]
    return File(value[1:], base64.b64decode(content))


def raw(fields: Iterable[tuple[str, str | File]]) -> bytes:
    """As the Python samples hold it: a multipart body written by hand."""
    parts = []
    for name, value in fields:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"'
        if isinstance(value, File):
            head += f'; filename="{value.name}"\r\nContent-Type: image/png'
        content = value.content if isinstance(value, File) else value.encode()
        parts.append(head.encode() + b"\r\n\r\n" + content + b"\r\n")
    return b"".join(parts) + f"--{BOUNDARY}--".encode()


async def with_api_key(api: Any, make: Make) -> Request:
    request = await WORLDS["usage.list"](api, make)
    (person,) = (await make.rows("SELECT id FROM person WHERE role = 1"))[0]
    await make.row("api_key", person_id=person, key_hash=digest(API_KEY))
    return request


def shaped(endpoint: Endpoint) -> Expect:
    """An answer that is documented as another example: of this endpoint."""

    def expect(plain: Any, _: Request) -> Iterable[str]:
        try:
            check(plain, endpoint.out)
        except AssertionError as error:
            return [str(error)]
        return []

    return expect


def case_of(sample: dict[str, Any]) -> Case:
    example = EXAMPLES[sample["example"]]
    name = f"L{sample['line']} {sample['client']}"
    case = Case(
        name,
        WORLDS[example["name"]],
        lambda request: sent(sample, request),
        example["status"],
        documented(example),
        (sample["client"],),
        printed=("xml", example["body"]) if "Accept" in dict(sample.get("headers", ())) else None,
    )
    return OTHERWISE.get(sample["line"], lambda case: case)(case)


def _to_a_test(case: Case) -> Case:
    """They send no quote, which only paid jobs ask for (E38)."""

    async def world(api: Any, make: Make) -> Request:
        request = await case.world(api, make)
        await make.rows("UPDATE job SET kind = 'test'")
        return request

    return replace(case, world=world)


def _read_of_a_profile(case: Case) -> Case:
    """It says GET, which is a read, and never a change (R10)."""
    return replace(case, expect=shaped(ENDPOINT["GET /users/{user_id}"]))


def _without_fields(case: Case) -> Case:
    """It forgets to send what the cURL beside it sends."""
    message = "Unable to create job. The Type field is required."
    return replace(case, status=400, expect=exactly({"status": "400", "message": message}))


OTHERWISE: dict[int, Callable[[Case], Case]] = {
    104: lambda case: replace(case, world=with_api_key),
    894: _read_of_a_profile,
    2994: _to_a_test,
    2997: _to_a_test,
    3167: _without_fields,
}


@pytest.mark.parametrize("place", range(len(SAMPLES)), ids=[f"L{s['line']}-{s['client']}" for s in SAMPLES])
async def test_sample(place: int, replay: Replay):
    counting.case(KIND)
    assert await replay.replay(KIND, case_of(SAMPLES[place]), place) == []
