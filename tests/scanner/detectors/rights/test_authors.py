# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Where authors write from: counts by class of domain, nobody named."""

import json
from collections.abc import Iterable
from typing import Any

from scanner.detectors.rights.authors import author_counts
from scanner.detectors.rights.lexicon import compile_lexicon
from scanner.models import Change
from scanner.policies import load_policy

LEXICON = compile_lexicon(load_policy("rights"))


def _counts(authors: Iterable[str]) -> dict[str, Any]:
    return author_counts((Change("c", "2026-01-01T00:00:00+00:00", (), author) for author in authors), LEXICON)


def test_shares_by_class_leave_programs_out() -> None:
    counts = _counts(
        ["a@culture.gouv.fr"] * 3
        + ["b@ac-lyon.fr"]
        + ["c@fr.capgemini.com"] * 4
        + ["d@gmail.com"] * 2
        + ["49699333+dependabot[bot]@users.noreply.github.com"] * 90
    )
    assert counts["shares"] == {"public": 0.4, "contractor": 0.4, "other": 0.0, "unknown": 0.2}
    assert counts["classes"]["bot"] == {"commits": 90, "authors": 1}
    assert (counts["commits"], counts["authors"]) == (100, 5)


def test_known_domains_are_named_with_their_counts() -> None:
    rows = _counts(["a@culture.gouv.fr", "b@culture.gouv.fr", "c@atos.net"])["domains"]
    assert rows == [
        {"domain": "culture.gouv.fr", "class": "state", "commits": 2, "authors": 2},
        {"domain": "atos.net", "class": "contractor", "commits": 1, "authors": 1},
    ]


def test_a_domain_that_looks_alike_is_another() -> None:
    counts = _counts(["a@faux-gouv.fr", "b@gouv.fr.exemple.com", "c@notcgi.com"])
    assert counts["classes"] == {"other": {"commits": 3, "authors": 3}}


def test_a_domain_of_one_person_is_not_named() -> None:
    counts = _counts(["camille@camille-exemple.fr"] * 9)
    assert (counts["domains"], counts["classes"]) == ([], {"other": {"commits": 9, "authors": 1}})
    assert "camille" not in json.dumps(counts)
    several = _counts(f"{name}@agence-exemple.fr" for name in "abc")
    assert several["domains"] == [{"domain": "agence-exemple.fr", "class": "other", "commits": 3, "authors": 3}]


def test_a_domain_that_repeats_its_addresses_is_a_person_s() -> None:
    for addresses in (["camille@exemple.net", "c.exemple@exemple.net", "git@exemple.net"], ["a@c.exemple.net"] * 3):
        assert _counts(addresses)["domains"] == []


def test_labels_below_a_listed_domain_are_left_out() -> None:
    rows = _counts(["a@pc-camille.ign.fr", "b@drieat.developpement-durable.gouv.fr", "c@gouv.fr"])["domains"]
    assert [row["domain"] for row in rows] == ["developpement-durable.gouv.fr", "gouv.fr", "ign.fr"]


def test_addresses_that_say_nothing() -> None:
    odd = ["pc@pc-de-camille.(none)", "camille", "a@localhost", "x@@y", "camille@macbook.local", "é@[10.0.0.1]"]
    counts = _counts(odd)
    assert counts["classes"] == {"noreply": {"commits": 6, "authors": 6}}
    assert "camille" not in json.dumps(counts)


def test_no_commit_no_share() -> None:
    assert _counts([""])["shares"] == {"public": 0.0, "contractor": 0.0, "other": 0.0, "unknown": 0.0}
