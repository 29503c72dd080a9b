# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The command `check`, as a person or a CI runs it: what it prints and writes, and how it ends."""

import contextlib
import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.building import RepositoryBuilder
from tests.caches import with_compiled_rules

_TOKEN = "ghp_" + "Zk3J9dQx7LmN2pR5tV8wY1bC4fG6hS0aEiUo"
_ROOT = Path(__file__).parents[3]


@pytest.fixture
def builder(tmp_path: Path) -> RepositoryBuilder:
    made = RepositoryBuilder(tmp_path / "paie")
    made.write("README.md", "# Paie\n\nCalcule la paie des agents.\n").write("paie.py", "print('paie')\n").commit()
    return made


def _check(
    builder: RepositoryBuilder, cache: Path, *options: str, environ: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command in the repository's own folder, with nothing of our own CI's variables."""
    env = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    command = [sys.executable, "-m", "catalog.cli", "check", "--cache", str(cache), "--lang", "fr", *options]
    env |= {"PYTHONPATH": str(_ROOT), **(environ or {})}
    return subprocess.run(command, cwd=builder.path, env=env, capture_output=True, text=True, check=False)


def test_problems_fail_with_1_and_are_told_with_their_mend(builder: RepositoryBuilder, cache: Path) -> None:
    done = _check(builder, cache)
    assert done.returncode == 1
    assert "licence-present" in done.stdout
    assert "LICENSE" in done.stdout


def test_a_change_without_problems_ends_with_0(builder: RepositoryBuilder, cache: Path) -> None:
    builder.write("paie.py", "print('paye')\n").commit()
    done = _check(builder, cache, "--base", "HEAD~1")
    assert (done.returncode, done.stderr) == (0, "")


def test_how_heavy_a_problem_must_be_to_fail_is_chosen(builder: RepositoryBuilder, cache: Path) -> None:
    builder.remove("README.md").commit()
    lenient, strict = (_check(builder, cache, "--base", "HEAD~1", "--fail-on", one) for one in ("error", "warning"))
    assert (lenient.returncode, strict.returncode) == (0, 1)


def test_a_partial_verdict_without_problems_ends_with_3(builder: RepositoryBuilder, cache: Path) -> None:
    request = {"GITLAB_CI": "true", "CI_MERGE_REQUEST_IID": "7", "CI_MERGE_REQUEST_DIFF_BASE_SHA": "f" * 40}
    done = _check(builder, cache, environ=request)
    assert "incomplet" in done.stdout
    assert done.returncode == 1  # what fails goes first
    lenient = builder.path.parent / "lenient.yml"
    lenient.write_text("version: 1\nrules: {licence-present: {severity: warning}}\n", encoding="utf-8")
    assert _check(builder, cache, "--organisation", str(lenient), environ=request).returncode == 3


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--base", "absent"), "aucun commit ne porte le nom absent"),
        (("--format", "sariff"), "sarif"),
        (("--report", "sarif"), "--report NOM=FICHIER"),
        (("--organisation", "absent.yml"), "absent.yml"),
        (("nulle-part",), "nulle-part"),
    ],
)
def test_what_can_not_be_done_ends_with_2_and_one_sentence(
    builder: RepositoryBuilder, cache: Path, options: tuple[str, ...], told: str
) -> None:
    done = _check(builder, cache, *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_several_reports_are_written_at_once_and_none_holds_the_secret(builder: RepositoryBuilder, cache: Path) -> None:
    builder.write("conf.py", f'TOKEN = "{_TOKEN}"\n').commit()
    names = ("json", "sarif", "gitlab-codequality", "gitlab-secrets", "junit", "markdown", "badge")
    reports = [part for name in names for part in ("--report", f"{name}=rapports/{name}")]
    done = _check(builder, cache, *reports)
    written = {path.name: path.read_text(encoding="utf-8") for path in (builder.path / "rapports").iterdir()}
    assert set(written) == set(names)
    assert all("conf.py" in text for name, text in written.items() if name != "badge")
    kept = [path.read_bytes() for path in cache.rglob("*") if path.is_file()]
    assert not any(_TOKEN in text for text in (done.stdout, done.stderr, *written.values()))
    assert not any(_TOKEN.encode() in data for data in kept)


def test_on_github_the_summary_and_the_annotations_come_by_themselves(builder: RepositoryBuilder, cache: Path) -> None:
    summary = builder.path.parent / "summary.md"
    summary.write_text("before\n", encoding="utf-8")
    done = _check(
        builder, cache, "--base", "HEAD", environ={"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}
    )
    assert done.returncode == 0
    assert summary.read_text(encoding="utf-8").startswith("before\n#")
    failed = _check(builder, cache, environ={"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)})
    assert "::error " in failed.stdout


def test_what_is_printed_can_be_read_by_a_program(builder: RepositoryBuilder, cache: Path) -> None:
    verdict = json.loads(_check(builder, cache, "--format", "json").stdout)
    assert {problem["rule"] for problem in verdict["problems"]} >= {"licence-present"}


def test_a_configuration_that_the_repository_holds_is_not_obeyed(builder: RepositoryBuilder, cache: Path) -> None:
    builder.write("ouvrage.toml", 'policies = "miennes"\n').write("miennes/opening.yml", "version: 1\nrules: {}\n")
    builder.commit()
    assert _check(builder, cache).returncode == 1


def test_a_second_check_reads_nothing_again(builder: RepositoryBuilder, tmp_path: Path) -> None:
    fresh = with_compiled_rules(tmp_path / "kept")
    first = _check(builder, fresh)
    size = (fresh / "readings.sqlite").stat().st_size
    second = _check(builder, fresh)
    assert (first.stdout, size) == (second.stdout, (fresh / "readings.sqlite").stat().st_size)


def test_no_verdict_at_all_is_no_partial_one(builder: RepositoryBuilder, cache: Path) -> None:
    without_git = _check(builder, cache, environ={"PATH": str(cache)})
    (builder.git_dir / "packed-refs").mkdir()
    unreadable = _check(builder, cache)
    assert (without_git.returncode, unreadable.returncode) == (2, 2)
    assert "installez Git" in without_git.stderr
    assert "git fsck" in unreadable.stderr


def test_a_check_that_is_stopped_leaves_nothing_behind(builder: RepositoryBuilder, cache: Path, tmp_path: Path) -> None:
    """What it makes of a work tree holds the content of files that aren't committed; here it waits for its rules."""
    places, rules = tmp_path / "temporaires", tmp_path / "regles.yml"
    places.mkdir()
    os.mkfifo(rules)
    builder.write("paie.py", "print('à ne pas laisser')\n")
    command = [sys.executable, "-m", "catalog.cli", "check", "--cache", str(cache), "--organisation", str(rules)]
    env = os.environ | {"PYTHONPATH": str(_ROOT), "TMPDIR": str(places)}
    with subprocess.Popen(command, cwd=builder.path, env=env, stdout=subprocess.DEVNULL) as running:
        while running.poll() is None and not list(places.glob("ouvrage-check-*/mirror.git/index")):
            time.sleep(0.01)
        running.terminate()
    assert (running.returncode, list(places.iterdir())) == (128 + signal.SIGTERM, [])


def test_only_a_terminal_is_told_that_reading_takes_its_time(builder: RepositoryBuilder, cache: Path) -> None:
    assert "Lecture des fichiers" not in _check(builder, cache, environ={"FORCE_COLOR": "1"}).stderr
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "catalog.cli", "check", str(builder.path), "--cache", str(cache), "--lang", "fr"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs) as checking:
        os.close(theirs)
        told = b""
        with contextlib.suppress(OSError):  # how the end of a terminal is told
            while more := os.read(ours, 65536):
                told += more
        os.close(ours)
        stdout, _ = checking.communicate(timeout=60)
    assert "Lecture des fichiers" in told.decode()
    assert "Lecture des fichiers" not in stdout.decode()
