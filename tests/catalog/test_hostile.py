# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Whatever those who own what is crawled may write, every file of a publication stays what it is, and in its place."""

import csv
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree as ET

import pytest

from catalog.publish import publish
from catalog.view import Audience
from tests.catalog.hostile import TEXTS, worst_view

EXPECTED_BY_OTHERS = re.compile(r"data/(codegouvfr-|repositories/|organizations/|annuaire)")
"""CSVs whose format is code.gouv.fr's or the inventory's: verbatim."""
FORMULA = re.compile(r"\s*[=+\-@\t\r]")
NUMBER = re.compile(r"-?\d+([.,]\d+)?")
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
LEADS_OUT = re.compile(r"\s*(javascript|data|vbscript):", re.IGNORECASE)
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


@pytest.fixture(scope="module", params=Audience)
def output(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pire") / "site"
    publish(worst_view(request.param), folder)
    return folder


def _files(folder: Path, *endings: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each file that ends so; the text must be UTF-8."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.name.endswith(endings)):
        yield path.relative_to(folder).as_posix(), path.read_bytes().decode()


# --- pages -----------------------------------------------------------------------------------------------------------


class _Markup(HTMLParser):
    """Collects what may do harm in a page: elements, handlers, addresses, and the texts of its data."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: Counter[str] = Counter()
        self.handlers: list[str] = []
        self.addresses: list[str] = []
        self.pictures: list[str] = []
        self.scripts: list[dict[str, str]] = []
        self.data: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements[tag] += 1
        self.handlers += [name for name in given if name.startswith("on") or name in ("style", "srcdoc", "autofocus")]
        self.addresses += [given[name] for name in ("href", "src", "action", "poster", "data") if name in given]
        if tag == "script":
            self.scripts.append(given)
        if tag == "img":
            self.pictures.append(given.get("src", ""))

    def handle_data(self, data: str) -> None:
        if self.scripts and self.lasttag == "script" and self.scripts[-1].get("type") == "application/ld+json":
            self.data.append(data)


OURS = frozenset(
    (
        *("html", "head", "meta", "title", "link", "script", "body", "a", "header", "footer", "main", "nav", "section"),
        *("article", "aside", "div", "p", "span", "h1", "h2", "h3", "h4", "ul", "ol", "li", "dl", "dt", "dd", "table"),
        *("caption", "thead", "tbody", "tfoot", "tr", "th", "td", "strong", "em", "b", "small", "code", "pre", "bdi"),
        *("svg", "g", "rect", "circle", "line", "path", "polyline", "text", "tspan", "figure", "figcaption", "details"),
        *("summary", "form", "label", "input", "select", "option", "button", "fieldset", "legend", "template", "time"),
        *("br", "abbr", "desc", "output", "noscript", "hr", "blockquote", "cite", "q", "textarea", "datalist", "wbr"),
        "img",
    )
)
"""What our templates are made of: neither frame, object nor style, and no picture but our badges."""
BADGE = re.compile(r"(\.\./)*badges/[\w.~/-]+\.svg")


def test_no_text_becomes_markup(output: Path) -> None:
    pages = {name: _Markup(text) for name, text in _files(output, ".html")}
    assert len(pages) > 2 * len(TEXTS)
    for name, page in pages.items():
        assert page.handlers == [], name
        assert set(page.elements) <= OURS, f"{name}: {set(page.elements) - OURS}"
        assert all(BADGE.fullmatch(src) for src in page.pictures), name
        assert [url for url in page.addresses if LEADS_OUT.match(url)] == [], name
        assert [each for each in page.scripts if "src" not in each and "json" not in each.get("type", "")] == [], name


def test_pages_hold_no_mark_that_hides_or_turns_their_text(output: Path) -> None:
    assert [name for name, text in _files(output, ".html") if UNSEEN.search(text)] == []


def test_what_pages_say_to_machines_is_json_that_ends_where_it_should(output: Path) -> None:
    said = [(name, data) for name, text in _files(output, ".html") for data in _Markup(text).data if data.strip()]
    assert said
    for name, data in said:
        assert isinstance(json.loads(data), dict | list), name


# --- data ------------------------------------------------------------------------------------------------------------


def test_every_json_is_strict_json_in_utf_8(output: Path) -> None:
    packed = [(path.name, gzip.decompress(path.read_bytes()).decode()) for path in output.rglob("*.json.gz")]
    files = [*_files(output, ".json"), *packed]
    assert len(files) > 10
    for name, text in files:
        assert not re.search("NaN|Infinity", text), name
        json.dumps(json.loads(text), ensure_ascii=False).encode()  # fails on a lone surrogate


def test_every_feed_and_picture_is_well_formed(output: Path) -> None:
    names = [name for name, text in _files(output, ".xml", ".svg") if ET.fromstring(text.encode()) is not None]  # noqa: S314 - our own output
    assert names


def test_cells_of_our_own_tables_are_never_formulas(output: Path) -> None:
    tables = [(name, text) for name, text in _files(output, ".csv") if not EXPECTED_BY_OTHERS.match(name)]
    assert tables
    for name, text in tables:
        cells = [cell for row in csv.reader(text.splitlines(keepends=True), strict=True) for cell in row]
        assert [cell[:40] for cell in cells if FORMULA.match(cell) and not NUMBER.fullmatch(cell)] == [], name


def test_every_table_has_as_many_cells_in_each_row(output: Path) -> None:
    for name, text in _files(output, ".csv"):
        assert len({len(row) for row in csv.reader(text.splitlines(keepends=True), strict=True)}) <= 1, name


# --- places ----------------------------------------------------------------------------------------------------------


def test_every_file_is_in_the_folder_under_a_name_that_any_system_takes(output: Path) -> None:
    names = [PurePosixPath(path.relative_to(output)) for path in output.rglob("*")]
    ours = [str(name) for name in names if name.parts[0] != "api"]  # whose format fixes its paths
    assert len({name.casefold() for name in ours}) == len(ours), "two names differ by their capitals alone"
    for name in names:
        assert ".." not in name.parts, name
        assert str(name).isprintable(), ascii(name)
        assert "\\" not in str(name), name
        assert all(len(part.encode()) <= 200 for part in name.parts), name
    for name in map(PurePosixPath, ours):
        assert re.fullmatch(r"[a-z0-9._~/-]+", str(name)), name
        assert len(str(name)) <= 400, name
        assert not any(RESERVED.fullmatch(part) or part.endswith(".") for part in name.parts), name


def test_nothing_is_written_beside_the_folder(output: Path) -> None:
    assert [path.name for path in output.parent.iterdir()] == [output.name]


def test_things_whose_addresses_collide_have_a_page_each(output: Path) -> None:
    pages = [name for name, _ in _files(output, ".html") if re.match(r"depots/(?!(index|page-\d+)\.html$)", name)]
    assert len(pages) == len(TEXTS)
