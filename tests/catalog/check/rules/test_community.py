# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""How to take part, and whom to tell of a flaw: looked for wherever administrations write it."""

from pathlib import Path

import pytest

from catalog.check.models import Severity
from tests.catalog.check.rules.seeing import repository, seen

README = "# Paie\n\nCe logiciel calcule la paie des agents.\n"
PUBLICCODE = """publiccodeYmlVersion: "0.5.0"
maintenance:
  type: internal
  contacts:
    - name: Bureau de la paie
      email: paie@exemple.gouv.fr
"""


@pytest.mark.parametrize(
    "files",
    [
        {"CONTRIBUTING.md": "Écrivez-nous.\n"},
        {".github/CONTRIBUTING.md": "Écrivez-nous.\n"},
        {"docs/contribuer.md": "Écrivez-nous.\n"},
        {"README.md": README + "\n## Contribuer\n\nÉcrivez-nous.\n"},
        {"README.md": README + "\nContributing\n------------\n\nWrite to us.\n"},
        {"README.md": README + "![](https://img.shields.io/badge/code.gouv.fr-publi%C3%A9-blue.svg)\n"},
    ],
    ids=["at the root", "for the forge", "in French", "in the README", "underlined", "published without contributions"],
)
def test_a_guide_for_contributors_is_found(tmp_path: Path, files: dict[str, str]) -> None:
    assert seen(repository(tmp_path / "depot", {"README.md": README, **files}), "contributing") == []


def test_a_repository_that_says_nothing_of_contributions_is_told(tmp_path: Path) -> None:
    (problem,) = seen(repository(tmp_path / "depot", {"README.md": README}), "contributing")
    assert (problem.severity, problem.path) == (Severity.WARNING, "")
    assert "CONTRIBUTING.md" in problem.message


@pytest.mark.parametrize(
    "files",
    [
        {"SECURITY.md": "Écrivez-nous.\n"},
        {"public/.well-known/security.txt": "Contact: mailto:securite@exemple.gouv.fr\n"},
        {"README.md": README + "\n## Signaler une vulnérabilité\n\nÉcrivez-nous.\n"},
        {"README.md": README + "\n## Security policy\n\nWrite to us.\n"},
        {"CONTRIBUTING.md": "# Contribuer\n\n## Sécurité\n\nÉcrivez-nous.\n"},
        {"publiccode.yml": PUBLICCODE},
    ],
    ids=["file", "security.txt", "README in French", "README in English", "CONTRIBUTING", "publiccode.yml"],
)
def test_a_security_contact_is_found(tmp_path: Path, files: dict[str, str]) -> None:
    assert seen(repository(tmp_path / "depot", {"README.md": README, **files}), "security-contact") == []


@pytest.mark.parametrize("document", ["maintenance: []\n", "maintenance:\n  contacts:\n    - name: Paie\n", ": :\n"])
def test_a_document_without_an_address_is_no_contact(tmp_path: Path, document: str) -> None:
    depot = repository(tmp_path / "depot", {"README.md": README, "publiccode.yml": document})
    assert len(seen(depot, "security-contact")) == 1


def test_a_change_that_removes_the_contact_is_told(tmp_path: Path) -> None:
    depot = repository(tmp_path / "depot", {"README.md": README, "SECURITY.md": "Écrivez-nous.\n"})
    base = depot.commit()
    assert len(seen(depot.remove("SECURITY.md"), "security-contact", base)) == 1


def test_a_change_is_not_told_of_what_was_missing_before(tmp_path: Path) -> None:
    depot = repository(tmp_path / "depot", {"README.md": README})
    base = depot.commit()
    assert seen(depot.write("README.md", README + "\nSuite.\n"), "security-contact", base) == []
