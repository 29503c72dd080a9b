# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The demonstration's repositories: real, the same everywhere, made once."""

import shutil
import subprocess
from pathlib import Path

import pytest

from catalog import demo


def heads(folder: Path) -> dict[str, str]:
    return {place: demo.git(folder, folder / place, "rev-parse", "HEAD") for place in demo.PACKAGES}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A Git repository with one commit, to stand for the checkout."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    (folder / "README.md").write_text("# A checkout\n", encoding="utf-8")
    (tmp_path / "gitconfig").write_text(demo.GIT_CONFIG, encoding="utf-8")
    for command in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "First"]):
        demo.git(tmp_path, folder, *command)
    return folder


def test_a_second_time_keeps_everything(tmp_path: Path, checkout: Path) -> None:
    demo.build_repositories(tmp_path / "demo", checkout)
    assert set(demo.build_repositories(tmp_path / "demo", checkout).values()) == {"kept"}


def test_commits_are_the_same_everywhere(tmp_path: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    demo.build_repositories(tmp_path / "one", checkout)
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Somebody Else")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    demo.build_repositories(tmp_path / "two", checkout)
    assert heads(tmp_path / "one") == heads(tmp_path / "two")


def test_repositories_hold_sources_licence_and_description(tmp_path: Path, checkout: Path) -> None:
    demo.build_repositories(tmp_path, checkout)
    listed = demo.git(tmp_path, tmp_path / "open/shared-libraries/pluggy", "ls-files").splitlines()
    assert {"LICENSE", "README.md", "pluggy/_manager.py"} <= set(listed)
    totals = [len(demo.git(tmp_path, tmp_path / place, "ls-files").splitlines()) for place in demo.PACKAGES]
    assert all(total > 5 for total in totals)
    assert sum(totals) < 250


def test_the_checkout_is_cloned_again_when_it_moves_on(tmp_path: Path, checkout: Path) -> None:
    folder = tmp_path / "demo"
    demo.build_repositories(folder, checkout)
    demo.git(tmp_path, checkout, "commit", "--quiet", "--allow-empty", "--message", "Second")
    assert demo.build_repositories(folder, checkout)[demo.CHECKOUT] == "cloned from this checkout"
    bare = demo.git(folder, folder / demo.CHECKOUT, "rev-parse", "--is-bare-repository", "HEAD")
    assert bare.splitlines() == ["true", demo.git(tmp_path, checkout, "rev-parse", "HEAD")]


def test_a_broken_repository_is_made_anew(tmp_path: Path, checkout: Path) -> None:
    demo.build_repositories(tmp_path, checkout)
    place = "open/shared-libraries/pluggy"
    (tmp_path / place / ".git" / "HEAD").unlink()
    assert demo.build_repositories(tmp_path, checkout)[place].startswith("made from")


def test_an_unpacked_archive_is_said_and_skipped(tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    outcomes = demo.build_repositories(tmp_path / "demo", tmp_path / "archive")
    assert outcomes[demo.CHECKOUT].startswith("skipped: ")


@pytest.mark.parametrize(
    ("codes", "exit_code", "steps"),
    [([0, 0, 0], 0, 3), ([3, 0, 0], 3, 3), ([2, 0, 0], 2, 1), ([0, 4, 0], 4, 2)],
)
def test_exit_codes_pass_through(codes: list[int], exit_code: int, steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    run: list[list[str]] = []

    def answer(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        run.append(command)
        return subprocess.CompletedProcess(command, codes[len(run) - 1])

    monkeypatch.setattr(shutil, "which", lambda name, path: "ouvrage")
    monkeypatch.setattr(subprocess, "run", answer)
    assert (demo.run_steps(), len(run)) == (exit_code, steps)
