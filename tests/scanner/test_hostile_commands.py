# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The real command on a repository that sets every trap we know: nothing runs, nothing is written but our own files."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from scanner.errors import GitError
from scanner.git import mirror_folder
from tests.building import RepositoryBuilder
from tests.forging import Forged, Named

OUVRAGE = Path(sys.executable).parent / "ouvrage"
HOOKS = (
    *("applypatch-msg", "fsmonitor-watchman", "post-checkout", "post-commit", "post-index-change", "post-merge"),
    *("post-receive", "post-rewrite", "post-update", "pre-auto-gc", "pre-commit", "pre-push", "pre-receive"),
    *("proc-receive", "push-to-checkout", "reference-transaction", "sendemail-validate", "update"),
)


class Trapped(NamedTuple):
    """A folder of repositories with traps, and the file whose existence tells that one closed."""

    folder: Path
    work_tree: Path
    sprung: Path


@pytest.fixture
def trapped(tmp_path: Path) -> Trapped:
    folder, sprung = tmp_path / "depots", tmp_path / "sprung"
    builder = RepositoryBuilder(folder / "ministere" / "piege")
    builder.write("a.txt", "un\n").write("b.c", "int x;\n").write("README.md", "# Piège\n")
    builder.write(".gitattributes", "* filter=trap diff=trap merge=trap\n")
    builder.write(".gitmodules", '[submodule "s"]\n\tpath = s\n\turl = ext::sh -c touch% sprung\n')
    builder.write(".mailmap", "Autre <autre@example.org> <agent@example.org>\n")
    builder.commit()
    builder.write("a.txt", "deux\n").commit()
    builder.close()
    _set_traps(builder.git_dir, sprung)
    return Trapped(folder, builder.path, sprung)


def _set_traps(git_dir: Path, sprung: Path) -> None:
    command = f"touch {sprung}"
    hooks = git_dir / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in HOOKS:
        (hooks / name).write_text(f"#!/bin/sh\n{command}\n")
        (hooks / name).chmod(0o755)
    included = git_dir / "included"
    included.write_text(f'[core]\n\tpager = "{command}"\n\teditor = "{command}"\n')
    settings = {
        "include.path": str(included),
        "includeIf.gitdir:/.path": str(included),
        "core.alternateRefsCommand": command,
        "core.askPass": command,
        "core.fsmonitor": command,
        "core.gitProxy": command,
        "core.hooksPath": str(hooks),
        "core.sshCommand": command,
        "credential.helper": f"!{command}",
        "diff.external": command,
        "diff.trap.command": command,
        "diff.trap.textconv": command,
        "extensions.partialClone": "origin",
        "filter.trap.clean": command,
        "filter.trap.process": command,
        "filter.trap.required": "true",
        "filter.trap.smudge": command,
        "gpg.program": command,
        "log.showSignature": "true",
        "merge.trap.driver": command,
        "pager.log": command,
        "protocol.allow": "always",
        "protocol.ext.allow": "always",
        "remote.origin.promisor": "true",
        "remote.origin.url": f"ext::{command}",
        "safe.directory": "*",
        "trace2.eventTarget": str(sprung),
        "uploadpack.packObjectsHook": command,
    }
    for key, value in settings.items():
        subprocess.run(["git", "config", "--file", str(git_dir / "config"), key, value], check=True)


def _contents(folder: Path) -> Mapping[str, tuple[float, bytes]]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
    return {str(path): (path.stat().st_mtime, path.read_bytes()) for path in files}


def _ouvrage(*words: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(OUVRAGE), *words],
        cwd=cwd,
        env={**os.environ, "LC_ALL": "C.UTF-8", **env},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_the_traps_do_close_on_a_plain_git(trapped: Trapped) -> None:
    plain = {"HOME": str(trapped.folder), "PATH": os.environ["PATH"]}
    for words in (["status"], ["log", "-p"], ["fetch"]):
        ended = subprocess.run(["git", *words], cwd=trapped.work_tree, env=plain, capture_output=True, check=False)
        assert trapped.sprung.exists(), (words, ended.stderr)
        trapped.sprung.unlink()


def test_nothing_runs_and_nothing_is_written_but_our_files(trapped: Trapped, tmp_path: Path) -> None:
    lost = subprocess.run(
        ["git", f"--git-dir={trapped.work_tree / '.git'}", "rev-parse", "HEAD~1:a.txt"], capture_output=True, check=True
    ).stdout.decode()
    (trapped.work_tree / ".git" / "objects" / lost[:2] / lost[2:].strip()).unlink()  # a promisor would be asked for it
    before = _contents(trapped.folder)
    places = {name: tmp_path / name for name in ("work", "home", "temporary", "cache")}
    for place in places.values():
        place.mkdir()
    command = f"touch {trapped.sprung}"
    done = _ouvrage(
        *("scan", str(trapped.folder)),
        cwd=places["work"],
        HOME=str(places["home"]),
        TMPDIR=str(places["temporary"]),
        OUVRAGE_CACHE=str(places["cache"]),
        GIT_CONFIG_PARAMETERS=f"'core.fsmonitor'='{command}'",
        GIT_EXTERNAL_DIFF=command,
        GIT_PAGER=command,
        GIT_SSH_COMMAND=command,
        GIT_PROXY_COMMAND=command,
        GIT_ALTERNATE_OBJECT_DIRECTORIES="/",
        GIT_TRACE=str(tmp_path / "trace"),
        PAGER=command,
        EDITOR=command,
    )
    assert done.returncode == 3, done.stderr  # the lost object is said
    assert not trapped.sprung.exists()
    assert _contents(trapped.folder) == before
    assert {path.name for path in tmp_path.iterdir()} == {"depots", *places}
    assert all(path.name.startswith("ouvrage.") for path in places["work"].iterdir())
    assert list(places["home"].iterdir()) == []
    assert list(places["temporary"].iterdir()) == []


def test_a_repository_does_not_lead_out_of_its_folder(tmp_path: Path) -> None:
    secret = RepositoryBuilder(tmp_path / "ailleurs" / "secret")
    secret.write("secret.txt", "rien pour vous\n").commit()
    secret.close()
    folder = tmp_path / "depots" / "ministere"
    forged = Forged(folder / "honnete.git")
    forged.commit(forged.tree([Named(b"a.txt", forged.blob(b"un\n"))]))
    for name in ("gitfile", "lien"):
        (folder / name).mkdir()
    (folder / "gitfile" / ".git").write_text(f"gitdir: {secret.git_dir}\n")
    (folder / "lien" / ".git").symlink_to(secret.git_dir)
    inside = Forged(folder / "honnete.git" / "embedded")  # a bare repository within a repository is part of it
    inside.commit(inside.tree([Named(b"b.txt", inside.blob(b"deux\n"))]))
    _ouvrage("scan", str(folder.parent), cwd=tmp_path)
    told = _ouvrage("status", "--repositories", "--format", "json", cwd=tmp_path)
    assert [row["repository"] for row in json.loads(told.stdout)["repositories"]] == ["folder/ministere/honnete"]


def test_objects_by_a_link_or_a_common_directory_are_not_followed(tmp_path: Path) -> None:
    secret = Forged(tmp_path / "ailleurs.git")
    secret.commit(secret.tree([Named(b"a", secret.blob(b"x"))]))
    linked = Forged(tmp_path / "lie.git")
    (linked.git_dir / "objects" / "info").rmdir()
    (linked.git_dir / "objects").rmdir()
    (linked.git_dir / "objects").symlink_to(secret.git_dir / "objects")
    common = Forged(tmp_path / "commun.git")
    common.write("commondir", bytes(secret.git_dir))
    for forged in (linked, common):
        with pytest.raises(GitError, match="elsewhere"):
            mirror_folder(forged.git_dir, tmp_path / "mirror.git")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_in_place_of_a_file_does_not_hang(tmp_path: Path) -> None:
    forged = Forged(tmp_path / "depots" / "ministere" / "tuyau.git")
    forged.commit(forged.tree([Named(b"a", forged.blob(b"x"))]))
    os.mkfifo(forged.git_dir / "shallow")
    (forged.git_dir / "config").unlink()
    os.mkfifo(forged.git_dir / "config")
    done = _ouvrage("crawl", str(tmp_path / "depots"), cwd=tmp_path)
    assert done.returncode in (0, 3), done.stderr
