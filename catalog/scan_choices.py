# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What the user decides of a scan."""

from pathlib import Path

from catalog.machine import usable_cpus
from catalog.shards import Shard
from catalog.workers import LEAST_MEMORY_MB, MEMORY_MB
from scanner.errors import UsageError
from scanner.models import Frozen


class ClusterChoices(Frozen):
    """The cluster that scans; none by default."""

    address: str = ""
    """Of its scheduler: `tls://HOST:PORT`."""
    ca: Path | None = None
    """Certificates of the authority that signed those of the cluster, PEM; None = as Dask is configured."""
    cert: Path | None = None
    """Our certificate."""
    key: Path | None = None
    """Its private key."""


class ScanChoices(Frozen):
    """How much of which machines a scan may take, and what it marks secrets with."""

    jobs: int = usable_cpus()
    """Reading processes, and repositories under way at once."""
    memory_mb: int = MEMORY_MB
    """Memory of each reading process; 0 = no bound."""
    key_file: Path | None = None
    """The key of the fingerprints; None = beside the store."""
    shard: Shard | None = None
    """The part of the repositories to scan; None = all."""
    cluster: ClusterChoices = ClusterChoices()

    def check(self) -> None:
        """Refuse what can't work.

        Raises:
            UsageError: too little memory for the licence engine.
        """
        if 0 < self.memory_mb < LEAST_MEMORY_MB:
            raise UsageError(
                "{given} MB don't hold the licence engine",
                mend="give --memory {least} or more, 0 for no bound; --jobs says how many processes take it",
                given=self.memory_mb,
                least=LEAST_MEMORY_MB,
            )
