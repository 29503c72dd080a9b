# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""One licence out of all that declares one, and whether they agree.

Texts weigh most, then manifests, then REUSE's annotations and texts, then the README. A text doesn't say "only" or "or
later" by itself, nor whether several texts are a choice: a manifest or README that speaks of the same licences does,
and failing them most of the files' headers. A manifest that names one of the texts of a single file tells which is the
project's own.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath

from scanner.detectors.licenses import expressions, texts
from scanner.detectors.licenses.sources import Source

Headers = Mapping[str, int]
"""How many files hold each expression."""

_NAMED_TEXT = re.compile(
    r"^licen[cs]e[-_.](?:mit|apache|[a-z]*bsd|[al]?gpl|mpl|epl|isc|zlib|boost|unlicense|cc0|0bsd|cecill|eupl)",
    re.IGNORECASE,
)


def agree(sources: Sequence[Source], headers: Headers) -> tuple[str, str]:
    """Return the declared expression and whether its sources agree (single, agree, conflict, none)."""
    base = _base(sources, headers)
    if not base:
        return "", "none"
    named = [source.expression for source in sources if source.kind in ("manifest", "readme")]
    reuse = expressions.join("AND", (source.expression for source in sources if source.kind == "reuse"))
    if not all(_compatible(base, other) for other in (*named, reuse) if other):
        return base, "conflict"
    return _completed(base, sources, headers), "single" if len(sources) == 1 else "agree"


def _base(sources: Sequence[Source], headers: Headers) -> str:
    """Return what the weightiest kind of source says."""
    said = {kind: [source for source in sources if source.kind == kind] for kind in ("manifest", "reuse", "readme")}
    return (
        _joined_texts([source for source in sources if source.kind == "license-file"])
        or _first(said["manifest"])
        or _first([source for source in said["reuse"] if not source.path.startswith("LICENSES/")])
        or _worn([source.expression for source in said["reuse"]], headers)
        or _first(said["readme"])
    )


def _first(sources: Iterable[Source]) -> str:
    return next((source.expression for source in sources), "")


def _completed(base: str, sources: Sequence[Source], headers: Headers) -> str:
    """Return a base made precise by what is said beside it of the same licences."""
    families = expressions.families(base)
    of_kind = {
        kind: [source.expression for source in sources if source.kind == kind] for kind in ("manifest", "readme")
    }
    one_file = sum(source.kind == "license-file" for source in sources) == 1
    own = (said for said in of_kind["manifest"] if one_file and expressions.families(said) < families)
    fuller = (said for kind in of_kind.values() for said in kind if expressions.families(said) >= families)
    return next(fuller, "") or next(own, "") or _or_later(base, headers)


def _or_later(base: str, headers: Headers) -> str:
    """Return a base whose licences are "or later" where most headers of that licence say so."""
    for only in expressions.ids(base):
        later = only.removesuffix("-only") + "-or-later"
        if only.endswith("-only") and _count(later, headers) > _count(only, headers):
            base = expressions.replace(base, {only: later})
    return base


def _count(identifier: str, headers: Headers) -> int:
    return sum(count for expression, count in headers.items() if identifier in expressions.ids(expression))


def _joined_texts(found: Sequence[Source]) -> str:
    """Join the licence files' expressions, the second language of the same licence counted once.

    Files that are all named after their licence (``LICENSE-MIT``, ``LICENSE-APACHE``) are a choice, by Rust's custom.
    """
    by_family = {expressions.families(source.expression): source for source in reversed(found)}
    dropped = texts.included(frozenset().union(*by_family))
    kept = [source for family, source in reversed(by_family.items()) if not family <= dropped]
    choice = all(_NAMED_TEXT.match(PurePosixPath(source.path).name) for source in kept)
    return expressions.join("OR" if choice else "AND", (source.expression for source in kept))


def _compatible(base: str, said: str) -> bool:
    """Tell whether two expressions can both be true: one speaks of no licence that the other doesn't."""
    one, two = expressions.families(base), expressions.families(said)
    return one <= two or two <= one


def _worn(found: list[str], headers: Headers) -> str:
    """Choose among the texts of ``LICENSES/`` the one that most files carry; all of them if none does."""
    known = frozenset().union(*(expressions.families(expression) for expression in found)) if found else frozenset()
    worn = [(count, name) for name, count in headers.items() if expressions.families(name) <= known]
    return max(worn)[1] if worn else expressions.join("AND", found)
