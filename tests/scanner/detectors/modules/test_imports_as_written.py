# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Imports as real repositories write them: of whole packages, in strings, through maps, by convention."""

import pytest

from scanner.detectors.modules.imports import FAMILIES
from scanner.detectors.modules.reading import read_source
from tests.scanner.detectors.modules.test_imports import edges, graph_of


class TestJvm:
    def test_classes_of_a_package_imported_whole(self) -> None:
        files = {
            "a/Main.java": "package fr.a;\nimport fr.b.*;\nimport java.util.*;\nclass Main { Outil o; List l; }\n",
            "b/Outil.java": "package fr.b;\npublic class Outil {}\n",
            "b/Autre.java": "package fr.b;\npublic class Autre {}\n",
        }
        assert edges(files) == {("a/Main.java", "b/Outil.java")}

    def test_kotlin_annotations_enumerations_and_functions_outside_classes(self) -> None:
        files = {
            "Calcul.kt": (
                "package fr.calcul\nimport fr.outils.UseCase\nimport fr.outils.Statut\nimport fr.outils.arrondir\n"
                "@UseCase\nclass Calcul\n"
            ),
            "UseCase.kt": "package fr.outils\nannotation class UseCase\n",
            "Statut.kt": "package fr.outils\nenum class Statut { OUVERT }\n",
            "Nombres.kt": "package fr.outils\nfun Double.arrondir(): Int = toInt()\n",
        }
        assert {target for _, target in edges(files)} == {"UseCase.kt", "Statut.kt", "Nombres.kt"}

    def test_scala_groups_and_renamed_members(self) -> None:
        files = {
            "A.scala": "package v1.a\nimport v1.modeles.{Taux, Bareme => B}\nimport v1.outils._\nobject A { Dates }\n",
            "Taux.scala": "package v1.modeles\ncase class Taux(n: Int)\n",
            "Bareme.scala": "package v1.modeles\nfinal case class Bareme(n: Int)\n",
            "Dates.scala": "package v1.outils\nobject Dates { }\n",
        }
        assert {target for _, target in edges(files)} == {"Taux.scala", "Bareme.scala", "Dates.scala"}

    def test_a_class_of_a_package_of_ours_is_unresolved_and_one_of_a_neighbour_repository_is_external(self) -> None:
        text = (
            "package fr.gouv.paie;\nimport fr.gouv.paie.Genere;\nimport fr.gouv.paie.socle.api.Client;\n"
            "import org.junit.Test;\nclass A {}\n"
        )
        assert graph_of({"A.java": text}).unresolved["java"] == 1


class TestJavaScriptMaps:
    def test_import_maps_of_deno_lead_to_files_or_away(self) -> None:
        files = {
            "deno.json": '{"imports": {"@/": "./src/", "dep:express": "npm:express@4"}}',
            "src/a.ts": "import { b } from '@/lib/b.ts'\nimport e from 'dep:express'\n",
            "src/lib/b.ts": "",
        }
        graph = graph_of(files)
        assert {edge.target for edge in graph.edges} == {"src/lib/b.ts"}
        assert graph.rate() == 1.0

    def test_imports_and_exports_of_packages(self) -> None:
        files = {
            "outils/package.json": (
                '{"name": "outils", "imports": {"#dates": "./src/dates.js"},'
                ' "exports": {"./texte": {"import": "./src/interne/texte.js"}}}'
            ),
            "outils/src/a.js": "import d from '#dates'\n",
            "outils/src/dates.js": "",
            "outils/src/interne/texte.js": "",
            "site/b.js": "import t from 'outils/texte'\n",
        }
        assert edges(files) == {
            ("outils/src/a.js", "outils/src/dates.js"),
            ("site/b.js", "outils/src/interne/texte.js"),
        }

    def test_prose_that_has_the_word_from_is_no_import(self) -> None:
        assert graph_of({"package.json": "{}", "a.js": "const t = 'sent from' + ' the office of '\n"}).rate() is None


def test_a_folder_that_has_the_name_of_a_python_library_does_not_make_the_library_ours() -> None:
    files = {
        "analyses/pyproject.toml": "[project]\nname = 'a'\n",
        "analyses/dagster/src/a.py": "from dagster import asset\n",
        "analyses/outils/b.py": "from outils import perdu\n",
    }
    graph = graph_of(files)
    assert graph.edges == []
    assert graph.unresolved["python"] == 1


def test_elixir_s_own_namespaces_are_not_ours_although_tasks_are_added_to_them() -> None:
    text = (
        'defmodule Mix.Tasks.Paie do\n  @moduledoc """\n  Mix.Tasks.Citee\n  """\n'
        "  use Mix.Task\n  Mix.Tasks.Perdue.run([])\nend\n"
    )
    files = {"lib/t.ex": text}
    assert graph_of(files).unresolved["elixir"] == 1


class TestFrameworks:
    def test_django_names_urls_and_models_in_strings(self) -> None:
        files = {
            "site/urls.py": "from django.urls import include, path\npath('aides/', include('aides.urls'))\n",
            "aides/__init__.py": "",
            "aides/urls.py": "",
            "aides/models.py": (
                "class A:\n    u = models.ForeignKey('comptes.User', models.CASCADE)\n"
                "    g = models.ForeignKey(\n        'auth.Group',\n    )\n"
            ),
            "comptes/__init__.py": "",
            "comptes/models.py": "class User: pass\n",
        }
        graph = graph_of(files)
        assert {(edge.source, edge.target) for edge in graph.edges} == {
            ("site/urls.py", "aides/urls.py"),
            ("aides/models.py", "comptes/models.py"),
        }
        assert graph.rate() == 1.0

    def test_associations_of_rails(self) -> None:
        files = {
            "app/models/dossier.rb": (
                "class Dossier < ApplicationRecord\n  belongs_to :usager\n  has_many :pieces_jointes\n"
                "  has_many :avis\n  has_one :chef, class_name: 'Usager'\nend\n"
            ),
            "app/models/usager.rb": "class Usager; end\n",
            "app/models/pieces_jointe.rb": "class PiecesJointe; end\n",
            "app/models/avis.rb": "class Avis; end\n",
        }
        assert {target for _, target in edges(files)} == {
            "app/models/usager.rb",
            "app/models/pieces_jointe.rb",
            "app/models/avis.rb",
        }

    def test_php_paths_behind_a_constant_or_a_variable_and_what_composer_installs(self) -> None:
        files = {
            "public/index.php": (
                "<?php\nrequire __DIR__ . '/../lib/calcul.php';\nrequire \"$base/lib/dates.php\";\n"
                "require __DIR__.'/../vendor/autoload.php';\n"
            ),
            "lib/calcul.php": "<?php\n",
            "lib/dates.php": "<?php\n",
        }
        graph = graph_of(files)
        assert {edge.target for edge in graph.edges} == {"lib/calcul.php", "lib/dates.php"}
        assert graph.rate() == 1.0

    def test_qt_forms_and_headers_of_libraries(self) -> None:
        files = {
            "gui/a.cpp": '#include "ui_fenetre.h"\n#include "boost/any.hpp"\n#include "perdu.h"\n',
            "gui/fenetre.ui": "<ui/>",
        }
        graph = graph_of(files)
        assert {edge.target for edge in graph.edges} == {"gui/fenetre.ui"}
        assert graph.unresolved["cpp"] == 1


class TestNamedModules:
    def test_haskell(self) -> None:
        files = {
            "src/Paie/A.hs": "module Paie.A where\nimport qualified Paie.Outils.Dates as D\nimport Data.List\n",
            "src/Paie/Outils/Dates.hs": "module Paie.Outils.Dates (jour) where\n",
        }
        assert edges(files) == {("src/Paie/A.hs", "src/Paie/Outils/Dates.hs")}

    def test_ocaml_modules_are_files_beside_first(self) -> None:
        files = {
            "src/a.ml": "open Bareme\nlet x = Dates.jour (List.hd l)\n",
            "src/bareme.ml": "let t = 1\n",
            "src/dates.ml": "let jour = 1\n",
            "src/dates.mli": "val jour : int\n",
            "autre/dates.ml": "let jour = 2\n",
        }
        assert edges(files) == {("src/a.ml", "src/bareme.ml"), ("src/a.ml", "src/dates.ml")}

    def test_perl_erlang_and_dart(self) -> None:
        files = {
            "bin/run.pl": "use strict;\nuse Paie::Calcul;\nPaie::Dates->jour;\n",
            "lib/Paie/Calcul.pm": "package Paie::Calcul;\n1;\n",
            "lib/Paie/Dates.pm": "package Paie::Dates;\n1;\n",
            "src/a.erl": "-module(a).\nf() -> calcul:taux(1), lists:map(F, L).\n",
            "src/calcul.erl": "-module(calcul).\n",
            "mobile/lib/main.dart": "import 'package:mobile/ecran.dart';\nimport 'outils.dart';\nimport 'dart:io';\n",
            "mobile/lib/ecran.dart": "class E {}\n",
            "mobile/lib/outils.dart": "class O {}\n",
        }
        assert edges(files) == {
            ("bin/run.pl", "lib/Paie/Calcul.pm"),
            ("bin/run.pl", "lib/Paie/Dates.pm"),
            ("src/a.erl", "src/calcul.erl"),
            ("mobile/lib/main.dart", "mobile/lib/ecran.dart"),
            ("mobile/lib/main.dart", "mobile/lib/outils.dart"),
        }

    def test_a_symbol_defined_in_each_of_several_folders_is_that_of_its_own(self) -> None:
        files = {
            "2022/chap-1.m": "IRNET = REVENU * 2 ;\n",
            "2022/chap-2.m": "REVENU = 1 ;\n",
            "2023/chap-1.m": "IRNET = REVENU * 3 ;\n",
            "2023/chap-2.m": "REVENU = 1 ;\n",
        }
        assert edges(files) == {("2022/chap-1.m", "2022/chap-2.m"), ("2023/chap-1.m", "2023/chap-2.m")}


def test_plsql_reaches_the_specification_of_a_package_and_the_types_that_it_declares() -> None:
    files = {
        "paie.pks": "create or replace package paie as\n  procedure calculer(p_agent t_agent);\nend;\n/\n",
        "paie.pkb": "create or replace package body paie as\n  x number := 1;\nend;\n/\n",
        "t_agent.tps": "create or replace type t_agent as object (nom varchar2(10))\n/\n",
        "lot.sql": "begin\n  paie.calculer(null);\nend;\n/\n",
        "traite.prc": "create or replace procedure traite as\n  l_agent t_agent;\nbegin\n  null;\nend;\n/\n",
    }
    assert edges(files) >= {("paie.pkb", "paie.pks"), ("lot.sql", "paie.pks"), ("traite.prc", "t_agent.tps")}


def test_sql_schemas_tell_tables_of_one_name_apart() -> None:
    files = {
        "rh.sql": "CREATE TABLE [rh].[Membres] (id int);\n",
        "achats.sql": "CREATE TABLE achats.Membres (id int);\n",
        "vue.sql": "CREATE VIEW v AS SELECT * FROM [achats].[Membres];\nSELECT 1 FROM membres;\n",
    }
    graph = graph_of(files)
    assert {(edge.source, edge.target) for edge in graph.edges} == {("vue.sql", "achats.sql")}
    assert graph.unresolved["sql"] == 1


def test_scripts_that_a_shell_script_runs_and_one_that_is_installed() -> None:
    files = {
        "bin/tout.sh": '"$DIR/etape.sh" 2023\npython3 bin/calcul.py\n/opt/outil/installe.sh\n',
        "bin/etape.sh": "",
        "bin/calcul.py": "",
    }
    graph = graph_of(files)
    assert {edge.target for edge in graph.edges} == {"bin/etape.sh", "bin/calcul.py"}
    assert graph.rate() == 1.0


def test_what_a_source_finds_in_itself_does_not_raise_the_rate() -> None:
    files = {
        "a.rb": "class Agent\n  def f = Agent.new(Paie::Perdue)\nend\nmodule Paie; end\n",
        "b.rb": "module Paie; end\n",
    }
    assert graph_of(files).rate() == 0.0


@pytest.mark.parametrize("text", ["A::" * 130, "A." * 190, " " * 390, "{" * 390, "import a.b.{" * 30, "use a::{" * 45])
def test_lines_made_to_hang_a_reader_are_read_in_every_language(text: str) -> None:
    for language in FAMILIES:
        read = read_source((text + "\n").encode() * 100, language)
        assert read["code_lines"] in {0, 100}
        assert len(read["imports"]) <= 2000
