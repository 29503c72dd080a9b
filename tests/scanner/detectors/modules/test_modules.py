# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Which parts of a repository are proposed as modules, and which never."""

from pathlib import Path

import pytest

from scanner.detectors.modules import modules_detector
from scanner.detectors.modules.vocabulary import load_background
from scanner.errors import UsageError
from scanner.models import Fact
from scanner.policies import load_policy
from tests.scanner.detectors.trees import Files, facts_of, of_rule

DOMAIN = "dossier_usager instruction_dossier piece_justificative demarche_usager"


def application() -> dict[str, str]:
    """A Django-like application about files of users, each part needing the others."""
    files = {f"app/{part}/__init__.py": "" for part in ("dossiers", "instruction", "pieces", "demarches", "comptes")}
    for part in list(files):
        folder = part.rpartition("/")[0]
        for name in ("models", "views", "services"):
            others = [
                f"from {other.rpartition('/')[0].replace('/', '.')} import {name}"
                for other in files
                if "__init__" in other
            ]
            body = [f"def {word}_{name}_{n}(): return {word}" for n, word in enumerate(DOMAIN.split() * 4)]
            files[f"{folder}/{name}.py"] = "\n".join([*others[:4], *body]) + "\n"
    return {**files, "app/__init__.py": ""}


def clock(imports: str = "") -> str:
    """A part that knows nothing of the application."""
    lines = [f"def retry_{n}(timeout, {chr(97 + n % 26) * 3}): return timeout * {n}" for n in range(40)]
    return "\n".join([*imports.splitlines(), *lines]) + "\n"


def with_clock(imports: str = "") -> dict[str, str]:
    files = {**application(), "app/horloge/__init__.py": "", "app/horloge/retry.py": clock(imports)}
    for part in ("dossiers", "pieces"):
        files[f"app/{part}/views.py"] = "from app.horloge.retry import retry_1\n" + files[f"app/{part}/views.py"]
    return files


def facts(files: Files, changes: list[list[str]] | None = None) -> list[Fact]:
    return facts_of(modules_detector(load_policy("modules")), files, changes or [])


def candidates(files: Files) -> list[Fact]:
    return of_rule(facts(files), "module-candidate")


def graph(files: Files) -> dict[str, object]:
    [fact] = of_rule(facts(files), "module-graph")
    return fact.data


class TestProposals:
    def test_a_part_that_needs_nothing_and_that_many_use_is_extractable(self) -> None:
        [fact] = candidates(with_clock())
        assert (fact.path, fact.data["gate"], fact.data["cuts"]) == ("app/horloge", "extractable", [])
        assert fact.data["used_by"] == ["app/dossiers", "app/pieces"]
        assert fact.data["signals"]["efferent_per_kloc"] == 0
        assert fact.data["score"] > 0.5

    def test_a_part_with_few_imports_comes_after_cutting_with_the_lines_to_cut(self) -> None:
        files = with_clock("import os\nfrom app.comptes.models import x\n")
        files["app/horloge/delays.py"] = clock() * 6
        fact = next(fact for fact in candidates(files) if fact.path == "app/horloge")
        assert fact.data["gate"] == "after-cutting"
        assert fact.data["cuts"] == [{"path": "app/horloge/retry.py", "line": 2, "target": "app/comptes/models.py"}]

    def test_an_application_all_of_one_piece_has_nothing_to_propose(self) -> None:
        assert candidates(application()) == []

    def test_what_nobody_imports_is_not_proposed(self) -> None:
        assert candidates({**application(), "app/orphan.py": clock()}) == []

    def test_unless_it_is_offered_as_a_package(self) -> None:
        files = {
            **application(),
            "libs/orphan/orphan.py": clock() * 6,
            "libs/orphan/pyproject.toml": '[project]\nname = "orphan"\n',
        }
        [fact] = candidates(files)
        assert (fact.path, fact.data["package"]) == ("libs/orphan", "orphan")

    @pytest.mark.parametrize("path", ["app/config/retry.py", "app/settings.py", "config/initializers/retry.py"])
    def test_what_sets_the_program_up_is_not_proposed(self, path: str) -> None:
        moved = path.removesuffix(".py").replace("/", ".")
        files = {name: text.replace("app.horloge.retry", moved) for name, text in with_clock().items()}
        files[path] = files.pop("app/horloge/retry.py")
        assert candidates(files) == []

    def test_never_one_inside_another(self) -> None:
        paths = [fact.path for fact in candidates(with_clock())]
        assert not [(a, b) for a in paths for b in paths if a != b and a.startswith(b)]

    def test_the_program_itself_is_not_a_module_of_the_repository(self) -> None:
        assert "app" not in [
            fact.path for fact in candidates({**with_clock(), "main.py": "from app.dossiers import views\n" * 20})
        ]

    def test_tests_and_vendored_code_make_no_demand_and_are_no_unit(self) -> None:
        files = {**application(), "app/orphan.py": clock(), "tests/test_orphan.py": "from app import orphan\n" * 20}
        assert candidates(files) == []

    def test_an_empty_repository(self) -> None:
        assert candidates({}) == []


class TestSignals:
    def test_changing_alone_raises_the_score(self) -> None:
        alone = [["app/horloge/retry.py"]] * 20
        together = [["app/horloge/retry.py", "app/dossiers/views.py", "app/pieces/views.py"]] * 20
        [first] = of_rule(facts(with_clock(), alone), "module-candidate")
        [second] = of_rule(facts(with_clock(), together), "module-candidate")
        assert first.data["score"] > second.data["score"]
        assert first.data["signals"]["independence"] == 1

    def test_speaking_the_repository_s_own_words_lowers_it(self) -> None:
        talkative = with_clock()
        talkative["app/horloge/retry.py"] = (
            clock().replace("retry", "retry_dossier_usager").replace("timeout", "demarche_usager")
        )
        talkative = {
            path: text.replace("retry_1", "retry_dossier_usager_1") if "views" in path else text
            for path, text in talkative.items()
        }
        quiet = candidates(with_clock())[0].data
        assert not [fact for fact in candidates(talkative) if fact.data["score"] >= quiet["score"]]


class TestGraph:
    def test_the_resolution_rate_is_reported(self) -> None:
        assert graph(with_clock())["resolution_rate"] == 1.0

    def test_coupling_is_not_scored_when_too_few_imports_are_resolved(self) -> None:
        broken = "".join(f"import x{n} from './missing{n}'\n" for n in range(5))
        files = {f"src/{name}/index.js": broken + clock() for name in "abcd"} | {
            "src/a/b.js": "import a from './index'\n"
        }
        data = graph(files)
        assert data["without_coupling"] == ["javascript"]
        assert candidates(files) == []

    @pytest.mark.parametrize("folder", ["translations", "public", "target", "vendor", "build"])
    def test_a_folder_is_not_skipped_for_its_name(self, folder: str) -> None:
        files = {
            path.replace("app/horloge", f"app/{folder}"): text.replace("app.horloge", f"app.{folder}")
            for path, text in with_clock().items()
        }
        assert [fact.path for fact in candidates(files)] == [f"app/{folder}"]

    def test_what_is_skipped_is_printed_with_its_evidence(self) -> None:
        files = {
            **with_clock(),
            "vendor/autoload.php": "<?php\n",
            "vendor/lib/a.php": "<?php\n" * 20,
            "app/schema_pb2.py": "# Generated by the protocol buffer compiler.  DO NOT EDIT!\n" + clock(),
        }
        assert graph(files)["skipped"] == [
            {"path": "vendor", "reason": "filled by a package manager: vendor/autoload.php"},
            {"path": "app/schema_pb2.py", "reason": "generated: DO NOT EDIT!"},
        ]

    def test_a_table_of_data_is_not_code(self) -> None:
        table = "CODES = [\n" + "".join(f'    "{n:05}",\n' for n in range(300)) + "]\n"
        files = {**with_clock(), "app/codes.py": table}
        files["app/dossiers/models.py"] = "from app.codes import CODES\n" + files["app/dossiers/models.py"]
        assert "app/codes.py" not in [fact.path for fact in candidates(files)]
        assert graph(files)["left_out"] == {"tables of data": 1}


def test_a_table_of_words_that_cannot_be_read_names_its_line(tmp_path: Path) -> None:
    (tmp_path / "vocabulary.tsv").write_text("\t10\ncalcul\tbeaucoup\n", encoding="utf-8")
    with pytest.raises(UsageError) as raised:
        load_background(tmp_path, 0.25)
    assert raised.value.source.endswith("vocabulary.tsv:2")


def test_a_word_that_many_repositories_use_is_generic(tmp_path: Path) -> None:
    (tmp_path / "vocabulary.tsv").write_text("# made up\n\t10\ncalcul\t3\npaie\t2\n", encoding="utf-8")
    assert load_background(tmp_path, 0.25).generic == {"calcul"}
    assert "config" in load_background(tmp_path / "absent", 0.25).generic
