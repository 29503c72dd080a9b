# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Mirrors: whole, incremental, and deaf to what the repository would have them do."""

import shutil
import subprocess
from pathlib import Path

import pytest

from scanner.errors import GitError
from scanner.git import authorization, mirror_folder, mirror_remote, path_text, read_refs
from tests.conftest import MakeRepository
from tests.git_server import GitServer


def _serve(git_server: GitServer, make_repository: MakeRepository) -> str:
    source = make_repository("work/depot")
    source.write("a.txt", "un\n").commit()
    source.repo.clone(str(git_server.root / "depot.git"), bare=True)
    return f"{git_server.url}/depot.git"


def test_a_remote_is_mirrored_whole_then_by_what_moved(
    git_server: GitServer, make_repository: MakeRepository, tmp_path: Path
) -> None:
    url = _serve(git_server, make_repository)
    mirror = mirror_remote(url, tmp_path / "mirror.git")
    before = read_refs(mirror)

    work = make_repository("work/depot")
    head = work.write("b.txt", "deux\n").commit()
    work.repo.git.push(str(git_server.root / "depot.git"), "main")
    mirror_remote(url, tmp_path / "mirror.git")
    assert read_refs(mirror).head == head
    assert read_refs(mirror).digest != before.digest


def test_an_unchanged_remote_costs_one_listing(
    git_server: GitServer, make_repository: MakeRepository, tmp_path: Path
) -> None:
    url = _serve(git_server, make_repository)
    mirror_remote(url, tmp_path / "mirror.git")
    objects = sorted(path for path in (tmp_path / "mirror.git").rglob("*"))
    git_server.requests.clear()
    mirror_remote(url, tmp_path / "mirror.git")
    assert len(git_server.requests) <= 2  # the capabilities, then the refs
    assert sorted(path for path in (tmp_path / "mirror.git").rglob("*")) == objects


def test_a_token_goes_in_a_header_and_is_never_stored(
    git_server: GitServer, make_repository: MakeRepository, tmp_path: Path
) -> None:
    url = _serve(git_server, make_repository)
    git_server.authorization = authorization("oauth2", "jeton-de-test")
    with pytest.raises(GitError) as refused:
        mirror_remote(url, tmp_path / "refused.git")
    assert refused.value.source == url

    mirror_remote(url, tmp_path / "mirror.git", header=git_server.authorization)
    stored = b"".join(path.read_bytes() for path in (tmp_path / "mirror.git").rglob("*") if path.is_file())
    assert b"jeton-de-test" not in stored
    assert git_server.authorization.encode() not in stored


def test_a_corrupt_mirror_is_made_anew(git_server: GitServer, make_repository: MakeRepository, tmp_path: Path) -> None:
    url = _serve(git_server, make_repository)
    mirror = mirror_remote(url, tmp_path / "mirror.git")
    shutil.rmtree(mirror.git_dir / "objects")
    (mirror.git_dir / "objects").mkdir()
    head = make_repository("work/depot").write("b.txt", "deux\n").commit()
    make_repository("work/depot").repo.git.push(str(git_server.root / "depot.git"), "main")
    assert read_refs(mirror_remote(url, mirror.git_dir)).head == head


def test_a_mirror_outlives_a_fetch_that_fails(
    git_server: GitServer, make_repository: MakeRepository, tmp_path: Path
) -> None:
    url = _serve(git_server, make_repository)
    mirror = mirror_remote(url, tmp_path / "mirror.git")
    before = read_refs(mirror)
    work = make_repository("work/depot").write("b.txt", "deux\n")
    work.commit()
    work.repo.git.push(str(git_server.root / "depot.git"), "main")
    lost = work.repo.head.commit.tree["b.txt"].hexsha
    (git_server.root / "depot.git" / "objects" / lost[:2] / lost[2:]).unlink()
    with pytest.raises(GitError):
        mirror_remote(url, mirror.git_dir)
    assert read_refs(mirror) == before
    assert [path.name for path in tmp_path.glob("mirror*")] == ["mirror.git"]


def test_a_mirror_whose_making_was_cut_is_made_whole(make_repository: MakeRepository, tmp_path: Path) -> None:
    source = make_repository().write("a.txt", "un\n")
    head = source.commit()
    for left in (tmp_path / "mirror.git.init", tmp_path / "mirror.git"):
        (left / "refs").mkdir(parents=True)
    assert read_refs(mirror_folder(source.git_dir, tmp_path / "mirror.git")).head == head


@pytest.mark.parametrize("url", ["ext::sh -c date", "file:///etc", "/etc", "git@host:a/b.git", "-u", "http:///x"])
def test_only_http_addresses_are_mirrored(url: str, tmp_path: Path) -> None:
    with pytest.raises(GitError, match="http"):
        mirror_remote(url, tmp_path / "mirror.git")


def test_a_folder_is_read_without_obeying_its_configuration(make_repository: MakeRepository, tmp_path: Path) -> None:
    source = make_repository()
    source.write("a.txt", "un\n").commit()
    trap = tmp_path / "obeyed"
    for key in ("core.fsmonitor", "core.sshCommand", "core.pager", "diff.external", "core.gitProxy"):
        subprocess.run(["git", "config", key, f"touch {trap}"], cwd=source.path, check=True)
    for hook in ("post-checkout", "reference-transaction", "pre-auto-gc"):
        path = source.git_dir / "hooks" / hook
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\ntouch {trap}\n")
        path.chmod(0o755)
    mirror = mirror_folder(source.git_dir, tmp_path / "mirror.git")
    assert read_refs(mirror).branch == "main"
    assert not trap.exists()


def test_a_bare_folder_without_core_bare_is_read(make_repository: MakeRepository, tmp_path: Path) -> None:
    head = make_repository().write("a.txt", "un\n").commit()
    bare = tmp_path / "bare.git"
    make_repository().repo.clone(str(bare), bare=True)
    subprocess.run(["git", "config", "--file", str(bare / "config"), "--unset", "core.bare"], check=True)
    assert read_refs(mirror_folder(bare, tmp_path / "mirror.git")).head == head


def test_a_repository_without_commits_has_no_head(make_repository: MakeRepository, tmp_path: Path) -> None:
    refs = read_refs(mirror_folder(make_repository().git_dir, tmp_path / "mirror.git"))
    assert refs.head == ""


def test_the_forges_default_branch_wins_over_head(make_repository: MakeRepository, tmp_path: Path) -> None:
    source = make_repository()
    source.write("a.txt", "un\n").commit()
    source.repo.git.checkout("-b", "travail")
    source.write("a.txt", "deux\n").commit()
    mirror = mirror_folder(source.git_dir, tmp_path / "mirror.git")
    assert read_refs(mirror).branch == "travail"
    assert read_refs(mirror, "main").branch == "main"
    assert read_refs(mirror, "disparue").branch == "travail"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"src/a.py", "src/a.py"),
        ("données.csv".encode(), "données.csv"),
        ("données.csv".encode("latin-1"), "donn\\xe9es.csv"),
        (b"a\nb\x1b[31m", "a\\nb\\x1b[31m"),
        ("\u202egpj.exe".encode(), "\\u202egpj.exe"),
    ],
)
def test_paths_become_printable_text(raw: bytes, text: str) -> None:
    assert path_text(raw) == text


def test_an_old_fault_in_a_history_does_not_refuse_the_repository(git_server: GitServer, tmp_path: Path) -> None:
    served = git_server.root / "ancien.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(served)], check=True)

    def store(kind: str, content: bytes) -> str:
        command = ["git", f"--git-dir={served}", "hash-object", "-t", kind, "-w", "--literally", "--stdin"]
        return subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode().strip()

    blob = store("blob", b"x")
    folder = store("tree", b"100644 a.txt\0" + bytes.fromhex(blob))
    padded = store("tree", b"040000 dossier\0" + bytes.fromhex(folder))
    commit = store("commit", f"tree {padded}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nx\n".encode())
    subprocess.run(["git", f"--git-dir={served}", "update-ref", "refs/heads/main", commit], check=True)
    mirror = mirror_remote(f"{git_server.url}/ancien.git", tmp_path / "mirror.git")
    assert read_refs(mirror, "main").head == commit
