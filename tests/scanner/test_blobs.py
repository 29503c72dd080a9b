# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Listing and streaming: everything that Git holds, in bounds, whatever the names."""

from pathlib import Path

from scanner.blobs import list_history, list_tree, read_blobs
from scanner.changes import list_changes
from scanner.git import Mirror, mirror_folder, read_refs
from tests.building import RepositoryBuilder
from tests.conftest import MakeRepository


def _mirror(source: RepositoryBuilder, tmp_path: Path) -> Mirror:
    return mirror_folder(source.git_dir, tmp_path / "mirror.git")


def test_the_tree_lists_files_with_odd_names(make_repository: MakeRepository, tmp_path: Path) -> None:
    source = make_repository()
    source.write("src/données.py", "1").write("latin-é.txt".encode("latin-1"), "22").write("a\nb.txt", "333").commit()
    mirror = _mirror(source, tmp_path)
    files, problem = list_tree(mirror, read_refs(mirror).head)
    assert {(file.path, file.size) for file in files} == {
        ("src/données.py", 1),
        ("latin-\\xe9.txt", 2),
        ("a\\nb.txt", 3),
    }
    assert problem == ""


def test_history_holds_what_the_tree_no_longer_has(make_repository: MakeRepository, tmp_path: Path) -> None:
    source = make_repository()
    source.write("cle.txt", "ancienne").commit()
    source.remove("cle.txt").write("b.txt", "nouvelle").commit()
    mirror = _mirror(source, tmp_path)
    blobs = list_history(mirror).blobs
    contents = dict(read_blobs(mirror, [blob.blob for blob in blobs]))
    assert {contents[blob.blob]: blob.path for blob in blobs} == {b"ancienne": "cle.txt", b"nouvelle": "b.txt"}


def test_blobs_of_other_branches_and_tags_are_listed(make_repository: MakeRepository, tmp_path: Path) -> None:
    source = make_repository()
    source.write("a.txt", "a").commit()
    source.repo.git.checkout("-b", "essai")
    source.write("b.txt", "b").commit()
    source.repo.create_tag("v1")
    source.repo.git.checkout("main")
    source.repo.git.branch("-D", "essai")
    paths = {blob.path for blob in list_history(_mirror(source, tmp_path)).blobs}
    assert paths == {"a.txt", "b.txt"}


def test_a_missing_blob_is_told_and_the_others_are_read(make_repository: MakeRepository, tmp_path: Path) -> None:
    source = make_repository()
    source.write("a.txt", "a").write("b.txt", "b").write("c.txt", "c").commit()
    lost = source.repo.head.commit.tree["b.txt"].hexsha
    (source.git_dir / "objects" / lost[:2] / lost[2:]).unlink()
    mirror = _mirror(source, tmp_path)
    history = list_history(mirror)
    assert history.missing == (lost,)
    files, _ = list_tree(mirror, read_refs(mirror).head)
    contents = dict(read_blobs(mirror, [file.blob for file in files]))
    assert [contents[file.blob] for file in files] == [b"a", None, b"c"]


def test_an_unreadable_blob_is_told_and_the_others_are_read(make_repository: MakeRepository, tmp_path: Path) -> None:
    source = make_repository()
    source.write("a.txt", "a").write("b.txt", "b").write("c.txt", "c").commit()
    ids = {name: source.repo.head.commit.tree[name].hexsha for name in ("a.txt", "b.txt", "c.txt")}
    broken = source.git_dir / "objects" / ids["b.txt"][:2] / ids["b.txt"][2:]
    broken.chmod(0o644)
    broken.write_bytes(b"not zlib")
    contents = dict(read_blobs(_mirror(source, tmp_path), list(ids.values())))
    assert contents == {ids["a.txt"]: b"a", ids["b.txt"]: None, ids["c.txt"]: b"c"}


def test_changes_tell_what_each_commit_touched_newest_first(make_repository: MakeRepository, tmp_path: Path) -> None:
    source = make_repository()
    first = source.write("a.txt", "1").write("b.txt", "1").commit()
    second = source.write("a.txt", "2").remove("b.txt").write("c\nd", "3").commit()
    changes, problem = list_changes(_mirror(source, tmp_path))
    assert [(change.commit, set(change.paths)) for change in changes] == [
        (second, {"a.txt", "b.txt", "c\\nd"}),
        (first, {"a.txt", "b.txt"}),
    ]
    assert changes[1].date == "2024-01-01T12:00:00+00:00"
    assert problem == ""
    assert list_changes(_mirror(source, tmp_path), 1)[0] == changes[:1]


def test_changes_tell_who_wrote_each_commit_as_the_mailmap_says(
    make_repository: MakeRepository, tmp_path: Path
) -> None:
    source = make_repository()
    source.write("a.txt", "1").write(".mailmap", "Agent <Prenom.Nom@Ministere.example> <agent@example.org>\n").commit()
    [change] = list_changes(_mirror(source, tmp_path))[0]
    assert change.author == "prenom.nom@ministere.example"


def test_each_blob_comes_with_the_commit_that_brought_it_a_merge_included(
    make_repository: MakeRepository, tmp_path: Path
) -> None:
    source = make_repository()
    base = source.write("a.txt", "base").commit()
    source.repo.git.checkout("-b", "autre")
    other = source.write("a.txt", "autre").commit()
    source.repo.git.checkout("main")
    here = source.write("a.txt", "ici").write("copie.txt", "base").commit()
    source.repo.git.merge("autre", "--no-commit", "-s", "ours")
    merge = source.write("a.txt", "resolution").commit()
    mirror = _mirror(source, tmp_path)
    history = list_history(mirror)
    contents = dict(read_blobs(mirror, [blob.blob for blob in history.blobs]))
    assert {contents[blob.blob]: history.commits[blob.first].commit for blob in history.blobs} == {
        b"base": base,
        b"autre": other,
        b"ici": here,
        b"resolution": merge,
    }
    assert history.commits[0].date == "2024-01-01T12:00:00+00:00"


def test_an_empty_repository_lists_nothing(make_repository: MakeRepository, tmp_path: Path) -> None:
    mirror = _mirror(make_repository(), tmp_path)
    assert list_history(mirror) == ([], [], (), (), ())
    assert list_changes(mirror) == ((), "")
