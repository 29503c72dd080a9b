# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What the user decides of a crawl."""

from pathlib import Path

from scanner.models import Frozen, Visibility


class DirectoryFiles(Frozen):
    """The files that say whose code it is; each may be left out."""

    annuaire: Path | None = None
    """The State's directory: JSON, bare or packed."""
    top_organizations: Path | None = None
    """YAML: pso_id → name of the ministries and other bodies at the top."""
    ospos: Path | None = None
    """YAML: open source programme offices."""
    referents: Path | None = None
    """YAML: who answers for source code, declared to be published."""


class CrawlChoices(Frozen):
    """How sources are read and forges asked."""

    visibility: Visibility = Visibility.PRIVATE
    """Of repositories whose source doesn't say it: those of a folder, of a list of addresses."""
    full: bool = False
    """Ask for everything again, and not only what moved."""
    max_wait: int = 600
    """Seconds that a forge may make us wait, all waits added up."""
    private_hosts: frozenset[str] = frozenset()
    """Hosts that a list of forges names and that may have a private address; "*" = all."""
    files: DirectoryFiles = DirectoryFiles()
    """What says whose code it is."""
