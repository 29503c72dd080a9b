# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Lists of Git addresses: each line is an address, or a problem with its number and its mend."""

from datetime import date
from pathlib import Path

import pytest

from scanner.declared import Sources
from scanner.models import ForgeKind, Visibility
from scanner.sources import read_sources
from scanner.url_list import parse_address


def _list(folder: Path, text: str, name: str = "depots.txt", visibility: Visibility = Visibility.PRIVATE) -> Sources:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_sources([str(path)], visibility=visibility, today=date(2026, 11, 22))


def test_each_host_is_one_entry_with_its_addresses(tmp_path: Path) -> None:
    text = """\ufeff# our tools
https://git.un.fr/groupe/outil.git

https://git.deux.fr:8443/depot   # on its own
https://git.un.fr/groupe/sous/autre/
"""
    sources = _list(tmp_path, text)
    assert sources.problems == []
    assert [(entry.forge.host, entry.urls) for entry in sources.entries] == [
        ("git.un.fr", ("https://git.un.fr/groupe/outil.git", "https://git.un.fr/groupe/sous/autre")),
        ("git.deux.fr:8443", ("https://git.deux.fr:8443/depot",)),
    ]
    assert [entry.source for entry in sources.entries] == [f"{tmp_path}/depots.txt:2", f"{tmp_path}/depots.txt:4"]
    assert {(entry.forge.kind, entry.trusted) for entry in sources.entries} == {(ForgeKind.GIT, False)}


def test_repositories_are_closed_unless_told_otherwise(tmp_path: Path) -> None:
    line = "https://git.un.fr/groupe/outil.git"
    assert _list(tmp_path, line).entries[0].visibility is Visibility.PRIVATE
    assert _list(tmp_path, line, visibility=Visibility.PUBLIC).entries[0].visibility is Visibility.PUBLIC


@pytest.mark.parametrize("name", ["depots", "depots.txt", "depots.list"])
def test_a_list_is_known_by_its_ending_or_by_its_lines(tmp_path: Path, name: str) -> None:
    sources = _list(tmp_path, "# ours\nhttps://git.un.fr/a/b\ngit@git.un.fr:a/c.git\n", name)
    assert [entry.urls for entry in sources.entries] == [("https://git.un.fr/a/b",)]
    assert [problem.line for problem in sources.problems] == [3]


def test_a_sources_file_is_no_list(tmp_path: Path) -> None:
    assert _list(tmp_path, "git.un.fr:\n  forge: gitlab\n", "sources").entries[0].forge.kind is ForgeKind.GITLAB


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("un mot", "isn't the address of a Git repository: write it like https://HOST/OWNER/NAME.git"),
        ("git.un.fr/a/b", "write it like https://HOST/OWNER/NAME.git"),
        ("/srv/git/a", "write it like https://HOST/OWNER/NAME.git"),
        ("ssh://git@git.un.fr:2222/a/b.git", "write it like https://git.un.fr/a/b.git"),
        ("git@git.un.fr:a/b.git", "write it like https://git.un.fr/a/b.git"),
        ("git://git.un.fr/a/b", "write it like https://git.un.fr/a/b"),
        ("file:///etc/passwd", "only http and https"),
        ("ext::sh -c x", "isn't the address"),
        ("https://git_é.fr/a/b", "isn't the name of a host"),
        ("https://git.un.fr/a/b?x=1", "holds no ? and no #"),
        ("https://git.un.fr/", "isn't one that can be used safely as a path"),
        ("https://git.un.fr/a/../../etc", "isn't one that can be used safely as a path"),
        ("https://git.un.fr/a/%2e%2e/etc", "isn't one that can be used safely as a path"),
        ("https://git.un.fr/-option/b", "isn't one that can be used safely as a path"),
        ("https://github.com/etalab", "the address of an owner: give it as a source of its own"),
    ],
)
def test_a_line_that_is_no_repository_is_told_with_its_mend_and_costs_only_itself(
    tmp_path: Path, line: str, reason: str
) -> None:
    sources = _list(tmp_path, f"https://git.un.fr/a/bon\n{line}\n")
    assert [entry.urls for entry in sources.entries] == [("https://git.un.fr/a/bon",)]
    (problem,) = sources.problems
    assert problem.line == 2
    assert reason in problem.reason


def test_a_token_in_an_address_is_refused_and_not_repeated(tmp_path: Path) -> None:
    token = "a-token-" + "in-the-address"
    lines = f"https://oauth2:{token}@git.un.fr/a/b\nssh://{token}@git.un.fr/a/b\n{token}@git.un.fr:a/b\n"
    sources = _list(tmp_path, lines)
    assert sources.entries == []
    assert token not in repr(sources)
    assert "OUVRAGE_TOKEN_GIT_UN_FR" in sources.problems[0].reason


def test_an_address_that_stands_twice_is_told(tmp_path: Path) -> None:
    sources = _list(tmp_path, "https://git.un.fr/a/b\nhttps://GIT.un.fr/A/b.git\n")
    assert sources.entries[0].urls == ("https://git.un.fr/a/b",)
    assert [(one.line, one.reason) for one in sources.problems] == [(2, "the same repository as on line 1")]


@pytest.mark.parametrize(
    ("address", "owner", "name"),
    [
        ("https://git.un.fr/a/b.git", "a", "b"),
        ("https://git.un.fr/a/b/c", "a/b", "c"),
        ("https://git.un.fr:8443/c.git", "git.un.fr", "c"),
        ("https://git.sr.ht/~dinum/outil", "~dinum", "outil"),
    ],
)
def test_owner_and_name_are_read_from_the_path(address: str, owner: str, name: str) -> None:
    assert parse_address(address)[2:] == (owner, name)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"#" * 5_000_001])
def test_a_file_that_is_something_else_is_one_problem(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "depots.txt"
    path.write_bytes(content)
    sources = read_sources([str(path)], today=date(2026, 11, 22))
    assert sources.entries == []
    assert ["can't be read" in problem.reason for problem in sources.problems] == [True]
