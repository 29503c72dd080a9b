# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The background: how many open repositories use each word. A word that many use says nothing of a repository's trade.

The table is ``policies/vocabulary.tsv``, made by ``python -m bench.vocabulary`` from repositories that no truth table
measures; an administration may put its own beside its `modules.yml`.
"""

import hashlib
from pathlib import Path
from typing import NamedTuple

from scanner.errors import UsageError
from scanner.resources import resource_dir


class Background(NamedTuple):
    """The words that programs of all kinds use."""

    generic: frozenset[str]
    digest: str
    """Changes with the table."""


def load_background(folder: Path, generic_share: float) -> Background:
    """Load the table.

    Args:
        folder: that of the policy; the shipped table is taken when it has none.
        generic_share: share of the repositories (0 to 1) from which a word is generic.

    Raises:
        UsageError: a line of the table can't be read.
    """
    own = folder / "vocabulary.tsv"
    path = own if own.is_file() else resource_dir("policies") / "vocabulary.tsv"
    data = path.read_bytes()
    counts: dict[str, int] = {}
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), start=1):
        word, _, count = line.partition("\t")
        if line.startswith("#") or not line:
            continue
        if not count.isdecimal():
            raise UsageError("a line must be a word, a tab and a number", source=f"{path}:{number}")
        counts[word] = int(count)
    least = generic_share * counts.pop("", 0)
    generic = frozenset(word for word, count in counts.items() if count >= least)
    return Background(generic, hashlib.sha256(data).hexdigest()[:8])
