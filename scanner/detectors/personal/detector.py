# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The detector of personal data and internals, over the whole history: recognisers, then findings without values."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, Literal

from scanner.detectors.interface import Content, Scope
from scanner.detectors.personal.columns import Columns
from scanner.detectors.personal.emails import Emails
from scanner.detectors.personal.folders import Folders
from scanner.detectors.personal.hits import Hit, Recogniser, Text
from scanner.detectors.personal.hosts import Addresses, Hosts
from scanner.detectors.personal.ibans import Ibans
from scanner.detectors.personal.nir import Nirs
from scanner.detectors.personal.phones import Phones
from scanner.detectors.personal.tables import Tables
from scanner.detectors.secrets.findings import fingerprint, key_id, lowest
from scanner.detectors.secrets.paths import PathClass, Zones
from scanner.detectors.secrets.text import Lines, to_utf8
from scanner.errors import UsageError
from scanner.models import BlobKey, Confidence, Fact, Finding, Reading, Snapshot
from scanner.policies import Policy

CODE_VERSION = "1"
"""Raised by hand when a change of this package can change a reading."""
MAX_BYTES = 50_000_000
MANY_AGENTS = 10
"""Agents' addresses from which a file under tests or seeds is a list of real agents, whatever its folder says."""
MAX_OF_A_RULE = 50
"""Findings of one rule listed in one blob; the next one says how many more there are."""

_FORMS = {
    "csv": "csv tsv tab psv dat",
    "sql": "sql dump",
    "json": "json jsonl ndjson geojson",
    "yaml": "yml yaml",
    "xml": "xml",
}
_FORM_OF = {suffix: form for form, suffixes in _FORMS.items() for suffix in suffixes.split()}
_OF_PERSONS = frozenset({"personal-email", "personal-phone", "personal-table"})
_DRAWINGS = frozenset({"svg", "map"})
_MESSAGES = {
    "personal-nir": "A social security number (NIR) is written in the code.",
    "personal-iban": "A bank account number (IBAN) is written in the code.",
    "personal-email": "The e-mail address of an agent is written in the code.",
    "personal-phone": "A phone number is written in the code.",
    "personal-table": "The file looks like an extract of data about persons.",
    "internal-host": "The name of a server of an internal network is written in the code.",
    "internal-address": "The address of a machine of a private network is written in the code.",
    "internal-path": "A path on somebody's own machine is written in the code.",
    "internal-share": "A path to a shared folder of an internal network is written in the code.",
}


def personal_detector(policy: Policy, zones: Sequence[Mapping[str, Any]], key: bytes) -> "PersonalDetector":
    """Return the detector for a `personal` policy, the zones of paths (of the `secrets` policy) and the secret key.

    Raises:
        UsageError: a pattern of the policy isn't a regular expression.
    """
    try:
        return PersonalDetector(policy, zones, key)
    except re.error as error:
        message = "{pattern} is not a regular expression: {reason}"
        source, pattern = str(policy.path), str(error.pattern)
        raise UsageError(message, source=source, pattern=pattern, reason=error.msg) from error


class PersonalDetector:
    """Finds personal data and internals in blobs; see `scanner.detectors.interface.Detector`."""

    name: Literal["personal"] = "personal"
    scope = Scope.HISTORY
    max_bytes = MAX_BYTES

    def __init__(self, policy: Policy, zones: Sequence[Mapping[str, Any]], key: bytes) -> None:
        data = policy.data
        first_names = data["first_names"].split()
        nobodies = f"{data['emails']['sample_persons']} {data['emails']['services']}".split()
        self._key = key
        self._zones = Zones(zones)
        self._made_up = re.compile("|".join(data["made_up"]), re.IGNORECASE)
        self._caps = {zone: Confidence(level) for zone, level in data["zones"].items()}
        self._recognisers: tuple[Recogniser, ...] = (
            Emails(data["emails"], first_names),
            Nirs(data["nirs"]["samples"]),
            Ibans(data["ibans"]),
            Phones(data["phones"]),
            Hosts(data["hosts"]),
            Addresses(data["addresses"]),
            Folders(data["folders"]["accounts"].split(), first_names),
        )
        self._tables = Tables(Columns(data["tables"], first_names, nobodies))
        zones_digest = Policy("zones", {"zones": list(zones)}, policy.path).digest
        self.version = f"{CODE_VERSION}-{policy.digest}-{zones_digest}-{key_id(key)}"

    def path_class(self, path: str, size: int) -> str | None:
        """Return `zone:form`; None for empty files, media, archives, drawings and lock files."""
        where = self._zones.classify(path) if size else None
        suffix = PurePosixPath(path).suffix[1:].lower()
        if where is None or where.zone == "lock" or suffix in _DRAWINGS:
            return None
        zone = "test" if where.zone == "code" and self._made_up.search(path) else where.zone
        return str(PathClass(zone, _FORM_OF.get(suffix, "text")))

    def read(self, content: Content) -> Reading:
        """Return what one blob holds, without the values; `summary` counts the hits by rule."""
        where = PathClass.parse(content.path_class)
        text = to_utf8(content.data)
        if text is None:
            return self._reading(content, (), {"binary": True})
        counts: Counter[str] = Counter()
        kept: list[Hit] = []
        for hit in self._hits(Text(text), where):
            counts[hit.rule] += 1
            if counts[hit.rule] <= MAX_OF_A_RULE:
                kept.append(hit)
        findings = self._findings(text, kept, where.zone, counts)
        return self._reading(content, findings, {"hits": dict(sorted(counts.items()))} if counts else {})

    def conclude(self, snapshot: Snapshot, readings: Mapping[BlobKey, Reading]) -> Iterable[Fact]:  # noqa: ARG002
        """Return nothing: findings are already facts, and most of them are not at the default branch."""
        return ()

    def _hits(self, text: Text, where: PathClass) -> Iterator[Hit]:
        for recogniser in self._recognisers:
            yield from recogniser.find(text)
        if where.zone != "translations":  # names of fields, and their translations
            yield from self._tables.find(text, where.format)

    def _findings(self, text: bytes, hits: Sequence[Hit], zone: str, counts: Mapping[str, int]) -> tuple[Finding, ...]:
        """Return a finding for each hit; the last one of a rule says how many more there are, if there are."""
        lines = Lines(text)
        last = {hit.rule: index for index, hit in enumerate(hits)}
        cap = self._caps.get(zone, Confidence.HIGH)
        cap_of_persons = Confidence.MEDIUM if zone == "test" and _lists_agents(hits) else cap
        found = []
        for index, hit in enumerate(hits):
            more = counts[hit.rule] - MAX_OF_A_RULE if last[hit.rule] == index else 0
            place = lines.place(hit.start, hit.end)
            found.append(
                Finding(
                    rule=hit.rule,
                    line=place.line,
                    end_line=place.end_line,
                    confidence=lowest(hit.confidence, cap_of_persons if hit.rule in _OF_PERSONS else cap),
                    message=_MESSAGES[hit.rule],
                    fingerprint=fingerprint(self._key, f"{hit.rule} {hit.value}"),
                    data=hit.data | ({"more": more} if more > 0 else {}),
                )
            )
        return tuple(sorted(found, key=lambda finding: (finding.line, finding.rule)))

    def _reading(self, content: Content, findings: tuple[Finding, ...], summary: dict[str, Any]) -> Reading:
        return Reading(
            blob=content.blob,
            path_class=content.path_class,
            detector=self.name,
            version=self.version,
            findings=findings,
            summary=summary,
        )


def _lists_agents(hits: Sequence[Hit]) -> bool:
    """Whether a file names so many agents that nobody made them up for a test."""
    return len({hit.value for hit in hits if hit.rule == "personal-email"}) >= MANY_AGENTS
