# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The allowlists that repositories carry, read as their own tools document them: paths, values, hashes, commits.

Rules have other names in each tool, so what an entry says of a rule is only held to where the name is ours too. A
file that can't be read accepts nothing, and says so.
"""

import fnmatch
import hashlib
import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from scanner.detectors.secrets.allowlists import Entry, Subject
from scanner.detectors.secrets.engine import Patterns
from scanner.errors import OuvrageError
from scanner.tomlfile import parse_toml
from scanner.yamlfile import load

MAX_BYTES = 1_000_000
MAX_ENTRIES = 5_000
_GENERIC = {"generic-api-key": ("secret-api-key", "secret-password")}
_log = logging.getLogger(__name__)

Holds = Callable[[Subject], bool]


def read_allowlists(files: Mapping[str, bytes]) -> list[Entry]:
    """Return the entries of the allowlists among some files, by path; those of other names are left aside."""
    entries: list[Entry] = []
    for path, content in sorted(files.items()):
        reader = READERS.get(path)
        if reader is None or len(content) > MAX_BYTES:
            continue
        try:
            entries += list(reader(path, content.decode("utf-8", errors="replace")))[:MAX_ENTRIES]
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError, OuvrageError):
            # The reason could quote a value.
            _log.warning("%s is not read as an allowlist: it isn't of the form that its tool documents", path)
    return entries


# --- gitleaks, betterleaks ---


def _gitleaks_ignore(path: str, text: str) -> Iterator[Entry]:
    """`commit:path:rule:line` or `path:rule:line`, one a line."""
    for number, line in _lines(text):
        found = re.fullmatch(r"(?:([0-9a-f]{40}):)?(.+):([^:]+):(\d+)", line)
        if found:
            commit, file, _, at = found.groups()
            yield Entry(f"{path}:{number}", "listed by its fingerprint", _at(file, int(at), commit or ""))


def _at(file: str, line: int, commit: str) -> Holds:
    return lambda subject: (
        subject.place.path == file
        and subject.finding.line <= line <= max(subject.finding.line, subject.finding.end_line)
        and commit in ("", subject.place.commit)
    )


def _gitleaks_config(path: str, text: str) -> Iterator[Entry]:
    """`[allowlist]`, `[[allowlists]]`, and those of rules that we know by the same name."""
    document = parse_toml(text)
    for table in _allowlists(document):
        targets = table.get("targetRules", ())
        yield _gitleaks_entry(path, text, table, [_rules_named(name) for name in _listed(targets)])
    for rule in document.get("rules", ()):
        for table in _allowlists(rule):
            yield _gitleaks_entry(path, text, table, [_rules_named(str(rule["id"]))])


def _allowlists(table: Mapping[str, Any]) -> list[dict[str, Any]]:
    single = table.get("allowlist")
    return [*([single] if isinstance(single, dict) else []), *table.get("allowlists", ())]


def _rules_named(name: str) -> tuple[str, ...]:
    return _GENERIC.get(name, (f"secret-{name}",))


def _gitleaks_entry(path: str, text: str, table: Mapping[str, Any], rules: list[tuple[str, ...]]) -> Entry:
    target = {"line": _line_of, "match": _line_of}.get(str(table.get("regexTarget", "secret")), _secret_of)
    conditions = [
        condition
        for key, condition in (
            ("paths", _found(_listed(table.get("paths")), _path_of)),
            ("regexes", _found(_listed(table.get("regexes")), target)),
            ("stopwords", _words(_listed(table.get("stopwords")))),
            ("commits", _commits(_listed(table.get("commits")))),
        )
        if table.get(key)
    ]
    together = all if str(table.get("condition", "OR")).upper() in ("AND", "&&") else any
    names = {name for each in rules for name in each}
    return Entry(
        f"{path}:{_line_in(text, table)}",
        str(table.get("description") or "in the allowlist of the tool"),
        lambda subject: (
            (not names or subject.finding.rule in names)
            and bool(conditions)
            and together(condition(subject) for condition in conditions)
        ),
    )


def _line_in(text: str, table: Mapping[str, Any]) -> int:
    """Return the line of the first thing that a table lists; TOML readers don't tell."""
    first = next((str(items[0]) for items in table.values() if isinstance(items, list) and items), "")
    position = text.find(first) if first else -1
    return text.count("\n", 0, max(0, position)) + 1


# --- detect-secrets ---


def _baseline(path: str, text: str) -> Iterator[Entry]:
    """The SHA-1 of each known value, by file; those that an audit found to be real secrets aren't accepted."""
    for file, known in json.loads(text)["results"].items():
        for one in known:
            if one.get("is_secret") is not True:
                number = text.count("\n", 0, max(0, text.find(one["hashed_secret"]))) + 1
                yield Entry(f"{path}:{number}", "in the baseline", _hashed(file, one["hashed_secret"]))


def _hashed(file: str, sha1: str) -> Holds:
    return lambda subject: (
        subject.place.path == file and hashlib.sha1(subject.secret.encode(), usedforsecurity=False).hexdigest() == sha1
    )


# --- GitGuardian, Talisman, TruffleHog ---


def _gitguardian(path: str, text: str) -> Iterator[Entry]:
    """Ignored paths (globs) and matches (values or their SHA-256), under the names of both versions."""
    document = _yaml(path, text)
    section = document.get("secret", document)
    for key in ("ignored_paths", "ignored-paths", "paths_ignore", "paths-ignore"):
        for glob in _listed(section.get(key)):
            yield Entry(_place(path, text, glob), "path ignored", _glob(glob))
    for key in ("ignored_matches", "ignored-matches", "matches_ignore", "matches-ignore"):
        for one in _listed(section.get(key)):
            match = str(one["match"] if isinstance(one, dict) else one)
            name = str(one.get("name") or "") if isinstance(one, dict) else ""
            yield Entry(_place(path, text, match), name or "match ignored", _value(match))


def _value(match: str) -> Holds:
    return lambda subject: (
        bool(subject.secret)
        and (subject.secret == match or hashlib.sha256(subject.secret.encode()).hexdigest() == match.lower())
    )


def _talisman(path: str, text: str) -> Iterator[Entry]:
    """Files by name, of the content whose checksum is given, and patterns that may stand in any or one of them."""
    document = _yaml(path, text)
    for one in document.get("fileignoreconfig") or ():
        patterns, checksum = _listed(one.get("allowed_patterns")), str(one.get("checksum") or "")
        conditions = [_glob(str(one["filename"]))]
        if patterns:
            conditions.append(_found(patterns, _line_of))
        elif checksum:
            conditions.append(_checked(checksum))
        yield Entry(_place(path, text, one["filename"]), "file ignored", _all(conditions))
    if patterns := _listed(document.get("allowed_patterns")):
        yield Entry(_place(path, text, patterns[0]), "pattern allowed", _found(patterns, _line_of))


def _checked(checksum: str) -> Holds:
    """Talisman's checksum of a file: SHA-256 over those (in hexadecimal) of nothing, of the content, of the path."""

    def digest(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    return lambda subject: digest(digest("") + subject.sha256 + digest(subject.place.path)) == checksum.lower()


def _trufflehog(path: str, text: str) -> Iterator[Entry]:
    """Regular expressions of paths, one a line."""
    for number, line in _lines(text):
        yield Entry(f"{path}:{number}", "path excluded", _found([line], _path_of))


# --- ours ---


def _ours(path: str, text: str) -> Iterator[Entry]:
    """`WHAT # reason`, one a line, WHAT being `path:GLOB`, `path:GLOB:LINE`, `rule:RULE` or `fingerprint:HEX`.

    Several, separated by white space, must all hold. A line without a reason accepts nothing.
    """
    for number, line in enumerate(text.splitlines(), 1):
        what, _, reason = line.partition(" # ")
        conditions = [_condition(word) for word in what.split() if not what.startswith("#")]
        if conditions and reason.strip() and all(conditions):
            yield Entry(f"{path}:{number}", reason.strip(), _all([each for each in conditions if each]))


def _condition(word: str) -> Holds | None:
    kind, _, value = word.partition(":")
    if kind == "rule":
        return lambda subject: subject.finding.rule == value
    if kind == "fingerprint":
        return lambda subject: bool(value) and subject.finding.fingerprint == value
    if kind == "path":
        glob, line = re.fullmatch(r"(.*?)(?::(\d+))?", value).groups()  # type: ignore[union-attr]  # matches anything
        return _both(_glob(glob), lambda subject: line is None or subject.finding.line == int(line))
    return None


# --- conditions ---


def _listed(value: Any) -> list[Any]:  # noqa: ANN401 - whatever a file holds there
    """Return a list as it is, and a single text as a list of one: never its characters."""
    return value if isinstance(value, list) else [value] if isinstance(value, str) else []


def _both(one: Holds, other: Holds) -> Holds:
    return lambda subject: one(subject) and other(subject)


def _all(conditions: list[Holds]) -> Holds:
    return lambda subject: all(condition(subject) for condition in conditions)


def _path_of(subject: Subject) -> str:
    return subject.place.path


def _secret_of(subject: Subject) -> str:
    return subject.secret[:1000]


def _line_of(subject: Subject) -> str:
    return "\n".join(subject.lines[1:])[:2000]


def _found(patterns: Iterable[str], text_of: Callable[[Subject], str]) -> Holds:
    compiled = Patterns([str(pattern) for pattern in patterns])
    if compiled.refused:
        _log.warning("%d expressions of an allowlist can't be computed in linear time: left out", len(compiled.refused))
    return lambda subject: compiled.match(text_of(subject))


def _words(words: Iterable[str]) -> Holds:
    lowered = [str(word).lower() for word in words]
    return lambda subject: any(word in subject.secret.lower() for word in lowered)


def _commits(commits: Iterable[str]) -> Holds:
    known = {str(commit).lower() for commit in commits}
    return lambda subject: subject.place.commit in known


def _glob(glob: str) -> Holds:
    """Globs of whole paths: `**` and `*` cross folders, a folder stands for what is in it."""
    pattern = re.compile(fnmatch.translate(glob.replace("**/", "*").rstrip("/")))
    below = re.compile(fnmatch.translate(f"{glob.rstrip('/')}/*"))
    return lambda subject: bool(pattern.match(subject.place.path) or below.match(subject.place.path))


def _yaml(path: str, text: str) -> dict[str, Any]:
    content = load(text.encode(), path, plain=True).data
    return content if isinstance(content, dict) else {}


def _place(path: str, text: str, said: str) -> str:
    return f"{path}:{text.count(chr(10), 0, max(0, text.find(str(said)))) + 1}"


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if (kept := line.strip()) and not kept.startswith("#"):
            yield number, kept


READERS: dict[str, Callable[[str, str], Iterator[Entry]]] = {
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
