# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Lists of addresses, forges that count nothing, several hosts at once; and how Git reaches what was listed."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from catalog.crawl import crawl, exit_code
from catalog.database import Store
from catalog.reaching import git_access
from catalog.source_crawl import CrawlOutcome, SourceReport
from scanner.errors import ForgeUnreachable, OuvrageError, StoreError
from scanner.forges.interface import Limits, Settings
from scanner.models import Forge, ForgeKind, Visibility
from scanner.sources import read_sources
from tests.catalog import filling as f
from tests.conftest import MakeRepository
from tests.forge_simulator import Answer, Fault, ForgeSimulator
from tests.git_server import GitServer

QUICK = Limits(connect=2, read=2, answer=5, attempts=2, backoff=0.001, max_wait=1)


@pytest.fixture
def simulator(monkeypatch: pytest.MonkeyPatch) -> Iterator[ForgeSimulator]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with ForgeSimulator() as server:
        yield server


def _crawl(store: Store, *words: str, environ: dict[str, str] | None = None) -> list[SourceReport]:
    sources = read_sources(words, visibility=Visibility.PUBLIC, today=date(2026, 11, 24))
    assert sources.problems == []
    settings = Settings(environ=environ or {}, limits=QUICK, private_hosts=frozenset({"127.0.0.1"}))
    return crawl(store, sources.entries, settings)


# --- lists of addresses ----------------------------------------------------------------------------------------------


@pytest.fixture
def addresses(git_server: GitServer, make_repository: MakeRepository, tmp_path: Path) -> Path:
    """Serve two repositories, and return a list that names them."""
    for name in ("un", "deux"):
        builder = make_repository(f"work/{name}")
        builder.write("README.md", "#").commit()
        builder.repo.clone(str(git_server.root / "ministere" / f"{name}.git"), bare=True).close()
    listed = tmp_path / "depots.txt"
    listed.write_text(f"# nos dépôts\n{git_server.url}/ministere/un.git\n{git_server.url}/ministere/deux.git\n")
    return listed


def test_a_list_of_addresses_lands_in_the_store(store: Store, addresses: Path, git_server: GitServer) -> None:
    (report,) = _crawl(store, str(addresses))
    assert (report.outcome, report.expected, report.seen) == (CrawlOutcome.COMPLETE, 2, 2)
    rows = store.rows("SELECT full_name, visibility, default_branch FROM repositories ORDER BY full_name")
    assert [row["full_name"] for row in rows] == ["ministere/deux", "ministere/un"]
    assert store.rows("SELECT kind FROM forges") == [{"kind": "git"}]


def test_what_a_list_leaves_out_is_not_gone(store: Store, addresses: Path, git_server: GitServer) -> None:
    host = git_server.url.removeprefix("http://")
    f.repository(store, "ministere/autre", Visibility.PUBLIC, host)
    _crawl(store, str(addresses))
    addresses.write_text(f"{git_server.url}/ministere/un.git\n")
    (report,) = _crawl(store, str(addresses))
    assert report.outcome is CrawlOutcome.COMPLETE
    assert store.rows("SELECT 1 FROM repositories WHERE gone_at IS NOT NULL") == []
    assert store.rows("SELECT 1 FROM events") == []


def test_a_list_changes_nothing_of_a_forge_that_is_known(store: Store, addresses: Path, git_server: GitServer) -> None:
    host = git_server.url.removeprefix("http://")
    store.save_forge(Forge(host=host, kind=ForgeKind.GITLAB, url=f"https://{host}", pso_id="42"))
    _crawl(store, str(addresses))
    assert store.rows("SELECT kind, pso_id FROM forges") == [{"kind": "gitlab", "pso_id": "42"}]


def test_an_address_that_gives_nothing_makes_the_list_partial(
    store: Store, addresses: Path, git_server: GitServer
) -> None:
    with addresses.open("a") as listed:
        listed.write(f"{git_server.url}/ministere/parti.git\n")
    (report,) = _crawl(store, str(addresses))
    assert (report.outcome, report.expected, report.seen, exit_code([report])) == (CrawlOutcome.PARTIAL, 3, 2, 3)
    assert report.skipped[0].reason == "no Git repository is at this address"


# --- forges that count nothing ---------------------------------------------------------------------------------------


def test_a_forge_that_counts_nothing_is_listed_twice(store: Store, simulator: ForgeSimulator) -> None:
    simulator.bitbucket_server.add("ministere", public=250)
    word = "bitbucket+https://bit.example.fr/ministere"
    (report,) = _crawl(store, word, environ={"OUVRAGE_API_BIT_EXAMPLE_FR": simulator.url})
    assert (report.outcome, report.expected, report.seen) == (CrawlOutcome.COMPLETE, None, 250)
    assert [one.query["start"] for one in simulator.requests if "start" in one.query] == 2 * ["0", "100", "200"]


def test_a_listing_that_goes_in_circles_is_left(store: Store, simulator: ForgeSimulator) -> None:
    simulator.add_github("etalab", public=100)
    page = Answer(200, simulator.repositories, {"Link": '<x?page=2>; rel="next"'})
    simulator.faults.append(Fault("/repos?", page))
    (report,) = _crawl(store, "https://github.com/etalab", environ={"OUVRAGE_API_GITHUB_COM": simulator.url})
    assert (report.outcome, report.seen) == (CrawlOutcome.PARTIAL, 100)
    assert "again and again" in report.skipped[0].reason
    assert report.requests < 10


# --- several hosts ---------------------------------------------------------------------------------------------------


def test_hosts_are_crawled_side_by_side_and_reported_in_the_order_of_the_sources(
    store: Store, simulator: ForgeSimulator
) -> None:
    simulator.add_github("etalab", public=3)
    simulator.add_gitlab("ministere", public=4)
    simulator.gitea.add("insee", public=5)
    simulator.faults.append(Fault("/orgs/etalab", Answer(429, {"message": "slow"}, {"Retry-After": "1"}), times=1))
    words = ("https://github.com/etalab", "https://gitlab.com/ministere", "https://codeberg.org/insee")
    api = {f"OUVRAGE_API_{host}": simulator.url for host in ("GITHUB_COM", "GITLAB_COM", "CODEBERG_ORG")}
    reports = _crawl(store, *words, environ=api)
    assert [(one.source, one.seen) for one in reports] == list(zip(words, (3, 4, 5), strict=True))
    assert {one.outcome for one in reports} == {CrawlOutcome.COMPLETE}


def test_a_full_disk_ends_all_hosts_and_the_next_crawl_continues(store: Store, simulator: ForgeSimulator) -> None:
    simulator.add_github("etalab", public=300)
    simulator.add_gitlab("ministere", public=300)
    api = {f"OUVRAGE_API_{host}": simulator.url for host in ("GITHUB_COM", "GITLAB_COM")}
    words = ("https://github.com/etalab", "https://gitlab.com/ministere")
    pages = store.rows("PRAGMA page_count")[0]["page_count"]
    store.connection.execute(f"PRAGMA max_page_count = {pages + 20}")
    with pytest.raises(StoreError, match="full"):
        _crawl(store, *words, environ=api)
    store.connection.execute("PRAGMA max_page_count = 1000000")
    reports = _crawl(store, *words, environ=api)
    assert [(one.outcome, one.seen) for one in reports] == [(CrawlOutcome.COMPLETE, 300)] * 2


# --- how Git reaches them --------------------------------------------------------------------------------------------


def _row(store: Store, visibility: Visibility, host: str = "git.example.fr") -> dict[str, object]:
    f.repository(store, "ministere/depot", visibility, host)
    return store.rows("SELECT * FROM repositories")[0]


def test_a_closed_repository_is_read_with_the_token_of_its_host(store: Store) -> None:
    row = _row(store, Visibility.PRIVATE)
    access = git_access(store, Settings(environ={"OUVRAGE_TOKEN_GIT_EXAMPLE_FR": "jeton"}))(row)
    assert access.header.startswith("Basic ")
    assert access.addresses == ()


def test_an_open_repository_does_without_a_token_that_cannot_be_had(store: Store) -> None:
    app = {"GITHUB_APP_ID": "1", "GITHUB_APP_PRIVATE_KEY": "not a key"}
    row = _row(store, Visibility.PUBLIC, "github.com")
    assert git_access(store, Settings(environ=app))(row).header == ""
    with pytest.raises(OuvrageError):
        git_access(store, Settings(environ=app))(row | {"visibility": "private"})


def test_a_host_that_only_a_list_names_is_not_reached_at_a_private_address(
    store: Store, addresses: Path, git_server: GitServer
) -> None:
    _crawl(store, str(addresses))
    host = git_server.url.removeprefix("http://")
    assert store.rows("SELECT guarded FROM forges") == [{"guarded": 0}]  # --private-host vouched for it
    with store.writing() as connection:
        connection.execute("UPDATE forges SET guarded = 1")
    row = store.rows("SELECT * FROM repositories")[0]
    with pytest.raises(ForgeUnreachable, match=r"127\.0\.0\.1"):
        git_access(store, Settings(environ={}))(row)
    assert git_access(store, Settings(environ={}, private_hosts=frozenset({host})))(row).addresses == ()
