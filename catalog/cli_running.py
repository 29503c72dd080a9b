# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Commands that fill the store, from crawl to scan (see `catalog.commands`)."""

import json
import time
from pathlib import Path
from typing import Annotated

import typer

from catalog import options as o
from catalog import run as steps
from catalog.cli_ranking import print_ranking
from catalog.crawl_choices import CrawlChoices
from catalog.crawl_options import Sources, with_crawl_options
from catalog.crawl_plan import DryRun
from catalog.database import now, open_store
from catalog.exit_codes import NOTHING_REACHED
from catalog.options import session, with_common_options
from catalog.pages.settings import SiteSettings
from catalog.places import Places, registers_of
from catalog.publishing import outputs_of, publish_views
from catalog.run_report import RunReport, tell_plan, tell_report, with_problems
from catalog.scan_choices import ScanChoices
from catalog.scan_options import with_scan_options
from catalog.shards import parse_shard
from catalog.site_options import with_site_options

app = typer.Typer()


@app.command(epilog="Example: `ouvrage run ~/depots --output public --internal interne`")
@with_common_options
@with_crawl_options
@with_scan_options
@with_site_options
def run(
    source: Sources,
    choices: CrawlChoices = CrawlChoices(),
    database: o.Database = Path("ouvrage.db"),
    output: o.Output = Path("public"),
    internal: o.Internal = None,
    mirrors: o.Mirrors = None,
    policies: o.Policies = None,
    declarations: o.Declarations = None,
    site: SiteSettings = SiteSettings(),
    scanning: ScanChoices = ScanChoices(),
    form: o.AsReport = o.ReportFormat.TEXT,
) -> None:
    """Crawl, scan, rank and publish in one go."""

    started = time.monotonic()
    places = Places(database=database, mirrors=mirrors, policies=policies, declarations=declarations)
    outputs = outputs_of(output, internal)
    since = now()
    registers = registers_of(places, session)
    with open_store(database) as store:
        crawled = steps.crawl_sources(store, source, choices, session)
        report = steps.scan_and_report(store, crawled, choices, places, scanning, session, started, since)
        report = with_problems(report, registers.problems)
        if not report.interrupted and report.exit != NOTHING_REACHED:
            if form is o.ReportFormat.TEXT:
                print_ranking(store, places, registers, o.TableFormat.TEXT, limit=20)
            publish_views(store, places, outputs, site, session, report, registers)
    _print_report(report, form)
    raise typer.Exit(report.exit)


@app.command(epilog="Example: `ouvrage crawl comptes-organismes-publics.yml --dry-run`")
@with_common_options
@with_crawl_options
def crawl(
    source: Sources,
    choices: CrawlChoices = CrawlChoices(),
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Open no socket: say what would be asked of which forge, and at what cost."),
    ] = False,
    database: o.Database = Path("ouvrage.db"),
    form: o.AsReport = o.ReportFormat.TEXT,
) -> None:
    """List what forges and folders hold into the store."""

    started = time.monotonic()
    if dry_run:
        _print_dry_run(steps.plan_crawl(source, choices), form)
        return
    with open_store(database) as store:
        crawled = steps.crawl_sources(store, source, choices, session)
    report = steps.report_crawl(crawled, started)
    _print_report(report, form)
    raise typer.Exit(report.exit)


@app.command(epilog="Example: `ouvrage scan` scans all of the store; `ouvrage scan ~/depots` crawls that folder first.")
@with_common_options
@with_crawl_options
@with_scan_options
def scan(
    source: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Crawled first; none = all of the store.")
    ] = None,
    choices: CrawlChoices = CrawlChoices(),
    database: o.Database = Path("ouvrage.db"),
    mirrors: o.Mirrors = None,
    policies: o.Policies = None,
    shard: Annotated[
        str,
        typer.Option(
            "--shard",
            metavar="I/N",
            help="Scan the I-th of N parts of the repositories only, for batch systems.",
            show_default=False,
            rich_help_panel="Resources",
        ),
    ] = "",
    scanning: ScanChoices = ScanChoices(),
    form: o.AsReport = o.ReportFormat.TEXT,
) -> None:
    """Read what the repositories of the store hold: licences, rights, secrets, personal data, modules, algorithms."""

    started = time.monotonic()
    places = Places(database=database, mirrors=mirrors, policies=policies)
    scanning = scanning.model_copy(update={"shard": parse_shard(shard)})
    since = now() if source else ""
    if not source:
        steps.require_store(database)
    with open_store(database) as store:
        crawled = steps.Crawled()
        if source:
            crawled = steps.crawl_sources(store, source, choices, session, patience=steps.CRAWL_PATIENCE)
        report = steps.scan_and_report(store, crawled, choices, places, scanning, session, started, since)
    _print_report(report, form)
    raise typer.Exit(report.exit)


@app.command(epilog="Example: `ouvrage merge part-*.db --database ouvrage.db`")
@with_common_options
def merge(
    part: Annotated[
        list[Path], typer.Argument(metavar="PART...", help="Stores, each of one shard.", show_default=False)
    ],
    database: o.Database = Path("ouvrage.db"),
    form: o.AsReport = o.ReportFormat.TEXT,
) -> None:
    """Bring the stores of shards together into one store."""
    from catalog.merging import merge as merge_all

    reports = merge_all(database, part)
    if form is o.ReportFormat.JSON:
        typer.echo(json.dumps([report.model_dump() for report in reports], indent=2))
        return
    for report in reports:
        session.voice.say(
            session.translate(
                "{part}: {scans} repositories, {readings} readings that were not known",
                part=report.part,
                scans=session.translate.number(report.scans),
                readings=session.translate.number(report.readings),
            )
        )


def _print_report(report: RunReport, form: o.ReportFormat) -> None:
    if form is o.ReportFormat.JSON:
        typer.echo(report.model_dump_json(indent=2))
    else:
        for line in tell_report(report, session.translate):
            session.voice.say(line)


def _print_dry_run(plan: DryRun, form: o.ReportFormat) -> None:
    if form is o.ReportFormat.JSON:
        typer.echo(plan.model_dump_json(indent=2))
    else:
        for line in tell_plan(plan, session.translate):
            typer.echo(line)
