# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The inventory of algorithms as pages: one anchor a sheet, what is declared told apart from what is proposed."""

from typing import Any

from catalog.algorithms import EvidencePlace, Sheet
from catalog.registers.models import Algorithm
from catalog.view import View
from scanner.models import Visibility
from tests.catalog.pages.editions import context, edition
from tests.catalog.views import COMMIT, public_view

KEY = "github.com/dgfip-exemple/calcul-impot"
LAW = ("CGI, articles 1407 à 1417", "Loi n° 2019-1479")


def _sheet(name: str, repository: str = "", **said: object) -> Sheet:
    algorithm = Algorithm.model_validate({"file": "declarations/a.yml", "line": 1, "name": name} | said)
    return Sheet(algorithm=algorithm, repository=repository, visibility=Visibility.PUBLIC if repository else None)


def _proposed(name: str, *places: EvidencePlace) -> Sheet:
    return _sheet(name, KEY, file="", line=0, status="proposed", kind="rules").model_copy(update={"evidence": places})


def _page(*sheets: Sheet, url: str = "algorithmes/index.html") -> dict[str, Any]:
    of: View = public_view().model_copy(update={"algorithms": sheets})
    return context(edition(of), url)


DECLARED = _sheet(
    "Taxe", KEY, purpose="Calculer la taxe", legal_basis=LAW, automation="full", contact="https://exemple.fr/contact"
)


def test_what_is_declared_comes_before_what_is_proposed_and_both_are_counted() -> None:
    page = _page(DECLARED, _proposed("moteur"))
    assert [row["name"] for row in page["declared"]] == ["Taxe"]
    assert [row["name"] for row in page["proposed"]] == ["moteur"]
    assert (page["total_declared"], page["total_proposed"], page["total"]) == (1, 1, 2)


def test_a_declared_sheet_tells_its_legal_basis_and_what_it_does_not_say() -> None:
    (row,) = _page(DECLARED)["declared"]
    assert [text for text, _ in row["laws"]] == list(LAW)
    assert row["automation"] == "décision entièrement automatisée"
    told = {label for block in row["blocks"] for label, *_ in block}
    assert "nombre de décisions par an" in row["lacking"]
    assert not {label.lower() for label in told} & set(row["lacking"])
    assert not {"fondement juridique", "finalité"} & set(row["lacking"])


def test_an_address_of_the_law_is_a_link() -> None:
    address = "https://www.legifrance.gouv.fr/codes/id/LEGIARTI000043663105"
    (row,) = _page(_sheet("Taxe", legal_basis=(address, "CGI, article 1407")))["declared"]
    assert row["laws"] == [(address.removeprefix("https://www."), address), ("CGI, article 1407", "")]


def test_addresses_are_links_and_nothing_else_is() -> None:
    risky = DECLARED.model_copy(
        update={"algorithm": DECLARED.algorithm.model_copy(update={"service": "javascript:alert(1)"})}
    )
    (row,) = _page(risky)["declared"]
    links = {text: url for block in row["blocks"] for _, text, url in block}
    assert links["https://exemple.fr/contact"] == "https://exemple.fr/contact"
    assert links["javascript:alert(1)"] == ""


def test_a_proposed_sheet_leads_to_the_lines_of_open_code() -> None:
    places = [EvidencePlace(path=f"src/f{n}.py", line=n) for n in range(1, 13)]
    (row,) = _page(_proposed("moteur", *places))["proposed"]
    assert row["places"][0].url.endswith(f"/blob/{COMMIT}/src/f1.py#L1")
    assert (len(row["places"]), row["more"], row["lacking"]) == (10, 2, [])


def test_anchors_are_all_different_and_hold_no_space() -> None:
    names = ["Aides", "Aides", "aides", "Aides/logement", "  ", "É", "=1+1", "x" * 500]
    rows = _page(*(_sheet(name) for name in names))["declared"]
    anchors = [row["anchor"] for row in rows]
    assert rows[4]["name"] == "sans nom"
    assert len(set(anchors)) == len(names)
    assert not any(set(anchor) & set(' "\t/') for anchor in anchors)


def test_an_anchor_stays_the_same_when_other_sheets_come() -> None:
    alone, *_ = _page(DECLARED)["declared"]
    among, *_ = _page(DECLARED, _sheet("Autre"), _proposed("moteur"))["declared"]
    assert alone["anchor"] == among["anchor"]


def test_a_repository_without_a_page_is_named_as_it_is_declared() -> None:
    (row,) = _page(_sheet("Ailleurs", repository=""))["declared"]
    assert (row["url"], row["repository"]) == ("", "")


def test_hundreds_of_sheets_are_cut_into_pages() -> None:
    sheets = [_sheet(f"Fiche {n:03}") for n in range(150)]
    assert len(_page(*sheets)["declared"]) == 100
    assert len(_page(*sheets, url="algorithmes/page-2.html")["declared"]) == 50
