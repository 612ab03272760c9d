"""The API describes itself: a valid OpenAPI document, and a page that needs nothing from elsewhere."""

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.api.main import Api, create_app

VERBS = ("get", "post", "patch", "delete", "put")


@pytest.fixture
def spec(web: FlaskClient) -> dict[str, Any]:
    """The document as it is served."""
    answer = web.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    document: dict[str, Any] = answer.json
    return document


def operations(spec: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Every operation with its path and verb."""
    return [(path, verb, it) for path, verbs in spec["paths"].items() for verb, it in verbs.items() if verb in VERBS]


def references(node: Any) -> list[str]:
    """Every $ref in a document."""
    if isinstance(node, dict):
        here = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return here + [found for inner in node.values() for found in references(inner)]
    return [found for inner in node for found in references(inner)] if isinstance(node, list) else []


def test_the_document_is_openapi_3_and_every_reference_leads_somewhere(spec: dict[str, Any]) -> None:
    assert re.fullmatch(r"3\.[01]\.\d", spec["openapi"])
    assert spec["info"]["title"] == "Between"
    assert spec["info"]["version"]
    for reference in references(spec):
        node: Any = spec
        for part in reference.removeprefix("#/").split("/"):
            node = node[part]


def test_every_route_of_the_api_is_described_and_no_other(api: Api, spec: dict[str, Any]) -> None:
    served = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), verb.lower())
        for rule in create_app(api).url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        for verb in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert {(path, verb) for path, verb, _ in operations(spec)} == served


def test_every_operation_says_what_it_does_needs_and_may_refuse(spec: dict[str, Any]) -> None:
    assert spec["components"]["securitySchemes"] == {"token": {"type": "http", "scheme": "bearer"}}
    names = [operation.get("operationId") for _, _, operation in operations(spec)]
    assert len(names) == len(set(names)) or set(names) == {None}
    for path, verb, operation in operations(spec):
        assert operation["security"] == [{"token": []}], path
        assert operation["summary"]
        declared = {parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "path"}
        assert declared == set(re.findall(r"{(\w+)}", path))
        expected = {"401", "503"} | ({"404"} if "{" in path else set())
        expected |= {"400", "409", "413", "415", "422"} if verb in ("post", "patch") else set()
        refusals = {code: answer for code, answer in operation["responses"].items() if code[0] in "45"}
        assert expected <= refusals.keys(), (path, verb)
        for refusal in refusals.values():
            assert list(refusal["content"]) == ["application/problem+json"]
            assert refusal["content"]["application/problem+json"]["schema"]["$ref"].endswith("/Problem")
            assert refusal["description"]
        assert any(code[0] == "2" for code in operation["responses"])


def test_creates_describe_their_idempotency_key(spec: dict[str, Any]) -> None:
    for path, verb, operation in operations(spec):
        keyed = any(parameter["name"] == "Idempotency-Key" for parameter in operation.get("parameters", []))
        assert keyed == (verb == "post"), path


def test_the_page_names_every_operation_and_loads_nothing_from_elsewhere(
    web: FlaskClient, spec: dict[str, Any]
) -> None:
    answer = web.get("/api/v1/docs")
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    for path, verb, operation in operations(spec):
        assert path in answer.text and verb.upper() in answer.text and operation["summary"] in unescape(answer.text)
    assert not re.search(r"(src|href)\s*=\s*[\"']?(https?:)?//", answer.text)
    assert not re.search(r"@import|url\(|<script|<link|<img|<iframe", answer.text)
    assert "undefined" not in answer.text.lower() and "None" not in answer.text


def test_the_front_door_leads_to_the_page(web: FlaskClient) -> None:
    assert web.get("/").headers["Location"] == "/api/v1/docs"
