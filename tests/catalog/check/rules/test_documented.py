# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""`docs/check-rules.md` has a section for each rule, that names each of its options; and each rule has its judge."""

import re
from pathlib import Path

import pytest

from catalog.check.rules import JUDGES
from scanner.policies import load_policy

RULES = load_policy("opening").data["rules"]
PAGE = (Path(__file__).resolve().parents[4] / "docs" / "check-rules.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^### ([a-z-]+)\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL))


def test_the_page_has_the_rules_in_their_order_and_no_other() -> None:
    assert list(SECTIONS) == list(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_says_its_options_and_how_to_mend(rule: str) -> None:
    missing = [option for option in RULES[rule].get("options", {}) if f"`{option}`" not in SECTIONS[rule]]
    assert missing == []
    assert len(SECTIONS[rule].split()) > 10


def test_every_judge_is_of_a_rule() -> None:
    assert set(JUDGES) <= set(RULES)
