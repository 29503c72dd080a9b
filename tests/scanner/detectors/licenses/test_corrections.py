# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Licences named in French are read right, and ScanCode's own verdict stays beside as it is."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from scanner.detectors.licenses import embedded
from scanner.models import Fact, Reading

Read = Callable[[str, str | bytes], Reading]
Conclude = Callable[[Mapping[str, str | bytes]], list[Fact]]

CECILL = """# {governed}
# respectant les principes de diffusion des logiciels libres. Vous pouvez
# utiliser, modifier et/ou redistribuer ce programme sous les conditions
# de la licence CeCILL{letter} telle que diffusée par le CEA, le CNRS et l'INRIA
# sur le site "http://www.cecill.info".
"""
ENGLISH = """# This software is governed by the CeCILL{letter} license under French law and
# abiding by the rules of distribution of free software. You can use, modify
# and/or redistribute the software under the terms of the CeCILL{letter}
# license as circulated by CEA, CNRS and INRIA at the following URL
# "http://www.cecill.info".
"""
GPL = """ * Ce programme est un logiciel libre ; vous pouvez le redistribuer ou le modifier
 * suivant les termes de la Licence Publique Générale GNU telle que publiée par la
 * Free Software Foundation ; soit la version 3 de la licence, soit (à votre gré)
 * toute version ultérieure.
"""
EUPL = """// Concédée sous licence EUPL, version 1.2 ou – dès leur approbation par la Commission
// européenne – versions ultérieures de l'EUPL (la « Licence »).
"""


def header(letter: str) -> str:
    return CECILL.format(
        governed=f"Ce logiciel est régi par la licence CeCILL{letter} soumise au droit français et", letter=""
    )


@pytest.mark.parametrize(
    ("path", "text", "meant"),
    [
        ("a.py", "# Distribué sous licence AGPL v3 ou ultérieure\n", "AGPL-3.0-or-later"),
        ("a.py", "# Licence : GNU Affero GPL v3 ou toute version ultérieure\n", "AGPL-3.0-or-later"),
        ("a.py", "# Distribué sous licence AGPL v3\n", "AGPL-3.0-only"),
        ("a.c", f"/*\n{GPL} */\n", "GPL-3.0-or-later"),
        ("a.py", header(" v2.1"), "CECILL-2.1"),
        ("a.py", header("-C"), "CECILL-C"),
        ("a.py", header("-B"), "CECILL-B"),
        ("a.py", ENGLISH.format(letter=" 2.1"), "CECILL-2.1"),
        ("a.py", ENGLISH.format(letter="-C"), "CECILL-C"),
        ("a.py", "# Distribué sous la licence CeCILL version 2.1\n", "CECILL-2.1"),
        ("a.java", EUPL, "EUPL-1.2"),
        ("a.java", "// Licence publique de l’Union européenne, version 1.2\n", "EUPL-1.2"),
        ("a.md", "Les données sont publiées sous Licence Ouverte / Open Licence version 2.0\n", "etalab-2.0"),
        ("a.md", "Les données sont diffusées sous licence ODbL.\n", "ODbL-1.0"),
        ("composer.json", '{"license": ["MIT", "GPL-3.0-or-later"]}', "MIT OR GPL-3.0-or-later"),
        ("a.py", "# Publié par la direction, licence à choisir\n", ""),
    ],
)
def test_what_a_file_means(read: Read, path: str, text: str, meant: str) -> None:
    assert embedded.expression_of(read(path, text)) == meant


def test_scancode_s_verdict_is_kept_beside_ours(read: Read) -> None:
    reading = read("a.py", "# Distribué sous licence AGPL v3 ou ultérieure\n")
    assert reading.findings[0].data["expression"] == reading.summary["expression"] == "AGPL-3.0-only"
    [correction] = embedded.corrections_of(reading)
    assert (correction.rule, correction.line, correction.read) == ("or-later", 1, ("AGPL-3.0-only",))


def test_corrections_are_facts_with_their_rule(conclude: Conclude) -> None:
    tree = {"a.py": header("-C"), "b.py": header("-C"), "sub/composer.json": '{"license": ["MIT", "GPL-3.0-or-later"]}'}
    facts = conclude(tree)
    corrected = {fact.data["by"]: fact.data for fact in facts if fact.rule == "licence-corrected"}
    assert corrected["cecill"]["read"] == ["CECILL-2.0"]
    assert (corrected["cecill"]["meant"], corrected["cecill"]["files"]) == ("CECILL-C", 2)
    assert corrected["manifest"]["meant"] == "MIT OR GPL-3.0-or-later"
    embedded_ = {fact.data["expression"]: fact.data["files"] for fact in facts if fact.rule == "licence-embedded"}
    assert embedded_ == {"CECILL-C": 2, "MIT OR GPL-3.0-or-later": 1}


def test_a_cecill_header_without_a_version_is_of_the_declared_one(conclude: Conclude) -> None:
    tree = {
        "README.md": "Ce logiciel est publié sous licence CeCILL 2.1.\n",
        "a.py": header(""),
        "b.py": ENGLISH.format(letter=""),
    }
    assert [fact for fact in conclude(tree) if fact.rule == "licence-embedded"] == []
    del tree["README.md"]
    [fact] = [fact for fact in conclude(tree) if fact.rule == "licence-embedded"]
    assert (fact.data["expression"], fact.data["files"]) == ("CECILL-2.0", 2)


def test_a_missed_notice_is_embedded_too(conclude: Conclude) -> None:
    [fact] = [fact for fact in conclude({"a.java": EUPL}) if fact.rule == "licence-embedded"]
    assert (fact.data["expression"], fact.line) == ("EUPL-1.2", 1)


@pytest.mark.parametrize(
    ("readme", "meant"),
    [
        ("# Outil\n\n## Licence\n\nCe projet est sous licence AGPL v3 ou ultérieure.\n", "AGPL-3.0-or-later"),
        ("# Outil\n\nCode publié sous licence MIT.\n", "MIT"),
        ("# Outil\n\nFait avec amour, par des étudiants, with MIT researchers.\n", ""),
        ("# Outil\n\nPublished with an MIT licence.\n", "MIT"),
        ("![](https://img.shields.io/badge/licence-AGPL--3.0--or--later-blue.svg)\n", "AGPL-3.0-or-later"),
        ("![](https://img.shields.io/badge/License-EUPL%201.2-green)\n", "EUPL-1.2"),
        ("# Données\n\n## Licence\n\nLicence Ouverte / Open Licence 2.0 d'Etalab\n", "etalab-2.0"),
        ("# Données\n\n## Licence\n\nOpen Database License (ODbL)\n", "ODbL-1.0"),
        ("# Outil\n\nLicence\n-------\n\nLicence publique de l'Union européenne v. 1.2\n", "EUPL-1.2"),
    ],
)
def test_readmes_in_french(conclude: Conclude, readme: str, meant: str) -> None:
    [fact] = [fact for fact in conclude({"README.md": readme}) if fact.rule == "licence-declared"]
    values: dict[str, Any] = fact.data
    assert values["expression"] == meant
