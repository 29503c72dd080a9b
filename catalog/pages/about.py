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
        "no_coverage": _("The sources of this catalogue are internal to the administration: they aren’t named here.")
        if edition.index.repositories
        else _("No source has been read yet."),
        "terms": _terms(edition),
        "withheld": edition.withheld() or _("Every closed repository that is known is on the ranked list."),
        "axes": [
            {"title": edition.labels.axis(axis), "source": edition.labels.axis_source(axis), "rules": rules[axis]}
            for axis in AXES
        ],
        "data": _data(edition),
        "api": "api/v1/hosts.json",
    }


def _terms(edition: Edition) -> list[tuple[str, str, str]]:
    """Return the words of the catalog that not everybody knows: term, meaning, page that says more or ""."""
    _ = edition.translate
    return [
        (
            _("Source code"),
            _(
                "The text of a program, as people write and read it. That of an administration is an administrative "
                "document (CRPA, article L300-2)."
            ),
            "",
        ),
        (_("Repository"), _("The folder that holds the source code of some software, with the history of it."), ""),
        (
            _("Forge"),
            _(
                "A site where teams keep their repositories, work on them and receive contributions: GitHub, GitLab, "
                "or that of an administration."
            ),
            edition.url("forges"),
        ),
        (_("Owner"), _("An account or a group of a forge, which holds repositories."), edition.url("owners")),
        (
            _("Derived repository (fork)"),
            _("A repository made from another one, whose history it takes over, and which goes its own way."),
            "",
        ),
        (
            _("Reusable module"),
            _("A folder or a file of a repository that depends little on the rest of it, and could serve elsewhere."),
            edition.url("modules"),
        ),
        (
            "publiccode.yml",
            _(
                "A file at the root of a repository that presents the software in a form that several countries share: "
                "its name, its use, who answers for it, its licence."
            ),
            "",
        ),
        (
            _("Degree of openness"),
            _(
                "How far code is opened, on the scale of Etalab’s guide: A contributive, B open, C published, "
                "D not communicable."
            ),
            edition.url("degrees"),
        ),
        (
            _("Front"),
            _(
                "Closed repositories that stand side by side in the ranking. Front no. 1 holds those that no other "
                "exceeds on both criteria at once; front no. 2 those that would then be in that case, and so on."
            ),
            edition.url("to-open"),
        ),
    ]


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
        (_("Lists of this catalogue"), [_table(name, label) for name, label in ours]),
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
