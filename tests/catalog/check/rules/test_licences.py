# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a check says of the licence: that there is one, that the State may choose it, that it fits what it covers."""

from pathlib import Path

import pytest

from catalog.check.models import Problem, Severity
from scanner.detectors.licenses import detector
from scanner.resources import resource_dir
from tests.building import RepositoryBuilder
from tests.catalog.check.sides import checked, of_rule

LICENSES = Path(__file__).resolve().parents[4] / "LICENSES"
MIT = """MIT License

Copyright (c) 2026 Exemple

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""
CODE = "def droit(revenu: int) -> int:\n    return revenu // 2\n"
# REUSE-IgnoreStart
GPL_FILE = f"# SPDX-License-Identifier: GPL-3.0-only\n{CODE}"
# REUSE-IgnoreEnd


@pytest.fixture
def builder(tmp_path: Path) -> RepositoryBuilder:
    return RepositoryBuilder(tmp_path / "depot").write("src/droit.py", CODE)


def told(problems: list[Problem]) -> list[tuple[str, str, Severity]]:
    return [(problem.detail, problem.path, problem.severity) for problem in problems]


# --- present ---------------------------------------------------------------------------------------------------------


def test_a_repository_without_licence_fails(builder: RepositoryBuilder) -> None:
    builder.commit()
    verdict = checked(builder)
    assert told(of_rule(verdict, "licence-present")) == [("licence-none", "", Severity.ERROR)]
    assert verdict.failed


def test_the_text_of_a_licence_is_enough(builder: RepositoryBuilder) -> None:
    builder.write("LICENSE", MIT).commit()
    verdict = checked(builder)
    assert of_rule(verdict, "licence-present") == of_rule(verdict, "licence-legal") == []


def test_a_licence_that_a_manifest_only_names_is_told_there(builder: RepositoryBuilder) -> None:
    builder.write("package.json", '{\n  "name": "a",\n  "license": "MIT"\n}\n').commit()
    [problem] = of_rule(checked(builder), "licence-present")
    assert (problem.detail, problem.path, problem.line) == ("licence-text-missing", "package.json", 3)
    assert problem.severity is Severity.WARNING


def test_a_licence_file_that_holds_no_licence_is_named(builder: RepositoryBuilder) -> None:
    builder.write("LICENSE", "À compléter.\n").commit()
    assert told(of_rule(checked(builder), "licence-present")) == [("licence-unknown", "LICENSE", Severity.ERROR)]


def test_declarations_that_contradict_each_other_are_told_with_their_files(builder: RepositoryBuilder) -> None:
    builder.write("LICENSE", MIT).write("package.json", '{"name": "a", "license": "GPL-3.0-only"}').commit()
    [problem] = of_rule(checked(builder), "licence-present")
    assert problem.detail == "licence-conflict"
    assert problem.fields["told"] == "LICENSE: MIT; package.json: GPL-3.0-only"


def test_a_change_that_removes_the_licence_fails_and_no_other(builder: RepositoryBuilder) -> None:
    base = builder.write("LICENSE", MIT).commit()
    builder.write("src/autre.py", CODE).commit()
    assert of_rule(checked(builder, base), "licence-present") == []
    builder.remove("LICENSE").commit()
    assert told(of_rule(checked(builder, base), "licence-present")) == [("licence-none", "", Severity.ERROR)]


def test_a_change_doesn_t_pay_for_a_licence_that_was_missing(builder: RepositoryBuilder) -> None:
    base = builder.commit()
    builder.write("src/autre.py", CODE).commit()
    verdict = checked(builder, base)
    assert of_rule(verdict, "licence-present") == []
    assert verdict.already_there


# --- legal -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("licence", ["MIT", "EUPL-1.2", "AGPL-3.0-or-later", "CECILL-2.1", "MIT OR GPL-2.0-only"])
def test_licences_of_the_list_are_admitted(builder: RepositoryBuilder, licence: str) -> None:
    builder.write("package.json", f'{{"name": "a", "license": "{licence}"}}').commit()
    assert of_rule(checked(builder), "licence-legal") == []


def test_a_licence_that_isn_t_on_the_list_fails_with_those_that_are(builder: RepositoryBuilder) -> None:
    builder.write("package.json", '{"name": "a", "license": "GPL-2.0-only"}').commit()
    [problem] = of_rule(checked(builder), "licence-legal")
    assert (problem.detail, problem.severity) == ("licence-not-listed", Severity.ERROR)
    assert problem.fields["licence"] == "GPL-2.0-only"
    assert "EUPL-1.2" in problem.fields["admitted"]


def test_the_licence_of_information_isn_t_for_software(builder: RepositoryBuilder) -> None:
    builder.write("package.json", '{"name": "a", "license": "etalab-2.0"}').commit()
    assert [one.detail for one in of_rule(checked(builder), "licence-legal")] == ["licence-for-information"]
    builder.remove("src/droit.py").write("donnees.csv", "a;b\n").commit()
    assert of_rule(checked(builder), "licence-legal") == []


def test_a_licence_beside_an_admitted_one_weighs_less(builder: RepositoryBuilder) -> None:
    builder.write("package.json", '{"name": "a", "license": "MIT AND OFL-1.1"}').commit()
    [problem] = of_rule(checked(builder), "licence-legal")
    assert (problem.fields["part"], problem.severity) == ("OFL-1.1", Severity.WARNING)


def test_an_administration_may_list_other_licences(builder: RepositoryBuilder, tmp_path: Path) -> None:
    builder.write("package.json", '{"name": "a", "license": "OSL-3.0"}').commit()
    policies = tmp_path / "policies"
    policies.mkdir()
    shipped = (resource_dir("policies") / "opening.yml").read_text(encoding="utf-8")
    (policies / "opening.yml").write_text(shipped.replace("also: []", "also: [OSL-3.0]"), encoding="utf-8")
    assert len(of_rule(checked(builder), "licence-legal")) == 1
    assert of_rule(checked(builder, policies=policies), "licence-legal") == []


# --- embedded --------------------------------------------------------------------------------------------------------


def test_code_under_an_incompatible_licence_fails_at_its_line(builder: RepositoryBuilder) -> None:
    builder.write("LICENSE", MIT).write("src/repris.py", GPL_FILE).commit()
    [problem] = of_rule(checked(builder), "licence-embedded")
    assert (problem.path, problem.line, problem.severity) == ("src/repris.py", 1, Severity.ERROR)
    assert problem.fields == {"inbound": "GPL-3.0-only", "outbound": "MIT"}


def test_code_under_a_compatible_licence_does_not(builder: RepositoryBuilder) -> None:
    text = (LICENSES / "Apache-2.0.txt").read_text(encoding="utf-8")
    builder.write("LICENSE", text).write("src/repris.py", GPL_FILE.replace("GPL-3.0-only", "MIT")).commit()
    assert of_rule(checked(builder), "licence-embedded") == []


def test_a_document_may_speak_of_other_licences(builder: RepositoryBuilder) -> None:
    builder.write("LICENSE", MIT).write(
        "docs/choix.md", "Le code de cet outil est publié sous licence GPL 3.\n"
    ).commit()
    assert of_rule(checked(builder), "licence-embedded") == []


def test_a_change_brings_only_the_code_that_it_adds_and_a_move_brings_none(builder: RepositoryBuilder) -> None:
    base = builder.write("LICENSE", MIT).write("src/repris.py", GPL_FILE).commit()
    builder.remove("src/repris.py").write("lib/repris.py", GPL_FILE).commit()
    assert of_rule(checked(builder, base), "licence-embedded") == []
    builder.write("lib/autre.py", GPL_FILE + "x = 1\n").commit()
    assert [problem.path for problem in of_rule(checked(builder, base), "licence-embedded")] == ["lib/autre.py"]


def test_the_sixth_file_that_a_change_adds_beside_five_old_ones_is_told(builder: RepositoryBuilder) -> None:
    """A fact names five files: what a change brings is looked for in all."""
    for number in range(6):
        builder.write(f"src/repris{number}.py", GPL_FILE + f"y = {number}\n")
    base = builder.write("LICENSE", MIT).commit()
    for number in range(6):
        builder.write(f"src/repris{number}.py", GPL_FILE + f"y = {number + 1}\n")
    builder.write("src/zz.py", GPL_FILE).commit()
    assert [problem.path for problem in of_rule(checked(builder, base), "licence-embedded")] == ["src/zz.py"]
    [problem] = of_rule(checked(builder), "licence-embedded")
    assert problem.fields == {"count": 7, "folder": "src/"}


def test_without_scancode_the_files_that_it_would_settle_are_counted(
    builder: RepositoryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detector, "has_scancode", lambda: False)
    header = "/* Licensed under the LGPL or a commercial license. */\n"
    builder.write("LICENSE", MIT).write("src/editeur.js", f"{header}x()\n").commit()
    [problem] = of_rule(checked(builder), "licence-embedded")
    assert (problem.detail, problem.severity, problem.path) == ("licence-unsettled", Severity.NOTE, "src/editeur.js")
