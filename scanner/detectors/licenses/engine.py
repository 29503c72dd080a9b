# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""ScanCode's licence engine in this process: where it may write, how it is loaded, one blob at a time.

Loading takes seconds and 1 GB, so it happens once a process, at the first blob that needs it. Not for threads: the
libmagic that ScanCode calls has crashed and misjudged under them.
"""

import contextlib
import copy
import gc
import importlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from scanner.detectors.licenses import bounds
from scanner.detectors.licenses.alignment import Aligner
from scanner.detectors.licenses.candidates import Candidates, RuleTable
from scanner.detectors.licenses.paths import features, file_name
from scanner.detectors.licenses.proof import FirstLook
from scanner.detectors.licenses.pruning import Pruning
from scanner.detectors.licenses.references import INTRODUCES, REFERS
from scanner.detectors.licenses.runs import quick_false_positive, quick_overlap, quick_run_class, quick_tokens

Verdict = dict[str, Any]
"""What ScanCode's `get_licenses` says of one file; its keys are documented by ScanCode."""

_DAY = 86_400
_FREE = "free-unknown"
_NOTHING: Verdict = {
    "detected_license_expression": None,
    "detected_license_expression_spdx": None,
    "license_detections": [],
    "license_clues": [],
    "percentage_of_license_text": 0,
}


class Engine:
    """ScanCode, loaded: its verdicts on bytes, as if they stood in a file of a given path class."""

    def __init__(self) -> None:
        sweep()
        self._get_licenses, self.index = _load()
        self._types: dict[str, object] = importlib.import_module("typecode.contenttype")._registry
        table = RuleTable(self.index)
        pruning = Pruning(self.index, Candidates(importlib.import_module("licensedcode.match_set"), table))
        self._first_look = FirstLook(self.index, table, pruning)
        self._quicker = _quicker_parts(self.index, table, pruning)

    def licenses(self, data: bytes, path_class: str) -> Verdict:
        """Return the whole verdict of ScanCode's `get_licenses`, by our shortcuts.

        Raises:
            TooCostly: the file lists too many licences.
        """
        look = self._first_look.look(data, features(path_class))
        if look.nothing:
            return copy.deepcopy(_NOTHING)
        bounds.check_mentions(look.mentions, path_class)
        with _replaced(self._quicker):
            return self.stock(data, path_class)

    def stock(self, data: bytes, path_class: str) -> Verdict:
        """Return the same verdict by ScanCode alone, tens of times more slowly."""
        with _file(data, file_name(path_class)) as location:
            try:
                verdict: Verdict = self._get_licenses(location)
            finally:
                self._types.clear()
        return verdict

    def with_traits(self, verdict: Verdict) -> Verdict:
        """Return a verdict whose detections' matches also tell what following references needs (see `references`)."""
        detections = [
            {**detection, "matches": [match | self._traits(match) for match in detection["matches"]]}
            for detection in verdict["license_detections"]
        ]
        return {**verdict, "license_detections": detections}

    def _traits(self, match: dict[str, Any]) -> dict[str, Any]:
        rule = self.index.rules_by_id.get(match["rule_identifier"])
        if rule is None:  # made by ScanCode for an SPDX expression
            return {INTRODUCES: True} if match["license_expression"] == _FREE else {}
        introduces = rule.is_license_intro or rule.is_license_clue or rule.license_expression == _FREE
        whole = match["matcher"] == "2-aho" or match["match_coverage"] == 100
        traits = {REFERS: list(rule.referenced_filenames), INTRODUCES: bool(introduces and whole)}
        return {name: value for name, value in traits.items() if value}

    def is_text_rule(self, identifier: str) -> bool:
        """Tell whether a rule is the whole text of a licence (and not a notice, a reference or a tag)."""
        rule = self.index.rules_by_id.get(identifier)
        return bool(rule and rule.is_license_text)


def _quicker_parts(
    scancode: Any,  # noqa: ANN401
    table: RuleTable,
    pruning: Pruning,
) -> tuple[tuple[Any, str, object], ...]:
    """Return (owner, name, part): our parts that give the same results as what the owner has by that name."""
    names = ("detection", "index", "match", "match_set", "query", "seq", "spans")
    detection, index, match, match_set, query, seq, spans = (
        importlib.import_module(f"licensedcode.{name}") for name in names
    )
    aligner = Aligner(index.match_blocks_seq, seq)
    return (
        (match_set, "compute_candidates", pruning.compute_candidates),
        (type(scancode), "get_approximate_matches", pruning.approximate_matches()),
        (query, "QueryRun", quick_run_class(query.QueryRun, table.bitset)),
        (index, "match_blocks_seq", aligner.match_blocks),
        (seq, "find_longest_match", aligner.find_longest_match),
        (spans.Span, "overlap", quick_overlap),
        (match, "tokenize_matched_text", quick_tokens(match._tokenize_matched_text)),
        (detection, "is_false_positive", quick_false_positive(detection.is_false_positive)),
    )


@contextlib.contextmanager
def _replaced(parts: Sequence[tuple[Any, str, object]]) -> Iterator[None]:
    """Put other parts in ScanCode's modules, for the duration of a call."""
    kept = [(module, name, getattr(module, name)) for module, name, _part in parts]
    for module, name, part in parts:
        setattr(module, name, part)
    try:
        yield
    finally:
        for module, name, part in kept:
            setattr(module, name, part)


@contextlib.contextmanager
def _file(data: bytes, name: str) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="ouvrage-blob-", dir=_temporary_base()) as folder:
        path = Path(folder, name)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        yield str(path)


def _temporary_base() -> str:
    """Return a folder for temporary files whose name doesn't sway ScanCode, which looks for "locale" in paths."""
    places = (tempfile.gettempdir(), "/tmp", "/var/tmp", str(Path.cwd()))  # noqa: S108 - only made into by mkdtemp
    return next((place for place in places if "locale" not in place and os.access(place, os.W_OK)), places[0])


def sweep() -> None:
    """Remove the folders of workers that were killed at work: none is needed for a day."""
    for folder in Path(_temporary_base()).glob("ouvrage-blob-*"):
        with contextlib.suppress(OSError):
            if time.time() - folder.stat().st_mtime > _DAY:
                shutil.rmtree(folder, ignore_errors=True)


def _load() -> tuple[Any, Any]:
    """Import ScanCode with folders of ours, load its index; return `get_licenses` and the index.

    The garbage collector is paused: it would walk the millions of objects being unpickled again and again.
    """
    with tempfile.TemporaryDirectory(prefix="ouvrage-scancode-") as folder, _collector_paused():
        os.environ.update(SCANCODE_CACHE=folder, SCANCODE_TEMP=folder, SCANCODE_PACKAGE_INDEX_CACHE=folder)
        os.environ["SCANCODE_LICENSE_INDEX_CACHE"] = str(_prebuilt_index())
        from licensedcode.cache import get_index
        from scancode.api import get_licenses

        index = get_index()
        index.unknown_automaton = None  # 130 MB that only serve an option we don't use
    return get_licenses, index


@contextlib.contextmanager
def _collector_paused() -> Iterator[None]:
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _prebuilt_index() -> Path:
    """Return the folder of the index that the wheel carries, whatever the environment says: verdicts must repeat."""
    spec = find_spec("licensedcode")
    assert spec is not None  # noqa: S101 - a dependency of ours
    assert spec.origin is not None  # noqa: S101
    return Path(spec.origin).parent / "data" / "cache"
