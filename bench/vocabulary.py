# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Words that programs of all kinds use: `python -m bench.vocabulary --repos DIR` prints them for policies/modules.yml.

A word is generic when identifiers of a quarter of the repositories use it, in two files or more of each. Use many
repositories, of several languages and trades; leave out those that a truth table measures.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bench.repositories import find_repositories, open_repository
from scanner.blobs import list_tree, read_blobs
from scanner.detectors.languages import language_of
from scanner.detectors.modules.reading import read_source
from scanner.git import Mirror, read_refs

_MIN_SOURCES = 5
_MAX_BYTES = 1_000_000


def main() -> None:
    """Print the words, and on stderr how many repositories they come from."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repos", type=Path, required=True, help="folder of Git repositories")
    parser.add_argument("--except", dest="left_out", nargs="*", default=[], metavar="OWNER/NAME")
    parser.add_argument("--share", type=float, default=0.25, help="share of the repositories that use a generic word")
    options = parser.parse_args()
    found = {name: path for name, path in find_repositories(options.repos).items() if name not in options.left_out}
    users: Counter[str] = Counter()
    counted = 0
    for path in found.values():
        with open_repository(path) as mirror:
            words = Counter(word for words in _sources(mirror) for word in words)
        if words:
            counted += 1
            users.update(word for word, files in words.items() if files >= 2)
    print(" ".join(sorted(word for word, count in users.items() if count >= options.share * counted)))
    print(f"{counted} repositories", file=sys.stderr)


def _sources(mirror: Mirror) -> Iterator[set[str]]:
    """Yield the words of each source at the default branch; nothing for a repository with few sources."""
    files, _ = list_tree(mirror, read_refs(mirror).head)
    languages = {f.blob: language for f in files if f.size <= _MAX_BYTES and (language := language_of(f.path))}
    if len(languages) < _MIN_SOURCES:
        return
    for blob, data in read_blobs(mirror, list(languages)):
        yield set(read_source(data or b"", languages[blob]).get("terms", {}))


if __name__ == "__main__":
    main()
