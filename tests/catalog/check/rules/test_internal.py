# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What tells of internal networks warns; a folder of one's own machine is a note."""

from pathlib import Path

import pytest

from catalog.check.models import Severity
from tests.catalog.check.rules.seeing import repository, seen


@pytest.mark.parametrize(
    ("content", "detail", "severity"),
    [
        ("url: https://paie.bureau.rie.gouv.fr/api\n", "internal-host", Severity.WARNING),
        ("url: http://sirh.ader.gouv.fr\n", "internal-host", Severity.WARNING),
        ("url: https://portail.insee.intra/\n", "internal-host", Severity.WARNING),
        ("proxy: http://10.154.61.3:3128\n", "internal-address", Severity.WARNING),
        ("depot: \\\\srv-fic01\\paie\\extractions\\2024\n", "internal-share", Severity.WARNING),
        ("chemin: /home/mdurandal/projets/paie/a.csv\n", "internal-path", Severity.NOTE),
    ],
)
def test_each_kind_is_told_with_its_weight(tmp_path: Path, content: str, detail: str, severity: Severity) -> None:
    (problem,) = seen(repository(tmp_path / "depot", {"config/app.yml": content}), "internal-address")
    assert (problem.detail, problem.severity, problem.line) == (detail, severity, 1)


@pytest.mark.parametrize(
    "content",
    ["url: https://www.impots.gouv.fr\n", "hote: localhost:8080\n", "version: 10.2.3.4\n", "url: http://192.0.2.1/\n"],
)
def test_public_names_and_examples_are_not_told(tmp_path: Path, content: str) -> None:
    assert seen(repository(tmp_path / "depot", {"config/app.yml": content}), "internal-address") == []


def test_what_only_the_history_holds_is_a_note(tmp_path: Path) -> None:
    depot = repository(tmp_path / "depot", {"app.yml": "url: https://paie.bureau.rie.gouv.fr/\n"})
    depot.commit()
    (problem,) = seen(depot.remove("app.yml"), "internal-address")
    assert (problem.severity, problem.at_head) == (Severity.NOTE, False)


def test_folders_and_networks_of_containers_are_not_those_of_an_administration(tmp_path: Path) -> None:
    files = {"Dockerfile": "COPY a.sh /home/backups/a.sh\n", "docker-compose.yml": "dnsIP: http://172.21.2.14:53\n"}
    (problem,) = seen(repository(tmp_path / "depot", files), "internal-address")
    assert (problem.path, problem.severity) == ("docker-compose.yml", Severity.NOTE)


def test_the_many_notes_of_the_history_are_one(tmp_path: Path) -> None:
    files = {f"{number}.yml": f"url: https://serveur{number}.bureau.rie.gouv.fr/\n" for number in range(6)}
    depot = repository(tmp_path / "depot", files)
    depot.commit()
    for path in files:
        depot.remove(path)
    (problem,) = seen(depot, "internal-address")
    assert (problem.severity, problem.at_head, problem.fields) == (
        Severity.NOTE,
        False,
        {"count": 6, "files": 6, "names": ["0.yml", "1.yml", "2.yml", "3.yml", "…"]},
    )
