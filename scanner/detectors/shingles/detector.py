# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The detector of shingles: one sketch a source, and the first commits by which forks are recognised."""

from collections.abc import Iterable, Mapping

from scanner.detectors import roles
from scanner.detectors.interface import Content, Detector, Scope
from scanner.detectors.languages import decode, language_of
from scanner.detectors.shingles.tokens import tokens_of
from scanner.models import BlobKey, Fact, Reading, Snapshot

NAME = "shingles"
VERSION = "1"
ROOTS = "lineage-roots"
"""Rule of the fact that holds the commits without a parent."""
_MAX_ROOTS = 50
_PAGES = {
    extension: kind
    for kind, words in {
        "html": "html htm erb haml slim twig jinja j2 ejs hbs njk jsp",
        "css": "css scss less",
        "yaml": "yml yaml",
    }.items()
    for extension in words.split()
}
"""Extensions of what is written beside programs and copied with them."""


class ShinglesDetector:
    """Sketches the sources, templates, styles and YAML files of the tree at the default branch."""

    name = NAME
    version = VERSION
    scope = Scope.HEAD
    max_bytes = 500_000

    def path_class(self, path: str, size: int) -> str | None:
        """Return the language; None for data, what a bundler or package manager wrote, and hidden folders.

        A larger source is a table, mostly: it isn't asked for.
        """
        if size > self.max_bytes or path.startswith(".") or "/." in path or roles.is_minified(path):
            return None
        if "node_modules/" in path or "site-packages/" in path or "bower_components/" in path:
            return None
        return language_of(path) or _PAGES.get(path.rpartition("/")[2].lower().rpartition(".")[2])

    def read(self, content: Content) -> Reading:
        """Read one blob; `summary` is {"sketch": packed} (see `sketch.pack`), {} when there is too little text."""
        from scanner.detectors.shingles.sketch import pack, sketch  # loads numpy, which few commands need

        found = sketch(tokens_of(decode(content.data), content.path_class)) if b"\0" not in content.data[:8000] else ()
        return Reading(
            blob=content.blob,
            path_class=content.path_class,
            detector=self.name,
            version=self.version,
            summary={"sketch": pack(found)} if len(found) else {},
        )

    def conclude(self, snapshot: Snapshot, readings: Mapping[BlobKey, Reading]) -> Iterable[Fact]:  # noqa: ARG002 - the interface's
        """Yield one `lineage-roots` fact; what the sketches mean, only the whole catalog tells."""
        if snapshot.roots:
            message = "The history's first commits, which forks have in common"
            yield Fact(
                detector=self.name, rule=ROOTS, message=message, data={"roots": sorted(snapshot.roots)[:_MAX_ROOTS]}
            )


def shingles_detector() -> Detector:
    """Return the detector of shingles."""
    return ShinglesDetector()
