# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The real command in front of forges on their bad days: what it keeps, what it says, how it exits."""

from pathlib import Path

import pytest

from tests import fault_strikes as strikes
from tests.counterparts.command import Done, ouvrage, stored
from tests.fault_proxy import FaultProxy, Rule
from tests.forge_simulator import ForgeSimulator

FORGES = {
    "github": ("https://github.com/etalab", "GITHUB_COM", "/repos?"),
    "gitlab": ("https://gitlab.com/etalab", "GITLAB_COM", "/projects?"),
}
COUNT = 205


@pytest.fixture(params=FORGES)
def forge(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def crawled(forge: str, folder: Path, *rules: Rule, words: tuple[str, ...] = ()) -> Done:
    """Crawl a simulated forge of 205 repositories through a proxy that strikes."""
    source, host, _ = FORGES[forge]
    with ForgeSimulator() as simulator, FaultProxy(simulator.url, *rules) as proxy:
        simulator.add_github("etalab", public=COUNT)
        simulator.add_gitlab("etalab", public=COUNT)
        env = {f"OUVRAGE_API_{host}": proxy.url, f"OUVRAGE_TOKEN_{host}": simulator.token}
        done = ouvrage("crawl", source, "--format", "json", *words, cwd=folder, env=env)
        assert simulator.token not in done.out + done.err
        assert simulator.token.encode() not in b"".join(path.read_bytes() for path in folder.iterdir())
        return done


def test_one_bad_answer_changes_nothing(forge: str, tmp_path: Path) -> None:
    done = crawled(forge, tmp_path, Rule(strikes.truncates(honest=True), FORGES[forge][2], first=2, times=1))
    assert (done.code, len(stored(tmp_path))) == (0, COUNT), done.err
    assert done.report["sources"][0]["outcome"] == "complete"


def test_a_token_revoked_in_the_middle_is_partial_and_says_what_is_missing(forge: str, tmp_path: Path) -> None:
    done = crawled(forge, tmp_path, Rule(strikes.says(401, "Bad credentials"), FORGES[forge][2], first=2))
    assert (done.code, len(stored(tmp_path))) == (3, 100), done.err
    (source,) = done.report["sources"]
    assert (source["expected"], source["seen"], source["outcome"]) == (COUNT, 100, "partial")
    assert "token" in source["skipped"][0]["reason"]


def test_a_forge_that_sends_elsewhere_is_not_followed(forge: str, tmp_path: Path) -> None:
    with FaultProxy("http://127.0.0.1:9", Rule(strikes.drops)) as elsewhere:
        done = crawled(forge, tmp_path, Rule(strikes.moves(307, origin=elsewhere.url)))
        assert elsewhere.requests == []
    assert (done.code, stored(tmp_path)) == (4, []), done.err
    assert elsewhere.url in done.report["sources"][0]["skipped"][0]["reason"]


def test_a_wait_beyond_the_limit_ends_the_crawl_and_the_next_one_continues(forge: str, tmp_path: Path) -> None:
    rule = Rule(strikes.asks_to_wait(3600), FORGES[forge][2], first=3)
    first = crawled(forge, tmp_path, rule, words=("--max-wait", "1"))
    assert (first.code, len(stored(tmp_path))) == (3, 200), first.err
    second = crawled(forge, tmp_path)
    assert (second.code, len(stored(tmp_path))) == (0, COUNT), second.err
    assert second.report["requests"] < 8, "it began again"


def test_a_cache_in_between_that_keeps_no_count_costs_no_second_listing(forge: str, tmp_path: Path) -> None:
    source, host, _ = FORGES[forge]
    with ForgeSimulator() as simulator, FaultProxy(simulator.url, Rule(strikes.caches)) as proxy:
        simulator.add_github("etalab", public=COUNT)
        simulator.add_gitlab("etalab", public=COUNT)
        env = {f"OUVRAGE_API_{host}": proxy.url, f"OUVRAGE_TOKEN_{host}": simulator.token}
        first, second = (ouvrage("crawl", source, "--format", "json", cwd=tmp_path, env=env) for _ in range(2))
    assert (first.code, second.code) == (0, 0), first.err + second.err
    assert second.report["sources"][0]["expected"] == COUNT
    assert second.report["requests"] <= first.report["requests"]
