# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The simple generator that `bench.site` compares with: one process, every file made and written anew each time."""

import sys
from collections.abc import Iterable
from pathlib import Path

from catalog.database import open_store
from catalog.listing.everything import FORMATS, Source
from catalog.made import whole
from catalog.pages.index import Index
from catalog.pages.settings import SiteSettings
from catalog.priority_policy import load_priorities
from catalog.view import Audience
from catalog.view_builder import build_view
from catalog.website import Renderer, other_files


class PlainFolder:
    """What stands for an output folder: nothing in it is ever known to be there."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def holds(self, name: str, key: str) -> bool:  # noqa: ARG002 - the name of the part that is played
        """Return False."""
        return False

    def write(self, name: str, content: str | bytes, key: str = "") -> bool:  # noqa: ARG002 - same
        """Write the file over whatever is there."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8", "replace") if isinstance(content, str) else content)
        return True

    def write_all(self, files: Iterable[tuple[str, str | bytes]]) -> None:
        """Write many."""
        for name, content in files:
            self.write(name, content)


def main() -> int:
    """Publish the public view of a store: DATABASE POLICIES OUTPUT."""
    database, policies, output = map(Path, sys.argv[1:])
    with open_store(database, read_only=True) as store:
        view = build_view(store, Audience.PUBLIC, policies)
    source = Source(view, Index(view), load_priorities(policies), SiteSettings())
    folder = PlainFolder(output)
    for edition in source.editions.values():
        renderer = Renderer(edition, source.priorities)
        folder.write_all(whole(renderer.files()))
        if edition.translate.language == "fr":
            folder.write("404.html", renderer.not_found())
    for files in FORMATS:
        folder.write_all(whole(files(source)))
    folder.write_all(other_files(source.index, source.settings))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
