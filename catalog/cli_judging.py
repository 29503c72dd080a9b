# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Commands that judge what the store holds (see `catalog.commands`)."""

from pathlib import Path
from typing import Annotated

import typer

from catalog import options as o
from catalog.database import now, open_store
from catalog.exit_codes import PARTIAL
from catalog.options import session, with_common_options
from catalog.places import Places, registers_of

app = typer.Typer()


@app.command(epilog="Example: `ouvrage dossier ministere/paie --output dossier-paie`")
@with_common_options
def dossier(
    repository: o.Repository,
    output: Annotated[
        Path | None,
        typer.Option("--output", help="Folder for dossier.md, dossier.html, dossier.json and opening.patch."),
    ] = None,
    previous: Annotated[
        Path | None,
        typer.Option("--previous", help="dossier.json of an earlier one, to tell what changed [default: in --output]."),
    ] = None,
    database: o.Database = Path("ouvrage.db"),
    policies: o.Policies = None,
    declarations: o.Declarations = None,
    form: o.AsDossier = o.DossierFormat.MARKDOWN,
) -> None:
    """Write the opening file that a referent signs: verdict, checklist, what to remove, drafts, and what to do next."""
    from catalog.dossiers import build_dossier
    from catalog.lookup import find_repository
    from catalog.reports.dossier.writing import earlier_summary, print_dossier, write_dossier

    places = Places(database=database, policies=policies, declarations=declarations)
    with open_store(database, read_only=True) as store:
        registers = registers_of(places, session)
        row = find_repository(store, repository)
        earlier = previous or earlier_summary(output, f"{row['host']}/{row['full_name']}")
        made = build_dossier(store, row["id"], registers, policies, now()[:10], earlier)
    if output:
        for name in write_dossier(made, output, session.translate):
            session.voice.say(str(output / name))
    else:
        print_dossier(made, form.value, session.translate)
    if registers.problems or not made.complete:
        raise typer.Exit(PARTIAL)


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

    places = Places(database=database, policies=policies, declarations=declarations)
    with open_store(database, read_only=True) as store:
        registers = registers_of(places, session)
        print_inventory(read_inventory(store, registers), form.value, session.translate)
    if registers.problems:
        raise typer.Exit(PARTIAL)


@app.command(epilog="Example: `ouvrage clones ministere/paie src/calendrier`")
@with_common_options
def clones(
    repository: o.Repository,
    path: Annotated[
        str, typer.Argument(metavar="[PATH]", help="A folder or file of it; none = all of it.", show_default=False)
    ] = "",
    database: o.Database = Path("ouvrage.db"),
    form: o.AsRows = o.RowsFormat.TEXT,
) -> None:
    """Say where the same code is already public, and who else holds it: forks and copies told apart."""
    from catalog.clones import holders, is_compared
    from catalog.lookup import find_repository
    from catalog.rendering import print_holders

    with open_store(database, read_only=True) as store:
        row = find_repository(store, repository)
        found = holders(store, row["id"], path.strip("/"))
        compared = is_compared(store, row["id"])
    print_holders(found, form.value, session.translate)
    if not compared:
        told = "{repository} has not been compared with the others yet: run `ouvrage scan`."
        session.voice.error(session.translate(told, repository=row["full_name"]))
        raise typer.Exit(PARTIAL)


@app.command(epilog="Example: `ouvrage quality --format csv > qualite.csv`")
@with_common_options
def quality(
    repository: o.AnyRepository = "",
    database: o.Database = Path("ouvrage.db"),
    policies: o.Policies = None,
    form: o.AsRows = o.RowsFormat.TEXT,
) -> None:
    """Name the open code that is of high value, and what it lacks to be reused: worth mending first."""
    from catalog.lookup import find_repository
    from catalog.rendering import print_quality
    from catalog.verdict.policy import load_verdict_policies
    from catalog.verdict.quality import assess_open

    policy = load_verdict_policies(policies).quality
    with open_store(database, read_only=True) as store:
        asked = find_repository(store, repository)["id"] if repository else None
        print_quality(assess_open(store, policy, asked), form.value, session.translate)


@app.command(epilog="Example: `ouvrage extract ministere/paie src/calendrier --output calendrier.git`")
@with_common_options
def extract(
    repository: o.Repository,
    module: Annotated[str, typer.Argument(help="A module that `explain` proposes, or any folder or file of the tree.")],
    together: Annotated[
        list[str] | None, typer.Option("--with", help="A file or folder that goes along; may be repeated.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", help="New folder to keep the carved bare repository in.")
    ] = None,
    database: o.Database = Path("ouvrage.db"),
    mirrors: o.Mirrors = None,
    form: o.AsPlain = o.PlainFormat.TEXT,
) -> None:
    """Carve a module out with its history, and prove that the result holds nothing else and is clean.

    Ends with 0 when it is proven and clean, 1 when something stands in its history, 3 when part of it wasn't read.
    """
    from catalog.extract import extract as carve_out
    from catalog.extract.models import Cleanliness
    from catalog.lookup import find_repository
    from catalog.rendering import print_extraction

    places = Places(database=database, mirrors=mirrors)
    with open_store(database, read_only=True) as store:
        row = find_repository(store, repository)
        told = carve_out(store, row, places.mirror_folder, module, together or (), output)
    print_extraction(told, form.value, session.translate)
    if told.verdict is not Cleanliness.CLEAN:
        raise typer.Exit(1 if told.verdict is Cleanliness.NOT_CLEAN else PARTIAL)
