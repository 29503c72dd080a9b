# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""GitLab's two reports follow schemas that we wrote from its documentation."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from catalog.check.models import Mode, Severity, Verdict
from catalog.check.reports import REPORTS
from catalog.i18n import translator
from tests.catalog.check.reports.verdicts import change, hostile, problem, verdict

SCHEMAS = Path(__file__).with_name("schemas")
QUALITY, SECRETS = "gitlab-codequality", "gitlab-secrets"
NAMES = {QUALITY: "gitlab-codequality", SECRETS: "gitlab-secret-detection"}


def read(name: str, of: Verdict) -> Any:  # noqa: ANN401 - JSON
    return json.loads(REPORTS[name](of, translator("en")))


@pytest.mark.parametrize("name", [QUALITY, SECRETS])
@pytest.mark.parametrize("of", [verdict(), change(), hostile()], ids=["clean", "change", "hostile"])
def test_reports_follow_the_documentation(name: str, of: Verdict) -> None:
    schema = json.loads((SCHEMAS / f"{NAMES[name]}.schema.json").read_text(encoding="utf-8"))
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(schema, format_checker=checker).validate(read(name, of))


# --- code quality ----------------------------------------------------------------------------------------------------


def test_code_quality_has_the_problems_that_count_and_says_when_it_is_not_whole() -> None:
    told = read(QUALITY, change())
    assert [(each["check_name"], each["severity"], each["location"]["path"]) for each in told] == [
        ("licence-present", "critical", "README.md"),
        ("secret", "critical", "old.env"),
        ("secret", "critical", "src/réglages.py"),
        ("personal-data", "major", "src/réglages.py"),
        ("spdx-headers", "minor", "src/un dossier/a#b.py"),
        ("not-judged", "major", "README.md"),
    ]
    assert [each["location"]["lines"]["begin"] for each in told] == [1, 3, 12, 3, 1, 1]
    assert read(QUALITY, verdict()) == []


def test_fingerprints_are_the_problems_own_and_differ() -> None:
    told = [each["fingerprint"] for each in read(QUALITY, change())]
    assert told[:-1] == [each.fingerprint for each in change().problems]
    assert len(set(told)) == len(told)


# --- secret detection ------------------------------------------------------------------------------------------------


def test_secret_detection_has_secrets_alone() -> None:
    told = read(SECRETS, change())["vulnerabilities"]
    assert [each["location"]["file"] for each in told] == ["old.env", "src/réglages.py"]
    assert [each["identifiers"][0]["value"] for each in told] == ["secret-password", "secret-aws-access-key"]
    assert {each["severity"] for each in told} == {"Critical"}


def test_a_secret_keeps_its_id_from_one_report_to_the_next() -> None:
    first, second = (read(SECRETS, change().model_copy(update={"mode": mode})) for mode in Mode)
    ids = [each["id"] for each in first["vulnerabilities"]]
    assert ids == [each["id"] for each in second["vulnerabilities"]]
    assert len(set(ids)) == 2


@pytest.mark.parametrize(
    ("commit", "head", "said"), [("a" * 40, "b" * 40, "a" * 40), ("", "b" * 40, "b" * 40), ("", "", "0000000")]
)
def test_a_secret_has_the_commit_that_brought_it_else_the_one_judged(commit: str, head: str, said: str) -> None:
    (told,) = read(SECRETS, verdict((problem("secret", path="a", commit=commit),), commit=head))["vulnerabilities"]
    assert told["location"] == {"file": "a", "commit": {"sha": said}}


def test_severity_follows_the_problem() -> None:
    problems = tuple(problem("secret", severity, "a") for severity in (Severity.ERROR, Severity.WARNING, Severity.NOTE))
    told = read(SECRETS, verdict(problems))["vulnerabilities"]
    assert [each["severity"] for each in told] == ["Critical", "Medium", "Low"]


def test_the_scan_tells_when_it_ran_and_whether_it_is_whole() -> None:
    scan = read(SECRETS, change())["scan"]
    assert (scan["start_time"], scan["end_time"]) == ("2026-03-02T10:00:00", "2026-03-02T10:00:02")
    assert scan["status"] == "failure"
    assert scan["messages"][0] == {"level": "warn", "value": "big.sql was not read"}
    timeless = read(SECRETS, verdict(started_at=None, ended_at=None))["scan"]
    assert (timeless["start_time"], timeless["status"]) == ("1970-01-01T00:00:00", "success")
