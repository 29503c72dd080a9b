# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a change brings is what the repository lacked before it, whatever Git was made to do: no more, and no less."""

from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.check.models import Verdict
from catalog.drafts import licence_text
from catalog.i18n import translator
from tests.building import RepositoryBuilder
from tests.catalog.check.sides import checked, of_rule, rules_of
from tests.scanner.detectors.secrets.made import ALNUM, draw

MIT = licence_text("MIT", 2026, "DINUM", translator("fr"))
GPL = "# SPDX-License-Identifier: GPL-3.0-only\n"
JQUERY = "/*! jQuery v3.6.0 | (c) OpenJS Foundation and other contributors */\nvar a = 1;\n"


def line(number: int) -> str:
    return f'password = "{draw(18, f"{ALNUM}!#+?", f"changement {number}")}"'


TWO = f"def ouvrir():\n    {line(1)}\n    {line(2)}\n"


@pytest.fixture
def builder(tmp_path: Path) -> RepositoryBuilder:
    made = RepositoryBuilder(tmp_path / "depot")
    made.write("README.md", "# Paie\n\nCalcule la paie des agents.\n").write("LICENSE", MIT)
    made.write("a.py", TWO).write("tiers/b.py", f"{GPL}b = 1\n").commit()
    made.write("static/jquery.min.js", JQUERY).commit()
    made.repo.create_head("base")
    return made


def brought(builder: RepositoryBuilder, cache: Path) -> Verdict:
    builder.commit()
    return checked(builder, "base", cache=cache)


def move(builder: RepositoryBuilder, path: str, to: str) -> RepositoryBuilder:
    builder.write(to, (builder.path / path).read_bytes())
    return builder.remove(path)


# --- what brings nothing ---

NOTHING: dict[str, Callable[[RepositoryBuilder], object]] = {
    "move": lambda it: move(it, "a.py", "src/c.py"),
    "move of a library": lambda it: move(it, "static/jquery.min.js", "public/jquery.min.js"),
    "other name of the code of others": lambda it: move(it, "tiers/b.py", "autre/c.py"),
    "move of the code of others": lambda it: move(it, "tiers/b.py", "autre/b.py"),
    "mode": lambda it: (it.path / "a.py").chmod(0o755),
    "line ends": lambda it: it.write("a.py", TWO.replace("\n", "\r\n")),
    "no last line end": lambda it: it.write("a.py", TWO.removesuffix("\n")),
    "encoding": lambda it: it.write("a.py", TWO.encode("utf-16")),
    "indentation": lambda it: it.write("a.py", TWO.replace("    ", "\t")),
    "quotes": lambda it: it.write("a.py", TWO.replace('"', "'")),
    "cut lines": lambda it: it.write("a.py", TWO.replace(" = ", " = (\n        ").replace('"\n', '"\n    )\n')),
    "order": lambda it: it.write("a.py", f"def ouvrir():\n    {line(2)}\n    {line(1)}\n"),
    "split": lambda it: it.write("a.py", f"{line(1)}\n").write("c.py", f"{line(2)}\n"),
    "capitals of the README": lambda it: move(it, "README.md", "readme.md"),
    "copy of the licence": lambda it: it.write("docs/LICENSE", MIT),
}


@pytest.mark.parametrize("how", NOTHING)
def test_what_was_there_is_not_brought(builder: RepositoryBuilder, cache: Path, how: str) -> None:
    NOTHING[how](builder)
    assert rules_of(brought(builder, cache)) <= {"rights-notice"}


# --- what brings something ---

ERRORS: dict[str, tuple[Callable[[RepositoryBuilder], object], str, str]] = {
    "rotation": (lambda it: it.write("a.py", TWO.replace(line(1), line(3))), "secret", "a.py"),
    "copy": (lambda it: it.write("c.py", TWO), "secret", "c.py"),
    "one of two": (lambda it: it.write("c.py", f"{line(1)}\n"), "secret", "c.py"),
    "code of others": (lambda it: it.write("tiers/c.py", f"{GPL}c = 1\n"), "licence-embedded", "tiers/c.py"),
    "copy of code of others": (lambda it: it.write("c/d.py", f"{GPL}b = 1\n"), "licence-embedded", "c/d.py"),
    "no more licence": (lambda it: it.remove("LICENSE"), "licence-present", ""),
    "another text": (lambda it: it.write("LICENSE", "Tous droits réservés.\n"), "licence-present", "LICENSE"),
}


@pytest.mark.parametrize("how", ERRORS)
def test_what_was_not_there_is_brought_and_nothing_else(builder: RepositoryBuilder, cache: Path, how: str) -> None:
    act, rule, path = ERRORS[how]
    act(builder)
    errors = {(one.rule, one.path) for one in brought(builder, cache).problems if one.severity == "error"}
    assert errors == {(rule, path)}


def test_another_licence_is_judged_against_the_files_that_the_change_leaves(tmp_path: Path, cache: Path) -> None:
    builder = RepositoryBuilder(tmp_path / "depot").write("package.json", '{"license": "GPL-3.0-only"}')
    builder.write("tiers/b.py", f"{GPL}b = 1\n").commit()
    builder.repo.create_head("base")
    builder.write("package.json", '{"license": "MIT"}')
    assert [one.path for one in of_rule(brought(builder, cache), "licence-embedded")] == ["tiers/b.py"]


def test_the_licence_of_a_library_is_missed_where_it_was(builder: RepositoryBuilder, cache: Path) -> None:
    builder.write("vendor/biblio/LICENSE", MIT).write("vendor/biblio/jquery.js", JQUERY).commit()
    builder.repo.create_head("base", force=True)
    builder.remove("vendor/biblio/LICENSE")
    assert [one.path for one in of_rule(brought(builder, cache), "third-party-licence")] == ["vendor/biblio/jquery.js"]


def test_a_licence_by_any_name_counts_in_a_change(tmp_path: Path, cache: Path) -> None:
    builder = RepositoryBuilder(tmp_path / "depot").write("mit-license.txt", MIT).write("a.py", "a = 1\n")
    builder.commit()
    builder.repo.create_head("base")
    builder.write("tiers/b.py", f"{GPL}b = 1\n")
    assert [one.path for one in of_rule(brought(builder, cache), "licence-embedded")] == ["tiers/b.py"]


def test_a_secret_is_read_even_where_a_link_has_its_content(builder: RepositoryBuilder, cache: Path) -> None:
    """A link is a blob too: one that holds a file's text would stand for it among what needs no reading."""
    builder.write("c.py", line(4)).commit()
    builder.remove("c.py")
    (builder.path / "lien").symlink_to(line(4))
    assert [one.rule for one in brought(builder, cache).problems if one.severity == "error"] == ["secret"]


# --- histories ---


def git(builder: RepositoryBuilder, *command: str) -> None:
    builder.repo.git.execute(["git", "-c", "user.name=f", "-c", "user.email=f@example.org", *command])


def branch(builder: RepositoryBuilder, name: str, path: str, text: str) -> None:
    git(builder, "checkout", "--quiet", "-B", name, "base")
    builder.write(path, text).commit()


def test_what_the_base_did_meanwhile_is_not_the_changes(builder: RepositoryBuilder, cache: Path) -> None:
    branch(builder, "sujet", "z.py", "z = 1\n")
    git(builder, "checkout", "--quiet", "base")
    builder.write("m.py", f"{line(5)}\n").commit()
    git(builder, "checkout", "--quiet", "sujet")
    assert rules_of(checked(builder, "base", cache=cache)) == set()
    git(builder, "merge", "--quiet", "--message=m", "base")
    assert rules_of(checked(builder, "base", cache=cache)) == set()


def test_what_other_branches_bring_by_a_merge_of_many_is(builder: RepositoryBuilder, cache: Path) -> None:
    for number in (6, 7, 8):
        branch(builder, f"f{number}", f"f{number}.py", f"{line(number)}\n")
    git(builder, "checkout", "--quiet", "-B", "tout", "base")
    git(builder, "merge", "--quiet", "--message=m", "f6", "f7", "f8")
    seen = of_rule(checked(builder, "base", cache=cache), "secret")
    assert [one.path for one in seen] == ["f6.py", "f7.py", "f8.py"]


def test_what_a_merge_itself_adds_and_a_later_commit_removes_is(builder: RepositoryBuilder, cache: Path) -> None:
    branch(builder, "autre", "f.py", "f = 1\n")
    branch(builder, "sujet", "g.py", "g = 1\n")
    git(builder, "merge", "--quiet", "--no-commit", "autre")
    builder.write("evil.py", f"{line(9)}\n").commit()
    builder.remove("evil.py")
    (seen,) = of_rule(brought(builder, cache), "secret")
    assert (seen.path, seen.at_head, seen.severity) == ("evil.py", False, "error")


def test_a_secret_that_a_revert_brings_back_is(builder: RepositoryBuilder, cache: Path) -> None:
    builder.write("h.py", f"{line(10)}\n").commit()
    builder.remove("h.py").commit()
    builder.repo.create_head("base", force=True)
    git(builder, "revert", "--no-edit", "HEAD")
    assert [one.path for one in of_rule(checked(builder, "base", cache=cache), "secret")] == ["h.py"]


def test_fingerprints_are_the_same_after_a_rebase_and_a_squash(builder: RepositoryBuilder, cache: Path) -> None:
    branch(builder, "sujet", "i.py", f"{line(11)}\n{line(12)}\n")
    builder.write("j.py", "j = 1\n").commit()
    before = checked(builder, "base", cache=cache)
    git(builder, "checkout", "--quiet", "base")
    builder.write("k.py", "k = 1\n").commit()
    git(builder, "checkout", "--quiet", "-B", "autre", "base")
    git(builder, "merge", "--quiet", "--squash", "sujet")
    after = brought(builder, cache)
    assert [one.fingerprint for one in after.problems] == [one.fingerprint for one in before.problems]
    assert len(after.problems) == 2
