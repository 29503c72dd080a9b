# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The opening file: what to do comes first, what wasn't read is said, drafts apply, the next one tells what changed."""

import json
import subprocess
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from catalog.cli import app
from catalog.database import Store, open_store
from catalog.dossiers import Dossier, build_dossier, changes_since, read_summary
from catalog.i18n import Language, translator
from catalog.registers.models import CadaOpinion, Exemption, Registers, Request, Requester
from catalog.reports.dossier.content import dossier_document
from catalog.reports.dossier.html import to_html
from catalog.reports.dossier.judged import where
from catalog.reports.dossier.markdown import to_markdown
from catalog.reports.dossier.patch import as_patch, drafts
from catalog.reports.dossier.writing import SUMMARY, write_dossier
from catalog.reports.wording import place
from catalog.verdict.models import Evidence
from scanner.errors import UsageError
from scanner.models import Fact
from tests.building import RepositoryBuilder
from tests.catalog import filling as f

DAY = "2026-03-02"
README = Fact(detector="community", rule="community-readme", path="README.md", message="A README")
CONTRIBUTING = Fact(detector="community", rule="community-contributing", path="CONTRIBUTING.md", message="A guide")


def dossier_of(
    store: Store, repository_id: int, registers: Registers | None = None, previous: Path | None = None
) -> Dossier:
    return build_dossier(store, repository_id, registers or Registers.empty(), None, DAY, previous)


def written(dossier: Dossier, language: Language = "en") -> str:
    return to_markdown(dossier_document(dossier, translator(language)))


def steps_of(text: str) -> list[str]:
    return [line.partition(". ")[2] for line in text.splitlines() if line[:1].isdigit() and ". " in line[:4]]


# --- what comes first ------------------------------------------------------------------------------------------------


def test_what_leaked_is_revoked_before_anything_is_cleaned(store: Store) -> None:
    identity = f.repository(store, "ministere/paie")
    place = f.secret(store, "config.py", at_head=False)
    f.scan(store, identity, [README], [f.file("README.md")], [place])
    steps = steps_of(written(dossier_of(store, identity)))
    assert steps[0].startswith("First revoke 1 secret")
    assert [number for number, step in enumerate(steps) if "history cleaned" in step] > [0]


def test_a_secret_of_the_current_version_is_in_the_history_too(store: Store) -> None:
    identity = f.repository(store, "ministere/paie")
    f.scan(store, identity, [README], [f.file("config.py")], [f.secret(store, "config.py")])
    text = written(dossier_of(store, identity))
    assert "Then have the history cleaned" in text
    assert "stays in its history" in text
    assert "--path config.py" not in text


def test_files_that_only_the_history_holds_are_left_out_by_name_and_none_is_forgotten(store: Store) -> None:
    identity = f.repository(store, "ministere/paie")
    places = [f.secret(store, f"vieux {n}.env", fingerprint=f"f{n}", at_head=False) for n in range(22)]
    f.scan(store, identity, [README], [f.file("README.md")], places)
    text = written(dossier_of(store, identity))
    assert "--path 'vieux 0.env'" in text
    assert "2 more files of the history" in text


def test_what_could_not_be_read_is_named_on_the_first_page(store: Store) -> None:
    identity = f.repository(store, "ministere/paie")
    f.scan(store, identity, [README], [f.file("README.md")], missing=17, shallow=True)
    first = written(dossier_of(store, identity)).split("##")[0]
    assert "the older history, which the copy hasn't" in first
    assert "17 versions of files, missing from the copy" in first


def test_it_says_what_the_code_is_for_and_who_asked_for_it(store: Store) -> None:
    identity = f.repository(store, "ministere/paie")
    readme = README.model_copy(update={"data": {"words": 9, "degree": "", "sentence": "Calcule la paie."}})
    f.scan(store, identity, [readme], [f.file("README.md")])
    asked = Request(
        file="declarations/requests.yml",
        line=7,
        id="1",
        repository="ministere/paie",
        requester=Requester.CITIZEN,
        received_on=date(2026, 1, 5),
        cada="20260001",
        cada_opinion=CadaOpinion.FAVOURABLE,
    )
    text = written(dossier_of(store, identity, Registers(today=date(2026, 3, 2), requests=(asked,))), "fr")
    assert "« Calcule la paie. »".replace("« ", "«\u00a0").replace(" »", "\u00a0»") in text
    assert "| 5 janvier 2026 | un citoyen | réponse à donner, CADA\u00a0: favorable |" in text
    assert "declarations/requests.yml:7" in text


def test_a_secret_is_told_by_its_place_and_commit_alone(store: Store) -> None:
    identity = f.repository(store, "ministere/paie")
    f.scan(store, identity, [README], [f.file("config.py")], [f.secret(store, "config.py", 7)])
    text = written(dossier_of(store, identity))
    assert "`config.py, line 7`" in text
    assert f.COMMIT[:10] in text


def test_code_that_was_not_read_says_so_and_asks_for_one_thing(store: Store) -> None:
    identity = f.repository(store, "ministere/paie")
    dossier = dossier_of(store, identity)
    text = written(dossier)
    assert "This code was not read" in text
    assert len(steps_of(text)) == 1
    assert not dossier.complete
    assert drafts(dossier, translator("en")) == {}


def test_a_history_read_in_part_stands_on_the_first_page(store: Store) -> None:
    identity = f.repository(store, "ministere/paie")
    f.scan(store, identity, [README], [f.file("README.md")], shallow=True)
    dossier = dossier_of(store, identity)
    assert "Only a part of the history could be read" in written(dossier).split("##")[0]
    assert not dossier.complete


def test_an_exemption_in_force_is_told_first(store: Store) -> None:
    identity = f.repository(store, "ministere/paie")
    f.scan(store, identity, [README], [f.file("README.md")])
    exemption = Exemption(
        file="declarations/exemptions.yml",
        line=3,
        repository="ministere/paie",
        ground="state-security",
        article="L311-5",
        owner="RSSI",
        expires_on=date(2027, 1, 1),
    )
    registers = Registers(today=date(2026, 3, 2), exemptions=(exemption,))
    text = written(dossier_of(store, identity, registers))
    assert "L311-5" in steps_of(text)[0]
    assert "Not communicable (CRPA, article L311-5)" in text


# --- how it is written -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fr", "en"])
def test_both_languages_have_the_same_parts(store: Store, language: Language) -> None:
    identity = f.repository(store, "ministere/paie")
    f.scan(store, identity, [README, f.module("src/dates")], [f.file("README.md")], [f.secret(store, "a.py")])
    document = dossier_document(dossier_of(store, identity), translator(language))
    parts = [part.id for part in document.parts]
    assert parts[0] == "next"
    assert parts[-1] == "decision"
    assert {"law", "checklist", "remove", "licence", "modules", "algorithms", "degree", "effort"} <= set(parts)


@pytest.mark.parametrize(("language", "told"), [("en", "The whole repository"), ("fr", "L’ensemble du dépôt")])
def test_what_bears_on_the_whole_repository_is_said_as_a_sentence(language: Language, told: str) -> None:
    whole, line = Evidence(text="", path=""), Evidence(text="", path="a.py", line=3)
    t = translator(language)
    assert "".join(span.text for span in where([whole], t)) == told
    assert "".join(span.text for span in where([line, whole], t)) == f"{place('a.py', 3, t)}, {place('', 0, t)}"


def test_what_it_quotes_is_quoted_as_its_language_does(store: Store) -> None:
    identity = f.repository(store, "ministere/paie", description="Calcul de la paie")
    f.scan(store, identity, [README], [f.file("README.md")])
    dossier = dossier_of(store, identity)
    assert "Its description says: “Calcul de la paie”" in written(dossier, "en")
    assert "Sa description dit\u00a0: «\u00a0Calcul de la paie\u00a0»" in written(dossier, "fr")


def test_hostile_names_and_texts_are_shown_as_they_are_and_do_nothing(store: Store) -> None:
    hostile = "<script>alert(1)</script> [lien](javascript:x) | \u202e # titre"
    identity = f.repository(store, "ministere/paie", description=hostile)
    f.scan(store, identity, [f.module("src/<img onerror=x>|`a`")], [f.file("a.py")])
    document = dossier_document(dossier_of(store, identity), translator("fr"))
    page, text = to_html(document), to_markdown(document)
    assert "<script>" not in page
    assert "<img" not in page
    assert "\u202e" not in page + text
    assert "\\<script\\>" in text
    assert "\\[lien\\]" in text


def test_a_module_comes_with_the_command_that_takes_it_out(store: Store) -> None:
    identity = f.repository(store, "ministere/paie")
    f.scan(store, identity, [f.module("src/mes dates")], [f.file("a.py")])
    assert "`ouvrage extract ministere/paie 'src/mes dates'`" in written(dossier_of(store, identity))


# --- drafts ----------------------------------------------------------------------------------------------------------


def test_drafts_apply_to_the_repository_and_never_touch_what_it_has(store: Store, tmp_path: Path) -> None:
    identity = f.repository(store, "ministere/paie", description="Calcule la paie « des agents »")
    f.scan(
        store, identity, [README, CONTRIBUTING], [f.file("README.md"), f.file("CONTRIBUTING.md"), f.file("Security.md")]
    )
    files = drafts(dossier_of(store, identity), translator("fr"))
    assert set(files) == {"LICENSE", "publiccode.yml"}
    assert "Permission is hereby granted" in files["LICENSE"]
    assert "Copyright (c) 2026 TODO" in files["LICENSE"]
    work = RepositoryBuilder(tmp_path / "paie")
    work.write("README.md", "# Paie\n").write("CONTRIBUTING.md", "x\n").commit()
    patch = tmp_path / "opening.patch"
    patch.write_text(as_patch(files), encoding="utf-8")
    subprocess.run(["git", "-C", str(work.path), "apply", "--index", str(patch)], check=True)
    assert (work.path / "publiccode.yml").read_text(encoding="utf-8") == files["publiccode.yml"]
    assert (work.path / "LICENSE").read_text(encoding="utf-8") == files["LICENSE"]
    work.close()


def test_a_draft_invents_nothing(store: Store) -> None:
    identity = f.repository(store, "ministere/paie")
    f.scan(store, identity, [README], [f.file("README.md")])
    lines = drafts(dossier_of(store, identity), translator("en"))["publiccode.yml"].splitlines()
    known = [line for line in lines if not line.lstrip().startswith("#")]
    assert not [line for line in known if line.lstrip().startswith(("platforms", "developmentStatus", "type"))]


# --- from one to the next --------------------------------------------------------------------------------------------


def test_the_next_dossier_tells_what_was_mended_and_what_is_new(store: Store, tmp_path: Path) -> None:
    identity = f.repository(store, "ministere/paie")
    f.scan(store, identity, [README], [f.file("README.md")])
    write_dossier(dossier_of(store, identity), tmp_path, translator("en"))
    f.scan(store, identity, [README, CONTRIBUTING], [f.file("README.md")], [f.secret(store, "a.py")])
    after = dossier_of(store, identity, previous=tmp_path / SUMMARY)
    changes = changes_since(after)
    assert changes is not None
    assert changes.mended == ("contributors",)
    assert changes.new == ("secrets-at-head",)
    assert "What changed since 2 March 2026" in written(after)


@pytest.mark.parametrize("content", ["", "[]", '{"repository": "autre"}'])
def test_an_earlier_dossier_that_cannot_be_read_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / SUMMARY
    path.write_text(content)
    with pytest.raises(UsageError) as raised:
        read_summary(path, "forge/ministere/paie")
    assert raised.value.source == str(path)


# --- the command -----------------------------------------------------------------------------------------------------


def test_the_command_writes_four_files_and_says_partial(tmp_path: Path) -> None:
    database = tmp_path / "ouvrage.db"
    with open_store(database) as store:
        identity = f.repository(store, "ministere/paie")
        f.scan(store, identity, [README], [f.file("README.md")], shallow=True)
    folder = tmp_path / "dossier"
    arguments = ["dossier", "ministere/paie", "--database", str(database), "--lang", "fr"]
    ran = CliRunner().invoke(app, [*arguments, "--output", str(folder)])
    assert ran.exit_code == 3, ran.output
    assert sorted(path.name for path in folder.iterdir()) == [
        "dossier.html",
        "dossier.json",
        "dossier.md",
        "opening.patch",
    ]
    as_json = CliRunner().invoke(app, [*arguments, "--format", "json"])
    assert json.loads(as_json.stdout)["repository"].endswith("ministere/paie")
