# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""`PEERS/bin/python bench/peer_lister.py KIND ADDRESS [DATABASE]`: lists a forge with swh.lister, in its environment.

Its scheduler is an in-memory one of ours, so that its own work is measured and not a database's: it keeps what it is
given, and nothing is written to disk. With DATABASE (libpq's words) it is its real one, on PostgreSQL. The addresses
listed go to standard output, one a line. A failure ends as swh.lister ends it: with a traceback and exit code 1.
"""

import importlib
import sys
import uuid
from collections.abc import Iterable
from typing import Any

from swh.scheduler import get_scheduler
from swh.scheduler.model import ListedOrigin
from swh.scheduler.model import Lister as ListerRow

LISTERS = {
    "gitlab": ("swh.lister.gitlab.lister", "GitLabLister"),
    "gitea": ("swh.lister.gitea.lister", "GiteaLister"),
    "forgejo": ("swh.lister.forgejo.lister", "ForgejoLister"),
    "gogs": ("swh.lister.gogs.lister", "GogsLister"),
    "bitbucket": ("swh.lister.bitbucket.lister", "BitbucketServerLister"),
    "cgit": ("swh.lister.cgit.lister", "CGitLister"),
    "gitweb": ("swh.lister.gitweb.lister", "GitwebLister"),
}


class MemoryScheduler:
    """What a lister asks of its scheduler, kept in memory."""

    def __init__(self) -> None:
        self.origins: dict[str, ListedOrigin] = {}

    def get_or_create_lister(self, name: str, instance_name: str | None = None, **_: object) -> ListerRow:
        """Return the lister's row, new each time."""
        return ListerRow(name=name, instance_name=instance_name or "", id=uuid.uuid4())

    def update_lister(self, lister: ListerRow) -> ListerRow:
        """Take the lister's state."""
        return lister

    def record_listed_origins(self, origins: Iterable[ListedOrigin]) -> list[ListedOrigin]:
        """Keep origins by their address."""
        taken = list(origins)
        self.origins |= {origin.url: origin for origin in taken}
        return taken


def main() -> int:
    """List, then print what was recorded."""
    kind, address = sys.argv[1:3]
    module, name = LISTERS[kind]
    scheduler: Any = get_scheduler("postgresql", db=sys.argv[3]) if len(sys.argv) > 3 else MemoryScheduler()
    lister: Any = getattr(importlib.import_module(module), name)(scheduler=scheduler, url=address)
    lister.run()
    sys.stdout.write("".join(f"{url}\n" for url in sorted(lister.recorded_origins)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
