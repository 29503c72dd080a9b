# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What is open elsewhere, who else wrote it, and what is only a fork or a copy."""

import json
from pathlib import Path

import pytest

from catalog.clones import Holder, appeared_in_public, holders, is_compared, module_reuse, open_elsewhere, update_clones
from catalog.clones.search import common_folder
from catalog.database import Store, open_store
from catalog.i18n import translator
from catalog.merging import merge
from catalog.reports.clones import holders_csv, holders_json, holders_text
from scanner.models import Visibility
from tests.catalog.clones.conftest import Catalog, source
from tests.catalog.filling import module

PUBLIC = Visibility.PUBLIC
CALENDAR = {"src/calendrier/jours.py": source("jours"), "src/calendrier/feries.py": source("feries")}
AGENDA = {f"agenda/{name}.py": source(name) for name in ("salle", "invite", "rappel", "reunion")}
APPLICATION = CALENDAR | {f"src/paie/{name}.py": source(name) for name in ("prime", "grade", "echelon", "retenue")}


def names(found: list[Holder]) -> list[str]:
    return [each.repository.removeprefix("folder/") for each in found]


def test_a_folder_that_became_a_package_is_found_there_though_reworked(catalog: Catalog) -> None:
    ours = catalog.add("ministere/paie", APPLICATION)
    reworked = source("jours").replace("dossier.jours >", "dossier.jours >=").replace("    ", "  ")
    catalog.add("beta/calendrier", {"lib/jours.py": reworked, "lib/feries.py": source("feries")}, PUBLIC)
    catalog.add("beta/autre", {"lib/x.py": source("ville"), "lib/y.py": source("route")}, PUBLIC)
    catalog.update()

    (holder,) = holders(catalog.store, ours, "src/calendrier")

    assert (holder.repository, holder.path, holder.public) == ("folder/beta/calendrier", "lib", True)
    assert holder.independent
    assert 0.4 < holder.containment < 1
    assert holder.files == (("src/calendrier/feries.py", "lib/feries.py"),)
    assert holder.equal_files == 1


def test_containment_is_of_the_unit_whatever_the_size_of_the_other(catalog: Catalog) -> None:
    ours = catalog.add("ministere/calendrier", CALENDAR)
    catalog.add("commune/portail", APPLICATION | {f"web/{n}.py": source(f"web{n}") for n in range(6)}, PUBLIC)
    catalog.update()

    (holder,) = holders(catalog.store, ours)

    assert holder.containment == 1
    assert holder.equal_files == 2


def test_a_fork_is_told_by_its_first_commit_and_comes_after_who_wrote_it_apart(catalog: Catalog) -> None:
    ours = catalog.add("ministere/paie", APPLICATION)
    catalog.fork("region/paie-bis", "ministere/paie", {"src/local.py": source("local")})
    catalog.add("beta/calendrier", {"lib/jours.py": CALENDAR["src/calendrier/jours.py"]}, PUBLIC)
    catalog.update()

    found = holders(catalog.store, ours, "src/calendrier")

    assert [(each.repository, each.lineage) for each in found] == [
        ("folder/beta/calendrier", ""),
        ("folder/region/paie-bis", "fork"),
    ]


def test_a_renamed_copy_without_history_is_a_copy(catalog: Catalog) -> None:
    ours = catalog.add("ministere/paie", APPLICATION)
    catalog.add("region/gestion", {f"app/{path}": text for path, text in APPLICATION.items()})
    catalog.update()

    assert [each.lineage for each in holders(catalog.store, ours, "src/calendrier")] == ["copy"]


def test_a_part_taken_out_with_its_history_is_a_descendant(catalog: Catalog) -> None:
    ours = catalog.add("ministere/paie", APPLICATION)
    catalog.fork("beta/calendrier", "ministere/paie", {}, PUBLIC)
    for path in APPLICATION.keys() - CALENDAR.keys():
        catalog.builders["beta/calendrier"].remove(path)
    catalog.commit("beta/calendrier", {})
    catalog.update()

    (holder,) = holders(catalog.store, ours, "src/calendrier")

    assert (holder.lineage, holder.containment, holder.public) == ("descendant", 1, True)


def test_what_very_many_owners_have_weighs_nothing(catalog: Catalog) -> None:
    ours = catalog.add("ministere/paie", {"manage.py": source("socle"), "paie.py": source("paie")})
    for number in range(14):
        catalog.add(f"owner{number}/app", {"manage.py": source("socle"), "a.py": source(f"sujet{number}")}, PUBLIC)
    catalog.update()

    assert holders(catalog.store, ours) == []


def test_tests_and_vendored_folders_are_no_part_of_a_unit(catalog: Catalog) -> None:
    aside = {"tests/test_a.py": source("essai"), "vendor/x/a.php": source("tiers"), "vendor/autoload.php": "<?php\n"}
    ours = catalog.add("ministere/paie", aside | {"paie.py": source("paie")})
    catalog.add("commune/app", aside | {"app.py": source("mairie")})
    catalog.update()

    assert holders(catalog.store, ours) == []


def test_a_closed_repository_published_under_another_name_has_appeared_in_public(catalog: Catalog) -> None:
    ours = catalog.add("ministere/paie", APPLICATION)
    catalog.add("ministere-ouvert/paie", APPLICATION | {"README.md": "Paie"}, PUBLIC)
    reuse = catalog.add("commune/portail", CALENDAR | {"a.py": source("mairie")}, PUBLIC)
    catalog.update()

    assert names(appeared_in_public(catalog.store, ours)) == ["ministere-ouvert/paie"]
    assert appeared_in_public(catalog.store, reuse) == []
    assert set(names(open_elsewhere(catalog.store, ours))) == {"ministere-ouvert/paie", "commune/portail"}


def test_the_ranking_reads_independent_owners_and_public_places_of_modules(catalog: Catalog) -> None:
    ours = catalog.add("ministere/paie", APPLICATION)
    catalog.add("ministere/sous-groupe/outil", {"j.py": CALENDAR["src/calendrier/jours.py"], "o.py": source("outil")})
    catalog.add("beta/calendrier", {"lib/jours.py": CALENDAR["src/calendrier/jours.py"]}, PUBLIC)
    catalog.fork("autre/calendrier", "beta/calendrier", {"lib/z.py": source("z", 3)}, PUBLIC)
    catalog.add("ville/agenda", {"a.py": CALENDAR["src/calendrier/jours.py"]} | AGENDA)
    catalog.scan()
    _propose(catalog.store, ours, "src/calendrier")
    update_clones(catalog.store)

    (reuse,) = [each for each in module_reuse(catalog.store) if each.repository == ours]

    assert reuse.path == "src/calendrier"
    assert len(reuse.owners) == 2  # the fork is no third one, the subgroup is ours
    assert set(reuse.public) == {"folder/beta/calendrier", "folder/autre/calendrier"}
    assert 0.3 < reuse.containment < 0.7


def test_an_update_compares_again_what_changed_and_what_shares_with_it(catalog: Catalog) -> None:
    ours = catalog.add("ministere/paie", APPLICATION)
    catalog.update()
    assert catalog.pairs() == []

    theirs = catalog.add("commune/portail", CALENDAR | {"a.py": source("mairie")}, PUBLIC)
    catalog.update()
    assert {(pair["repository"], pair["other"]) for pair in catalog.pairs()} == {(ours, theirs), (theirs, ours)}

    for path in CALENDAR:
        catalog.builders["commune/portail"].remove(path)
    catalog.commit("commune/portail", {})
    catalog.update()
    assert catalog.pairs() == []


def test_an_update_killed_midway_goes_on_to_the_same_result(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = catalog.add("ministere/paie", APPLICATION)
    for owner in ("a", "b", "c"):
        catalog.add(f"{owner}/portail", CALENDAR | {"a.py": source(f"{owner}mairie")}, PUBLIC)
    catalog.scan()
    from catalog.clones import pairs

    kept, real = 0, pairs._keep

    def dying(*arguments: object) -> None:
        nonlocal kept
        kept += 1
        if kept == 3:
            raise KeyboardInterrupt
        real(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(pairs, "_keep", dying)
        with pytest.raises(KeyboardInterrupt):
            update_clones(catalog.store)
    update_clones(catalog.store)
    resumed = catalog.pairs()
    with catalog.store.writing() as connection:
        connection.execute("DELETE FROM marks WHERE name = 'clones'")
    update_clones(catalog.store)

    assert resumed
    assert catalog.pairs() == resumed
    assert is_compared(catalog.store, ours)


def test_stores_of_shards_brought_together_are_compared(store: Store, tmp_path: Path) -> None:
    catalog = Catalog(store, tmp_path / "depots")
    ours = catalog.add("ministere/paie", APPLICATION)
    catalog.update()
    with open_store(tmp_path / "part.db") as part:
        other = Catalog(part, tmp_path / "autres")
        other.add("beta/vide", {"x.py": source("x")}, PUBLIC)
        other.add("beta/calendrier", CALENDAR, PUBLIC)
        other.update()
    store.close()

    merge(tmp_path / "ouvrage.db", [tmp_path / "part.db"])

    with open_store(tmp_path / "ouvrage.db") as merged:
        assert names(open_elsewhere(merged, ours)) == ["beta/calendrier"]
        assert names(holders(merged, ours, "src/calendrier")) == ["beta/calendrier"]


def test_a_repository_that_is_gone_holds_nothing_any_more(catalog: Catalog) -> None:
    ours = catalog.add("ministere/paie", APPLICATION)
    theirs = catalog.add("beta/calendrier", CALENDAR, PUBLIC)
    catalog.update()
    catalog.store.lose_repository(theirs, "beta/calendrier")

    assert holders(catalog.store, ours) == []
    assert open_elsewhere(catalog.store, ours) == []


def test_the_report_says_where_it_is_public_and_how_many_hold_it(catalog: Catalog) -> None:
    ours = catalog.add("ministere/paie", APPLICATION)
    catalog.add("beta/calendrier", CALENDAR, PUBLIC)
    catalog.fork("region/paie", "ministere/paie", {"x.py": source("x")})
    catalog.update()
    found = holders(catalog.store, ours, "src/calendrier")

    text = holders_text(found, translator("fr"))
    assert "le même code est public dans folder/beta/calendrier/src/calendrier (100\u202f% de son texte)" in text
    assert "une bifurcation" in text
    assert holders_text([], translator("en")) == "No other repository of the store holds this code.\n"
    assert json.loads(holders_json(found))["independent_owners"] == ["folder/beta"]
    assert holders_csv(found).splitlines()[1].startswith("src/calendrier,folder/beta/calendrier,beta,public,")


@pytest.mark.parametrize(
    ("paths", "folder"),
    [
        (["lib/a.py", "lib/b.py"], "lib"),
        (["lib/deep/a.py"] * 9 + ["other.py"], "lib/deep/a.py"),
        (["a.py", "b.py"], ""),
        ([], ""),
    ],
)
def test_where_it_is_is_the_deepest_folder_that_has_most_of_it(paths: list[str], folder: str) -> None:
    assert common_folder(paths) == folder


def _propose(store: Store, repository_id: int, path: str) -> None:
    """Keep a module candidate, as the detector of modules concludes."""
    fact = module(path)
    detector = store.detector_id("modules", "1")
    with store.writing() as connection:
        connection.execute(
            "INSERT INTO facts (repository_id, detector_id, rule, path, line, end_line, confidence, message, data)"
            " VALUES (?, ?, ?, ?, 0, 0, 'medium', ?, ?)",
            (repository_id, detector, fact.rule, path, fact.message, json.dumps(fact.data)),
        )
