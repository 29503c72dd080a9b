# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Social security numbers (NIR) by INSEE's rules, and their control key.

Décret n° 82-103 (répertoire national d'identification des personnes physiques): sex, year and month of birth,
département (2A and 2B for Corsica) and commune, or country, order in the register. The key is the complement to 97 of
the number modulo 97, where 2A counts as 19 and 2B as 18. Months 20, 30 to 42 and 50 to 99 stand for incomplete
certificates.
"""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from scanner.detectors.personal.hits import Hit, Text, before
from scanner.models import Confidence

_SPACE = rb"(?: |\xc2\xa0|\xe2\x80\xaf|\.|-|_)"
_MONTH = rb"0[1-9]|1[0-2]|20|3\d|4[0-2]|[5-9]\d"
_DEPARTEMENT = rb"0[1-9]|[1-9]\d|2[ABab]"
_NUMBER = re.compile(
    rb"[1-478](?<![\w.,+-].)(" + _SPACE + rb"?)\d\d\1(?:" + _MONTH + rb")\1(?:" + _DEPARTEMENT + rb")\1\d{3}\1\d{3}"
    rb"(?:(?:" + _SPACE + rb"?|[ ]?[/|][ ]?|[;\t])(\d\d))?(?![\w]|[.,]\d)"
)
_CONTEXT = re.compile(
    rb"\bnirs?\b|(?:\b|_|[a-z])NIR|(?:\b|_)nir_|s\xc3?[\xa9e]cu(?:rit\xc3?[\xa9e])?[ _.-]?soc"
    rb"|(?:num|no|n\xc2\xb0)[\w ]{0,6}s(?:s\b|ecu)"
    rb"|\bn?ssn\b|(?:matricule|num\w{0,4})[ _-]?insee|immatriculation|assur[\xc3\xa9e]",
    re.IGNORECASE,
)
_LEAST_DIGITS = 13
_MAX_DIGITS = 15
_LEAST_TO_JUDGE = 3
"""Well-formed numbers of a file from which the share of right keys tells whether they are NIRs at all."""


def control_key(number: str) -> int:
    """Return the key of the 13 characters of a NIR."""
    corsica = number[5:7].upper()
    digits = number[:5] + {"2A": "19", "2B": "18"}.get(corsica, corsica) + number[7:]
    return 97 - int(digits) % 97


class _Candidate(NamedTuple):
    start: int
    end: int
    number: str
    spaced: bool
    told: bool
    """Whether words before it say what it is."""

    @property
    def has_key(self) -> bool:
        return len(self.number) == _MAX_DIGITS

    @property
    def is_right(self) -> bool:
        return self.has_key and control_key(self.number[:13]) == int(self.number[13:])

    @property
    def is_usual(self) -> bool:
        """Whether a person born in France or abroad, with a complete certificate, has such a number."""
        return self.number[0] in "12" and self.number[3:5] <= "12"


class Nirs:
    """Recognises NIRs; `samples` are published ones."""

    def __init__(self, samples: Collection[str]) -> None:
        self._samples = frozenset(samples)

    def find(self, text: Text) -> Iterator[Hit]:
        """Yield the NIRs of a text.

        A wrong key is no NIR. Without words that tell it, a number without spaces is taken only if most of its kind in
        the file have a right key: one number in 97 has one by chance.
        """
        candidates = [_candidate(text.raw, match) for match in text.numbers(_NUMBER, _LEAST_DIGITS)]
        whole = [each for each in candidates if each.has_key]
        right = sum(each.is_right for each in whole)
        by_chance = len(whole) >= _LEAST_TO_JUDGE and right < len(whole) / 2
        for each in candidates:
            confidence = _confidence(each, by_chance)
            if confidence and each.number not in self._samples and each.number[7:13] not in ("000000", "123456"):
                data = {"key": each.has_key}
                yield Hit("personal-nir", each.start, each.end, each.number[:13], confidence, data)


def _candidate(text: bytes, match: re.Match[bytes]) -> _Candidate:
    number = re.sub(rb"[^0-9ABab]", b"", match[0]).decode("ascii").upper()
    told = _CONTEXT.search(before(text, match.start())) is not None
    return _Candidate(match.start(), match.end(), number, bool(match[1]), told)


def _confidence(each: _Candidate, by_chance: bool) -> Confidence | None:
    if not each.has_key:
        return Confidence.MEDIUM if each.told and each.is_usual else None
    if not each.is_right:
        return None
    if each.told:
        return Confidence.HIGH
    if by_chance or not each.is_usual:
        return None
    return Confidence.HIGH if each.spaced else Confidence.MEDIUM
