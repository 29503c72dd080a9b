# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What is said of a file, and of a repository, on real texts."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scanner.detectors.interface import Detector, versions_of
from scanner.detectors.licenses import LicensesDetector, bounds, licenses_detector
from scanner.models import BlobKey, Confidence, Fact, Outcome, Reading, Snapshot, TreeFile
from scanner.policies import load_policy
from tests.scanner.detectors.licenses.conftest import Conclude

Read = Callable[[str, str | bytes], Reading]
Text = Callable[[str], str]

CODE = "package main\n\nfunc main() {}\n"


def declared(facts: list[Fact]) -> Fact:
    [fact] = [fact for fact in facts if fact.rule == "licence-declared"]
    return fact


def embedded(facts: list[Fact]) -> dict[str, int]:
    return {fact.data["expression"]: fact.data["files"] for fact in facts if fact.rule == "licence-embedded"}


# --- one file --------------------------------------------------------------------------------------------------------


def test_it_is_a_detector(licenses: LicensesDetector) -> None:
    detector: Detector = licenses
    assert detector.name == "licenses"
    assert "scancode-32.5.0" in detector.version


def test_policies_change_its_conclusions_and_never_its_readings(licenses: LicensesDetector, tmp_path: Path) -> None:
    shipped = load_policy("licenses").path.read_text(encoding="utf-8")
    own = tmp_path / "licenses.yml"
    own.write_text(shipped.replace("same_text: [AGPL-3.0-only]", "same_text: []"), encoding="utf-8")
    assert versions_of({"licenses": licenses_detector(tmp_path)}) == versions_of({"licenses": licenses})
    own.write_text(shipped.replace("aliases: [EUPL]", "aliases: [EUPL, LPUE]"), encoding="utf-8")
    changed = licenses_detector(tmp_path)
    assert changed.version == licenses.version
    assert versions_of({"licenses": changed}) != versions_of({"licenses": licenses})


def test_a_header_is_found_with_its_line_and_rule(read: Read) -> None:
    reading = read("a.go", "// Programme\n// SPDX-License-Identifier: EUPL-1.2\n" + CODE)
    [finding] = reading.findings
    assert (finding.rule, finding.line, finding.end_line) == ("licence-detection", 2, 2)
    assert finding.data["expression"] == "EUPL-1.2"
    assert finding.confidence is Confidence.HIGH
    assert finding.data["matches"][0]["rule_identifier"]
    assert reading.outcome is Outcome.READ


def test_code_without_licence_says_nothing(read: Read) -> None:
    reading = read("a.go", CODE)
    assert reading.findings == ()
    assert reading.summary == {}
    assert reading.outcome is Outcome.READ


def test_an_empty_file_does_not_concern_it(licenses: LicensesDetector) -> None:
    assert licenses.path_class("a.py", 0) is None


def test_binary_and_foreign_bytes_are_read(read: Read) -> None:
    assert read("a.bin", bytes(range(256)) * 40).outcome is Outcome.READ
    assert read("lisezmoi.txt", "Sous licence MIT. Réutilisé".encode("latin-1")).outcome is Outcome.READ


def test_a_lock_file_that_names_few_licences_is_read(read: Read) -> None:
    assert read("poetry.lock", '[[package]]\nname = "a"\nversion = "1.0"\n' * 50).outcome is Outcome.READ


def test_a_lock_file_full_of_licences_is_bounded_with_its_reason(read: Read) -> None:
    entry = '"node_modules/a": {"version": "1.0.0", "license": "MIT"},\n'
    reading = read("package-lock.json", entry * (bounds.MAX_MENTIONS + 1))
    assert reading.outcome is Outcome.BOUNDED
    assert reading.reason.startswith("lock file")
    assert reading.findings == ()


def test_minified_code_is_read(read: Read) -> None:
    reading = read("app.min.js", "/*! @license MIT */" + "var a=function(b,c){return b+c};" * 3_000)
    assert reading.outcome is Outcome.READ
    assert reading.summary["expression"] == "MIT"


def test_a_manifest_too_odd_for_us_is_still_read_by_scancode(read: Read) -> None:
    reading = read("package.json", '{"license": "MIT",')
    assert "manifest" not in reading.summary
    assert reading.summary["expression"] == "MIT"


# --- a repository ----------------------------------------------------------------------------------------------------


def test_text_manifest_and_readme_agree(conclude: Conclude, license_text: Text) -> None:
    fact = declared(
        conclude(
            {
                "LICENSE": "MIT License\n\nCopyright (c) 2024 DINUM\n\n" + license_text("mit"),
                "package.json": '{\n  "name": "a",\n  "license": "MIT"\n}',
                "README.md": "# Outil\n\nUn outil.\n\n## Licence\n\nCe code est publié sous licence MIT.\n",
                "src/main.go": CODE,
            }
        )
    )
    assert fact.data["expression"] == "MIT"
    assert fact.data["agreement"] == "agree"
    assert [(source["kind"], source["line"]) for source in fact.data["sources"]] == [
        ("license-file", 5),
        ("manifest", 3),
        ("readme", 7),
    ]
    assert (fact.path, fact.confidence) == ("LICENSE", Confidence.HIGH)


def test_one_source_is_single(conclude: Conclude, license_text: Text) -> None:
    fact = declared(conclude({"COPYING": license_text("eupl-1.2"), "a.go": CODE}))
    assert (fact.data["expression"], fact.data["agreement"]) == ("EUPL-1.2", "single")


def test_contradicting_sources_conflict_and_the_text_is_kept(conclude: Conclude, license_text: Text) -> None:
    fact = declared(conclude({"LICENSE": license_text("mit"), "Cargo.toml": '[package]\nlicense = "GPL-3.0-only"\n'}))
    assert (fact.data["expression"], fact.data["agreement"]) == ("MIT", "conflict")
    assert len(fact.data["sources"]) == 2


def test_nothing_declared_is_said_once(conclude: Conclude) -> None:
    facts = conclude({"README.md": "# Outil\n", "main.go": CODE})
    assert len(facts) == 1
    assert (declared(facts).data["expression"], declared(facts).data["agreement"]) == ("", "none")
    assert declared(conclude({})).data["agreement"] == "none"


def test_a_manifest_says_the_or_later_that_the_text_does_not(conclude: Conclude, license_text: Text) -> None:
    fact = declared(
        conclude({"LICENSE": license_text("agpl-3.0"), "publiccode.yml": "legal:\n  license: AGPL-3.0-or-later\n"})
    )
    assert (fact.data["expression"], fact.data["agreement"]) == ("AGPL-3.0-or-later", "agree")


@pytest.mark.parametrize(
    ("key", "expression"),
    [
        ("cecill-2.1-fr", "CECILL-2.1"),
        ("cecill-b", "CECILL-B"),
        ("cecill-c", "CECILL-C"),
        ("etalab-2.0", "etalab-2.0"),
        ("etalab-2.0-en", "etalab-2.0"),
        ("gpl-3.0", "GPL-3.0-only"),
        ("apache-2.0", "Apache-2.0"),
    ],
)
def test_texts_of_both_languages_get_their_spdx_id(
    conclude: Conclude, license_text: Text, key: str, expression: str
) -> None:
    assert declared(conclude({"LICENCE.txt": license_text(key)})).data["expression"] == expression


def test_a_french_text_that_scancode_lacks_is_known_by_its_title(conclude: Conclude) -> None:
    text = "LICENCE PUBLIQUE DE L’UNION EUROPÉENNE v. 1.2\nEUPL © Union européenne 2007, 2016\n\nLa présente licence…\n"
    assert declared(conclude({"LICENCE": text})).data["expression"] == "EUPL-1.2"


def test_a_readme_alone_declares_in_french(conclude: Conclude) -> None:
    readme = "Outil\n=====\n\nDistribué sous licence AGPL v3 ou ultérieure.\n"
    fact = declared(conclude({"README.md": readme}))
    assert (fact.data["expression"], fact.path, fact.line) == ("AGPL-3.0-or-later", "README.md", 4)


def test_reuse_texts_are_declared_by_their_names(conclude: Conclude, license_text: Text) -> None:
    header = "// SPDX-License-Identifier: EUPL-1.2\n"
    facts = conclude(
        {
            "LICENSES/EUPL-1.2.txt": license_text("eupl-1.2"),
            "LICENSES/CC0-1.0.txt": license_text("cc0-1.0"),
            "a.go": header + CODE,
            "b.go": header + "// b\n" + CODE,
        }
    )
    assert declared(facts).data["expression"] == "EUPL-1.2"
    assert {source["kind"] for source in declared(facts).data["sources"]} == {"reuse"}


def test_two_files_in_two_languages_are_one_licence(conclude: Conclude, license_text: Text) -> None:
    fact = declared(conclude({"LICENSE": license_text("cecill-2.1"), "LICENCE.fr": license_text("cecill-2.1-fr")}))
    assert (fact.data["expression"], fact.data["agreement"]) == ("CECILL-2.1", "agree")


def test_only_the_root_declares(conclude: Conclude, license_text: Text) -> None:
    facts = conclude({"LICENSE": license_text("mit"), "vendor/x/LICENSE": license_text("gpl-3.0")})
    assert declared(facts).data["expression"] == "MIT"
    assert embedded(facts) == {"GPL-3.0-only": 1}


def test_other_licences_in_files_are_embedded_with_examples(conclude: Conclude, license_text: Text) -> None:
    facts = conclude(
        {
            "LICENSE": license_text("mit"),
            "a.go": "// SPDX-License-Identifier: MIT\n" + CODE,
            "b.go": "\n// SPDX-License-Identifier: GPL-2.0-only\n" + CODE,
            "c.go": "// c\n// SPDX-License-Identifier: GPL-2.0-only\n" + CODE,
        }
    )
    [fact] = [fact for fact in facts if fact.rule == "licence-embedded"]
    assert fact.data == {
        "expression": "GPL-2.0-only",
        "files": 2,
        "examples": [{"path": "b.go", "line": 2}, {"path": "c.go", "line": 2}],
    }


def test_licences_of_a_lock_file_are_those_of_others(read: Read, conclude: Conclude) -> None:
    lock = '{"packages": {"node_modules/a": {"version": "1.0.0", "license": "Apache-2.0"}}}\n'
    assert read("package-lock.json", lock).findings
    assert embedded(conclude({"package-lock.json": lock})) == {}


def test_non_commercial_profits_are_not_a_proprietary_licence(read: Read, conclude: Conclude) -> None:
    text = "Income from these sales is taxed under the BNC (non-commercial profits)\nregime.\n"
    [finding] = read("rules.yaml", text).findings
    assert finding.confidence is Confidence.LOW
    assert embedded(conclude({"rules.yaml": text})) == {}


def test_the_policy_names_what_we_do_not(conclude: Conclude) -> None:
    fact = declared(conclude({"composer.json": '{"license": "fr-lo"}'}))
    assert fact.data["expression"] == "etalab-2.0"


def test_unread_files_are_left_out_of_the_conclusion(licenses: LicensesDetector) -> None:
    files = (TreeFile("LICENSE", "a" * 40, 10, "100644"), TreeFile("x.py", "b" * 40, 10, "100644"))
    failed = Reading(
        blob="a" * 40,
        path_class="plain@license",
        detector="licenses",
        version="1",
        outcome=Outcome.FAILED,
        reason="stopped",
    )
    facts = list(licenses.conclude(Snapshot("c" * 40, files, ()), {BlobKey("a" * 40, "plain@license"): failed}))
    assert declared(facts).data["agreement"] == "none"
