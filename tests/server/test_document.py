"""The OpenAPI document tells the truth: its own examples of requests are sent to every route, and answers compared."""

import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from loaders import Store
from server import create_app
from server.limits import Limits

EXAMPLES = 8
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]


def test_every_route_answers_as_documented(ladybug: Store) -> None:
    schema = schemathesis.openapi.from_asgi("/openapi.json", create_app(ladybug, limits=Limits(statement_s=1.0)))
    faults: list[str] = []
    operations = 0
    for operation in (found.ok() for found in schema.get_all_operations()):
        operations += 1

        @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @seed(1)
        @given(case=operation.as_strategy())
        def ask(case: schemathesis.Case) -> None:
            case.call_and_validate(checks=CHECKS)

        try:
            ask()
        except FailureGroup as group:
            faults += [f"{operation.label}: {fault}" for fault in group.exceptions]
        except Failure as fault:
            faults.append(f"{operation.label}: {fault}")
    assert not faults, "\n\n".join(faults)
    assert operations > 50


def test_the_document_tells_of_the_token_and_of_bodies_that_are_too_long(ladybug: Store) -> None:
    document = create_app(ladybug).openapi()
    ((name, scheme),) = document["components"]["securitySchemes"].items()
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    # a server without a token asks for none
    assert document["security"] == [{}, {name: []}]
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert {"401", "429", "500", "503"} <= operation["responses"].keys(), path
            assert ("413" in operation["responses"]) == (method == "post"), path


def test_words_are_asked_of_what_has_names(ladybug: Store) -> None:
    paths = create_app(ladybug).openapi()["paths"]
    for plural, named in (("papers", True), ("methods", True), ("results", False)):
        for path in (f"/api/{plural}", f"/api/{plural}.csv"):
            assert any(one["name"] == "q" for one in paths[path]["get"]["parameters"]) == named
