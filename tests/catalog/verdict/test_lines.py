# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The verdict where it is easiest to say too much: rights, lapsed exemptions, licences, silence, effort, policies."""

from datetime import date, timedelta
from typing import Any

import pytest

from catalog.database import Store
from catalog.priorities import explain
from catalog.priority_policy import load_priorities
from catalog.registers.models import Exemption, Registers
from catalog.verdict import judge
from catalog.verdict.models import Basis, LegalVerdict, Level, LicenceAdvice, Reply, Status, Verdict
from catalog.verdict.policy import load_verdict_policies
from catalog.verdict.quality import assess_open
from scanner.models import Fact, Place, Visibility
from tests.catalog import filling as f

TODAY = date(2026, 3, 2)
EVERY = {**f.DETECTORS, "personal": "1", "rights": "1"}


def _verdict(
    store: Store, *facts: Fact, places: tuple[Place, ...] = (), lapsed: bool = False, **report: object
) -> Verdict:
    identity = f.repository(store, "ministere/paie")
    f.scan(store, identity, facts, [f.file("a.py")], places, **({"detectors": EVERY} | report))
    said = {"file": "e.yml", "line": 2, "repository": "ministere/paie", "ground": "offences", "owner": "DSI"}
    exemption = Exemption.model_validate(said | {"expires_on": TODAY - timedelta(days=1)})
    registers = Registers(today=TODAY, exemptions=(exemption,) if lapsed else ())
    item = explain(store, load_priorities(), identity, registers)
    return judge(store, item, registers.of(item.subject.key))


def _status(judged: Verdict, line: str) -> Status:
    return next(each.status for each in judged.checklist if each.id == line)


def _answer(judged: Verdict, number: int) -> tuple[Reply, Basis]:
    return next((each.answer, each.basis) for each in judged.legal.answers if each.number == number)


def _fact(detector: str, rule: str, path: str = "a.py", **data: object) -> Fact:
    return Fact(detector=detector, rule=rule, path=path, line=1, message="Seen", data=data)


# --- the tree --------------------------------------------------------------------------------------------------------


def test_rights_of_third_parties_lead_to_question_six_which_people_answer(store: Store) -> None:
    judged = _verdict(store, _fact("rights", "rights-vendored", "vendor/x.js", licensed=False))
    assert _answer(judged, 5) == (Reply.YES, Basis.DETECTED)
    assert _answer(judged, 6) == (Reply.TO_DECIDE, Basis.HUMAN)
    assert judged.legal.verdict is LegalVerdict.TO_DECIDE


def test_a_marking_of_the_state_is_weighed_even_next_to_a_removable_secret(store: Store) -> None:
    marking = _fact("rights", "rights-state-marking", "note.md", files=1)
    judged = _verdict(store, marking, places=(f.secret(store, "prod.env"),))
    assert _answer(judged, 4) == (Reply.TO_DECIDE, Basis.HUMAN)
    assert judged.legal.verdict is LegalVerdict.TO_DECIDE


def test_an_exemption_that_lapsed_yesterday_changes_nothing(store: Store) -> None:
    legal = _verdict(store, lapsed=True).legal
    assert (legal.verdict, legal.exemption) == (LegalVerdict.COMMUNICABLE, None)


# --- what there must be ----------------------------------------------------------------------------------------------


def test_a_sheet_with_errors_is_to_mend_where_they_are(store: Store) -> None:
    there = _fact("community", "community-publiccode", "publiccode.yml")
    wrong = _fact("publiccode", "publiccode-error", "publiccode.yml", column=1, key="roadmap")
    detectors = {**EVERY, "publiccode": "1"}
    assert _status(_verdict(store, there, detectors=detectors), "publiccode") is Status.PASS
    judged = _verdict(store, there, wrong, detectors=detectors)
    (line,) = [each for each in judged.checklist if each.id == "publiccode"]
    assert (line.status, [each.path for each in line.evidence]) == (Status.TO_MEND, ["publiccode.yml"])


# --- licences --------------------------------------------------------------------------------------------------------


def _advice(store: Store, declared: str = "", **possible: str) -> LicenceAdvice:
    rows = [{"expression": spdx.replace("_", "-"), "answer": answer} for spdx, answer in possible.items()]
    facts = [_fact("licenses", "licence-declared", "LICENSE", expression=declared)] if declared else []
    facts += [_fact("licenses", "licence-compatibility", possible=rows)] if rows else []
    return _verdict(store, *facts).licence


def test_what_the_table_says_of_a_licence_is_told_as_it_is(store: Store) -> None:
    choices = {each.spdx: each.answer.value for each in _advice(store, MIT="unknown", ISC="yes").choices}
    assert (choices["MIT"], choices["BSD-2-Clause"]) == ("unknown", "refused")
    assert "ISC" not in choices


def test_a_sure_licence_is_proposed_before_one_that_depends(store: Store) -> None:
    assert _advice(store, MIT="depends", CECILL_B="yes").proposed == ("CECILL-B",)


@pytest.mark.parametrize(
    ("declared", "legal", "first"),
    [("MIT", True, "MIT"), ("GPL-3.0-only", True, "GPL-3.0-or-later"), ("ISC", False, "MIT"), ("", False, "MIT")],
)
def test_a_declared_licence_is_kept_if_the_law_admits_its_text(
    store: Store, declared: str, legal: bool, first: str
) -> None:
    advice = _advice(store, declared)
    assert (advice.declared, advice.declared_is_legal, advice.proposed[0]) == (declared, legal, first)


# --- checklist and effort --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("report", [{"detectors": {"community": "1"}}, {"missing": 2}])
def test_secrets_that_were_not_looked_for_everywhere_are_no_pass(store: Store, report: dict[str, Any]) -> None:
    judged = _verdict(store, **report)
    lines = ("secrets-at-head", "secrets-in-history", "personal-data", "internal-addresses")
    assert {_status(judged, line) for line in lines} == {Status.NEEDS_HUMAN}


def test_silence_passes_only_where_it_proves_something(store: Store) -> None:
    judged = _verdict(store)
    assert _status(judged, "secrets-at-head") is Status.PASS
    assert _status(judged, "secrets-in-history") is Status.PASS
    for line in ("secrets-of-law", "owned-rights", "dependency-licences", "staff-names", "security-tested", "decision"):
        assert _status(judged, line) is Status.NEEDS_HUMAN
    assert not any(line.mend.fr for line in judged.checklist if line.status is Status.PASS)


def test_effort_grows_with_the_places_to_mend(store: Store) -> None:
    needed = [each.needs for each in load_verdict_policies(None).checklist.lines if each.needs]
    done = [_fact("community", rule) for rule in needed]
    done += [_fact("community", "community-license", "LICENSES/MIT.txt")]
    done += [_fact("licenses", "licence-declared", "LICENSE", expression="MIT")]
    assert _verdict(store, *done).effort.level is Level.SMALL
    for number, level in ((5, Level.MEDIUM), (12, Level.LARGE)):
        places = tuple(f.secret(store, f"{n}.env", fingerprint=str(n)) for n in range(number))
        effort = _verdict(store, *done, places=places).effort
        assert (effort.level, [item.count for item in effort.items]) == (level, [number])


# --- quality of open code --------------------------------------------------------------------------------------------


def test_points_rest_on_files_and_what_is_not_read_is_not_known(store: Store) -> None:
    facts = [_fact("community", "community-changelog", "CHANGELOG.md")]
    f.scan(store, f.repository(store, "a/b", Visibility.PUBLIC), facts, [f.file("docs/Logo.svg")])
    f.repository(store, "a/jamais", Visibility.PUBLIC)
    never, read = assess_open(store, load_verdict_policies(None).quality)
    points = {each.id: each for each in read.points}
    assert (points["changelog"].met, points["changelog"].evidence[0].path) == (True, "CHANGELOG.md")
    assert (points["logo"].met, points["logo"].evidence[0].path) == (True, "docs/Logo.svg")
    assert (points["roadmap"].met, points["recent-release"].met) == (False, None)
    assert {each.met for each in never.points if each.id in ("logo", "changelog", "roadmap")} == {None}


# --- policies --------------------------------------------------------------------------------------------------------


def test_what_the_policies_name_exists() -> None:
    by = load_verdict_policies(None)
    blockers = {each.id for each in load_priorities().blockers}
    named = {each for question in by.legal.questions for each in (*question.removable, *question.judgement)}
    assert named | {each for line in by.checklist.lines for each in line.blockers} <= blockers
    assert {line.section for line in by.checklist.lines} == set(by.checklist.sections)
    assert set(by.legal.verdicts) == set(LegalVerdict)
    assert [question.number for question in by.legal.questions] == list(range(1, 9))


def test_what_nobody_looked_for_is_never_said_to_be_absent(store: Store) -> None:
    judged = _verdict(store, detectors={"secrets": "1", "personal": "1"})
    assert _answer(judged, 5) == (Reply.TO_DECIDE, Basis.HUMAN)
    assert _answer(judged, 7) == (Reply.TO_DECIDE, Basis.HUMAN)
    assert judged.licence.proposed == ()
    lines = ("embedded-licences", "vendored-parts", "outside-authors", "state-identity")
    assert {_status(judged, line) for line in lines} == {Status.NEEDS_HUMAN}
