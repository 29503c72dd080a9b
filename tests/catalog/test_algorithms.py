# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The inventory of algorithms: declared by people or proposed by facts, and what the public may read of it."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest

from catalog.algorithms import read_inventory
from catalog.database import Store
from catalog.i18n import translator
from catalog.listing.algorithms import algorithms_csv, algorithms_json
from catalog.priorities import Ranked, explain, rank
from catalog.priority_policy import load_priorities
from catalog.publish import publish
from catalog.registers import Algorithm, Exemption, Opening, Registers, Request
from catalog.registers.models import CadaOpinion
from catalog.rendering import print_explanation, print_ranking
from catalog.view import Audience
from catalog.view_builder import build_view
from scanner.models import Fact, Visibility
from tests.catalog import filling as f

TODAY = date(2026, 11, 25)
CLOSED = "canari/ferme"
_TEXTS = (".html", ".json", ".csv", ".xml", ".txt")


def _algorithm(name: str = "Bourses", **said: object) -> Algorithm:
    return Algorithm.model_validate({"file": "declarations/algorithms.yml", "line": 3, "name": name} | said)


def _registers(*algorithms: Algorithm, **more: object) -> Registers:
    return Registers.model_validate({"today": TODAY, "algorithms": algorithms} | more)


def _own(path: str = "algorithmes.yml", **fields: object) -> Fact:
    return Fact(detector="algorithms", rule="algorithm-declared", path=path, line=2, data=fields)


# --- the inventory ---------------------------------------------------------------------------------------------------


def test_what_is_only_detected_is_proposed_and_never_confirmed(store: Store) -> None:
    law = {"rule_file": True, "lines": [{"line": 4, "text": "# article 197 du CGI"}]}
    basis = Fact(detector="algorithms", rule="algorithm-legal-basis", path="calcul.py", line=4, data=law)
    f.scan(store, f.repository(store, "impots/ir"), [*f.rules("calcul.py", "taux.py"), basis])
    f.scan(store, f.repository(store, "impots/site"), [f.module("lib")])
    (sheet,) = read_inventory(store)
    assert (sheet.algorithm.name, sheet.algorithm.status, sheet.algorithm.kind) == ("ir", "proposed", "rules")
    assert sheet.algorithm.legal_basis == ("article 197 du CGI",)
    assert [(place.path, place.line) for place in sheet.evidence] == [("calcul.py", 1), ("taux.py", 2)]
    assert sheet.algorithm.decisions_per_year is None


def test_what_is_declared_takes_the_place_of_what_is_proposed(store: Store) -> None:
    f.scan(store, f.repository(store, "impots/ir"), f.rules("calcul.py"))
    f.scan(
        store, f.repository(store, "caf/rsa"), [*f.rules("calcul.py"), _own(name="RSA", decisions_per_year="12 000")]
    )
    sheets = read_inventory(store, _registers(_algorithm(repository="impots/ir"), _algorithm("Hors base")))
    assert [(each.algorithm.name, each.algorithm.status, each.repository.rpartition("/")[2]) for each in sheets] == [
        ("Bourses", "declared", "ir"),
        ("Hors base", "declared", ""),
        ("RSA", "declared", "rsa"),
    ]
    assert sheets[2].algorithm.decisions_per_year == 12_000


def test_a_repository_may_declare_nonsense(store: Store) -> None:
    f.scan(store, f.repository(store, "a/b"), [_own(name="X", automation="magie", updated_on="hier", paths={"a": 1})])
    (sheet,) = read_inventory(store)
    assert (sheet.algorithm.name, sheet.algorithm.automation, sheet.algorithm.updated_on) == ("X", None, None)


def test_the_tables_have_the_fields_of_the_guide_in_both_languages(store: Store) -> None:
    f.repository(store, "a/b")
    sheets = read_inventory(
        store, _registers(_algorithm("=1+1", repository="a/b", automation="full", decisions_per_year=5))
    )
    (row,) = csv.DictReader(io.StringIO(algorithms_csv(sheets, translator("fr"))))
    assert row["Nom de l’algorithme"] == "'=1+1"
    assert row["Degré d’automatisation"] == "décision entièrement automatisée"
    assert row["Nombre de décisions par an"] == "5"
    assert "Degree of automation" in algorithms_csv(sheets, translator("en"))
    told = algorithms_json(sheets)
    assert told["fields"]["purpose"] == {"fr": "Finalité", "en": "Purpose"}
    assert told["algorithms"][0]["declared_at"] == {"file": "declarations/algorithms.yml", "line": 3}


def test_the_public_reads_of_open_code_and_of_what_is_declared_publishable(store: Store, tmp_path: Path) -> None:
    f.scan(store, f.repository(store, "ouvert/ir", Visibility.PUBLIC, "github.com"), f.rules("calcul.py"))
    f.scan(store, f.repository(store, CLOSED), f.rules("canari-chemin.py"))
    closed = f"https://{f.HOST}/{CLOSED}"
    registers = _registers(
        _algorithm("Publiable", repository=CLOSED, publish=True, paths=("canari-chemin.py",), repositories=(closed,)),
        _algorithm("canari-secret", repository=CLOSED),
        _algorithm("canari-fraude", repository="ouvert/ir", l311_5=True, publish=True),
    )
    view = build_view(store, Audience.PUBLIC, registers=registers)
    assert [sheet.algorithm.name for sheet in view.algorithms] == ["Publiable"]
    publish(view, tmp_path / "public")
    pages = {
        path: path.read_text(encoding="utf-8") for path in (tmp_path / "public").rglob("*") if path.suffix in _TEXTS
    }
    assert [path for path, text in pages.items() if "canari" in text] == []
    assert "Publiable" in pages[tmp_path / "public" / "algorithmes" / "index.html"]
    assert "Publiable" in pages[tmp_path / "public" / "en" / "algorithms" / "index.html"]
    assert json.loads(pages[tmp_path / "public" / "data" / "algorithmes.json"])["algorithms"][0]["repository"] == ""
    internal = build_view(store, Audience.INTERNAL, registers=registers)
    assert len(internal.algorithms) == 3


@pytest.mark.parametrize(
    "address",
    [
        f"https://{f.HOST}/{CLOSED}",
        f"https://{f.HOST}/{CLOSED}/-/tree/main/calcul?ref=1",
        f"https://{f.HOST.upper()}/Canari/FERME.git/",
        f"git@{f.HOST}:{CLOSED}.git",
        f"ssh://git@{f.HOST}/{CLOSED}.git",
        f"{f.HOST}/{CLOSED}#readme",
        CLOSED,
    ],
)
@pytest.mark.parametrize("gone", [False, True])
def test_no_public_sheet_leads_to_closed_code_be_it_gone(store: Store, address: str, gone: bool) -> None:
    f.repository(store, "ouvert/ir", Visibility.PUBLIC, "github.com")
    hidden = f.repository(store, CLOSED)
    if gone:
        store.lose_repository(hidden, CLOSED)
    shown = "https://github.com/ouvert/ir"
    registers = _registers(
        _algorithm("Publiable", publish=True, repositories=(address, shown)),
        _algorithm("Ouvert", repository="ouvert/ir", repositories=(shown, address)),
    )
    view = build_view(store, Audience.PUBLIC, registers=registers)
    assert [sheet.algorithm.repositories for sheet in view.algorithms] == [(shown,), (shown,)]
    assert "ferme" not in view.model_dump_json().lower()
    internal = build_view(store, Audience.INTERNAL, registers=registers)
    assert all(address in sheet.algorithm.repositories for sheet in internal.algorithms)


def test_a_sheet_that_closed_code_publishes_without_a_name_bears_none(store: Store, tmp_path: Path) -> None:
    f.scan(store, f.repository(store, CLOSED), [_own("canari.yml", purpose="Calculer une aide", publish=True)])
    view = build_view(store, Audience.PUBLIC)
    assert [sheet.algorithm.name for sheet in view.algorithms] == [""]
    assert "canari" not in view.model_dump_json()
    publish(view, tmp_path)
    assert "sans nom" in (tmp_path / "algorithmes" / "index.html").read_text(encoding="utf-8")


# --- the ranking -----------------------------------------------------------------------------------------------------


def _one(store: Store, registers: Registers) -> Ranked:
    return rank(store, load_priorities(), registers)[0]


def test_what_is_declared_counts_first_at_its_file_and_line(store: Store) -> None:
    f.scan(store, f.repository(store, "a/regles"), f.rules(*(f"r{n}.py" for n in range(60)), share=0.9))
    f.scan(store, f.repository(store, "a/declare"))
    sheet = _algorithm(repository="a/declare", decisions_per_year=900_000, automation="full")
    asked = [{"id": str(n), "requester": "citizen", "received_on": TODAY} for n in range(3)]
    place = {"file": "declarations/requests.yml", "line": 8, "repository": "a/declare"}
    requests = [Request.model_validate(each | place) for each in asked]
    requests[0] = requests[0].model_copy(update={"cada": "20214557", "cada_opinion": CadaOpinion.FAVOURABLE})
    first = _one(store, _registers(sheet, requests=requests))
    assert first.subject.name == "declare"
    assert first.transparency > 95
    assert {(point.path, point.line, point.commit) for point in first.evidence} == {
        ("declarations/algorithms.yml", 3, ""),
        ("declarations/requests.yml", 8, ""),
    }
    assert sum(point.points for point in first.evidence) == pytest.approx(first.transparency)


def test_what_is_detected_counts_in_the_points_that_are_left(store: Store) -> None:
    f.scan(store, f.repository(store, "a/b"), f.rules(*(f"r{n}.py" for n in range(60)), share=0.9))
    alone, both = _one(store, _registers()), _one(store, _registers(_algorithm(repository="a/b")))
    assert alone.transparency == pytest.approx(75)
    assert both.transparency == pytest.approx(20 + 0.8 * 75)


def test_a_declaration_never_lowers_a_score(store: Store) -> None:
    f.scan(store, f.repository(store, "a/b"), f.rules("r.py"))
    assert (
        _one(store, _registers(_algorithm(repository="a/b", decisions_per_year=0))).transparency
        >= _one(store, _registers()).transparency
    )


def test_the_register_wins_over_the_repository_and_says_where_they_disagree(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    repository_id = f.repository(store, "a/b")
    f.scan(store, repository_id, [_own(name="bourses", decisions_per_year=10)])
    policy = load_priorities()
    item = explain(store, policy, repository_id, _registers(_algorithm(repository="a/b", decisions_per_year=700_000)))
    assert len(item.subject.facts["algorithm-declared"]) == 1
    print_explanation(item, policy, "text", translator("fr"))
    told = capsys.readouterr().out.replace("\u202f", " ").replace("\u00a0", " ")
    assert "Fonde 700 000 décisions par an" in told
    assert "le dépôt dit autre chose (Nombre de décisions par an) dans algorithmes.yml, ligne 2" in told
    assert "Déclaré par l’administration, compté en premier :" in told


def test_an_exempted_repository_is_listed_apart_and_not_hidden(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    f.scan(store, f.repository(store, "a/exempte"), f.rules("r1.py", "r2.py", share=0.9))
    f.scan(store, f.repository(store, "a/autre"))
    exemption = Exemption(
        file="declarations/exemptions.yml", line=1, repository="a/exempte", ground="offences", article="L311-5",
        owner="Douanes", expires_on=date(2027, 6, 30),
    )  # fmt: skip
    policy = load_priorities()
    ranked = rank(store, policy, _registers(exemptions=(exemption,)))
    assert [(item.rank, item.subject.name) for item in ranked] == [(1, "autre"), (2, "exempte")]
    print_explanation(ranked[1], policy, "text", translator("fr"))
    told = capsys.readouterr().out.replace("\u00a0", " ")
    assert "Dérogation jusqu’au 30 juin 2027 (CRPA, article L311-5), sous la responsabilité de Douanes" in told
    lapsed = exemption.model_copy(update={"expires_on": date(2026, 11, 24)})
    assert [item.subject.name for item in rank(store, policy, _registers(exemptions=(lapsed,)))] == ["exempte", "autre"]


def test_code_declared_open_that_is_still_closed_stays_ranked_and_says_so(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    closed = f.repository(store, "a/annonce")
    f.repository(store, "a/fait", Visibility.PUBLIC)
    common = {"file": "declarations/openings.yml", "line": 3, "name": "Annonce"}
    openings = tuple(
        Opening.model_validate(common | {"repository": repository, "effective_on": day})
        for repository, day in (("a/annonce", date(2026, 1, 5)), ("a/fait", date(2026, 1, 5)))
    )
    policy, registers = load_priorities(), _registers(openings=openings)
    (item,) = rank(store, policy, registers)
    for form in ("text", "markdown"):
        print_ranking([item], policy, form, translator("fr"))
        print_explanation(explain(store, policy, closed, registers), policy, form, translator("fr"))
        told = " ".join(capsys.readouterr().out.replace("\\", "").split())
        assert told.count("Déclaré ouvert depuis le 5 janvier 2026 (declarations/openings.yml:3), mais") == 2
    print_ranking([item], policy, "json", translator("fr"))
    assert json.loads(capsys.readouterr().out)[0]["declared_open_on"] == "2026-01-05"
    view = build_view(store, Audience.INTERNAL, registers=registers)
    assert [entry.declared_open_on for entry in view.to_open] == ["2026-01-05"]
    elsewhere = openings[0].model_copy(update={"public_repository": "https://github.com/a/annonce"})
    print_ranking(rank(store, policy, _registers(openings=(elsewhere,))), policy, "markdown", translator("en"))
    assert "Declared open since 5 January 2026" in (told := capsys.readouterr().out)
    assert "as https://github.com/a/annonce" in told
    (entry,) = build_view(store, Audience.INTERNAL, registers=_registers(openings=(elsewhere,))).to_open
    assert entry.declared_elsewhere
    tomorrow = openings[0].model_copy(update={"effective_on": date(2026, 11, 26)})
    assert rank(store, policy, _registers(openings=(tomorrow,)))[0].declared_open_on == ""


@pytest.mark.parametrize(
    ("rule", "data", "blocker", "number"),
    [
        ("rights-contractor", {"files": 12, "places": [{"path": "a.c", "line": 2}]}, "contractors", 12),
        ("rights-state-marking", {"files": 1, "places": [{"path": "a.md", "line": 1}]}, "state-markings", 1),
        ("rights-confidential-heading", {"files": 2, "places": []}, "confidentiality-notices", 2),
        ("rights-vendored", {"licensed": False}, "unlicensed-third-party-code", 1),
        ("rights-unlicensed", {"files": 9, "places": [{"path": "x.py", "line": 0}]}, "unlicensed-code", 9),
        ("archives-not-read", {"count": 3, "examples": [{"path": "a.zip"}]}, "contents-not-read", 3),
        ("algorithm-control", {"l311_5": True}, "control-of-fraud", 1),
        ("algorithm-declared", {"name": "Ciblage", "l311_5": True}, "declared-secret", 1),
    ],
)
def test_rights_secrets_and_what_was_not_read_stand_in_the_way(
    store: Store, rule: str, data: dict[str, object], blocker: str, number: int
) -> None:
    f.scan(store, f.repository(store, "a/b"), [Fact(detector="modules", rule=rule, path="x", data=data)])
    assert {each.rule: each.number for each in _one(store, _registers()).blockers} == {blocker: number}
