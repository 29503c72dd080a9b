# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A publication tells what it leaves out of which file, and keeps the report of the run that made the data."""

from pathlib import Path

import pytest

from catalog.console import Session
from catalog.database import Store
from catalog.i18n import translator
from catalog.pages.settings import SiteSettings
from catalog.places import Places
from catalog.publishing import RUN_FILE, publish_views
from catalog.run_report import RunReport, make_report
from catalog.scanning import ScanSummary
from catalog.view import Audience
from scanner.models import Forge, ForgeKind, Owner, Repository, Visibility


def publish(store: Store, folder: Path, audience: Audience, report: RunReport | None = None) -> None:
    session = Session(translate=translator("en"))
    publish_views(store, Places(database=store.path), {audience: folder}, SiteSettings(), session, report)


def test_what_is_published_without_a_run_keeps_the_report_of_the_last_one(store: Store, tmp_path: Path) -> None:
    report = make_report((), (), ScanSummary(), started=0.0, interrupted=False)
    publish(store, tmp_path, Audience.INTERNAL, report)
    first = (tmp_path / RUN_FILE).read_bytes()
    publish(store, tmp_path, Audience.INTERNAL)
    assert (tmp_path / RUN_FILE).read_bytes() == first


@pytest.mark.parametrize("harm", ["bytes", "link"])
def test_a_report_that_was_altered_is_not_kept(store: Store, tmp_path: Path, harm: str) -> None:
    report = make_report((), (), ScanSummary(), started=0.0)
    publish(store, tmp_path / "site", Audience.INTERNAL, report)
    path, other = tmp_path / "site" / RUN_FILE, tmp_path / "of others"
    other.write_text("{}", encoding="utf-8")
    path.unlink()
    if harm == "link":
        path.symlink_to(other)
    else:
        path.write_bytes(b"\xff\xfe")
    publish(store, tmp_path / "site", Audience.INTERNAL)
    assert not path.exists()
    assert other.read_text(encoding="utf-8") == "{}"


def test_the_report_of_a_run_is_never_in_the_public_view(store: Store, tmp_path: Path) -> None:
    report = make_report((), (), ScanSummary(), started=0.0, interrupted=False)
    publish(store, tmp_path, Audience.PUBLIC, report)
    assert not (tmp_path / RUN_FILE).exists()


def test_what_the_bulk_files_cannot_hold_is_told_with_its_reason(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    host = "git.exemple.gouv.fr"
    store.save_forge(Forge(host=host, kind=ForgeKind.GITEA, url=f"https://{host}"))
    carto = store.save_owner(Owner(host=host, login="carto"))
    for name in ("fonds", "tuiles"):
        store.save_repository(
            Repository(
                host=host,
                owner="carto",
                name=name,
                full_name=f"carto/{name}",
                html_url=f"https://{host}/carto/{name}",
                clone_url=f"https://{host}/carto/{name}.git",
                visibility=Visibility.PUBLIC,
            ),
            carto,
        )
    publish(store, tmp_path, Audience.PUBLIC)
    said = capsys.readouterr().err
    assert "2 repositories aren't in data/repositories (on a forge that is neither GitHub nor GitLab)" in said
    assert "carto/fonds" in (tmp_path / "data" / "codegouvfr-repositories.csv").read_text(encoding="utf-8")
