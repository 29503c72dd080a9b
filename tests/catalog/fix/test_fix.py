# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""`ouvrage fix` proposes a patch that Git takes; it writes only what was agreed to, and over nothing that changed."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from catalog.cli import app
from catalog.fix.models import Edit
from catalog.fix.patch import as_patch
from catalog.fix.writing import write
from catalog.i18n import translator
from scanner.errors import UsageError
from tests.building import RepositoryBuilder

_README = "# Paie\n\nCalcule la paie des agents.\n"
_TAG = "SPDX-License" + "-Identifier"


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep readings apart from those of the user."""
    monkeypatch.setattr("catalog.check.keeping.default_cache", lambda: tmp_path_factory.getbasetemp() / "cache")


@pytest.fixture
def builder(tmp_path: Path) -> RepositoryBuilder:
    made = RepositoryBuilder(tmp_path / "paie")
    made.write("README.md", _README).write("paie.py", "#!/usr/bin/env python3\nprint('paie')\n")
    made.write("site.js", "export const a = 1;\r\nexport const b = 2;\r\n").commit()
    return made


def _fix(builder: RepositoryBuilder, *options: str) -> Result:
    return CliRunner().invoke(app, ["fix", str(builder.path), "--lang", "fr", *options])


def _applied(builder: RepositoryBuilder, patch: bytes) -> None:
    subprocess.run(["git", "-C", str(builder.path), "apply", "-"], input=patch, check=True)


def test_the_patch_is_taken_by_git_and_nothing_is_written_before(builder: RepositoryBuilder) -> None:
    before = builder.repo.git.status("--short")
    told = _fix(builder, "--licence", "MIT", "--holder", "Ministère de la Paie")
    assert (told.exit_code, builder.repo.git.status("--short")) == (0, before)
    _applied(builder, told.stdout_bytes)
    assert "Copyright (c)" in (builder.path / "LICENSE").read_text(encoding="utf-8")
    assert "Ministère de la Paie" in (builder.path / "LICENSE").read_text(encoding="utf-8")
    assert {"SECURITY.md", "CONTRIBUTING.md", "publiccode.yml"} <= {path.name for path in builder.path.iterdir()}


def test_headers_keep_what_must_come_first_and_the_ends_of_lines(builder: RepositoryBuilder) -> None:
    _fix(builder, "--licence", "EUPL-1.2", "--holder", "DINUM", "--rule", "spdx-headers", "--yes")
    python, script = (builder.path / "paie.py").read_bytes(), (builder.path / "site.js").read_bytes()
    assert python.startswith(b"#!/usr/bin/env python3\n# SPDX-File")
    assert f"// {_TAG}: EUPL-1.2\r\n\r\nexport".encode() in script
    assert script.count(b"\n") == script.count(b"\r\n")


def test_the_holder_is_the_administration_that_the_code_already_names(builder: RepositoryBuilder) -> None:
    named = "# SPDX-File" + "CopyrightText: 2024 DINUM\nprint('paie')\n"
    builder.write("a.py", named).commit()
    _fix(builder, "--licence", "EUPL-1.2", "--rule", "spdx-headers", "--yes")
    assert b"DINUM" in (builder.path / "site.js").read_bytes()


def test_code_of_others_keeps_its_own_notice(builder: RepositoryBuilder) -> None:
    theirs = "// Copyright 2019 Une autre société\nexport const c = 3;\n"
    builder.write("lib.js", theirs).write("node_modules/x/x.js", "export const d = 4;\n").commit()
    told = _fix(builder, "--licence", "EUPL-1.2", "--holder", "DINUM", "--rule", "spdx-headers", "--yes")
    assert (builder.path / "lib.js").read_text(encoding="utf-8") == theirs
    assert _TAG not in (builder.path / "node_modules/x/x.js").read_text(encoding="utf-8")
    assert "restent tels quels" in told.stderr


def test_a_french_readme_gets_french_sections_and_an_english_one_english_sections(builder: RepositoryBuilder) -> None:
    _fix(builder, "--rule", "readme-sections", "--yes")
    text = (builder.path / "README.md").read_text(encoding="utf-8")
    assert text.startswith(_README)
    assert "\n## Installation\n" in text
    assert "\n## Utilisation\n" in text
    builder.write(
        "README.md", "# Pay\n\nThis software computes the pay of the people who work for the State.\n"
    ).commit()
    _fix(builder, "--rule", "readme-sections", "--yes")
    assert "\n## Use\n" in (builder.path / "README.md").read_text(encoding="utf-8")


def test_once_mended_the_rules_have_nothing_more_to_say(builder: RepositoryBuilder) -> None:
    _fix(builder, "--licence", "EUPL-1.2", "--holder", "DINUM", "--yes")
    builder.commit()
    again = _fix(builder, "--holder", "DINUM")
    assert (again.exit_code, again.stdout) == (0, "")


def test_without_a_licence_the_choice_is_asked_and_the_rest_is_proposed(builder: RepositoryBuilder) -> None:
    told = _fix(builder)
    assert "--licence" in told.stderr
    assert "+++ b/SECURITY.md" in told.stdout
    assert "+++ b/LICENSE" not in told.stdout


@pytest.mark.parametrize(
    ("options", "near"),
    [(("--licence", "EUPL1.2"), "EUPL-1.2"), (("--rule", "spdx-header"), "spdx-headers")],
)
def test_a_mistyped_name_is_told_with_the_nearest(
    builder: RepositoryBuilder, options: tuple[str, str], near: str
) -> None:
    error = _fix(builder, *options).exception
    assert isinstance(error, UsageError)
    assert f"vouliez-vous dire '{near}'" in translator("fr").error(error)


def test_a_file_that_changed_since_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"changed")
    written, refused = write([Edit("a.py", b"read", b"mended"), Edit("b.py", None, b"new")], tmp_path)
    assert (written, [note.fields["path"] for note in refused]) == (["b.py"], ["a.py"])
    assert (tmp_path / "a.py").read_bytes() == b"changed"


def test_nothing_is_written_through_a_symbolic_link(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    root = tmp_path / "root"
    root.mkdir()
    (root / "docs").symlink_to(outside)
    (root / "SECURITY.md").symlink_to(outside / "SECURITY.md")
    written, refused = write([Edit("docs/a.md", None, b"a"), Edit("SECURITY.md", None, b"b")], root)
    assert (written, len(refused), list(outside.iterdir())) == ([], 2, [])


@pytest.mark.parametrize(
    "before", [b"a\nb\nc", b"a\r\nb\r\n", b"", b"\xff\xfe\n"], ids=["no end", "crlf", "empty", "latin"]
)
@pytest.mark.parametrize("name", ["simple.txt", 'with space and "quotes".txt', "été/a.txt"])
def test_any_bytes_and_any_name_make_a_patch_that_git_takes(tmp_path: Path, before: bytes, name: str) -> None:
    builder = RepositoryBuilder(tmp_path / "d")
    builder.write(name, before).commit()
    after = b"first\n" + before + b"last"
    _applied(builder, as_patch([Edit(name, before, after), Edit("new.txt", None, b"new")]))
    assert (builder.path / name).read_bytes() == after
    assert (builder.path / "new.txt").read_bytes() == b"new"


def test_another_licence_than_the_declared_one_is_said_not_to_replace_it(builder: RepositoryBuilder) -> None:
    _fix(builder, "--licence", "MIT", "--holder", "DINUM", "--rule", "licence-present", "--yes")
    builder.repo.git.add("--all")
    builder.commit()
    assert "Le dépôt déclare MIT, dont le texte reste tel quel" in _fix(builder, "--licence", "EUPL-1.2").stderr
    assert "reste tel quel" not in _fix(builder, "--licence", "MIT").stderr
    assert "+Ce projet est sous licence MIT\u00a0: voir le fichier LICENSE." in _fix(builder).stdout


@pytest.mark.parametrize(("answer", "written"), [("o", True), ("", False)])
def test_on_a_terminal_one_is_asked_in_one_s_own_language(
    builder: RepositoryBuilder, answer: str, written: bool
) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "catalog.cli", "fix", str(builder.path), "--lang", "fr", "--rule", "contributing"]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs) as asking:
        os.close(theirs)
        told = b""
        while b"[o/N]" not in told:
            told += os.read(ours, 65536)
        os.write(ours, f"{answer}\n".encode())
        asking.wait(60)
    os.close(ours)
    assert "Écrire 1 fichier\u202f? [o/N]" in told.decode()
    assert (builder.path / "CONTRIBUTING.md").exists() is written


# --- what must not be broken ---

_HEADS = {
    "a.py": ("# Mon fichier\n# -*- coding: latin-1 -*-\nx = 'é'\n", 2),
    "b.css": ('@charset "utf-8";\na {}\n', 1),
    "c.swift": ("// swift-tools-version:5.9\nimport PackageDescription\n", 1),
    "d.xml": ('<?xml version="1.0"?>\n<a/>\n', 1),
    "e.html": ("<!DOCTYPE html>\r\n<html></html>\r\n", 1),
}
"""Files, and how many of their lines must stay the first."""
_BOUND = {
    "page.html": "---\ntitle: Paie\n---\n<p>Paie</p>\n",
    "une.xml": '<?xml version="1.0"?><a/>',
    "deux.xml": '<?xml\n version="1.0"?>\n<a/>\n',
    "schema.sql": "--liquibase formatted sql\nselect 1;\n",
    "src/main/resources/db/migration/V1__init.sql": "create table a (b int);\n",
    "prisma/migrations/1_init/migration.sql": "create table a (b int);\n",
}
"""Files that a comment at their top would break, or that a tool knows by their digest."""


def _headed(builder: RepositoryBuilder) -> Result:
    builder.commit()
    return _fix(builder, "--licence", "EUPL-1.2", "--holder", "Préfecture", "--rule", "spdx-headers", "--yes")


def test_declarations_stay_the_first_lines(builder: RepositoryBuilder) -> None:
    for path, (text, _) in _HEADS.items():
        builder.write(path, text.encode("latin-1"))
    _headed(builder)
    for path, (text, kept) in _HEADS.items():
        written = (builder.path / path).read_bytes()
        first, lines = text.encode("latin-1").splitlines(keepends=True)[:kept], written.splitlines(keepends=True)
        assert (lines[:kept], _TAG.encode() in lines[kept + 1]) == (first, True), path


def test_a_header_is_written_in_the_encoding_of_its_file(builder: RepositoryBuilder) -> None:
    builder.write("latin.sql", "-- payé\nselect 1;\n".encode("latin-1"))
    _headed(builder)
    assert "Préfecture" in (builder.path / "latin.sql").read_text(encoding="latin-1")


def test_files_whose_content_or_first_line_must_stay_are_left_and_told(builder: RepositoryBuilder) -> None:
    for path, text in _BOUND.items():
        builder.write(path, text)
    told = _headed(builder)
    assert {path: (builder.path / path).read_text(encoding="utf-8") for path in _BOUND} == _BOUND
    assert f"{len(_BOUND)} fichiers restent tels quels" in told.output


@pytest.mark.parametrize("holder", ["DINUM */ attaque(); /*", "DINUM --> <script>", "DINUM\nattaque()"])
def test_a_name_of_holder_never_ends_the_comment_that_it_is_in(builder: RepositoryBuilder, holder: str) -> None:
    before = (builder.path / "paie.py").read_bytes()
    _fix(builder, "--licence", "EUPL-1.2", "--holder", holder, "--rule", "spdx-headers", "--yes")
    assert (builder.path / "paie.py").read_bytes() == before


def test_a_name_that_a_patch_cannot_hold_does_not_spoil_the_others(builder: RepositoryBuilder) -> None:
    builder.write(b"a\nb.py", "a = 1\n").write(b"\xff.py", "b = 1\n").write("c\\d.py", "c = 1\n").commit()
    told = _fix(builder, "--licence", "EUPL-1.2", "--holder", "DINUM", "--rule", "spdx-headers")
    _applied(builder, told.stdout_bytes)
    assert _TAG in (builder.path / "paie.py").read_text(encoding="utf-8")
    assert told.stderr.count("à la main") == 3


def test_files_written_once_and_not_yet_tracked_are_not_proposed_again(builder: RepositoryBuilder) -> None:
    options = ("--rule", "security-contact", "--yes")
    _fix(builder, *options)
    again = _fix(builder, *options)
    assert (again.exit_code, again.stdout) == (0, "")
    assert "git add" in again.stderr


@pytest.mark.parametrize(
    "title", ["# Paie\n", "\ufeff# Paie\n", "Paie\n====\n", "\n\n# Paie\n", "[![b](x)](y)\n# Paie\n", "<h1>Paie</h1>\n"]
)
def test_the_purpose_comes_below_the_title_however_it_is_written(builder: RepositoryBuilder, title: str) -> None:
    builder.write("README.md", f"{title}\n## Usage\n\n- `make`\n").commit()
    _fix(builder, "--rule", "readme-sections", "--yes")
    written = (builder.path / "README.md").read_text(encoding="utf-8")
    assert written.startswith(f"{title}\n## ")
    assert written.index("TODO") < written.index("## Usage")


def test_the_settings_of_the_repository_that_is_mended_are_not_read(
    builder: RepositoryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They would answer in the user's place: `yes = true`."""
    before = builder.write("ouvrage.toml", "yes = true\n").repo.git.status("--short")
    monkeypatch.chdir(builder.path)
    assert _fix(builder).exit_code == 0
    assert builder.repo.git.status("--short") == before
