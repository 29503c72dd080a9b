# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Languages without a family of their own, and R: symbols that one file alone defines, named in others.

A name that several files define leads to the one in the source's own folder; when there isn't one alone, it's ours but
leads nowhere, and counts as unresolved. One that none defines is external.
"""

import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Sequence

from scanner.detectors.modules.imports.files import extract_sourced, sourced_resolver
from scanner.detectors.modules.imports.interface import Extracted, Family, Import, Miss, Resolve, Source, Target, Tree

_DEFINE = re.compile(
    r"^\s*(?:(?:public|private|protected|internal|static|override|final|abstract|recursive|pure|elemental|export|friend"
    r"|shared|overloads|open|mutating)\s+)*"
    r"(?:sub|subroutine|function|procedure|module|package(?:\s+body)?|class|interface|struct|structure|enum|protocol"
    r"|extension|func|fun|mixin|program|data|newtype|type|unit|let(?:\s+rec)?|sig)\s+([A-Za-z_]\w{3,80})",
    re.IGNORECASE,
)
_ASSIGNED = re.compile(r"^\s*([A-Z][A-Z0-9_]{3,40})\s*=")
_R_DEFINE = re.compile(r"^\s*([A-Za-z.][\w.]{2,80})\s*(?:<-|=)\s*function\b")
_R_CALL = re.compile(r"(?<![\w.:$@])([A-Za-z.][\w.]{2,80})\s*\(")
_WORD = re.compile(r"[A-Za-z_]\w{3,80}")
_TEXT = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")
_MOST = 600
"""Names kept of one file: what it asks for is among the first it names, and a reading must stay small."""
_ANY_CASE = frozenset({"ada", "fortran", "pascal", "vb", "spss"})

Extract = Callable[[Sequence[str]], Extracted]


def extracting(define: re.Pattern[str], word: re.Pattern[str] = _WORD) -> Extract:
    """Return a reader of one language, given how it defines and names."""

    def extract(lines: Sequence[str]) -> Extracted:
        first: dict[str, int] = {}
        defines: list[str] = []
        for number, line in enumerate(lines, start=1):
            text = _TEXT.sub("''", line)
            if found := define.match(text):
                defines.append(found[1])
                text = text[found.end() :]
            for name in word.finditer(text):
                if len(first) < _MOST:
                    first.setdefault(name[1] if word.groups else name[0], number)
        return Extracted([Import("~" + name, line) for name, line in first.items()], defines)

    return extract


def extract_r(lines: Sequence[str]) -> Extracted:
    """Return sourced scripts, and `~name` for each function that is called; the functions defined."""
    named = extracting(_R_DEFINE, _R_CALL)(lines)
    return Extracted([*extract_sourced(lines).imports, *named.imports], named.defines)


def resolver_of(languages: frozenset[str]) -> Callable[[Tree], Resolve]:
    """Return the resolver of symbols among the sources of some languages."""

    def resolver(tree: Tree) -> Resolve:
        places: dict[str, set[str]] = defaultdict(set)
        for source in tree.sources:
            if source.language in languages:
                for name in source.defines:
                    places[_key(name, source.language)].add(source.path)
        by_path = sourced_resolver(tree)

        def resolve(source: Source, asked: Import) -> Target:
            if not asked.name.startswith("~"):
                return by_path(source, asked)
            found = places.get(_key(asked.name[1:], source.language), set())
            if not found or source.path in found:
                return Miss.EXTERNAL
            near = [path for path in found if posixpath.dirname(path) == posixpath.dirname(source.path)]
            chosen = near or list(found)
            return chosen[0] if len(chosen) == 1 else Miss.UNRESOLVED

        return resolve

    return resolver


def _key(name: str, language: str) -> str:
    return name.lower() if language in _ANY_CASE else name


def _family(language: str, define: re.Pattern[str] = _DEFINE) -> Family:
    return Family(extracting(define), resolver_of(frozenset({language})))


FALLBACKS: dict[str, Family] = {
    **{name: _family(name) for name in ("ada", "fortran", "julia", "pascal", "swift", "vb")},
    "m": _family("m", _ASSIGNED),
    "r": Family(extract_r, resolver_of(frozenset({"r"}))),
}
"""By language."""
