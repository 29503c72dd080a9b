# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What didn't change is asked for so, and costs a 304; what is kept is never trusted, nor worth a failure."""

import hashlib
import json
import sqlite3
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from scanner.forges import kept_answers, open_forge
from scanner.forges.access import variable_of
from scanner.forges.interface import Settings
from scanner.forges.kept_answers import KeptAnswers, answer_key
from scanner.forges.transport import has_next
from scanner.models import Forge, ForgeKind, SourceEntry
from tests.forge_simulator import Answer, ForgeSimulator
from tests.forge_simulator.server import Asked
from tests.scanner.forges.scripted import Asking, Scripted, token_of

TOKEN = "a-token-" + "of-mine"
KNOWN = {"GITHUB_TOKEN": TOKEN}
NEXT = '<https://github.com/x?page=2>; rel="next"'
LAST = '<https://github.com/x?page=1>; rel="first"'


class Pages:
    """Pages with an ETag made of what they hold and of who asks, as GitHub's; answers 304 when it is given back."""

    def __init__(self) -> None:
        self.content: object = [{"name": "dépôt à ouvrir"}]
        self.headers: dict[str, str] = {"X-Total": "250", "Set-Cookie": "session=a-secret-cookie"}
        self.headers_of_304 = {"X-Total": "250"}
        self.statuses: list[int] = []

    def __call__(self, asked: Asked) -> Answer:
        tag = hashlib.sha256(f"{json.dumps(self.content)}{token_of(asked)}".encode()).hexdigest()
        if asked.headers.get("If-None-Match") == f'W/"{tag}"':
            self.statuses.append(304)
            return Answer(304, "", self.headers_of_304)
        self.statuses.append(200)
        return Answer(200, self.content, {"ETag": f'W/"{tag}"', **self.headers})


@pytest.fixture
def pages() -> Pages:
    return Pages()


@pytest.fixture
def server(pages: Pages) -> Iterator[Scripted]:
    with Scripted(pages) as server:
        yield server


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "answers.db"


def _bytes(file: Path) -> bytes:
    return b"".join(one.read_bytes() for one in file.parent.iterdir())


def test_a_page_that_did_not_change_is_the_same_as_before(server: Scripted, pages: Pages, file: Path) -> None:
    first = Asking(server, KNOWN, answers=file)
    before = first.get("/orgs/etalab/repos")
    first.session.close()
    again = Asking(server, KNOWN, answers=file)
    after = again.get("/orgs/etalab/repos")
    assert pages.statuses == [200, 304]
    assert (after.status_code, after.text, after.json()) == (200, before.text, pages.content)
    assert after.headers["Content-Type"] == "application/json"
    assert (first.adapter.unchanged, again.adapter.unchanged) == (0, 1)


def test_a_page_that_changed_is_kept_instead_of_the_one_before(server: Scripted, pages: Pages, file: Path) -> None:
    asking = Asking(server, KNOWN, answers=file)
    asking.get("/orgs/etalab/repos")
    pages.content = [{"name": "autre"}]
    assert [asking.get("/orgs/etalab/repos").json() for _ in range(2)] == [pages.content, pages.content]
    assert pages.statuses == [200, 200, 304]


def test_a_date_serves_where_there_is_no_tag(file: Path) -> None:
    date = "Tue, 03 Mar 2026 10:00:00 GMT"

    def dated(asked: Asked) -> Answer:
        known = asked.headers.get("If-Modified-Since") == date
        return Answer(304, "") if known else Answer(200, [1], {"Last-Modified": date})

    with Scripted(dated) as server:
        asking = Asking(server, answers=file)
        assert [asking.get("/x").json() for _ in range(2)] == [[1], [1]]
    assert asking.adapter.unchanged == 1


def test_nothing_is_kept_unless_asked(server: Scripted, pages: Pages) -> None:
    asking = Asking(server, KNOWN)
    for _ in range(2):
        asking.get("/orgs/etalab/repos")
    assert pages.statuses == [200, 200]


def test_readers_with_and_without_token_share_nothing(server: Scripted, pages: Pages, file: Path) -> None:
    Asking(server, KNOWN, answers=file).get("/orgs/etalab/repos")
    Asking(server, answers=file).get("/orgs/etalab/repos")
    assert not any("If-None-Match" in asked.headers for asked in server.requests)


def test_of_several_tokens_the_one_that_got_the_answer_asks_again(server: Scripted, pages: Pages, file: Path) -> None:
    several = {"GITHUB_TOKEN": "one,two"}
    asking = Asking(server, several, answers=file)
    server.respond = lambda asked: _with_quota(pages(asked), 10 if token_of(asked) == "one" else 90)
    for owner in ("a", "b", "c"):
        asking.get(f"/orgs/{owner}/repos")
    assert server.tokens == ["one", "two", "two"]
    again = Asking(server, several, answers=file)
    for owner in ("a", "b", "c"):
        again.get(f"/orgs/{owner}/repos")
    assert again.adapter.unchanged == 3


def _with_quota(answer: Answer, left: int) -> Answer:
    told = {"X-RateLimit-Remaining": str(left), "X-RateLimit-Reset": "3600"}
    return Answer(answer.status, answer.content, answer.headers | told)


def test_the_end_of_a_listing_is_never_taken_from_what_is_kept(server: Scripted, pages: Pages, file: Path) -> None:
    """A full last page doesn't change when one more comes after it."""
    pages.headers = {"Link": LAST}
    asking = Asking(server, KNOWN, answers=file)
    assert not has_next(asking.get("/orgs/etalab/repos").headers, 100, 100)
    kept = asking.get("/orgs/etalab/repos").headers
    assert "Link" not in kept
    assert has_next(kept, 100, 100)
    pages.headers_of_304 = {"Link": NEXT}
    assert has_next(asking.get("/orgs/etalab/repos").headers, 100, 100)


def test_counts_are_those_that_come_with_the_304(server: Scripted, pages: Pages, file: Path) -> None:
    asking = Asking(server, KNOWN, answers=file)
    asking.get("/x")
    pages.headers_of_304 = {"X-Total": "251"}
    assert asking.get("/x").headers["X-Total"] == "251"


def test_a_304_without_the_count_that_was_there_is_asked_again(server: Scripted, pages: Pages, file: Path) -> None:
    asking = Asking(server, KNOWN, answers=file)
    asking.get("/x")
    pages.headers_of_304 = {}
    assert asking.get("/x").headers["X-Total"] == "250"
    assert pages.statuses == [200, 304, 200]


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, [], {}),
        Answer(200, [], {"ETag": '"a"', "Cache-Control": "private, no-store"}),
        Answer(404, {}, {"ETag": '"a"'}),
    ],
)
def test_what_can_not_be_asked_for_again_is_not_kept(file: Path, answer: Answer) -> None:
    with Scripted(lambda _: answer) as server:
        asking = Asking(server, answers=file)
        for _ in range(2):
            asking.get("/x")
    assert not any("If-None-Match" in asked.headers for asked in server.requests)


def test_queries_that_are_posted_are_not_kept(server: Scripted, pages: Pages, file: Path) -> None:
    asking = Asking(server, KNOWN, answers=file)
    for _ in range(2):
        asking.post("/graphql", {"query": "{viewer{login}}"})
    assert pages.statuses == [200, 200]


def test_a_304_that_nobody_asked_for_is_asked_again(file: Path) -> None:
    answers = iter([Answer(304, ""), Answer(200, ["whole"])])
    with Scripted(lambda _: next(answers)) as server:
        assert Asking(server, answers=file).get("/x").json() == ["whole"]


def test_an_answer_that_rotted_is_asked_for_plainly(server: Scripted, pages: Pages, file: Path) -> None:
    asking = Asking(server, KNOWN, answers=file)
    asking.get("/x")
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE answers SET body = x'00ff'")
    assert asking.get("/x").json() == pages.content
    assert pages.statuses == [200, 200]
    assert asking.said == []


def test_the_file_is_its_owners_only_and_holds_neither_token_nor_cookie(server: Scripted, file: Path) -> None:
    Asking(server, KNOWN, answers=file).get("/orgs/etalab/repos")
    for one in file.parent.iterdir():
        assert stat.S_IMODE(one.stat().st_mode) == 0o600
    for secret in (TOKEN, hashlib.sha256(TOKEN.encode()).hexdigest(), "a-secret-cookie"):
        assert secret.encode() not in _bytes(file)


def test_a_file_that_others_could_read_is_closed_to_them(server: Scripted, file: Path) -> None:
    file.parent.mkdir()
    file.touch(mode=0o644)
    Asking(server, KNOWN, answers=file).get("/x")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def _spoilt(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"this is no database " * 500)


def _foreign(file: Path) -> None:
    file.parent.mkdir()
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE repositories (id INTEGER)")


def _folder(file: Path) -> None:
    file.mkdir(parents=True)


def _nowhere(file: Path) -> None:
    file.parent.write_text("a file where the folder should be")


@pytest.mark.parametrize("spoil", [_spoilt, _foreign, _folder, _nowhere])
def test_a_file_that_can_not_be_used_costs_speed_only_and_is_told_once(
    server: Scripted, pages: Pages, file: Path, spoil: object
) -> None:
    assert callable(spoil)
    spoil(file)
    before = file.read_bytes() if file.is_file() else b""
    both = [Asking(server, KNOWN, answers=file) for _ in range(2)]
    for asking in both * 2:
        assert asking.get("/x").json() == pages.content
    told = [line for asking in both for line in asking.said]
    assert len(told) == 1
    assert "answers can't be kept here" in told[0]
    assert (file.read_bytes() if file.is_file() else b"") == before


def test_a_file_of_another_version_is_made_anew(server: Scripted, pages: Pages, file: Path) -> None:
    Asking(server, KNOWN, answers=file).get("/x")
    with sqlite3.connect(file) as connection:
        connection.execute("ALTER TABLE answers DROP COLUMN reader")
        connection.execute("PRAGMA user_version = 99")
    asking = Asking(server, KNOWN, answers=file)
    for _ in range(2):
        asking.get("/x")
    assert pages.statuses == [200, 200, 304]


def test_what_is_not_asked_for_any_more_goes(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _keep(file, "old")
    in_days = kept_answers._today() + kept_answers.KEPT_DAYS
    monkeypatch.setattr(kept_answers, "_today", lambda: in_days)
    assert _find(file, "old")
    monkeypatch.setattr(kept_answers, "_today", lambda: in_days + kept_answers.KEPT_DAYS)
    assert _find(file, "old")
    monkeypatch.setattr(kept_answers, "_today", lambda: in_days + 3 * kept_answers.KEPT_DAYS)
    assert not _find(file, "old")


def test_the_file_is_bounded_and_what_was_used_last_stays(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    today = kept_answers._today()
    for day, key in enumerate(["first", "second", "third"]):
        monkeypatch.setattr(kept_answers, "_today", lambda day=day: today + day)
        _keep(file, key)
    monkeypatch.setattr(kept_answers, "MAX_BYTES", 2 * 1_100)
    assert [_find(file, key) for key in ("first", "second", "third")] == [False, True, True]


def _keep(file: Path, key: str) -> None:
    answers = KeptAnswers(file, pytest.fail)
    noise = hashlib.shake_256(key.encode()).digest(1_000)
    answers.keep(key, 1, {"ETag": "a"}, noise)
    answers.close()


def _find(file: Path, key: str) -> bool:
    answers = KeptAnswers(file, pytest.fail)
    found = answers.find(key)
    answers.close()
    return found is not None


def test_several_clients_write_to_one_file_at_once(file: Path) -> None:
    told: list[str] = []

    def work(number: int) -> None:
        answers = KeptAnswers(file, told.append)
        for page in range(25):
            answers.keep(f"{number}/{page}", 1, {"ETag": "a"}, b"[]")
            assert answers.find(f"{number}/{page}")
        answers.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == []
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT COUNT(*) FROM answers").fetchone() == (200,)


class Tagging(ForgeSimulator):
    """The simulated forges, with an ETag for each page."""

    def answer(self, asked: Asked) -> Answer:
        answer = super().answer(asked)
        tag = hashlib.sha256(json.dumps(answer.content).encode()).hexdigest()
        if asked.headers.get("If-None-Match") == tag:
            return Answer(304, "", answer.headers)
        return Answer(answer.status, answer.content, answer.headers | {"ETag": tag})


@pytest.mark.parametrize("kind", [ForgeKind.GITHUB, ForgeKind.GITLAB])
def test_a_second_listing_with_nothing_changed_is_the_same_for_304s(kind: ForgeKind, file: Path) -> None:
    host = f"{kind}.com"
    forge = Forge(host=host, kind=kind, url=f"https://{host}")
    with Tagging() as server:
        server.add_github("etalab", public=150, private=20)
        server.add_gitlab("etalab", public=150, private=20)
        environ = {variable_of("API", host): server.url, variable_of("TOKEN", host): server.token}
        listings = []
        for _ in range(2):
            client = open_forge(SourceEntry(source=host, forge=forge), Settings(environ, answers=file))
            listings.append(list(client.list_owner("etalab")))
            client.close()
        conditions = ["If-None-Match" in asked.headers for asked in server.requests if asked.method == "GET"]
        half = len(conditions) // 2
    assert listings[0] == listings[1]
    assert sum(len(page.repositories) for page in listings[1]) == 170
    assert sum(conditions[:half]) == 0
    assert sum(conditions[half:]) >= half - 1
    assert server.token.encode() not in _bytes(file)


def test_a_key_tells_apart_what_may_differ() -> None:
    keys = {
        answer_key(url, accept, anonymous=anonymous)
        for url in ("https://a/x?page=1", "https://a/x?page=2")
        for accept in ("", "application/json")
        for anonymous in (True, False)
    }
    assert len(keys) == 8
