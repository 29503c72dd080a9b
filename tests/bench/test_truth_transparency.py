# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The bench of transparency: an order that is right on real repositories, its ties, its labels."""

from pathlib import Path

from bench.truth_transparency import LABELS, auc, measure, read_labels
from tests.building import RepositoryBuilder

RULES = """
def montant(eleve):
    if eleve.revenu > 3 * eleve.plafond:
        return 0
    montant = eleve.taux * 2
    return min(montant, eleve.plafond)
"""


def test_a_tie_counts_half() -> None:
    assert auc([1, 0], [0, 0]) == 0.75
    assert auc([], [1]) is None


def test_no_owner_stands_in_both_halves_and_no_repository_twice() -> None:
    labels = read_labels(LABELS)
    owners: dict[str, set[str]] = {}
    for each in labels:
        owners.setdefault(each.repository.split("/")[0], set()).add(each.half)
    assert all(len(halves) == 1 for halves in owners.values())
    assert len({each.repository for each in labels}) == len(labels)


def test_real_repositories_are_ordered_and_what_is_absent_is_said(tmp_path: Path) -> None:
    for name, code in (
        ("calcul", RULES),
        ("outil", "def add(a, b):\n    c = a + b\n    d = c\n    e = d\n    return e\n"),
    ):
        RepositoryBuilder(tmp_path / name).write("main.py", code).commit()
    table = tmp_path / "labels.tsv"
    rows = ["a/calcul\tpositive\theld-out\t", "a/outil\ttechnical\theld-out\t", "a/absent\tservice\theld-out\t"]
    table.write_text("repository\tlabel\thalf\tsource\n" + "\n".join(rows), encoding="utf-8")
    found = measure({f"a/{name}": tmp_path / name / ".git" for name in ("calcul", "outil")}, table)
    assert found["auc"]["held-out"]["ours (score)"] == {"technical": 1.0}
    assert found["not_measured"] == {"a/absent": "no such repository"}
