# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Commands that look at the store: ranking, reasons, findings, coverage (see `catalog.commands`)."""

from pathlib import Path
from typing import Annotated

import typer

from catalog import options as o
from catalog.database import Store, open_store
from catalog.exit_codes import PARTIAL
from catalog.options import session, with_common_options
from catalog.places import Places, registers_of
from catalog.registers import Registers
from scanner.models import Confidence

app = typer.Typer()


@app.command(epilog="Example: `ouvrage rank --format csv > a-ouvrir.csv`")
@with_common_options
def rank(
    database: o.Database = Path("ouvrage.db"),
    policies: o.Policies = None,
    declarations: o.Declarations = None,
    limit: Annotated[int, typer.Option("--limit", min=0, help="Show the first ones only; 0 = all.")] = 0,
    form: o.AsTable = o.TableFormat.TEXT,
) -> None:
    """Rank closed code: what to open next, by the two official criteria."""

    places = Places(database=database, policies=policies, declarations=declarations)
    with open_store(database, read_only=True) as store:
        registers = registers_of(places, session)
        print_ranking(store, places, registers, form, limit)
    _end_with(registers)


@app.command(epilog="Example: `ouvrage explain ministere/calcul-des-droits`")
@with_common_options
def explain(
    repository: o.Repository,
    database: o.Database = Path("ouvrage.db"),
    policies: o.Policies = None,
    declarations: o.Declarations = None,
    form: o.AsText = o.TextFormat.TEXT,
) -> None:
    """Say why a repository stands where it does: every point with its file and line."""
    from catalog.lookup import find_repository
    from catalog.priorities import explain as explain_one
    from catalog.priority_policy import load_priorities
    from catalog.rendering import print_explanation

    policy = load_priorities(policies)
    places = Places(database=database, policies=policies, declarations=declarations)
    with open_store(database, read_only=True) as store:
        row = find_repository(store, repository)
        registers = registers_of(places, session)
        item = explain_one(store, policy, row["id"], registers)
        print_explanation(item, policy, form.value, session.translate)
    _end_with(registers)


@app.command(epilog="Example: `ouvrage findings ministere/paie --head --min-confidence medium`")
@with_common_options
def findings(
    repository: o.AnyRepository = "",
    database: o.Database = Path("ouvrage.db"),
    policies: o.Policies = None,
    detector: Annotated[str, typer.Option("--detector", help="Of one detector only: secrets, personal…")] = "",
    rule: Annotated[str, typer.Option("--rule", help="Of one rule only; * stands for anything.")] = "",
    min_confidence: Annotated[
        Confidence, typer.Option("--min-confidence", help="Leave out what is less sure.")
    ] = Confidence.LOW,
    head: Annotated[
        bool | None,
        typer.Option("--head/--history", help="In the current version, or only in the history.", show_default=False),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what its repository accepts, by an allowlist or a comment.")
    ] = False,
    limit: Annotated[int, typer.Option("--limit", min=0, help="Show the first ones only; 0 = all.")] = 0,
    form: o.AsRows = o.RowsFormat.TEXT,
) -> None:
    """List what must be looked at before opening: secrets, personal data, third-party rights, with every place."""
    from catalog.findings import Choice, read_findings
    from catalog.lookup import find_repository
    from catalog.priority_policy import load_priorities
    from catalog.rendering import print_findings

    policy = load_priorities(policies)
    with open_store(database, read_only=True) as store:
        only = find_repository(store, repository)["id"] if repository else None
        choice = Choice(only, detector, rule, min_confidence, head, everything)
        listing = read_findings(store, policy, choice)
    for line in print_findings(listing, form.value, limit, session.translate):
        session.voice.say(line)


@app.command(epilog="Example: `ouvrage status --repositories`")
@with_common_options
def status(
    database: o.Database = Path("ouvrage.db"),
    policies: o.Policies = None,
    declarations: o.Declarations = None,
    repositories: Annotated[
        bool, typer.Option("--repositories", help="Also list each repository and its scan.")
    ] = False,
    owners: Annotated[bool, typer.Option("--owners", help="Also name the owners that nobody vouches for.")] = False,
    events: Annotated[
        bool, typer.Option("--events", help="Also tell what happened to repositories: renamed, archived, gone…")
    ] = False,
    form: o.AsReport = o.ReportFormat.TEXT,
) -> None:
    """Say what the store covers, and what is due: openings announced, exemptions that lapse, requests to answer."""
    from catalog.registers.due import read_agenda
    from catalog.status import print_status, read_status

    with open_store(database, read_only=True) as store:
        registers = registers_of(Places(database=database, policies=policies, declarations=declarations), session)
        agenda = read_agenda(store, registers, policies)
        status = read_status(store, repositories, with_events=events, agenda=agenda, problems=registers.problems)
        print_status(status, form.value, session.translate, with_owners=owners)
    _end_with(registers)


def _end_with(registers: Registers) -> None:
    """End with the code of a partial result when some declaration couldn't be used."""
    if registers.problems:
        raise typer.Exit(PARTIAL)


def print_ranking(store: Store, places: Places, registers: Registers, form: o.TableFormat, limit: int) -> None:
    """Print the ranking of a store: its first `limit` rows, or all of them when 0."""
    from catalog.priorities import rank as rank_all
    from catalog.priority_policy import load_priorities
    from catalog.rendering import print_ranking as print_ranked

    policy = load_priorities(places.policies)
    ranked = rank_all(store, policy, registers, limit=limit)
    print_ranked(ranked, policy, form.value, session.translate)
