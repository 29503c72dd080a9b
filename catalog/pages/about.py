# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What the catalog is made from and how: coverage, ranking, open data, corrections."""

from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

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
        "data": _data(edition),
        "api": "api/v1/hosts.json",
    }


class DataFile(NamedTuple):
    """One set of data, in each of its formats."""

    label: str
    path: str
    """From the root of the site, without its ending."""
    formats: tuple[str, ...] = ("csv", "json")
    schema: str = ""
    """Path of the Table Schema of its CSV; "" when it has none."""


def _data(edition: Edition) -> list[tuple[str, list[DataFile]]]:
    """Return what may be downloaded, group by group."""
    _ = edition.translate
    ours = (
        ("to-open", _("closed code to open next, with its reasons")),
        ("modules", _("reusable modules")),
        ("ministries", _("figures of ministries")),
        ("openings", _("openings announced and effective")),
        ("news", _("news")),
        ("figures", _("figures, with their formula")),
        ("algorithmes", _("inventory of algorithms")),
    )
    listed = (("codegouvfr-repositories", _("repositories")), ("codegouvfr-organizations", _("owners")))
    bulk = (("repositories", _("repositories")), ("organizations", _("owners")))
    only_json = (
        ("awesome", _("software described by a publiccode.yml")),
        ("fr-ospos", _("open source programme offices")),
        ("annuaire_sup", _("State’s directory of administrations")),
        ("stats_preprod", _("statistics")),
    )
    return [
        (_("Lists of this catalog"), [_table(name, label) for name, label in ours]),
        (
            _("In the formats of code.gouv.fr"),
            [
                *(_table(name, label) for name, label in listed),
                DataFile(_("forges"), "data/codegouvfr-forges", ("csv",)),
                *(DataFile(label, f"data/{name}", ("json",)) for name, label in only_json),
            ],
        ),
        (_("In the formats of the inventory of GitHub’s and GitLab’s repositories"), [_bulk(*each) for each in bulk]),
    ]


def _table(name: str, label: str) -> DataFile:
    return DataFile(label, f"data/{name}", schema=f"data/{name}.schema.json")


def _bulk(name: str, label: str) -> DataFile:
    return DataFile(label, f"data/{name}/{{}}/all", schema=f"data/{name}/csv/all.schema.json")
