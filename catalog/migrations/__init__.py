# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The store's schema, one module a version, applied once each and in order.

Never change a migration that has been released: add one. Every table and view has a line in `about`, so that a
reader who opens the file in any SQLite tool knows what the rows mean.
"""

from sqlite_utils import Migrations

from catalog.migrations.m001_first_store import m001_first_store
from catalog.migrations.m002_crawls_that_continue import m002_crawls_that_continue
from catalog.migrations.m003_whose_is_it import m003_whose_is_it
from catalog.migrations.m004_accepted_findings import m004_accepted_findings
from catalog.migrations.m005_leases import m005_leases
from catalog.migrations.m006_clones import m006_clones
from catalog.migrations.m007_news import m007_news
from catalog.migrations.m008_services import m008_services

migrations = Migrations("ouvrage")
for _step in (
    m001_first_store,
    m002_crawls_that_continue,
    m003_whose_is_it,
    m004_accepted_findings,
    m005_leases,
    m006_clones,
    m007_news,
    m008_services,
):
    migrations()(_step)
