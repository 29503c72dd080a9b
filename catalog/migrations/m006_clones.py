# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Index the text of sources, so that code which is open or held elsewhere is found at once."""

from typing import TYPE_CHECKING

from catalog.migrations.making import create

if TYPE_CHECKING:
    from sqlite_utils import Database

_CLONES = """
CREATE TABLE clone_shingles (
    shingle INTEGER NOT NULL,
    reading INTEGER NOT NULL,
    PRIMARY KEY (shingle, reading)
) WITHOUT ROWID;

CREATE TABLE clone_repositories (
    repository INTEGER PRIMARY KEY REFERENCES repositories(id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    shingles INTEGER NOT NULL,
    due INTEGER NOT NULL
);

CREATE TABLE clone_pairs (
    repository INTEGER NOT NULL REFERENCES repositories(id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    other INTEGER NOT NULL REFERENCES repositories(id) ON DELETE CASCADE,
    other_path TEXT NOT NULL,
    equal_files INTEGER NOT NULL,
    containment REAL NOT NULL,
    lineage TEXT NOT NULL CHECK (lineage IN ('', 'fork', 'copy', 'descendant')),
    PRIMARY KEY (repository, path, other)
) WITHOUT ROWID;
CREATE INDEX clone_pairs_other ON clone_pairs(other);
"""

_ABOUT = {
    "clone_shingles": "Where each sampled run of 12 tokens is: a number made from it, and the reading that has it.",
    "clone_repositories": "Repositories as they were last compared with the others (state); shingles counts their"
    " sampled runs; due is above 0 until they are compared again.",
    "clone_pairs": "Who else holds the code of a repository (path '') or of one of its modules: containment is the"
    " share of its text found there; lineage tells forks, copies and descendants from independent reuse.",
}


def m006_clones(db: "Database") -> None:
    """Index the text of sources, so that code which is open or held elsewhere is found at once."""
    create(db, _CLONES, _ABOUT)
