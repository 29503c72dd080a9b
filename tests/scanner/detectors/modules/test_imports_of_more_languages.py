# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Imports of C#, Rust, Clojure, SQL, COBOL, SAS, R, notebooks, and of languages known by their symbols alone."""

from scanner.detectors.modules.reading import read_source
from tests.scanner.detectors.modules.test_imports import edges, graph_of


def test_csharp_types_are_found_in_the_namespaces_that_a_source_sees() -> None:
    files = {
        "src/Calcul.cs": (
            "using Paie.Outils;\nnamespace Paie.Metier\n{\n  public class Calcul { Dates d; Bareme b; Autre a; }\n}\n"
        ),
        "src/Dates.cs": "namespace Paie.Outils;\npublic static class Dates { }\n",
        "src/Bareme.cs": "namespace Paie\n{\n  internal sealed record Bareme(int Taux);\n}\n",
        "src/Autre.cs": "namespace Ailleurs { public class Autre { } }\n",
    }
    assert edges(files) == {("src/Calcul.cs", "src/Dates.cs"), ("src/Calcul.cs", "src/Bareme.cs")}


def test_a_csharp_type_that_several_files_define_is_unresolved() -> None:
    files = {
        "a.cs": "namespace P;\npublic partial class Vue { }\n",
        "b.cs": "namespace P;\npublic partial class Vue { }\n",
        "c.cs": "namespace P;\nclass C { Vue v; }\n",
    }
    graph = graph_of(files)
    assert graph.edges == []
    assert graph.unresolved["csharp"] == 1


def test_rust_modules_groups_and_crates_of_the_workspace() -> None:
    files = {
        "Cargo.toml": "[workspace]\nmembers = ['coeur', 'api']\n",
        "coeur/Cargo.toml": '[package]\nname = "coeur-calcul"\n',
        "coeur/src/lib.rs": "pub mod bareme;\npub mod outils;\nuse std::fmt;\n",
        "coeur/src/bareme.rs": "use crate::outils::{\n    dates::{self, Jour},\n    texte,\n};\n",
        "coeur/src/outils/mod.rs": "pub mod dates;\npub mod texte;\n",
        "coeur/src/outils/dates.rs": "use super::texte::couper;\n",
        "coeur/src/outils/texte.rs": "pub fn couper() {}\n",
        "api/Cargo.toml": '[package]\nname = "api"\n',
        "api/src/main.rs": "use coeur_calcul::bareme::Taux;\nfn main() {}\n",
    }
    assert edges(files) == {
        ("coeur/src/lib.rs", "coeur/src/bareme.rs"),
        ("coeur/src/lib.rs", "coeur/src/outils/mod.rs"),
        ("coeur/src/bareme.rs", "coeur/src/outils/dates.rs"),
        ("coeur/src/bareme.rs", "coeur/src/outils/texte.rs"),
        ("coeur/src/outils/mod.rs", "coeur/src/outils/dates.rs"),
        ("coeur/src/outils/mod.rs", "coeur/src/outils/texte.rs"),
        ("coeur/src/outils/dates.rs", "coeur/src/outils/texte.rs"),
        ("api/src/main.rs", "coeur/src/bareme.rs"),
    }


def test_clojure_namespaces() -> None:
    files = {
        "src/paie/coeur.clj": (
            "(ns paie.coeur\n"
            '  "Le calcul"\n'
            "  (:require [paie.dates :as d]\n"
            "            [clojure.string :as str]))\n"
            "(d/jour 1.5)\n"
        ),
        "src/paie/dates.clj": "(ns paie.dates)\n",
        "src/paie/perdu.clj": "(ns paie.perdu (:require [paie.absent]))\n",
    }
    graph = graph_of(files)
    assert {(edge.source, edge.target) for edge in graph.edges} == {("src/paie/coeur.clj", "src/paie/dates.clj")}
    assert graph.unresolved["clojure"] == 1


def test_sql_objects_packages_and_scripts() -> None:
    files = {
        "bd/tables.sql": "CREATE TABLE IF NOT EXISTS paie.agent (id int);\n",
        "bd/vues.sql": "create or replace view agents as select * from paie.agent a join dual d on 1 = 1;\n",
        "bd/pkg_paie.pks": "CREATE OR REPLACE PACKAGE pkg_paie AS\nEND;\n",
        "bd/lot.pls": "BEGIN\n  pkg_paie.calculer(1);\nEND;\n",
        "bd/tout.sql": "@@tables\n\\i vues.sql\n@absent.sql\n",
    }
    graph = graph_of(files)
    assert {(edge.source, edge.target) for edge in graph.edges} == {
        ("bd/vues.sql", "bd/tables.sql"),
        ("bd/lot.pls", "bd/pkg_paie.pks"),
        ("bd/tout.sql", "bd/tables.sql"),
        ("bd/tout.sql", "bd/vues.sql"),
    }
    assert graph.unresolved["sql"] == 1


def test_cobol_copybooks_and_calls_in_any_case() -> None:
    files = {
        "src/PAIE.cbl": (
            "       PROGRAM-ID. PAIE.\n"
            "           COPY agent.\n"
            "           CALL 'CALC01' USING X.\n"
            "           COPY DFHAID.\n"
            "           CALL 'PERDU'.\n"
        ),
        "src/calcul.cbl": "       PROGRAM-ID. CALC01.\n           EXEC SQL INCLUDE AGENT END-EXEC.\n",
        "copy/AGENT.cpy": "       01 AGENT.\n",
    }
    graph = graph_of(files)
    assert {(edge.source, edge.target) for edge in graph.edges} == {
        ("src/PAIE.cbl", "copy/AGENT.cpy"),
        ("src/PAIE.cbl", "src/calcul.cbl"),
        ("src/calcul.cbl", "copy/AGENT.cpy"),
    }
    assert graph.unresolved["cobol"] == 1


def test_sas_programs_and_macros() -> None:
    files = {
        "prog/1-Lancement.sas": (
            '%include "&chemin.\\prog\\2-Macros.sas";\n%Appliquer(x);\n%let a = %sysfunc(today());\n'
        ),
        "prog/2-Macros.sas": "%macro appliquer(x);\n%mend;\n",
        "prog/3-Calcul.sas": "%appliquer(y);\n%include 'absent.sas';\n",
    }
    graph = graph_of(files)
    assert {(edge.source, edge.target) for edge in graph.edges} == {
        ("prog/1-Lancement.sas", "prog/2-Macros.sas"),
        ("prog/3-Calcul.sas", "prog/2-Macros.sas"),
    }
    assert graph.unresolved["sas"] == 1


def test_r_functions_and_sourced_scripts() -> None:
    files = {
        "R/outils.R": "arrondir_euro <- function(x) round(x)\n",
        "R/calcul.R": "impot <- function(r) arrondir_euro(r * 0.1)\n",
        "lancer.R": "source('R/calcul.R')\n",
    }
    assert edges(files) == {("R/calcul.R", "R/outils.R"), ("lancer.R", "R/calcul.R")}


def test_a_notebook_imports_modules_of_the_repository() -> None:
    cell = '{"cells": [{"cell_type": "code", "source": [\n    "from outils import dates\\n",\n    "import pandas"\n]}]}'
    files = {"essai.ipynb": cell, "outils/__init__.py": "", "outils/dates.py": "x = 1\n"}
    assert edges(files) == {("essai.ipynb", "outils/dates.py")}


def test_a_notebook_s_pictures_and_prose_are_no_code() -> None:
    picture = "iVBORw0KGgo" * 1000
    text = (
        '{\n "cells": [\n  {\n   "cell_type": "markdown",\n   "source": [\n    "import this text"\n   ]\n  },\n'
        f'  {{\n   "cell_type": "code",\n   "outputs": [\n    {{"image/png": "{picture}"}}\n   ],\n'
        '   "source": [\n    "import dates\\n",\n    "x = dates.jour(\\"lundi\\")"\n   ]\n  }\n ]\n}\n'
    )
    read = read_source(text.encode(), "notebook")
    assert (read["code_lines"], read["imports"], read["generated"]) == (2, [["dates", 15]], "")


def test_languages_known_by_symbols_link_what_one_file_alone_defines() -> None:
    files = {
        "calcul.f90": "subroutine bareme_impot(x)\nend subroutine\nsubroutine commun()\nend subroutine\n",
        "autre.f90": "subroutine commun()\nend subroutine\n",
        "principal.f90": "program principal\n  call Bareme_Impot(r)\n  call commun()\nend program\n",
    }
    graph = graph_of(files)
    assert {(edge.source, edge.target) for edge in graph.edges} == {("principal.f90", "calcul.f90")}
    assert graph.unresolved["fortran"] == 1
