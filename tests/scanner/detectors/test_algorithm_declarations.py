# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a repository declares of its own algorithms, and what of it can't be used."""

from scanner.detectors.algorithms import algorithms_detector
from scanner.models import Fact
from scanner.policies import load_policy
from tests.scanner.detectors.trees import Files, facts_of, of_rule

FRENCH = """
- nom: Attribution des bourses
  finalité: Décider du droit et de l’échelon
  automatisation: totale
  décisions par an: 750 000
  base_légale: [article D821-1 du code de l’éducation]
  chemins: bourses/calcul.py
  type: règles
  portée: externe
  l311_5: non
"""
ENGLISH = """
- name: Attribution des bourses
  purpose: Décider du droit et de l’échelon
  automation: full
  decisions_per_year: 750000
  legal_basis: article D821-1 du code de l’éducation
  paths: [bourses/calcul.py]
  kind: rules
  scope: external
  l311_5: false
"""


def declared(files: Files) -> list[Fact]:
    return of_rule(facts_of(algorithms_detector(load_policy("transparency")), files), "algorithm-declared")


def problems(text: str, path: str = "algorithmes.yml") -> list[tuple[int, str, str]]:
    facts = facts_of(algorithms_detector(load_policy("transparency")), {path: text})
    found = of_rule(facts, "algorithm-declaration-problem")
    return [(fact.line, fact.data["problem"], fact.data["field"]) for fact in found]


def test_french_and_english_fields_say_the_same() -> None:
    [french], [english] = declared({"algorithmes.yml": FRENCH}), declared({"algorithms.yaml": ENGLISH})
    assert french.data == english.data
    assert french.line == 2
    assert french.data["decisions_per_year"] == 750_000
    assert french.data["automation"] == "full"
    assert french.data["l311_5"] is False
    assert problems(FRENCH) == problems(ENGLISH) == []


def test_they_may_stand_among_what_else_the_repository_says_of_itself() -> None:
    among = "publiccodeYmlVersion: '0.4'\nname: Bourses\nalgorithmes:\n  - nom: Bourses\n"
    for path in ("publiccode.yml", ".ouvrage.yml"):
        [fact] = declared({path: among})
        assert (fact.path, fact.line, fact.data["name"]) == (path, 4, "Bourses")
        assert problems(among, path) == []


def test_only_the_root_declares() -> None:
    assert declared({"tests/algorithmes.yml": FRENCH}) == []


def test_an_unknown_field_or_a_bad_value_is_told_with_its_line_and_the_rest_is_used() -> None:
    text = "- nom: Bourses\n  couleur: bleu\n  automatisation: un peu\n  mis à jour le: 2026-02-31\n  contexte: CROUS\n"
    [fact] = declared({"algorithmes.yml": text})
    assert fact.data == {"status": "declared", "name": "Bourses", "context": "CROUS"}
    assert problems(text) == [
        (2, "unknown-field", "couleur"),
        (3, "bad-value", "automatisation"),
        (4, "bad-value", "mis à jour le"),
    ]


def test_what_has_no_name_is_left_out() -> None:
    assert problems("- contexte: CROUS\n- rien\n- nom: Bourses\n") == [(1, "nameless", ""), (2, "nameless", "")]


def test_what_is_no_list_or_no_yaml_is_told() -> None:
    assert problems("algorithmes: oui\n") == [(1, "not-a-list", "")]
    assert problems("- nom: [\n")[0][1] == "unreadable"
    assert problems("a: &x [1]\nb: *x\n", "publiccode.yml") == []
    assert problems("algorithmes:\n  - nom: A\n    nom: B\nautre: 1\n") == [
        (3, "repeated-field", "nom"),
        (4, "unknown-field", "autre"),
    ]
