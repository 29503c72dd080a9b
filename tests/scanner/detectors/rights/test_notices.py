# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Notices that reserve rights: where they are clues, and where the same words say nothing."""

from pathlib import Path
from typing import Any

import pytest

from scanner.detectors.rights import rights_detector
from scanner.errors import UsageError
from scanner.models import Confidence, Outcome
from scanner.policies import load_policy
from tests.scanner.detectors.rights.conftest import Found, Read

_POLICY = load_policy("rights").data
_NOTICES = {row["id"]: row for row in _POLICY["notices"]}
MIT = "Permission is hereby granted, free of charge, to any person obtaining a copy of this software"


def _cases(key: str) -> list[tuple[str, str]]:
    return [(rule, line) for rule, row in _NOTICES.items() for line in row[key]]


def _path(line: str) -> str:
    return "code.c" if line.lstrip()[:1] in {"/", "#", "*", "-"} else "LISEZMOI.txt"


class TestPolicy:
    @pytest.mark.parametrize(("rule", "line"), _cases("examples"))
    def test_each_rule_finds_its_examples(self, rule: str, line: str, found: Found) -> None:
        assert f"rights-{rule}" in found(f"\n{line}\n", _path(line))

    @pytest.mark.parametrize(("rule", "line"), _cases("counterexamples"))
    @pytest.mark.parametrize("path", ["code.c", "doc.md"])
    def test_no_rule_takes_its_counterexamples(self, rule: str, line: str, path: str, found: Found) -> None:
        assert found(f"\n{line}\n", path) == {}, rule

    @pytest.mark.parametrize("product", _POLICY["products"], ids=lambda product: product["name"])
    def test_a_product_s_pattern_needs_one_of_its_words(self, product: dict[str, Any], found: Found) -> None:
        for word in product["words"]:
            assert found(f"/*! About {word.upper()} */", "a.js").keys() <= {"rights-commercial-product"}

    def test_a_broken_pattern_is_named_with_its_file(self, tmp_path: Path) -> None:
        text = load_policy("rights").path.read_text(encoding="utf-8")
        (tmp_path / "rights.yml").write_text(text.replace(r"\btous (?:les )?droits?", "(tous"), encoding="utf-8")
        with pytest.raises(UsageError, match="regular expression"):
            rights_detector(load_policy("rights", tmp_path))

    def test_another_policy_is_another_version(self, tmp_path: Path) -> None:
        text = load_policy("rights").path.read_text(encoding="utf-8")
        (tmp_path / "rights.yml").write_text(text.replace("capgemini.com", "exemple.com"), encoding="utf-8")
        own, shipped = load_policy("rights", tmp_path), load_policy("rights")
        assert rights_detector(own).version != rights_detector(shipped).version


class TestReserved:
    def test_rights_reserved_above_code_without_a_licence(self, found: Found) -> None:
        code = "// Copyright (c) 2020 Exemple SA\n// Tous droits réservés.\nint main() {}\n"
        assert found(code, "src/main.c") == {"rights-all-rights-reserved": (2, Confidence.MEDIUM)}

    # REUSE-IgnoreStart
    @pytest.mark.parametrize(
        "licence",
        [
            MIT,
            "Redistribution and use in source and binary forms",
            "SPDX-License-Identifier: MIT",
            "sous licence CeCILL-B",
        ],
    )
    def test_beside_a_licence_they_say_nothing(self, licence: str, found: Found) -> None:
        code = f"/*\n * Copyright (c) 2020 Exemple. All rights reserved.\n *\n * {licence}\n */\nint main() {{}}\n"
        assert found(code, "src/main.c") == {}

    # REUSE-IgnoreEnd

    def test_a_licence_far_below_is_not_beside(self, found: Found) -> None:
        code = f"// All rights reserved.\n{'int a;' * 2000}\n// {MIT}\n"
        assert "rights-all-rights-reserved" in found(code, "src/main.c")

    def test_the_foot_of_a_page_is_a_weak_clue(self, found: Found) -> None:
        page = "<html>\n<footer>© 2020 Exemple, tous droits réservés</footer>\n</html>"
        assert found(page, "templates/base.html")["rights-all-rights-reserved"] == (2, Confidence.LOW)

    def test_text_shown_by_code_is_a_weak_clue(self, found: Found) -> None:
        code = 'footer = "Tous droits réservés"\n'
        assert found(code, "app/footer.py")["rights-all-rights-reserved"] == (1, Confidence.LOW)

    def test_a_licence_file_that_only_reserves_rights(self, found: Found) -> None:
        assert "rights-all-rights-reserved" in found("© Exemple\n\nTous droits réservés.\n", "LICENSE")

    def test_headers_of_vendored_code_are_not_ours_to_list(self, found: Found) -> None:
        code = "// Copyright Capgemini. All rights reserved.\n// DO NOT DISTRIBUTE\n"
        assert found(code, "node_modules/a/index.js") == {}
        assert "rights-state-marking" in found("// DIFFUSION RESTREINTE\n", "third_party/a/index.js")


class TestEncodings:
    LINE = "/* Ce logiciel est la propriété exclusive de l’éditeur */"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
    def test_accents_whatever_the_encoding(self, encoding: str, found: Found) -> None:
        assert found(f"int a;\r\n{self.LINE}\r\n".encode(encoding), "a.c")["rights-exclusive-property"][0] == 2

    def test_capitals_lose_their_accents_too(self, found: Found) -> None:
        assert "rights-all-rights-reserved" in found("# TOUS DROITS RÉSERVÉS\n", "a.py")

    def test_the_top_of_data_is_cut_between_lines(self, found: Found) -> None:
        data = "# Propriété exclusive de l’éditeur\n" + "é;" * 199_950
        assert "rights-exclusive-property" in found(data, "a.csv")

    def test_binary_content_says_nothing(self, read: Read) -> None:
        reading = read(b"\0\1\2 All rights reserved. \0", "a.c")
        assert (reading.findings, reading.summary) == ((), {})

    def test_a_very_long_line_is_searched_around_the_words(self, found: Found) -> None:
        code = "/*!" + "x" * 50_000 + " end user license agreement " + "y" * 50_000 + "*/"
        assert found(code, "a.min.js") == {"rights-end-user-licence": (1, Confidence.HIGH)}


class TestMarkings:
    @pytest.mark.parametrize(
        "line", ["# DIFFUSION RESTREINTE", "** Diffusion Restreinte **", "// Confidentiel-Défense"]
    )
    def test_a_marking_alone_on_its_line(self, line: str, found: Found) -> None:
        assert "rights-state-marking" in found(f"{line}\n", _path(line))

    def test_the_word_in_a_sentence_is_not_one(self, found: Found) -> None:
        assert found("# la diffusion restreinte d’un message\n", "a.py") == {}

    def test_the_value_of_a_variable_is_not_one(self, found: Found) -> None:
        assert found('NIVEAU = "CONFIDENTIEL"\nCONFIDENTIEL\n', "a.py") == {}


class TestProducts:
    BANNER = "/*\n Highcharts JS v8.0.0 (2019-12-10)\n\n (c) 2009-2018\n\n License: www.highcharts.com/license\n*/\n"

    def test_sold_software_is_told_by_its_banner(self, read: Read) -> None:
        [finding] = read(self.BANNER + "var a;", "static/highcharts.js").findings
        assert (finding.rule, finding.line, finding.data["product"]) == ("rights-commercial-product", 6, "Highcharts")
        assert finding.data["source"].startswith("https://")

    def test_further_down_in_a_bundle_too(self, found: Found) -> None:
        bundle = "/*! a */" + "var a=1;" * 2_000 + "\n/*! License: www.highcharts.com/license */"
        assert "rights-commercial-product" in found(bundle, "dist/app.min.js")

    def test_code_that_uses_it_is_not_it(self, found: Found) -> None:
        assert found("import Highcharts from 'highcharts'\nconst url = 'www.highcharts.com/license'\n", "a.js") == {}


class TestManifests:
    @pytest.mark.parametrize(
        ("path", "content", "line"),
        [
            ("package.json", '{\n "name": "a",\n "license": "UNLICENSED",\n "private": true\n}', 3),
            ("composer.json", '{"name": "a/b",\n "license": "proprietary"}', 2),
            ("pyproject.toml", '[project]\nname = "a"\nclassifiers = [\n"License :: Other/Proprietary License"]\n', 4),
        ],
    )
    def test_a_manifest_that_grants_nothing(self, path: str, content: str, line: int, found: Found) -> None:
        assert found(content, path)["rights-unlicensed-manifest"] == (line, Confidence.HIGH)

    def test_private_alone_only_means_unpublished(self, found: Found) -> None:
        assert found('{"name": "a", "private": true, "license": "MIT"}', "package.json") == {}

    @pytest.mark.parametrize("content", ["", "{", "[]", '{"name": 3, "license": {}}', "\ufeff{}"])
    def test_odd_manifests_stop_nothing(self, content: str, found: Found) -> None:
        assert found(content + " ", "package.json") == {}


class TestHostile:
    """Sizes that take minutes, or for ever, where a pattern backtracks or a line is looked through again and again."""

    @pytest.mark.parametrize(
        "content",
        [
            b"// copyright " + b" " * 900 + b"x\n",
            b"all rights reserved " * 20_000,
            b"licensed " * 20_000,
            b"copyright (c) " * 20_000,
            b"/*!" * 50_000,
            b"reproduction " + b"a, " * 50_000 + b"interdite",
        ],
    )
    @pytest.mark.parametrize("path", ["a.c", "a.min.js", "LICENSE", "a.html"])
    def test_repetitions(self, content: bytes, path: str, read: Read) -> None:
        assert read(content, path).blob

    def test_a_file_of_notices_is_bounded_and_says_so(self, read: Read) -> None:
        reading = read("// All rights reserved\n" * 2_500, "a.c")
        assert (reading.outcome, len(reading.findings)) == (Outcome.BOUNDED, 100)
        assert "notices" in reading.reason

    def test_names_that_look_like_archives(self, read: Read) -> None:
        name = "lib/" + "a-1b-" * 40 + ".jar"
        assert read(b"PK\3\4", name).summary == {}
