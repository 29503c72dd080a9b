# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The publiccode.yml of each repository, as its last scan read it."""

import json
from collections import defaultdict

from catalog.database import Row, Store
from catalog.view import PubliccodeEntry, PubliccodeProblem

_FACTS = """
    SELECT repository_id, rule, path, line, message, data FROM facts
    WHERE rule IN ('publiccode-document', 'publiccode-error', 'publiccode-warning') ORDER BY repository_id, line, id
"""
_DOCUMENT = "publiccode-document"


def read_publiccode(store: Store) -> dict[int, PubliccodeEntry]:
    """Return what each repository that has the file says of itself, by its row; problems in the order of the file.

    Raises:
        StoreError: the store can't be read.
    """
    documents: dict[int, Row] = {}
    problems: dict[int, list[PubliccodeProblem]] = defaultdict(list)
    for row in store.rows(_FACTS):
        if row["rule"] == _DOCUMENT:
            documents[row["repository_id"]] = row
        else:
            problems[row["repository_id"]].append(_problem(row))
    return {id_: _entry(row, tuple(problems.get(id_, ()))) for id_, row in documents.items()}


def _entry(row: Row, problems: tuple[PubliccodeProblem, ...]) -> PubliccodeEntry:
    data = json.loads(row["data"])
    return PubliccodeEntry(
        path=row["path"], valid=data["valid"], version=data["version"], document=data["document"], problems=problems
    )


def _problem(row: Row) -> PubliccodeProblem:
    data = json.loads(row["data"])
    return PubliccodeProblem(
        line=row["line"],
        column=data["column"],
        key=data["key"],
        message=row["message"],
        severity=row["rule"].removeprefix("publiccode-"),
    )
