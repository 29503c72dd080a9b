# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A work tree is judged as it stands, without obeying it and without writing into it."""

import subprocess
from pathlib import Path

import pytest

from scanner.blobs import list_tree, read_blobs
from scanner.errors import GitError, UsageError
from scanner.worktree import Content, Taken, find_worktree, resolve, take
from tests.building import RepositoryBuilder


@pytest.fixture
def builder(tmp_path: Path) -> RepositoryBuilder:
    made = RepositoryBuilder(tmp_path / "depot")
    made.write("lu.txt", "un").write("dossier/autre.txt", "deux").commit()
    return made


def _contents(taken: Taken) -> dict[str, bytes | None]:
    files, problem = list_tree(taken.mirror, taken.head)
    assert not problem
    content = dict(read_blobs(taken.mirror, [file.blob for file in files]))
    return {file.path: content[file.blob] for file in files}


def _taken(builder: RepositoryBuilder, tmp_path: Path, content: Content = Content.TRACKED) -> Taken:
    return take(find_worktree(builder.path), content, tmp_path / "mirror.git")


def _state(path: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in sorted(path.rglob("*")) if file.is_file()}


def test_a_clean_work_tree_is_its_commit(builder: RepositoryBuilder, tmp_path: Path) -> None:
    taken = _taken(builder, tmp_path)
    assert taken.head == taken.commit == builder.repo.head.commit.hexsha


def test_tracked_files_count_as_they_stand_and_others_do_not(builder: RepositoryBuilder, tmp_path: Path) -> None:
    builder.write("lu.txt", "changé").write("nouveau.txt", "non suivi").remove("dossier/autre.txt")
    before = _state(builder.path)
    assert _contents(_taken(builder, tmp_path)) == {"lu.txt": "changé".encode()}
    assert _state(builder.path) == before


def test_the_index_is_what_the_next_commit_will_hold(builder: RepositoryBuilder, tmp_path: Path) -> None:
    builder.write("lu.txt", "indexé")
    builder.repo.git.add("lu.txt")
    builder.write("lu.txt", "changé depuis")
    assert _contents(_taken(builder, tmp_path, Content.INDEX))["lu.txt"] == "indexé".encode()


def _another_index(builder: RepositoryBuilder, index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    builder.write("lu.txt", "ailleurs")
    env = {"GIT_INDEX_FILE": str(index)}
    builder.repo.git.read_tree("HEAD", env=env)
    builder.repo.git.add("lu.txt", env=env)
    monkeypatch.setenv("GIT_INDEX_FILE", str(index))


def test_the_index_that_git_gives_to_its_hooks_is_the_one_of_the_commit(
    builder: RepositoryBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _another_index(builder, builder.git_dir / "next-index-1.lock", monkeypatch)
    assert _contents(_taken(builder, tmp_path, Content.INDEX))["lu.txt"] == b"ailleurs"


def test_the_index_of_another_repository_is_not_taken(
    builder: RepositoryBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _another_index(builder, tmp_path / "index", monkeypatch)
    assert _contents(_taken(builder, tmp_path, Content.INDEX))["lu.txt"] == b"un"


def test_a_repository_without_commits_has_an_index(tmp_path: Path) -> None:
    builder = RepositoryBuilder(tmp_path / "vide").write("a.txt", "a")
    builder.repo.git.add("a.txt")
    taken = take(find_worktree(builder.path), Content.INDEX, tmp_path / "mirror.git")
    assert (taken.commit, _contents(taken)) == ("", {"a.txt": b"a"})


def test_a_folder_inside_a_work_tree_leads_to_its_root(builder: RepositoryBuilder) -> None:
    assert find_worktree(builder.path / "dossier").root == builder.path


def test_a_linked_worktree_has_its_own_head(builder: RepositoryBuilder, tmp_path: Path) -> None:
    builder.repo.git.worktree("add", "-b", "autre", str(tmp_path / "lie"))
    (tmp_path / "lie" / "lu.txt").write_text("ailleurs", encoding="utf-8")
    taken = take(find_worktree(tmp_path / "lie"), Content.TRACKED, tmp_path / "mirror.git")
    assert _contents(taken)["lu.txt"] == b"ailleurs"


def test_neither_filters_nor_hooks_nor_submodules_are_obeyed(builder: RepositoryBuilder, tmp_path: Path) -> None:
    trap = tmp_path / "executed"
    other = RepositoryBuilder(tmp_path / "other")
    other.write("x", "x").commit()
    with builder.repo.git.custom_environment(GIT_ALLOW_PROTOCOL="file"):
        builder.repo.git.submodule("add", str(other.path), "sub")
    builder.write(".gitattributes", "*.txt filter=trap diff=trap\n").commit()
    for repository in (builder.path, builder.path / "sub"):
        for key in ("filter.trap.clean", "filter.trap.smudge", "core.fsmonitor", "diff.trap.textconv"):
            subprocess.run(["git", "-C", str(repository), "config", key, f"touch {trap}; cat"], check=True)
    trap.unlink(missing_ok=True)
    builder.write("lu.txt", "changé").write("sub/x", "y")
    _taken(builder, tmp_path)
    assert not trap.exists()


def test_a_file_behind_a_symbolic_link_is_not_read(builder: RepositoryBuilder, tmp_path: Path) -> None:
    (tmp_path / "ailleurs").mkdir()
    (tmp_path / "ailleurs" / "autre.txt").write_text("secret", encoding="utf-8")
    builder.remove("dossier/autre.txt")
    (builder.path / "dossier").rmdir()
    (builder.path / "dossier").symlink_to(tmp_path / "ailleurs")
    assert set(_contents(_taken(builder, tmp_path))) == {"lu.txt"}


def test_where_there_is_no_repository_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no Git repository"):
        find_worktree(tmp_path)


# --- which commit a name means ---


def test_a_tag_never_passes_for_a_branch_nor_for_a_commit(builder: RepositoryBuilder, tmp_path: Path) -> None:
    """Whoever may push tags would choose the base that their change is judged by."""
    base = builder.repo.head.commit.hexsha
    theirs = builder.write("lu.txt", "leur").commit()
    builder.repo.git.update_ref("refs/remotes/origin/main", base)
    builder.repo.git.update_ref("refs/heads/HEAD", base)
    for name in ("origin/main", base[:12], base[:7]):
        builder.repo.git.tag(name, theirs)
    mirror = _taken(builder, tmp_path).mirror
    assert {resolve(mirror, name) for name in ("origin/main", base[:12], base[:7], base)} == {base}
    assert {resolve(mirror, name) for name in ("refs/tags/origin/main", "main", "HEAD", "@")} == {theirs}
    assert {resolve(mirror, name) for name in ("HEAD~1", "main~1", "main^")} == {base}


def test_a_ref_written_like_an_id_is_named_in_full(builder: RepositoryBuilder, tmp_path: Path) -> None:
    builder.repo.git.tag("20261125")
    mirror = _taken(builder, tmp_path).mirror
    assert (resolve(mirror, "20261125"), resolve(mirror, "tags/20261125")) == ("", builder.repo.head.commit.hexsha)


@pytest.mark.parametrize("content", [b"gitdir: /tmp/\0x\n", b"gitdir: \xff\xfe\n", b"gitdir: .git\n", b""])
def test_a_file_that_leads_to_no_repository_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ".git").write_bytes(content)
    with pytest.raises(UsageError):
        find_worktree(tmp_path)


@pytest.mark.parametrize("content", [b"a\0b", b"\xff\xfe"])
def test_a_repository_whose_objects_are_said_to_be_nowhere_is_refused_in_words(
    builder: RepositoryBuilder, tmp_path: Path, content: bytes
) -> None:
    (builder.git_dir / "commondir").write_bytes(content)
    with pytest.raises(GitError):
        _taken(builder, tmp_path)
