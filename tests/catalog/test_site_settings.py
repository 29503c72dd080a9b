# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What an administration says of its site: legal notice, contact and corrections, accessibility as it was audited."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from catalog.cli import app
from catalog.database import open_store
from catalog.pages.settings import Audit, Compliance, SiteSettings, declared_audit
from catalog.publish import publish
from scanner.errors import UsageError
from tests.catalog import filling as f
from tests.catalog.views import public_view, view

AUDIT = Audit(compliance=Compliance.PARTIAL, day=date(2026, 1, 5), rate=75.5, auditor="Cabinet Exemple")


def _pages(folder: Path, settings: SiteSettings, **data: Any) -> dict[str, str]:  # noqa: ANN401 - fields of a view
    """Return the pages that tell of the site itself, each space being a plain one."""
    publish(public_view().model_copy(update=data), folder, settings=settings)
    names = ("index.html", "mentions-legales/index.html", "accessibilite/index.html", "a-propos/index.html")
    return {name.split("/")[0]: " ".join((folder / name).read_text(encoding="utf-8").split()) for name in names}


# --- the accessibility statement -------------------------------------------------------------------------------------


def test_without_an_audit_a_site_is_not_compliant_on_every_page(tmp_path: Path) -> None:
    pages = _pages(tmp_path, SiteSettings())
    assert all("Accessibilité : non conforme" in text for text in pages.values())
    assert "aucun audit n’a encore été réalisé" in pages["accessibilite"]
    assert "Défenseur des droits" in pages["accessibilite"]


def test_a_declared_audit_is_told_with_its_rate_and_who_made_it(tmp_path: Path) -> None:
    audit = AUDIT.model_copy(update={"report": "https://exemple.gouv.fr/audit"})
    pages = _pages(tmp_path, SiteSettings(audit=audit))
    assert all("Accessibilité : partiellement conforme" in text for text in pages.values())
    for told in ("Cabinet Exemple", "5 janvier 2026", "75,5 %", 'href="https://exemple.gouv.fr/audit"'):
        assert told in pages["accessibilite"]


@pytest.mark.parametrize(
    ("rate", "compliance", "words"),
    [
        (100, Compliance.FULL, "totalement conforme"),
        (50, Compliance.PARTIAL, "partiellement conforme"),
        (49, Compliance.NOT, "non conforme"),
    ],
)
def test_what_a_site_says_is_what_its_rate_allows(
    tmp_path: Path, rate: float, compliance: Compliance, words: str
) -> None:
    audit = declared_audit(compliance, "2026-01-05", rate, "Cabinet")
    assert f"Accessibilité : {words}" in _pages(tmp_path, SiteSettings(audit=audit))["index.html"]


def test_an_audit_lapses_after_three_years(tmp_path: Path) -> None:
    settings = SiteSettings(audit=AUDIT)
    assert settings.compliance_on("2029-01-05T10:00:00Z") is Compliance.PARTIAL
    assert settings.compliance_on("2029-01-06") is Compliance.NOT
    assert settings.compliance_on("") is Compliance.PARTIAL
    pages = _pages(tmp_path, settings, date="2030-01-01")
    assert "date de plus de trois ans" in pages["accessibilite"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ((None, "2026-01-05"), "outcome"),
        ((Compliance.FULL, "2026-01-05", 100.0), "auditor"),
        ((Compliance.FULL, "2026-01-05", None, "Cabinet"), "rate"),
        ((Compliance.FULL, "2026-01-05", 99.9, "Cabinet"), "99.9 %"),
        ((Compliance.NOT, "2026-01-05", 50.0, "Cabinet"), "50 %"),
        ((Compliance.PARTIAL, "5 janvier", 75.0, "Cabinet"), "not a date"),
        ((Compliance.PARTIAL, "2026-01-05", 75.0, "Cabinet", "javascript:1"), "not a web address"),
    ],
)
def test_an_audit_that_does_not_hold_together_is_refused(given: tuple[Any, ...], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        declared_audit(*given)


def test_nothing_declared_is_no_audit() -> None:
    assert declared_audit(None) is None


# --- the legal notice, contact and corrections -----------------------------------------------------------------------


def test_the_legal_notice_names_who_publishes_directs_and_hosts(tmp_path: Path) -> None:
    settings = SiteSettings(
        publisher="Ministère de l’Exemple", director="Camille Exemple", hosting="Hébergeur, 1 rue de l’Exemple, Paris"
    )
    notice = _pages(tmp_path, settings)["mentions-legales"]
    for told in ("Ministère de l’Exemple", "Camille Exemple", "Hébergeur, 1 rue de l’Exemple, Paris", "etalab-2.0"):
        assert told in notice


def test_what_was_not_declared_is_said_to_be_so(tmp_path: Path) -> None:
    notice = _pages(tmp_path, SiteSettings())["mentions-legales"]
    assert "n’a pas encore déclaré son nom" in notice
    assert "L’hébergeur n’a pas encore été déclaré." in notice


@pytest.mark.parametrize(
    ("settings", "link"),
    [
        (SiteSettings(contact="codes@exemple.gouv.fr"), "mailto:codes@exemple.gouv.fr"),
        (
            SiteSettings(contact="a@exemple.fr", corrections="https://exemple.gouv.fr/corriger"),
            "https://exemple.gouv.fr/corriger",
        ),
    ],
)
def test_every_reader_finds_where_to_have_an_entry_corrected(tmp_path: Path, settings: SiteSettings, link: str) -> None:
    pages = _pages(tmp_path, settings)
    assert f'href="{link}"' in pages["a-propos"]
    assert f'href="{link}"' in pages["mentions-legales"]
    assert all("a-propos/index.html#correct" in text for text in pages.values())


def test_every_page_says_the_date_of_its_data_and_its_coverage(tmp_path: Path) -> None:
    publish(public_view(), tmp_path)
    texts = {str(path): path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.html")}
    pages = {name: text for name, text in texts.items() if 'http-equiv="refresh"' not in text}
    day = {True: "Data as of 3 November 2026", False: "Données du 3 novembre 2026"}
    assert [name for name, text in pages.items() if day["/en/" in name] not in text] == []
    assert [name for name, text in pages.items() if "#coverage" not in text] == []


def test_a_site_without_data_says_so(tmp_path: Path) -> None:
    publish(view(date=""), tmp_path)
    assert "Aucune donnée" in (tmp_path / "mentions-legales" / "index.html").read_text(encoding="utf-8")


def test_the_configuration_file_says_it_all_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(tmp_path / "ouvrage.db") as store:
        f.repository(store, "etalab/ouvert")
    (tmp_path / "ouvrage.toml").write_text(
        'publication_director = "Camille Exemple"\nhosting = "Hébergeur"\naccessibility = "fully-compliant"\n'
        'accessibility_date = "2026-01-05"\naccessibility_rate = 100\naccessibility_auditor = "Cabinet"\n',
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["publish", "--lang", "fr"])
    assert result.exit_code == 0, result.output
    assert "Camille Exemple" in (tmp_path / "public" / "mentions-legales" / "index.html").read_text(encoding="utf-8")
    assert "totalement conforme" in (tmp_path / "public" / "index.html").read_text(encoding="utf-8")
