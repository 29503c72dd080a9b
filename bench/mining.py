# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Likely extractions in public history, to be looked at by eye: `python -m bench.mining --repos DIR [OWNER/NAME…]`.

Two signs, on the line of first parents: sources vanish while a dependency of about their name arrives in a manifest; or
the subject speaks of a package and a folder vanishes, or moves under packages/, libs/, gems/ or engines/. Prints a
table (tab-separated) in the columns of the events that `bench.truth` reads, then the sign. Most rows are no extraction
(code given up, replaced by somebody else's package): keep what maintainers really made a package of.
"""

import argparse
import posixpath
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.repositories import find_repositories, open_repository
from scanner.detectors import roles
from scanner.detectors.languages import language_of
from scanner.errors import OuvrageError
from scanner.git import Mirror, path_text
from scanner.git_command import run

_MAX_COMMITS = 30_000
_MAX_GONE = 400
"""Commits that delete more sources than this are clean-ups."""
_MANIFEST = re.compile(
    r"(?:^|/)(?:Gemfile|[\w.-]+\.gemspec|package\.json|pyproject\.toml|requirements[\w.-]*\.(?:txt|in)|setup\.py|Pipfile"
    r"|composer\.json|pom\.xml|build\.gradle(?:\.kts)?|build\.sbt|mix\.exs|go\.mod|DESCRIPTION)$"
)
_ADDED = re.compile(
    r"""^\+\s*(?:gem\s*\(?["'](?P<gem>[\w-]+)|["'](?P<json>@?[\w./-]+)["']\s*:\s*["'][\^~\d*gwv]"""
    r"""|\{:(?P<mix>\w+),|<artifactId>(?P<maven>[\w.-]+)<|require\s+(?P<go>[\w./-]+)\s+v"""
    r"""|(?:-e\s+)?git\+\S*?/(?P<git>[\w-]+)(?:\.git)?[@#]|(?P<python>[A-Za-z][\w.-]+)(?:\[\w+\])?\s*[=~><]=)"""
)
_SUBJECT = re.compile(
    r"(?:extract|mov(?:e|ed|ing)|split|separat|export|sort|extrai|d[ée]plac|utilis|use)\w*\b.{0,60}"
    r"\b(?:gem|utils|commons|package|paquet|librar(?:y|ies)|librairie|lib|npm|engine|module|workspace|monorepo)s?\b",
    re.IGNORECASE,
)
_HOME = re.compile(r"(?:^|/)(?:packages|libs|gems|engines|shared|modules)/(?P<name>[\w.-]+)/")
_SPLIT = re.compile(r"[^a-zA-Z0-9]+|(?<=[a-z])(?=[A-Z])")
_COMMON = frozenset(
    [
        "the",
        "app",
        "lib",
        "libs",
        "src",
        "main",
        "index",
        "test",
        "spec",
        "api",
        "gem",
        "rails",
        "ruby",
        "node",
        "python",
        "django",
        "flask",
        "react",
        "vue",
        "js",
        "ts",
        "css",
        "scss",
        "html",
        "com",
        "org",
        "net",
        "govuk",
        "gds",
        "gov",
        "service",
        "services",
        "component",
        "components",
        "helper",
        "helpers",
        "util",
        "utils",
        "model",
        "models",
        "view",
        "views",
        "controller",
        "controllers",
        "config",
        "types",
        "type",
        "core",
        "common",
        "base",
        "client",
        "data",
        "dto",
        "admin",
        "user",
        "users",
        "form",
        "forms",
        "page",
        "pages",
        "package",
        "packages",
        "json",
        "yaml",
        "http",
        "web",
        "server",
        "assets",
        "javascripts",
        "stylesheets",
        "javascript",
        "vendor",
        "tools",
        "new",
    ]
)


class Mined(NamedTuple):
    """One commit that may have taken something out."""

    commit: str
    date: str
    subject: str
    gone: Sequence[str]
    """Sources that the commit deletes."""
    came: Sequence[str]
    manifests: Sequence[str]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repos", type=Path, required=True, help="folder of Git repositories, whole histories")
    parser.add_argument("names", nargs="*", metavar="OWNER/NAME", help="these alone")
    options = parser.parse_args()
    print("repo\tcommit\tdate\tpath\tkind\tsubject\tsign")
    for name, path in find_repositories(options.repos).items():
        if options.names and name not in options.names:
            continue
        try:
            with open_repository(path) as mirror:
                for row in mine(mirror):
                    print("\t".join((name, *row)), flush=True)
        except OuvrageError as error:
            print(f"{name}: not mined ({error})", file=sys.stderr)


def mine(mirror: Mirror) -> Iterator[tuple[str, ...]]:
    """Yield (commit, date, path as a regular expression, kind, subject, sign) for each sign of an extraction."""
    for mined in _deleting(mirror):
        for path, kind, sign in _signs(mirror, mined):
            yield mined.commit, mined.date[:10], "^" + re.escape(path).replace(r"\-", "-"), kind, mined.subject, sign


def _deleting(mirror: Mirror) -> Iterator[Mined]:
    """Yield the commits of the main line that delete sources, merges compared with what they were merged into."""
    log = ("log", "--first-parent", "-m", "-z", "--no-renames", "--name-status", f"-n{_MAX_COMMITS}")
    for part in run(mirror.git_dir, *log, "--format=%x01%H %cI %s", "HEAD").split(b"\x01")[1:]:
        head, *rest = part.split(b"\0")
        commit, date, *subject = head.decode("utf-8", "replace").strip().split(" ", 2)
        states = [state.strip(b"\n").decode() for state in rest[0::2]]
        changed = list(zip(states, map(path_text, rest[1::2]), strict=False))
        gone = [path for state, path in changed if state == "D" and _is_source(path)]
        if 0 < len(gone) <= _MAX_GONE:
            came = [path for state, path in changed if state == "A"]
            manifests = [path for state, path in changed if state != "D" and _MANIFEST.search(path)]
            yield Mined(commit, date, " ".join("".join(subject).split())[:120], gone, came, manifests)


def _is_source(path: str) -> bool:
    return bool(language_of(path)) and not roles.is_test(path) and not roles.is_migration(path)


def _signs(mirror: Mirror, mined: Mined) -> Iterator[tuple[str, str, str]]:
    """Yield (path, kind, sign)."""
    names = [place for path in mined.gone for place in _named(path)]
    for dependency in _arrived(mirror, mined) if mined.manifests else ():
        for path, kind in dict.fromkeys(place for place in names if _alike(place[0], dependency)):
            yield path, kind, f"depends on {dependency}"
            break
    if _SUBJECT.search(mined.subject):
        yield from _by_subject(mined)


def _by_subject(mined: Mined) -> Iterator[tuple[str, str, str]]:
    homes = Counter(found["name"] for path in mined.came if (found := _HOME.search(path)))
    folder = posixpath.commonpath(mined.gone) if len(mined.gone) > 1 else mined.gone[0]
    if folder and (homes or mined.manifests):
        moved = ", ".join(name for name, _ in homes.most_common(3))
        kind = "file" if len(mined.gone) == 1 else "dir"
        yield folder, kind, f"moved into {moved}" if moved else "told by the subject"


def _named(path: str) -> Iterator[tuple[str, str]]:
    """Yield the file and the folders over it."""
    yield path, "file"
    while path := posixpath.dirname(path):
        yield path, "dir"


def _arrived(mirror: Mirror, mined: Mined) -> list[str]:
    """Return the dependencies that the commit adds and doesn't take away."""
    diff = run(mirror.git_dir, "diff", "--no-renames", "-U0", f"{mined.commit}^", mined.commit, "--", *mined.manifests)
    lines = [line[:300] for line in diff.decode("utf-8", "replace").splitlines()]
    added, removed = _dependencies(lines, "+"), _dependencies(lines, "-")
    return sorted(added - removed)


def _dependencies(lines: Sequence[str], sign: str) -> set[str]:
    found = (_ADDED.match("+" + line[1:]) for line in lines if line.startswith(sign))
    return {match[match.lastgroup or 0] for match in found if match}


def _alike(path: str, dependency: str) -> bool:
    """Return whether the last name of a path is about that of a dependency."""
    stem = posixpath.basename(path).split(".")[0]
    own, theirs = _words(stem), _words(dependency)
    whole = "".join(_SPLIT.split(stem)).lower(), "".join(_SPLIT.split(dependency)).lower()
    return bool(own) and (own <= theirs or (bool(theirs) and theirs <= own) or whole[0] == whole[1])


def _words(name: str) -> set[str]:
    return {word.rstrip("s") for word in map(str.lower, _SPLIT.split(name)) if len(word) > 2 and word not in _COMMON}


if __name__ == "__main__":
    main()
