# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""One licence out of the texts, manifests, REUSE annotations and README that declare one."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from scanner.models import Fact

Conclude = Callable[[Mapping[str, str | bytes]], list[Fact]]
Text = Callable[[str], str]

HEADER = "# This program is free software: you can redistribute it and/or modify it under the terms of the GNU Affero\n"
HEADER += "# General Public License as published by the Free Software Foundation, either version 3 of the License, or\n"
HEADER += "# (at your option) any later version.\n"


def declared(facts: list[Fact]) -> dict[str, Any]:
    [fact] = [fact for fact in facts if fact.rule == "licence-declared"]
    return fact.data


@pytest.mark.parametrize("name", ["LICENCE", "licence.txt", "License.md", "COPYING", "LICENSE.fr.md", "UNLICENSE"])
def test_a_licence_file_in_any_spelling(conclude: Conclude, license_text: Text, name: str) -> None:
    key, meant = ("unlicense", "Unlicense") if name == "UNLICENSE" else ("mit", "MIT")
    assert declared(conclude({name: license_text(key)}))["expression"] == meant


def test_files_named_after_their_licences_are_a_choice(conclude: Conclude, license_text: Text) -> None:
    data = declared(conclude({"LICENSE-APACHE": license_text("apache-2.0"), "LICENSE-MIT": license_text("mit")}))
    assert data["expression"] == "Apache-2.0 OR MIT"


def test_files_named_after_what_they_cover_all_hold(conclude: Conclude, license_text: Text) -> None:
    data = declared(conclude({"LICENCE-2D.md": license_text("mit"), "LICENCE-3D.md": license_text("apache-2.0")}))
    assert data["expression"] == "MIT AND Apache-2.0"


def test_several_plain_licence_files_all_hold(conclude: Conclude, license_text: Text) -> None:
    data = declared(conclude({"LICENSE": license_text("mit"), "LICENSE-data": license_text("odbl-1.0")}))
    assert data["expression"] == "MIT AND ODbL-1.0"


def test_the_lesser_licence_in_its_own_file_is_the_licence(conclude: Conclude, license_text: Text) -> None:
    data = declared(conclude({"COPYING": license_text("gpl-3.0"), "COPYING.LESSER": license_text("lgpl-3.0")}))
    assert data["expression"] == "LGPL-3.0-only"


def test_texts_of_third_parties_declare_nothing(conclude: Conclude, license_text: Text) -> None:
    tree = {"LICENSE": license_text("mit"), "THIRD_PARTY_LICENSES.txt": license_text("gpl-2.0")}
    assert declared(conclude(tree))["expression"] == "MIT"


def test_headers_say_or_later_where_the_text_cannot(conclude: Conclude, license_text: Text) -> None:
    assert declared(conclude({"LICENSE": license_text("agpl-3.0")}))["expression"] == "AGPL-3.0-only"
    data = declared(conclude({"LICENSE": license_text("agpl-3.0"), "main.py": HEADER + "print(1)\n"}))
    assert data["expression"] == "AGPL-3.0-or-later"


def test_a_manifest_tells_which_text_of_a_file_is_the_project_s(conclude: Conclude, license_text: Text) -> None:
    text = license_text("mit") + "\n\n-----\n\n" + license_text("isc")
    data = declared(conclude({"LICENSE": text, "package.json": '{"license": "MIT"}'}))
    assert (data["expression"], data["agreement"]) == ("MIT", "agree")


def test_reuse_annotations_on_all_files_declare(conclude: Conclude, license_text: Text) -> None:
    # REUSE-IgnoreStart
    toml = 'version = 1\n\n[[annotations]]\npath = "img/**"\nSPDX-License-Identifier = "CC0-1.0"\n'
    toml += '\n[[annotations]]\npath = ["**"]\nSPDX-License-Identifier = "EUPL-1.2"\n'
    # REUSE-IgnoreEnd
    tree = {"LICENSES/CC0-1.0.txt": license_text("cc0-1.0"), "LICENSES/EUPL-1.2.txt": license_text("eupl-1.2")}
    data = declared(conclude({**tree, "REUSE.toml": toml}))
    assert (data["expression"], data["agreement"]) == ("EUPL-1.2", "agree")
    assert {"path": "REUSE.toml", "line": 9, "expression": "EUPL-1.2", "kind": "reuse"} in data["sources"]


def test_what_two_sources_say_apart_is_a_conflict(conclude: Conclude, license_text: Text) -> None:
    data = declared(conclude({"LICENSE": license_text("mit"), "composer.json": '{"license": "GPL-3.0-or-later"}'}))
    assert (data["expression"], data["agreement"]) == ("MIT", "conflict")
