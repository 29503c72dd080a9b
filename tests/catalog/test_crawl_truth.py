# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a crawl may claim: nothing overwritten by who knows less, nothing proven by accident, nobody's name misused."""

import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from catalog.crawl import crawl
from catalog.database import Row, Store, open_store
from catalog.i18n import translator
from catalog.lock import crawling
from catalog.source_crawl import CrawlOutcome, SourceReport
from catalog.status import print_status, read_status
from scanner.errors import StoreError
from scanner.forges.interface import Limits, Settings
from scanner.models import Visibility
from scanner.sources import read_sources
from tests.conftest import MakeRepository
from tests.forge_simulator import Answer, Fault, ForgeSimulator
from tests.git_server import GitServer

QUICK = Limits(connect=2, read=2, answer=5, attempts=2, backoff=0.001, max_wait=1)
ETALAB, DINUM = "https://github.com/etalab", "https://github.com/dinum"
LONG_WAIT = Answer(429, {"message": "slow down"}, {"Retry-After": "3600"})


class World:
    """A simulated forge, and crawls of it into one store."""

    def __init__(self, store: Store, simulator: ForgeSimulator, folder: Path) -> None:
        self.store = store
        self.simulator = simulator
        self.folder = folder
        self.stop = threading.Event()

    def crawl(self, *words: str, token: bool = False, full: bool = False) -> list[SourceReport]:
        hosts = ("GITHUB_COM", "GITLAB_COM", "GHE_EXAMPLE_FR")
        environ = {f"OUVRAGE_API_{host}": self.simulator.url for host in hosts}
        environ |= {f"OUVRAGE_TOKEN_{host}": self.simulator.token for host in hosts} if token else {}
        sources = read_sources(words, visibility=Visibility.PRIVATE, today=date(2026, 11, 24))
        private = frozenset({"127.0.0.1"})
        settings = Settings(environ=environ, limits=QUICK, private_hosts=private, stop=self.stop)
        return crawl(self.store, sources.entries, settings, full=full)

    def sources(self, text: str) -> str:
        path = self.folder / "sources.yml"
        path.write_text(text)
        return str(path)

    def fill(self, *logins: str, public: int = 3, private: int = 0) -> None:
        for login in logins:
            self.simulator.add_github(login, public=public, private=private)
        for number, one in enumerate(self.simulator.repositories):
            one["updated_at"] = f"2025-01-{1 + number // 86_400:02}T{number // 60 % 24:02}:{number % 60:02}:00Z"

    def row(self, full_name: str) -> Row:
        (row,) = self.store.rows("SELECT * FROM repositories WHERE full_name = ?", (full_name,))
        return row

    def gone(self) -> list[str]:
        rows = self.store.rows("SELECT full_name FROM repositories WHERE gone_at IS NOT NULL ORDER BY full_name")
        return [row["full_name"] for row in rows]

    def move(self, number: int, owner: str) -> None:
        one = self.simulator.repositories[number]
        one |= {"full_name": f"{owner}/{one['name']}", "owner": self.simulator.accounts[owner]}


@pytest.fixture
def world(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with ForgeSimulator() as simulator:
        yield World(store, simulator, tmp_path)


def _owners(*logins: str) -> str:
    return "github.com:\n  forge: github\n  owners:\n" + "".join(f"    {login}:\n" for login in logins)


def test_status_tells_what_happened(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.fill("etalab")
    world.crawl(ETALAB)
    world.simulator.repositories[0] |= {"name": "neuf", "full_name": "etalab/neuf", "archived": True}
    world.crawl(ETALAB, full=True)
    status = read_status(world.store, with_repositories=False, with_events=True)
    assert [(one.kind, one.before, one.after) for one in status.events] == [
        ("archived", "", ""),
        ("renamed", "etalab/depot-0", "etalab/neuf"),
    ]
    print_status(status, "text", translator("fr"))
    told = capsys.readouterr().out
    assert "github.com/etalab/neuf  renommé  etalab/depot-0 → etalab/neuf" in told


# --- who knows less overwrites nothing -------------------------------------------------------------------------------


def test_a_clone_in_a_folder_says_only_where_it_is(world: World, make_repository: MakeRepository) -> None:
    world.fill("etalab")
    world.simulator.repositories[0] |= {"archived": True}
    world.crawl(ETALAB)
    before = world.row("etalab/depot-0")
    clone = make_repository("clones/a")
    clone.repo.create_remote("origin", "https://github.com/etalab/depot-0")
    world.crawl(str(world.folder / "clones"))
    after = world.row("etalab/depot-0")
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"clone_path", "seen_at"}
    assert after["clone_path"] == str(world.folder / "clones/a/.git")
    assert world.store.rows("SELECT 1 FROM events") == []

    (world.folder / "clones/a").rename(world.folder / "ailleurs")
    make_repository("clones/b")
    world.crawl(str(world.folder / "clones"))
    assert world.gone() == []
    assert world.row("etalab/depot-0")["clone_path"] == ""


def test_a_list_of_addresses_says_nothing_of_what_its_forge_described(
    world: World, git_server: GitServer, make_repository: MakeRepository
) -> None:
    host = git_server.url.removeprefix("http://")
    builder = make_repository("work/depot")
    builder.write("README.md", "#").commit()
    builder.repo.clone(str(git_server.root / "etalab" / "depot.git"), bare=True).close()
    listed = world.folder / "depots.txt"
    listed.write_text(f"{git_server.url}/etalab/depot.git\n")
    world.crawl(str(listed))
    with world.store.writing() as connection:
        connection.execute("UPDATE repositories SET forge_id = '7', visibility = 'public', archived = 1")
    world.crawl(str(listed))
    row = world.store.rows("SELECT host, forge_id, visibility, archived FROM repositories")
    assert row == [{"host": host, "forge_id": "7", "visibility": "public", "archived": 1}]


def test_what_only_a_token_holder_is_told_survives_readers_without(world: World) -> None:
    world.fill("etalab", public=150)
    world.crawl(ETALAB, token=True)
    told = 'SELECT count(*) AS n FROM repositories WHERE languages = \'["Python", "HTML"]\' AND subscribers = 7'
    assert world.store.rows(told) == [{"n": 150}]
    world.crawl(ETALAB)
    world.crawl(ETALAB)
    assert world.store.rows(told) == [{"n": 150}]


def test_the_kind_of_an_owner_is_not_unlearnt(world: World) -> None:
    world.fill("etalab", public=250)
    world.simulator.faults.append(Fault("page=2", LONG_WAIT))
    world.crawl(ETALAB)
    world.simulator.faults.clear()
    world.crawl(ETALAB)
    assert world.store.rows("SELECT kind FROM owners") == [{"kind": "organization"}]


# --- one thing that goes wrong costs only itself ---------------------------------------------------------------------


def test_a_name_that_cannot_be_taken_any_more_costs_no_other_owner(world: World) -> None:
    world.fill("etalab", "insee", "dinum")
    path = world.sources(_owners("etalab", "insee", "dinum"))
    world.crawl(path)
    world.simulator.repositories[0] |= {"name": "-x", "full_name": "etalab/-x"}
    world.simulator.repositories.pop(1)
    (report,) = world.crawl(path)
    assert report.outcome is CrawlOutcome.COMPLETE
    assert [one.what for one in report.skipped] == ["etalab/-x"]
    again = world.crawl(path)[0]
    assert again.outcome is CrawlOutcome.COMPLETE
    assert again.requests == 6  # what can't be taken is known not to be


def test_a_whole_enterprise_is_crawled_as_often_as_one_likes(world: World) -> None:
    world.fill("etalab", "insee")
    for _ in range(3):
        (report,) = world.crawl("github+https://ghe.example.fr")
        assert (report.outcome, report.expected, report.seen) == (CrawlOutcome.COMPLETE, 6, 6)


def test_a_whole_enterprise_cut_within_an_account_announces_it_once(world: World) -> None:
    world.fill("etalab", "insee", public=150)
    world.simulator.faults.append(
        Fault("insee/repos?type=all&sort=created&direction=desc&per_page=100&page=2", LONG_WAIT)
    )
    world.crawl("github+https://ghe.example.fr")
    world.simulator.faults.clear()
    (report,) = world.crawl("github+https://ghe.example.fr")
    assert (report.outcome, report.expected, report.seen) == (CrawlOutcome.COMPLETE, 300, 300)


def test_a_store_that_fails_while_the_books_are_closed_is_told_as_such(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreError("the store can't be used: {reason}", reason="database or disk is full")

    world.fill("etalab")
    monkeypatch.setattr("catalog.books.close_crawl", full)
    with pytest.raises(StoreError):
        world.crawl(ETALAB)


def test_a_repository_that_the_forge_fails_on_costs_only_itself_and_is_named(world: World) -> None:
    world.fill("etalab", public=250)

    class Broken(Fault):
        def strikes(self, address: str) -> bool:
            query = dict(pair.partition("=")[::2] for pair in address.partition("?")[2].split("&"))
            if "/repos?" not in address or "page" not in query:
                return False
            size = int(query["per_page"])
            return (int(query["page"]) - 1) * size <= 141 < int(query["page"]) * size

    world.simulator.faults.append(Broken("", Answer(500, {"message": "boom"})))
    (report,) = world.crawl(ETALAB)
    assert (report.outcome, report.expected, report.seen) == (CrawlOutcome.PARTIAL, 250, 249)
    assert report.skipped[0].what == "no. 142 of the listing"
    assert report.skipped[0].reason == "the forge fails (HTTP 500)"


# --- what continues is the same crawl --------------------------------------------------------------------------------


def test_a_line_that_names_another_forge_meanwhile_begins_anew(world: World) -> None:
    world.fill("etalab", public=250)
    world.fill("dinum", public=250)
    world.simulator.faults.append(Fault("page=2", LONG_WAIT))
    world.crawl(world.sources(_owners("etalab")))
    world.simulator.faults.clear()
    (report,) = world.crawl(world.sources(_owners("dinum")))
    assert (report.seen, report.notes) == (250, ())
    assert len(world.store.rows("SELECT 1 FROM repositories WHERE full_name LIKE 'dinum/%'")) == 250


def test_who_got_a_token_meanwhile_sees_what_it_shows(world: World) -> None:
    world.fill("etalab", "dinum", public=150, private=20)
    path = world.sources(_owners("etalab", "dinum"))
    world.simulator.faults.append(Fault("/orgs/dinum/repos", LONG_WAIT))
    world.crawl(path)
    world.simulator.faults.clear()
    (report,) = world.crawl(path, token=True)
    assert (report.outcome, report.expected, report.seen) == (CrawlOutcome.COMPLETE, 340, 340)


def test_what_is_asked_in_full_does_not_continue(world: World) -> None:
    world.fill("etalab", "dinum", public=150)
    path = world.sources(_owners("etalab", "dinum"))
    world.simulator.faults.append(Fault("/orgs/dinum/repos", LONG_WAIT))
    world.crawl(path)
    world.simulator.faults.clear()
    world.simulator.requests.clear()
    world.crawl(path, full=True)
    assert any("/orgs/etalab" in one.path for one in world.simulator.requests)


def test_what_came_while_a_crawl_was_cut_is_taken_by_the_one_that_continues(world: World) -> None:
    world.fill("etalab", public=250)
    world.simulator.faults.append(Fault("page=3", LONG_WAIT))
    world.crawl(ETALAB)
    world.simulator.faults.clear()
    world.fill("etalab", public=1)
    new = world.simulator.repositories.pop()
    late = {
        "name": "z",
        "full_name": "etalab/z",
        "updated_at": "2026-01-01T00:00:00Z",
        "created_at": "2026-01-01T00:00:00Z",
    }
    world.simulator.repositories.append(new | late)
    (report,) = world.crawl(ETALAB)
    assert (report.outcome, report.seen) == (CrawlOutcome.COMPLETE, 251)


def test_two_crawls_of_one_store_do_not_meet(tmp_path: Path) -> None:
    database = tmp_path / "ouvrage.db"
    with open_store(database), crawling(database), pytest.raises(StoreError, match="another crawl"), crawling(database):
        pass
    with crawling(database):
        pass


def test_a_crawl_that_is_stopped_asks_nothing_more(world: World) -> None:
    world.fill("etalab", "dinum")
    world.stop.set()
    reports = world.crawl(ETALAB, DINUM)
    assert [one.skipped[0].reason for one in reports] == ["stopped before it"] * 2
    assert world.simulator.requests == []


def test_a_forge_that_asked_to_wait_too_long_is_not_asked_by_its_other_sources(world: World) -> None:
    world.fill("etalab", "dinum")
    world.simulator.faults.append(Fault("/orgs", LONG_WAIT))
    first, second = world.crawl(ETALAB, DINUM)
    assert (first.requests, second.requests) == (1, 0)
    assert second.skipped[0].reason == "not tried: its forge asks to wait"


# --- nothing is proven by accident -----------------------------------------------------------------------------------


def test_all_repositories_of_a_renamed_owner_have_its_new_name(world: World) -> None:
    world.fill("etalab", public=250)
    world.crawl(ETALAB)
    account = world.simulator.accounts.pop("etalab")
    world.simulator.accounts["etalab-ia"] = account | {"login": "etalab-ia"}
    for one in world.simulator.repositories:
        one |= {"full_name": f"etalab-ia/{one['name']}", "owner": one["owner"] | {"login": "etalab-ia"}}
    moved = Fault("/orgs/etalab", Answer(301, {}, {"Location": "/orgs/etalab-ia"}))
    moved.strikes = lambda address: address == "/orgs/etalab"  # type: ignore[method-assign]
    world.simulator.faults.append(moved)
    for _ in range(2):
        (report,) = world.crawl(ETALAB)
        assert (report.outcome, report.seen) == (CrawlOutcome.COMPLETE, 250)
    assert world.store.rows("SELECT 1 FROM repositories WHERE full_name NOT LIKE 'etalab-ia/%'") == []


def test_one_thing_set_aside_twice_hides_nothing(world: World) -> None:
    """What can't be taken slips to the next page; meanwhile one is deleted, and another slips out of sight."""
    world.fill("etalab", public=250)
    repositories = world.simulator.repositories
    repositories[99] |= {"full_name": "etalab/../x", "name": "x"}
    gained = repositories[0] | {"id": 9_999, "name": "neuf", "full_name": "etalab/neuf"}
    pending: dict[str, Callable[[], object]] = {
        "page=2": lambda: repositories.insert(0, gained),
        "page=3": lambda: repositories.pop(6),
    }

    class Slip(Fault):
        def strikes(self, address: str) -> bool:
            happens = next((pending.pop(page) for page in list(pending) if page in address), None)
            if happens:
                happens()
            return False

    world.simulator.faults.append(Slip("", ""))
    (report,) = world.crawl(ETALAB)
    live = world.store.rows("SELECT name FROM repositories WHERE gone_at IS NULL")
    assert {row["name"] for row in live} == {one["name"] for one in repositories} - {"x"}
    assert (report.outcome, [one.what for one in report.skipped]) == (CrawlOutcome.COMPLETE, ["etalab/../x"])


def test_an_unproven_listing_says_nothing_gone_even_of_swapped_names(world: World) -> None:
    world.fill("etalab", public=250)
    world.crawl(ETALAB)
    first, last = world.simulator.repositories[0], world.simulator.repositories[240]
    first["full_name"], last["full_name"] = last["full_name"], first["full_name"]
    world.simulator.faults.append(Fault("/repos?", Answer(500, {"message": "boom"}), after=1))
    (report,) = world.crawl(ETALAB, full=True)
    assert report.outcome is CrawlOutcome.PARTIAL
    assert world.gone() == []
    world.simulator.faults.clear()
    world.crawl(ETALAB, full=True)
    assert world.gone() == []
    assert {row["kind"] for row in world.store.rows("SELECT kind FROM events")} == {"renamed"}


def test_all_that_left_for_an_owner_nobody_lists_is_gone(world: World) -> None:
    world.fill("etalab", "societe", public=5)
    world.crawl(ETALAB)
    for number in range(3):
        world.simulator.repositories[number]["name"] = f"parti-{number}"
        world.move(number, "societe")
    world.crawl(ETALAB)
    assert world.gone() == [f"societe/parti-{number}" for number in range(3)]


def test_many_that_are_no_longer_listed_are_looked_for_over_several_crawls(world: World) -> None:
    world.fill("etalab", public=70)
    world.crawl(ETALAB)
    del world.simulator.repositories[:60]
    (report,) = world.crawl(ETALAB)
    assert report.notes == ("10 repositories more are no longer listed: the next crawls look for them",)
    assert len(world.gone()) == 50
    world.crawl(ETALAB)
    assert len(world.gone()) == 60


# --- nobody's name is misused ----------------------------------------------------------------------------------------

BODY, OTHER = "db2b74d4-4dbc-4d7d-ba1b-5762e2cb06b8", "ec2b74d4-4dbc-4d7d-ba1b-5762e2cb06b8"


def test_an_owner_that_a_repository_left_for_takes_nothing_of_the_one_it_left(world: World) -> None:
    world.fill("etalab", "societe")
    path = world.sources(f"github.com:\n  forge: github\n  owners:\n    etalab:\n      pso_id: {BODY}\n")
    world.crawl(path)
    world.move(0, "societe")
    world.crawl(path)
    owners = {row["login"]: row["pso_id"] for row in world.store.rows("SELECT login, pso_id FROM owners")}
    assert owners == {"etalab": BODY, "societe": ""}


def test_the_nearest_declaration_of_a_group_holds(world: World) -> None:
    world.simulator.add_gitlab("ministere", public=1)
    world.simulator.add_gitlab("ministere/sous", public=1)
    for first, second in (("ministere", "ministere/sous"), ("ministere/sous", "ministere")):
        bodies = {"ministere": BODY, "ministere/sous": OTHER}
        lines = "".join(f"    {login}:\n      pso_id: {bodies[login]}\n" for login in (first, second))
        world.crawl(world.sources(f"gitlab.com:\n  forge: gitlab\n  owners:\n{lines}"), full=True)
        owners = {row["login"]: row["pso_id"] for row in world.store.rows("SELECT login, pso_id FROM owners")}
        assert owners == bodies


def test_a_name_taken_by_another_account_is_told(world: World) -> None:
    world.fill("etalab")
    world.crawl(ETALAB)
    world.simulator.accounts["etalab"] |= {"id": 666}
    (report,) = world.crawl(ETALAB)
    assert report.notes == ("github.com/etalab is another account than before: check that it is the State's",)
