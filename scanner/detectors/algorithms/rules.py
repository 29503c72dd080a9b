# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Rules that compute or decide: which lines of a source compare, bound or compute numbers named by the policy's terms.

The definition (calculation or decision terms, with numeric comparisons, about persons) separates known public
algorithms from technical code; it stays exploratory, so every count is kept with the lines that make it.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from scanner.detectors.algorithms.lexicon import Lexicon, RuleLanguage
from scanner.detectors.languages import fold, scripts_only, without_comments

MAX_LINE = 400
"""Longer lines are data or minified code: they are left out."""
MAX_TEXT = 160
_PASSAGE = 12
"""Lines of the densest passage that is shown."""
_SHOWN = 3
_OPERAND = r"[\w.\"'\])}]"
_NEAR = 3
"""Legacy code has opaque names, and says above in comments what they stand for."""
_COMPARISON = re.compile(
    rf"{_OPERAND}\s*(?:<=|>=|≤|≥|!<|!>)\s*-?[&\w(\"'@$.]"
    rf"|{_OPERAND}\s+(?:<|>|le|ge|lt|gt|between)\s+-?[&\w(\"'@$.]"
    rf"|{_OPERAND}\s*[<>]\s*-?\d"
    r"|(?<![a-z])(?:min|max|least|greatest|floor|ceil|round|arrondi|clamp|between|positif|positif_ou_nul)(?:imum)?_?\s*\(",
)
_NUMBER = re.compile(r"(?<![\w.])\d")
_COMPUTATION = re.compile(
    r"[\w)\].]\s*[*+]\s*[&(\w]|[\w)\].]\s*-\s+[&(\w]|[\w)\].]\s+/\s+[&(\w]|[\w)]\s*/\s*\d|[*/+-]=\s"
)
_IMPORT = re.compile(r"^\s*(?:import|from|use|using|require|include|#include|package|class_?name)\b|(?:^|\s)import\(")
_MARKUP = re.compile(r"</?[a-z][\w.-]*(?:\s[^<>]*)?/?>|^\s*(?:</?[a-z]|/?>)|\{%|%\}")
"""Tags and templates."""
_PROSE = re.compile(r"(?:[a-z'’]{2,},? ){4}")
_WITH_PROSE = frozenset({"javascript", "php", "svelte", "text", "typescript", "vue"})
"""Languages in which texts stand between the code; elsewhere words in a row may be statements."""
_TOKEN = re.compile(r"[A-Za-z0-9+]{24,}")
_SECRET = re.compile(
    r"(pass(?:word|wd|phrase)|\bmdp|mot_?de_?passe|secret|token|jeton|api_?key|cl[eé]f?_api|credential|://[^/\s:@]+:).*",
    re.IGNORECASE,
)
"""A shown line says nothing after a name that a secret may follow: the line is evidence of a rule, not of its value."""
_STRING = re.compile(r"\"[^\"\n]*\"|(?<![a-z0-9])[bfru]{0,2}'[^'\n]*'|`[^`\n]*`")
"""An apostrophe after a letter is an elision."""
_STATEMENT = re.compile(r"=|\b(?:return|if|while|case)\b")
"""In C, a `*` outside statements marks a pointer."""
_PROGRAM_LINE = re.compile(r"[;{}]\s*$|^\s*(?://|/\*)")


class Source(NamedTuple):
    """A source cut into lines: as written, and folded (see `languages.fold`)."""

    lines: Sequence[str]
    words: Sequence[str]
    """Folded, comments and strings included."""
    code: Sequence[str]
    """Folded, comments and strings left out."""

    @property
    def code_lines(self) -> int:
        """Number of lines that hold more than comments and blanks."""
        return sum(1 for line in self.code if line and not line.isspace())

    def is_comment(self, number: int) -> bool:
        """Return whether a line holds a comment, alone or after code."""
        return len(self.words[number]) > len(self.code[number])

    @property
    def digest(self) -> str:
        """Equal for equal words, whatever the encoding and the ends of lines."""
        return hashlib.sha256(" ".join(" ".join(self.words).split()).encode()).hexdigest()[:16]


def cut(text: str, language: str) -> Source:
    """Cut a source into lines; those longer than `MAX_LINE` are left empty."""
    lines = [line if len(line) <= MAX_LINE else "" for line in text.split("\n")]
    if language in {"vue", "svelte"}:
        lines = scripts_only(lines)
    words = fold("\n".join(lines)).split("\n")
    code = [_STRING.sub('""', line) for line in without_comments(words, language)]
    return Source(lines, words, code)


def is_program(source: Source) -> bool:
    """Return whether a .txt file is a program: a third of its lines end or open statements, or are comments."""
    lines = [line for line in source.lines if line.strip()]
    marked = sum(1 for line in lines if _PROGRAM_LINE.search(line))
    return len(lines) >= 5 and marked * 3 >= len(lines)


def read_rules(source: Source, language: str, lexicon: Lexicon) -> dict[str, Any]:
    """Return what a source says of rules.

    Keys: `nature` (a rule language's name or ""), `role` (rules|parameters), `terms` and `persons` (name → count),
    `rule_lines`, `comparisons` (counts), `lines` ([line, text], the most telling of the densest passage) and
    `line`, the first of them.
    """
    native = next((row for row in lexicon.rule_languages if _is_written_in(source, language, row)), None)
    found = _native_lines(source, native) if native else _term_lines(source, language, lexicon)
    compared = sum(1 for number in found if _COMPARISON.search(source.code[number]))
    naming = sorted(set(found.values()))
    shown = _densest(source, sorted({*found, *naming}), lexicon)
    return {
        "nature": native.name if native else "",
        "role": native.role if native else "rules",
        "terms": _counts(term for number in naming for term in _names(lexicon.terms, source.words[number])),
        "persons": _counts(_names(lexicon.persons, "\n".join(source.words))),
        "rule_lines": len(found),
        "comparisons": compared,
        "line": shown[0] + 1 if shown else 0,
        "lines": [[number + 1, shorten(source.lines[number])] for number in shown],
    }


def shorten(line: str) -> str:
    """Return a line fit to be shown: stripped, at most `MAX_TEXT` characters, what may be a secret blotted out."""
    text = " ".join(_SECRET.sub(r"\1…", _TOKEN.sub(_blot, line)).split())
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


def _blot(found: re.Match[str]) -> str:
    token = found[0]
    return "…" if any(c.isdigit() for c in token) and any(c.isalpha() for c in token) else token


def _is_written_in(source: Source, language: str, row: RuleLanguage) -> bool:
    if language not in row.languages:
        return False
    text = "\n".join(source.lines)
    return bool(row.marker.search(text) and row.needs.search(text))


def _native_lines(source: Source, row: RuleLanguage) -> dict[int, int]:
    lines = (n for n, line in enumerate(source.lines) if source.code[n].strip() and row.line.search(line))
    return {number: number for number in lines}


def _term_lines(source: Source, language: str, lexicon: Lexicon) -> dict[int, int]:
    """Return the lines that compare or compute, each with the line (itself, or just above) that names a term.

    Ambiguous terms count beside others only.
    """
    numeric = [n for n, line in enumerate(source.code) if is_numeric(line, language)]
    found = _named(source, numeric, lexicon.terms)
    terms = {term for n in found.values() for term in _names(lexicon.terms, source.words[n])}
    if len(terms) > 1:
        doubtful = {n: n for n in numeric if n not in found and lexicon.ambiguous.search(source.code[n])}
        return dict(sorted((found | doubtful).items()))
    return found


def _named(source: Source, numbers: Sequence[int], terms: re.Pattern[str]) -> dict[int, int]:
    """Return those of the lines that name a term, or whose comment does, with the line of the name."""
    found = {}
    for number in numbers:
        if terms.search(source.code[number]):
            found[number] = number
            continue
        above = range(number, max(-1, number - _NEAR - 1), -1)
        name = next((n for n in above if source.is_comment(n) and terms.search(source.words[n])), None)
        if name is not None:
            found[number] = name
    return found


def is_numeric(line: str, language: str) -> bool:
    """Return whether a folded line of code compares, bounds or computes numbers."""
    if not line.strip() or _IMPORT.search(line) or _MARKUP.search(line):
        return False
    if language in _WITH_PROSE and _PROSE.search(line):
        return False
    if language in {"c", "cpp"}:
        statement = _STATEMENT.search(line)
        line = line[statement.start() :] if statement else ""
    return bool(_COMPARISON.search(line) or _COMPUTATION.search(line))


def _names(pattern: re.Pattern[str], line: str) -> list[str]:
    return [match[0] for match in pattern.finditer(line)]


def _counts(words: Iterable[str]) -> dict[str, int]:
    """Return how often each word stands, the twelve most frequent; singular and plural count as one."""
    counts: dict[str, int] = {}
    for word in words:
        singular = word[:-1] if word.endswith("s") and len(word) > 4 else word
        counts[singular] = counts.get(singular, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:12])


def _densest(source: Source, numbers: Sequence[int], lexicon: Lexicon) -> list[int]:
    """Return the lines to show: the most telling of the passage that holds most of `numbers` (sorted)."""
    best: list[int] = []
    first = 0
    for last, number in enumerate(numbers):
        while number - numbers[first] >= _PASSAGE:
            first += 1
        if last - first >= len(best):
            best = list(numbers[first : last + 1])
    telling = sorted(best, key=lambda n: _telling(source.code[n], lexicon), reverse=True)
    return sorted(telling[:_SHOWN])


def _telling(line: str, lexicon: Lexicon) -> int:
    """Tell how much a line says by itself: that it compares, names what, and has a number."""
    return 2 * bool(_COMPARISON.search(line)) + 2 * bool(lexicon.terms.search(line)) + bool(_NUMBER.search(line))
