# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Who a file says holds rights in it; persons stay unnamed."""

import pytest

from scanner.detectors.rights.lexicon import compile_lexicon
from scanner.models import Confidence
from scanner.policies import load_policy
from tests.scanner.detectors.rights.conftest import Found, Read

LEXICON = compile_lexicon(load_policy("rights"))


def _holders(read: Read, line: str, path: str = "a.c") -> list[list[object]]:
    return list(read(f"{line}\n", path).summary.get("holders", []))


# REUSE-IgnoreStart
@pytest.mark.parametrize(
    ("line", "holder"),
    [
        ("// Copyright (c) 2019-2021 Capgemini. All rights reserved.", ["contractor", "Capgemini", 2019, 2021]),
        ("# © Sopra Steria", ["contractor", "Sopra Steria", 0, 0]),
        ("# @copyright 2020, Ministère de l'Intérieur", ["administration", "Ministère de l'Intérieur", 2020, 2020]),
        ("/* Copyright © Ministère de l’Intérieur */", ["administration", "Ministère de l'Intérieur", 0, 0]),
        ("# SPDX-FileCopyrightText: 2024 DINUM <contact@exemple.fr>", ["administration", "DINUM", 2024, 2024]),
        ("<!-- &copy; 2014 IGN - Tous droits réservés -->", ["administration", "IGN", 2014, 2014]),
        ("// 2019 © Onepoint", ["contractor", "Onepoint", 2019, 2019]),
        (" * (C) Copyright 2002-2005, Exemple Inc. https://exemple.fr", ["organization", "Exemple Inc", 2002, 2005]),
        ("// Copyright 2011-2016 The Bootstrap Authors", ["project", "The Bootstrap Authors", 2011, 2016]),
        ("// Copyright (c) 2014-present, Facebook, Inc.", ["project", "Facebook, Inc", 2014, 2014]),
        (" * @author CGI", ["contractor", "CGI", 0, 0]),
        ("// (c) Inetum 2021", ["contractor", "Inetum", 2021, 2021]),
        ("# Développé par Sopra Steria pour la DGFiP", ["contractor", "Sopra Steria", 0, 0]),
        (" * Auteur : Atos", ["contractor", "Atos", 0, 0]),
    ],
)
def test_statements_in_both_languages(line: str, holder: list[object], read: Read) -> None:
    [row] = _holders(read, line)
    assert row[:4] == holder


# REUSE-IgnoreEnd


@pytest.mark.parametrize(
    "line",
    [
        "// The above copyright notice and this permission notice",
        "// copyright holders and contributors",
        "// Copyright [yyyy] [name of copyright owner]",
        "# Copyright (C) YEAR THE PACKAGE'S COPYRIGHT HOLDER",
        "switch (c) { case (c): Exemple }",
        "(c) You must retain, in the Source form of any Derivative Works",
        "// copyright law",
        "// Author: Camille Exemple",
        "author = Exemple",
        "développé par nos soins",
        "$t = 'autorisÃ© Exemple';",
    ],
)
def test_words_about_copyright_are_no_statement(line: str, read: Read) -> None:
    assert _holders(read, line) == []


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("// Copyright 2004 Camille Exemple", "person"),
        ("// Copyright 2004 Camille Exemple <camille@exemple.fr>", "person"),
        (" * @author cexemple", "person"),
        (" * @author Camille Exemple", "person"),
        ("// Copyright 2004 Zzyzx", "unknown"),
    ],
)
def test_persons_are_counted_never_named(line: str, kind: str, read: Read) -> None:
    reading = read(f"{line}\n", "a.c")
    assert [row[0] for row in reading.summary["holders"]] == [kind]
    assert "xemple" not in reading.model_dump_json()
    assert "zzyzx" not in reading.model_dump_json().lower()


@pytest.mark.parametrize(
    "line",
    [
        "// Copyright (c) 2015 Camille Exemple, INSEE",
        "// Copyright (c) 2015 Camille Exemple INSEE",
        "// Copyright (c) 2015 INSEE, Camille Exemple",
        " * @author camille exemple INSEE",
        " * @author Camille (INSEE) wrote most of this",
    ],
)
def test_a_person_beside_an_organization_stays_unnamed(line: str, read: Read) -> None:
    reading = read(f"{line}\n", "a.c")
    assert [row[:2] for row in reading.summary["holders"]] == [["administration", "INSEE"]]
    assert "camille" not in reading.model_dump_json().lower()


def test_the_domain_of_an_address_tells_the_employer(read: Read, found: Found) -> None:
    line = " * @author Camille Exemple <camille.exemple@capgemini.com>"
    assert found(f"{line}\n", "A.java") == {"rights-contractor": (1, Confidence.MEDIUM)}
    assert "camille" not in read(f"{line}\n", "A.java").model_dump_json().lower()


def test_a_contractor_is_a_finding_at_its_line(read: Read) -> None:
    [finding] = read("\n# Copyright (c) 2020 Atos Worldline\n", "a.py").findings
    assert (finding.rule, finding.line, finding.confidence) == ("rights-contractor", 2, Confidence.HIGH)
    assert finding.data["holder"] == "Atos Worldline"


def test_ordinary_words_count_only_as_the_whole_name(read: Read) -> None:
    [row] = _holders(read, "// Copyright 2013 Open Data Institute")
    assert row[0] == "organization"
    [row] = _holders(read, "// Copyright 2013 Open")
    assert row[0] == "contractor"


def test_each_holder_once_with_all_its_years(read: Read) -> None:
    text = "// Copyright 2015 DINUM\n// Copyright 2011-2012 DINUM\n"
    [row] = read(text, "a.c").summary["holders"]
    assert row[2:5] == [2011, 2015, 1]


def test_an_institution_s_name_goes_on_at_the_next_line(read: Read) -> None:
    [row] = read("/*\n * Copyright (C) 2005 Institut\n * Géographique National\n */\n", "A.java").summary["holders"]
    assert row[:5] == ["administration", "Institut Géographique National", 2005, 2005, 2]


def test_the_author_of_a_licence_s_text_holds_nothing(read: Read) -> None:
    text = "GNU AFFERO GENERAL PUBLIC LICENSE\nCopyright (C) 2007 Free Software Foundation, Inc. <https://fsf.org/>\n"
    assert read(text, "LICENSE").summary.get("holders") is None
