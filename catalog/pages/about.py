# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What the catalog is made from and how: coverage, ranking, open data, corrections."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from catalog.pages.edition import Edition
from catalog.pages.page import Page
from catalog.priority_policy import AXES


def pages(edition: Edition) -> Iterator[Page]:
    """Yield the page about the catalog."""
    yield Page("about", "index", "about.html", partial(_about, edition))


def _about(edition: Edition) -> dict[str, Any]:
    _ = edition.translate
    rules = {
        axis: [{"title": title, "why": why, "share": round(share)} for title, why, share in edition.labels.rules(axis)]
        for axis in AXES
    }
    return {
        "coverage": edition.index.view.coverage,
        "withheld": edition.withheld() or _("Every closed repository that is known is on the ranked list."),
        "axes": [
            {"title": edition.labels.axis(axis), "source": edition.labels.axis_source(axis), "rules": rules[axis]}
            for axis in AXES
        ],
        "data_files": _data_files(edition),
    }


def _data_files(edition: Edition) -> list[tuple[str, str]]:
    _ = edition.translate
    return [
        ("codegouvfr-repositories.csv", _("repositories")),
        ("codegouvfr-repositories.json", _("repositories")),
        ("codegouvfr-organizations.csv", _("owners")),
        ("codegouvfr-organizations.json", _("owners")),
        ("to-open.csv", _("closed code to open next")),
        ("to-open.json", _("closed code to open next, with its reasons")),
        ("to-open.schema.json", _("Table Schema of the previous list")),
        ("modules.csv", _("reusable modules")),
        ("modules.json", _("reusable modules")),
        ("ministries.csv", _("figures of ministries")),
        ("ministries.json", _("figures of ministries")),
        ("openings.csv", _("openings announced and effective")),
        ("openings.json", _("openings announced and effective")),
        ("figures.csv", _("figures")),
        ("figures.json", _("figures, with their formula")),
        ("algorithmes.csv", _("inventory of algorithms")),
        ("algorithmes.json", _("inventory of algorithms")),
        ("codegouvfr-forges.csv", _("forges")),
        ("fr-ospos.json", _("open source programme offices")),
        ("stats_preprod.json", _("statistics")),
    ]
