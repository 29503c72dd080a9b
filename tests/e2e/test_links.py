# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Every published file holds together: links lead somewhere, languages know each other, feeds and data are readable."""

import csv
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree as ET

import pytest

from tests.e2e.sites import DSFR, VIEWS

LYCHEE = shutil.which("lychee", path=str(Path(sys.executable).parent)) or shutil.which("lychee")
SITES = (*VIEWS, DSFR)
every_site = pytest.mark.parametrize("name", SITES)
BLANK = r"\$slug\$"
"""The address in the row that the search script copies and fills."""
FEEDS = {"rss", "{http://www.w3.org/2005/Atom}feed", "{http://www.w3.org/2000/svg}svg"}


@pytest.mark.skipif(LYCHEE is None, reason="lychee is not installed (the development tools hold it)")
@every_site
def test_no_link_is_broken_nor_any_place_in_a_page(sites: Path, name: str) -> None:
    assert LYCHEE is not None
    folder = sites / name
    options = ["--offline", "--include-fragments", "--no-progress", "--format", "json", "--exclude", BLANK]
    checked = subprocess.run(
        [LYCHEE, *options, "--root-dir", str(folder), f"{folder}/**/*.html"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    report = json.loads(checked.stdout)
    assert report["successful"] > 100, checked.stderr
    assert report["error_map"] == {}


class _Head(HTMLParser):
    """Reads the language of a page and the addresses of its translations."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.language = ""
        self.translations: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = given.get("lang", "")
        if tag == "link" and given.get("rel") == "alternate" and "hreflang" in given:
            self.translations[given["hreflang"]] = given["href"]


@pytest.mark.parametrize("name", VIEWS)
def test_each_page_says_its_language_and_where_it_is_in_the_other(sites: Path, name: str) -> None:
    pages = {PurePosixPath(path.relative_to(sites / name)): _Head(path.read_text()) for path in _files(sites / name)}
    assert len(pages) > 10
    for page, head in pages.items():
        assert head.language == ("en" if page.parts[0] == "en" else "fr"), page
        there = {language: _resolved(page, href) for language, href in head.translations.items()}
        if page.name != "404.html" and there:
            assert there[head.language] == page, page
            assert all(pages[other].language == language for language, other in there.items()), page


def _files(folder: Path) -> Iterator[Path]:
    """Yield the pages of a site; a page that only sends elsewhere is none."""
    for path in folder.rglob("*.html"):
        if path.is_file() and 'http-equiv="refresh"' not in path.read_text(encoding="utf-8"):
            yield path


def _resolved(page: PurePosixPath, href: str) -> PurePosixPath:
    path: list[str] = []
    for part in (*page.parent.parts, *href.split("/")):
        if part == "..":
            path.pop()
        elif part != ".":
            path.append(part)
    return PurePosixPath("/".join(path))


@every_site
def test_feeds_pictures_and_data_are_readable(sites: Path, name: str) -> None:
    read = {".json": 0, ".xml": 0, ".csv": 0, ".svg": 0}
    for path in (sites / name).rglob("*"):
        if path.suffix in read and path.is_file():
            read[path.suffix] += 1
            _readers[path.suffix](path)
    assert read[".json"] > 5
    assert read[".csv"] > 2


def _read_json(path: Path) -> None:
    json.loads(path.read_text(encoding="utf-8"), parse_constant=lambda name: pytest.fail(f"{path}: {name} is not JSON"))


def _read_xml(path: Path) -> None:
    assert ET.fromstring(path.read_bytes()).tag in FEEDS, path  # noqa: S314 - our own output


def _read_csv(path: Path) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, strict=True))
    assert len({len(row) for row in rows}) <= 1, path
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", path.read_text(encoding="utf-8")), path


_readers = {".json": _read_json, ".xml": _read_xml, ".svg": _read_xml, ".csv": _read_csv}
