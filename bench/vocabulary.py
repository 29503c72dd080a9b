# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""How many open repositories use each word: `python -m bench.vocabulary --repos DIR > policies/vocabulary.tsv`.

A repository uses a word when identifiers of two of its sources or more hold it. Give it many repositories, of several
languages and trades; those that a truth table of bench/data or the shared one measures are left out, and so is what
fewer than `--least` repositories use. Of a large repository a sample is read, by blob id.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from bench.extractions import read_events
from bench.repositories import find_repositories, open_repository
from bench.truth import TABLES
from scanner.blobs import list_tree, read_blobs
from scanner.detectors import roles
from scanner.detectors.languages import language_of
from scanner.detectors.modules.reading import read_source
from scanner.errors import OuvrageError
from scanner.git import Mirror, read_refs

_MIN_SOURCES = 10
_MAX_SOURCES = 700
_MAX_BYTES = 300_000
_HEAD = """# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
# In how many of {count} open repositories identifiers hold each word; made by `python -m bench.vocabulary`.
"""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repos", type=Path, required=True, help="folder of Git repositories")
    parser.add_argument("--least", type=int, default=3, help="fewest repositories that use a word which is kept")
    options = parser.parse_args()
    measured = {event.repository for table in TABLES if table.is_file() for event in read_events(table)}
    found = {name: path for name, path in find_repositories(options.repos).items() if name not in measured}
    users, counted = count_users(found)
    print(_HEAD.format(count=counted), end="")
    print(f"\t{counted}")
    for word, count in sorted(users.items()):
        if count >= options.least:
            print(f"{word}\t{count}")


def count_users(repos: Mapping[str, Path]) -> tuple[Counter[str], int]:
    """Return word → number of repositories that use it, and the number of repositories with enough sources."""
    users: Counter[str] = Counter()
    counted = 0
    for name, path in repos.items():
        try:
            with open_repository(path) as mirror:
                words = Counter(word for words in _sources(mirror) for word in words)
        except OuvrageError as error:
            print(f"{name}: not counted ({error})", file=sys.stderr)
            continue
        if words:
            counted += 1
            users.update(word for word, files in words.items() if files >= 2)
    return users, counted


def _sources(mirror: Mirror) -> Iterator[set[str]]:
    """Yield the words of a sample of the product's sources; nothing for a repository with few of them."""
    files, _ = list_tree(mirror, read_refs(mirror).head)
    vendored = roles.vendored_folders(file.path for file in files)
    languages = {
        file.blob: language
        for file in files
        if file.size <= _MAX_BYTES and (language := language_of(file.path)) and not roles.is_under(file.path, vendored)
    }
    if len(languages) < _MIN_SOURCES:
        return
    for blob, data in read_blobs(mirror, sorted(languages)[:_MAX_SOURCES]):
        yield set(read_source(data or b"", languages[blob]).get("terms", {}))


if __name__ == "__main__":
    main()
