# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Listing and streaming: everything that Git holds, in bounds, whatever the names."""

from pathlib import Path

from scanner.blobs import as_changes, list_history, list_tree, read_blobs, read_log
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


def test_the_log_tells_what_each_commit_wrote(make_repository: MakeRepository, tmp_path: Path) -> None:
    source = make_repository()
    first = source.write("a.txt", "1").write("b.txt", "1").commit()
    second = source.write("a.txt", "2").remove("b.txt").commit()
    commits = list(read_log(_mirror(source, tmp_path)))
    assert [commit.commit for commit in commits] == [first, second]
    assert [path for path, blob in commits[1].written if blob] == ["a.txt"]
    assert [change.commit for change in as_changes(commits, 1)] == [second]
    assert as_changes(commits, 2)[1].date == "2024-01-01T12:00:00+00:00"


def test_the_log_tells_who_wrote_each_commit_as_the_mailmap_says(
    make_repository: MakeRepository, tmp_path: Path
) -> None:
    source = make_repository()
    source.write("a.txt", "1").write(".mailmap", "Agent <Prenom.Nom@Ministere.example> <agent@example.org>\n").commit()
    [commit] = read_log(_mirror(source, tmp_path))
    assert commit.author == "prenom.nom@ministere.example"
    assert as_changes([commit], 1)[0].author == commit.author


def test_what_only_a_merge_brought_is_found(make_repository: MakeRepository, tmp_path: Path) -> None:
    source = make_repository()
    source.write("a.txt", "base").commit()
    source.repo.git.checkout("-b", "autre")
    source.write("a.txt", "autre").commit()
    source.repo.git.checkout("main")
    source.write("a.txt", "ici").commit()
    source.repo.git.merge("autre", "--no-commit", "-s", "ours")
    merge = source.write("a.txt", "resolution").commit()
    blob = source.repo.head.commit.tree["a.txt"].hexsha
    mirror = _mirror(source, tmp_path)
    assert not any(blob == written for commit in read_log(mirror) for _, written in commit.written)
    [found] = {c.commit for c in read_log(mirror, merges=True) for _, written in c.written if written == blob}
    assert found == merge


def test_an_empty_repository_lists_nothing(make_repository: MakeRepository, tmp_path: Path) -> None:
    mirror = _mirror(make_repository(), tmp_path)
    assert list_history(mirror) == ([], (), ())
    assert list(read_log(mirror)) == []
