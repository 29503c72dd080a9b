# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Crawls that follow others: what was cut continues, what didn't move isn't asked for, what happened is told."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from catalog import books, horizons
from catalog.crawl import crawl
from catalog.database import Store, open_store
from catalog.source_crawl import CrawlOutcome, SourceReport
from catalog.view import Audience
from catalog.view_builder import build_view
from scanner.forges.interface import Limits, Settings
from scanner.sources import read_sources
from tests.forge_simulator import Answer, Fault, ForgeSimulator

QUICK = Limits(connect=2, read=2, answer=5, attempts=2, backoff=0.001, max_wait=1)
ETALAB = "https://github.com/etalab"
MINISTERE = "https://gitlab.com/ministere"
LONG_WAIT = Answer(429, {"message": "slow down"}, {"Retry-After": "3600"})
_ROWS = (
    "SELECT r.host, r.full_name, r.forge_id, r.visibility, r.topics, r.updated_at, r.gone_at IS NULL AS here, o.login"
    " FROM repositories r JOIN owners o ON o.id = r.owner_id ORDER BY r.host, r.full_name"
)


class Meanwhile(Fault):
    """Not a fault: something that happens on the forge while a listing is under way."""

    def __init__(self, sign: str, happens: Callable[[], object]) -> None:
        super().__init__(sign, "", times=1)
        self.happens = happens

    def strikes(self, address: str) -> bool:
        if super().strikes(address):
            self.happens()
        return False


class Forge:
    """The simulated forge, and crawls of it into one store."""

    def __init__(self, store: Store, simulator: ForgeSimulator) -> None:
        self.store = store
        self.simulator = simulator
        simulator.add_github("etalab", public=250, private=3)
        simulator.add_gitlab("ministere", public=150)
        simulator.add_gitlab("ministere/sous", public=50)
        for number, one in enumerate([*simulator.repositories, *simulator.projects]):
            at = _at(number)
            one |= {"updated_at": at, "last_activity_at": at}

    @property
    def environ(self) -> dict[str, str]:
        return {"OUVRAGE_API_GITHUB_COM": self.simulator.url, "OUVRAGE_API_GITLAB_COM": self.simulator.url}

    def crawl(self, word: str = ETALAB, *, token: bool = False, full: bool = False) -> SourceReport:
        tokens = dict.fromkeys(("GITHUB_TOKEN", "GITLAB_TOKEN"), self.simulator.token) if token else {}
        sources = read_sources([word], today=date(2026, 11, 24))
        settings = Settings(environ=self.environ | tokens, limits=QUICK)
        return crawl(self.store, sources.entries, settings, full=full)[0]

    def touch(self, item: dict[str, object], **changes: object) -> None:
        """Change something on the forge, which dates it."""
        at = (datetime.now(UTC) + timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        item |= {"updated_at": at, "last_activity_at": at, **changes}

    def events(self) -> list[tuple[str, str, str]]:
        rows = self.store.rows("SELECT kind, before, after FROM events ORDER BY id")
        return [(row["kind"], row["before"], row["after"]) for row in rows]

    def asked(self, sign: str) -> int:
        return sum(sign in f"{one.path}?{one.query}" for one in self.simulator.requests)


def _at(number: int) -> str:
    return (datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=number)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture
def forge(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Forge]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with ForgeSimulator() as simulator:
        yield Forge(store, simulator)


# --- what was cut continues ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("word", "page"), [(ETALAB, "3"), (MINISTERE, "2")])
def test_a_crawl_killed_anywhere_continues_and_ends_with_the_same_rows(
    forge: Forge, tmp_path: Path, word: str, page: str
) -> None:
    database = tmp_path / "killed.db"
    forge.simulator.faults.append(Fault(f"page={page}", "stall"))
    child = _command(forge, word, database)
    _until(lambda: any(one.query.get("page") == page for one in forge.simulator.requests))
    child.kill()
    child.wait()
    forge.simulator.faults.clear()

    whole = forge.crawl(word)
    with open_store(database) as killed:
        before = len(killed.rows(_ROWS))
        assert 0 < before < whole.seen
        settings = Settings(environ=forge.environ, limits=QUICK)
        entries = read_sources([word], today=date(2026, 11, 24)).entries
        forge.simulator.requests.clear()
        (report,) = crawl(killed, entries, settings)
        assert (report.outcome, report.expected, report.seen) == (whole.outcome, whole.expected, whole.seen)
        assert report.notes == ("the crawl that was cut before its end continued",)
        assert killed.rows(_ROWS) == forge.store.rows(_ROWS)
        listed = [one.query for one in forge.simulator.requests if "archived" not in one.query]
        assert next(query["page"] for query in listed if "page" in query) == page
        assert killed.rows("SELECT count(*) AS n FROM crawls") == [{"n": 1}]
        assert killed.rows("SELECT 1 FROM listed") == []


def test_ctrl_c_ends_a_crawl_with_its_page_and_the_next_one_continues(forge: Forge, tmp_path: Path) -> None:
    children: list[subprocess.Popen[str]] = []
    forge.simulator.faults.append(Meanwhile("page=2", lambda: children[0].send_signal(signal.SIGINT)))
    children.append(_command(forge, ETALAB, tmp_path / "cut.db"))
    _, said = children[0].communicate()
    assert children[0].returncode == 3
    assert "it continues" in said
    forge.simulator.requests.clear()
    again = _command(forge, ETALAB, tmp_path / "cut.db")
    again.communicate()
    assert again.returncode == 0
    assert [one.query.get("page") for one in forge.simulator.requests] == ["3", None, "1"]  # and what came meanwhile


def _command(forge: Forge, word: str, database: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "catalog.cli", "crawl", word, "--database", str(database), "--lang", "en"]
    return subprocess.Popen(command, env=os.environ | forge.environ, stderr=subprocess.PIPE, text=True)


def _until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_forge_that_asks_to_wait_too_long_is_taken_up_where_it_was(forge: Forge) -> None:
    forge.simulator.faults.append(Fault("page=3", LONG_WAIT))
    first = forge.crawl()
    assert (first.outcome, first.seen) == (CrawlOutcome.PARTIAL, 200)
    forge.simulator.faults.clear()
    forge.simulator.requests.clear()
    second = forge.crawl()
    assert (second.outcome, second.expected, second.seen, second.skipped) == (CrawlOutcome.COMPLETE, 250, 250, ())
    assert [one.query.get("page") for one in forge.simulator.requests] == ["3", None, "1"]  # and what came meanwhile


def test_owners_that_were_ended_before_the_cut_are_not_asked_again(forge: Forge, tmp_path: Path) -> None:
    forge.simulator.add_github("insee", public=2)
    path = tmp_path / "sources.yml"
    path.write_text("github.com:\n  forge: github\n  owners:\n    insee:\n    etalab:\n")
    forge.simulator.faults.append(Fault("page=2", LONG_WAIT))
    forge.crawl(str(path))
    forge.simulator.faults.clear()
    forge.simulator.requests.clear()
    report = forge.crawl(str(path))
    assert (report.outcome, report.expected, report.seen) == (CrawlOutcome.COMPLETE, 252, 252)
    assert forge.asked("insee") == 0


def test_a_crawl_cut_long_ago_begins_again(forge: Forge) -> None:
    forge.simulator.faults.append(Fault("page=3", LONG_WAIT))
    forge.crawl()
    forge.simulator.faults.clear()
    old = (datetime.now(UTC) - books.RESUME_WITHIN).strftime("%Y-%m-%dT%H:%M:%SZ")
    with forge.store.writing() as connection:
        connection.execute("UPDATE crawls SET progress_at = ?", (old,))
    report = forge.crawl()
    assert (report.outcome, report.seen, report.notes, report.requests) == (CrawlOutcome.COMPLETE, 250, (), 6)


# --- only what moved -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("word", "asked"), [(ETALAB, 2), (MINISTERE, 3), ("https://gitlab.com/ministere/sous", 3)])
def test_an_owner_where_nothing_moved_costs_next_to_nothing(forge: Forge, word: str, asked: int) -> None:
    first = forge.crawl(word)
    second = forge.crawl(word)
    assert (second.outcome, second.expected, second.seen) == (CrawlOutcome.COMPLETE, first.expected, first.seen)
    assert second.requests == asked
    assert second.unchanged == max(0, first.seen - 100)
    assert forge.events() == []


def test_all_that_a_later_crawl_proves_counts_as_seen_by_it(forge: Forge) -> None:
    forge.crawl()
    with forge.store.writing() as connection:
        connection.execute("UPDATE repositories SET seen_at = '2020-01-01T00:00:00Z'")
    forge.crawl()
    assert forge.store.rows("SELECT 1 FROM repositories WHERE seen_at < '2021'") == []


def test_a_later_crawl_takes_what_is_new_and_what_changed(forge: Forge) -> None:
    forge.crawl()
    forge.simulator.add_github("etalab", public=1)
    forge.touch(forge.simulator.repositories[-1], name="tout-neuf", full_name="etalab/tout-neuf")
    forge.touch(forge.simulator.repositories[3], description="Nouvelle description")
    forge.simulator.requests.clear()
    report = forge.crawl()
    assert (report.outcome, report.expected, report.seen, report.requests) == (CrawlOutcome.COMPLETE, 251, 251, 2)
    described = forge.store.rows("SELECT full_name FROM repositories WHERE description = 'Nouvelle description'")
    assert described == [{"full_name": "etalab/depot-3"}]


def test_everything_can_be_asked_for_again(forge: Forge) -> None:
    forge.crawl()
    assert forge.crawl(full=True).requests == 6


def test_everything_is_asked_for_again_once_a_week(forge: Forge) -> None:
    forge.crawl()
    old = (datetime.now(UTC) - horizons.FULL_EVERY).strftime("%Y-%m-%dT%H:%M:%SZ")
    with forge.store.writing() as connection:
        connection.execute("UPDATE horizons SET full_at = ?", (old,))
    assert forge.crawl().requests == 6
    assert forge.crawl().requests == 2


def test_a_reader_who_gets_a_token_asks_for_everything(forge: Forge) -> None:
    forge.crawl()
    report = forge.crawl(token=True)
    assert (report.expected, report.seen) == (253, 253)


def test_a_partial_crawl_proves_nothing_for_the_next(forge: Forge) -> None:
    forge.simulator.faults.append(Fault("/repos?", Answer(500, {"message": "boom"}), after=2))
    forge.crawl()
    forge.simulator.faults.clear()
    report = forge.crawl()
    assert (report.outcome, report.seen, report.requests) == (CrawlOutcome.COMPLETE, 250, 6)


# --- what happened ---------------------------------------------------------------------------------------------------


def test_what_happens_to_a_repository_is_told_and_dated(forge: Forge) -> None:
    forge.simulator.add_github("dinum", public=1)
    forge.crawl("https://github.com/dinum")
    forge.crawl(token=True)
    renamed, archived, closed, moved = forge.simulator.repositories[:4]
    forge.touch(renamed, name="nouveau-nom", full_name="etalab/nouveau-nom")
    forge.touch(archived, archived=True)
    forge.touch(closed, private=True, visibility="private")
    forge.touch(moved, full_name="dinum/depot-3", owner=forge.simulator.accounts["dinum"])
    report = forge.crawl(token=True)
    assert (report.outcome, report.expected, report.seen) == (CrawlOutcome.COMPLETE, 252, 252)
    assert sorted(forge.events()) == [
        ("archived", "", ""),
        ("renamed", "etalab/depot-0", "etalab/nouveau-nom"),
        ("transferred", "etalab/depot-3", "dinum/depot-3"),
        ("visibility", "public", "private"),
    ]
    (row,) = forge.store.rows("SELECT at, full_name FROM repository_events WHERE kind = 'transferred'")
    assert row["full_name"] == "dinum/depot-3"
    assert row["at"].startswith("20")
    assert len(forge.store.rows("SELECT 1 FROM repositories WHERE gone_at IS NOT NULL")) == 0


def test_what_is_deleted_is_kept_flagged_and_dated_and_may_come_back(forge: Forge) -> None:
    forge.crawl()
    lost = forge.simulator.repositories.pop(7)
    report = forge.crawl()
    assert (report.outcome, report.expected, report.seen) == (CrawlOutcome.COMPLETE, 249, 249)
    (row,) = forge.store.rows("SELECT full_name, gone_at FROM repositories WHERE gone_at IS NOT NULL")
    assert row["full_name"] == lost["full_name"]
    forge.simulator.repositories.insert(7, lost)
    forge.crawl()
    assert forge.events() == [("gone", "etalab/depot-7", ""), ("back", row["gone_at"], "")]


def test_a_repository_that_left_for_an_owner_nobody_lists_is_gone_under_its_new_name(forge: Forge) -> None:
    forge.crawl()
    forge.simulator.add_github("societe", public=0)
    moved = forge.simulator.repositories[5]
    forge.touch(moved, full_name="societe/depot-5", owner=forge.simulator.accounts["societe"])
    forge.crawl()
    assert forge.events() == [("transferred", "etalab/depot-5", "societe/depot-5"), ("gone", "societe/depot-5", "")]


def test_another_repository_that_takes_a_name_is_another_repository(forge: Forge) -> None:
    forge.crawl()
    forge.touch(forge.simulator.repositories[0], id=9_000)
    forge.crawl()
    rows = forge.store.rows(
        "SELECT forge_id, gone_at IS NULL AS here FROM repositories WHERE name = 'depot-0' ORDER BY here"
    )
    assert rows == [{"forge_id": "1", "here": 0}, {"forge_id": "9000", "here": 1}]


def test_an_owner_that_was_renamed_is_the_same_and_is_told(forge: Forge) -> None:
    forge.crawl()
    account = forge.simulator.accounts.pop("etalab")
    forge.simulator.accounts["etalab-ia"] = account | {"login": "etalab-ia"}
    for one in forge.simulator.repositories:
        one |= {"full_name": one["full_name"].replace("etalab/", "etalab-ia/")}
        one["owner"] = one["owner"] | {"login": "etalab-ia"}
    forge.simulator.faults.append(Fault("/orgs/etalab?", Answer(301, {}, {"Location": "/orgs/etalab-ia"})))
    forge.simulator.faults.append(Redirect("/orgs/etalab", "/orgs/etalab-ia"))
    report = forge.crawl()
    assert (report.outcome, report.expected, report.seen) == (CrawlOutcome.COMPLETE, 250, 250)
    assert report.notes == ("github.com/etalab is now github.com/etalab-ia: write it in the sources",)
    assert len(forge.store.rows("SELECT 1 FROM owners")) == 1
    assert {kind for kind, _, _ in forge.events()} == {"renamed"}


class Redirect(Fault):
    """Sends one exact path elsewhere."""

    def __init__(self, path: str, to: str) -> None:
        super().__init__(path, Answer(301, {}, {"Location": to}))

    def strikes(self, address: str) -> bool:
        return address == self.sign


def test_what_is_new_in_a_listing_that_was_made_before_is_told(forge: Forge) -> None:
    forge.crawl()
    assert forge.events() == []
    forge.simulator.add_github("etalab", public=1)
    forge.touch(forge.simulator.repositories[-1])
    forge.crawl()
    assert forge.events() == [("appeared", "", "public")]


def test_a_change_of_licence_is_told(forge: Forge) -> None:
    first = forge.simulator.repositories[0]
    for key in ("mit", "eupl-1.2", "other"):
        forge.touch(first, license={"key": key})
        forge.crawl()
    assert forge.events() == [("relicensed", "mit", "eupl-1.2")]


def test_the_public_is_told_of_crawls_what_happened_in_the_open(forge: Forge) -> None:
    forge.crawl(token=True)
    opened, open_one, closing = next(one for one in forge.simulator.repositories if one["private"]), *_public(forge, 2)
    forge.touch(opened, name="canari", full_name="etalab/canari")
    forge.crawl(token=True)
    forge.touch(opened, name="ouvert", full_name="etalab/ouvert", private=False, visibility="public")
    forge.touch(open_one, name="b", full_name="etalab/b")
    forge.touch(closing, name="canari-2", full_name="etalab/canari-2", private=True, visibility="private")
    forge.crawl(token=True)
    forge.touch(opened, name="site", full_name="etalab/site", archived=True)
    forge.crawl(token=True)
    public = build_view(forge.store, Audience.PUBLIC)
    assert sorted((one.kind.value, one.full_name, one.before) for one in public.news) == [
        ("archived", "etalab/site", ""),
        ("moved", "etalab/b", "etalab/depot-0"),
        ("moved", "etalab/site", "etalab/ouvert"),
        ("opened", "etalab/site", ""),
    ]
    names = {one.full_name: one.previous_names for one in public.repositories if one.previous_names}
    assert names == {"etalab/b": ("etalab/depot-0",), "etalab/site": ("etalab/ouvert",)}
    assert "canari" not in public.model_dump_json()


def _public(forge: Forge, number: int) -> list[dict[str, Any]]:
    return [one for one in forge.simulator.repositories if not one["private"]][:number]


# --- listings that change while they are made ------------------------------------------------------------------------


def test_what_slips_between_two_pages_is_caught_by_a_second_listing(forge: Forge) -> None:
    forge.simulator.faults.append(Meanwhile("page=2", lambda: forge.simulator.repositories.pop(0)))
    report = forge.crawl()
    assert (report.outcome, report.expected, report.seen, report.skipped) == (CrawlOutcome.COMPLETE, 249, 249, ())
    assert len(forge.store.rows("SELECT 1 FROM repositories WHERE gone_at IS NULL")) == 249


def test_what_is_created_meanwhile_is_taken_once(forge: Forge) -> None:
    def create() -> None:
        forge.simulator.add_github("etalab", public=1)
        new = forge.simulator.repositories.pop()
        forge.touch(new, name="a", full_name="etalab/a")
        forge.simulator.repositories.insert(0, new)

    forge.simulator.faults.append(Meanwhile("page=2", create))
    report = forge.crawl()
    assert (report.outcome, report.expected, report.seen) == (CrawlOutcome.COMPLETE, 251, 251)


def test_a_forge_that_announces_too_few_is_told(forge: Forge) -> None:
    forge.simulator.faults.append(
        Fault("/orgs/etalab", Answer(200, forge.simulator.accounts["etalab"] | {"public_repos": 3}), times=1)
    )
    report = forge.crawl()
    assert (report.outcome, report.expected, report.seen) == (CrawlOutcome.COMPLETE, 3, 250)
    assert report.notes == ("etalab: the forge announced 3 repositories and listed 250",)


def test_two_sources_that_list_the_same_repository_give_one_row(forge: Forge) -> None:
    forge.crawl(MINISTERE)
    report = forge.crawl("https://gitlab.com/ministere/sous")
    assert report.seen == 50
    assert len(forge.store.rows("SELECT 1 FROM repositories")) == 200
