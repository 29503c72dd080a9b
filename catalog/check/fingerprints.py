# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What makes two problems the same: within one check, by a key that never leaves it; over checks, by a fingerprint.

A fingerprint is made of the rule and of the text of the problem's lines, without blanks and with every value that
a detector finds in the file left out, then every e-mail address and number. It is the same after a rebase, a move or a
reformatting, and nobody can try passwords against it.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable

from catalog.check.models import Spotted
from scanner.accepting import Revealing
from scanner.detectors.interface import Content
from scanner.scan import Detectors

_VALUE = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,253}|\d+")
_MAX_LINES, _MAX_LINE = 3, 2000
_GONE = "*"

Key = tuple[str, str, str]
Contents = Callable[[Spotted], bytes | None]


class Texts:
    """The lines of what was spotted, as they are and with their values left out."""

    def __init__(self, content: Contents, detectors: Detectors) -> None:
        self._content = content
        self._detectors = detectors
        self._lines: dict[str, list[str]] = {}
        self._values: dict[str, tuple[str, ...]] = {}

    def of(self, spotted: Spotted) -> str:
        """Return the lines without blanks; "" for what stands on none."""
        return "".join("".join(self._lines_of(spotted)).split())

    def masked(self, spotted: Spotted) -> str:
        """Return the lines without blanks nor values; "" for what stands on none."""
        text = "\n".join(self._lines_of(spotted))
        for value in self._values_of(spotted) if text else ():
            text = text.replace(value, _GONE)
        return "".join(_VALUE.sub(_GONE, text).split())

    def _lines_of(self, spotted: Spotted) -> list[str]:
        if not spotted.line:
            return []
        place = spotted.blob or spotted.path
        if place not in self._lines:
            content = self._content(spotted) or b""
            self._lines[place] = content.decode("utf-8", "replace").splitlines()
        end = min(max(spotted.line, spotted.end_line), spotted.line + _MAX_LINES - 1)
        return [line[:_MAX_LINE] for line in self._lines[place][spotted.line - 1 : end]]

    def _values_of(self, spotted: Spotted) -> tuple[str, ...]:
        """Return the values that detectors find in the file, the longest first, so that none hides in another."""
        place = spotted.blob or spotted.path
        if place not in self._values:
            content = self._content(spotted) or b""
            revealed: set[str] = set()
            for detector in self._detectors.values():
                path_class = detector.path_class(spotted.path, len(content))
                if path_class is not None and isinstance(detector, Revealing):
                    revealed.update(detector.reveal(Content(spotted.blob, content, spotted.path, path_class)).values())
            self._values[place] = tuple(sorted(filter(None, revealed), key=len, reverse=True))
        return self._values[place]


def key_of(rule: str, spotted: Spotted, texts: Texts) -> Key:
    """Return what makes a problem the same on both sides of a change. It may hold a value: it is never told."""
    return rule, spotted.detail, spotted.key or texts.of(spotted) or spotted.path.rpartition("/")[2]


def fingerprints(rule: str, spotted: Iterable[Spotted], texts: Texts) -> list[str]:
    """Return the fingerprint of each problem of one rule, in order: equal ones are told apart by their rank."""
    seen: Counter[tuple[str, str]] = Counter()
    made = []
    for one in spotted:
        what = (one.detail, texts.masked(one) or one.path.rpartition("/")[2])
        parts = (rule, *what, str(seen[what]))
        seen[what] += 1
        made.append(hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest())
    return made
