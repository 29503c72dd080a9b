# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A stamp moves with whatever a scan could see, and with nothing else; nothing odd in a folder stops it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from scanner.stamps import folder_stamp
from tests.building import RepositoryBuilder
from tests.conftest import MakeRepository


@pytest.fixture
def source(make_repository: MakeRepository) -> RepositoryBuilder:
    made = make_repository()
    made.write("a.txt", "un\n").commit()
    return made


def _commit(source: RepositoryBuilder) -> None:
    source.write("a.txt", "deux\n").commit()


def _branch(source: RepositoryBuilder) -> None:
    source.repo.git.branch("autre")


def _tag(source: RepositoryBuilder) -> None:
    source.repo.git.tag("v1")


def _head(source: RepositoryBuilder) -> None:
    source.repo.git.symbolic_ref("HEAD", "refs/heads/ailleurs")


def _packed(source: RepositoryBuilder) -> None:
    source.repo.git.pack_refs("--all")


def _lost(source: RepositoryBuilder) -> None:
    lost = source.repo.head.commit.tree["a.txt"].hexsha
    (source.git_dir / "objects" / lost[:2] / lost[2:]).unlink()


def _shallow(source: RepositoryBuilder) -> None:
    (source.git_dir / "shallow").write_text("0" * 40 + "\n")


@pytest.mark.parametrize("change", [_commit, _branch, _tag, _head, _packed, _lost, _shallow])
def test_it_moves_with_refs_and_objects(source: RepositoryBuilder, change: Callable[[RepositoryBuilder], None]) -> None:
    before = folder_stamp(source.git_dir)
    assert before
    change(source)
    assert folder_stamp(source.git_dir) not in ("", before)


def test_it_minds_neither_the_work_tree_nor_the_configuration(source: RepositoryBuilder) -> None:
    before = folder_stamp(source.git_dir)
    source.write("b.txt", "pas encore\n")
    with (source.git_dir / "config").open("a") as config:
        config.write("[user]\n\tname = x\n")
    assert folder_stamp(source.git_dir) == before


def test_what_never_ends_or_leads_elsewhere_has_none(source: RepositoryBuilder, tmp_path: Path) -> None:
    os.mkfifo(source.git_dir / "refs" / "heads" / "piege")
    assert folder_stamp(source.git_dir) == ""
    assert folder_stamp(tmp_path / "absent") == ""
    (source.git_dir / "refs" / "heads" / "piege").unlink()
    (source.git_dir / "commondir").write_text("../ailleurs\n")
    assert folder_stamp(source.git_dir) == ""


def test_what_a_link_leads_to_may_move_alone_so_that_it_has_none(source: RepositoryBuilder, tmp_path: Path) -> None:
    (source.git_dir / "packed-refs").symlink_to(tmp_path / "packed-refs")
    assert folder_stamp(source.git_dir) == ""
    (source.git_dir / "packed-refs").unlink()
    (source.git_dir / "objects" / "info" / "alternates").write_text("/ailleurs/objects\n")
    assert folder_stamp(source.git_dir) == ""
