# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Keep the State's directory, its open source offices and its referents, as far as owners need them."""

from typing import TYPE_CHECKING

from catalog.migrations.making import create

if TYPE_CHECKING:
    from sqlite_utils import Database

_DIRECTORY = """
ALTER TABLE owners ADD COLUMN declared_by TEXT NOT NULL DEFAULT '';
ALTER TABLE forges ADD COLUMN declared_by TEXT NOT NULL DEFAULT '';

CREATE TABLE organizations (
    pso_id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    parent TEXT NOT NULL DEFAULT '',
    is_top INTEGER NOT NULL DEFAULT 0,
    top TEXT NOT NULL DEFAULT '',
    seen_at TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE ospos (
    url TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    country TEXT NOT NULL,
    description_fr TEXT NOT NULL,
    description_en TEXT NOT NULL,
    email TEXT NOT NULL,
    created TEXT NOT NULL,
    pso_id TEXT NOT NULL,
    floss_policy TEXT NOT NULL,
    code TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE referents (
    scope TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    email TEXT NOT NULL,
    url TEXT NOT NULL,
    declared_by TEXT NOT NULL
) WITHOUT ROWID;

CREATE VIEW owner_organizations AS
    SELECT o.host, o.login, o.pso_id, coalesce(g.name, '') AS organization, coalesce(t.name, '') AS ministry,
           o.declared_by, o.id AS owner_id
    FROM owners o LEFT JOIN organizations g ON g.pso_id = o.pso_id LEFT JOIN organizations t ON t.pso_id = g.top;
"""

_ABOUT = {
    "organizations": "What the State's directory says of the bodies that owners belong to, and of those above them:"
    " parent is the body above, top the ministry or other top organization ('' = none is known).",
    "ospos": "Open source programme offices; code is a JSON list of the addresses of their accounts.",
    "referents": "Who answers for source code: scope is a pso_id, a host or host/owner; declared to be published.",
    "owner_organizations": "Owners with their body and its ministry; declared_by is the line that says so.",
}


def m003_whose_is_it(db: "Database") -> None:
    """Keep the State's directory, its open source offices and its referents, as far as owners need them."""
    create(db, _DIRECTORY, _ABOUT)
