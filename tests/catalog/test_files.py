# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The output folder: whole files, written only when they changed, and nothing left of what is no longer published."""

from pathlib import Path

import pytest

from catalog.files import MANIFEST, OutputError, OutputFolder


def publish(root: Path, files: dict[str, str]) -> OutputFolder:
    folder = OutputFolder(root)
    for name, content in files.items():
        folder.write(name, content)
    folder.finish()
    return folder


def content(root: Path) -> dict[str, str]:
    found = (path for path in root.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in found}


def test_a_second_run_writes_nothing(tmp_path: Path) -> None:
    files = {"index.html": "accueil", "data/a.json": "[]"}
    assert publish(tmp_path, files).written == 2
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    again = publish(tmp_path, files)
    assert (again.written, again.unchanged) == (0, 2)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_what_is_no_longer_published_goes_and_what_others_put_there_stays(tmp_path: Path) -> None:
    publish(tmp_path, {"depots/forge/ferme.html": "x", "index.html": "x"})
    (tmp_path / "CNAME").write_text("codes.exemple.gouv.fr", encoding="utf-8")
    publish(tmp_path, {"index.html": "y"})
    assert content(tmp_path) == {"index.html": "y", "CNAME": "codes.exemple.gouv.fr"}
    assert not (tmp_path / "depots").exists()


def test_a_run_killed_half_way_leaves_nothing_that_the_next_one_forgets(tmp_path: Path) -> None:
    OutputFolder(tmp_path).write("depots/vu-une-fois.html", "x")
    publish(tmp_path, {"index.html": "x"})
    assert content(tmp_path) == {"index.html": "x"}


@pytest.mark.parametrize("name", ["../a", "/etc/passwd", "a/../../b", "", "a\\..\\b", "a\nb"])
def test_no_name_leaves_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="inside the output folder"):
        OutputFolder(tmp_path).write(name, "x")


def test_a_manifest_from_elsewhere_removes_nothing_outside(tmp_path: Path) -> None:
    outside = tmp_path / "precieux.txt"
    outside.write_text("x", encoding="utf-8")
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / MANIFEST).write_text(f"../precieux.txt\n{outside}\n", encoding="utf-8")
    publish(tmp_path / "public", {})
    assert outside.exists()


def test_a_file_where_a_folder_must_be_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError, match="can't be written") as caught:
        OutputFolder(tmp_path).write("data/a.json", "[]")
    assert caught.value.source == str(tmp_path / "data" / "a.json")
    assert caught.value.mend


def test_files_are_readable_by_a_web_server_and_no_half_file_stays(tmp_path: Path) -> None:
    publish(tmp_path, {"index.html": "x"})
    assert (tmp_path / "index.html").stat().st_mode & 0o777 == 0o644
    assert sorted(path.name for path in tmp_path.iterdir()) == [MANIFEST, "index.html"]
