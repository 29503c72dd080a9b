# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a holder of rights is: an administration, a contractor, an open source project, another organization, a person.

A person's name is personal data: it is never kept. Names are kept for organizations only, without those of persons
beside them ("Jean Exemple, INSEE").
"""

import hashlib
import re
import unicodedata
from typing import NamedTuple

from scanner.detectors.rights.lexicon import HolderNames, Lexicon

PERSON = "person"
ORGANISATION = "organization"
UNKNOWN = "unknown"
_SUFFIXES = re.compile(r"[\s,.]+(?:sas|sa|sarl|sasu|inc|ltd|llc|gmbh|group|france|corporation|corp)\.?$")
_ARTICLES = frozenset({"the", "le", "la", "les", "l"})
_CAPITALISED = re.compile(r"[^\W\d_a-zà-ÿ][\w'’.-]*$")


class Holder(NamedTuple):
    """A class of holders, and the name ("" for persons and what isn't known to be an organization)."""

    kind: str
    name: str


class Held(NamedTuple):
    """What a file says of one holder: a row of its summary. Years are 0 when not told; `author` tells an `@author`."""

    kind: str
    name: str
    first: int
    last: int
    line: int
    author: bool
    mark: str
    """See `mark_of`; "" where the name is kept."""


def classify(written: str, domain: str, lexicon: Lexicon) -> Holder:
    """Return what a holder's name is, or else what the domain of the address beside it says."""
    folded = fold(written)
    names = _first_listed(folded, lexicon)
    if names:
        return Holder(names.kind, _from_match(_without_persons(written, lexicon), names, lexicon))
    exact = next((names for names in lexicon.holders if _SUFFIXES.sub("", folded) in names.exact), None)
    if exact:
        return Holder(exact.kind, written)
    if lexicon.organisations.search(folded):
        return Holder(ORGANISATION, _without_persons(written, lexicon))
    kind = _kind_of_domain(domain, lexicon)
    if kind:
        return Holder(kind, domain)
    return Holder(PERSON if _looks_like_a_person(written) else UNKNOWN, "")


def mark_of(name: str) -> str:
    """Return a mark that equal names share, too short to tell a name from it (16 bits).

    It lets a conclusion see that an unlisted holder is called as the domain that authors write from.
    """
    letters = re.sub(r"[^a-z0-9]", "", fold(name))
    return hashlib.sha256(letters.encode()).hexdigest()[:4] if letters else ""


def fold(text: str) -> str:
    """Return a text in lower case, without accents, of the same length where letters have one form."""
    return "".join(unicodedata.normalize("NFD", letter)[0] for letter in text.replace("’", "'")).lower()


def _from_match(written: str, names: HolderNames, lexicon: Lexicon) -> str:
    """Return a name without the words before the listed one, when they may be a person's ("Camille Exemple IGN")."""
    match = names.within.search(fold(written))
    if match is None:
        return ""
    before = re.findall(r"[\w.'’-]+", written[: match.start()])
    persons = len([word for word in before if _CAPITALISED.match(word) and word.lower() not in _ARTICLES]) >= 2
    return written[match.start() :] if persons and not _is_listed(" ".join(before), lexicon) else written


def listed_part(written: str, lexicon: Lexicon) -> str:
    """Return the part of a name that the policy lists, and nothing else."""
    folded = fold(written)
    names = _first_listed(folded, lexicon)
    match = names.within.search(folded) if names else None
    return written[match.start() : match.end()] if match else ""


def _first_listed(folded: str, lexicon: Lexicon) -> HolderNames | None:
    """Return the class whose name comes first in a folded text."""
    found = [(match.start(), names) for names in lexicon.holders if (match := names.within.search(folded))]
    return min(found, key=lambda each: each[0])[1] if found else None


def _without_persons(written: str, lexicon: Lexicon) -> str:
    """Return an organization's name without those of persons beside it."""
    parts = re.split(r"\s*(?:[,&/;]|\bet\b|\band\b)\s*", written)
    kept = [part for part in parts if part and not (_is_a_name(part) and not _is_listed(part, lexicon))]
    return written if len(kept) == len(parts) else ", ".join(kept)


def _is_a_name(part: str) -> bool:
    words = part.split()
    return 2 <= len(words) <= 3 and all(_CAPITALISED.match(word) for word in words)


def _is_listed(part: str, lexicon: Lexicon) -> bool:
    folded = fold(part)
    known = any(names.within.search(folded) or folded in names.exact for names in lexicon.holders)
    return known or bool(lexicon.organisations.search(folded))


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
