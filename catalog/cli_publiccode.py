# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The command on publiccode.yml (see `catalog.commands`)."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from catalog import options as o
from catalog.database import open_store
from catalog.options import session, with_common_options

NOT_VALID = 1
"""Exit code of a document with errors, as of findings."""

app = typer.Typer()


@app.command(epilog="Example: `ouvrage publiccode ministere/paie --draft > publiccode.yml`")
@with_common_options
def publiccode(
    what: Annotated[
        str,
        typer.Argument(
            metavar="REPO|PATH", help="A publiccode.yml, a folder that has one, or a repository of the store."
        ),
    ] = ".",
    draft: Annotated[
        bool, typer.Option("--draft", help="Print a draft, made of what the store knows of the repository.")
    ] = False,
    database: o.Database = Path("ouvrage.db"),
    form: o.AsPlain = o.PlainFormat.TEXT,
) -> None:
    """Say what is wrong in a publiccode.yml, with its line and column; or draft one.

    Ends with 0 when it is valid, with or without warnings, and with 1 when it has errors.
    """
    if draft:
        _print_draft(what, database)
        return
    from catalog.publiccode.sheet import read_sheet
    from catalog.reports.publiccode import sheet_json, sheet_text

    sheet = read_sheet(what, database)
    sys.stdout.write(sheet_json(sheet) if form is o.PlainFormat.JSON else sheet_text(sheet, session.translate))
    if not sheet.entry.valid:
        raise typer.Exit(NOT_VALID)


def _print_draft(what: str, database: Path) -> None:
    from catalog.lookup import find_repository
    from catalog.publiccode.draft import draft
    from catalog.publiccode.known import read_known

    with open_store(database, read_only=True) as store:
        known = read_known(store, find_repository(store, what)["id"])
    sys.stdout.write(draft(known, session.translate))
