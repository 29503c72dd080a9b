# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A store of real Git repositories, scanned by the detector of shingles and compared."""

import threading
from collections.abc import Mapping
from pathlib import Path

import pytest

from catalog.clones import update_clones
from catalog.database import Store
from catalog.leases import leasing
from catalog.reaching import GitAccess
from catalog.scanning import Scanner, scan_all
from catalog.visit import Visit, visit_repository
from scanner.detectors.interface import Detector
from scanner.detectors.shingles import shingles_detector
from scanner.models import Visibility
from scanner.scan import Emit, Memory, Scan, in_process
from tests.building import RepositoryBuilder
from tests.catalog.filling import repository

Files = Mapping[str, str]


def source(subject: str, functions: int = 40) -> str:
    """Return a Python source of its own about a subject."""
    return "\n".join(
        f"def {subject}_{number}(dossier, {subject}_plafond):\n    if dossier.{subject} > {number * 7}:\n"
        f"        return {subject}_plafond - dossier.total_{number}\n    return dossier.{subject} * {number} + 1\n"
        for number in range(functions)
    )


class Catalog:
    """Repositories in a store; each is a real one in a folder."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.folder = folder
        self.builders: dict[str, RepositoryBuilder] = {}
        self.ids: dict[str, int] = {}

    def add(self, name: str, files: Files, visibility: Visibility = Visibility.PRIVATE, **fields: object) -> int:
        """Make a repository with one commit."""
        return self.adopt(name, RepositoryBuilder(self.folder / name), files, visibility, **fields)

    def fork(self, name: str, of: str, files: Files, visibility: Visibility = Visibility.PRIVATE) -> int:
        """Make a repository that goes on from another one's history, with `files` changed."""
        builder = RepositoryBuilder(self.folder / name)
        builder.repo.git.execute(["git", "-C", str(builder.path), "pull", "-q", str(self.builders[of].path), "main"])
        return self.adopt(name, builder, files, visibility)

    def adopt(self, name: str, builder: RepositoryBuilder, files: Files, visibility: Visibility, **more: object) -> int:
        """Write files into a repository, commit, and tell the store of it."""
        self.builders[name] = builder
        self.commit(name, files)
        place = str(builder.git_dir)
        self.ids[name] = repository(
            self.store, name, visibility, host="folder", clone_url=place, forge_id=place, **more
        )
        return self.ids[name]

    def commit(self, name: str, files: Files) -> None:
        """Write files and commit."""
        for path, content in files.items():
            self.builders[name].write(path, content)
        self.builders[name].commit()

    def scan(self) -> None:
        """Scan all, without comparing."""
        detectors: dict[str, Detector] = {"shingles": shingles_detector()}
        versions = {name: detector.version for name, detector in detectors.items()}

        def perform(visit: Visit, memory: Memory, emit: Emit) -> Scan | None:
            return visit_repository(visit, self.folder / "mirrors", memory, emit, detectors, in_process(detectors))

        with leasing(self.store) as leases:
            scanner = Scanner(self.store, versions, perform, lambda row: GitAccess(), leases)
            rows = self.store.rows("SELECT * FROM repositories ORDER BY id")
            scan_all(scanner, rows, lambda: 2, lambda name: None, threading.Event())

    def update(self) -> None:
        """Scan and compare."""
        self.scan()
        update_clones(self.store)

    def pairs(self) -> list[dict[str, object]]:
        """Return who holds what, as kept."""
        return self.store.rows("SELECT * FROM clone_pairs ORDER BY repository, path, other")


@pytest.fixture
def catalog(store: Store, tmp_path: Path) -> Catalog:
    """Return an empty catalog."""
    return Catalog(store, tmp_path / "depots")
