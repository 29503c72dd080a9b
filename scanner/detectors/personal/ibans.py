# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""French bank account numbers (IBAN, ISO 13616), proved twice: by the IBAN's check digits and by the RIB's key."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from scanner.detectors.personal.hits import Hit, Text
from scanner.models import Confidence

_NUMBER = re.compile(
    rb"FR(?<![A-Za-z0-9]..)\d\d(?:[ ]?\d{4}){2}[ ]?\d\d[0-9A-Z]{2}[ ]?(?:[0-9A-Z]{4}[ ]?){2}[0-9A-Z]\d\d(?![A-Za-z0-9])"
)
_RIB_DIGITS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")


def is_right(number: str) -> bool:
    """Whether the check digits of a French IBAN (27 characters), and the key of the RIB in it, are right."""
    moved = number[4:] + number[:4]
    if int("".join(str(int(character, 36)) for character in moved)) % 97 != 1:
        return False
    bank, branch, account, key = number[4:9], number[9:14], number[14:25], number[25:]
    total = 89 * int(bank) + 15 * int(branch) + 3 * int(account.translate(_RIB_DIGITS))
    return 97 - total % 97 == int(key)


class Ibans:
    """Recognises French IBANs, but for published samples."""

    def __init__(self, policy: Mapping[str, Any]) -> None:
        self._samples = frozenset(policy["samples"])
        self._public = frozenset(policy["public_banks"])

    def find(self, text: Text) -> Iterator[Hit]:
        """Yield the IBANs of a text; those of the State's own accountants with low confidence."""
        for match in _NUMBER.finditer(text.raw):
            number = match[0].replace(b" ", b"").decode("ascii")
            if number in self._samples or not is_right(number):
                continue
            public = number[4:9] in self._public
            confidence = Confidence.LOW if public else Confidence.HIGH
            yield Hit("personal-iban", match.start(), match.end(), number, confidence, {"public": public})
