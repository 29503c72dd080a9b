# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""One rule of the shipped policy on a real repository, with the detectors that rules on content take."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from catalog.check.gathering import gathered
from catalog.check.judging import judge
from catalog.check.memory import ReadingCache
from catalog.check.models import Problem, Rule
from catalog.check.reading import read_sides
from catalog.check.surroundings import Surroundings
from catalog.check.target import Choices, locate
from scanner.blob_reader import BlobReader
from scanner.detectors.archives import archives_detector
from scanner.detectors.community import community_detector
from scanner.detectors.interface import Detector
from scanner.detectors.personal import personal_detector
from scanner.detectors.publiccode import publiccode_detector
from scanner.detectors.secrets import secrets_detector
from scanner.policies import load_policy
from tests.building import RepositoryBuilder

KEY = b"for the tests alone"


def seen(builder: RepositoryBuilder, rule: str, base: str = "", **options: Any) -> list[Problem]:  # noqa: ANN401 - of any rule
    """Return the problems of one rule in a repository, or in what comes after `base`.

    Args:
        builder: whose work tree is committed first.
        rule: an id of `policies/opening.yml`.
        base: a commit.
        options: those of the rule that an organisation would change.
    """
    builder.commit()
    folder = builder.path.parent
    target = locate(
        Choices(builder.path, base), Surroundings(), folder / f"mirror-{len(list(folder.glob('mirror-*')))}"
    )
    shipped = shipped_rule(rule)
    asked = shipped.model_copy(update={"options": {**shipped.options, **options}})
    with BlobReader(target.mirror) as blobs:
        sides = read_sides(target, blobs, Surroundings(), ReadingCache(None), _detectors())
        judged = judge(sides, [asked], blobs, _detectors())
        return sorted(gathered(judged.problems, judged.groups, [asked]), key=lambda one: (one.path, one.line))


def shipped_rule(rule: str) -> Rule:
    """Return a rule as it is shipped."""
    return Rule(id=rule, **_rules()[rule])


@cache
def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = load_policy("opening").data["rules"]
    return rules


@cache
def _detectors() -> dict[str, Detector]:
    secrets = load_policy("secrets")
    zones = secrets.data["zones"]
    made: tuple[Detector, ...] = (
        community_detector(),
        secrets_detector(secrets, KEY),
        personal_detector(load_policy("personal"), zones, KEY),
        archives_detector(),
        publiccode_detector(),
    )
    return {detector.name: detector for detector in made}


def repository(path: Path, files: Mapping[str, str | bytes]) -> RepositoryBuilder:
    """Return a repository with these files, not committed yet."""
    builder = RepositoryBuilder(path)
    for name, content in files.items():
        builder.write(name, content)
    return builder
