# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Where the authors of commits write from: shares by class of e-mail domain.

Names and addresses are personal data: none leaves this module. It counts commits and distinct addresses, by class and
by domain; a domain that no list knows is named only when several authors share it, since a person may own one.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from scanner.detectors.rights.lexicon import Lexicon
from scanner.models import Change

NAMED_FROM = 3
"""Distinct authors from which an unlisted domain is named."""
MAX_DOMAINS = 50
OTHER = "other"
BOT = "bot"
_DOMAIN = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24}")
_ORDINARY = frozenset({"contact", "dev", "info", "git", "github", "admin", "tech", "support", "hello"})
_PUBLIC = ("state", "local", "university")
_UNKNOWN = ("mailbox", "noreply")


def author_counts(changes: Iterable[Change], lexicon: Lexicon) -> dict[str, Any]:
    """Return the counts of the commits given: `commits`, `authors`, `classes`, `domains`, and the shares of commits.

    Shares (0 to 1, programs' commits left out): `public`, `contractor`, `other`, `unknown` (mailbox providers and
    addresses that say nothing).
    """
    commits = Counter(change.author for change in changes if change.author)
    places = {author: _place(author, lexicon) for author in commits}
    classes = _sums(commits, {author: kind for author, (kind, _) in places.items()})
    people = sum(row["commits"] for kind, row in classes.items() if kind != BOT)
    return {
        "commits": commits.total(),
        "authors": len(commits),
        "classes": classes,
        "domains": _domains(commits, places),
        "shares": {
            "public": _share(classes, _PUBLIC, people),
            "contractor": _share(classes, ("contractor",), people),
            "other": _share(classes, (OTHER,), people),
            "unknown": _share(classes, _UNKNOWN, people),
        },
    }


def shared_domains(changes: Iterable[Change], lexicon: Lexicon) -> dict[str, str]:
    """Return the domains of private organizations that several authors write from, with their class."""
    authors = {change.author for change in changes if change.author}
    places = Counter(_place(author, lexicon) for author in authors)
    return {
        domain: kind
        for (kind, domain), count in places.items()
        if kind in {OTHER, "contractor"} and domain and count > 1
    }


def _place(author: str, lexicon: Lexicon) -> tuple[str, str]:
    """Return the class of an address and its domain."""
    if lexicon.bots.search(author):
        return BOT, ""
    domain = author.rpartition("@")[2]
    if not _DOMAIN.fullmatch(domain):
        return "noreply", ""
    kind = next((kind for kind, shape in lexicon.domains.items() if shape.fullmatch(domain)), OTHER)
    return kind, _shown(domain, kind, lexicon)


def _shown(domain: str, kind: str, lexicon: Lexicon) -> str:
    """Return a domain without the labels that may name a machine or a person: what the list holds, and a ministry's."""
    labels = domain.split(".")
    if kind == OTHER:
        return ".".join(labels[-2:])
    ends = [".".join(labels[-count:]) for count in range(1, len(labels) + 1)]
    listed = next(number for number, end in enumerate(ends) if lexicon.domains[kind].fullmatch(end))
    return ends[min(listed + 1, len(ends) - 1)] if ends[listed] == "gouv.fr" else ends[listed]


def _sums(commits: Counter[str], groups: Mapping[str, str]) -> dict[str, dict[str, int]]:
    sums: dict[str, dict[str, int]] = {}
    for author, count in commits.items():
        row = sums.setdefault(groups[author], {"commits": 0, "authors": 0})
        row["commits"] += count
        row["authors"] += 1
    return dict(sorted(sums.items(), key=lambda item: (-item[1]["commits"], item[0])))


def _domains(commits: Counter[str], places: Mapping[str, tuple[str, str]]) -> list[dict[str, Any]]:
    """Return the domains with most commits; those that no list knows and few share are left out."""
    kinds = {domain: kind for kind, domain in places.values() if domain}
    personal = {domain for author, (_, domain) in places.items() if _is_personal(author, domain)}
    sums = _sums(commits, {author: domain for author, (_, domain) in places.items()})
    told = [
        {"domain": domain, "class": kinds[domain], **row}
        for domain, row in sums.items()
        if domain and (kinds[domain] != OTHER or (row["authors"] >= NAMED_FROM and domain not in personal))
    ]
    return told[:MAX_DOMAINS]


def _is_personal(author: str, domain: str) -> bool:
    """Return whether an address repeats its own domain, or stands below it, as people's own domains have it."""
    local, _, whole = author.rpartition("@")
    words = [word for word in re.findall(r"[a-z]{3,}", local) if word not in _ORDINARY]
    return whole != domain or any(word in domain for word in words)


def _share(classes: Mapping[str, Mapping[str, int]], kinds: Iterable[str], people: int) -> float:
    return round(sum(classes[kind]["commits"] for kind in kinds if kind in classes) / people, 4) if people else 0.0
