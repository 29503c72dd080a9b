# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a whole repository is said to hold of others."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.database import Store
from scanner.detectors.interface import Content
from scanner.detectors.rights import RightsDetector
from scanner.git import mirror_folder
from scanner.models import Change, Confidence, Fact, Snapshot, TreeFile
from scanner.scan import scan_repository
from tests.conftest import MakeRepository
from tests.scanner.detectors.trees import Files, facts_of, of_rule

Concluded = Callable[[Files], list[Fact]]

MIT = "MIT License\n\nPermission is hereby granted, free of charge, to any person obtaining a copy\n"
CODE = "x = 1\n"
JQUERY = "/*! jQuery v3.4.1 | (c) JS Foundation and other contributors | jquery.org/license */\nvar a;"


def components(facts: list[Fact]) -> dict[str, tuple[str, str, str, bool]]:
    return {
        fact.path: (fact.data["name"], fact.data["version"], fact.data["licence"], fact.data["licensed"])
        for fact in of_rule(facts, "rights-vendored")
    }


@pytest.fixture
def concluded(detector: RightsDetector) -> Concluded:
    return lambda files: facts_of(detector, files)


class TestComponents:
    def test_those_of_npm_each_once_with_their_manifest(self, concluded: Concluded) -> None:
        files = {
            "index.js": CODE,
            "node_modules/left/package.json": '{"name": "left", "version": "1.2.3", "license": "MIT"}',
            "node_modules/left/index.js": CODE,
            "node_modules/@scope/right/package.json": '{"name": "@scope/right", "version": "2.0.0"}',
            "node_modules/left/node_modules/deep/package.json": '{"name": "deep", "version": "0.1", "license": "ISC"}',
            "node_modules/.bin/left": CODE,
        }
        assert components(concluded(files)) == {
            "node_modules/left": ("left", "1.2.3", "MIT", True),
            "node_modules/@scope/right": ("@scope/right", "2.0.0", "", False),
            "node_modules/left/node_modules/deep": ("deep", "0.1", "ISC", True),
        }

    def test_those_of_composer(self, concluded: Concluded) -> None:
        files = {
            "vendor/autoload.php": "<?php",
            "vendor/acme/tool/composer.json": '{"name": "acme/tool", "license": "BSD-3-Clause"}',
            "vendor/acme/tool/src/Tool.php": "<?php",
        }
        assert components(concluded(files)) == {"vendor/acme/tool": ("acme/tool", "", "BSD-3-Clause", True)}

    def test_a_folder_named_for_others_code_that_carries_its_licence(self, concluded: Concluded) -> None:
        files = {"src/main.c": CODE, "third_party/zip/LICENSE": MIT, "third_party/zip/zip.c": CODE}
        assert components(concluded(files)) == {"third_party/zip": ("zip", "", "MIT", True)}

    def test_an_unpacked_release_with_its_licence_archives_included(self, concluded: Concluded) -> None:
        files: Files = {
            "outil-1.7.1/LICENSE": MIT,
            "outil-1.7.1/lib/outil.jar": b"PK\3\4",
            "src/main.c": CODE,
            "v-1.2/a.c": CODE,
        }
        assert components(concluded(files)) == {"outil-1.7.1": ("outil", "1.7.1", "MIT", True)}

    def test_a_list_of_others_licences_is_not_a_component_s_own(self, concluded: Concluded) -> None:
        files: Files = {
            "static/outil-4.1/licenses.txt": MIT,
            "static/outil-4.1/Outil - End User License Agreement.pdf": b"%PDF",
        }
        facts = concluded(files)
        assert components(facts)["static/outil-4.1"][2] == ""
        [fact] = of_rule(facts, "rights-named-file")
        assert fact.path.endswith(".pdf")

    def test_one_without_a_licence_is_said_so(self, concluded: Concluded) -> None:
        facts = concluded({"third_party/zip/zip.c": CODE, "third_party/zip/zip.h": CODE})
        [fact] = of_rule(facts, "rights-vendored")
        assert (fact.data["licensed"], fact.data["files"], fact.data["size"]) == (False, 2, 12)
        assert "no licence" in fact.message

    def test_a_folder_called_vendor_may_be_a_module_of_ours(self, concluded: Concluded) -> None:
        assert components(concluded({"app/vendor/models.py": CODE, "app/vendor/views.py": CODE})) == {}

    def test_scripts_are_told_by_their_banner_copies_together(self, concluded: Concluded) -> None:
        facts = concluded({"static/jquery.js": JQUERY, "static/jquery.min.js": JQUERY + "a()", "static/app.js": CODE})
        assert components(facts) == {"static/jquery.js": ("jQuery", "3.4.1", "", True)}
        assert of_rule(facts, "rights-vendored")[0].data["files"] == 2

    @pytest.mark.parametrize(
        ("banner", "told"),
        [
            ("/*! jQuery v@1.8.1 jquery.com | jquery.org/license */", ("jQuery", "1.8.1", "", True)),
            (
                "/*!\n * Chart.js\n * Version: 2.7.2\n * Released under the MIT license\n */",
                ("Chart.js", "2.7.2", "MIT", True),
            ),
            ("// moment.js\n// version : 2.10.6\n// license : MIT\n", ("moment.js", "2.10.6", "MIT", True)),
            ("/* @preserve\n * Leaflet 1.7.1, a JS library for maps\n */", ("Leaflet", "1.7.1", "", False)),
            ("/*!\n * name: Diapo\n * version: 1.0\n */", ("Diapo", "1.0", "", False)),
        ],
    )
    def test_banners_of_all_kinds(self, banner: str, told: tuple[str, str, str, bool], concluded: Concluded) -> None:
        assert components(concluded({"js/x.js": f"{banner}\nvar a;"})) == {"js/x.js": told}

    @pytest.mark.parametrize(
        "banner", ["/* Mes styles */", "/* Version du 2.3.2014 */", "'use strict';\n/* global a */"]
    )
    def test_comments_that_name_nothing(self, banner: str, concluded: Concluded) -> None:
        assert components(concluded({"js/x.js": f"{banner}\nvar a;"})) == {}

    def test_a_banner_of_ours_is_not_others_code(self, concluded: Concluded) -> None:
        ours = "/*! Exemple v1.0.0 | © Ministère de la Culture | MIT */\nvar a;"
        files = {
            "dist/exemple.js": ours,
            "static/mien.js": "/*! mien v1.2.0 | MIT */",
            "package.json": '{"name": "mien", "version": "1.2.0"}',
        }
        assert components(concluded(files)) == {}

    def test_a_minified_copy_of_a_source_of_ours_is_not_others_code(self, concluded: Concluded) -> None:
        facts = concluded({"js/app.js": CODE, "js/app.min.js": "x=1", "js/inconnu-1.2.min.js": "y=1"})
        assert components(facts) == {"js/inconnu-1.2.min.js": ("inconnu", "1.2", "", False)}
        assert of_rule(facts, "rights-vendored")[0].confidence is Confidence.LOW

    def test_yarn_and_what_it_keeps(self, concluded: Concluded) -> None:
        facts = concluded(
            {
                ".yarn/releases/yarn-4.1.0.cjs": "// Copyright 2018 Capgemini\n",
                ".yarn/cache/left-pad-npm-1.3.0-0123456789-abcdefabcd.zip": b"PK\3\4",
            }
        )
        assert components(facts) == {
            ".yarn/releases/yarn-4.1.0.cjs": ("yarn", "4.1.0", "BSD-2-Clause", True),
            ".yarn/cache/left-pad-npm-1.3.0-0123456789-abcdefabcd.zip": ("left-pad", "1.3.0", "", False),
        }
        assert of_rule(facts, "rights-contractor") == []

    def test_a_licence_far_below_is_that_of_what_a_component_holds(self, concluded: Concluded) -> None:
        files = {"static/lib-2.1/a.js": CODE, "static/lib-2.1/demo/vendor/other/pieces/LICENSE": MIT}
        assert components(concluded(files))["static/lib-2.1"] == ("lib", "2.1", "", True)

    def test_archives_by_their_names(self, concluded: Concluded) -> None:
        facts = concluded({"lib/commons-lang-2.6.jar": b"PK\3\4", "gradle/wrapper/gradle-wrapper.jar": b"PK\3\4"})
        assert components(facts) == {
            "lib/commons-lang-2.6.jar": ("commons-lang", "2.6", "", False),
            "gradle/wrapper/gradle-wrapper.jar": ("gradle-wrapper", "", "Apache-2.0", True),
        }


class TestCoverage:
    def test_code_that_nothing_licenses(self, concluded: Concluded) -> None:
        [fact] = of_rule(concluded({"a.py": CODE, "b/c.py": CODE, "README.md": "# Exemple"}), "rights-unlicensed")
        assert (fact.path, fact.data["files"], fact.data["code_files"]) == ("", 2, 2)

    @pytest.mark.parametrize(
        ("path", "content"),
        [
            ("LICENSE", MIT),
            ("package.json", '{"name": "a", "license": "MIT"}'),
            ("README.md", "# Exemple\n\n## Licence\n\nCe projet est sous licence EUPL-1.2.\n"),
            ("LICENSES/MIT.txt", MIT),
        ],
    )
    def test_a_licence_at_the_root_covers_all(self, path: str, content: str, concluded: Concluded) -> None:
        assert of_rule(concluded({"a.py": CODE, path: content}), "rights-unlicensed") == []

    def test_a_licence_in_a_folder_covers_that_folder(self, concluded: Concluded) -> None:
        files = {"front/LICENSE": MIT, "front/a.js": CODE, "back/b.py": CODE, "back/c.py": f"# {MIT}"}
        [fact] = of_rule(concluded(files), "rights-unlicensed")
        assert [place["path"] for place in fact.data["places"]] == ["back/b.py"]

    def test_a_manifest_that_grants_nothing_covers_nothing(self, concluded: Concluded) -> None:
        facts = concluded({"a.js": CODE, "package.json": '{"name": "a", "license": "UNLICENSED"}'})
        assert len(of_rule(facts, "rights-unlicensed")) == len(of_rule(facts, "rights-unlicensed-manifest")) == 1

    # REUSE-IgnoreStart
    def test_reuse_asks_for_a_tag_a_file(self, concluded: Concluded) -> None:
        files = {
            "LICENSES/MIT.txt": MIT,
            "REUSE.toml": '[[annotations]]\npath = ["data/**", "*.cfg.py"]\nSPDX-License-Identifier = "MIT"\n',
            "a.py": "# SPDX-License-Identifier: MIT\n",
            "b.py": CODE,
            "b.py.license": "SPDX-License-Identifier: MIT\n",
            "data/c.py": "y = 2\n",
            "d.py": "z = 3\n",
            "e.cfg.py": "z = 4\n",
            "f/g.cfg.py": "z = 5\n",
        }
        [fact] = of_rule(concluded(files), "rights-reuse")
        assert (fact.data["files"], fact.data["code_files"]) == (2, 6)
        assert fact.data["places"] == [{"path": "d.py", "line": 0}, {"path": "f/g.cfg.py", "line": 0}]

    # REUSE-IgnoreEnd


class TestNotices:
    def test_one_fact_a_rule_with_its_places_the_surest_first(self, concluded: Concluded) -> None:
        header = "# Copyright 2020 Exemple SA\n# Tous droits réservés\n"
        files = {"b.py": header, "c.py": header + CODE, "a.html": "<p>Tous droits réservés</p>"}
        [fact] = of_rule(concluded(files), "rights-all-rights-reserved")
        assert (fact.path, fact.line, fact.confidence) == ("b.py", 2, Confidence.MEDIUM)
        assert fact.data["confidences"] == {"medium": 2, "low": 1}
        assert [place["path"] for place in fact.data["places"]] == ["b.py", "c.py", "a.html"]
        assert fact.data["label"]["fr"].startswith("«")

    def test_contractors_are_listed_with_their_files(self, concluded: Concluded) -> None:
        files = {"a.java": "// Copyright 2018 Capgemini\n", "b.java": "// Copyright 2020 Capgemini\n", "c.java": CODE}
        [fact] = of_rule(concluded(files), "rights-contractor")
        assert fact.data["names"] == [{"name": "Capgemini", "files": 2, "first": 2018, "last": 2020}]
        assert fact.data["files"] == 2

    def test_holders_of_components_are_not_those_of_the_code(self, concluded: Concluded) -> None:
        facts = concluded({"node_modules/a/index.js": "// Copyright 2018 Capgemini\n", "a.js": CODE})
        assert of_rule(facts, "rights-contractor") == []

    def test_there_is_always_a_summary(self, concluded: Concluded) -> None:
        [fact] = concluded({})
        assert (fact.rule, fact.data["rules"]) == ("rights-summary", {})


class TestArchives:
    def archive(self, entries: dict[str, str]) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in entries.items():
                archive.writestr(name, text)
        return buffer.getvalue()

    def test_a_jar_tells_its_licence(self, concluded: Concluded) -> None:
        pom = "<project><licenses><license><name>MIT License</name></license></licenses></project>"
        entries = {
            "META-INF/maven/org.exemple/outil/pom.xml": pom,
            "META-INF/maven/org.exemple/outil/pom.properties": "artifactId=outil\nversion=1.2.3\n",
        }
        facts = concluded({"lib/o.jar": self.archive(entries)})
        assert components(facts) == {"lib/o.jar": ("outil", "1.2.3", "MIT", True)}

    def test_a_manifest_and_a_licence_s_text_tell_it_too(self, concluded: Concluded) -> None:
        entries = {"META-INF/MANIFEST.MF": "Bundle-Version: 2\n .0\n", "META-INF/LICENSE.txt": MIT}
        assert components(concluded({"o.jar": self.archive(entries)})) == {"o.jar": ("o", "2.0", "MIT", True)}

    def test_a_wheel_tells_its_metadata(self, concluded: Concluded) -> None:
        metadata = "Metadata-Version: 2.4\nName: outil\nVersion: 3.1\nLicense-Expression: EUPL-1.2\n\nText"
        facts = concluded({"outil-3.1-py3-none-any.whl": self.archive({"outil-3.1.dist-info/METADATA": metadata})})
        assert components(facts) == {"outil-3.1-py3-none-any.whl": ("outil", "3.1", "EUPL-1.2", True)}

    def test_a_bomb_is_read_no_further_than_its_bounds(self, concluded: Concluded) -> None:
        bomb = self.archive({"META-INF/LICENSE": "0" * 50_000_000})
        assert components(concluded({"bomb-1.0.jar": bomb})) == {"bomb-1.0.jar": ("bomb", "1.0", "", False)}


class TestFonts:
    def font(self, words: dict[int, str], *, woff: bool = False) -> bytes:
        """Build a font that has a name table and nothing else."""
        texts = [text.encode("utf-16-be") for text in words.values()]
        records, offset = b"", 0
        for name_id, text in zip(words, texts, strict=True):
            records += struct.pack(">6H", 3, 1, 0x409, name_id, len(text), offset)
            offset += len(text)
        table = struct.pack(">HHH", 0, len(words), 6 + len(records)) + records + b"".join(texts)
        if not woff:
            return (
                b"\0\1\0\0"
                + struct.pack(">HHHH", 1, 0, 0, 0)
                + struct.pack(">4sIII", b"name", 0, 28, len(table))
                + table
            )
        packed = zlib.compress(table)
        header = b"wOFF" + b"\0" * 8 + struct.pack(">H", 1) + b"\0" * 30
        return header + struct.pack(">4sIIII", b"name", 64, len(packed), len(table), 0) + packed

    @pytest.mark.parametrize("woff", [False, True])
    def test_a_font_that_reserves_its_rights(self, woff: bool, concluded: Concluded) -> None:
        words = {0: "© 2007 Fonderie Exemple. All rights reserved.", 1: "Exemple Sans", 13: "One computer only."}
        [fact] = of_rule(concluded({"fonts/e.ttf": self.font(words, woff=woff)}), "rights-font")
        assert (fact.path, fact.data["families"]) == ("fonts/e.ttf", ["Exemple Sans"])

    def test_a_font_with_a_free_licence(self, concluded: Concluded) -> None:
        words = {
            0: "© Exemple. All rights reserved.",
            13: "This Font Software is licensed under the SIL Open Font License",
        }
        assert of_rule(concluded({"fonts/e.ttf": self.font(words)}), "rights-font") == []

    @pytest.mark.parametrize("data", [b"\0\1\0\0", b"wOFF", b"\0\1\0\0" + b"\xff" * 400, b"OTTO" + b"name" * 99])
    def test_broken_fonts_stop_nothing(self, data: bytes, concluded: Concluded) -> None:
        assert of_rule(concluded({"fonts/e.ttf": data}), "rights-font") == []

    def test_the_state_s_font_is_told_by_its_name(self, concluded: Concluded) -> None:
        facts = concluded({"fonts/Marianne-Bold.woff2": b"wOF2", "img/marianne-logo.svg": "<svg/>"})
        [fact] = of_rule(facts, "rights-named-file")
        assert (fact.path, fact.data["files"]) == ("fonts/Marianne-Bold.woff2", 1)


def test_a_holder_called_as_the_authors_domain_is_an_organization(detector: RightsDetector) -> None:
    def holders(*authors: str) -> list[Fact]:
        data = b"// Copyright 2020 Vague Exemple\n"
        file = TreeFile("a.java", "0" * 40, len(data), "100644")
        path_class = detector.path_class(file.path, file.size) or ""
        reading = detector.read(Content(file.blob, data, file.path, path_class))
        changes = tuple(Change("c", "2026-01-01T00:00:00+00:00", (), author) for author in authors)
        return list(detector.conclude(Snapshot("0" * 40, (file,), changes), {reading.key: reading}))

    [fact] = of_rule(holders("a@vague-exemple.fr", "b@vague-exemple.fr"), "rights-holder-organization")
    assert fact.data["names"][0]["name"] == "vague-exemple.fr"
    [fact] = of_rule(holders("a@vague-exemple.fr"), "rights-holder-person")  # perhaps the domain of that person
    assert fact.data["names"] == []


def test_a_real_scan_tells_of_authors(
    make_repository: MakeRepository, store: Store, detector: RightsDetector, tmp_path: Path
) -> None:
    source = make_repository()
    source.write("a.py", "# Copyright 2020 Capgemini\n").commit()
    mirror = mirror_folder(source.git_dir, tmp_path / "mirror.git")
    scan = scan_repository(mirror, store, store.save_readings, {detector.name: detector})
    assert scan.report.problems == ()
    [fact] = of_rule(scan.facts, "rights-authors")
    assert (fact.data["commits"], fact.data["authors"]) == (1, 1)
    assert "agent@example.org" not in fact.model_dump_json()
    assert of_rule(scan.facts, "rights-contractor")[0].path == "a.py"
