# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The figures of ministries as files: what is counted, beside what it is known of."""

import csv
import json

from catalog.listing.ministries import contents
from catalog.made import whole
from catalog.pages.index import Index
from catalog.view import LicenceEntry
from tests.catalog.views import owner, repository, view

MIT = LicenceEntry(expression="MIT", agreement="single", legal=True)


def test_each_ministry_is_a_row_and_what_none_is_known_of_comes_last() -> None:
    repositories = (
        repository("a/lu", ministry="Culture", licence=MIT, scanned_at="2026-11-01", updated_at="2026-10-01T00:00:00Z"),
        repository("a/non-lu", ministry="Culture"),
        repository("b/x"),
    )
    owners = (owner("a", ministry="Culture", repositories_count=2), owner("b", repositories_count=1))
    written = dict(whole(contents(Index(view(repositories=repositories, owners=owners)))))

    culture, unknown = csv.DictReader(written["ministries.csv"].splitlines())
    assert (culture["ministry"], culture["owners"], culture["repositories"]) == ("Culture", "1", "2")
    assert (culture["licence"], culture["licence_known"]) == ("1", "1")
    assert (culture["scanned"], culture["scanned_known"]) == ("1", "2")
    assert culture["last_update"] == "2026-10-01T00:00:00Z"
    assert (unknown["ministry"], unknown["publiccode"], unknown["publiccode_known"]) == ("", "0", "0")
    assert [row["ministry"] for row in json.loads(written["ministries.json"])["ministries"]] == ["Culture", ""]
