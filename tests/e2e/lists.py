# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A catalog whose lists are searched: long enough to be cut into pages, with a little of every case."""

from catalog.view import LicenceEntry, View
from tests.catalog.views import FORGE, owner, repository, view

FINANCES, ECOLOGY = "Ministère des Finances", "Ministère de l’Écologie"
LANGUAGES = ("Python", "Java", "Jupyter Notebook", "")


def catalog() -> View:
    """Return 230 repositories of two ministries on two forges, and four that are looked for."""
    mit = LicenceEntry(expression="MIT", agreement="single", legal=True)
    many = [
        repository(
            f"impots/depot-{number:03}" if number % 2 else f"climat/outils/depot-{number:03}",
            "github.com" if number % 2 else FORGE,
            ministry=FINANCES if number % 2 else ECOLOGY,
            description=f"Dépôt numéro {number}",
            language=LANGUAGES[number % 4],
            licence=mit if number % 3 else None,
            archived=number % 10 == 0,
            updated_at=f"20{10 + number % 16}-03-01T00:00:00Z",
            degree="ABC"[number % 3],
        )
        for number in range(230)
    ]
    sought = [
        repository("impots/forêt", ministry=FINANCES, description="Inventaire forestier", language="Python", stars=3),
        repository("impots/calcul-foret", ministry=FINANCES, language="R", license_key="gpl-3.0", stars=9),
        repository("impots/zones", ministry=FINANCES, description="Zones de forêts à l’échelle communale", fork=True),
        repository("impots/formule", ministry=FINANCES, description='=HYPERLINK("https://mal.example"), "forêts"'),
    ]
    return view(
        owners=(
            owner("impots", name="Direction des impôts", ministry=FINANCES, repositories_count=119),
            owner("climat/outils", FORGE, name="Outils du climat", ministry=ECOLOGY, repositories_count=115),
        ),
        repositories=(*many, *sought),
    )
