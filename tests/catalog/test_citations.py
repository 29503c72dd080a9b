# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a line of code cites of the law, told without the code."""

import pytest

from catalog.citations import LONGEST, citation


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("/*Décret n°2014-1531 du 17 décembre 2014 - art. 11*/", "Décret n°2014-1531 du 17 décembre 2014 - art. 11"),
        (
            "%let plafond = 0; /*D. 731-89 du code rural : Décret n° 2015-1365*/",
            "D. 731-89 du code rural : Décret n° 2015-1365",
        ),
        ("// selon l'article L144-4 du code minier :", "selon l'article L144-4 du code minier"),
        ("# Article 1407 du CGI", "Article 1407 du CGI"),
        ("x = 3  # art. 4 de la loi n° 78-17", "art. 4 de la loi n° 78-17"),
        ('    reference = "Article R. 351-17-2 du CCH"', "Article R. 351-17-2 du CCH"),
        ("-- ordonnance n° 2005-1516", "ordonnance n° 2005-1516"),
        ("<!-- Code de l'éducation, article D. 821-1 -->", "Code de l'éducation, article D. 821-1"),
        (
            "reference: 'https://www.legifrance.gouv.fr/codes/id/LEGISCTA000006191913/2020-07-25',",
            "https://www.legifrance.gouv.fr/codes/id/LEGISCTA000006191913/2020-07-25",
        ),
        (
            "# voir https://www.legifrance.gouv.fr/eli/loi/2018/9/5/2018-771/jo/article_83.",
            "https://www.legifrance.gouv.fr/eli/loi/2018/9/5/2018-771/jo/article_83",
        ),
        ("if age > plafond_article_4:", "if age > plafond_article_4"),
    ],
)
def test_the_citation_is_taken_out_of_the_code(line: str, told: str) -> None:
    assert citation(line) == told


def test_an_address_that_the_program_makes_cites_nothing() -> None:
    assert citation("<a href={`https://www.legifrance.gouv.fr/jorf/id/${id}`} title={`Légifrance`}>") == ""


@pytest.mark.parametrize("line", ["'" * 50_000, "/*" * 50_000, "# " * 50_000, "https://legifrance.gouv.fr/" * 5000])
def test_a_very_long_line_is_bounded(line: str) -> None:
    assert len(citation(line)) <= 2 * LONGEST
