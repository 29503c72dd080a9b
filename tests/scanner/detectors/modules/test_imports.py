# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Which file each language's imports lead to, and which imports lead nowhere."""

import pytest

from scanner.detectors.languages import language_of
from scanner.detectors.modules.graph import Graph, build_graph
from scanner.detectors.modules.imports.interface import Import, Source, Tree
from scanner.detectors.modules.reading import is_manifest, read_manifest, read_source


def graph_of(files: dict[str, str]) -> Graph:
    """Build the graph of a small tree, manifests included."""
    sources, manifests = [], {}
    for path, text in files.items():
        name = path.rpartition("/")[2].lower()
        language = language_of(path)
        if is_manifest(name):
            manifests[path] = read_manifest(text.encode(), name)
        elif language:
            read = read_source(text.encode(), language)
            imports = [Import(*each) for each in read["imports"]]
            sources.append(Source(path, language, read["lines"], read["code_lines"], imports, read["defines"], {}))
    return build_graph(Tree(files, sources, manifests))


def edges(files: dict[str, str]) -> set[tuple[str, str]]:
    return {(edge.source, edge.target) for edge in graph_of(files).edges}


class TestPython:
    def test_absolute_relative_and_continued_imports(self) -> None:
        files = {
            "app/__init__.py": "",
            "app/main.py": "import app.config\nfrom app.clients.redis import (\n    Redis,\n)\nfrom . import models\n",
            "app/config.py": "A = 1\n",
            "app/models.py": "B = 1\n",
            "app/clients/__init__.py": "",
            "app/clients/redis.py": "from ..config import A\n",
        }
        assert edges(files) == {
            ("app/main.py", "app/config.py"),
            ("app/main.py", "app/clients/redis.py"),
            ("app/main.py", "app/models.py"),
            ("app/clients/redis.py", "app/config.py"),
        }

    def test_a_standard_module_is_not_a_file_of_ours_that_has_its_name(self) -> None:
        files = {"app/__init__.py": "", "lib/__init__.py": "", "lib/json.py": "x = 1\n", "app/a.py": "import json\n"}
        assert edges(files) == set()

    def test_packages_under_src(self) -> None:
        files = {
            "src/aides/__init__.py": "",
            "src/aides/calcul.py": "x = 1\n",
            "src/aides/api.py": "from aides.calcul import x\n",
        }
        assert edges(files) == {("src/aides/api.py", "src/aides/calcul.py")}


class TestJavaScript:
    def test_relative_paths_with_or_without_their_endings(self) -> None:
        files = {
            "src/a.ts": "import { b } from './b'\nexport * from './c.js'\nrequire('./d')\nimport('./e/index.vue')\n",
            "src/b.tsx": "",
            "src/c.ts": "",
            "src/d/index.js": "",
            "src/e/index.vue": "<template/>\n<script>\nimport x from '../b'\n</script>\n",
        }
        assert edges(files) == {
            ("src/a.ts", "src/b.tsx"),
            ("src/a.ts", "src/c.ts"),
            ("src/a.ts", "src/d/index.js"),
            ("src/a.ts", "src/e/index.vue"),
            ("src/e/index.vue", "src/b.tsx"),
        }

    def test_tsconfig_aliases_comments_and_trailing_commas_allowed(self) -> None:
        files = {
            "site/tsconfig.json": '{ // an\n"compilerOptions": {"baseUrl": ".", "paths": {"~/*": ["source/*"],}},}\n',
            "site/source/a.ts": "import b from '~/lib/b'\nimport c from 'source/c'\n",
            "site/source/lib/b.ts": "",
            "site/source/c.ts": "",
        }
        assert edges(files) == {("site/source/a.ts", "site/source/lib/b.ts"), ("site/source/a.ts", "site/source/c.ts")}

    def test_a_bundler_s_alias_is_found_by_the_end_of_the_path(self) -> None:
        assert edges(
            {"package.json": "{}", "web/src/a.js": "import u from '@/store/user'\n", "web/src/store/user.js": ""}
        ) == {("web/src/a.js", "web/src/store/user.js")}

    def test_workspaces_are_ours_and_dependencies_are_not(self) -> None:
        files = {
            "package.json": '{"dependencies": {"react": "18"}}',
            "packages/engine/package.json": '{"name": "@etat/engine", "main": "dist/index.js"}',
            "packages/engine/src/index.ts": "",
            "site/a.ts": "import e from '@etat/engine'\nimport r from 'react'\nimport fs from 'node:fs'\n",
        }
        graph = graph_of(files)
        assert {edge.target for edge in graph.edges} == {"packages/engine/src/index.ts"}
        assert graph.rate() == 1.0

    def test_what_should_be_here_and_is_not_lowers_the_rate(self) -> None:
        assert graph_of({"a.js": "import b from './b'\nimport c from './missing'\n", "b.js": ""}).rate() == 0.5


class TestRuby:
    def test_constants_are_found_in_the_namespaces_around_them(self) -> None:
        files = {
            "app/services/doc_auth/client.rb": (
                "module DocAuth\n  class Client\n    def call\n      Errors::Timeout.new(User)\n    end\n  end\nend\n"
            ),
            "app/services/doc_auth/errors.rb": "module DocAuth\n  module Errors\n    class Timeout; end\n  end\nend\n",
            "app/models/user.rb": "class User < ApplicationRecord\nend\n",
        }
        assert edges(files) == {
            ("app/services/doc_auth/client.rb", "app/services/doc_auth/errors.rb"),
            ("app/services/doc_auth/client.rb", "app/models/user.rb"),
        }

    def test_required_files(self) -> None:
        files = {"lib/a.rb": "require 'b/c'\nrequire_relative 'd'\nrequire 'json'\n", "lib/b/c.rb": "", "lib/d.rb": ""}
        assert edges(files) == {("lib/a.rb", "lib/b/c.rb"), ("lib/a.rb", "lib/d.rb")}

    def test_words_in_strings_and_comments_are_not_constants(self) -> None:
        assert edges({"a.rb": "# User here\nputs 'User'\n", "user.rb": "class User\nend\n"}) == set()


class TestOtherLanguages:
    def test_java(self) -> None:
        files = {
            "src/main/java/fr/a/Main.java": "package fr.a;\nimport fr.b.Tool;\nclass Main { Helper h; List l; }\n",
            "src/main/java/fr/a/Helper.java": "package fr.a;\nclass Helper {}\n",
            "src/main/java/fr/b/Tool.java": "package fr.b;\npublic final class Tool {}\n",
        }
        assert {target for _, target in edges(files)} == {
            "src/main/java/fr/a/Helper.java",
            "src/main/java/fr/b/Tool.java",
        }

    def test_php(self) -> None:
        files = {
            "src/A.php": (
                "<?php\nnamespace App;\nuse App\\Service\\{Mailer, Logger};\nclass A {\nfunction f() { new B(); }\n}\n"
            ),
            "src/B.php": "<?php\nnamespace App;\nclass B {}\n",
            "src/Service/Mailer.php": "<?php\nnamespace App\\Service;\nclass Mailer {}\n",
            "src/Service/Logger.php": "<?php\nnamespace App\\Service;\ninterface Logger {}\n",
        }
        assert {target for _, target in edges(files)} == {
            "src/B.php",
            "src/Service/Mailer.php",
            "src/Service/Logger.php",
        }

    def test_go(self) -> None:
        files = {
            "go.mod": "module gouv.fr/outil\n\ngo 1.22\n",
            "main.go": 'package main\n\nimport (\n\t"fmt"\n\t"gouv.fr/outil/pkg/calc"\n)\n',
            "pkg/calc/calc.go": "package calc\n",
        }
        assert edges(files) == {("main.go", "pkg/calc/calc.go")}

    def test_c(self) -> None:
        files = {
            "src/a.c": '#include "b.h"\n#include <stdio.h>\n#include "x/c.h"\n',
            "src/b.h": "",
            "include/x/c.h": "",
        }
        assert edges(files) == {("src/a.c", "src/b.h"), ("src/a.c", "include/x/c.h")}

    def test_elixir(self) -> None:
        files = {
            "lib/a.ex": "defmodule Transport.A do\n  alias Transport.{B, Tools.C}\n  def f, do: B.g(Enum)\nend\n",
            "lib/b.ex": "defmodule Transport.B do\nend\n",
            "lib/tools/c.ex": "defmodule Transport.Tools.C do\nend\n",
        }
        assert edges(files) == {("lib/a.ex", "lib/b.ex"), ("lib/a.ex", "lib/tools/c.ex")}

    def test_shell_and_r(self) -> None:
        files = {
            "bin/run.sh": 'source "$DIR/lib/common.sh"\n',
            "bin/lib/common.sh": "",
            "R/main.R": 'source("R/calcul.R")\n',
            "R/calcul.R": "",
        }
        assert edges(files) == {("bin/run.sh", "bin/lib/common.sh"), ("R/main.R", "R/calcul.R")}

    def test_a_language_without_a_family_has_no_rate(self) -> None:
        assert graph_of({"a.dpk": "requires b;\n", "a.sps": "INSERT FILE='b.sps'.\n", "b.sps": ""}).rate() is None


class TestReading:
    def test_the_line_of_an_import_is_its_first_place(self) -> None:
        [edge] = graph_of({"a.py": "\nimport b\n\ndef f():\n    import b\n", "b.py": ""}).edges
        assert edge.line == 2

    @pytest.mark.parametrize(
        "text",
        [
            "# @generated by protoc\nx = 1\n",
            "// Code generated by mockgen. DO NOT EDIT.\n",
            "# This file is auto-generated from\n",
        ],
    )
    def test_a_generator_s_mark_is_kept(self, text: str) -> None:
        assert read_source(text.encode(), "python")["generated"]

    def test_scaffolding_that_people_went_on_with_is_theirs(self) -> None:
        text = '"""\nDjango settings. Generated by \'django-admin startproject\'.\n"""\nDEBUG = False\n'
        assert read_source(text.encode(), "python")["generated"] == ""

    def test_minified_code_is_nobody_s(self) -> None:
        assert read_source(b"var a=1;" * 1000, "javascript")["lines"] == 0

    @pytest.mark.parametrize(
        "data", [b"\xff\xfe\0", b"{", b"[1]", b'{"name": 3, "dependencies": 4}', b'{"compilerOptions": []}']
    )
    def test_an_odd_manifest_says_nothing(self, data: bytes) -> None:
        assert not read_manifest(data, "package.json").get("name")
