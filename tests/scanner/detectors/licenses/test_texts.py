# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A licence file declares the texts that it holds: all of them, in choice or together, but not those of parts."""

from collections.abc import Callable, Mapping

import pytest

from scanner.detectors.licenses import expressions
from scanner.models import Fact, Reading

Conclude = Callable[[Mapping[str, str | bytes]], list[Fact]]
Read = Callable[[str, str | bytes], Reading]
Text = Callable[[str], str]


def stated(reading: Reading) -> tuple[str, int]:
    said = reading.summary["states"]
    return said["expression"], said["line"]


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("mit", "MIT"),
        ("apache-2.0", "Apache-2.0"),
        ("agpl-3.0", "AGPL-3.0-only"),
        ("mpl-2.0", "MPL-2.0"),
        ("eupl-1.2", "EUPL-1.2"),
        ("cecill-2.1-fr", "CECILL-2.1"),
        ("cecill-b-en", "CECILL-B"),
        ("etalab-2.0-fr", "etalab-2.0"),
        ("odbl-1.0", "ODbL-1.0"),
    ],
)
def test_a_text_is_its_licence(read: Read, license_text: Text, key: str, meant: str) -> None:
    assert stated(read("LICENSE", license_text(key)))[0] == meant


def test_a_text_with_its_own_copyright_and_layout_is_its_licence(read: Read, license_text: Text) -> None:
    words = license_text("bsd-new").split()
    text = "# Licence\n\nCopyright © 2026, Commune d’Exemple\n\n" + "\n".join(
        " ".join(words[n : n + 9]) for n in range(0, len(words), 9)
    )
    assert stated(read("LICENSE.md", text))[0] == "BSD-3-Clause"


def test_texts_in_choice(read: Read, license_text: Text) -> None:
    lead = "This software is available under either of two licences, at your option.\n\n"
    text = lead + license_text("mit") + "\n\n-----\n\n" + license_text("apache-2.0")
    assert stated(read("LICENSE", text)) == ("MIT OR Apache-2.0", 3)


def test_texts_that_all_hold(read: Read, license_text: Text) -> None:
    text = license_text("mit") + "\n\n-----\n\n" + license_text("isc")
    assert stated(read("LICENSE", text))[0] == "MIT AND ISC"


def test_a_tag_above_the_texts_says_how_they_go_together(read: Read, license_text: Text) -> None:
    # REUSE-IgnoreStart
    tag = "SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-or-later\n\n"
    # REUSE-IgnoreEnd
    text = tag + license_text("apache-2.0") + "\n\n" + license_text("gpl-2.0")
    assert stated(read("LICENSE", text))[0] == "Apache-2.0 OR GPL-2.0-or-later"


@pytest.mark.parametrize(
    "lead",
    [
        "Portions of this software were derived from yajl, under this licence:",
        "The files in vendor/ are under the following licence.",
        "Les fichiers du dossier carte/ proviennent d’un tiers :",
    ],
)
def test_a_text_of_a_part_is_not_the_repository_s(read: Read, license_text: Text, lead: str) -> None:
    text = f"{license_text('mit')}\n\n=====\n\n{lead}\n\n{license_text('bsd-new')}"
    assert stated(read("LICENSE", text))[0] == "MIT"


def test_texts_of_parts_are_embedded(conclude: Conclude, license_text: Text) -> None:
    lead = "\n\n=====\n\nThe files in vendor/ are under the following licence.\n\n"
    text = license_text("mit") + lead + license_text("bsd-new")
    [fact] = [fact for fact in conclude({"LICENSE": text}) if fact.rule == "licence-embedded"]
    assert (fact.path, fact.data["expression"]) == ("LICENSE", "BSD-3-Clause")
    assert fact.line > 20


def test_a_notice_above_the_texts_of_parts_is_the_licence(read: Read, license_text: Text) -> None:
    lead = "Licensed under the CeCILL-B license.\n\nThird-Party Code\n\nThis software includes the following:\n\n"
    assert stated(read("LICENSE.md", lead + license_text("mit") + "\n\n" + license_text("isc"))) == ("CECILL-B", 1)


def test_a_licence_named_twice_is_named_once(read: Read) -> None:
    text = "Licence : AGPL v3 ou ultérieure.\nVoir la licence publique générale Affero GNU version 3.\n"
    assert stated(read("LICENCE", text))[0] == "AGPL-3.0-or-later"


def test_the_lesser_licence_comes_with_the_text_that_it_adds_to(read: Read, license_text: Text) -> None:
    text = license_text("lgpl-3.0") + "\n\n" + license_text("gpl-3.0")
    assert expressions.families(stated(read("COPYING", text))[0]) == {"LGPL-3.0"}


def test_a_notice_is_joined_with_what_else_it_names(read: Read) -> None:
    text = "The code is under the MIT License. The documentation is under the Creative Commons CC-BY-4.0 license.\n"
    assert expressions.families(stated(read("LICENSE", text))[0]) == {"MIT", "CC-BY-4.0"}


def test_a_hostile_licence_file_is_read_within_bounds(read: Read) -> None:
    assert "states" not in read("LICENSE", "permission redistribution copyright " * 30_000).summary
