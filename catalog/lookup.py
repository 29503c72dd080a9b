# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Finds the repository that a user means by owner/name, host/owner/name, a URL or a path."""

from pathlib import Path

from catalog.database import Row, Store
from scanner.errors import UsageError

_SELECT = "SELECT * FROM repositories WHERE gone_at IS NULL AND "


def find_repository(store: Store, word: str) -> Row:
    """Return the row of `repositories` that `word` names.

    Raises:
        UsageError: none, or several (with how to name each).
    """
    found = _by_path(store, word) or _by_name(store, word)
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(f"{row['host']}/{row['full_name']}" for row in found)
        raise UsageError("{word} names several repositories", mend="say which: {names}", word=word, names=names)
    raise UsageError(
        "the store has no repository {word}", mend="see the names with `ouvrage status --repositories`", word=word
    )


def _by_path(store: Store, word: str) -> list[Row]:
    path = Path(word)
    if not path.exists():
        return []
    known = [str(path.resolve()), str(path.resolve() / ".git")]
    return store.rows(_SELECT + "(clone_url IN (?, ?) OR forge_id IN (?, ?) OR clone_path IN (?, ?))", known * 3)


def _by_name(store: Store, word: str) -> list[Row]:
    name = word.split("://", 1)[-1].rstrip("/").removesuffix(".git")
    exact = store.rows(_SELECT + "host || '/' || full_name = ? COLLATE NOCASE", [name])
    return exact or store.rows(_SELECT + "(full_name = ? OR html_url = ?)", [name, word])
