# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Code to open next: the list with its two axes, and the page of each closed repository."""

from catalog.view import Audience, FindingGroup, OpeningEntry, RankedEntry, View
from tests.catalog.pages.editions import context, edition, rows_from
from tests.catalog.views import CLOSED, FORGE, OPENABLE, SECOND, THIRD, internal_view, public_view, ranked, view

KEPT = ranked(4, "prestations/controle", transparency=90, reusability=90, exempted_until="2027-06-30")
AIDES = "a-ouvrir/forge.exemple.gouv.fr/prestations/aides-logement.html"


def _with(*entries: RankedEntry) -> View:
    return internal_view().model_copy(update={"to_open": entries})


def test_code_kept_closed_by_an_exemption_is_listed_apart_and_is_never_ahead() -> None:
    page = context(edition(_with(OPENABLE, SECOND, THIRD, KEPT)), "a-ouvrir/index.html")
    assert [row["name"] for row in page["rows"]] == ["aides-logement", "file-attente", "intranet"]
    assert [row["name"] for row in page["kept"]] == ["controle"]
    assert (page["total"], page["total_kept"]) == (4, 1)
    kinds = {mark.first.name: mark.kind for mark in page["scatter"].marks}
    assert kinds == {"aides-logement": "first", "file-attente": "first", "intranet": "other", "controle": "kept"}
    assert page["scatter"].steps == context(edition(_with(OPENABLE, SECOND)), "a-ouvrir/index.html")["scatter"].steps


def test_code_that_is_declared_open_says_so_wherever_it_is_ranked() -> None:
    made = edition(_with(OPENABLE.model_copy(update={"declared_open_on": "2026-01-05"}), SECOND))
    (row, other) = context(made, "a-ouvrir/index.html")["rows"]
    said = "Son ouverture est déclarée effective depuis le 5 janvier 2026, mais ce code est toujours fermé."
    assert row["sentences"].startswith(said)
    assert context(made, AIDES)["row"]["sentences"] == row["sentences"]
    assert (row["flags"], other["flags"]) == (["déclaré ouvert"], [])
    elsewhere = OPENABLE.model_copy(update={"declared_open_on": "2026-01-05", "declared_elsewhere": True})
    assert "janvier 2026, dans un autre dépôt." in context(edition(_with(elsewhere)), AIDES)["row"]["sentences"]


def test_ranks_that_are_missing_are_those_of_code_that_is_not_named() -> None:
    some = public_view().model_copy(update={"withheld": 2})
    none = some.model_copy(update={"to_open": ()})
    told = [context(edition(each), "a-ouvrir/index.html")["withheld"] for each in (some, none)]
    decides = "L’administration décide des fiches qui sont publiées."
    assert told[0] == f"2 dépôts fermés ne sont pas nommés ici, mais comptent dans les rangs. {decides}"
    assert told[1] == f"2 dépôts fermés ne sont pas nommés ici. {decides}"


def test_inside_the_list_shows_where_the_heaviest_reasons_were_seen() -> None:
    rows = context(edition(internal_view()), "a-ouvrir/index.html")["rows"]
    assert [place.text for place in rows[0]["places"]] == ["commun/dates", "src/main/java/Bareme.java:118"]
    (public,) = context(edition(public_view()), "a-ouvrir/index.html")["rows"]
    assert public["places"] == []
    assert "part des règles de calcul" in public["sentences"]


def test_reasons_of_less_than_half_a_point_are_left_to_the_page() -> None:
    small = OPENABLE.points[0].model_copy(update={"rule": "spreadsheets", "points": 0.2})
    entry = OPENABLE.model_copy(update={"points": (*OPENABLE.points, small)})
    assert "+0 point" not in context(edition(_with(entry)), "a-ouvrir/index.html")["rows"][0]["sentences"]
    (transparency, _) = context(edition(_with(entry)), AIDES)["axes"]
    assert [reason["points"] for reason in transparency["reasons"]] == [45, 31, 10, 0]


def test_a_long_list_is_cut_and_only_its_first_page_draws_it() -> None:
    many = [ranked(n, f"a/d{n}", transparency=n % 100, reusability=n * 7 % 100) for n in range(1, 251)]
    made = edition(view(Audience.PUBLIC, to_open=many))
    assert [row["rank"] for row in rows_from(made, "a-ouvrir/index.html")] == list(range(1, 251))
    assert context(made, "a-ouvrir/index.html")["scatter"].marks
    assert not context(made, "a-ouvrir/page-2.html")["scatter"].marks


def test_each_page_leads_to_the_ranks_before_and_after() -> None:
    page = context(edition(internal_view()), AIDES)
    assert page["around"]["before"] is None
    assert page["around"]["after"]["name"] == "file-attente"


def test_a_page_tells_the_quarter_that_its_opening_is_announced_for() -> None:
    opening = OpeningEntry(name="Aides", repository=f"{FORGE}/prestations/aides-logement", quarter="2027-T1")
    page = context(edition(internal_view().model_copy(update={"openings": (opening,)})), AIDES)
    assert ("Ouverture annoncée pour", "T1 2027") in page["sheet"]


def test_thousands_of_findings_are_counted_rule_by_rule_and_the_first_are_shown() -> None:
    place = {"path": "a.env", "line": 1, "commit": "", "date": "", "at_head": True}
    found = [
        FindingGroup(rule=rule, confidence="high", message=f"{rule} {n}", places=(place,))
        for rule in ("personal-email", "secret-password")
        for n in range(3000)
    ]
    whole = internal_view()
    closed = CLOSED.model_copy(update={"findings": tuple(found)})
    entries = tuple(closed if entry is CLOSED else entry for entry in whole.repositories)
    groups = context(edition(whole.model_copy(update={"repositories": entries})), AIDES)["findings"]
    assert [(group["rule"], group["total"], len(group["rows"]), group["more"]) for group in groups] == [
        ("personal-email", 3000, 10, 2990),
        ("secret-password", 3000, 10, 2990),
    ]


def test_the_public_page_of_closed_code_has_neither_place_nor_finding_nor_commit() -> None:
    page = context(edition(public_view()), AIDES)
    assert (page["findings"], page["blockers"], page["modules"], page["repository_url"]) == ([], [], [], "")
    assert not any(reason["places"] for axis in page["axes"] for reason in axis["reasons"])
    assert "Version analysée (commit)" not in dict(page["sheet"])
