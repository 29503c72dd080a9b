# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Licences as administrations name them, in French and English."""

import pytest

from scanner.detectors.licenses import names


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("AGPL v3 ou ultérieure", "AGPL-3.0-or-later"),
        ("licence AGPLv3 ou toute version ultérieure", "AGPL-3.0-or-later"),
        ("GNU GPL v3, ou (à votre choix) toute version ultérieure", "GPL-3.0-or-later"),
        ("Licence publique générale GNU version 3", "GPL-3.0-only"),
        ("Licence publique générale Affero GNU version 3 ou ultérieure", "AGPL-3.0-or-later"),
        ("GNU Lesser General Public License v2.1", "LGPL-2.1-only"),
        ("GNU General Public License v3 or later (GPLv3+)", "GPL-3.0-or-later"),
        ("GPL-3.0+", "GPL-3.0-or-later"),
        ("CeCILL v2.1", "CECILL-2.1"),
        ("licence CeCILL-B", "CECILL-B"),
        ("cecill-c", "CECILL-C"),
        ("licence publique de l’Union européenne (« EUPL ») version 1.2", "EUPL-1.2"),
        ("European Union Public Licence (EUPL) v1.2", "EUPL-1.2"),
        ("Licence Ouverte / Open Licence version 2.0", "etalab-2.0"),
        ("licence ouverte Etalab 2.0", "etalab-2.0"),
        ("Apache License, Version 2.0", "Apache-2.0"),
        ("Apache 2", "Apache-2.0"),
        ("New BSD License", "BSD-3-Clause"),
        ("Open Database License", "ODbL-1.0"),
        ("CC BY-SA 4.0", "CC-BY-SA-4.0"),
        ("The MIT License (MIT)", "MIT"),
        ("MIT/Apache-2.0", "MIT OR Apache-2.0"),
        ("MIT ou CeCILL 2.1", "MIT OR CECILL-2.1"),
        ("code sous MIT et données sous licence ouverte 2.0", "MIT AND etalab-2.0"),
    ],
)
def test_a_name_means_an_spdx_expression(said: str, meant: str) -> None:
    assert names.expression_of(said) == meant


@pytest.mark.parametrize("said", ["", "BSD", "licence CeCILL", "propriétaire", "permit", "see LICENSE", "x" * 5_000])
def test_what_names_no_precise_licence_means_nothing(said: str) -> None:
    assert names.expression_of(said) == ""


def test_names_are_found_in_a_text_with_their_places() -> None:
    text = "Le code est sous licence MIT ; les données, sous Licence Ouverte 2.0."
    found = list(names.find(text))
    assert [name.expression for name in found] == ["MIT", "etalab-2.0"]
    assert text[found[1].start : found[1].end] == "Licence Ouverte 2.0"


def test_a_hostile_text_is_searched_within_bounds() -> None:
    assert list(names.find(("licence publique de " * 10_000) + "EUPL 1.2")) == []
