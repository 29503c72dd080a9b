# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The publiccode.yml that a user means: a file, the one of a folder, or the one that the last scan read."""

from pathlib import Path
from typing import NamedTuple

from catalog.database import open_store
from catalog.lookup import find_repository
from catalog.view import PubliccodeEntry, PubliccodeProblem
from catalog.viewing.publiccode import read_publiccode
from scanner.errors import OuvrageError, UsageError
from scanner.publiccode import files_on_disk, validate
from scanner.publiccode.reading import MAX_BYTES

_NAMES = ("publiccode.yml", "publiccode.yaml")


class Sheet(NamedTuple):
    """A publiccode.yml and what is said of it."""

    file: str
    """A path of this machine, or ``host/owner/name:path``."""
    entry: PubliccodeEntry


def read_sheet(word: str, database: Path) -> Sheet:
    """Return the publiccode.yml of a file, a folder or a repository of the store.

    Raises:
        UsageError: there is none, or it can't be read.
        StoreError: the store can't be read.
    """
    path = Path(word)
    file = path if path.is_file() else _in_folder(path)
    if file:
        return _of_file(file)
    try:
        return _of_repository(word, database)
    except OuvrageError as error:
        if not path.is_dir():
            raise
        raise UsageError(
            "there is no publiccode.yml in this folder",
            source=word,
            mend="scan it with `ouvrage scan FOLDER`, then draft one with `ouvrage publiccode FOLDER --draft`",
        ) from error


def _in_folder(folder: Path) -> Path | None:
    if not folder.is_dir():
        return None
    found = {each.name.lower(): each for each in sorted(folder.iterdir(), reverse=True) if each.is_file()}
    return next((found[name] for name in _NAMES if name in found), None)


def _of_file(path: Path) -> Sheet:
    with path.open("rb") as file:
        validation = validate(file.read(MAX_BYTES + 1))
    found = [*validation.problems, *files_on_disk(validation.files, path.parent)]
    problems = sorted(found, key=lambda problem: (problem.line, problem.column))
    entry = PubliccodeEntry(
        path=path.name,
        valid=not any(problem.severity == "error" for problem in problems),
        version=validation.version,
        document=validation.document,
        problems=tuple(PubliccodeProblem(**problem.model_dump(mode="json")) for problem in problems),
    )
    return Sheet(str(path), entry)


def _of_repository(word: str, database: Path) -> Sheet:
    with open_store(database, read_only=True) as store:
        row = find_repository(store, word)
        entry = read_publiccode(store).get(row["id"])
    name = f"{row['host']}/{row['full_name']}"
    if entry is None:
        raise UsageError(
            "the last scan of {repository} read no publiccode.yml",
            mend="draft one with `ouvrage publiccode {repository} --draft`",
            repository=name,
        )
    return Sheet(f"{name}:{entry.path}", entry)
