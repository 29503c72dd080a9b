# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Expressions are parsed, put right and judged against the decree's list."""

from pathlib import Path
from typing import Any

import pytest

from scanner.detectors.licenses import expressions, is_legal
from scanner.errors import UsageError
from scanner.policies import load_policy


@pytest.fixture(scope="module")
def policy() -> dict[str, Any]:
    return load_policy("licenses").data


@pytest.mark.parametrize(
    ("expression", "legal"),
    [
        ("MIT", True),
        ("mit", True),
        ("AGPL-3.0-or-later", True),
        ("AGPL-3.0-only", True),  # the text alone doesn't say "or later"
        ("EUPL-1.2", True),
        ("LicenseRef-scancode-cecill-2.1-fr", True),
        ("CECILL-2.0", False),
        ("GPL-2.0-or-later", False),
        ("ISC", False),
        ("MIT OR ISC", True),
        ("MIT AND ISC", False),
        ("MIT AND etalab-2.0", True),  # the code, and its documentation
        ("ISC AND etalab-2.0", False),
        ("etalab-2.0 AND ODbL-1.0", False),
        ("LGPL-3.0-or-later OR GPL-2.0-only", True),
        ("GPL-2.0-or-later OR MIT", True),
        ("LicenseRef-maison", False),
        ("MIT AND LicenseRef-maison", False),
        ("MIT WITH LLVM-exception", True),
        ("MIT AND (ISC OR Apache-2.0)", True),
        ("GPL-3.0-or-later WITH Classpath-exception-2.0", True),
        ("GPL-2.0-only WITH Classpath-exception-2.0", False),
        ("etalab-2.0", False),  # for information, not for software
        ("LicenseRef-scancode-proprietary-license", False),
        ("", False),
        ("MIT OR", False),
        ("(" * 500 + "MIT" + ")" * 500, False),
    ],
)
def test_licences_that_software_of_an_administration_may_carry(
    policy: dict[str, Any], expression: str, legal: bool
) -> None:
    assert is_legal(expression, policy) is legal


def test_licences_of_information_count_when_asked_for(policy: dict[str, Any]) -> None:
    assert is_legal("etalab-2.0", policy, uses=["information"])
    assert is_legal("MIT AND etalab-2.0", policy, uses=["software", "information"])


def test_the_shipped_list_is_that_of_data_gouv(policy: dict[str, Any]) -> None:
    software = {entry["spdx"] for entry in policy["licenses"] if entry["use"] == "software"}
    assert software == {
        "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CECILL-B", "MIT", "CECILL-2.1", "CECILL-C", "GPL-3.0-or-later",
        "LGPL-3.0-or-later", "AGPL-3.0-or-later", "MPL-2.0", "EPL-2.0", "EUPL-1.2",
    }  # fmt: skip
    assert all(expressions.is_spdx(entry["spdx"]) for entry in policy["licenses"])


def test_a_policy_with_an_unknown_key_is_refused_with_its_line(tmp_path: Path) -> None:
    shipped = load_policy("licenses").path.read_text(encoding="utf-8")
    (tmp_path / "licenses.yml").write_text(shipped.replace("effect:", "efect:", 1), encoding="utf-8")
    with pytest.raises(UsageError) as raised:
        load_policy("licenses", tmp_path)
    assert raised.value.fields["near"] == "'effect'"


@pytest.mark.parametrize(
    ("said", "normal"),
    [
        ("LicenseRef-scancode-cecill-2.1-fr", "CECILL-2.1"),
        ("LicenseRef-scancode-cecill-b-en", "CECILL-B"),
        ("LicenseRef-scancode-etalab-2.0-en", "etalab-2.0"),
        ("LicenseRef-scancode-cecill-2.1-fr AND CECILL-2.1", "CECILL-2.1"),
        ("apache-2.0 with llvm-exception", "Apache-2.0 WITH LLVM-exception"),
        ("not an expression (", "not an expression ("),
    ],
)
def test_expressions_are_put_right(said: str, normal: str) -> None:
    assert expressions.normalise(said) == normal


def test_expressions_are_joined_once_each() -> None:
    assert expressions.join("AND", ["MIT OR ISC", "MIT OR ISC", "", "Apache-2.0"]) == "(MIT OR ISC) AND Apache-2.0"
    assert expressions.join("OR", []) == ""
