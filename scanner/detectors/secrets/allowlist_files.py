# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The allowlists that repositories carry, read as their own tools document them: paths, values, hashes, commits.

Rules have other names in each tool, so what an entry says of a rule is only held to where the name is ours too. A
file that can't be read accepts nothing, and what isn't read of one is told.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from scanner.detectors.secrets.allowlist_conditions import (
    Compiler,
    at,
    checked,
    commits,
    either,
    hashed,
    line_of,
    path_of,
    secret_of,
    together,
    value,
    words,
)
from scanner.detectors.secrets.allowlists import Condition, Entry
from scanner.errors import OuvrageError
from scanner.tomlfile import parse_toml
from scanner.yamlfile import load

MAX_BYTES = 1_000_000
MAX_ENTRIES = 5_000
"""Of a file."""
_GENERIC = {"generic-api-key": ("secret-api-key", "secret-password")}


class Allowlists(NamedTuple):
    """What the allowlists of a repository accept, and what of them isn't read."""

    entries: tuple[Entry, ...]
    problems: tuple[str, ...]


def read_allowlists(files: Mapping[str, bytes]) -> Allowlists:
    """Return the entries of the allowlists among some files, by path; those of other names are left aside."""
    compiler = Compiler()
    entries: list[Entry] = []
    problems: list[str] = []
    for path, content in sorted(files.items()):
        if path in READERS:
            read, said = _read(path, content, compiler)
            entries += read
            problems += said
    return Allowlists(tuple(entries), tuple(problems))


def _read(path: str, content: bytes, compiler: Compiler) -> tuple[list[Entry], list[str]]:
    if len(content) > MAX_BYTES:
        reason = f"{path} is not read as an allowlist: it is larger than {MAX_BYTES} bytes"
        return [], [reason]
    left = compiler.left
    try:
        read = READERS[path](path, content.decode("utf-8", errors="replace"), compiler)
        entries = list(islice(read, MAX_ENTRIES + 1))
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError, OuvrageError):
        # The error's own reason could quote a value.
        reason = f"{path} is not read as an allowlist: it isn't of the form that its tool documents"
        return [], [reason]
    return entries[:MAX_ENTRIES], _told(path, len(entries), compiler.left - left)


def _told(path: str, entries: int, left: int) -> list[str]:
    told: list[str] = []
    if entries > MAX_ENTRIES:
        reason = f"{path} is read in part as an allowlist: it has more than {MAX_ENTRIES} entries"
        told.append(reason)
    if left:
        reason = (
            f"{path} is read in part as an allowlist: {left} of its expressions are left aside"
            " (one too many, too long or not computable in linear time)"
        )
        told.append(reason)
    return told


# --- gitleaks, betterleaks ---


def _gitleaks_ignore(path: str, text: str, _: Compiler) -> Iterator[Entry]:
    """`commit:path:rule:line` or `path:rule:line`, one a line."""
    for number, listed in _lines(text):
        found = re.fullmatch(r"(?:([0-9a-f]{40}):)?(.+):([^:]+):(\d+)", listed)
        if found:
            commit, file, line = found.group(1, 2, 4)
            yield Entry(
                f"{path}:{number}", "listed by its fingerprint", at(file, int(line), commit or ""), by_line=True
            )


def _gitleaks_config(path: str, text: str, compiler: Compiler) -> Iterator[Entry]:
    """`[allowlist]`, `[[allowlists]]`, and those of rules that we know by the same name."""
    document = parse_toml(text)
    for table in _allowlists(document):
        targets = table.get("targetRules", ())
        names = {name for each in _listed(targets) for name in _rules_named(str(each))}
        yield Entry(*_said(path, text, table), _of_rules(names, _gitleaks(table, compiler)))
    for rule in document.get("rules", ()):
        for table in _allowlists(rule):
            names = set(_rules_named(str(rule["id"])))
            yield Entry(*_said(path, text, table), _of_rules(names, _gitleaks(table, compiler)))


def _allowlists(table: Mapping[str, Any]) -> list[dict[str, Any]]:
    single = table.get("allowlist")
    return [*([single] if isinstance(single, dict) else []), *table.get("allowlists", ())]


def _rules_named(name: str) -> tuple[str, ...]:
    return _GENERIC.get(name, (f"secret-{name}",))


def _said(path: str, text: str, table: Mapping[str, Any]) -> tuple[str, str]:
    return f"{path}:{_line_in(text, table)}", str(table.get("description") or "in the allowlist of the tool")


def _of_rules(names: set[str], condition: Condition) -> Condition:
    """Return a condition on the findings of some rules alone, of all of them where none is named."""
    return together([Condition(lambda subject: not names or subject.finding.rule in names), condition])


def _gitleaks(table: Mapping[str, Any], compiler: Compiler) -> Condition:
    target = {"line": line_of, "match": line_of}.get(str(table.get("regexTarget", "secret")), secret_of)
    conditions = []
    if table.get("paths"):
        conditions.append(compiler.found(_listed(table["paths"]), path_of))
    if table.get("regexes"):
        conditions.append(compiler.found(_listed(table["regexes"]), target))
    if table.get("stopwords"):
        conditions.append(words(_listed(table["stopwords"])))
    if table.get("commits"):
        conditions.append(commits(_listed(table["commits"])))
    if conditions and str(table.get("condition", "OR")).upper() in ("AND", "&&"):
        return together(conditions)
    return either(conditions)


def _line_in(text: str, table: Mapping[str, Any]) -> int:
    """Return the line of the first thing that a table lists; TOML readers don't tell."""
    first = next((str(items[0]) for items in table.values() if isinstance(items, list) and items), "")
    position = text.find(first) if first else -1
    return text.count("\n", 0, max(0, position)) + 1


# --- detect-secrets ---


def _baseline(path: str, text: str, _: Compiler) -> Iterator[Entry]:
    """The SHA-1 of each known value, by file; those that an audit found to be real secrets aren't accepted."""
    for file, known in json.loads(text)["results"].items():
        for one in known:
            if one.get("is_secret") is not True:
                number = text.count("\n", 0, max(0, text.find(one["hashed_secret"]))) + 1
                yield Entry(f"{path}:{number}", "in the baseline", hashed(file, one["hashed_secret"]))


# --- GitGuardian, Talisman, TruffleHog ---


def _gitguardian(path: str, text: str, compiler: Compiler) -> Iterator[Entry]:
    """Ignored paths (globs) and matches (values or their SHA-256), under the names of both versions."""
    document = _yaml(path, text)
    section = document.get("secret", document)
    for key in ("ignored_paths", "ignored-paths", "paths_ignore", "paths-ignore"):
        for glob in _listed(section.get(key)):
            yield Entry(_place(path, text, glob), "path ignored", compiler.glob(glob))
    for key in ("ignored_matches", "ignored-matches", "matches_ignore", "matches-ignore"):
        for one in _listed(section.get(key)):
            match = str(one["match"] if isinstance(one, dict) else one)
            name = str(one.get("name") or "") if isinstance(one, dict) else ""
            yield Entry(_place(path, text, match), name or "match ignored", value(match))


def _talisman(path: str, text: str, compiler: Compiler) -> Iterator[Entry]:
    """Files by name, of the content whose checksum is given, and patterns that may stand in any or one of them."""
    document = _yaml(path, text)
    for one in document.get("fileignoreconfig") or ():
        patterns, checksum = _listed(one.get("allowed_patterns")), str(one.get("checksum") or "")
        conditions = [compiler.glob(str(one["filename"]))]
        if patterns:
            conditions.append(compiler.found(patterns, line_of))
        elif checksum:
            conditions.append(checked(checksum))
        yield Entry(_place(path, text, one["filename"]), "file ignored", together(conditions))
    if patterns := _listed(document.get("allowed_patterns")):
        yield Entry(_place(path, text, patterns[0]), "pattern allowed", compiler.found(patterns, line_of))


def _trufflehog(path: str, text: str, compiler: Compiler) -> Iterator[Entry]:
    """Regular expressions of paths, one a line."""
    for number, line in _lines(text):
        yield Entry(f"{path}:{number}", "path excluded", compiler.found([line], path_of))


# --- ours ---


def _ours(path: str, text: str, compiler: Compiler) -> Iterator[Entry]:
    """`WHAT # reason`, one a line, WHAT being `path:GLOB`, `path:GLOB:LINE`, `rule:RULE` or `fingerprint:HEX`.

    Several, separated by white space, must all hold. A line without a reason accepts nothing.
    """
    for number, line in enumerate(text.splitlines(), 1):
        what, _, reason = line.partition(" # ")
        if what.startswith("#") or not reason.strip():
            continue
        conditions = [_condition(word, compiler) for word in what.split()]
        if conditions and all(conditions):
            by_line = re.search(r"(?:^|\s)path:\S*:\d+(?:\s|$)", what) is not None
            yield Entry(f"{path}:{number}", reason.strip(), together([each for each in conditions if each]), by_line)


def _condition(word: str, compiler: Compiler) -> Condition | None:
    kind, _, said = word.partition(":")
    if kind == "rule":
        return Condition(lambda subject: subject.finding.rule == said)
    if kind == "fingerprint":
        return Condition(lambda subject: bool(said) and subject.finding.fingerprint == said)
    if kind == "path":
        glob, line = re.fullmatch(r"(.*?)(?::(\d+))?", said).groups()  # type: ignore[union-attr]  # matches anything
        number = None if line is None else int(line)
        return together([compiler.glob(glob), Condition(lambda subject: number in (None, subject.finding.line))])
    return None


# --- what files hold ---


def _listed(value: Any) -> list[Any]:  # noqa: ANN401 - whatever a file holds there
    """Return a list as it is, and a single text as a list of one: never its characters."""
    return value if isinstance(value, list) else [value] if isinstance(value, str) else []


def _yaml(path: str, text: str) -> dict[str, Any]:
    content = load(text.encode(), path, plain=True).data
    return content if isinstance(content, dict) else {}


def _place(path: str, text: str, said: str) -> str:
    return f"{path}:{text.count(chr(10), 0, max(0, text.find(str(said)))) + 1}"


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if (kept := line.strip()) and not kept.startswith("#"):
            yield number, kept


READERS: dict[str, Callable[[str, str, Compiler], Iterator[Entry]]] = {
    ".gitleaksignore": _gitleaks_ignore,
    ".betterleaksignore": _gitleaks_ignore,
    ".gitleaks.toml": _gitleaks_config,
    "gitleaks.toml": _gitleaks_config,
    ".github/gitleaks.toml": _gitleaks_config,
    ".betterleaks.toml": _gitleaks_config,
    ".secrets.baseline": _baseline,
    ".gitguardian.yaml": _gitguardian,
    ".gitguardian.yml": _gitguardian,
    ".talismanrc": _talisman,
    ".trufflehogignore": _trufflehog,
    "trufflehog-exclude-paths.txt": _trufflehog,
    ".ouvrage-accepted": _ours,
}
"""By the path at which each tool looks for its own."""
