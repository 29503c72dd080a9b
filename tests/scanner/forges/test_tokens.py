# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Several tokens for one host: the one with most left goes first, one that is spent rests, one refused is left out."""

import time
from collections import Counter
from collections.abc import Iterator

import pytest

from scanner.errors import ForgeAuthError, ForgeBusy
from scanner.forges.limits import Quota
from scanner.forges.tokens import Token, TokenPool
from tests.forge_simulator import Answer
from tests.forge_simulator.server import Asked
from tests.scanner.forges.scripted import QUICK, Asking, Scripted, token_of

THREE = {"GITHUB_TOKEN": "one,two, three"}
SPENT = {"message": "API rate limit exceeded"}


class Counting:
    """Quotas as GitHub counts them: what comes beyond is refused, and counted."""

    def __init__(self, reset: float = 3600, **left: int) -> None:
        self.left = left
        self.reset = reset
        self.refused: list[str] = []

    def __call__(self, asked: Asked) -> Answer:
        token = token_of(asked)
        beyond = self.left.get(token, 0) == 0
        if beyond:
            self.refused.append(token)
        else:
            self.left[token] -= 1
        told = {"X-RateLimit-Remaining": str(self.left.get(token, 0)), "X-RateLimit-Reset": str(self._until())}
        return Answer(403, SPENT, told) if beyond else Answer(200, [], told)

    def _until(self) -> int:
        return int(time.time() + self.reset)


@pytest.fixture
def counting() -> Counting:
    return Counting(one=2, two=50, three=3)


@pytest.fixture
def server(counting: Counting) -> Iterator[Scripted]:
    with Scripted(counting) as server:
        yield server


def test_between_listings_the_one_with_most_left_goes_first(server: Scripted, counting: Counting) -> None:
    asking = Asking(server, THREE)
    for number in range(40):
        assert asking.get(f"/orgs/etat-{number}/repos").ok
    assert server.tokens[:4] == ["one", "two", "three", "two"]
    assert counting.refused == []


def test_a_listing_is_read_with_one_token_until_it_is_spent(server: Scripted) -> None:
    asking = Asking(server, THREE)
    asking.get("/orgs/etalab")
    for page in range(1, 6):
        asking.get("/orgs/etalab/repos", params={"page": str(page)})
    assert server.tokens == ["one", *["two"] * 5]


def test_queries_between_its_pages_are_asked_with_the_same_token_and_spend_another_quota() -> None:
    def counted(asked: Asked) -> Answer:
        left = "0" if asked.method == "POST" else "9"
        return Answer(200, [], {"X-RateLimit-Remaining": left, "X-RateLimit-Reset": "3600"})

    with Scripted(counted) as server:
        asking = Asking(server, THREE)
        for page in ("1", "2", "3"):
            asking.get("/orgs/etalab/repos", params={"page": page})
            asking.post("/graphql", {"query": "{nodes{id}}"})
    assert server.tokens == ["one", "one", "one", "two", "one", "three"]


def test_a_wall_is_seen_before_it_is_hit(server: Scripted, counting: Counting) -> None:
    counting.left = {"one": 2, "two": 3, "three": 2}
    asking = Asking(server, THREE)
    for page in range(1, 8):
        asking.get("/orgs/etalab/repos", params={"page": str(page)})
    assert Counter(server.tokens) == {"one": 2, "two": 3, "three": 2}
    sent = asking.adapter.requests
    with pytest.raises(ForgeBusy, match=r"wait 3\d\d\d s") as busy:
        asking.get("/orgs/etalab/repos", params={"page": "8"})
    assert busy.value.source.endswith("/orgs/etalab/repos")
    assert asking.adapter.requests == sent == 7
    assert counting.refused == []


def test_when_all_are_spent_the_first_to_come_back_is_waited_for(server: Scripted, counting: Counting) -> None:
    counting.left, counting.reset = {"one": 1, "two": 1}, 2
    asking = Asking(server, {"GITHUB_TOKEN": "one,two"})
    asking.get("/orgs/a")
    asking.get("/orgs/b")
    counting.left = {"one": 9, "two": 9}
    started = time.monotonic()
    assert asking.get("/orgs/c").ok
    assert time.monotonic() - started > 0.5
    assert counting.refused == []
    assert len(asking.said) == 1
    assert "the forge asks to wait" in asking.said[0]


def test_what_was_spent_elsewhere_is_found_out_and_rests(server: Scripted, counting: Counting) -> None:
    counting.left = {"one": 0, "two": 0, "three": 5}
    asking = Asking(server, THREE)
    assert asking.get("/orgs/etalab").ok
    assert asking.get("/orgs/dinum").ok
    assert server.tokens == ["one", "two", "three", "three"]
    assert asking.said == []


def test_a_reader_without_token_has_a_quota_too() -> None:
    told = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(time.time()) + 3600)}
    with Scripted(lambda _: Answer(200, [], told)) as server:
        asking = Asking(server)
        assert asking.adapter.anonymous
        assert asking.get("/orgs/etalab").ok
        with pytest.raises(ForgeBusy) as busy:
            asking.get("/orgs/dinum")
    assert busy.value.fields["variable"] == "OUVRAGE_TOKEN_GITHUB_COM"
    assert len(server.requests) == 1


def test_graphql_is_counted_apart() -> None:
    told = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(time.time()) + 3600)}
    with Scripted(lambda asked: Answer(200, {}, told if asked.method == "POST" else {})) as server:
        asking = Asking(server, {"GITHUB_TOKEN": "one"})
        assert asking.post("/graphql", {"query": "{viewer{login}}"}).ok
        assert asking.get("/orgs/etalab").ok
        with pytest.raises(ForgeBusy):
            asking.post("/graphql", {"query": "{viewer{login}}"})


def test_graphql_that_is_spent_goes_on_with_another_token() -> None:
    spent = {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}
    with Scripted(lambda asked: Answer(200, spent if token_of(asked) == "one" else {"data": {}})) as server:
        answer = Asking(server, {"GITHUB_TOKEN": "one,two"}).post("/graphql", {"query": "{viewer{login}}"})
    assert answer.json() == {"data": {}}


@pytest.mark.parametrize("header", ["RateLimit-Reset", "X-RateLimit-Reset"])
def test_short_limits_all_along_are_said_once(header: str) -> None:
    remaining = header.replace("Reset", "Remaining")
    with Scripted(lambda _: Answer(200, [], {remaining: "0", header: "0.05"})) as server:
        asking = Asking(server, {"GITHUB_TOKEN": "one"})
        for page in range(1, 9):
            assert asking.get("/orgs/etalab/repos", params={"page": str(page)}).ok
    assert len(asking.said) == 1


def test_the_waits_of_a_client_are_bounded_all_together() -> None:
    with Scripted(lambda _: Answer(200, [], {"RateLimit-Remaining": "0", "RateLimit-Reset": "1"})) as server:
        asking = Asking(server, {"GITHUB_TOKEN": "one"}, limits=QUICK._replace(max_wait=1.5))
        asking.get("/orgs/a")
        asking.get("/orgs/b")
        with pytest.raises(ForgeBusy):
            asking.get("/orgs/c")


def _refusing(*tokens: str) -> Scripted:
    return Scripted(lambda a: Answer(401, {"message": "Bad credentials"}) if token_of(a) in tokens else Answer(200, []))


def test_a_token_refused_in_the_middle_is_left_out_and_told_by_its_number() -> None:
    with _refusing() as server:
        asking = Asking(server, {"GITHUB_TOKEN": "first-one,second-one,third-one"})
        asking.get("/orgs/etalab/repos")
        server.respond = _refusing("first-one", "second-one").respond
        assert asking.get("/orgs/etalab/repos", params={"page": "2"}).ok
        assert asking.get("/orgs/etalab/repos", params={"page": "3"}).ok
    assert server.tokens == ["first-one", "first-one", "second-one", "third-one", "third-one"]
    assert [line.partition(": ")[2] for line in asking.said] == [
        "token 1 is refused, going on with the others",
        "token 2 is refused, going on with the others",
    ]


def test_the_last_token_refused_is_an_error_that_shows_none() -> None:
    with _refusing("first-one", "second-one") as server:
        asking = Asking(server, {"GITHUB_TOKEN": "first-one,second-one"})
        for _ in range(2):
            with pytest.raises(ForgeAuthError, match="the token is refused") as refused:
                asking.get("/orgs/etalab")
    assert server.tokens == ["first-one", "second-one", "second-one"]
    told = f"{asking.said} {refused.value!r} {refused.value.mend} {refused.value.fields} {asking.adapter.__dict__}"
    assert "-one" not in told


def test_a_token_refused_at_the_last_attempt_is_an_error() -> None:
    left = [Answer(502, "")] * 3 + [Answer(401, {})]
    with Scripted(lambda _: left.pop(0)) as server, pytest.raises(ForgeAuthError):
        Asking(server, {"GITHUB_TOKEN": "first-one,second-one"}).get("/orgs/etalab")


def test_a_quota_that_is_whole_again_is_as_good_as_unknown() -> None:
    token = Token(1, None)
    token.learn("rest", Quota(0, 0.0))
    assert token.rest("rest") == 0
    token.learn("rest", Quota(0, 60.0))
    assert 59 < token.rest("rest") <= 60
    assert token.rest("graphql") == 0
    assert TokenPool([]).spares == 0
