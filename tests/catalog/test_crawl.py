# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Crawls: what was collected stays, what is missing is said, and nothing is called gone that wasn't looked for."""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from catalog.crawl import crawl, exit_code
from catalog.crawl_plan import dry_run
from catalog.database import Store
from catalog.source_crawl import CrawlOutcome, SourceReport
from scanner.forges.interface import Limits, Settings
from scanner.models import SourceEntry, Visibility
from scanner.sources import read_sources
from tests.conftest import MakeRepository
from tests.forge_simulator import Answer, Fault, ForgeSimulator

TODAY = date(2026, 11, 22)
QUICK = Limits(connect=2, read=0.3, answer=2, attempts=2, backoff=0.001, max_wait=1)
DOWN = Answer(500, {"message": "boom"})
NATIONAL = Path(__file__).parents[2] / "../shared/data/codegouvfr/comptes-organismes-publics.yml"


class Crawler:
    """Crawls words of the command line into a store, with github.com and gitlab.com simulated."""

    def __init__(self, store: Store, simulator: ForgeSimulator) -> None:
        self.store = store
        self.simulator = simulator
        self.said: list[str] = []

    def run(self, *words: str, token: str = "", visibility: Visibility = Visibility.PRIVATE) -> list[SourceReport]:
        url = self.simulator.url
        environ = {"OUVRAGE_API_GITHUB_COM": url, "OUVRAGE_API_GITLAB_COM": url, "OUVRAGE_API_GITLAB_EXAMPLE_FR": url}
        environ |= {"GITHUB_TOKEN": token, "GITLAB_TOKEN": token}
        sources = read_sources(words, visibility=visibility, today=TODAY)
        assert sources.problems == []
        return crawl(self.store, sources.entries, Settings(environ=environ, notify=self.said.append, limits=QUICK))

    def names(self, condition: str = "gone_at IS NULL") -> list[str]:
        sql = f"SELECT full_name FROM repositories WHERE {condition} ORDER BY full_name"  # noqa: S608 - a test's own
        return [row["full_name"] for row in self.store.rows(sql)]


@pytest.fixture
def crawler(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Crawler]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with ForgeSimulator() as simulator:
        yield Crawler(store, simulator)


def test_an_owner_lands_in_the_store_whole(crawler: Crawler) -> None:
    crawler.simulator.add_github("etalab", public=250)
    (report,) = crawler.run("https://github.com/etalab")
    assert report == SourceReport(
        source="https://github.com/etalab",
        host="github.com",
        expected=250,
        seen=250,
        skipped=(),
        requests=6,  # the owner, three pages, and what came meanwhile: the owner, a page
        outcome=CrawlOutcome.COMPLETE,
    )
    assert exit_code([report]) == 0
    (row,) = crawler.store.rows("SELECT * FROM repositories WHERE name = 'depot-7'")
    assert json.loads(row["topics"]) == ["service-public", "impots"]
    assert (row["license_key"], row["visibility"], row["stars"]) == ("mit", "public", 5)
    (crawled,) = crawler.store.rows("SELECT expected, seen, requests, outcome, finished_at FROM crawls")
    assert (crawled["expected"], crawled["seen"], crawled["requests"], crawled["outcome"]) == (250, 250, 6, "complete")
    assert crawled["finished_at"]


def test_a_second_crawl_adds_nothing_twice(crawler: Crawler) -> None:
    crawler.simulator.add_gitlab("ministere", public=3)
    crawler.simulator.add_gitlab("ministere/sous", public=2)
    for _ in range(2):
        (report,) = crawler.run("https://gitlab.com/ministere")
        assert (report.expected, report.seen) == (5, 5)
    assert len(crawler.names()) == 5
    assert len(crawler.store.rows("SELECT 1 FROM owners")) == 2


def test_what_the_sources_say_of_an_owner_is_kept_and_inherited(crawler: Crawler, tmp_path: Path) -> None:
    pso = "db2b74d4-4dbc-4d7d-ba1b-5762e2cb06b8"
    crawler.simulator.add_gitlab("ministere", public=1)
    crawler.simulator.add_gitlab("ministere/sous", public=1)
    path = tmp_path / "sources.yml"
    path.write_text(f"gitlab.com:\n  forge: gitlab\n  owners:\n    ministere:\n      pso_id: {pso}\n")
    crawler.run(str(path))
    assert {row["pso_id"] for row in crawler.store.rows("SELECT pso_id FROM owners")} == {pso}
    assert {row["declared_by"] for row in crawler.store.rows("SELECT declared_by FROM owners")} == {f"{path}:4"}
    assert crawler.store.rows("SELECT description FROM owners WHERE login = 'ministere'") == [
        {"description": "Le groupe ministere"}
    ]


def test_a_crawl_cut_short_keeps_what_came_and_says_what_is_missing(crawler: Crawler) -> None:
    crawler.simulator.add_github("etalab", public=250)
    crawler.simulator.faults.append(Fault("/repos?", DOWN, after=2))
    (report,) = crawler.run("https://github.com/etalab")
    assert (report.outcome, report.expected, report.seen) == (CrawlOutcome.PARTIAL, 250, 200)
    assert "the forge fails (HTTP 500)" in report.skipped[0].reason
    assert len(crawler.names()) == 200
    assert exit_code([report]) == 3
    assert crawler.store.rows("SELECT what FROM skipped") == [{"what": "github.com/etalab"}]


def test_a_partial_crawl_never_says_gone_a_complete_one_does(crawler: Crawler) -> None:
    crawler.simulator.add_github("etalab", public=250)
    crawler.simulator.add_github("insee", public=1)
    crawler.run("https://github.com/etalab", "https://github.com/insee")
    lost = crawler.simulator.repositories.pop(0)["full_name"]

    fault = Fault("page=2", DOWN)
    crawler.simulator.faults.append(fault)
    crawler.run("https://github.com/etalab")
    assert crawler.names("gone_at IS NOT NULL") == []

    fault.times = 0
    (report,) = crawler.run("https://github.com/etalab")
    assert (report.outcome, report.seen) == (CrawlOutcome.COMPLETE, 249)
    assert crawler.names("gone_at IS NOT NULL") == [lost]
    assert "insee/depot-0" in crawler.names()


def test_a_listing_shorter_than_announced_is_partial(crawler: Crawler) -> None:
    crawler.simulator.add_github("etalab", public=3)
    crawler.simulator.faults.append(Fault("/repos", Answer(200, crawler.simulator.repositories[:2])))
    (report,) = crawler.run("https://github.com/etalab")
    assert (report.outcome, report.expected, report.seen) == (CrawlOutcome.PARTIAL, 3, 2)
    assert report.skipped[0].what == "github.com/etalab"
    assert report.skipped[0].reason.startswith("1 announced by the forge and not listed")


def test_a_reader_without_token_calls_no_closed_repository_gone(crawler: Crawler) -> None:
    crawler.simulator.add_github("etalab", public=1, private=1)
    crawler.run("https://github.com/etalab", token=crawler.simulator.token)
    (report,) = crawler.run("https://github.com/etalab")
    assert report.outcome is CrawlOutcome.COMPLETE
    assert crawler.names() == ["etalab/depot-0", "etalab/ferme-0"]


def test_a_whole_instance_says_gone_for_all_of_it(crawler: Crawler) -> None:
    crawler.simulator.add_gitlab("ministere", public=3)
    crawler.simulator.add_gitlab("agent", public=1, kind="user")
    crawler.run("https://gitlab.example.fr")
    del crawler.simulator.projects[3]
    (report,) = crawler.run("https://gitlab.example.fr")
    assert (report.outcome, report.expected) == (CrawlOutcome.COMPLETE, 3)
    assert crawler.names("gone_at IS NOT NULL") == ["agent/depot-0"]


def test_a_renamed_repository_stays_the_same(crawler: Crawler) -> None:
    crawler.simulator.add_github("etalab", public=1)
    crawler.run("https://github.com/etalab")
    crawler.simulator.repositories[0] |= {"name": "nouveau", "full_name": "etalab/nouveau"}
    crawler.run("https://github.com/etalab")
    assert crawler.names("1") == ["etalab/nouveau"]


def test_a_failing_source_never_stops_the_others(crawler: Crawler, tmp_path: Path) -> None:
    crawler.simulator.add_github("etalab", public=1)
    crawler.simulator.add_gitlab("ministere", public=1)
    crawler.simulator.faults.append(Fault("/orgs/etalab", Answer(200, "<html>")))
    reports = crawler.run("https://github.com/etalab", "https://git.sr.ht/~dinum", "https://gitlab.com/ministere")
    assert [report.outcome for report in reports] == ["unreached", "unreached", "complete"]
    assert "answers to token holders only" in reports[1].skipped[0].reason
    assert exit_code(reports) == 3
    assert exit_code(reports[:2]) == 4


def test_a_wrong_token_is_the_end_of_that_forge(crawler: Crawler, tmp_path: Path) -> None:
    path = tmp_path / "sources.yml"
    path.write_text("github.com:\n  forge: github\n  owners:\n    un:\n    deux:\n    trois:\n")
    crawler.simulator.add_github("un", public=1)
    (report,) = crawler.run(str(path), token="wrong-one")
    assert (report.outcome, report.requests, exit_code([report])) == (CrawlOutcome.UNREACHED, 1, 4)
    assert [one.what for one in report.skipped] == ["github.com/un", "github.com/deux", "github.com/trois"]
    assert "wrong-one" not in report.model_dump_json()


def test_a_missing_owner_costs_only_itself(crawler: Crawler, tmp_path: Path) -> None:
    path = tmp_path / "sources.yml"
    path.write_text("github.com:\n  forge: github\n  owners:\n    parti:\n    etalab:\n")
    crawler.simulator.add_github("etalab", public=2)
    (report,) = crawler.run(str(path))
    assert (report.outcome, report.seen) == (CrawlOutcome.PARTIAL, 2)
    assert report.skipped[0].what == "github.com/parti"


def test_a_forge_that_fails_owner_after_owner_is_left(crawler: Crawler, tmp_path: Path) -> None:
    path = tmp_path / "sources.yml"
    path.write_text("github.com:\n  forge: github\n  owners:\n" + "".join(f"    o{n}:\n" for n in range(10)))
    crawler.simulator.faults.append(Fault("/orgs", DOWN))
    (report,) = crawler.run(str(path))
    assert len(report.skipped) == 10
    assert report.requests == 3 * QUICK.attempts


def test_readers_without_token_are_told_once(crawler: Crawler) -> None:
    crawler.simulator.add_github("etalab", public=1)
    crawler.run("https://github.com/etalab", "https://github.com/etalab/", "https://gitlab.com/x")
    assert len([line for line in crawler.said if "no token" in line]) == 1
    assert "github.com, gitlab.com" in crawler.said[0]


def test_an_interrupted_crawl_keeps_its_pages_and_its_books(crawler: Crawler, monkeypatch: pytest.MonkeyPatch) -> None:
    crawler.simulator.add_github("etalab", public=150)
    keep, pages = crawler.store.save_repository, 0

    def interrupted(*arguments: object, **options: bool) -> int:
        nonlocal pages
        pages += 1
        if pages > 120:
            raise KeyboardInterrupt
        return keep(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(crawler.store, "save_repository", interrupted)
    with pytest.raises(KeyboardInterrupt):
        crawler.run("https://github.com/etalab")
    assert len(crawler.names()) == 100
    assert crawler.store.rows("SELECT outcome FROM crawls") == [{"outcome": "partial"}]


# --- folders ---------------------------------------------------------------------------------------------------------


def test_a_folder_lands_in_the_store_and_follows_it(
    crawler: Crawler, make_repository: MakeRepository, tmp_path: Path
) -> None:
    make_repository("depots/dinum/un")
    make_repository("depots/dinum/deux")
    make_repository("autres/insee/trois")
    crawler.run(str(tmp_path / "depots"), str(tmp_path / "autres"))
    shutil.rmtree(tmp_path / "depots/dinum/un")
    (report,) = crawler.run(str(tmp_path / "depots"), visibility=Visibility.PUBLIC)
    assert (report.outcome, report.expected, report.seen, report.requests) == (CrawlOutcome.COMPLETE, 1, 1, 0)
    assert crawler.names("gone_at IS NOT NULL") == ["dinum/un"]
    assert crawler.names("visibility = 'public'") == ["dinum/deux"]
    assert crawler.said == []


def test_a_clone_found_in_a_folder_has_its_forge(
    crawler: Crawler, make_repository: MakeRepository, tmp_path: Path
) -> None:
    for name, address in {
        "a": "https://github.com/etalab/csvapi",
        "b": "git@gitlab.example.fr:groupe/sous/depot.git",
        "c": "https://forge.example.fr/equipe/outil",
    }.items():
        make_repository(f"clones/{name}").repo.create_remote("origin", address)
    crawler.run(str(tmp_path / "clones"))
    assert crawler.names() == ["equipe/outil", "etalab/csvapi", "groupe/sous/depot"]
    kinds = {row["host"]: row["kind"] for row in crawler.store.rows("SELECT host, kind FROM forges")}
    assert kinds == {"github.com": "github", "gitlab.example.fr": "gitlab", "forge.example.fr": "folder"}


def test_a_clone_and_its_listing_are_one_repository(
    crawler: Crawler, make_repository: MakeRepository, tmp_path: Path
) -> None:
    crawler.simulator.add_github("etalab", public=1)
    make_repository("clones/a").repo.create_remote("origin", "https://github.com/etalab/depot-0")
    crawler.run(str(tmp_path / "clones"), "https://github.com/etalab")
    crawler.run(str(tmp_path / "clones"))
    assert crawler.names("1") == ["etalab/depot-0"]


def test_a_folder_without_repository_is_said(crawler: Crawler, tmp_path: Path) -> None:
    (tmp_path / "vide").mkdir()
    (report,) = crawler.run(str(tmp_path / "vide"))
    assert report.outcome is CrawlOutcome.UNREACHED
    assert "no Git repository found" in report.skipped[0].reason


# --- dry runs --------------------------------------------------------------------------------------------------------


def _entries(*words: str) -> list[SourceEntry]:
    return read_sources(words, today=TODAY).entries


def test_a_dry_run_says_what_it_would_cost_at_least() -> None:
    told = dry_run(_entries("https://github.com/etalab", "https://gitlab.com/a", "https://gitlab.example.fr"), [])
    assert (told.forges, told.owners, told.requests_known, told.requests_at_least) == (3, 2, None, 7)


def test_a_dry_run_knows_that_folders_cost_no_request(tmp_path: Path) -> None:
    told = dry_run(_entries(str(tmp_path)), [])
    assert (told.forges, told.owners, told.requests_known, told.requests_at_least) == (0, 0, 0, 0)


@pytest.mark.skipif(not NATIONAL.is_file(), reason="the national list isn't at ../shared/data")
def test_a_dry_run_of_the_national_list_counts_all_that_it_names() -> None:
    sources = read_sources([str(NATIONAL)], today=TODAY)
    told = dry_run(sources.entries, sources.problems, sources.skipped)
    assert (told.forges, told.owners, told.ignored) == (93, 300, 17)
    assert told.requests_at_least > 600
    assert [problem.line for problem in told.problems] == [773]
