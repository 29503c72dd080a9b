# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Which licences may stand under a declared one, as published matrices and the licences' own texts have it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from scanner.detectors.interface import versions_of
from scanner.detectors.licenses import expressions, licenses_detector
from scanner.detectors.licenses.compatibility import Compatibility
from scanner.models import Fact
from scanner.policies import load_policy

Conclude = Callable[[Mapping[str, str | bytes]], list[Fact]]


@pytest.fixture(scope="module")
def policy() -> dict[str, Any]:
    return load_policy("compatibility").data


@pytest.fixture(scope="module")
def table(policy: dict[str, Any]) -> Compatibility:
    return Compatibility(policy)


@pytest.mark.parametrize(
    ("inbound", "outbound", "answer"),
    [
        ("MIT", "MIT", "yes"),
        ("MIT", "AGPL-3.0-or-later", "yes"),
        ("BSD-3-Clause", "EUPL-1.2", "yes"),
        ("etalab-2.0", "MIT", "yes"),
        ("Apache-2.0", "GPL-2.0-only", "no"),
        ("Apache-2.0", "GPL-2.0-or-later", "depends"),
        ("Apache-2.0", "GPL-3.0-or-later", "yes"),
        ("Apache-2.0", "MIT", "yes"),
        ("GPL-3.0-or-later", "MIT", "no"),
        ("GPL-3.0-or-later", "Apache-2.0", "no"),
        ("GPL-3.0-or-later", "AGPL-3.0-or-later", "yes"),
        ("GPL-2.0-only", "GPL-3.0-or-later", "no"),
        ("GPL-2.0-or-later", "GPL-3.0-only", "yes"),
        ("AGPL-3.0-only", "GPL-3.0-or-later", "depends"),
        ("AGPL-3.0-only", "MIT", "no"),
        ("LGPL-2.1-or-later", "MIT", "depends"),
        ("LGPL-2.1-only", "GPL-3.0-or-later", "yes"),
        ("LGPL-3.0-only", "GPL-2.0-only", "no"),
        ("LGPL-2.1-or-later", "LGPL-2.0-only", "no"),
        ("FTL", "GPL-2.0-only", "depends"),
        ("FTL", "MIT", "yes"),
        ("MPL-2.0", "GPL-2.0-or-later", "yes"),
        ("MPL-2.0", "MIT", "depends"),
        ("MPL-1.1", "GPL-3.0-or-later", "no"),
        ("MPL-2.0-no-copyleft-exception", "GPL-3.0-or-later", "no"),
        ("EPL-2.0", "GPL-3.0-or-later", "depends"),
        ("EPL-1.0", "GPL-3.0-or-later", "no"),
        ("EUPL-1.2", "GPL-3.0-or-later", "yes"),
        ("EUPL-1.2", "CECILL-2.1", "yes"),
        ("EUPL-1.2", "MIT", "depends"),
        ("GPL-3.0-or-later", "EUPL-1.2", "depends"),
        ("CECILL-2.1", "GPL-3.0-or-later", "yes"),
        ("CECILL-2.1", "EUPL-1.2", "yes"),
        ("CECILL-2.1", "MIT", "no"),
        ("CECILL-C", "MIT", "depends"),
        ("GPL-2.0-only", "CECILL-2.1", "depends"),
        ("BSD-4-Clause", "GPL-3.0-or-later", "no"),
        ("CC-BY-NC-4.0", "MIT", "no"),
        ("CC-BY-SA-4.0", "GPL-3.0-or-later", "yes"),
        ("LicenseRef-scancode-proprietary-license", "AGPL-3.0-or-later", "no"),
        ("BOLA-1.1", "GPL-3.0-or-later", "unknown"),
        ("OSL-3.0", "MIT", "unknown"),
        # expressions
        ("GPL-2.0-only OR MIT", "Apache-2.0", "yes"),
        ("GPL-2.0-only AND MIT", "Apache-2.0", "no"),
        ("BOLA-1.1 AND MIT", "Apache-2.0", "unknown"),
        ("GPL-3.0-or-later", "MIT OR GPL-3.0-or-later", "no"),  # reusers may take MIT
        ("ODbL-1.0", "MIT AND ODbL-1.0", "yes"),  # the data keep it
        ("GPL-2.0-only WITH Classpath-exception-2.0", "MIT", "depends"),
        ("not an expression (", "MIT", "unknown"),
    ],
)
def test_code_under_one_licence_within_code_under_another(
    table: Compatibility, inbound: str, outbound: str, answer: str
) -> None:
    found = table.may_hold(outbound, inbound)
    assert found.answer == answer
    assert set(found.reason) == {"fr", "en"}


def test_every_pair_that_an_administration_may_choose_has_an_answer(table: Compatibility) -> None:
    legal = expressions.legal_choices(load_policy("licenses").data)
    unknown = [(a, b) for a in legal for b in legal if table.may_hold(a, b).answer == "unknown"]
    assert unknown == []


def test_every_row_names_licences_of_the_spdx_list_or_of_scancode_and_a_source(policy: dict[str, Any]) -> None:
    named = {name for row in policy["rows"] for key in ("inbound", "outbound") for name in row[key]}
    ids = {name for group in policy["groups"].values() for name in group} | named - policy["groups"].keys() - {"any"}
    assert sorted(name for name in ids if not expressions.is_spdx(name)) == []
    assert {row["source"] for row in policy["rows"]} <= policy["sources"].keys()
    assert policy["groups"].keys() - named == set()
    assert all(row["reason"].keys() == {"fr", "en"} for row in policy["rows"])


def test_an_incompatible_licence_is_a_fact_with_its_place_reason_and_source(conclude: Conclude) -> None:
    header = "# Licensed under the GNU General Public License, version 3 or later.\n"
    facts = conclude({"package.json": '{"license": "MIT"}', "lib/calcul.py": header, "lib/autre.py": header})
    [bad] = [fact for fact in facts if fact.rule == "licence-incompatible"]
    assert (bad.path, bad.line) == ("lib/autre.py", 1) or (bad.path, bad.line) == ("lib/calcul.py", 1)
    assert (bad.data["inbound"], bad.data["outbound"], bad.data["files"]) == ("GPL-3.0-or-later", "MIT", 2)
    assert bad.data["source"]["url"].startswith("https://www.gnu.org/")
    [whole] = [fact for fact in facts if fact.rule == "licence-compatibility"]
    possible = {each["expression"]: each["answer"] for each in whole.data["possible"]}
    assert whole.data["answer"] == "no"
    assert possible["GPL-3.0-or-later"] == possible["AGPL-3.0-or-later"] == "yes"
    assert possible["CECILL-2.1"] == possible["EUPL-1.2"] == "depends"
    assert "MIT" not in possible


def test_without_a_declared_licence_what_remains_possible_is_said(conclude: Conclude) -> None:
    facts = conclude({"a.py": "# Licensed under the GNU Affero General Public License version 3\n"})
    [whole] = [fact for fact in facts if fact.rule == "licence-compatibility"]
    assert (whole.data["outbound"], whole.data["embedded"]) == ("", [])
    assert "AGPL-3.0-or-later" in {each["expression"] for each in whole.data["possible"]}
    assert [fact for fact in facts if fact.rule == "licence-incompatible"] == []


def test_nothing_embedded_nothing_said(conclude: Conclude) -> None:
    assert [fact.rule for fact in conclude({"package.json": '{"license": "MIT"}'})] == ["licence-declared"]


def test_an_administration_s_own_table_concludes_again_and_reads_nothing_again(tmp_path: Path) -> None:
    shipped = load_policy("compatibility").path.read_text(encoding="utf-8")
    (tmp_path / "compatibility.yml").write_text(shipped.replace("[restricted]", "[CC-BY-NC-4.0]"), encoding="utf-8")
    own, usual = licenses_detector(tmp_path), licenses_detector()
    assert own.version == usual.version
    assert versions_of({"licenses": own}) != versions_of({"licenses": usual})
