"""/openapi.json: valid, complete, and every example in it is what its schema says."""

from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from openapi_spec_validator import validate

from freelancerclub.reference import ENDPOINTS
from freelancerclub.reference.openapi import Document, anchor_of
from freelancerclub.reference.refusals import refusals_of
from freelancerclub.wire.endpoint import Endpoint
from support.api import SITE

DOCUMENT = Document(ENDPOINTS, SITE).whole()
NAMED = [pytest.param(endpoint, id=endpoint.name) for endpoint in ENDPOINTS]


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def examples() -> Iterator[tuple[str, Any, Any]]:
    """Every (where, schema, example) of the document."""
    for name, operation in operations():
        contents = {"body": operation.get("requestBody", {}).get("content", {})}
        contents |= {status: said.get("content", {}) for status, said in operation["responses"].items()}
        for where, content in contents.items():
            for media, shown in content.items():
                if "example" in shown:
                    yield f"{name} {where} {media}", shown["schema"], shown["example"]
                for key, example in shown.get("examples", {}).items():
                    yield f"{name} {where} {media} {key}", shown["schema"], example["value"]


def is_valid(schema: Any, value: Any) -> None:
    whole = schema | {"components": DOCUMENT["components"]}
    jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker()).validate(value)


def test_it_is_openapi():
    validate(DOCUMENT)


@pytest.mark.parametrize(("where", "schema", "example"), [pytest.param(*each, id=each[0]) for each in examples()])
def test_an_example_is_what_its_schema_says(where: str, schema: Any, example: Any):
    is_valid(schema, example)


def test_every_endpoint_and_every_alias_is_in_it():
    declared = {f"{m} {path}" for endpoint in ENDPOINTS for m in endpoint.methods for path in endpoint.paths}

    assert {name for name, _ in operations()} == declared
    aliases = {name for name, operation in operations() if "x-alias-of" in operation}
    assert aliases == declared - {endpoint.name for endpoint in ENDPOINTS}
    ids = [operation["operationId"] for _, operation in operations()]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("endpoint", NAMED)
def test_every_refusal_of_an_endpoint_is_in_it(endpoint: Endpoint):
    operation = dict(operations())[endpoint.name]

    for said in refusals_of(endpoint):
        shown = operation["responses"][str(said.status)]["content"]["application/json"]
        assert said.body in [example["value"] for example in shown["examples"].values()]
    declared = {refusal.__name__ for refusal in endpoint.refuses}
    assert declared <= {said.name for said in refusals_of(endpoint)}


@pytest.mark.parametrize("endpoint", NAMED)
def test_who_needs_no_token_is_asked_for_none(endpoint: Endpoint):
    operation = dict(operations())[endpoint.name]

    assert bool(operation["security"]) == (endpoint.allow.token != "none")


def test_a_form_says_its_titles_limits_and_vocabularies():
    content = dict(operations())["POST /users/{user_id}"]["requestBody"]["content"]
    fields = content["application/json"]["schema"]["properties"]

    assert set(content) == {"application/x-www-form-urlencoded", "multipart/form-data", "application/json"}
    assert fields["display_name"]["title"] == "Display Name"
    assert fields["display_name"]["maxLength"] == 100
    assert fields["notifications"]["enum"] == ["instant", "daily", "hourly", "never"]
    assert fields["testing"]["enum"] == ["0", "1", "yes", "no", "dns", "on", "off"]
    assert (fields["latitude"]["minimum"], fields["latitude"]["maximum"]) == (-90, 90)


def test_a_form_says_what_is_required():
    schema = dict(operations())["POST /users"]["requestBody"]["content"]["application/json"]["schema"]

    assert schema["required"] == [
        "email", "password", "pass_confirm", "display_name", "discipline", "city", "country",
    ]  # fmt: skip
    assert schema["properties"]["password"]["minLength"] == 8
    with pytest.raises(jsonschema.ValidationError):
        is_valid(schema, {"email": "mia.norton@example.com"})


def test_an_answer_says_what_each_key_is():
    me = DOCUMENT["components"]["schemas"]["UserMe"]["properties"]

    assert me["rate_day"]["type"] == ["string", "null"]
    assert me["portfolios"] == {"type": "array", "items": {"$ref": "#/components/schemas/PortfolioMini"}}


def test_anchors_are_unique():
    assert len({anchor_of(endpoint) for endpoint in ENDPOINTS}) == len(ENDPOINTS)


def test_no_two_schemas_have_one_title():
    """Or whoever makes classes of them drops one."""
    schemas = (schema.get("items", schema) for schema in DOCUMENT["components"]["schemas"].values())
    titles = [schema["title"] for schema in schemas if "title" in schema]
    assert titles and len(titles) == len(set(titles))
