# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The command `ouvrage`: each subcommand gathers options, calls one step, prints its result, and exits.

Results go to stdout, everything else to stderr. Exit codes: 2 usage or configuration, 4 nothing reached, 3 partial, 0.
"""

import json
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from catalog import cli_judging, cli_publiccode, cli_publishing
from catalog import options as o
from catalog import run as steps
from catalog.crawl_choices import CrawlChoices
from catalog.crawl_plan import DryRun
from catalog.database import Store, now, open_store
from catalog.options import session, with_common_options
from catalog.pages.settings import SiteSettings
from catalog.publishing import outputs_of, publish_views
from catalog.registers import Registers
from catalog.run_report import NOTHING_REACHED, PARTIAL, RunReport, tell_plan, tell_report, with_problems
from catalog.scan_choices import ScanChoices
from catalog.settings import read_settings
from catalog.shards import parse_shard
from catalog.site_options import with_site_options
from scanner.errors import OuvrageError, UsageError
from scanner.models import Confidence

app = typer.Typer(
    name="ouvrage",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "OUVRAGE"},
)

_CTRL_C = 130
"""How Typer says that Ctrl-C ended a command."""


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"ouvrage {version('ouvrage')}")
        raise typer.Exit


@app.callback(
    epilog="Examples: `ouvrage run ~/depots` · `ouvrage run https://github.com/etalab` · `ouvrage rank --format csv`",
)
def ouvrage(
    context: typer.Context,
    config: Annotated[
        Path | None, typer.Option("--config", help="Configuration file [default: ouvrage.toml or pyproject.toml].")
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Take stock of an administration's source code, and rank what to open next, with evidence."""
    settings = read_settings(config)
    context.default_map = dict.fromkeys(getattr(context.command, "commands", {}), settings)


@app.command(epilog="Example: `ouvrage run ~/depots --output public --internal interne`")
@with_common_options
@o.with_crawl_options
@o.with_scan_options
@with_site_options
def run(
    source: o.Sources,
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
    places = steps.Places(database=database, mirrors=mirrors, policies=policies, declarations=declarations)
    outputs = outputs_of(output, internal)
    since = now()
    registers = steps.registers_of(places, session)
    with open_store(database) as store:
        crawled = steps.crawl_sources(store, source, choices, session)
        report = steps.scan_and_report(store, crawled, choices, places, scanning, session, started, since)
        report = with_problems(report, registers.problems)
        if not report.interrupted and report.exit != NOTHING_REACHED:
            if form is o.ReportFormat.TEXT:
                _print_ranking(store, places, registers, o.TableFormat.TEXT, limit=20)
            publish_views(store, places, outputs, site, session, report, registers)
    _print_report(report, form)
    raise typer.Exit(report.exit)


@app.command(epilog="Example: `ouvrage crawl comptes-organismes-publics.yml --dry-run`")
@with_common_options
@o.with_crawl_options
def crawl(
    source: o.Sources,
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
@o.with_crawl_options
@o.with_scan_options
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
    places = steps.Places(database=database, mirrors=mirrors, policies=policies)
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

    places = steps.Places(database=database, policies=policies, declarations=declarations)
    with open_store(database, read_only=True) as store:
        registers = steps.registers_of(places, session)
        _print_ranking(store, places, registers, form, limit)
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
    places = steps.Places(database=database, policies=policies, declarations=declarations)
    with open_store(database, read_only=True) as store:
        row = find_repository(store, repository)
        registers = steps.registers_of(places, session)
        item = explain_one(store, policy, row["id"], registers)
        print_explanation(item, policy, form.value, session.translate)
    _end_with(registers)


@app.command(epilog="Example: `ouvrage findings ministere/paie --head --min-confidence medium`")
@with_common_options
def findings(
    repository: Annotated[
        str,
        typer.Argument(
            metavar="[REPO]", help="owner/name, host/owner/name, a URL or a path; none = all.", show_default=False
        ),
    ] = "",
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
        registers = steps.registers_of(
            steps.Places(database=database, policies=policies, declarations=declarations), session
        )
        agenda = read_agenda(store, registers, policies)
        status = read_status(store, repositories, with_events=events, agenda=agenda, problems=registers.problems)
        print_status(status, form.value, session.translate, with_owners=owners)
    _end_with(registers)


def _end_with(registers: Registers) -> None:
    """End with the code of a partial result when some declaration couldn't be used."""
    if registers.problems:
        raise typer.Exit(PARTIAL)


def _print_ranking(store: Store, places: steps.Places, registers: Registers, form: o.TableFormat, limit: int) -> None:
    from catalog.priorities import rank as rank_all
    from catalog.priority_policy import load_priorities
    from catalog.rendering import print_ranking

    policy = load_priorities(places.policies)
    ranked = rank_all(store, policy, registers, limit=limit)
    print_ranking(ranked, policy, form.value, session.translate)


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


for _more in (cli_judging, cli_publiccode, cli_publishing):
    app.registered_commands += _more.app.registered_commands


def main() -> None:
    """Run the command; every error that a user can cause ends as one sentence and an exit code."""
    sys.exit(_run(sys.argv[1:]))


def _run(arguments: list[str]) -> int:
    try:
        app(arguments)
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else 0
        return _fail(session.translate("stopped: what was collected is kept"), PARTIAL) if code == _CTRL_C else code
    except OuvrageError as error:
        return _fail(session.translate.error(error), error.exit_code, error)
    except OSError as error:
        return _fail(f"{error.filename or ''}: {error.strerror or error}".lstrip(": "), UsageError.exit_code, error)
    except Exception as error:  # noqa: BLE001 - the edge: a fault of ours is told in one line too
        told = OuvrageError("unexpected failure: {kind}", mend="run with --debug", kind=type(error).__name__)
        return _fail(session.translate.error(told), UsageError.exit_code, error)
    return 0


def _fail(message: str, code: int, error: Exception | None = None) -> int:
    if session.debug and error is not None:
        raise error
    session.voice.error(f"ouvrage: {message}")
    return code


if __name__ == "__main__":
    main()
