# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Two themes over the same pages: ours without a mark of the State, and the State's where it may be used."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from catalog.cli import app
from catalog.database import open_store
from catalog.pages.settings import SiteSettings, Theme
from catalog.publish import publish
from catalog.theme import check_theme, dressed, dsfr_files, theme_files
from scanner.errors import UsageError
from scanner.resources import resource_dir
from tests.catalog import filling as f
from tests.catalog.themes import FILES, supply_dsfr
from tests.catalog.views import public_view

STATE_SITE = "https://codes.exemple.gouv.fr/"
MARKS = re.compile(r"marianne|république\s*<br>\s*française|dsfr|class=\"[^\"]*\bfr-|gouvernement\.fr", re.IGNORECASE)


def _dsfr(folder: Path, base_url: str = STATE_SITE) -> SiteSettings:
    return SiteSettings(theme=Theme.DSFR, dsfr_dir=supply_dsfr(folder / "dsfr"), base_url=base_url)


# --- where it may be -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [STATE_SITE, "https://gouv.fr", "http://a.b.gouv.fr:8080/codes/"])
def test_the_state_theme_dresses_sites_of_the_state(tmp_path: Path, address: str) -> None:
    check_theme(_dsfr(tmp_path, address))


@pytest.mark.parametrize(
    "address",
    [
        *("", "https://exemple.fr", "https://gouv.fr.exemple.com/", "https://exemplegouv.fr/", "gouv.fr"),
        *("https://exemple.fr/x.gouv.fr", "https://codes.gouv.fr@exemple.fr/", "https://exemple.fr/?.gouv.fr"),
    ],
)
def test_and_no_other(tmp_path: Path, address: str) -> None:
    with pytest.raises(UsageError, match=r"\.gouv\.fr"):
        check_theme(_dsfr(tmp_path, address))


def test_its_files_come_from_the_deployer_alone(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="supplied"):
        check_theme(SiteSettings(theme=Theme.DSFR, base_url=STATE_SITE))


@pytest.mark.parametrize("name", [name for name in FILES if not name.startswith("component")])
def test_a_file_that_lacks_is_named(tmp_path: Path, name: str) -> None:
    settings = _dsfr(tmp_path)
    assert settings.dsfr_dir is not None
    (settings.dsfr_dir / name).unlink()
    with pytest.raises(UsageError, match=re.escape(name)):
        check_theme(settings)


@pytest.mark.parametrize("banner", ["/*! DSFR v1.11.2 */", "/*! DSFR v2.0.0 */", "body { color: red }", ""])
def test_what_is_not_a_known_version_is_refused(tmp_path: Path, banner: str) -> None:
    folder = supply_dsfr(tmp_path)
    (folder / "dsfr.min.css").write_text(banner, encoding="utf-8")
    with pytest.raises(UsageError, match=r"1\.12"):
        list(dsfr_files(folder))


def test_a_style_that_points_out_of_its_folder_is_refused(tmp_path: Path) -> None:
    folder = supply_dsfr(tmp_path / "dsfr")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    for away in ("../secret.txt", "lien.txt"):
        (folder / "dsfr.min.css").write_text(f"/*! DSFR v1.15.0 */ a {{ b: url({away}) }}", encoding="utf-8")
        (folder / "lien.txt").unlink(missing_ok=True)
        (folder / "lien.txt").symlink_to(tmp_path / "secret.txt")
        with pytest.raises(UsageError, match=re.escape(away)):
            list(dsfr_files(folder))


@pytest.mark.parametrize("name", ["boucle/x.svg", "a" * 5_000, "a\0b", ".ouvrage-manifest", "icons\\x.svg", "."])
def test_a_style_that_names_what_no_file_can_be_is_refused_in_a_sentence(tmp_path: Path, name: str) -> None:
    folder = supply_dsfr(tmp_path)
    (folder / "boucle").symlink_to("boucle")
    (folder / ".ouvrage-manifest").write_text("", encoding="utf-8")
    (folder / "dsfr.min.css").write_text(f"/*! DSFR v1.15.0 */ a {{ b: url({name}) }}", encoding="utf-8")
    with pytest.raises(UsageError, match="is missing"):
        list(dsfr_files(folder))


def test_a_file_is_copied_where_its_address_leads(tmp_path: Path) -> None:
    folder = supply_dsfr(tmp_path)
    style = "/*! DSFR v1.15.0 */ a { b: url(icons/../fonts/Essai-Regular.woff2) }"
    (folder / "dsfr.min.css").write_text(style, encoding="utf-8")
    assert "fonts/Essai-Regular.woff2" in dict(dsfr_files(folder))


def test_only_what_pages_ask_for_is_copied_the_package_itself_being_as_good(tmp_path: Path) -> None:
    wanted = {"dsfr.min.css", "dsfr.module.min.js", "dsfr.nomodule.min.js"}
    wanted |= {"fonts/Essai-Regular.woff2", "icons/system/arrow-right-line.svg"}
    supply_dsfr(tmp_path / "dist")
    assert {name for name, _ in dsfr_files(tmp_path)} == {name for name, _ in dsfr_files(tmp_path / "dist")} == wanted


# --- what each gives -------------------------------------------------------------------------------------------------


def test_our_own_theme_bears_no_mark_of_the_state(tmp_path: Path) -> None:
    publish(public_view(), tmp_path, settings=SiteSettings(base_url=STATE_SITE))
    texts = {path: path.read_text(encoding="utf-8") for path in tmp_path.rglob("*") if path.suffix in (".html", ".css")}
    assert [str(path) for path, text in texts.items() if MARKS.search(text)] == []


def test_nothing_of_the_design_system_is_ours(tmp_path: Path) -> None:
    held = [path for path in (resource_dir("site") / "themes").rglob("*") if path.is_file()]
    assert {path.suffix for path in held} <= {".html", ".css"}
    assert not any("@font-face" in path.read_text(encoding="utf-8") for path in held)


def test_pages_in_the_state_theme_say_the_same_in_its_markup(tmp_path: Path) -> None:
    publish(public_view(), tmp_path / "nous")
    publish(public_view(), tmp_path / "etat", settings=_dsfr(tmp_path))
    pages = {path.relative_to(tmp_path / "nous") for path in (tmp_path / "nous").rglob("*.html")}
    assert pages == {path.relative_to(tmp_path / "etat") for path in (tmp_path / "etat").rglob("*.html")}
    table = (tmp_path / "etat" / "a-propos" / "index.html").read_text(encoding="utf-8")
    for part in (
        "fr-header__brand",
        "fr-nav__link",
        "fr-skiplinks",
        "fr-footer__bottom",
        "fr-table__content",
        "fr-logo",
    ):
        assert part in table
    assert (tmp_path / "etat" / "assets" / "dsfr" / "fonts" / "Essai-Regular.woff2").is_file()


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ('<p class="lead">', '<p class="lead fr-text--lead">'),
        ('<span class="tag good">', '<span class="tag good fr-badge fr-badge--sm fr-badge--no-icon">'),
        ('<select id="a">', '<select class="fr-select" id="a">'),
        ('<input class="x" id="a">', '<input class="fr-input x" id="a">'),
        ('<input type="checkbox" name="a">', '<input type="checkbox" name="a">'),
        ("<p class=\"{{ 'a' if b else 'c' }}\">", "<p class=\"{{ 'a' if b else 'c' }}\">"),
    ],
)
def test_our_classes_bring_those_of_the_design_system(ours: str, theirs: str) -> None:
    assert dressed(ours) == theirs


def test_each_theme_has_one_style_sheet_of_ours(tmp_path: Path) -> None:
    neutral, state = dict(theme_files(SiteSettings())), dict(theme_files(_dsfr(tmp_path)))
    assert list(neutral) == ["assets/site.css"]
    assert neutral["assets/site.css"] != state["assets/site.css"]


# --- by the command --------------------------------------------------------------------------------------------------


def _publish(tmp_path: Path, *words: str) -> tuple[int, str]:
    with open_store(tmp_path / "ouvrage.db") as store:
        f.repository(store, "etalab/ouvert")
    places = ["--database", str(tmp_path / "ouvrage.db"), "--output", str(tmp_path / "public"), "--lang", "fr"]
    result = CliRunner().invoke(app, ["publish", *places, *words])
    return result.exit_code, result.output + str(result.exception or "")


def test_the_command_says_whose_terms_are_to_be_accepted(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = supply_dsfr(tmp_path / "dsfr")
    code, told = _publish(tmp_path, "--theme", "dsfr", "--dsfr-dir", str(folder), "--base-url", STATE_SITE)
    told += "".join(capfd.readouterr())
    assert code == 0, told
    assert "conditions d’utilisation" in " ".join(told.split())
    assert (tmp_path / "public" / "assets" / "dsfr" / "dsfr.min.css").is_file()


def test_the_command_refuses_before_it_writes_anything(tmp_path: Path) -> None:
    code, told = _publish(tmp_path, "--theme", "dsfr", "--dsfr-dir", str(supply_dsfr(tmp_path / "dsfr")))
    assert code != 0
    assert "gouv.fr" in told
    assert not (tmp_path / "public").exists()
