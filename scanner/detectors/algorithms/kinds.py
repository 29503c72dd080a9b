# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What rules do with persons (simulate, compute, tell who is entitled, rank, match…), and what looks for fraud."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from scanner.detectors.algorithms.lexicon import Lexicon
from scanner.detectors.algorithms.rules import Source, is_numeric, shorten
from scanner.detectors.languages import fold

_TWICE = 2
"""A word that stands once in a file may be there by chance; in the file's path it isn't."""
_SHOWN = 5


def count_kinds(source: Source, lexicon: Lexicon) -> dict[str, int]:
    """Return how often the words of each kind stand in code (comments and texts left out)."""
    code = "\n".join(source.code)
    found = {kind: sum(1 for _ in words.finditer(code)) for kind, words in lexicon.kinds.items()}
    return {kind: count for kind, count in found.items() if count}


def kinds_of(counts: Mapping[str, int], terms: Mapping[str, int], path: str, lexicon: Lexicon) -> list[str]:
    """Return the kinds of a rule file, the likeliest first; one that names a term of calculation computes."""
    found = Counter({kind: count for kind, count in counts.items() if count >= _TWICE})
    for kind, words in lexicon.kinds.items():
        if words.search(fold(path)):
            found[kind] += 10
    computing = sum(count for term, count in terms.items() if lexicon.calculation.search(term))
    if computing:
        found["computation"] += computing
    return [kind for kind, _ in found.most_common()]


def read_control(source: Source, language: str, lexicon: Lexicon) -> dict[str, Any]:
    """Return `{count, numeric, lines: [[line, text], …]}` of lines of code that speak of fraud or control; {} if none.

    `numeric` counts those that compare or compute, or that name a score or a threshold.
    """
    if not lexicon.control.search("\n".join(source.code)):
        return {}
    named = [number for number, line in enumerate(source.code) if lexicon.control.search(line)]
    telling = [n for n in named if is_numeric(source.code[n], language) or lexicon.ambiguous.search(source.code[n])]
    return {"count": len(named), "numeric": len(telling), "lines": _shown(source, telling + named)}


def _shown(source: Source, numbers: Sequence[int]) -> list[list[Any]]:
    first = sorted(dict.fromkeys(numbers[:_SHOWN]))
    return [[number + 1, shorten(source.lines[number])] for number in first]
