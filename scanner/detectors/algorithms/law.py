# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Law cited in code: articles, Légifrance identifiers and addresses, numbered statutes, in comments and strings."""

from typing import Any

from scanner.detectors.algorithms.lexicon import Lexicon
from scanner.detectors.algorithms.rules import Source, shorten

_KEPT = 5


def read_law(source: Source, lexicon: Lexicon) -> dict[str, Any]:
    """Return `{count, lines: [[line, text], …]}`: lines that cite law, the first five shown; {} when none does."""
    if not lexicon.law.search("\n".join(source.lines)):
        return {}
    hits = [(n, line) for n, line in enumerate(source.lines) if lexicon.law.search(line)]
    return {"count": len(hits), "lines": [[number + 1, shorten(line)] for number, line in hits[:_KEPT]]}
