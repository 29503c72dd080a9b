# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A list of Git addresses: each is asked of Git itself, and what gives nothing is told with the reason."""

import contextlib
import socket
from collections.abc import Callable, Iterator

import pytest

from scanner.errors import ForgeAuthError, ForgeUnreachable
from scanner.forges import open_forge
from scanner.forges.access import variable_of
from scanner.forges.interface import ForgeClient, Page, Settings
from scanner.git import authorization
from scanner.models import Forge, ForgeKind, Repository, SourceEntry, Visibility
from tests.conftest import MakeRepository
from tests.git_server import GitServer

Flat = Callable[[Iterator[Page]], list[Repository]]


def _open(host: str, *paths: str, environ: dict[str, str] | None = None, vouched: bool = True) -> ForgeClient:
    forge = Forge(host=host, kind=ForgeKind.GIT, url=f"http://{host}")
    urls = tuple(f"http://{host}/{path}" for path in paths)
    entry = SourceEntry(source="depots.txt:1", forge=forge, urls=urls, trusted=False, visibility=Visibility.PUBLIC)
    private = frozenset({"127.0.0.1"} if vouched else ())
    return open_forge(entry, Settings(environ=environ or {}, private_hosts=private))


@contextlib.contextmanager
def _nobody() -> Iterator[str]:
    """Give a host where nobody listens."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{closed.getsockname()[1]}"


@pytest.fixture
def host(git_server: GitServer, make_repository: MakeRepository) -> str:
    """Serve a repository, one whose branch isn't `main`, and an empty one."""
    for path, branch in (("ministere/outil.git", "main"), ("ministere/sous/vieux.git", "ancienne")):
        builder = make_repository("work/" + path)
        builder.write("README.md", "#").commit()
        builder.repo.git.branch("-M", branch)
        builder.repo.clone(str(git_server.root / path), bare=True).close()
        builder.close()
    make_repository("served/ministere/vide.git", bare=True).close()
    return git_server.url.removeprefix("http://")


def _reasons(pages: list[Page]) -> list[str]:
    return [one.reason for page in pages for one in page.skipped]


def test_repositories_are_named_by_their_path_with_their_branch(host: str, repositories: Flat) -> None:
    client = _open(host, "ministere/outil.git", "ministere/sous/vieux")
    pages = list(client.list_all())
    first, second = repositories(iter(pages))
    assert first.model_dump(exclude_defaults=True) == {
        "host": host,
        "owner": "ministere",
        "name": "outil",
        "full_name": "ministere/outil",
        "html_url": f"http://{host}/ministere/outil",
        "clone_url": f"http://{host}/ministere/outil.git",
        "visibility": Visibility.PUBLIC,
        "default_branch": "main",
    }
    assert (second.full_name, second.default_branch) == ("ministere/sous/vieux", "ancienne")
    assert [owner.login for page in pages for owner in page.owners] == ["ministere", "ministere/sous"]
    assert [page.expected for page in pages] == [2, None]
    assert (client.requests, client.tells_moves(""), client.anonymous) == (2, False, True)


def test_what_gives_nothing_is_told_and_costs_only_itself(host: str, repositories: Flat) -> None:
    pages = list(_open(host, "ministere/rien", "ministere/vide.git", "ministere/outil.git").list_all())
    assert [one.name for one in repositories(iter(pages))] == ["outil"]
    assert _reasons(pages) == ["no Git repository is at this address", "the repository is empty"]


def test_closed_repositories_are_read_with_the_token_of_their_host(
    git_server: GitServer, host: str, repositories: Flat
) -> None:
    token = "a-" + "token"
    git_server.authorization = authorization("token", token)
    pages = list(_open(host, "ministere/outil.git").list_all())
    assert _reasons(pages) == [f"it needs a login: put a token in {variable_of('TOKEN', host)}"]
    known = _open(host, "ministere/outil.git", environ={variable_of("TOKEN", host): token})
    assert not known.anonymous
    assert len(repositories(known.list_all())) == 1


def test_a_token_never_travels_unencrypted() -> None:
    environ = {"OUVRAGE_TOKEN_GIT_EXAMPLE_FR": "a-" + "token"}
    with pytest.raises(ForgeAuthError, match="unencrypted"):
        _open("git.example.fr", "a/b", environ=environ)


def test_a_host_that_does_not_answer_is_left_after_three_addresses() -> None:
    pages: list[Page] = []
    with _nobody() as host:
        client = _open(host, *(f"a/{n}" for n in range(50)))
        with pytest.raises(ForgeUnreachable, match="the host doesn't answer"):
            pages.extend(client.list_all())
    assert client.requests == 3
    reasons = _reasons(pages)
    assert len(reasons) == 50
    assert reasons[0].startswith("no answer: Failed to connect")
    assert set(reasons[3:]) == {"not asked: its host doesn't answer"}


def test_a_host_that_answers_for_no_address_is_not_reached() -> None:
    with _nobody() as host:
        client = _open(host, "a/b")
        with pytest.raises(ForgeUnreachable):
            list(client.list_all())


def test_a_private_address_that_nobody_vouches_for_is_not_asked(git_server: GitServer, host: str) -> None:
    with pytest.raises(ForgeUnreachable, match="private address"):
        list(_open(host, "ministere/outil.git", vouched=False).list_all())
    assert git_server.requests == []


def test_a_listing_goes_on_after_a_cursor_with_the_same_rows(host: str, repositories: Flat) -> None:
    paths = ("ministere/outil.git", "ministere/rien", "ministere/sous/vieux.git")
    pages = list(_open(host, *paths).list_all())
    client = _open(host, *paths)
    rest = list(client.list_all(pages[0].cursor))
    assert repositories(iter([pages[0], *rest])) == repositories(iter(pages))
    assert (client.requests, pages[-1].cursor, rest[0].expected) == (2, "", None)


def test_one_owner_is_listed_alone(host: str, repositories: Flat) -> None:
    client = _open(host, "ministere/outil.git", "ministere/sous/vieux.git")
    assert [one.name for one in repositories(client.list_owner("ministere"))] == ["outil"]
    assert client.find("1") is None
