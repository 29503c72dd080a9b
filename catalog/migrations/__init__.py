# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The store's schema, one module a version, applied once each and in order.

Never change a migration that has been released: add one. Every table and view has a line in `about`, so that a
reader who opens the file in any SQLite tool knows what the rows mean.
"""

import sqlite3
from typing import TYPE_CHECKING

from catalog.migrations.m001_first_store import m001_first_store
from catalog.migrations.m002_crawls_that_continue import m002_crawls_that_continue
from catalog.migrations.m003_whose_is_it import m003_whose_is_it
from catalog.migrations.m004_accepted_findings import m004_accepted_findings
from catalog.migrations.m005_leases import m005_leases
from catalog.migrations.m006_clones import m006_clones
from catalog.migrations.m007_news import m007_news
from catalog.migrations.m008_services import m008_services

if TYPE_CHECKING:
    from sqlite_utils import Database

_STEPS = (
    m001_first_store,
    m002_crawls_that_continue,
    m003_whose_is_it,
    m004_accepted_findings,
    m005_leases,
    m006_clones,
    m007_news,
    m008_services,
)
_SET = "ouvrage"
_TABLE = "SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'"
_APPLIED = "SELECT name FROM _sqlite_migrations WHERE migration_set = ?"


def are_applied(connection: sqlite3.Connection) -> bool:
    """Tell whether a store has all of them; reads what sqlite-utils keeps, which those who only read needn't load."""
    applied = connection.execute(_APPLIED, [_SET]) if connection.execute(_TABLE).fetchone() else ()
    return {step.__name__ for step in _STEPS} <= {name for (name,) in applied}


def migrate(db: "Database", *, stop_before: str | None = None) -> None:
    """Apply those that a store lacks; all of them, unless one to `stop_before` is named."""
    from sqlite_utils import Migrations

    migrations = Migrations(_SET)
    for step in _STEPS:
        migrations()(step)
    migrations.apply(db, stop_before=stop_before)
