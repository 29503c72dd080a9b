# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""E-mail addresses of agents: under a domain of the State or of a public body, and named like a person."""

import re
import string
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from scanner.detectors.personal.hits import Hit, Text, before, example, token_before
from scanner.detectors.secrets.findings import lowest
from scanner.models import Confidence

_LOCAL = frozenset((string.ascii_letters + string.digits + "._%+'-").encode())
_LOCAL_MOST = 64
_LABELS = rb"(?:[a-z0-9-]{1,63}\.){0,6}"
_CREDENTIALS = re.compile(rb"://[^\s/\"'@]{0,80}$")
"""What stands before is a URL: the word before the @ is an account or a password."""
_EXTERNAL = frozenset({"ext", "prestataire", "externe", "stagiaire", "presta"})
_MOST_PARTS = 4
_MOST_WORDS = 2
_SHORTEST_NAME = 3
_LETTERS = re.compile(r"[a-z']+")
_INITIAL_OR_NAME = re.compile(r"[a-z]|(?=.*[aeiouy])(?=.*[^aeiouy])[a-z]{3,}(?:-[a-z]{2,})?")

_FAMILY_NAME = re.compile(
    r"(?:(?:le|la|de|du|des|da|dos|el|al|ait|ben|bou|van|von|mac|st)-)*[a-z']{4,}(?:-[a-z']{4,})?|[a-z]{2,3}"
)


class Emails:
    """Recognises agents' addresses for a policy."""

    def __init__(self, policy: Mapping[str, Any], first_names: Collection[str]) -> None:
        domains = "|".join(f"(?:{domain})" for domain in policy["domains"])
        self._address = re.compile(rb"@(" + _LABELS + b"(?:" + domains.encode() + rb"))(?![\w-]|\.\w)", re.IGNORECASE)
        self._sample_domain = re.compile(policy["sample_domains"], re.IGNORECASE)
        self._services = frozenset(policy["services"].split())
        self._samples = frozenset(policy["sample_persons"].split())
        self._first_names = frozenset(first_names)

    def find(self, text: Text) -> Iterator[Hit]:
        """Yield the addresses of a text that name a person; `data` is {domain}."""
        for match in self._address.finditer(text.raw):
            local = token_before(text.raw, match.start(), _LOCAL, _LOCAL_MOST).decode("ascii").lstrip(".'-_%+")
            domain = match[1].decode("ascii").lower()
            confidence = self.person(local)
            if confidence is None or self._sample_domain.search(domain):
                continue
            start = match.start() - len(local)
            preceding = before(text.raw, start)
            sure = example(preceding)
            if sure and not _CREDENTIALS.search(preceding):
                value, confidence = f"{local}@{domain}".lower(), lowest(confidence, sure)
                yield Hit("personal-email", start, match.end(), value, confidence, {"domain": domain})

    def person(self, local: str) -> Confidence | None:
        """Say how surely the part before the @ names a person who exists; None when it doesn't."""
        parts = [part for part in re.split(r"[._]", local.partition("+")[0].lower()) if part not in _EXTERNAL]
        parts[-1:] = [re.sub(r"\d{1,3}$", "", part) for part in parts[-1:]]
        words = [word for part in parts for word in part.split("-")]
        if not 1 <= len(parts) <= _MOST_PARTS or not all(map(_LETTERS.fullmatch, words)):
            return None
        if not (self._services | self._samples).isdisjoint(words) or max(map(len, parts)) < _SHORTEST_NAME:
            return None
        named = not self._first_names.isdisjoint((words[0], words[-1]))
        if len(parts) == 1:
            return Confidence.MEDIUM if named and len(words) <= _MOST_WORDS else None
        if named:
            return Confidence.HIGH
        likely = len(parts) == 2 and _INITIAL_OR_NAME.fullmatch(parts[0]) and _FAMILY_NAME.fullmatch(parts[1])
        return Confidence.MEDIUM if likely else Confidence.LOW


def plain_word(word: str) -> str:
    """Return a word in lower case without its accents."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
