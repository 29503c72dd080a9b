# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The JSON of a verdict follows its schema, which is that of the model with the sentences told."""

import json
from typing import Any

import jsonschema
import pytest

from catalog.check.models import Note, Verdict
from catalog.check.reports import REPORTS
from catalog.i18n import Language, translator
from tests.catalog.check.reports.verdicts import change, hostile, problem, verdict
from tests.catalog.test_output_schemas import kept, of_model


def read(of: Verdict, language: Language = "en") -> dict[str, Any]:
    told: dict[str, Any] = json.loads(REPORTS["json"](of, translator(language)))
    return told


def test_the_schema_is_that_of_the_model_and_of_what_is_told() -> None:
    schema, made = kept("check"), of_model(Verdict)
    del made["$defs"]["Rule"]["properties"]["options"]
    assert schema["$defs"] == made["$defs"]
    told = {"language", "failed", "counts"}
    assert {name: value for name, value in schema["properties"].items() if name not in told} == made["properties"]
    assert set(schema["required"]) == {*made["properties"], *told}


@pytest.mark.parametrize("of", [verdict(), change(), hostile()], ids=["clean", "change", "hostile"])
def test_what_is_told_is_valid(of: Verdict) -> None:
    jsonschema.Draft202012Validator(kept("check")).validate(read(of))


def test_sentences_are_told_and_their_values_kept() -> None:
    also = (Note(message="{by} doesn't count", fields={"by": "a.py:3"}),)
    told = read(verdict((problem("secret", also=also),)))["problems"][0]
    assert (told["message"], told["fields"]) == ("a problem of secret", {"rule": "secret"})
    assert told["also"] == [{"message": "a.py:3 doesn't count", "fields": {"by": "a.py:3"}}]
    assert read(change())["partial"] == [{"message": "big.sql was not read", "fields": {"path": "big.sql"}}]


def test_counts_and_failure_are_those_of_the_verdict() -> None:
    told = read(change())
    assert (told["counts"], told["failed"]) == ({"error": 3, "warning": 1, "note": 1}, True)
    assert (read(verdict())["counts"], read(verdict())["failed"]) == ({"error": 0, "warning": 0, "note": 0}, False)


def test_what_rules_take_stays_out_of_it() -> None:
    assert any(rule.options for rule in change().rules)
    assert not any("options" in rule for rule in read(change())["rules"])


def test_it_is_the_same_in_both_languages_but_for_the_sentences() -> None:
    french, english = read(change(), "fr"), read(change(), "en")
    assert (french.pop("language"), english.pop("language")) == ("fr", "en")
    assert list(french) == list(english)
    assert [each["fingerprint"] for each in french["problems"]] == [each["fingerprint"] for each in english["problems"]]
