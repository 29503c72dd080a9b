# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""JUnit XML: a suite a rule, read by a reader of JUnit from PyPI."""

from xml.etree import ElementTree

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from catalog.check.models import Note, Severity, Verdict
from catalog.check.reports import REPORTS
from catalog.i18n import translator
from tests.catalog.check.reports.verdicts import HOSTILE, change, hostile, problem, verdict


def read(of: Verdict) -> dict[str, TestSuite]:
    return {suite.name: suite for suite in JUnitXml.fromstring(told(of).encode())}


def told(of: Verdict) -> str:
    return REPORTS["junit"](of, translator("en"))


def outcomes(suite: TestSuite) -> list[tuple[str, type | None]]:
    return [(case.name, type(case.result[0]) if case.result else None) for case in suite]


def test_each_rule_is_a_suite_that_passes_or_has_its_problems() -> None:
    suites = read(change())
    assert list(suites) == [*(rule.id for rule in change().rules), "not-judged"]
    assert outcomes(suites["licence-legal"]) == [("Licence admitted for the State", None)]
    assert outcomes(suites["licence-present"]) == [("the repository as a whole", Failure)]
    assert outcomes(suites["secret"]) == [
        ("old.env:3", Failure),
        ("src/réglages.py:12", Failure),
        ("tests/a.py:2", Skipped),
    ]


def test_what_does_not_fail_the_check_is_skipped_with_its_reason() -> None:
    suites = read(change())
    (warning,) = suites["personal-data"]
    assert warning.result[0].message == "warning: a problem of personal-data"
    (excluded,) = suites["binary-file"]
    assert excluded.result[0].message.startswith("a problem of binary-file (excluded: the logo (.ouvrage.yml:7, until")
    strict = read(change().model_copy(update={"fail_on": Severity.NOTE}))
    assert outcomes(strict["personal-data"]) == [("src/réglages.py:3", Failure)]


def test_what_was_not_judged_is_an_error() -> None:
    (case,) = read(change())["not-judged"]
    assert (type(case.result[0]), case.result[0].message) == (Error, "big.sql was not read")
    assert "not-judged" not in read(verdict())


def test_totals_are_those_of_the_cases() -> None:
    whole = JUnitXml.fromstring(told(change()).encode())
    said = (whole.tests, whole.failures, whole.errors, whole.skipped)
    whole.update_statistics()  # type: ignore[no-untyped-call]
    assert said == (whole.tests, whole.failures, whole.errors, whole.skipped)
    assert said[1:] == (3, 1, 4)


def test_problems_of_one_place_are_told_apart() -> None:
    twice = tuple(problem("secret", path="a", line=1, detail=kind) for kind in ("one", "two"))
    assert [case.name for case in read(verdict(twice))["secret"]] == ["a:1", "a:1 (2)"]
    notes = tuple(Note(message=text) for text in ("one", "two"))
    assert [case.name for case in read(verdict(partial=notes))["not-judged"]] == ["Not judged", "Not judged (2)"]


def test_no_name_breaks_out_of_the_document() -> None:
    root = ElementTree.fromstring(told(hostile()))  # noqa: S314 - ours
    suites = {suite.attrib["name"]: suite for suite in root}
    outcomes = {"failure", "skipped", "error"}
    assert {element.tag for element in root.iter()} == {"testsuites", "testsuite", "testcase", *outcomes}
    assert len(suites["secret"]) == len(suites["file-size"]) == len(HOSTILE)
    files = {case.attrib["file"] for case in suites["secret"]}
    assert {"]]></failure>", "<script>alert(1)</script>", "\"quoted\" & 'too'", r"a\nb", r"\x1b[31mred\x07"} <= files


@pytest.mark.parametrize("started", [True, False])
def test_a_suite_has_a_time_only_if_the_verdict_has(started: bool) -> None:
    of = change() if started else change().model_copy(update={"started_at": None})
    (case,) = read(of)["licence-present"]
    assert isinstance(case, TestCase)
    assert read(of)["licence-present"].timestamp == ("2026-03-02T10:00:00" if started else None)
