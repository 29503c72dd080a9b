# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""French phone numbers that may be a person's: ten digits, or +33, by ARCEP's numbering plan.

Numbers kept for fiction, made-up ones (01 23 45 67 89, 06 06 06 06 06) and those of services (08) are left out. Land
lines are mostly offices', published by their administrations: they are told with low confidence, and only where words
around say that they are phone numbers.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from scanner.detectors.personal.hits import Hit, Text, before, example
from scanner.detectors.secrets.findings import lowest
from scanner.models import Confidence

_SPACE = rb"(?: |\.|-|/|\xc2\xa0|\xe2\x80\xaf)?"
_NUMBER = re.compile(
    rb"[+0](?<![\w+,%#&].)(33(?:[ ]|\xc2\xa0)?(?:\(0\)[ ]?)?|033[ ]?)?[1-79](" + _SPACE + rb")\d\d(?:\2\d\d){3}"
    rb"(?!\w|\2\d\d|[.,/-]\d)"
)
_TEL = (
    rb"t[e\xc3]\xa9?l[e\xc3]?\xa9?ph|phone|\bt[e\xc3]\xa9?l\b|(?:\b|_)tel(?:\b|_)|mobile|portable|\bgsm\b|\bsms\b"
    rb"|whatsapp|appele|num[e\xc3]\xa9?ro"
)
_CONTEXT = re.compile(_TEL, re.IGNORECASE)
_NOT_AFTER = re.compile(rb"[\w][.,/-]$|\d[ ]{0,2}$|[=?&/]\w{0,3}$|\[$|\b[0-9a-f]{2}[ ]$")
_DIGITS = 10
_LEAST_STEPS = 3
_SMALL_STEP = 10
_MOBILE = "67"


class Phones:
    """Recognises phone numbers for a policy."""

    def __init__(self, policy: Mapping[str, Any]) -> None:
        self._fiction = tuple(number[1:] for number in policy["fiction"])

    def find(self, text: Text) -> Iterator[Hit]:
        """Yield the numbers of a text; `data` is {kind: mobile | land}. Numbers that follow each other were made up."""
        hits = list(self._numbers(text))
        made_up = _follow_each_other({int(hit.value) for hit in hits})
        for hit in hits:
            yield hit._replace(confidence=Confidence.LOW) if made_up else hit

    def _numbers(self, text: Text) -> Iterator[Hit]:
        for match in text.numbers(_NUMBER, _DIGITS):
            digits = re.sub(rb"\D", b"", match[0]).decode("ascii")[-9:]
            if digits.startswith(self._fiction) or is_made_up(digits):
                continue
            confidence = _confidence(text.raw, match, digits)
            if confidence:
                kind = "mobile" if digits[0] in _MOBILE else "land"
                yield Hit("personal-phone", match.start(), match.end(), digits, confidence, {"kind": kind})


def _follow_each_other(numbers: set[int]) -> bool:
    steps = [after - first for first, after in pairwise(sorted(numbers))]
    return len(steps) >= _LEAST_STEPS and sum(step <= _SMALL_STEP for step in steps) * 2 > len(steps)


def is_made_up(digits: str) -> bool:
    """Whether nine digits (without the first 0) are a counting or a repetition rather than someone's number."""
    tail = digits[1:]
    pairs = [tail[index : index + 2] for index in range(0, 8, 2)]
    steps = {(int(after) - int(first)) % 10 for first, after in pairwise(tail)}
    pair_steps = {int(after) - int(first) for first, after in pairwise(pairs[1:])}
    counted = len(pair_steps) == 1 or steps in ({1}, {9}) or tail.endswith(("123456", "345678"))
    return counted or len(set(tail)) <= 2 or tail.endswith("000000")


def _confidence(text: bytes, match: re.Match[bytes], digits: str) -> Confidence | None:
    preceding = before(text, match.start())
    told = _CONTEXT.search(preceding) is not None
    abroad = match[0].startswith(b"+")
    if abroad != (match[1] or b"").startswith(b"33"):
        return None
    written = bool(match[2]) or abroad
    if not (told or written) or (not told and _NOT_AFTER.search(preceding)):
        return None
    sure = example(preceding)
    if sure is None or digits[0] not in _MOBILE:
        return sure and Confidence.LOW if told else None
    return lowest(sure, Confidence.HIGH if told and written else Confidence.MEDIUM)
