# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A module is carved out with its whole history and nothing else; what stands in that history is told."""

import functools
import json
import subprocess
import threading
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from catalog.cli import app
from catalog.database import Store
from catalog.extract import Cleanliness, Extraction, extract
from catalog.leases import leasing
from catalog.reaching import GitAccess
from catalog.scanning import Scanner, scan_all
from catalog.visit import Visit, mirror_place, visit_repository
from scanner.detectors import DetectorSettings, build_detectors
from scanner.detectors.interface import Detector
from scanner.errors import UsageError
from scanner.git import mirror_folder
from scanner.scan import Emit, Memory, Scan, in_process
from tests.building import RepositoryBuilder
from tests.catalog.filling import repository

SCHEMA = Path("policies/schemas/output/extract.schema.json")
SECRET = "pass" + 'word = "kTr8#vLq2' + '!xZ9wPm"\n'
CODE = "".join(f"def jour_{number}(date):\n    return date + {number}\n" for number in range(20))


@functools.cache
def _detectors() -> dict[str, Detector]:
    """Return the real detectors of what leaks."""
    every = build_detectors(DetectorSettings(None, b"k" * 32))
    return {name: every[name] for name in ("secrets", "personal", "community")}


class Depot:
    """One real repository, scanned into a store."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.folder = folder
        self.git = RepositoryBuilder(folder / "depot")
        place = str(self.git.git_dir)
        self.id = repository(store, "ministere/depot", host="folder", clone_url=place, forge_id=place)

    @property
    def mirrors(self) -> Path:
        return self.folder / "ouvrage.mirrors"

    def scan(self) -> None:
        detectors = _detectors()
        versions = {name: detector.version for name, detector in detectors.items()}

        def perform(visit: Visit, memory: Memory, emit: Emit) -> Scan | None:
            return visit_repository(visit, self.mirrors, memory, emit, detectors, in_process(detectors))

        with leasing(self.store) as leases:
            scanner = Scanner(self.store, versions, perform, lambda row: GitAccess(), leases)
            scan_all(scanner, self.rows(), lambda: 1, lambda name: None, threading.Event())

    def rows(self) -> list[dict[str, object]]:
        return self.store.rows("SELECT * FROM repositories WHERE id = ?", (self.id,))

    def extract(self, module: str, *together: str, output: Path | None = None) -> Extraction:
        return extract(self.store, self.rows()[0], self.mirrors, module, together, output)


@pytest.fixture
def depot(store: Store, tmp_path: Path) -> Depot:
    return Depot(store, tmp_path)


def git(folder: Path, *arguments: str) -> list[str]:
    said = subprocess.run(
        ["git", "-c", "core.quotePath=false", f"--git-dir={folder}", *arguments], capture_output=True, check=True
    )
    return said.stdout.decode().splitlines()


def every_path(folder: Path) -> set[str]:
    """List the paths of each commit's whole tree, with plain Git."""
    commits = git(folder, "rev-list", "--all")
    return {path for commit in commits for path in git(folder, "ls-tree", "-r", "--name-only", commit)}


def test_nothing_else_remains_and_the_past_under_another_name_follows(depot: Depot, tmp_path: Path) -> None:
    depot.git.write("vieux/dates.py", CODE).write("reste.py", "autre = 1\n").commit()
    depot.git.remove("vieux/dates.py").write("src/dates.py", CODE + "fin = 1\n").commit()
    depot.git.write("reste.py", "autre = 2\n").write("src/autre.py", "b = 2\n").commit()
    depot.scan()
    told = depot.extract("src", output=tmp_path / "module.git")
    assert told.old_paths == ("vieux/dates.py",)
    assert every_path(tmp_path / "module.git") == {"vieux/dates.py", "src/dates.py", "src/autre.py"}
    assert set(told.proof.paths) == every_path(tmp_path / "module.git")
    assert told.verdict is Cleanliness.CLEAN
    objects = git(tmp_path / "module.git", "cat-file", "--batch-all-objects", "--batch-check=%(objecttype)")
    assert objects.count("blob") == told.proof.blobs == 3


def test_a_former_path_that_another_file_took_is_left_and_told(depot: Depot) -> None:
    depot.git.write("dates.py", CODE).commit()
    depot.git.remove("dates.py").write("src/dates.py", CODE).commit()
    depot.git.write("dates.py", "tout_autre = 3\n").commit()
    depot.scan()
    told = depot.extract("src")
    assert (told.old_paths, told.left_old_paths, told.proof.paths) == ((), ("dates.py",), ("src/dates.py",))


def test_what_leaked_in_the_past_of_the_module_stands(depot: Depot) -> None:
    depot.git.write("src/a.py", SECRET).write("reste.py", "1\n").commit()
    depot.git.write("src/a.py", "rien = 1\n").commit()
    depot.scan()
    told = depot.extract("src")
    assert told.verdict is Cleanliness.NOT_CLEAN
    assert {(each.path, each.at_head) for each in told.findings} == {("src/a.py", False)}


def test_what_leaked_in_the_rest_alone_does_not_stand(depot: Depot) -> None:
    depot.git.write("src/a.py", CODE).write("reste.py", SECRET).commit()
    depot.scan()
    assert depot.extract("reste.py").verdict is Cleanliness.NOT_CLEAN
    told = depot.extract("src")
    assert (told.verdict, told.findings) == (Cleanliness.CLEAN, ())


def test_merges_and_tags_hold_nothing_of_the_rest(depot: Depot, tmp_path: Path) -> None:
    depot.git.write("src/a.py", CODE).write("reste.py", "1\n").commit()
    depot.git.repo.git.checkout("-q", "-b", "branche")
    depot.git.write("src/b.py", "b = 1\n").write("prive.py", "p = 1\n").commit()
    depot.git.repo.git.checkout("-q", "main")
    depot.git.write("reste.py", "2\n").commit()
    identity = {
        "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@b.c",
        "GIT_AUTHOR_NAME": "A",
        "GIT_AUTHOR_EMAIL": "a@b.c",
    }
    with depot.git.repo.git.custom_environment(**identity):
        depot.git.repo.git.merge("-q", "--no-ff", "-m", "fusion", "branche")
        depot.git.repo.git.tag("-a", "v1", "-m", "version")
    depot.scan()
    told = depot.extract("src", output=tmp_path / "module.git")
    assert every_path(tmp_path / "module.git") == {"src/a.py", "src/b.py"}
    assert set(told.proof.refs) == {"refs/heads/branche", "refs/heads/main", "refs/tags/v1"}
    assert (told.verdict, told.proof.strangers) == (Cleanliness.CLEAN, ())


@pytest.mark.parametrize("name", ["deux mots", "été", "*", "[a-c]", "-tiret", "#dièse", "glob:x", "a'b"])
def test_odd_paths_are_taken_literally(depot: Depot, tmp_path: Path, name: str) -> None:
    depot.git.write(f"{name}/f.py", CODE).write("abc/f.py", "autre = 1\n").write("b", "1\n").commit()
    depot.scan()
    told = depot.extract(name, output=tmp_path / "module.git")
    assert every_path(tmp_path / "module.git") == {f"{name}/f.py"}
    assert told.proof.strangers == ()


def test_what_filter_repo_would_read_as_a_rename_is_refused(depot: Depot) -> None:
    depot.git.write("a==>b", CODE).commit()
    depot.scan()
    with pytest.raises(UsageError, match="can't take the path"):
        depot.extract("a==>b")


def test_files_that_go_along_are_carved_too(depot: Depot) -> None:
    depot.git.write("src/a.py", CODE).write("LICENSE", "Licence Ouverte\n").write("reste.py", "1\n").commit()
    depot.scan()
    assert depot.extract("src/a.py", "LICENSE").proof.paths == ("LICENSE", "src/a.py")


def test_an_unknown_module_names_those_near(depot: Depot) -> None:
    depot.git.write("src/calendrier/a.py", CODE).commit()
    depot.scan()
    with pytest.raises(UsageError) as caught:
        depot.extract("src/calendrie")
    assert "src/calendrier" in str(caught.value.fields["names"])


def test_commits_newer_than_the_scan_make_it_partial(depot: Depot) -> None:
    depot.git.write("src/a.py", CODE).commit()
    depot.scan()
    depot.git.write("src/b.py", CODE).commit()
    mirror_folder(depot.git.git_dir, mirror_place("folder", str(depot.git.git_dir), depot.mirrors))
    told = depot.extract("src")
    assert (told.verdict, len(told.unread)) == (Cleanliness.PARTIAL, 1)


def test_the_mirror_stays_as_it_was(depot: Depot) -> None:
    depot.git.write("src/a.py", CODE).write("reste.py", "1\n").commit()
    depot.scan()

    def state() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in depot.mirrors.rglob("*") if path.is_file()}

    before = state()
    depot.extract("src")
    assert state() == before


def test_the_command_prints_json_of_its_schema_and_ends_as_documented(depot: Depot) -> None:
    depot.git.write("src/a.py", CODE).write("reste.py", SECRET).commit()
    depot.scan()
    common = ("extract", "ministere/depot", "--database", str(depot.store.path), "--mirrors", str(depot.mirrors))
    clean = CliRunner().invoke(app, [*common, "src", "--format", "json"])
    assert clean.exit_code == 0, clean.output
    jsonschema.validate(json.loads(clean.stdout), json.loads(SCHEMA.read_text()))
    assert json.loads(clean.stdout)["command"] == "git filter-repo --prune-empty always --path=src"
    assert CliRunner().invoke(app, [*common, "reste.py"]).exit_code == 1


def test_a_file_that_a_detector_failed_on_was_not_read(depot: Depot) -> None:
    depot.git.write("src/dates.py", CODE).write("reste.py", "autre = 1\n").commit()
    depot.scan()
    blob = git(depot.git.git_dir, "rev-parse", "HEAD:src/dates.py")[0]
    left = [{"blob": blob, "path": "src/dates.py", "detector": "secrets", "reason": "the engine failed: RuntimeError"}]
    # As a scan leaves it: such a reading isn't kept, so that the next scan tries again.
    with depot.store.writing() as connection:
        connection.execute("UPDATE scans SET outcome = 'bounded', bounded = ?", (json.dumps(left),))
    told = depot.extract("src")
    assert told.verdict is Cleanliness.PARTIAL
    assert any("RuntimeError" in reason for reason in told.unread)
    assert depot.extract("reste.py").verdict is Cleanliness.CLEAN


def test_commits_without_a_file_leave_no_message_behind(depot: Depot, tmp_path: Path) -> None:
    depot.git.commit("Projet confidentiel")
    depot.git.write("src/dates.py", CODE).commit("Dates")
    depot.scan()
    told = depot.extract("src", output=tmp_path / "module.git")
    assert git(tmp_path / "module.git", "log", "--all", "--format=%s") == ["Dates"]
    assert "--prune-empty always" in told.command
