# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Which software of the State's list a repository uses, and which APIs it describes."""

import json

import pytest

from scanner.detectors.interface import Content
from scanner.detectors.software import software_detector
from scanner.models import BlobKey, Fact, Reading, Snapshot, TreeFile
from scanner.policies import load_policy

DETECTOR = software_detector(load_policy("software"))


def facts_of(files: dict[str, str]) -> list[Fact]:
    tree, readings = [], {}
    for number, (path, text) in enumerate(files.items()):
        blob = f"{number:040x}"
        tree.append(TreeFile(path, blob, len(text), "100644"))
        if path_class := DETECTOR.path_class(path, len(text)):
            reading: Reading = DETECTOR.read(Content(blob, text.encode(), path, path_class))
            readings[BlobKey(blob, path_class)] = reading
    return list(DETECTOR.conclude(Snapshot("c", tuple(tree), ()), readings))


def used(files: dict[str, str]) -> dict[str, str]:
    return {fact.data["name"]: f"{fact.path}:{fact.line}" for fact in facts_of(files) if fact.rule == "software-used"}


def test_packages_of_manifests_and_images() -> None:
    files = {
        "requirements.txt": "requests==2\nAnsible==9.1  # le cadre\npsycopg[binary]>=3\n",
        "Dockerfile": "FROM --platform=linux/amd64 docker.io/library/node:22-alpine AS base\n",
        "docker-compose.yml": "services:\n  bd:\n    image: 'postgis/postgis:16-3.4'\n",
        "front/package.json": json.dumps({"dependencies": {"keycloak-js": "^3"}}, indent=1),
    }
    assert used(files) == {
        "Ansible": "requirements.txt:2",
        "PostgreSQL": "requirements.txt:3",
        "NodeJS": "Dockerfile:1",
        "PostGIS": "docker-compose.yml:3",
        "Keycloak": "front/package.json:3",
    }


def test_part_of_a_name_tests_and_vendored_code_say_nothing() -> None:
    files = {
        "requirements.txt": "ansible-lint\n# ansible\n",
        "tests/requirements.txt": "ansible\n",
        "node_modules/x/package.json": '{"dependencies": {\n"keycloak-js": "3"}}\n',
        "node_modules/.package-lock.json": "{}",
    }
    assert used(files) == {}


@pytest.mark.parametrize(
    ("path", "text", "kind", "title", "operations"),
    [
        (
            "docs/openapi.yaml",
            "openapi: 3.0.1\ninfo:\n  title: API Paie\n  version: '1.2'\npaths:\n  /a:\n    get:\n    post:\n",
            "OpenAPI",
            "API Paie",
            2,
        ),
        (
            "swagger.json",
            json.dumps(
                {"swagger": "2.0", "info": {"title": "Bourses", "version": "2"}, "paths": {"/a": {"get": {"a": 1}}}},
                indent=2,
            ),
            "Swagger",
            "Bourses",
            1,
        ),
        ("schema.graphql", "type Query {\n  agent(id: ID!): Agent\n}\n", "GraphQL", "schema.graphql", 1),
        ("paie.wsdl", '<wsdl:definitions xmlns:wsdl="x" name="Paie"><wsdl:operation name="a"/>', "WSDL", "Paie", 1),
    ],
)
def test_descriptions_of_apis(path: str, text: str, kind: str, title: str, operations: int) -> None:
    (fact,) = facts_of({path: text})
    assert fact.rule == "api-description"
    assert (fact.data["kind"], fact.data["title"], fact.data["operations"]) == (kind, title, operations)


@pytest.mark.parametrize("text", ["", "{", "api:\n  url: x\n", "\0\0", "openapi" * 200_000, '{"info": ' * 10_000])
def test_what_is_no_description_says_nothing(text: str) -> None:
    assert facts_of({"config/api.yml": text}) == []
