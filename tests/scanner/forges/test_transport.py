# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Bad days of a forge, the same for all kinds: bounded, told with their mend, and never a token lost."""

import json
import logging
import socket
import threading
import time
import traceback

import pytest

from scanner.errors import ForgeBusy, ForgeError, ForgeUnreachable
from scanner.forges import open_forge
from scanner.forges.interface import ForgeClient, OwnerNotFound, Page, Settings
from scanner.models import Forge, ForgeKind, SourceEntry
from tests.forge_simulator import Answer, Fault, ForgeSimulator
from tests.scanner.forges.conftest import QUICK, Reader
from tests.scanner.forges.scripted import Asking, Scripted

BOTH = [ForgeKind.GITHUB, ForgeKind.GITLAB]
DOWN = Answer(502, "<html>Bad gateway</html>")


@pytest.fixture
def filled(simulator: ForgeSimulator) -> ForgeSimulator:
    simulator.add_github("etalab", public=250)
    simulator.add_gitlab("etalab", public=250)
    return simulator


def _collect(client: ForgeClient) -> tuple[list[Page], ForgeError | None]:
    pages = []
    try:
        for page in client.list_owner("etalab"):
            pages.append(page)  # noqa: PERF402 - what came before the error counts
    except ForgeError as error:
        return pages, error
    return pages, None


def _count(pages: list[Page]) -> int:
    return sum(len(page.repositories) for page in pages)


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize("trouble", [DOWN, "drop", "cut", "stall", Answer(200, "[{")])
def test_what_fails_once_is_asked_again(
    filled: ForgeSimulator, reader: Reader, kind: ForgeKind, trouble: Answer | str
) -> None:
    filled.faults.append(Fault("page=2", trouble, times=1))
    pages, error = _collect(reader.open(kind))
    assert error is None
    assert _count(pages) == 250
    assert "trying again" in reader.said[0]


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize("trouble", [DOWN, "drop", "cut", "stall", Answer(200, "[{")])
def test_what_fails_for_ever_ends_and_keeps_the_pages_before(
    filled: ForgeSimulator, reader: Reader, kind: ForgeKind, trouble: Answer | str
) -> None:
    before = {ForgeKind.GITHUB: 2, ForgeKind.GITLAB: 4}  # GitLab: subgroups and archived projects come first
    filled.faults.append(Fault("per_page=", trouble, after=before[kind]))
    pages, error = _collect(reader.open(kind))
    assert _count(pages) == 200
    assert error is not None
    assert error.mend
    listed = [one.query for one in filled.requests if one.query.get("per_page") == "100"]
    assert sum(query["page"] == "3" for query in listed) == QUICK.attempts


@pytest.mark.parametrize("kind", BOTH)
def test_a_web_page_instead_of_an_api_is_said(filled: ForgeSimulator, reader: Reader, kind: ForgeKind) -> None:
    filled.faults.append(Fault("etalab", Answer(200, "<!DOCTYPE html><title>Connexion</title>")))
    _, error = _collect(reader.open(kind))
    assert isinstance(error, ForgeUnreachable)
    assert str(error) == "the answer isn't that of a forge's API"


@pytest.mark.parametrize("kind", BOTH)
def test_not_found_needs_no_word_more(filled: ForgeSimulator, reader: Reader, kind: ForgeKind) -> None:
    filled.faults.append(Fault("etalab", Answer(404, "")))
    _, error = _collect(reader.open(kind))
    assert isinstance(error, OwnerNotFound)


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize("content", [{"data": []}, [1, 2], "null", [["x"]]])
def test_json_of_another_shape_is_said(
    filled: ForgeSimulator, reader: Reader, kind: ForgeKind, content: object
) -> None:
    filled.faults.append(Fault("page=1", Answer(200, content)))
    _, error = _collect(reader.open(kind))
    assert isinstance(error, ForgeUnreachable)


@pytest.mark.parametrize("kind", BOTH)
def test_a_rate_limit_is_waited_for_and_said(filled: ForgeSimulator, reader: Reader, kind: ForgeKind) -> None:
    filled.faults.append(Fault("page=2", Answer(429, {}, {"Retry-After": "1"}), times=1))
    pages, error = _collect(reader.open(kind))
    assert error is None
    assert _count(pages) == 250
    assert "the forge asks to wait 1 s" in reader.said[0]


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize(
    "answer",
    [
        Answer(429, {}, {"Retry-After": "86400"}),
        Answer(429, {}, {"RateLimit-Reset": str(int(time.time()) + 86_400)}),
        Answer(403, {"message": "API rate limit exceeded"}, {"X-RateLimit-Remaining": "0", "Retry-After": "3600"}),
        Answer(403, {"message": "You have exceeded a secondary rate limit"}),
    ],
)
def test_a_rate_limit_beyond_what_is_allowed_ends_at_once(
    filled: ForgeSimulator, reader: Reader, kind: ForgeKind, answer: Answer
) -> None:
    filled.faults.append(Fault("page=2", answer))
    pages, error = _collect(reader.open(kind))
    assert isinstance(error, ForgeBusy)
    assert error.exit_code == 3
    assert _count(pages) == 100
    assert reader.said == []


def test_a_refusal_that_is_no_rate_limit_is_not_asked_again(filled: ForgeSimulator, reader: Reader) -> None:
    refusal = Answer(403, {"message": f"SAML enforcement for {filled.token}"})
    filled.faults.append(Fault("/repos", refusal))
    client = reader.open(ForgeKind.GITHUB, filled.token)
    _, error = _collect(client)
    assert "the forge refuses (HTTP 403) SAML enforcement for …" in str(error)
    assert client.requests == 2


def test_several_tokens_take_turns(filled: ForgeSimulator, reader: Reader) -> None:
    spent = Answer(403, {"message": "API rate limit exceeded"}, {"X-RateLimit-Remaining": "0", "Retry-After": "3600"})
    filled.faults.append(Fault("page=2", spent, times=1))
    pages, error = _collect(reader.open(ForgeKind.GITHUB, f"{filled.token}, {filled.token}"))
    assert error is None
    assert _count(pages) == 250


@pytest.mark.parametrize(
    ("kind", "path"), [(ForgeKind.GITHUB, "/orgs/etalab/repos"), (ForgeKind.GITLAB, "/api/v4/groups/1/projects")]
)
def test_a_redirection_keeps_the_number_of_the_page(
    filled: ForgeSimulator, reader: Reader, kind: ForgeKind, path: str
) -> None:
    filled.faults.append(Fault("page=2", Answer(301, {}, {"Location": path}), times=1))
    pages, error = _collect(reader.open(kind))
    assert error is None
    assert len({one.forge_id for page in pages for one in page.repositories}) == 250


@pytest.mark.parametrize("kind", BOTH)
def test_no_request_and_no_token_leaves_for_another_host(
    filled: ForgeSimulator, reader: Reader, kind: ForgeKind
) -> None:
    with ForgeSimulator() as other:
        filled.faults.append(Fault("page=2", Answer(302, {}, {"Location": f"{other.url}/steal?page=2"})))
        _, error = _collect(reader.open(kind, filled.token))
        assert isinstance(error, ForgeUnreachable)
        assert f"sends to {other.url}" in str(error)
        assert other.requests == []


@pytest.mark.parametrize("kind", BOTH)
def test_redirections_without_end_end(filled: ForgeSimulator, reader: Reader, kind: ForgeKind) -> None:
    filled.faults.append(Fault("etalab", Answer(302, {}, {"Location": "/etalab"})))
    _, error = _collect(reader.open(kind))
    assert str(error) == "the forge redirects without end"


@pytest.mark.parametrize("kind", BOTH)
def test_an_answer_without_end_is_given_up(filled: ForgeSimulator, reader: Reader, kind: ForgeKind) -> None:
    _, error = _collect(reader.open(kind, limits=QUICK._replace(max_bytes=1_000)))
    assert "the answer is too long" in str(error)


@pytest.mark.parametrize("kind", BOTH)
def test_requests_say_who_asks_and_carry_the_token_of_this_host(
    filled: ForgeSimulator, reader: Reader, kind: ForgeKind
) -> None:
    _collect(reader.open(kind, filled.token))
    for asked in filled.requests:
        assert asked.headers["User-Agent"].startswith("ouvrage/")
        assert asked.headers["Authorization"] == f"Bearer {filled.token}"
        assert filled.token not in str(asked.query)


@pytest.mark.parametrize("kind", BOTH)
def test_the_token_shows_nowhere_whatever_happens(
    filled: ForgeSimulator, reader: Reader, kind: ForgeKind, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told = {"message": f"not with {filled.token}"}
    for trouble in (DOWN, "drop", Answer(429, told, {"Retry-After": "0"}), Answer(403, told), Answer(401, told)):
        filled.faults[:] = [Fault("page=2", trouble)]
        client = reader.open(kind, f"{filled.token},{filled.token}")
        pages, error = _collect(client)
        assert isinstance(error, ForgeError)
        shown = "".join(traceback.format_exception(error))
        told_of = f"{pages} {error!r} {error.mend} {error.fields} {error.source} {client!r} {vars(client)}"
        assert filled.token not in shown + told_of
    assert caplog.text
    assert filled.token not in caplog.text + "".join(reader.said)


@pytest.mark.parametrize("kind", BOTH)
def test_nobody_there_is_said_in_words(simulator: ForgeSimulator, kind: ForgeKind) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{closed.getsockname()[1]}"
        forge = Forge(host=host, kind=kind, url=f"http://{host}")
        client = open_forge(SourceEntry(source=forge.url, forge=forge), Settings(environ={}, limits=QUICK))
        _, error = _collect(client)
    assert isinstance(error, ForgeUnreachable)
    assert str(error) == "no answer: connection refused"
    assert error.exit_code == 4


def test_a_forge_that_is_down_for_a_while_is_waited_for(filled: ForgeSimulator, reader: Reader) -> None:
    filled.faults.append(Fault("page=2", Answer(503, "<html>Maintenance</html>", {"Retry-After": "1"}), times=1))
    pages, error = _collect(reader.open(ForgeKind.GITHUB))
    assert error is None
    assert _count(pages) == 250
    assert "the forge fails (HTTP 503)" in reader.said[0]


def test_a_wait_ends_when_the_crawl_is_stopped(filled: ForgeSimulator) -> None:
    filled.faults.append(Fault("etalab", Answer(429, {}, {"Retry-After": "600"})))
    environ = {"OUVRAGE_API_GITHUB_COM": filled.url}
    stop = threading.Event()
    settings = Settings(environ, lambda _: stop.set(), QUICK._replace(max_wait=900), stop=stop)
    forge = Forge(host="github.com", kind=ForgeKind.GITHUB, url="https://github.com")
    _, error = _collect(open_forge(SourceEntry(source=forge.url, forge=forge), settings))
    assert isinstance(error, ForgeBusy)
    assert str(error) == "stopped before the forge answered"


# --- queries that are posted -----------------------------------------------------------------------------------------

QUERY = {"query": "query($ids:[ID!]!){nodes(ids:$ids){id}}", "variables": {"ids": ["é"]}}


def _posted(*answers: Answer) -> tuple[Scripted, Asking]:
    left = list(answers)
    server = Scripted(lambda _: left.pop(0))
    return server, Asking(server, {"GITHUB_TOKEN": "mine"})


def test_a_query_is_posted_with_its_token_and_answered_in_json() -> None:
    server, asking = _posted(Answer(200, {"data": {"nodes": []}}))
    with server:
        assert asking.post("/graphql", QUERY).json() == {"data": {"nodes": []}}
    (asked,) = server.requests
    assert (asked.method, json.loads(asked.body)) == ("POST", QUERY)
    assert asked.headers["Content-Type"] == "application/json"
    assert server.tokens == ["mine"]


def test_a_query_is_asked_again_whole_after_a_failure_or_a_limit() -> None:
    server, asking = _posted(DOWN, Answer(429, {}, {"Retry-After": "0"}), Answer(200, {"data": {}}))
    with server:
        assert asking.post("/graphql", QUERY).ok
    assert [json.loads(asked.body) for asked in server.requests] == [QUERY] * 3


def test_a_query_that_fails_at_every_attempt_tells_its_status() -> None:
    server, asking = _posted(DOWN, DOWN, DOWN)
    with server, pytest.raises(ForgeError, match="HTTP 502") as failed:
        asking.post("/graphql", QUERY)
    assert failed.value.fields["status"] == 502


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirection_within_the_forge_keeps_the_query(status: int) -> None:
    server, asking = _posted(Answer(status, {}, {"Location": "/api/graphql"}), Answer(200, {"data": {}}))
    with server:
        assert asking.post("/graphql", QUERY).ok
    assert [(asked.method, asked.path, json.loads(asked.body)) for asked in server.requests] == [
        ("POST", "/graphql", QUERY),
        ("POST", "/api/graphql", QUERY),
    ]


def test_a_query_is_not_sent_on_to_another_host() -> None:
    with ForgeSimulator() as other:
        server, asking = _posted(Answer(307, {}, {"Location": f"{other.url}/graphql"}))
        with server, pytest.raises(ForgeUnreachable, match="the forge sends to"):
            asking.post("/graphql", QUERY)
        assert other.requests == []


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_nothing_is_ever_written_to_a_forge(method: str) -> None:
    server, asking = _posted()
    with server, pytest.raises(ValueError, match="only to read"):
        asking.session.request(method, f"{server.url}/repos/etalab/x")
    assert server.requests == []
