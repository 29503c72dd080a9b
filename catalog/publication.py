# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""`policies/publication.yml` as a value: which closed repositories the public may read about, and in what words."""

from collections.abc import Iterable
from pathlib import Path

from catalog.priority_policy import NO_WORDS, Words
from scanner import yamlfile
from scanner.models import Frozen, Problem
from scanner.policies import load_policy


class Publication(Frozen):
    """What the administration decided to publish of its closed code."""

    file: Path
    publish_all: bool
    purposes: dict[str, Words]
    """``host/owner/name`` in lower case → purpose."""

    def allows(self, key: str) -> bool:
        """Tell whether the entry of the closed repository ``host/owner/name`` may be published."""
        return self.publish_all or key.casefold() in self.purposes

    def purpose(self, key: str) -> Words:
        """Return what the administration says the repository is for; empty when it says nothing."""
        return self.purposes.get(key.casefold(), NO_WORDS)

    def unmatched(self, keys: Iterable[str]) -> list[Problem]:
        """Say which entries name none of the closed repositories `keys`, with their lines in the file."""
        known = {key.casefold() for key in keys}
        unknown = [key for key in self.purposes if key not in known]
        if not unknown:
            return []
        document = yamlfile.load_file(self.file)
        entries = [entry["repository"] for entry in document.data["closed"]["repositories"]]
        lines = {name.casefold(): document.line("closed", "repositories", n) for n, name in enumerate(entries)}
        reason = "the store has no closed repository of this name: nothing is published for it"
        return [Problem(file=str(self.file), line=lines[key], reason=f"{key}: {reason}") for key in unknown]


def load_publication(policies: Path | None = None) -> Publication:
    """Load ``publication.yml``, from the folder `policies` when it has one; raises `UsageError` with file and line."""
    policy = load_policy("publication", policies)
    closed = policy.data["closed"]
    entries = closed.get("repositories", ())
    purposes = {entry["repository"].casefold(): Words.model_validate(entry["purpose"]) for entry in entries}
    return Publication(file=policy.path, publish_all=closed["publish"] == "all", purposes=purposes)
