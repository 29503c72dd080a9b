# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Where a repository declares its licence: texts, manifests, REUSE, README.

What counts is at the root, in ``LICENSES/`` and in the annotations on all files that the REUSE specification (3.3) asks
for. Texts of third parties, by their name, declare nothing.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

from scanner.detectors.licenses import expressions, manifests, notices, paths
from scanner.models import Reading

ORDER = ("license-file", "manifest", "reuse", "readme")

_REUSE = ("reuse", "dep5")
_KIND_OF = (
    {"license": "license-file", "readme": "readme"}
    | dict.fromkeys(manifests.kinds(), "manifest")
    | dict.fromkeys(_REUSE, "reuse")
)
_OF_OTHERS = re.compile(r"third|3rd|party|vendor|depend|bundl|notices?\b|tiers|composants", re.IGNORECASE)


class Source(NamedTuple):
    """One place that declares a licence: an SPDX expression."""

    path: str
    line: int
    expression: str
    kind: str
    """``license-file``, ``manifest``, ``reuse`` or ``readme``."""


def find_sources(files: Iterable[tuple[str, Reading]], names: Mapping[str, str]) -> list[Source]:
    """Return all that declares a licence, what weighs most first.

    Args:
        files: paths of the tree with their readings.
        names: what else the policy says that names of licences mean, folded by `fold`.
    """
    found = (source for path, reading in files for source in _sources(path, reading, names))
    return sorted(found, key=lambda source: (ORDER.index(source.kind), source.path))


def fold(name: str) -> str:
    """Return a name in lower case, its punctuation and spaces as single spaces."""
    return re.sub(r"[\W_]+", " ", name).strip().lower()


def _sources(path: str, reading: Reading, names: Mapping[str, str]) -> Iterator[Source]:
    kind, folder = _KIND_OF.get(paths.kind_of(path), ""), str(PurePosixPath(path).parent)
    if kind == "license-file" and folder == "LICENSES":
        yield from _by_name(path, reading)
    elif kind == "license-file" and _OF_OTHERS.search(path):
        return
    elif kind and folder in (".", ".reuse"):
        yield from _stated(path, kind, reading, names)


def _by_name(path: str, reading: Reading) -> Iterator[Source]:
    """Read the licence from the file's name, as REUSE has it (``LICENSES/MIT.txt``); a LicenseRef, from its text."""
    name = PurePosixPath(path).stem
    text = reading.summary.get("states", {}).get("expression", "")
    if name.startswith("LicenseRef-") and expressions.is_listed(text):
        yield Source(path, 1, text, "reuse")
    elif expressions.is_spdx(name):
        yield Source(path, 1, expressions.normalise(name), "reuse")


def _stated(path: str, kind: str, reading: Reading, names: Mapping[str, str]) -> Iterator[Source]:
    stated = reading.summary.get("manifest" if kind in ("manifest", "reuse") else "states")
    if not stated:
        return
    expression = stated["expression"] or names.get(fold(stated.get("written", "")), "")
    if notices.is_known(expression):
        yield Source(path, stated["line"], expression, kind)
