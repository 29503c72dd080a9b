# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Real checks of real repositories: what tests of the gate start from."""

import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from catalog.check import checking
from catalog.check.ci import surroundings_of
from catalog.check.detectors import gate_detectors
from catalog.check.memory import ReadingCache
from catalog.check.models import Problem, Verdict
from catalog.check.reading import Sides, read_sides
from catalog.check.surroundings import Surroundings
from catalog.check.target import Choices, locate
from scanner.blob_reader import BlobReader
from scanner.detectors import DetectorSettings
from tests.building import RepositoryBuilder

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def checked(
    builder: RepositoryBuilder | Path,
    base: str = "",
    *,
    environ: Mapping[str, str] | None = None,
    choices: Mapping[str, Any] | None = None,
    **asked: Any,  # noqa: ANN401 - fields of `Check`
) -> Verdict:
    """Return the verdict of a whole check on a repository, or on what comes after `base`, on 25 November 2026.

    Args:
        builder: a repository, or where one is.
        base: a ref or commit.
        environ: variables of a CI.
        choices: other fields of `Choices`.
        asked: other fields of `Check`.
    """
    path = builder if isinstance(builder, Path) else builder.path
    wanted = checking.Check(choices=Choices(path, base, **(choices or {})), **asked)
    return checking.check(wanted, surroundings_of(environ or {}), NOW)


def sides(builder: RepositoryBuilder | Path, base: str = "", surroundings: Surroundings | None = None) -> Sides:
    """Return what the judges would look at. Contents can be asked for until the test ends."""
    path = builder if isinstance(builder, Path) else builder.path
    git_dir = Path(tempfile.mkdtemp(prefix="ouvrage-sides-", dir=path.parent)) / "mirror.git"
    around = surroundings or Surroundings()
    target = locate(Choices(path, base), around, git_dir)
    memory = ReadingCache(None)
    detectors = gate_detectors(DetectorSettings(None, memory.key()))
    return read_sides(target, BlobReader(target.mirror), around, memory, detectors)


def of_rule(verdict: Verdict, rule: str) -> list[Problem]:
    """Return the problems of one rule that count."""
    return [problem for problem in verdict.problems if problem.rule == rule]


def rules_of(verdict: Verdict) -> set[str]:
    """Return the rules that have problems."""
    return {problem.rule for problem in verdict.problems}
