# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A scan tells which findings the repository accepts; they stay findings, in the store as everywhere."""

from pathlib import Path

import pytest

from catalog.accepted import save_accepted
from catalog.database import Store
from scanner import accepting
from scanner.detectors.secrets import SecretsDetector, secrets_detector
from scanner.detectors.secrets.own_comment import lines_beside
from scanner.git import mirror_folder
from scanner.policies import load_policy
from scanner.scan import Scan, scan_repository
from tests.building import RepositoryBuilder
from tests.catalog import filling
from tests.conftest import MakeRepository
from tests.scanner.detectors.secrets.made import SYMBOLS, draw

LINE = f'password = "{draw(18, SYMBOLS)}"\n'
OTHER = f'mdp = "{draw(16, SYMBOLS)}"\n'


@pytest.fixture(scope="session")
def detector() -> SecretsDetector:
    return secrets_detector(load_policy("secrets"), b"the key of the tests")


@pytest.fixture
def source(make_repository: MakeRepository) -> RepositoryBuilder:
    return make_repository()


def scanned(source: RepositoryBuilder, store: Store, detector: SecretsDetector, tmp_path: Path) -> Scan:
    mirror = mirror_folder(source.git_dir, tmp_path / "mirror.git")
    return scan_repository(mirror, store, store.save_readings, {detector.name: detector})


def test_without_allowlist_or_comment_nothing_is_accepted(
    source: RepositoryBuilder, store: Store, detector: SecretsDetector, tmp_path: Path
) -> None:
    source.write("base.py", LINE).commit()

    scan = scanned(source, store, detector, tmp_path)

    assert len(scan.places) == 1
    assert scan.accepted == ()


def test_a_comment_accepts_the_secret_in_the_versions_before_it_too(
    source: RepositoryBuilder, store: Store, detector: SecretsDetector, tmp_path: Path
) -> None:
    source.write("base.py", LINE).commit()
    source.write("base.py", "# nouveau\n" + LINE.rstrip() + "  # gitleaks:allow\n" + OTHER).commit()

    scan = scanned(source, store, detector, tmp_path)

    assert sorted((one.path, one.line, one.accepted_by) for one in scan.accepted) == [
        ("base.py", 1, "base.py:2"),
        ("base.py", 2, "base.py:2"),
    ]


def test_the_allowlists_of_the_default_branch_count_for_the_whole_history(
    source: RepositoryBuilder, store: Store, detector: SecretsDetector, tmp_path: Path
) -> None:
    source.write("essai/base.py", LINE).write("base.py", OTHER).commit()
    source.remove("essai/base.py").write(".ouvrage-accepted", "path:essai/* # base jetable\n").commit()

    scan = scanned(source, store, detector, tmp_path)

    assert [(one.path, one.accepted_by, one.reason) for one in scan.accepted] == [
        ("essai/base.py", ".ouvrage-accepted:1", "base jetable")
    ]


def test_accepted_findings_are_listed_as_accepted_and_not_hidden(
    source: RepositoryBuilder, store: Store, detector: SecretsDetector, tmp_path: Path
) -> None:
    repository_id = filling.repository(store, "ministere/depot")
    source.write("base.py", LINE).write("autre.py", OTHER.rstrip() + "  # ggignore\n").commit()
    scan = scanned(source, store, detector, tmp_path)
    store.save_scan(repository_id, scan.report, scan.files, scan.places, scan.facts)
    for _ in range(2):
        save_accepted(store, repository_id, scan.accepted)

    rows = store.rows("SELECT path, accepted_by, accepted_reason FROM repository_findings ORDER BY path")

    assert [tuple(row.values()) for row in rows] == [("autre.py", "autre.py:1", "ggignore"), ("base.py", "", "")]


def test_a_new_allowlist_accepts_what_was_read_before(
    source: RepositoryBuilder, store: Store, detector: SecretsDetector, tmp_path: Path
) -> None:
    source.write("base.py", LINE).commit()
    scanned(source, store, detector, tmp_path)
    source.write(".trufflehogignore", "base\\.py$\n").commit()

    scan = scanned(source, store, detector, tmp_path)

    assert scan.report.blobs_read == 1
    assert [one.accepted_by for one in scan.accepted] == [".trufflehogignore:1"]


def test_an_allowlist_that_cannot_be_read_makes_the_scan_partial(
    source: RepositoryBuilder, store: Store, detector: SecretsDetector, tmp_path: Path
) -> None:
    source.write("base.py", LINE).write(".gitleaks.toml", "[allowlist\n").commit()

    scan = scanned(source, store, detector, tmp_path)

    assert scan.accepted == ()
    assert scan.report.problems == (
        ".gitleaks.toml is not read as an allowlist: it isn't of the form that its tool documents",
    )


def test_what_is_beyond_the_budget_of_tests_makes_the_scan_partial(
    source: RepositoryBuilder,
    store: Store,
    detector: SecretsDetector,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(accepting, "MAX_TESTS", 10)
    source.write("base.py", LINE).write(".ouvrage-accepted", "rule:none # r\n" * 10 + "path:* # r\n").commit()

    scan = scanned(source, store, detector, tmp_path)

    assert scan.accepted == ()
    assert scan.report.problems == (
        "comparing all findings with the allowlists takes more than 10 tests: the rest was left",
    )


def test_a_finding_beyond_the_lines_of_its_file_has_nothing_around_it() -> None:
    """ScanCode counts lines of its own in source maps: the licence of a bundled file may be on line 4 601 of one."""
    assert lines_beside([b'{"version": 3}'], 4601) == ()
