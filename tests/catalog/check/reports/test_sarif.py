# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""SARIF 2.1.0: what it says of rules and results, its limits, and that readers of PyPI and npm accept it."""

import json
import os
import stat
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from sarif_pydantic import Sarif

from catalog.check.models import Severity, Verdict
from catalog.check.reports import REPORTS, sarif
from catalog.i18n import Language, translator
from tests.catalog.check.reports.verdicts import HOSTILE, change, hostile, problem, shipped_rules, verdict
from tests.counterparts.npm import package


def text(of: Verdict, language: Language = "en") -> str:
    return REPORTS["sarif"](of, translator(language))


def run(of: Verdict, language: Language = "en") -> dict[str, Any]:
    (only,) = json.loads(text(of, language))["runs"]
    told: dict[str, Any] = only
    return told


def results(of: Verdict) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = run(of)["results"]
    return told


def place(result: dict[str, Any]) -> tuple[str, dict[str, int]]:
    physical = result["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"]["uriBaseId"] == "%SRCROOT%"
    return physical["artifactLocation"]["uri"], physical["region"]


# --- rules -----------------------------------------------------------------------------------------------------------


def test_every_rule_is_described_in_the_reader_s_language() -> None:
    french, english = (run(change(), language)["tool"]["driver"]["rules"] for language in ("fr", "en"))
    assert [rule["id"] for rule in french] == [rule["id"] for rule in english] == [rule.id for rule in shipped_rules()]
    assert (french[0]["shortDescription"]["text"], english[0]["shortDescription"]["text"]) == (
        "Licence présente",
        "Licence present",
    )
    assert english[0]["helpUri"] == shipped_rules()[0].source
    assert english[0]["helpUri"] in english[0]["help"]["markdown"]
    assert all(rule["help"]["text"] and rule["help"]["markdown"] for rule in french)


def test_github_reads_of_a_rule_how_grave_and_how_sure_it_is() -> None:
    rules = {rule["id"]: rule["properties"] for rule in run(change())["tool"]["driver"]["rules"]}
    assert rules["secret"] == {
        "tags": ["openness", "security"],
        "precision": "high",
        "problem.severity": "error",
        "security-severity": "8.0",
    }
    assert rules["spdx-headers"]["problem.severity"] == "recommendation"
    assert "security-severity" not in rules["licence-present"]
    assert max(len(each["tags"]) for each in rules.values()) <= 10


# --- results ---------------------------------------------------------------------------------------------------------


def test_a_result_names_its_rule_level_place_and_fingerprint() -> None:
    told, rules = run(change()), run(change())["tool"]["driver"]["rules"]
    problems = (*change().problems, *change().excluded)
    assert [each["ruleId"] for each in told["results"]] == [each.rule for each in problems]
    assert [rules[each["ruleIndex"]]["id"] for each in told["results"]] == [each.rule for each in problems]
    assert [each["level"] for each in told["results"][:5]] == ["error", "error", "error", "warning", "note"]
    assert [place(each) for each in told["results"][:5]] == [
        ("README.md", {"startLine": 1}),
        ("old.env", {"startLine": 3}),
        ("src/r%C3%A9glages.py", {"startLine": 12}),
        ("src/r%C3%A9glages.py", {"startLine": 3, "endLine": 5}),
        ("src/un%20dossier/a%23b.py", {"startLine": 1}),
    ]
    prints = [each["partialFingerprints"] for each in told["results"]]
    assert prints == [{"ouvrage/v1": each.fingerprint} for each in problems]
    assert told["results"][0]["properties"]["scope"] == "repository"
    assert told["results"][1]["properties"] == {
        "scope": "file",
        "detail": "secret-password",
        "confidence": "high",
        "commit": "b" * 40,
        "atHead": False,
    }


def test_what_is_excluded_is_suppressed_with_its_reason() -> None:
    policy, comment = (each["suppressions"][0] for each in results(change())[5:])
    assert (policy["kind"], policy["status"], policy["justification"]) == ("external", "accepted", "the logo")
    assert policy["properties"] == {"until": "2027-01-31"}
    assert policy["location"]["physicalLocation"]["artifactLocation"]["uri"] == ".ouvrage.yml"
    assert policy["location"]["physicalLocation"]["region"] == {"startLine": 7}
    assert (comment["kind"], comment["justification"]) == ("inSource", "a fake one")
    assert not any("suppressions" in each for each in results(change())[:5])


def test_no_result_holds_an_extract_of_the_source() -> None:
    assert not {"snippet", "contextRegion", "fixes", "codeFlows"} & set(_keys(run(change())))


def test_names_are_escaped_in_addresses_and_messages() -> None:
    told = results(hostile())
    assert len(told) == 3 * len(HOSTILE)
    uris = {place(each)[0] for each in told}
    assert len(uris) == len(HOSTILE)
    assert all(uri.isascii() and not set(uri) & set(' <>"|\\^`\n:') for uri in uris)
    assert all(each["message"]["text"].isprintable() for each in told)


# --- the run ---------------------------------------------------------------------------------------------------------


def test_a_check_that_is_not_whole_says_so() -> None:
    (invocation,) = run(change())["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"] == [
        {"level": "error", "message": {"text": "big.sql was not read"}},
        {"level": "note", "message": {"text": "The history is cut short."}},
    ]
    assert (invocation["startTimeUtc"], invocation["endTimeUtc"]) == ("2026-03-02T10:00:00Z", "2026-03-02T10:00:02Z")
    assert run(verdict())["invocations"][0]["executionSuccessful"] is True


def test_a_change_is_compared_with_the_whole_check_of_its_base() -> None:
    ids = {run(of)["automationDetails"]["id"] for of in (change(), verdict())}
    assert ids == {"ouvrage/check/"}


def test_a_run_tells_whose_code_it_is_where_that_has_an_address() -> None:
    (provenance,) = run(change())["versionControlProvenance"]
    assert provenance == {
        "repositoryUri": "https://git.example.org/ministere/outil",
        "revisionId": "1" * 40,
        "branch": "main",
        "mappedTo": {"uriBaseId": "%SRCROOT%"},
    }
    assert "versionControlProvenance" not in run(verdict())


def test_beyond_the_limit_the_lightest_are_left_out_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sarif.MAX_RESULTS == 25_000
    monkeypatch.setattr(sarif, "MAX_RESULTS", 40)
    notes = tuple(problem("spdx-headers", Severity.NOTE, f"{number:05}.py") for number in range(40))
    told = run(verdict((*notes, problem("secret", path="z"))))
    assert len(told["results"]) == 40
    assert place(told["results"][0]) == ("z", {"startLine": 1})
    (said,) = told["invocations"][0]["toolExecutionNotifications"]
    assert said["message"]["text"] == "1 of 41 results are left out, the lightest: GitHub takes no more."


def test_a_file_too_heavy_for_github_is_made_lighter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MAX_BYTES", 12_000)
    told = run(verdict(tuple(problem("secret", path=f"{number:03}") for number in range(400))))
    assert [place(each)[0] for each in told["results"]] == [f"{number:03}" for number in range(len(told["results"]))]
    assert 0 < len(told["results"]) < 400
    assert "of 400 results are left out" in told["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]


# --- readers ---------------------------------------------------------------------------------------------------------

VERDICTS = pytest.mark.parametrize("of", [verdict(), change(), hostile()], ids=["clean", "change", "hostile"])


@VERDICTS
def test_a_reader_of_pypi_reads_it(of: Verdict) -> None:
    (read,) = Sarif.model_validate_json(text(of)).runs
    assert len(read.results or ()) == len(of.problems) + len(of.excluded)


@pytest.mark.node
@VERDICTS
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_published_schema_accepts_it(of: Verdict, language: Language) -> None:
    folder = package("@microsoft/sarif-multitool-linux")
    schema = json.loads((folder / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)
    validator(schema, format_checker=validator.FORMAT_CHECKER).validate(json.loads(text(of, language)))


@pytest.mark.node
@VERDICTS
def test_microsoft_s_validator_has_nothing_against_it(of: Verdict, tmp_path: Path) -> None:
    """It holds the rules of SARIF and those of GitHub's code scanning; its notes ask for extracts of the source."""
    (tmp_path / "told.sarif").write_text(text(of), encoding="utf-8")
    words = ["validate", "told.sarif", "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning", "--output", "said"]
    done = subprocess.run([multitool(), *words], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout
    (said,) = json.loads((tmp_path / "said").read_text(encoding="utf-8-sig"))["runs"]
    assert said["results"] == []


def multitool() -> Path:
    """Return Microsoft's tool; npm's scripts, which would have made it executable, aren't run."""
    tool = package("@microsoft/sarif-multitool-linux") / "Sarif.Multitool"
    if os.uname().machine != "x86_64":
        pytest.skip("sarif-multitool-linux is for x86-64")
    tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
    return tool


def _keys(value: object) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(key for each in value.values() for key in _keys(each))]
    return [key for each in value for key in _keys(each)] if isinstance(value, list) else []
