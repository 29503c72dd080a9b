# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The bench of declared licences, on a folder of packages as npm lays them out."""

import json
import sys
from pathlib import Path

import pytest

from bench import declared
from bench.labelled import comparable, read_set
from tests.scanner.detectors.licenses.conftest import rule_text, scancode_data


def package(folder: Path, name: str, licence: str, text: str) -> None:
    """Write a package whose manifest names a licence, with a licence file."""
    place = folder / "node_modules" / name
    place.mkdir(parents=True)
    (place / "package.json").write_text(json.dumps({"name": name, "license": licence}), encoding="utf-8")
    (place / "LICENSE").write_text(text, encoding="utf-8")


def test_shares_of_exact_answers_side_by_side(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    mit = rule_text(scancode_data() / "licenses" / "mit.LICENSE")
    isc = rule_text(scancode_data() / "licenses" / "isc.LICENSE")
    package(tmp_path, "a", "MIT", mit)
    package(tmp_path, "b", "ISC", f"{isc}\n\n-----\n\nThe files in vendor/ are under this licence:\n\n{mit}")
    package(tmp_path, "c", "Apache-2.0", mit)
    package(tmp_path, "d", "SEE LICENSE IN LICENSE", mit)
    argv = ["declared", str(tmp_path), "--errors", "--without", "licensecheck", "--without", "licensee"]
    monkeypatch.setattr(sys, "argv", argv)
    assert declared.main() == 0
    *printed, last = capsys.readouterr().out.splitlines()
    [shares] = json.loads(last)["shares"].values()
    assert {name: round(each, 2) for name, each in shares.items()} == {
        "ouvrage": 0.67,
        "scancode": 0.33,
        "licenseclassifier": 0.33,
    }
    assert [line for line in printed if line.startswith("npm c: Apache-2.0 expected; ouvrage: MIT")]


def test_a_folder_of_no_known_layout_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="layout"):
        read_set(tmp_path)


def test_versions_and_exceptions_are_compared_folded() -> None:
    assert comparable("GPL-2.0-or-later WITH Classpath-exception-2.0") == {"GPL-2.0", "Classpath-exception-2.0"}
    assert comparable("GPL-2.0+ OR mit") == {"GPL-2.0", "MIT"}
