# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Keep the records of the State's directory, which the listing publishes."""

from typing import TYPE_CHECKING

from catalog.migrations.making import create

if TYPE_CHECKING:
    from sqlite_utils import Database

_SERVICES = """
CREATE TABLE services (
    part INTEGER PRIMARY KEY,
    records BLOB NOT NULL
);
"""

_ABOUT = {
    "services": "The records of the State's directory, by identifier, with the body above each (service_sup) and the"
    " topmost (service_top): JSON lines packed by zlib, in parts.",
}


def m008_services(db: "Database") -> None:
    """Keep the records of the State's directory, which the listing publishes."""
    create(db, _SERVICES, _ABOUT)
