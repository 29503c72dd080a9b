# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The only module that knows the engine, kingfisher: bytes in memory in, hits out, no network.

The package can also ask a service whether a token lives, or revoke it: those parts are never imported.
"""

import json
import logging
import os
import tempfile
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from scanner.errors import UsageError
from scanner.resources import cache_home

if TYPE_CHECKING:
    from kingfisher_sdk import DetectionScanner

CHUNK_BYTES = 256 * 1024
OVERLAP_BYTES = 16 * 1024
"""Longer than a private key: whatever is cut by a chunk's end is whole in the next one."""
CHUNK_SECONDS = 10.0

_log = logging.getLogger(__name__)


class Hit(NamedTuple):
    """What an engine rule found: the secret, and its place in the scanned bytes. Never printed, never stored."""

    rule: str
    start: int
    end: int
    confidence: str
    secret: str

    def __repr__(self) -> str:
        return f"Hit({self.rule!r}, {self.start}, {self.end})"


class Timeout(NamedTuple):
    """A chunk that was given up."""

    start: int


def engine_version() -> str:
    """Return the engine's version, without loading it."""
    return version("kingfisher-secret-scanner")


class Engine:
    """The engine with its own rules and ours. Made cheaply; the first scan loads it (seconds the very first time)."""

    def __init__(self, rules: list[dict[str, Any]]) -> None:
        self._rules = rules
        self._scanner: DetectionScanner | None = None

    def scan(self, text: bytes, name: str) -> Iterator[Hit | Timeout]:
        """Yield the hits of a text chunk by chunk, in order of place within a chunk, none of them twice.

        Args:
            text: UTF-8.
            name: what the engine's rules on file names see.
        """
        seen: set[tuple[str, int, int]] = set()
        for start, chunk in _chunks(text):
            try:
                hits = self._scan_chunk(chunk, name, start)
            except TimeoutError:
                yield Timeout(start)
                continue
            for hit in hits:
                place = (hit.rule, hit.start, hit.end)
                if place not in seen:
                    seen.add(place)
                    yield hit

    def _scan_chunk(self, chunk: bytes, name: str, offset: int) -> list[Hit]:
        from kingfisher_sdk import ScanInput

        found = self._loaded().scan_input(ScanInput(path=name, data=chunk), timeout=CHUNK_SECONDS)
        hits = [
            Hit(
                one.rule_id,
                offset + one.location["start_offset"],
                offset + one.location["end_offset"],
                one.confidence,
                one.secret,
            )
            for one in found
            if one.visible
        ]
        return sorted(hits, key=lambda hit: (hit.start, hit.end, hit.rule))

    def _loaded(self) -> "DetectionScanner":
        if self._scanner is None:
            self._scanner = _load(_as_yaml(self._rules), _cache_folder())
        return self._scanner


def _chunks(text: bytes) -> Iterator[tuple[int, bytes]]:
    start = 0
    while True:
        yield start, text[start : start + CHUNK_BYTES]
        if start + CHUNK_BYTES >= len(text):
            return
        start += CHUNK_BYTES - OVERLAP_BYTES


def _as_yaml(rules: list[dict[str, Any]]) -> str:
    """Return a file of rules for the engine: JSON is YAML, and is written a hundred times as fast."""
    return json.dumps({"rules": rules}, ensure_ascii=False)


@lru_cache(2)
def _load(rules: str, cache: Path | None) -> "DetectionScanner":
    """Return the scanner of a file of rules, loaded once a process: that takes half a second."""
    from kingfisher_sdk import DetectionScanner, Rules

    with tempfile.TemporaryDirectory(prefix="ouvrage-rules-") as folder:
        file = Path(folder) / "rules.yml"
        file.write_text(rules, encoding="utf-8")
        try:
            loaded = Rules([file], cache=cache is not None, cache_dir=cache)
        except (RuntimeError, ValueError) as error:
            raise UsageError("the secrets engine refuses our rules: {reason}", reason=error) from error
    _log.debug("secrets engine: %d rules, cache %s", len(loaded), loaded.cache_status)
    # Scanned code may not silence the scan: comments that say "ignore" are not obeyed. Markup is not skipped either:
    # its filter drops whole pages, scripts included.
    return DetectionScanner(loaded, inline_ignores=False, markup_context=False)


def _cache_folder() -> Path | None:
    """Return a folder of the user's own for compiled rules, or None where there can't be one."""
    folder = cache_home() / "secrets-rules"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None


class Patterns:
    """Other people's regular expressions, each tried on short texts in time linear in their length.

    Users' allowlists are untrusted: a backtracking engine could be made to run for ever. What the engine can't compile
    (look-around, back-references, what matches the empty text) is told in `refused`, and matches nothing.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self._scanners: list[DetectionScanner] = []
        self.refused: list[str] = []
        if not self._compile(patterns):  # one at least is refused
            self.refused = [pattern for pattern in patterns if not self._compile([pattern])]

    def _compile(self, patterns: Sequence[str]) -> bool:
        try:
            self._scanners += [_scanner_of(patterns)] if patterns else []
        except (RuntimeError, ValueError):
            return False
        return True

    def match(self, text: str) -> bool:
        """Tell whether one of them is found in a text."""
        from kingfisher_sdk import ScanInput

        subject = ScanInput(path="text", data=text.encode("utf-8", errors="replace"))
        try:
            return any(scanner.scan_input(subject, timeout=CHUNK_SECONDS) for scanner in self._scanners)
        except TimeoutError:
            return False


def _scanner_of(patterns: Sequence[str]) -> "DetectionScanner":
    from kingfisher_sdk import DetectionScanner, Rules

    rules = [
        {"name": id_, "id": id_, "pattern": pattern, "min_entropy": 0.0, "confidence": "medium"}
        for id_, pattern in ((f"pattern.{number}", pattern) for number, pattern in enumerate(patterns))
    ]
    with tempfile.TemporaryDirectory(prefix="ouvrage-pattern-") as folder:
        file = Path(folder) / "rules.yml"
        file.write_text(_as_yaml(rules), encoding="utf-8")
        return DetectionScanner(Rules([file], builtins=False, cache=False), inline_ignores=False, markup_context=False)
