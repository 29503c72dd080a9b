# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a holder of rights is: an administration, a contractor, an open source project, another organization, a person.

A person's name is personal data: it is never kept. Names are kept for organizations only, and of those that the policy
lists by a word within ("Jean Exemple, INSEE") that word alone when a person's name may stand before it.
"""

import re
import unicodedata
from typing import NamedTuple

from scanner.detectors.rights.lexicon import Lexicon

PERSON = "person"
ORGANISATION = "organization"
UNKNOWN = "unknown"
_CAPITALISED = re.compile(r"[^\W\d_a-zà-ÿ][\w'’.-]*$")


class Holder(NamedTuple):
    """A class of holders, and the name ("" for persons and what isn't known to be an organization)."""

    kind: str
    name: str


def classify(written: str, domain: str, lexicon: Lexicon) -> Holder:
    """Return what a holder's name is, or else what the domain of the address beside it says."""
    folded = fold(written)
    for names in lexicon.holders:
        match = names.within.search(folded)
        if match:
            return Holder(names.kind, _kept(written, match.start(), match.end(), lexicon))
        if folded in names.exact:
            return Holder(names.kind, written)
    if lexicon.organisations.search(folded):
        return Holder(ORGANISATION, written)
    kind = _kind_of_domain(domain, lexicon)
    if kind:
        return Holder(kind, domain)
    return Holder(PERSON if _looks_like_a_person(written) else UNKNOWN, "")


def fold(text: str) -> str:
    """Return a text in lower case, without accents, of the same length where letters have one form."""
    return "".join(unicodedata.normalize("NFD", letter)[0] for letter in text.replace("’", "'")).lower()


def _kept(written: str, start: int, end: int, lexicon: Lexicon) -> str:
    before = written[:start].strip(" ,-/&(")
    if before and not lexicon.organisations.search(fold(before)) and _looks_like_a_person(before):
        return written[start:end]
    return written


def _looks_like_a_person(name: str) -> bool:
    words = re.split(r"[\s,&/]+", name.strip())
    return 2 <= len(words) <= 6 and sum(1 for word in words if _CAPITALISED.match(word)) >= 2


def _kind_of_domain(domain: str, lexicon: Lexicon) -> str:
    kinds = {
        "state": "administration",
        "local": "administration",
        "university": "administration",
        "contractor": "contractor",
    }
    return next(
        (kinds[kind] for kind, shape in lexicon.domains.items() if kind in kinds and shape.fullmatch(domain)), ""
    )
