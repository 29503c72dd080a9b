# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What the scan tells of a repository where its forge says nothing: a folder has no forge to ask."""

from collections.abc import Mapping
from typing import Any

_NAMES = {
    "c": "C",
    "cobol": "COBOL",
    "cpp": "C++",
    "csharp": "C#",
    "javascript": "JavaScript",
    "m": "M",
    "notebook": "Jupyter Notebook",
    "ocaml": "OCaml",
    "php": "PHP",
    "plsql": "PLSQL",
    "r": "R",
    "sas": "SAS",
    "spss": "SPSS",
    "sql": "SQL",
    "typescript": "TypeScript",
    "vb": "Visual Basic",
}
"""The forges' names of languages, where they aren't ours with a capital."""


def filled(row: Mapping[str, Any], languages: Mapping[str, int]) -> dict[str, str]:
    """Return the texts of a repository that its forge left empty, and that Git or a detector knows.

    Args:
        row: a row of `repositories` with `head_branch` and `committed_at` of its scan (None when never scanned).
        languages: our names of languages → files of code.
    """
    known = {
        "default_branch": row["head_branch"] or "",
        "pushed_at": row["committed_at"] or "",
        "updated_at": row["committed_at"] or "",
        "language": main_language(languages),
    }
    return {name: value for name, value in known.items() if value and not row[name]}


def main_language(languages: Mapping[str, int]) -> str:
    """Return the language with most files, as forges write it ("" when there is none)."""
    if not languages:
        return ""
    return language_name(min(languages, key=lambda each: (-languages[each], each)))


def language_name(name: str) -> str:
    """Return one of our names of languages as forges write it."""
    return _NAMES.get(name, name.capitalize())
