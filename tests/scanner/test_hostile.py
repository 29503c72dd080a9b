# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Repositories made to harm: bounded, read as far as can be, and what was left is said. See docs/hostile.md."""

import os
import subprocess
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import pytest

from catalog.database import Store
from scanner import blobs, changes, git_command, trees
from scanner.blobs import list_history, list_tree, read_blobs
from scanner.errors import GitError
from scanner.git import Mirror, mirror_folder, mirror_remote, read_refs
from scanner.models import Outcome
from scanner.scan import Scan, scan_repository
from tests.forging import FOLDER, LINK, SUBMODULE, Forged, Named
from tests.git_server import GitServer
from tests.probing import MarkDetector


@pytest.fixture
def forged(tmp_path: Path) -> Forged:
    return Forged(tmp_path / "depots" / "piege.git")


@pytest.fixture
def scan(tmp_path: Path, store: Store) -> Callable[[Forged], Scan]:
    def scan(forged: Forged) -> Scan:
        mirror = mirror_folder(forged.git_dir, tmp_path / "mirror.git")
        return scan_repository(mirror, store, store.save_readings, {"marks": MarkDetector()})

    return scan


ScanIt = Callable[[Forged], Scan]

# --- trees that unfold without end -----------------------------------------------------------------------------------


def _bomb(forged: Forged, leaf: str, levels: int = 10) -> str:
    tree = leaf
    for _ in range(levels):
        tree = forged.tree(Named(b"d%d" % number, tree, FOLDER) for number in range(10))
    return tree


def test_a_git_bomb_is_cut_and_each_of_its_blobs_is_read_once(
    forged: Forged, scan: ScanIt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trees, "MAX_FILES", 5000)
    leaf = forged.tree(Named(b"f%d" % number, forged.blob(b"MARK")) for number in range(10))
    forged.commit(_bomb(forged, leaf))
    done = scan(forged)
    assert (done.report.files, done.report.blobs_read) == (5000, 1)
    assert "more than 5000 files" in done.report.problems[0]
    assert "changes were left" in done.report.problems[1]
    assert done.report.outcome is Outcome.BOUNDED


def test_a_git_bomb_of_empty_folders_is_cut_though_it_lists_nothing(
    forged: Forged, scan: ScanIt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trees, "MAX_FOLDERS", 5000)
    forged.commit(_bomb(forged, forged.tree([])))
    done = scan(forged)
    assert done.report.files == 0
    assert "the rest was left" in done.report.problems[0]


def test_a_bomb_on_another_branch_leaves_the_default_one_whole(
    forged: Forged, scan: ScanIt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "MAX_SECONDS", 1)
    older = b"A <a@example.org> 1600000000 +0000"
    forged.commit(_bomb(forged, forged.tree([])), author=older, branch="bombe")
    forged.commit(forged.tree([Named(b"a.txt", forged.blob(b"MARK"))]))
    done = scan(forged)
    assert [place.path for place in done.places] == ["a.txt"]
    assert done.report.problems == ("the history can't be compared to its end: its 1 newest changes were read",)


def test_folders_nested_without_end_are_left_and_what_is_above_is_read(forged: Forged, scan: ScanIt) -> None:
    deep = forged.tree([Named(b"f", forged.blob(b"MARK"))])
    for _ in range(trees.MAX_DEPTH + 10):
        deep = forged.tree([Named(b"d", deep, FOLDER)])
    forged.commit(forged.tree([Named(b"a.txt", forged.blob(b"MARK 1")), Named(b"d", deep, FOLDER)]))
    done = scan(forged)
    assert done.report.files == 1
    assert done.report.blobs_read == 2  # the history gives what the tree doesn't
    assert "1 of its folders could not be wholly listed" in done.report.problems[0]


def test_a_name_of_megabytes_is_left(forged: Forged, scan: ScanIt) -> None:
    blob = forged.blob(b"MARK")
    forged.commit(forged.tree([Named(b"n" * 5_000_000, blob), Named(b"ok.txt", blob)]))
    done = scan(forged)
    assert [place.path for place in done.places] == ["ok.txt"]
    assert done.report.problems == ("1 paths of more than 4096 bytes were left",)


# --- many, large -----------------------------------------------------------------------------------------------------


def test_many_tiny_files_cost_one_reading_for_each_content(forged: Forged, scan: ScanIt) -> None:
    contents = [forged.blob(b"MARK %d" % number) for number in range(5)]
    folder = forged.tree(Named(b"%05d.txt" % number, contents[number % 5]) for number in range(20_000))
    forged.commit(folder)
    done = scan(forged)
    assert (done.report.files, done.report.blobs_read, done.report.outcome) == (20_000, 5, Outcome.READ)
    assert len(done.places) == 20_000


def test_a_history_of_too_many_files_is_cut(forged: Forged, scan: ScanIt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blobs, "MAX_OBJECTS", 50)
    forged.commit(forged.tree(Named(b"%05d" % number, forged.blob(b"%d" % number)) for number in range(500)))
    done = scan(forged)
    assert (done.report.history_blobs, done.report.files) == (50, 500)
    assert done.report.problems == ("the history holds more than 50 files: the rest was left",)


def test_a_huge_file_is_left_without_being_read(forged: Forged, scan: ScanIt, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    real = blobs.read_objects

    def noted(mirror: Mirror, ids: Collection[str], kind: bytes) -> Iterator[tuple[str, bytes | None]]:
        asked.extend(ids)
        return real(mirror, ids, kind)

    monkeypatch.setattr(blobs, "read_objects", noted)
    huge = forged.blob(bytes(50_000_000))
    forged.commit(forged.tree([Named(b"a.txt", forged.blob(b"MARK")), Named(b"zeros.bin", huge)]))
    done = scan(forged)
    assert [(item.path, item.reason) for item in done.report.bounded] == [
        ("zeros.bin", "50000000 bytes: larger than the 1000 that marks reads")
    ]
    assert huge not in asked


def test_an_object_larger_than_is_ever_read_costs_only_itself(
    forged: Forged, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blobs, "MAX_OBJECT", 1000)
    ids = [forged.blob(b"a"), forged.blob(bytes(2000)), forged.blob(b"c")]
    mirror = mirror_folder(forged.git_dir, tmp_path / "mirror.git")
    assert [content for _, content in read_blobs(mirror, ids)] == [b"a", None, b"c"]


def test_a_commit_message_and_an_author_of_megabytes_are_not_kept(forged: Forged, scan: ScanIt, tmp_path: Path) -> None:
    author = b"A <%b@example.org> 1700000000 +0000" % (b"a" * 1_000_000)
    forged.commit(forged.tree([Named(b"a", forged.blob(b"MARK"))]), message=b"x" * 20_000_000, author=author)
    assert scan(forged).report.outcome is Outcome.READ
    [change], _ = changes.list_changes(mirror_folder(forged.git_dir, tmp_path / "mirror.git"))
    assert len(change.author) == 320


def test_very_many_branches_are_read(forged: Forged, scan: ScanIt) -> None:
    commit = forged.commit(forged.tree([Named(b"a", forged.blob(b"MARK"))]))
    lines = b"".join(b"%b refs/heads/b%06d\n" % (commit.encode(), number) for number in range(50_000))
    forged.write("packed-refs", b"# pack-refs with: sorted \n" + lines)
    assert scan(forged).report.outcome is Outcome.READ


# --- odd names -------------------------------------------------------------------------------------------------------

ODD = {
    b"missing": "missing",
    b":100644 a": ":100644 a",
    b"\x01" + b"a" * 40 + b" 2020-01-01": "\\x01" + "a" * 40 + " 2020-01-01",
    b"a\nb": "a\\nb",
    b" before": " before",
    b"after ": "after ",
    b"..": "..",
    b".git": ".git",
    b"-rf": "-rf",
    b"/etc/passwd": "/etc/passwd",
    "é".encode("latin-1"): "\\xe9",
    b"twice": "twice",
    b"Twice": "Twice",
}


def test_every_name_is_a_name_and_nothing_else(forged: Forged, scan: ScanIt, tmp_path: Path) -> None:
    entries = [Named(name, forged.blob(b"MARK " + name)) for name in ODD]
    forged.commit(forged.tree([*entries, Named(b"twice", forged.blob(b"MARK 2"))]))
    done = scan(forged)
    assert done.report.missing == 0
    assert {place.path for place in done.places} == set(ODD.values())
    assert {file.path for file in done.files} == set(ODD.values())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["depots", "mirror.git", "ouvrage.db", *_wal(tmp_path)]


def _wal(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("ouvrage.db-*"))


@pytest.mark.parametrize("name", [b"missing", b":a", b"\x01a", b" x ", "é".encode("latin-1"), b"x\ty"])
def test_the_history_keeps_odd_names(forged: Forged, name: bytes, tmp_path: Path) -> None:
    first = forged.commit(forged.tree([Named(name, forged.blob(b"MARK"))]))
    forged.commit(forged.tree([Named(b"other", forged.blob(b"x"))]), first)
    mirror = mirror_folder(forged.git_dir, tmp_path / "mirror.git")
    history = list_history(mirror)
    found = next(blob for blob in history.blobs if blob.size == 4)
    assert found.path.encode("latin-1", "backslashreplace").decode("unicode_escape").encode("latin-1") == name
    assert (history.commits[found.first].commit, history.missing) == (first, ())
    newest, oldest = changes.list_changes(mirror)[0]
    assert oldest.paths == (found.path,)
    assert set(newest.paths) == {found.path, "other"}


def test_a_link_is_never_followed_and_a_submodule_never_fetched(forged: Forged, scan: ScanIt) -> None:
    modules = b'[submodule "x"]\n\tpath = x\n\turl = ext::sh -c touch% /tmp/obeyed\n'
    entries = [
        Named(b".gitmodules", forged.blob(modules)),
        Named(b"link", forged.blob(b"/etc/passwd"), LINK),
        Named(b"x", "1" * 40, SUBMODULE),
    ]
    forged.commit(forged.tree(entries))
    done = scan(forged)
    assert [(file.path, file.mode) for file in done.files] == [(".gitmodules", "100644"), ("link", "120000")]
    assert (done.report.missing, done.report.outcome) == (0, Outcome.READ)


# --- damaged, on purpose or not --------------------------------------------------------------------------------------


def _history_of(forged: Forged, length: int) -> tuple[list[str], list[str]]:
    commits: list[str] = []
    folders: list[str] = []
    for number in range(length):
        folders.append(forged.tree([Named(b"a", forged.blob(b"MARK %d" % number))]))
        commits.append(forged.commit(folders[-1], *commits[-1:]))
    return commits, folders


@pytest.mark.parametrize("what", ["commit", "tree"])
@pytest.mark.parametrize("how", [Forged.break_object, Forged.remove_object])
def test_a_damaged_history_hides_no_blob(
    forged: Forged, scan: ScanIt, what: str, how: Callable[[Forged, str], None]
) -> None:
    commits, folders = _history_of(forged, 5)
    how(forged, commits[2] if what == "commit" else folders[2])
    done = scan(forged)
    whole_walk = what == "tree" and how is Forged.remove_object  # Git goes around a tree that isn't there
    assert len(done.places) == (4 if whole_walk else 5)
    assert done.report.outcome is Outcome.BOUNDED
    assert done.report.missing == 1 or done.report.problems


def test_objects_that_others_lend_are_not_taken_for_the_repositorys_own(
    forged: Forged, scan: ScanIt, tmp_path: Path
) -> None:
    other = Forged(tmp_path / "depots" / "autre.git")
    other.blob(b"MARK secret of another")
    forged.write("objects/info/alternates", bytes(other.git_dir / "objects") + b"\n")
    commits, _ = _history_of(forged, 5)
    forged.break_object(commits[2])
    done = scan(forged)
    assert len(done.places) == 1  # the tree's
    assert "what could not be followed was left" in done.report.problems[0]


def test_what_is_not_what_it_says_is_told(forged: Forged, scan: ScanIt) -> None:
    blob = forged.blob(b"MARK")
    folder = forged.tree([Named(b"f", blob)])
    entries = [Named(b"a", folder), Named(b"b", blob), Named(b"c", blob, FOLDER), Named(b"d", folder, b"040000")]
    forged.commit(forged.tree([*entries, Named(b"e", blob, b"777777")]))
    done = scan(forged)
    assert [place.path for place in done.places] == ["b", "d/f", "e"]
    assert [item.path for item in done.report.bounded] == ["a"]
    assert "1 of its folders could not be wholly listed" in done.report.problems[0]


def test_a_malformed_tree_is_read_up_to_its_fault(forged: Forged, scan: ScanIt) -> None:
    good = b"100644 a\0" + bytes.fromhex(forged.blob(b"MARK"))
    for garbage in (b"garbage", b"100644 b\0short", b"10x644 b\0" + bytes(20), b"\0"):
        forged.commit(forged.put("tree", good + garbage))
        done = scan(forged)
        assert [place.path for place in done.places] == ["a"]
        assert "could not be wholly listed" in done.report.problems[0]


def test_a_malformed_commit_leaves_a_partial_scan(forged: Forged, scan: ScanIt) -> None:
    forged.blob(b"MARK")
    forged.write("refs/heads/main", forged.put("commit", b"garbage\n").encode() + b"\n")
    done = scan(forged)
    assert (done.report.files, done.report.outcome) == (0, Outcome.BOUNDED)
    assert done.report.blobs_read == 1


@pytest.mark.parametrize(
    ("author", "date"),
    [
        (b"A <a@b> 99999999999999999999 +9999", "1970-01-01T00:00:00+00:00"),
        (b"A <a@b> -5 +0000", ""),
        (b"A <a@b> 4000000000000 +0000", ""),
        (b"nobody", ""),
    ],
)
def test_a_date_far_out_is_no_date(forged: Forged, scan: ScanIt, author: bytes, date: str) -> None:
    forged.commit(forged.tree([Named(b"a", forged.blob(b"MARK"))]), author=author)
    done = scan(forged)
    assert (done.report.committed_at, done.places[0].date, done.report.outcome) == (date, date, Outcome.READ)


@pytest.mark.parametrize("head", [b"ref: refs/heads/a\n", b"ref: refs/heads/nowhere\n", b"1" * 40 + b"\n"])
def test_a_head_that_leads_nowhere_loses_no_branch(forged: Forged, scan: ScanIt, head: bytes) -> None:
    forged.commit(forged.tree([Named(b"a", forged.blob(b"MARK"))]))
    if head == b"ref: refs/heads/a\n":
        forged.write("refs/heads/a", b"ref: refs/heads/b\n")
        forged.write("refs/heads/b", b"ref: refs/heads/a\n")
    forged.write("HEAD", head)
    done = scan(forged)
    assert (done.report.branch, len(done.places)) == ("main", 1)


def test_a_ref_to_what_is_not_there_is_told_and_the_others_are_read(forged: Forged, scan: ScanIt) -> None:
    forged.commit(forged.tree([Named(b"a", forged.blob(b"MARK"))]))
    forged.write("refs/heads/lost", b"1" * 40 + b"\n")
    done = scan(forged)
    assert ([place.path for place in done.places], done.report.outcome) == (["a"], Outcome.BOUNDED)


def test_refs_to_blobs_and_trees_are_read(forged: Forged, scan: ScanIt) -> None:
    forged.commit(forged.tree([Named(b"a", forged.blob(b"MARK"))]))
    forged.write("refs/heads/blob", forged.blob(b"MARK 2").encode() + b"\n")
    forged.write("refs/tags/tree", forged.tree([Named(b"z", forged.blob(b"MARK 3"))]).encode() + b"\n")
    assert (len(scan(forged).places), scan(forged).report.outcome) == (3, Outcome.READ)


def test_a_dangerous_ref_refuses_that_repository_with_its_reason(forged: Forged, tmp_path: Path) -> None:
    commit = forged.commit(forged.tree([Named(b"a", forged.blob(b"MARK"))]))
    forged.write("packed-refs", b"# pack-refs with: sorted \n%b refs/heads/../../x\n" % commit.encode())
    with pytest.raises(GitError, match="dangerous"):
        mirror_folder(forged.git_dir, tmp_path / "mirror.git")


def test_a_truncated_pack_is_told(forged: Forged, scan: ScanIt) -> None:
    _history_of(forged, 20)
    subprocess.run(["git", f"--git-dir={forged.git_dir}", "repack", "-adq"], check=True)
    [pack] = (forged.git_dir / "objects" / "pack").glob("*.pack")
    pack.chmod(0o644)
    pack.write_bytes(pack.read_bytes()[: pack.stat().st_size // 2])
    assert scan(forged).report.outcome is Outcome.BOUNDED


def test_grafts_and_replacements_are_ignored(forged: Forged, scan: ScanIt) -> None:
    commits, _ = _history_of(forged, 3)
    empty = forged.commit(forged.tree([]), branch="")
    forged.write("info/grafts", commits[2].encode() + b"\n")
    forged.write(f"refs/replace/{commits[1]}", empty.encode() + b"\n")
    done = scan(forged)
    assert (len(done.places), done.report.outcome) == (3, Outcome.READ)


def test_a_repository_of_sha_256_is_read(tmp_path: Path, scan: ScanIt) -> None:
    forged = Forged(tmp_path / "depots" / "sha256.git", "sha256")
    inner = forged.tree([Named(b"f", forged.blob(b"MARK"))])
    forged.commit(forged.tree([Named(b"a", inner, FOLDER)]))
    done = scan(forged)
    assert ([place.path for place in done.places], done.report.outcome) == (["a/f"], Outcome.READ)


# --- remotes ---------------------------------------------------------------------------------------------------------


def test_a_remote_that_sends_too_much_is_left(
    git_server: GitServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forged = Forged(git_server.root / "gros.git")
    forged.commit(forged.tree([Named(b"a", forged.blob(os.urandom(3_000_000)))]))
    monkeypatch.setattr(git_command, "MAX_FILE", 1_000_000)
    with pytest.raises(GitError, match="larger than the 1000000 bytes"):
        mirror_remote(f"{git_server.url}/gros.git", tmp_path / "mirror.git")
    assert not (tmp_path / "mirror.git").exists()


def test_a_remote_with_a_tree_that_names_dot_git_is_refused(git_server: GitServer, tmp_path: Path) -> None:
    forged = Forged(git_server.root / "piege.git")
    forged.commit(forged.tree([Named(b".git", forged.tree([Named(b"a", forged.blob(b"x"))]), FOLDER)]))
    with pytest.raises(GitError, match="hasDotgit"):
        mirror_remote(f"{git_server.url}/piege.git", tmp_path / "mirror.git")


def test_a_bomb_from_a_remote_is_cut_too(
    git_server: GitServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trees, "MAX_FILES", 5000)
    forged = Forged(git_server.root / "bombe.git")
    leaf = forged.tree(Named(b"f%d" % number, forged.blob(b"MARK")) for number in range(10))
    forged.commit(_bomb(forged, leaf))
    mirror = mirror_remote(f"{git_server.url}/bombe.git", tmp_path / "mirror.git")
    files, problem = list_tree(mirror, read_refs(mirror).head)
    assert (len(files), "more than 5000" in problem) == (5000, True)
    assert len(list_history(mirror).blobs) == 1
