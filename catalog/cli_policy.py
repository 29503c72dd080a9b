# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The commands `ouvrage policy …`: what a policy would do, before it does it."""

from pathlib import Path
from typing import Annotated

import typer

from catalog import options as o
from catalog.options import session, with_common_options

app = typer.Typer()
_policy = typer.Typer(no_args_is_help=True)
app.add_typer(_policy, name="policy")


@_policy.callback()
def policy(context: typer.Context) -> None:
    """Say what a policy would do, before it does it."""
    context.default_map = {"preview": context.default_map}


@_policy.command(epilog="Example: `ouvrage policy preview https://github.com/etalab --policies ma-politique`")
@with_common_options
def preview(
    owner: Annotated[
        str, typer.Argument(metavar="OWNER", help="host/owner, its URL, or its name alone.", show_default=False)
    ],
    database: o.Database = Path("ouvrage.db"),
    mirrors: o.Mirrors = None,
    policies: o.Policies = None,
    organisation: Annotated[
        str,
        typer.Option(
            "--organisation", help="File or https address of the organisation's own rules.", rich_help_panel="Places"
        ),
    ] = "",
    declarations: o.Declarations = None,
    form: o.AsRows = o.RowsFormat.TEXT,
) -> None:
    """Count what the policy would say of all the repositories of an owner: only numbers, no repository is named."""
    from catalog.check.policy import Repository, load_rules
    from catalog.check.standing import load_new_repositories
    from catalog.database import open_store
    from catalog.exit_codes import PARTIAL
    from catalog.places import Places, registers_of
    from catalog.policy_preview.preview import Asked
    from catalog.policy_preview.preview import preview as count
    from catalog.reports.preview import preview_in

    places = Places(database=database, mirrors=mirrors, policies=policies, declarations=declarations)
    with open_store(database, read_only=True) as store:
        registers = registers_of(places, session)
        rules = load_rules(policies, organisation, Repository(), today=registers.today).rules
        new = load_new_repositories(policies)
        made = count(store, owner, Asked(policies, new, rules, registers, places.mirror_folder))
    typer.echo(preview_in(form.value, made, session.translate), nl=False)
    if made.partial:
        raise typer.Exit(PARTIAL)
