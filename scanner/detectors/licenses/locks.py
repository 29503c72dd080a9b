# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The licences of what is installed with the code, as lock files tell them: npm's (format 2 on) and Composer's.

They are data about others' works, which no text of a licence is to be searched in: a long lock file takes ScanCode
minutes. The other lock files (Yarn, pnpm, Poetry, Cargo, Bundler…) name no licence.
"""

import functools
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from scanner.detectors.licenses import expressions, names
from scanner.models import Confidence, Fact

MAX_EXAMPLES = 3


class Installed(NamedTuple):
    """One installed package: its name and version, and the licence it tells (SPDX, "" when it tells none)."""

    name: str
    version: str
    expression: str


def summary(data: bytes) -> dict[str, Any] | None:
    """Return what a lock file tells of licences; None when it isn't one that tells any.

    Returns:
        `packages`: how many it installs; `licences`: (SPDX expression, number of packages, some of their names), the
        most frequent first, "" for those that tell none.
    """
    installed = [*_installed(data)]
    if not any(package.expression for package in installed):
        return None
    counts = Counter(package.expression for package in installed)
    examples = {
        expression: [f"{package.name} {package.version}" for package in installed if package.expression == expression]
        for expression in counts
    }
    licences = [
        [expression, count, examples[expression][:MAX_EXAMPLES]]
        for expression, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    return {"packages": len(installed), "licences": licences}


def facts(summaries: Iterable[tuple[str, Mapping[str, Any]]]) -> Iterator[Fact]:
    """Yield a fact for each lock file (path, summary) that tells licences."""
    for path, told in summaries:
        yield Fact(
            detector="licenses",
            rule="licence-installed",
            path=path,
            confidence=Confidence.HIGH,
            message="A lock file tells the licences of what is installed with this code",
            data=dict(told),
        )


def _installed(data: bytes) -> Iterator[Installed]:
    if not data.lstrip().startswith(b"{"):
        return
    try:
        document = json.loads(data)
    except (ValueError, RecursionError, MemoryError):
        return  # not what its name says
    packages = document.get("packages") if isinstance(document, dict) else None
    if isinstance(packages, dict):
        yield from _npm(packages)
    elif isinstance(packages, list):
        others = document.get("packages-dev")
        yield from _composer([*packages, *(others if isinstance(others, list) else ())])


def _npm(packages: Mapping[str, Any]) -> Iterator[Installed]:
    for place, package in packages.items():
        _before, inside, name = place.rpartition("node_modules/")
        if inside and isinstance(package, dict) and not package.get("link"):
            yield Installed(name, _text(package.get("version")), _expression(package.get("license")))


def _composer(packages: Iterable[Any]) -> Iterator[Installed]:
    for package in packages:
        if isinstance(package, dict):
            name, version = _text(package.get("name")), _text(package.get("version"))
            yield Installed(name, version, _expression(package.get("license")))


def _text(value: object) -> str:
    return value[:100] if isinstance(value, str) else ""


def _expression(value: object) -> str:
    """Read a licence: text, or Composer's list of licences to choose from."""
    if isinstance(value, list):
        return expressions.join("OR", (_meaning(one[:300]) for one in value[:20] if isinstance(one, str)))
    return _meaning(value[:300]) if isinstance(value, str) else ""


@functools.lru_cache(maxsize=1_000)
def _meaning(written: str) -> str:
    return names.expression_of(written)
