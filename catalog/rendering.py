# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Prints a ranking, an explanation or findings on stdout, in the form that was asked for."""

import sys
from collections.abc import Sequence

from rich.console import Console

from catalog.algorithms import Sheet
from catalog.clones import Holder
from catalog.extract.models import Extraction
from catalog.findings import Listing
from catalog.i18n import Translator
from catalog.listing import algorithms as listing
from catalog.priorities import Ranked
from catalog.priority_policy import Priorities
from catalog.reports import algorithms, clones, explanation, extract, findings, quality, ranking
from catalog.verdict.models import Quality

_WIDTH_OF_A_FILE = 160
"""Columns of a table that goes to a file or a pipe."""


def print_ranking(ranked: Sequence[Ranked], policy: Priorities, form: str, translate: Translator) -> None:
    """Print a ranking as ``text`` (a table), ``json``, ``csv`` or ``markdown``."""
    if form == "json":
        sys.stdout.write(ranking.ranking_json(ranked))
    elif form == "csv":
        sys.stdout.write(ranking.ranking_csv(ranked))
    elif form == "markdown":
        sys.stdout.write(ranking.ranking_markdown(ranked, policy, translate))
    elif ranked:
        console = Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else _WIDTH_OF_A_FILE)
        console.print(ranking.ranking_table(ranked, policy, translate))
    else:
        sys.stdout.write(translate("There is no closed code in the store: nothing to rank.") + "\n")


def print_explanation(item: Ranked, policy: Priorities, form: str, translate: Translator) -> None:
    """Print the explanation of one repository as ``text``, ``json`` or ``markdown``."""
    if form == "json":
        sys.stdout.write(explanation.explanation_json(item))
    elif form == "markdown":
        sys.stdout.write(explanation.explanation_markdown(item, policy, translate))
    else:
        sys.stdout.write(explanation.explanation_text(item, policy, translate))


def print_inventory(sheets: Sequence[Sheet], form: str, translate: Translator) -> None:
    """Print the inventory of algorithms as ``text``, ``json`` or ``csv``."""
    if form == "json":
        sys.stdout.write(ranking.dump(listing.algorithms_json(sheets)))
    elif form == "csv":
        sys.stdout.write(listing.algorithms_csv(sheets, translate))
    else:
        sys.stdout.write(algorithms.inventory_text(sheets, translate))


def print_quality(judged: Sequence[Quality], form: str, translate: Translator) -> None:
    """Print the quality of open code as ``text``, ``json`` or ``csv``."""
    if form == "json":
        sys.stdout.write(quality.quality_json(judged))
    elif form == "csv":
        sys.stdout.write(quality.quality_csv(judged))
    else:
        sys.stdout.write(quality.quality_text(judged, translate))


def print_findings(found: Listing, form: str, limit: int, translate: Translator) -> list[str]:
    """Print findings as ``text``, ``json`` or ``csv``; return the sentences that a table has no room for."""
    if form == "json":
        sys.stdout.write(findings.findings_json(found, limit))
        return []
    if form == "csv":
        sys.stdout.write(findings.findings_csv(found, limit))
        total = len(found.found)
        return findings.left_out(found, min(limit, total) if limit else total, total, translate)
    sys.stdout.write(findings.findings_text(found, limit, translate))
    return []


def print_holders(found: Sequence[Holder], form: str, translate: Translator) -> None:
    """Print who holds the same code as ``text``, ``json`` or ``csv``."""
    told = {"json": clones.holders_json, "csv": clones.holders_csv}.get(form)
    sys.stdout.write(told(found) if told else clones.holders_text(found, translate))


def print_extraction(told: Extraction, form: str, translate: Translator) -> None:
    """Print an extraction as ``text`` or ``json``."""
    sys.stdout.write(extract.extraction_json(told) if form == "json" else extract.extraction_text(told, translate))
