# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What is read of licences without ScanCode, beside what ScanCode reads."""

import sys
from collections.abc import Callable

import pytest

from scanner.detectors.licenses import LicensesDetector, Reader, detector, licenses_detector
from scanner.detectors.licenses.embedded import expression_of
from scanner.models import BlobKey, Fact, Reading, Snapshot, TreeFile
from scanner.policies import load_policy
from tests.scanner.detectors.licenses.conftest import read_file

# REUSE-IgnoreStart
Text = Callable[[str], str]

APACHE_HEADER = """/*
 * Copyright (C) 2014 Esup Portail
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *                 http://www.apache.org/licenses/LICENSE-2.0
 */
package org.exemple;
"""


LUTECE_HEADER = """/*
 * Copyright (c) 2002-2022, City of Paris
 * Redistribution and use in source and binary forms, with or without
 * modification, are permitted provided that the following conditions
 * are met:
 *  1. Redistributions of source code must retain the above copyright notice
 *     and the following disclaimer.
 *  2. Redistributions in binary form must reproduce the above copyright notice
 *     and the following disclaimer in the documentation.
 *  3. Neither the name of 'Mairie de Paris' nor 'Lutece' nor the names of its
 *     contributors may be used to endorse or promote products derived from
 *     this software without specific prior written permission.
 */
package org.exemple;
"""


@pytest.fixture(scope="module")
def light() -> LicensesDetector:
    return LicensesDetector(load_policy("licenses"), load_policy("compatibility"), Reader.LIGHT)


@pytest.fixture(scope="module")
def gate() -> LicensesDetector:
    return licenses_detector(light_first=True)


@pytest.mark.parametrize(
    ("path", "content", "expression", "line"),
    [
        ("a.go", "// Programme\n// SPDX-License-Identifier: EUPL-1.2\npackage main\n", "EUPL-1.2", 2),
        ("a.html", "<!-- SPDX-License-Identifier: MIT OR Apache-2.0 -->\n<p>\n", "MIT OR Apache-2.0", 1),
        ("A.java", APACHE_HEADER, "Apache-2.0", 2),
        ("A.java", LUTECE_HEADER, "BSD-3-Clause", 3),
        ("a.py", "# Ce programme est distribué sous licence CeCILL 2.1.\nx = 1\n", "CECILL-2.1", 1),
        (
            "a.min.js",
            "/*! selectize.js - v0.12.6 | exemple.org | Apache License (v2) */\n!f()",
            "Apache-2.0",
            1,
        ),
        ("jquery.min.js", "/*! jQuery v3.4.1 | (c) JS Foundation | jquery.org/license */\n!f()", "MIT", 1),
        ("a.html", "<html>\n<!-- BSD 3 Clause - Copyright Mike Bostock -->\n", "BSD-3-Clause", 2),
        ("package.json", '{\n  "name": "a",\n  "license": "MIT"\n}', "MIT", 3),
    ],
)
def test_what_is_written_by_rule_is_read_as_scancode_reads_it(
    light: LicensesDetector, licenses: LicensesDetector, path: str, content: str, expression: str, line: int
) -> None:
    reading = read_file(light, path, content)
    assert expression_of(reading) == expression == expression_of(read_file(licenses, path, content))
    assert reading.findings[0].line == line


@pytest.mark.parametrize(
    "key", ["mit", "apache-2.0", "agpl-3.0", "cecill-2.1-fr", "etalab-2.0", "eupl-1.2", "ofl-1.1", "x11"]
)
def test_the_text_of_a_licence_declares_the_same_as_with_scancode(
    light: LicensesDetector, licenses: LicensesDetector, license_text: Text, key: str
) -> None:
    text = license_text(key)
    stated = read_file(light, "LICENSE", text).summary["states"]["expression"]
    assert stated == read_file(licenses, "LICENSE", text).summary["states"]["expression"]


@pytest.mark.parametrize(("key", "licence"), [("ofl-1.1", "OFL-1.1"), ("x11", "ICU"), ("mit", "MIT")])
def test_licences_that_begin_with_the_same_words_are_told_apart(
    light: LicensesDetector, license_text: Text, key: str, licence: str
) -> None:
    assert expression_of(read_file(light, "fonts/a.css", f"/*\n{license_text(key)}\n*/\na {{}}\n")) == licence


@pytest.mark.parametrize(
    "content",
    [
        "def submit(commit: str) -> None:\n    return None\n",
        "const texte = 'Vous devez accepter la licence';\n",
        "# Le permis est une licence accordée par la mairie\n",
    ],
)
def test_code_that_grants_nothing_is_settled(gate: LicensesDetector, content: str) -> None:
    """Nothing is loaded for it: the process would know."""
    reading = read_file(gate, "a.ts", content)
    assert (reading.findings, reading.summary) == ((), {})


TINYMCE = "/**\n * Copyright (c) Tiny Technologies.\n * Licensed under the LGPL or a commercial license.\n */\nx()\n"


def test_a_comment_that_grants_rights_in_other_words_is_for_scancode(
    light: LicensesDetector, gate: LicensesDetector, licenses: LicensesDetector
) -> None:
    alone, with_scancode = (read_file(each, "a.js", TINYMCE) for each in (light, gate))
    assert alone.summary == {"unsettled": True}
    assert with_scancode.findings == read_file(licenses, "a.js", TINYMCE).findings != ()


def test_a_repository_is_told_what_scancode_would_have_compared(light: LicensesDetector) -> None:
    [fact] = [
        fact for fact in conclude(light, {"a.js": TINYMCE, "b.py": "x = 1\n"}) if fact.rule == "licence-unsettled"
    ]
    assert (fact.path, fact.data["files"]) == ("a.js", 1)


def test_a_repository_declares_the_same_licence(
    light: LicensesDetector, licenses: LicensesDetector, license_text: Text
) -> None:
    tree = {
        "LICENSE": license_text("agpl-3.0"),
        "README.md": "# Outil\n\n## Licence\n\nAGPL v3 ou ultérieure\n",
        "package.json": '{"name": "a", "license": "AGPL-3.0-or-later"}',
        "src/a.min.js": "/*! a v1.2.0 | MIT License */\n!f()",
    }
    ours, theirs = (
        {(fact.rule, fact.data["expression"]) for fact in conclude(each, tree) if "expression" in fact.data}
        for each in (light, licenses)
    )
    assert ours == theirs >= {("licence-declared", "AGPL-3.0-or-later"), ("licence-embedded", "MIT")}


def test_readings_of_the_three_never_mix(
    light: LicensesDetector, gate: LicensesDetector, licenses: LicensesDetector
) -> None:
    assert len({light.version, gate.version, licenses.version}) == 3
    assert "scancode" not in light.version


def test_without_scancode_the_detector_reads_what_it_can(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detector, "has_scancode", lambda: False)
    monkeypatch.delitem(sys.modules, "licensedcode", raising=False)
    assert "scancode" not in licenses_detector().version


def conclude(licenses: LicensesDetector, tree: dict[str, str]) -> list[Fact]:
    readings: dict[str, Reading] = {path: read_file(licenses, path, content) for path, content in tree.items()}
    files = tuple(TreeFile(path, reading.blob, len(tree[path]), "100644") for path, reading in readings.items())
    by_key: dict[BlobKey, Reading] = {reading.key: reading for reading in readings.values()}
    return list(licenses.conclude(Snapshot("0" * 40, files, ()), by_key))


# REUSE-IgnoreEnd
