# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Commands that judge what the store holds; `catalog.cli` takes them into the command `ouvrage`."""

from pathlib import Path

import typer

from catalog import options as o
from catalog import run as steps
from catalog.database import open_store
from catalog.options import session, with_common_options
from catalog.run_report import PARTIAL

app = typer.Typer()


@app.command(epilog="Example: `ouvrage algorithms --format csv > algorithmes.csv`")
@with_common_options
def algorithms(
    database: o.Database = Path("ouvrage.db"),
    policies: o.Policies = None,
    declarations: o.Declarations = None,
    form: o.AsRows = o.RowsFormat.TEXT,
) -> None:
    """Print the inventory of algorithms: those declared, and those that the machine proposes to examine."""
    from catalog.algorithms import read_inventory
    from catalog.rendering import print_inventory

    places = steps.Places(database=database, policies=policies, declarations=declarations)
    with open_store(database, read_only=True) as store:
        registers = steps.registers_of(places, session)
        print_inventory(read_inventory(store, registers), form.value, session.translate)
    if registers.problems:
        raise typer.Exit(PARTIAL)
