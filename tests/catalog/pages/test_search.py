# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The search data of the lists: what they hold, how small they are, and that the script can read them back."""

import gzip
import json
import re
from typing import Any

import pytest

from catalog.i18n import translator
from catalog.labels import Labels
from catalog.made import whole
from catalog.pages.columns import coded, day, derived, packed, shared, shown, turned
from catalog.pages.edition import Edition
from catalog.pages.finders import repository_finder
from catalog.pages.index import Index
from catalog.pages.search import FLAGS, flags, ranked_files, search_files
from catalog.pages.settings import SiteSettings
from catalog.priority_policy import load_priorities
from catalog.view import View
from tests.catalog.hostile_views import hostile_view
from tests.catalog.listing_2021 import LISTING_2021, listing_2021
from tests.catalog.views import (
    ACCESS,
    internal_view,
    public_view,
    repository,
    view,
)


def data(source: View, name: str) -> dict[str, Any]:
    files = dict(whole(search_files(Index(source))))
    content = json.loads(files[f"data/search/{name}.json"])
    assert isinstance(content, dict)
    return content


def cell(content: dict[str, Any], name: str, row: int) -> object:
    """Read a cell as rows.js does."""
    column = content["columns"][name]
    if isinstance(column, list):
        return column[row]
    if "pattern" in column:
        if str(row) in column["except"]:
            return column["except"][str(row)]
        made = filled(column["pattern"].removeprefix("lower:"), lambda other: cell(content, other, row))
        return made.lower() if column["pattern"].startswith("lower:") else made
    return value(content, name, code(content, name, row))


def code(content: dict[str, Any], name: str, row: int) -> int:
    column = content["columns"][name]
    own = code(content, column["of"], row) if "of" in column else column["codes"][row]
    return int(column["codes"][own] if "of" in column and "codes" in column else own)


def value(content: dict[str, Any], name: str, place: int) -> object:
    column = content["columns"][name]
    if "made" not in column:
        return column["values"][place]

    def said(other: str) -> object:
        shared_column = content["columns"][other]
        return shared_column["values"][shared_column.get("codes", range(place + 1))[place]]

    return filled(column["made"], said)


def filled(pattern: str, said: Any) -> str:  # noqa: ANN401 - any reader of columns
    return re.sub(r"\{(\w+)\}", lambda place: str(said(place[1])), pattern)


# --- columns ---


def test_the_most_frequent_text_has_the_smallest_code() -> None:
    assert coded(["b", "a", "b", ""]) == {"values": ["b", "", "a"], "codes": [0, 2, 0, 1]}
    assert shared("group", ["x", "x"]) == {"of": "group", "values": ["x"], "codes": [0, 0]}


def test_only_the_rows_that_a_pattern_does_not_give_are_written() -> None:
    columns = {"login": ["Etalab", "INSEE"], "name": ["a", "b"]}
    assert derived("lower:{login}/{name}", ["etalab/a", "insee/b~1"], columns)["except"] == {1: "insee/b~1"}


def test_rows_turned_are_columns_by_name() -> None:
    assert turned(("a", "b"), [(1, 2), (3, 4)]) == {"a": (1, 3), "b": (2, 4)}
    assert turned(("a", "b"), []) == {"a": (), "b": ()}


def test_days_are_counted_and_what_is_no_day_is_null() -> None:
    assert [day(time) for time in ("2000-01-01", "2026-11-25T08:00:00Z", "", "hier")] == [0, 9825, None, None]


def test_texts_lose_what_turns_the_text_around_them() -> None:
    assert shown("\u202egnp.exe\u2066\n<b>", 20) == "gnp.exe <b>"
    assert shown("mot " * 20, 9) == "mot mot m…"


@pytest.mark.parametrize("around", ["", " ", "\n", "\u00a0", "\u200b", "\u202e", "\x85", "\ud800"])
@pytest.mark.parametrize("text", ["", "Dépôt", "un  deux", "un\u00a0deux", "été\u2028hiver", "🏛️ État", "a" * 20])
def test_a_text_that_is_plain_is_shown_as_any_other_is(text: str, around: str) -> None:
    given = f"{around}{text}{around}"
    words = re.sub("[\x00-\x1f\x7f-\x9f\u202a-\u202e\ud800]", " ", given).split()
    assert shown(given, 40) == " ".join(words)


def test_the_compressed_file_is_the_plain_one_and_never_changes_by_itself() -> None:
    (_, text), (_, zipped) = whole(packed("x", {"size": 1}))
    assert isinstance(zipped, bytes)
    assert gzip.decompress(zipped).decode() == text
    assert list(whole(packed("x", {"size": 1})))[1][1] == zipped


# --- what they hold ---


def test_each_row_says_where_it_is_and_what_it_is() -> None:
    ministry = "Ministère de l’Économie et des Finances"
    made = internal_view()
    entries = tuple(each.model_copy(update={"ministry": ministry}) for each in made.repositories)
    source = made.model_copy(update={"repositories": entries})
    content = data(source, "repositories")
    assert content["size"] == len(Index(source).repositories) == 4
    row = next(row for row in range(4) if cell(content, "name", row) == ACCESS.name)
    told = {name: cell(content, name, row) for name in ("full_name", "group", "forge", "ministry", "slug", "language")}
    assert told == {
        "full_name": "dgfip-exemple/calcul-impot",
        "group": "https://github.com/dgfip-exemple",
        "forge": "github.com",
        "ministry": ministry,
        "slug": "github.com/dgfip-exemple/calcul-impot",
        "language": "Python",
    }
    assert {cell(content, "state", row) for row in range(4)} == {"open", "archived", "closed"}


@pytest.mark.parametrize("make", [public_view, internal_view, hostile_view, view])
def test_every_row_leads_to_its_own_page(make: Any) -> None:  # noqa: ANN401 - a maker of views
    index = Index(make())
    for name, slugs in {
        "repositories": index.repository_slugs,
        "owners": index.owner_slugs,
        "modules": index.module_slugs,
    }.items():
        content = data(make(), name)
        given = [cell(content, "slug", row) for row in range(content["size"])]
        assert sorted(map(str, given)) == sorted(slugs.values())


def test_flags_are_those_of_code_gouv_fr() -> None:
    entry = repository("a/b", fork=True, license_key="mit", community={"publiccode": "publiccode.yml"})
    assert [name for bit, name in enumerate(FLAGS) if flags(entry) >> bit & 1] == ["fork", "floss", "with-publiccode"]
    assert flags(repository("a/b", license_key="other")) == 0


def test_the_reasons_of_a_rank_are_told_in_each_language() -> None:
    index = Index(public_view())
    told = {}
    for language in ("fr", "en"):
        edition = Edition(index, translator(language), Labels(load_priorities(), language), SiteSettings())
        told[language] = dict(whole(ranked_files(edition)))[f"data/search/to-open.{language}-texts.json"]
    assert told["fr"] != told["en"]
    assert "aides-logement" in str(dict(whole(ranked_files(edition)))["data/search/to-open.en.json"])


def test_the_finder_speaks_of_columns_that_there_are() -> None:
    index = Index(public_view())
    edition = Edition(index, translator("fr"), Labels(load_priorities(), "fr"), SiteSettings())
    finder = repository_finder(edition)
    files = dict(whole(search_files(index)))
    columns = set()
    for part in ("", "-texts"):
        columns |= set(json.loads(files[f"{finder['data']}{part}.json"])["columns"])
    assert set(finder["options"]["fields"]) <= columns
    assert {facet["name"] for facet in finder["facets"]} <= columns
    assert {order for order, _ in finder["orders"]} - {""} <= columns
    assert {name for _, name in finder["options"]["columns"]} - {"page", *FLAGS} <= columns


@pytest.mark.skipif(not LISTING_2021.is_dir(), reason="the listing of November 2021 is not beside this checkout")
def test_what_answers_first_is_small() -> None:
    files = dict(whole(search_files(Index(listing_2021()))))
    rows = json.loads(files["data/search/repositories.json"])["size"]
    assert rows > 9_000
    assert len(files["data/search/repositories.json.gz"]) / rows < 500_000 / 30_000
