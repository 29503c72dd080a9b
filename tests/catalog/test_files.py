# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The output folder: whole files, written only when they changed, and nothing left of what is no longer published."""

import multiprocessing
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from catalog.files import OutputError, OutputFolder
from catalog.lock import hold_folder
from catalog.manifest import MANIFEST
from scanner.errors import OuvrageError, UsageError


def publish(root: Path, files: dict[str, str], audience: str = "public") -> OutputFolder:
    with OutputFolder(root, audience) as folder:
        for name, content in files.items():
            folder.write(name, content)
        folder.finish()
    return folder


def content(root: Path) -> dict[str, str]:
    found = (path for path in root.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in found}


def manifest(root: Path) -> list[str]:
    return (root / MANIFEST).read_text(encoding="utf-8").splitlines()


def test_a_second_run_writes_nothing(tmp_path: Path) -> None:
    files = {"index.html": "accueil", "data/a.json": "[]"}
    assert publish(tmp_path, files).written == 2
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    again = publish(tmp_path, files)
    assert (again.written, again.unchanged) == (0, 2)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_what_is_no_longer_published_goes_and_what_others_put_there_stays(tmp_path: Path) -> None:
    publish(tmp_path, {"depots/forge/ferme.html": "x", "index.html": "x"})
    others = {"CNAME": "codes.exemple.gouv.fr", "public": "named as the audience"}
    for name, text in others.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    publish(tmp_path, {"index.html": "y"})
    assert content(tmp_path) == {"index.html": "y"} | others
    assert not (tmp_path / "depots").exists()


def test_the_last_content_given_for_a_name_holds(tmp_path: Path) -> None:
    publish(tmp_path, {"a": "1"})
    with OutputFolder(tmp_path, "public") as folder:
        folder.write("a", "2")
        folder.write("a", "1")
        folder.finish()
    assert content(tmp_path) == {"a": "1"}


def test_a_file_whose_key_is_known_is_kept_without_being_made(tmp_path: Path) -> None:
    with OutputFolder(tmp_path) as folder:
        folder.write("fiche.html", "page", key="clé1")
        folder.finish()
    with OutputFolder(tmp_path) as folder:
        assert folder.holds("fiche.html", "clé1")
        assert not folder.holds("fiche.html", "clé2")
        assert not folder.holds("absent.html", "clé1")
        folder.finish()
    assert content(tmp_path) == {"fiche.html": "page"}


@pytest.mark.parametrize("harm", ["", "another length"])
def test_a_file_that_was_lost_or_cut_short_is_written_again(tmp_path: Path, harm: str) -> None:
    publish(tmp_path, {"a.html": "whole"})
    (tmp_path / "a.html").write_text(harm) if harm else (tmp_path / "a.html").unlink()
    publish(tmp_path, {"a.html": "whole"})
    assert content(tmp_path) == {"a.html": "whole"}


def test_a_new_key_with_the_same_content_writes_nothing_but_is_remembered(tmp_path: Path) -> None:
    for key in ("k1", "k2"):
        with OutputFolder(tmp_path) as folder:
            folder.write("a.html", "page", key)
            folder.finish()
    assert folder.written == 0
    assert manifest(tmp_path)[1:] == ["4 k2 a.html"]


# --- two audiences ---


@pytest.mark.parametrize(("first", "second"), [("public", "internal"), ("internal", "public")])
def test_the_view_of_one_audience_never_lands_among_the_files_of_another(
    tmp_path: Path, first: str, second: str
) -> None:
    publish(tmp_path, {"index.html": first}, first)
    with pytest.raises(UsageError, match=f"another audience: {first}") as caught:
        publish(tmp_path, {"secret.html": second}, second)
    assert caught.value.mend
    assert content(tmp_path) == {"index.html": first}


@pytest.mark.parametrize(
    ("first", "second"), [("site", "site/interne"), ("site", "site/a/b"), ("site/interne", "site")]
)
@pytest.mark.parametrize("audiences", [("public", "internal"), ("internal", "public")])
def test_nor_in_a_folder_inside_or_around_it(
    tmp_path: Path, first: str, second: str, audiences: tuple[str, str]
) -> None:
    publish(tmp_path / first, {"index.html": "x"}, audiences[0])
    before = content(tmp_path / first)
    with pytest.raises(UsageError, match=f"another audience: {audiences[0]}"):
        publish(tmp_path / second, {"secret.html": "x"}, audiences[1])
    assert content(tmp_path / first) == before
    publish(tmp_path / second, {"index.html": "x"}, audiences[0])


def test_the_audience_is_known_from_the_first_file_on(tmp_path: Path) -> None:
    with OutputFolder(tmp_path, "internal") as folder:
        folder.write("index.html", "x")  # then it stops
    with pytest.raises(UsageError):
        publish(tmp_path, {}, "public")


# --- stopped half-way ---


def test_a_run_stopped_half_way_leaves_nothing_that_the_next_one_forgets(tmp_path: Path) -> None:
    with OutputFolder(tmp_path, "public") as folder:
        folder.write("depots/vu-une-fois.html", "x")
        folder.take()
    publish(tmp_path, {"index.html": "x"})
    assert content(tmp_path) == {"index.html": "x"}


_PROGRAM = """
import sys
from pathlib import Path
import catalog.files as files
files._BATCH_FILES = 3
with files.OutputFolder(Path(sys.argv[1]), "public") as folder:
    for number in range(40):
        folder.write(f"{number % 7}/{number}.html", sys.argv[2] * 10)
    folder.finish()
"""
_KILLED = """
import os, signal, catalog.whole_files as whole
left = int(sys.argv[3])
def counted(name):
    real = getattr(os, name)
    def call(*given, **named):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given, **named)
    return call
for name in ("write", "replace", "open", "unlink", "chmod"):
    setattr(os, name, counted(name))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
@pytest.mark.parametrize("calls", [1, 2, 3, 4, 5, 7, 11, 20, 43, 97, 150, 172, 174])
def test_killed_at_any_call_and_run_again_it_gives_the_same_bytes(tmp_path: Path, calls: int) -> None:
    kill, whole, old = tmp_path / "kill", tmp_path / "whole", {f"{n % 7}/{n}.html": "a" * 10 for n in range(50)}
    publish(kill, old)
    first, second = _PROGRAM.split("with ", 1)
    program = first + _KILLED + "with " + second
    done = subprocess.run([sys.executable, "-c", program, str(kill), "b", str(calls)], check=False)
    assert done.returncode == -signal.SIGKILL
    for folder in (kill, whole):
        subprocess.run([sys.executable, "-c", _PROGRAM, str(folder), "a" if calls % 2 else "b"], check=True)
    assert content(kill) == content(whole)
    assert manifest(kill) == manifest(whole)
    assert len(content(kill)) == 40


def test_a_line_that_was_cut_short_is_no_name_of_ours(tmp_path: Path) -> None:
    publish(tmp_path, {"a": "x"})
    (tmp_path / "prec").write_text("of others", encoding="utf-8")
    with (tmp_path / MANIFEST).open("a", encoding="utf-8") as file:
        file.write("- - prec")
    publish(tmp_path, {"b": "x"})
    assert content(tmp_path) == {"b": "x", "prec": "of others"}


# --- several processes ---


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="no fork there")
def test_what_a_forked_process_wrote_is_added(tmp_path: Path) -> None:
    publish(tmp_path, {"old": "x"})
    with OutputFolder(tmp_path, "public") as folder:
        child = os.fork()
        if not child:
            folder.write("theirs", "x")
            folder.take()
            os._exit(0)
        os.waitpid(child, 0)
        folder.write("ours", "x")
        folder.write("theirs", "x")
        folder.finish()
    assert content(tmp_path) == {"ours": "x", "theirs": "x"}


@pytest.mark.skipif(sys.platform == "win32", reason="no such locks there")
def test_a_second_publication_into_a_folder_is_refused(tmp_path: Path) -> None:
    with OutputFolder(tmp_path), pytest.raises(OuvrageError, match="under way"), hold_folder(tmp_path, patience=0):
        pass


# --- names ---


@pytest.mark.parametrize(
    "name", ["../a", "/etc/passwd", "a/../../b", "", "a\\..\\b", "a\nb", "a//b", "./a", "a/", ".", MANIFEST]
)
def test_no_name_leaves_the_folder(tmp_path: Path, name: str) -> None:
    with OutputFolder(tmp_path) as folder, pytest.raises(ValueError, match="inside the output folder"):
        folder.write(name, "x")


@pytest.mark.parametrize("name", ["...", "a/..b", "a b", "~none.html", ".well-known/x", "é/É"])
def test_names_that_stay_inside_are_taken(tmp_path: Path, name: str) -> None:
    publish(tmp_path, {name: "x"})
    publish(tmp_path, {name: "x"})
    assert content(tmp_path) == {name: "x"}


def test_a_manifest_from_elsewhere_removes_nothing_outside(tmp_path: Path) -> None:
    outside = tmp_path / "precieux.txt"
    outside.write_text("x", encoding="utf-8")
    (tmp_path / "public").mkdir()
    lines = f"# ouvrage public\n1 k ../precieux.txt\n1 k {outside}\nnonsense\n1\n\n"
    (tmp_path / "public" / MANIFEST).write_text(lines, encoding="utf-8")
    publish(tmp_path / "public", {})
    assert outside.exists()


def test_a_folder_takes_the_place_of_a_file_that_is_no_longer_published_and_back(tmp_path: Path) -> None:
    for files in ({"a": "x"}, {"a/b": "x", "c": "x"}, {"a": "x", "c/d/e": "x"}):
        publish(tmp_path, files)
        assert content(tmp_path) == files


def test_a_file_where_a_folder_must_be_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError, match="can't be written") as caught:
        publish(tmp_path, {"data/a.json": "[]"})
    assert caught.value.source == str(tmp_path / "data" / "a.json")
    assert caught.value.mend


def test_files_are_readable_by_a_web_server_and_no_half_file_stays(tmp_path: Path) -> None:
    publish(tmp_path, {"index.html": "x"})
    assert (tmp_path / "index.html").stat().st_mode & 0o777 == 0o644
    (tmp_path / ".ouvrage-new-1").write_text("left by a kill", encoding="utf-8")
    publish(tmp_path, {"index.html": "x"})
    assert sorted(path.name for path in tmp_path.iterdir()) == [MANIFEST, "index.html"]


def test_nothing_is_written_read_or_removed_behind_a_link(tmp_path: Path) -> None:
    output, elsewhere = tmp_path / "public", tmp_path / "interne"
    publish(output, {"data/a.json": "[]"})
    publish(elsewhere, {"data/a.json": "{}"}, "internal")
    (output / "data" / "a.json").unlink()
    (output / "data").rmdir()
    (output / "data").symlink_to(elsewhere / "data")
    for files in ({"data/a.json": "[]"}, {"data/b.json": "[]"}, {}):
        with pytest.raises(OutputError, match="is a link"):
            publish(output, files)
    assert content(elsewhere) == {"data/a.json": "{}"}


@pytest.mark.parametrize("harm", ["link", "folder"])
def test_what_is_no_file_never_passes_for_one_of_the_same_size(tmp_path: Path, harm: str) -> None:
    root, other, text = tmp_path / "public", tmp_path / "autre", "x" * (tmp_path.stat().st_size or 1)
    publish(root, {"a.html": text})
    (root / "a.html").unlink()
    if harm == "link":
        other.write_text(text, encoding="utf-8")
        (root / "a.html").symlink_to(other)
        publish(root, {"a.html": text})
        assert not (root / "a.html").is_symlink()
        return
    (root / "a.html").mkdir()
    with pytest.raises(OutputError):
        publish(root, {"a.html": text})


def test_a_manifest_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "ailleurs").write_text("à moi\n", encoding="utf-8")
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / MANIFEST).symlink_to(tmp_path / "ailleurs")
    with pytest.raises(OutputError):
        publish(tmp_path / "public", {"a.html": "x"})
    assert (tmp_path / "ailleurs").read_text(encoding="utf-8") == "à moi\n"


def test_a_size_that_is_no_size_is_not_known(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text(f"# ouvrage public\n{'9' * 5000} clé a.html\n", encoding="utf-8")
    publish(tmp_path, {"a.html": "x"})
    assert content(tmp_path) == {"a.html": "x"}
