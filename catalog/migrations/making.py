# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What migrations share."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def create(db: "Database", statements: str, about: dict[str, str]) -> None:
    """Run `statements`, which stand one a `;` at the end of a line, and say what each new table and view means."""
    for statement in statements.split(";\n"):
        if statement.strip():
            db.execute(statement)
    db.table("about").insert_all({"name": name, "meaning": meaning} for name, meaning in about.items())
