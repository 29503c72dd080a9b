# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The detector of archives: which there are, what they say they hold, and which of that someone must look at.

An archive is never unpacked: what it holds is not read by any detector, and a fact says so.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from scanner.detectors.archives.listing import Listing, list_archive
from scanner.detectors.interface import Content, Scope
from scanner.git import path_text
from scanner.models import BlobKey, Confidence, Fact, Finding, Outcome, Reading, Snapshot, TreeFile

VERSION = "1"
MAX_EXAMPLES = 10
MAX_NAMES = 20
_ARCHIVES = frozenset({"zip", "tar", "tgz", "tbz", "tbz2", "txz", "gz", "bz2", "xz", "7z", "rar"})
_PACKAGES = frozenset(
    {"jar", "war", "ear", "aar", "whl", "egg", "gem", "nupkg", "apk", "ipa", "xpi", "vsix", "crx", "phar"}
)
"""Archives that a build makes: the scripts and public certificates in them are those of libraries."""


class _Sensitive(NamedTuple):
    rule: str
    message: str
    confidence: Confidence
    pattern: re.Pattern[str]
    in_packages: bool


def _sensitive(rule: str, message: str, confidence: Confidence, pattern: str, *, in_packages: bool) -> _Sensitive:
    return _Sensitive(rule, message, confidence, re.compile(pattern, re.IGNORECASE), in_packages)


_KEYS = "An archive holds keys or passwords by their names: it isn't read inside"
_DUMP = "An archive holds a database dump by its name: it isn't read inside"
_SENSITIVE = (
    _sensitive(
        "archive-keys",
        _KEYS,
        Confidence.MEDIUM,
        r"\.env(?:\.(?!example|sample|dist|template|test)\w{1,20})?|id_(?:rsa|dsa|ecdsa|ed25519)|[^/]{1,200}\.(?:p12|pfx|ppk|kdbx)"
        r"|\.pgpass|\.netrc|_netrc|\.htpasswd|\.git-credentials|wp-config\.php",
        in_packages=True,
    ),
    _sensitive(
        "archive-keys",
        _KEYS,
        Confidence.LOW,
        r"(?!ca-?(?:cert|bundle))[^/]{1,200}\.(?:pem|key|jks|keystore)",
        in_packages=False,
    ),
    _sensitive(
        "archive-dump", _DUMP, Confidence.LOW, r"[^/]{1,200}\.(?:sql|dump|sqlite3?|mdb|bak)(?:\.gz)?", in_packages=False
    ),
)


class ArchivesDetector:
    """Lists archives at the default branch; see `scanner.detectors.interface.Detector`."""

    name = "archives"
    version = VERSION
    scope = Scope.HEAD
    max_bytes = 100_000_000

    def path_class(self, path: str, size: int) -> str | None:
        """Return "archive" or "package" by extension; the content must agree."""
        extension = path.rpartition(".")[2].lower()
        if not size or (extension not in _ARCHIVES and extension not in _PACKAGES):
            return None
        return "package" if extension in _PACKAGES else "archive"

    def read(self, content: Content) -> Reading:
        """Return `{format, members}` as summary (members -1 when they can't be told), {} for what is no archive."""
        listing = list_archive(content.data)
        if listing is None:
            return self._reading(content, Outcome.READ, "", (), {})
        members = -1 if listing.members is None else len(listing.members)
        outcome = Outcome.BOUNDED if listing.reason else Outcome.READ
        summary: dict[str, object] = {"format": listing.format, "members": members}
        found = tuple(_findings(listing, content.path_class == "package"))
        return self._reading(content, outcome, listing.reason, found, summary)

    def conclude(self, snapshot: Snapshot, readings: Mapping[BlobKey, Reading]) -> Iterable[Fact]:
        """Yield one `archives-not-read` fact, on the largest: `{count, bytes, formats, examples}`."""
        held = list(self._held(snapshot, readings))
        if held:
            held.sort(key=lambda pair: (-pair[0].size, pair[0].path))
            yield Fact(
                detector=self.name,
                rule="archives-not-read",
                path=held[0][0].path,
                confidence=Confidence.HIGH,
                message="Archives are listed: what they hold isn't read",
                data={
                    "count": len(held),
                    "bytes": sum(file.size for file, _ in held),
                    "formats": dict(sorted(Counter(reading.summary["format"] for _, reading in held).items())),
                    "examples": [
                        {"path": file.path, "bytes": file.size, **reading.summary}
                        for file, reading in held[:MAX_EXAMPLES]
                    ],
                },
            )

    def _held(self, snapshot: Snapshot, readings: Mapping[BlobKey, Reading]) -> Iterator[tuple[TreeFile, Reading]]:
        for file in snapshot.files:
            path_class = self.path_class(file.path, file.size)
            reading = readings.get(BlobKey(file.blob, path_class)) if path_class else None
            if reading and reading.summary:
                yield file, reading

    def _reading(
        self,
        content: Content,
        outcome: Outcome,
        reason: str,
        findings: tuple[Finding, ...],
        summary: dict[str, object],
    ) -> Reading:
        return Reading(
            blob=content.blob,
            path_class=content.path_class,
            detector=self.name,
            version=self.version,
            outcome=outcome,
            reason=reason,
            findings=findings,
            summary=summary,
        )


def archives_detector() -> ArchivesDetector:
    """Return the detector of archives; it has no policy."""
    return ArchivesDetector()


def _findings(listing: Listing, package: bool) -> Iterator[Finding]:
    """Yield one finding for each kind of file that someone must look at, with some of their names."""
    for kind in _SENSITIVE:
        if package and not kind.in_packages:
            continue
        names = [path_text(m.name) for m in listing.members or () if kind.pattern.fullmatch(_last(m.name))]
        if names:
            data = {"count": len(names), "names": sorted(names)[:MAX_NAMES], "format": listing.format}
            yield Finding(rule=kind.rule, confidence=kind.confidence, message=kind.message, data=data)


def _last(name: bytes) -> str:
    return path_text(name.replace(b"\\", b"/").rpartition(b"/")[2])
