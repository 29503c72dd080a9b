# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Addresses of lines on each kind of forge, and none where there is nothing to see."""

import pytest

from catalog.links import folder_url, is_web, line_url
from scanner.models import ForgeKind


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        (ForgeKind.GITHUB, "https://f.fr/o/n/blob/abc/src/a%20b.py#L3"),
        (ForgeKind.GITLAB, "https://f.fr/o/n/-/blob/abc/src/a%20b.py#L3"),
        (ForgeKind.GITEA, "https://f.fr/o/n/src/commit/abc/src/a%20b.py#L3"),
        (ForgeKind.FORGEJO, "https://f.fr/o/n/src/commit/abc/src/a%20b.py#L3"),
        (ForgeKind.GOGS, "https://f.fr/o/n/src/abc/src/a%20b.py#L3"),
        (ForgeKind.SOURCEHUT, "https://f.fr/o/n/tree/abc/item/src/a%20b.py#L3"),
        (ForgeKind.FOLDER, ""),
    ],
)
def test_each_forge_shows_lines_its_own_way(kind: ForgeKind, address: str) -> None:
    assert line_url(kind, "https://f.fr/o/n/", "abc", "src/a b.py", 3) == address


def test_a_whole_file_has_no_line() -> None:
    assert line_url(ForgeKind.GITHUB, "https://f.fr/o/n", "abc", "a.py") == "https://f.fr/o/n/blob/abc/a.py"


@pytest.mark.parametrize(
    ("url", "commit", "path"),
    [
        ("https://f.fr/o/n", "", "a.py"),
        ("https://f.fr/o/n", "abc", ""),
        ("https://f.fr/o/n", "abc", "caf\\xe9.py"),
        ("https://folder.invalid/o/n", "abc", "a.py"),
        ("javascript:alert(1)", "abc", "a.py"),
        ("https://user:pass@f.fr/o/n", "abc", "a.py"),
    ],
)
def test_nothing_to_see_gives_no_address(url: str, commit: str, path: str) -> None:
    assert line_url(ForgeKind.GITHUB, url, commit, path) == ""


def test_an_odd_address_is_no_link() -> None:
    assert not is_web("http://[::1")
    assert not is_web("ftp://f.fr/")
    assert not is_web("https://f.fr/<script>")
    assert not is_web("https://f.fr/a b")


@pytest.mark.parametrize("end", ["", "/", "/o/n", "/a%20b", "?q=1", "#l", ":8443/o", "/é", "/~o/n_1.git"])
@pytest.mark.parametrize("host", ["f.fr", "a-b.exemple.gouv.fr", "localhost", "10.0.0.1", "invalid.fr", "[::1]"])
def test_an_address_of_a_host_is_a_link_and_one_of_no_host_is_none(host: str, end: str) -> None:
    assert is_web(f"https://{host}{end}")
    assert is_web(f"http://{host}{end}")
    assert not is_web(f"https://x.invalid{end}")
    assert not is_web(f"https://a:b@{host}{end}")
    assert not is_web(f"ftp://{host}{end}")
    assert not is_web(f"https://{host}{end}\n")


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        (ForgeKind.GITHUB, "https://f.fr/blob/n/tree/abc/src/lib"),
        (ForgeKind.GITLAB, "https://f.fr/blob/n/-/tree/abc/src/lib"),
        (ForgeKind.GITEA, "https://f.fr/blob/n/src/commit/abc/src/lib"),
        (ForgeKind.SOURCEHUT, "https://f.fr/blob/n/tree/abc/item/src/lib"),
        (ForgeKind.FOLDER, ""),
    ],
)
def test_each_forge_shows_folders_its_own_way(kind: ForgeKind, address: str) -> None:
    assert folder_url(kind, "https://f.fr/blob/n", "abc", "src/lib") == address
