# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Community files: what a repository says to those who come to it.

Recognised as code.gouv.fr's scripts did (README and CONTRIBUTING at the root, in docs/, .github/ or .gitlab/; CHANGE*,
HISTORY*, NEWS*; LICENSE*, COPYING*, MIT-LICENSE*; publiccode.yml), case-insensitively, plus what they missed: the
spelling LICENCE, REUSE's LICENSES/ folder, and the files of the "remarkable software" criteria.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote

from scanner.detectors.interface import Content, Detector, Scope
from scanner.detectors.sentences import first_sentence
from scanner.models import BlobKey, Fact, Reading, Snapshot, TreeFile

VERSION = "2"
_HOMES = ("", "docs", ".github", ".gitlab")
"""Folders that forges look into, best first."""


class _Kind(NamedTuple):
    name: str
    pattern: re.Pattern[str]
    folders: tuple[str, ...]
    message: str


def _kind(name: str, pattern: str, message: str, folders: tuple[str, ...] = _HOMES) -> _Kind:
    return _Kind(name, re.compile(pattern, re.IGNORECASE), folders, message)


_ROOT = ("",)
_KINDS = (
    _kind("readme", r"readme(?:[._-].*)?", "The repository presents itself in a README"),
    _kind("license", r"(?:mit-)?licen[sc]e.*|copying.*", "The repository has a licence file", _ROOT),
    _kind("license", r".+", "The repository has a licence file", ("licenses",)),
    _kind("contributing", r"contributing(?:[._-].*)?", "The repository says how to contribute"),
    _kind("changelog", r"(?:change|history|news).*", "The repository tells its changes", _ROOT),
    _kind("security", r"security(?:[._-].*)?", "The repository says how to report a vulnerability"),
    _kind("code-of-conduct", r"code[_-]?of[_-]?conduct(?:[._-].*)?", "The repository has a code of conduct"),
    _kind("publiccode", r"publiccode\.ya?ml", "The repository has a publiccode.yml", _ROOT),
    _kind("codemeta", r"codemeta\.json", "The repository has a codemeta.json", _ROOT),
    _kind("citation", r"citation\.cff", "The repository says how to cite it", _ROOT),
    _kind("governance", r"governance(?:[._-].*)?", "The repository says how it is governed"),
    _kind("roadmap", r"roadmap(?:[._-].*)?", "The repository has a roadmap"),
    _kind("authors", r"authors(?:[._-].*)?", "The repository names its authors"),
    _kind("support", r"support(?:[._-].*)?", "The repository says where to get help"),
)
_EXACT = frozenset({"publiccode", "codemeta", "citation"})
_NOT_TEXT = re.compile(
    r".*\.(?:c|cfg|cpp|cs|css|csv|ex|go|h|ini|java|jsx?|json|kt|lock|mjs|php|png|py|rb|rs|scss|sh|sql|svelte|svg|toml|tsx?"
    r"|vue|xml|ya?ml)",
    re.IGNORECASE,
)
"""`license.py`, `news.json` and `changes.sql` are code and data, not words to people."""
_BADGE = re.compile(r"code\.gouv\.fr-(contributif|ouvert|publié)-", re.IGNORECASE)
_DEGREES = {"contributif": "A", "ouvert": "B", "publié": "C"}


class CommunityDetector:
    """Says which community files a tree has; of contents, reads only READMEs."""

    name = "community"
    version = VERSION
    scope = Scope.HEAD
    max_bytes = 5_000_000

    def path_class(self, path: str, size: int) -> str | None:  # noqa: ARG002 - part of the interface
        """Return "readme" for READMEs; all other decisions need the path alone."""
        kind = kind_of(path)
        return "readme" if kind and kind.name == "readme" else None

    def read(self, content: Content) -> Reading:
        """Return `{words: int, degree: "A"|"B"|"C"|"", sentence: str}` of a README as summary."""
        return Reading(
            blob=content.blob,
            path_class=content.path_class,
            detector=self.name,
            version=self.version,
            summary=_readme_summary(content.data.decode("utf-8", "replace")),
        )

    def conclude(self, snapshot: Snapshot, readings: Mapping[BlobKey, Reading]) -> Iterable[Fact]:
        """Yield one `community-<kind>` fact for each kind of file that the tree has, on its best file.

        Empty files don't count. A README's fact carries `{words, degree, sentence}`: the degree of openness that
        a code.gouv.fr badge shows in it, or "", and its first sentence.
        """
        files = {file.path: file for file in snapshot.files if file.size != 0}
        for kind, path in _best(files):
            yield _fact(kind, files[path], readings.get(BlobKey(files[path].blob, "readme")))


def community_detector() -> Detector:
    """Return the detector of community files; it has no policy."""
    return CommunityDetector()


def best_files(paths: Iterable[str]) -> dict[str, str]:
    """Return the best file of each kind that `paths` hold: kind → path."""
    return {kind.name: path for kind, path in _best(paths)}


def kind_of(path: str) -> _Kind | None:
    """Return what community file a path is, or None; the decision needs no content."""
    folder, _, name = path.rpartition("/")
    text = not _NOT_TEXT.fullmatch(name)
    for kind in _KINDS:
        if folder.lower() in kind.folders and (text or kind.name in _EXACT) and kind.pattern.fullmatch(name):
            return kind
    return None


def _best(paths: Iterable[str]) -> Iterable[tuple[_Kind, str]]:
    best: dict[str, tuple[_Kind, str]] = {}
    for path in sorted(paths, key=_rank):
        kind = kind_of(path)
        if kind:
            best.setdefault(kind.name, (kind, path))
    return best.values()


def _rank(path: str) -> tuple[int, int, str]:
    """Order files of one kind, best first: the root, then short names (README.md before README.fr.md)."""
    folder, _, name = path.rpartition("/")
    place = _HOMES.index(folder.lower()) if folder.lower() in _HOMES else len(_HOMES)
    return place, len(name.split(".")), path


def _readme_summary(text: str) -> dict[str, Any]:
    badges = [_DEGREES[found.lower()] for found in _BADGE.findall(unquote(text))]
    return {
        "words": len(re.findall(r"[^\W\d_]{2,}", text)),
        "degree": min(badges, default=""),
        "sentence": first_sentence(text),
    }


def _fact(kind: _Kind, file: TreeFile, reading: Reading | None) -> Fact:
    data = dict(reading.summary) if reading else {}
    return Fact(
        detector=CommunityDetector.name, rule=f"community-{kind.name}", path=file.path, message=kind.message, data=data
    )
