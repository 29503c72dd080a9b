# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Commands that publish what the store holds and show it (see `catalog.commands`)."""

from pathlib import Path
from typing import Annotated

import typer

from catalog import options as o
from catalog.database import open_store
from catalog.datagouv.options import with_target_options
from catalog.datagouv.target import Target, check_target
from catalog.exit_codes import PARTIAL
from catalog.options import session, with_common_options
from catalog.pages.settings import SiteSettings
from catalog.places import Places, registers_of
from catalog.publishing import outputs_of, publish_views
from catalog.site_options import with_site_options
from catalog.view import Audience

app = typer.Typer()

Reader = Annotated[
    Audience,
    typer.Option(
        "--audience", help="Who reads --output: the public, or the administration itself.", rich_help_panel="Places"
    ),
]


@app.command(epilog="Example: `ouvrage publish --output public --internal interne`")
@with_common_options
@with_site_options
@with_target_options
def publish(
    database: o.Database = Path("ouvrage.db"),
    output: o.Output = Path("public"),
    internal: o.Internal = None,
    audience: Reader = Audience.PUBLIC,
    policies: o.Policies = None,
    declarations: o.Declarations = None,
    site: SiteSettings = SiteSettings(),
    target: Target | None = None,
) -> None:
    """Write the code.gouv.fr listing and the site, from the store alone, and send the listing where --to says."""

    outputs = outputs_of(output, internal, audience)
    if target:
        check_target(target, audience)
    places = Places(database=database, policies=policies, declarations=declarations)
    with open_store(database, read_only=True) as store:
        registers = registers_of(places, session)
        publish_views(store, places, outputs, site, session, registers=registers)
    whole = target is None or _send(target, output, site)
    if registers.problems or not whole:
        raise typer.Exit(PARTIAL)


def _send(target: Target, output: Path, site: SiteSettings) -> bool:
    from catalog.datagouv.command import send_or_tell  # its HTTP client is for those who ask for it

    return send_or_tell(target, output, site.publisher, session)


@app.command(epilog="Example: `ouvrage serve public --port 8000`")
@with_common_options
def serve(
    folder: Annotated[Path, typer.Argument(help="Folder of a site.")] = Path("public"),
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port on this machine; 0 = any.")] = 8000,
) -> None:
    """Show a published site in your browser, from this machine only."""
    from catalog.serving import serve_folder

    serve_folder(
        folder, port, lambda url: session.voice.say(session.translate("The site is at {url} (Ctrl-C stops)", url=url))
    )
