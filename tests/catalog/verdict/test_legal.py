# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The verdict, as a lawyer reads it: each answer says how it is known, and none says more than what was read."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from catalog.cli import app
from catalog.database import Store, open_store
from catalog.priorities import explain
from catalog.priority_policy import load_priorities
from catalog.registers.models import Exemption, Registers, Request
from catalog.verdict import judge
from catalog.verdict.models import Basis, LegalVerdict, Level, Reply, Status, Verdict
from scanner.models import Fact, Place, Visibility
from tests.catalog import filling as f

TODAY = date(2026, 3, 2)
EVERY = {**f.DETECTORS, "personal": "1", "rights": "1"}


def verdict(
    store: Store,
    *facts: Fact,
    places: tuple[Place, ...] = (),
    exemption: tuple[str, str] | None = None,
    requests: tuple[Request, ...] = (),
    **report: object,
) -> Verdict:
    identity = f.repository(store, "ministere/paie")
    f.scan(store, identity, facts, [f.file("a.py")], places, **({"detectors": EVERY} | report))
    exemptions = (
        Exemption(
            file="e.yml",
            line=2,
            repository="ministere/paie",
            ground=exemption[0] if exemption else "",
            article=exemption[1] if exemption else "",
            owner="DSI",
            expires_on=TODAY + timedelta(days=90),
        ),
    )
    registers = Registers(today=TODAY, exemptions=exemptions if exemption else (), requests=requests)
    item = explain(store, load_priorities(), identity, registers)
    return judge(store, item, registers.of(item.subject.key))


def answers(judged: Verdict) -> dict[int, tuple[Reply, Basis]]:
    return {each.number: (each.answer, each.basis) for each in judged.legal.answers}


def status(judged: Verdict, line: str) -> Status:
    return next(each.status for each in judged.checklist if each.id == line)


# --- the tree --------------------------------------------------------------------------------------------------------


def test_code_that_was_wholly_read_and_holds_nothing_is_communicable_if_people_confirm(store: Store) -> None:
    judged = verdict(store)
    assert (judged.legal.verdict, judged.legal.article) == (LegalVerdict.COMMUNICABLE, "L311-1")
    assert judged.legal.assumed
    found = answers(judged)
    assert [found[number] for number in (1, 2, 8)] == [(Reply.TO_DECIDE, Basis.HUMAN)] * 3
    assert found[3] == (Reply.NO, Basis.DETECTED)
    assert 4 not in found
    assert 6 not in found


@pytest.mark.parametrize("report", [{"shallow": True}, {"missing": 2}, {"problems": ["x"]}])
def test_a_history_read_in_part_never_says_that_there_is_no_secret(store: Store, report: dict[str, Any]) -> None:
    judged = verdict(store, **report)
    assert answers(judged)[3] == (Reply.TO_DECIDE, Basis.HUMAN)
    assert judged.legal.verdict is LegalVerdict.TO_DECIDE
    assert status(judged, "secrets-in-history") is Status.NEEDS_HUMAN
    assert status(judged, "personal-data") is Status.NEEDS_HUMAN


def test_personal_data_that_nobody_looked_for_is_not_absent(store: Store) -> None:
    judged = verdict(store, detectors=f.DETECTORS)
    assert answers(judged)[3] == (Reply.TO_DECIDE, Basis.HUMAN)
    assert status(judged, "personal-data") is Status.NEEDS_HUMAN


def test_a_secret_that_can_be_removed_makes_it_communicable_once_cleaned(store: Store) -> None:
    judged = verdict(store, places=(f.secret(store, "config.py"),))
    found = answers(judged)
    assert (found[3], found[4]) == ((Reply.YES, Basis.DETECTED), (Reply.YES, Basis.DETECTED))
    assert (judged.legal.verdict, judged.legal.article) == (LegalVerdict.AFTER_CLEANING, "L311-7")
    third = next(each for each in judged.legal.answers if each.number == 3)
    assert [(each.path, each.line) for each in third.evidence] == [("config.py", 3)]
    assert status(judged, "secrets-at-head") is Status.TO_MEND
    assert judged.effort.level is not Level.UNKNOWN


def test_code_of_control_is_for_people_to_weigh(store: Store) -> None:
    control = Fact(detector="algorithms", rule="algorithm-control", path="fraude.py", line=4, message="Control")
    judged = verdict(store, control)
    found = answers(judged)
    assert (found[3], found[4]) == ((Reply.TO_DECIDE, Basis.HUMAN), (Reply.TO_DECIDE, Basis.HUMAN))
    assert judged.legal.verdict is LegalVerdict.TO_DECIDE


@pytest.mark.parametrize(
    ("ground", "article", "ending", "last"),
    [
        ("mission", "L300-2", LegalVerdict.NOT_CONCERNED, 1),
        ("unfinished", "L311-2", LegalVerdict.NO_DUTY, 2),
        ("offences", "L311-5", LegalVerdict.NOT_COMMUNICABLE, 4),
        ("business-secrets", "L311-6", LegalVerdict.NOT_COMMUNICABLE, 4),
        ("third-party-rights", "L311-4", LegalVerdict.NOT_COMMUNICABLE, 6),
    ],
)
def test_an_exemption_in_force_closes_the_tree_with_its_article_and_expiry(
    store: Store, ground: str, article: str, ending: LegalVerdict, last: int
) -> None:
    legal = verdict(store, exemption=(ground, article)).legal
    assert (legal.verdict, legal.article, legal.answers[-1].number) == (ending, article, last)
    assert legal.answers[-1].basis is Basis.DECLARED
    assert legal.exemption_expires == TODAY + timedelta(days=90)


def test_the_size_of_the_body_stands_apart_and_refuses_nothing(store: Store) -> None:
    legal = verdict(store).legal
    assert (legal.unasked.articles, legal.unasked.answer) == (("L312-1-1",), Reply.TO_DECIDE)
    assert legal.verdict is not LegalVerdict.NOT_COMMUNICABLE


# --- degree, licence, what wasn't read -------------------------------------------------------------------------------


def test_no_question_answered_yes_proposes_c_and_d_stays_a_legal_decision(store: Store) -> None:
    degree = verdict(store).degree
    assert (degree.proposed, degree.may_be_d) == ("C", True)


def test_d_is_not_admissible_while_a_citizen_asks_for_the_code(store: Store) -> None:
    request = Request.model_validate(
        {
            "file": "r.yml",
            "line": 1,
            "id": "D1",
            "repository": "ministere/paie",
            "requester": "citizen",
            "received_on": TODAY,
        }
    )
    degree = verdict(store, requests=(request,)).degree
    assert not degree.may_be_d
    assert degree.why_not_d


def test_a_generic_module_proposes_b(store: Store) -> None:
    degree = verdict(store, f.module("src/dates")).degree
    assert (degree.proposed, degree.may_be_d) == ("B", False)


def test_nothing_embedded_leaves_all_and_proposes_a_permissive_licence(store: Store) -> None:
    advice = verdict(store).licence
    assert {choice.answer.value for choice in advice.choices} == {"allowed"}
    assert (advice.proposed[0], advice.documents) == ("MIT", "etalab-2.0")


def test_embedded_code_under_the_gpl_leaves_reciprocal_licences(store: Store) -> None:
    possible = [
        {"expression": "GPL-3.0-or-later", "answer": "yes"},
        {"expression": "AGPL-3.0-or-later", "answer": "yes"},
    ]
    embedded = Fact(
        detector="licenses", rule="licence-embedded", path="lib/x.c", line=1, data={"expression": "GPL-3.0-or-later"}
    )
    summed = Fact(detector="licenses", rule="licence-compatibility", path="lib/x.c", data={"possible": possible})
    judged = verdict(store, embedded, summed)
    choices = {choice.spdx: choice for choice in judged.licence.choices}
    assert choices["MIT"].answer == "refused"
    assert [(each.path, each.source) for each in choices["MIT"].reasons] == [("lib/x.c", "GPL-3.0-or-later")]
    assert set(judged.licence.proposed) <= {"GPL-3.0-or-later", "AGPL-3.0-or-later"}
    assert answers(judged)[7] == (Reply.YES, Basis.DETECTED)


def test_code_that_was_never_read_is_not_judged(store: Store) -> None:
    judged = verdict(store, commit="")
    assert judged.legal.verdict is LegalVerdict.TO_DECIDE
    assert judged.licence.proposed == ()
    assert judged.effort.level is Level.UNKNOWN
    assert {line.status for line in judged.checklist} == {Status.NEEDS_HUMAN}


# --- quality of open code --------------------------------------------------------------------------------------------


def test_open_code_of_high_value_and_poor_quality_comes_first(tmp_path: Path) -> None:
    database = tmp_path / "ouvrage.db"
    with open_store(database) as store:
        f.scan(store, f.repository(store, "a/ordinaire", Visibility.PUBLIC, stars=1))
        f.scan(store, f.repository(store, "z/suivi", Visibility.PUBLIC, stars=500))
        f.scan(store, f.repository(store, "b/ferme", stars=500))
    result = CliRunner().invoke(app, ["quality", "--database", str(database), "--format", "json"])
    judged = json.loads(result.stdout)["repositories"]
    assert [each["repository"].rpartition("/")[2] for each in judged] == ["suivi", "ordinaire"]
    assert judged[0]["worth_mending"]
    told = CliRunner().invoke(app, ["quality", "z/suivi", "--database", str(database), "--lang", "fr"]).stdout
    assert "Il manque\u00a0: " in told
    assert "CONTRIBUTING.md" in told
    assert "ordinaire" not in told
