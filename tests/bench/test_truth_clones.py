# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The bench of clones ranks a true package that stands in the folder, and says what it could not measure."""

from pathlib import Path

from bench.truth_clones import NOTHING, Case, measure, read_cases
from tests.building import RepositoryBuilder
from tests.catalog.clones.conftest import source


def test_the_package_that_code_became_is_ranked_at_the_commit_before(tmp_path: Path) -> None:
    app = RepositoryBuilder(tmp_path / "ministere" / "paie")
    app.write("src/calendrier/jours.py", source("jours")).write("src/paie.py", source("paie")).commit()
    app.remove("src/calendrier/jours.py")
    taken = app.commit()
    package = RepositoryBuilder(tmp_path / "beta" / "calendrier")
    package.write("lib/jours.py", source("jours")).commit()
    other = RepositoryBuilder(tmp_path / "beta" / "autre")
    other.write("lib/ville.py", source("ville")).commit()
    table = tmp_path / "cases.tsv"
    table.write_text(f"repository\tat\tpath\ttruth\nministere/paie\t{taken}^\tsrc/calendrier\tbeta/calendrier\n")

    figures = measure(
        tmp_path,
        [
            *read_cases(table),
            Case("ministere/paie", taken, "", NOTHING),
            Case("ministere/paie", taken, "", "beta/absent"),
        ],
    )

    assert (figures["n"], figures["rank_1"]) == (1, 1)
    assert figures["ranks"] == {"ministere/paie src/calendrier": 1}
    assert figures["largest_noise"] == 0
    assert list(figures["not_measured"].values()) == ["not in the folder: beta/absent"]
