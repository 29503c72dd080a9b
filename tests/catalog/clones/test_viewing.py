# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What an audience is told of who else holds the same code."""

from pathlib import Path
from typing import NamedTuple

import pytest

from catalog.clones import pairs, update_clones
from catalog.database import Store, open_store
from catalog.view import Audience, CloneEntry, View
from catalog.view_builder import build_view
from catalog.viewing.clones import read_clones
from scanner.models import Visibility
from tests.catalog import canaries
from tests.catalog.clones.conftest import Catalog, Files, source
from tests.catalog.filling import repository

PUBLIC, PRIVATE = Visibility.PUBLIC, Visibility.PRIVATE
CALENDAR = {"src/calendrier/jours.py": source("jours"), "src/calendrier/feries.py": source("feries")}
PAYROLL = CALENDAR | {f"src/paie/{name}.py": source(name) for name in ("prime", "grade", "echelon", "retenue")}


def told(entries: tuple[CloneEntry, ...]) -> list[tuple[str, str, str]]:
    return [(entry.unit, entry.full_name, entry.lineage) for entry in entries]


def pair(store: Store, one: int, other: int, path: str = "", containment: float = 0.8, lineage: str = "") -> None:
    with store.writing() as connection:
        row = (one, path, other, "lib", 3, containment, lineage)
        connection.execute("INSERT INTO clone_pairs VALUES (?, ?, ?, ?, ?, ?, ?)", row)


def test_the_internal_view_tells_every_holder_and_the_public_one_the_open_ones(catalog: Catalog) -> None:
    ours = catalog.add("ministere/paie", PAYROLL, PUBLIC)
    catalog.fork("region/paie", "ministere/paie", {"src/local.py": source("local")}, PRIVATE)
    catalog.add("commune/calendrier", {"lib/jours.py": CALENDAR["src/calendrier/jours.py"]}, PUBLIC)
    catalog.add("agence/calendrier", {f"agence/{path}": text for path, text in CALENDAR.items()}, PRIVATE)
    catalog.update()

    internal = read_clones(catalog.store, Audience.INTERNAL)[ours]
    public = read_clones(catalog.store, Audience.PUBLIC)[ours]

    assert told(internal) == [
        ("", "agence/calendrier", ""),
        ("", "commune/calendrier", ""),
        ("", "region/paie", "fork"),
    ]
    assert told(public) == [("", "commune/calendrier", "")]
    assert public[0].path == "lib/jours.py"
    assert public[0].equal_files == 1
    assert 0.1 < public[0].containment < 0.2


SHARED = {"src/jours.py": source("jours"), "src/feries.py": source("feries")}
VARIANTS = {f"{number}.py": source("jours", 12) + source(f"propre{number}", 3) for number in range(130)}


@pytest.mark.parametrize(
    ("names", "files"),
    [
        ([f"agence{number}/paie" for number in range(13)], SHARED),
        (["agence/paie"], VARIANTS),
        ([f"agence/paie{number}" for number in range(6)], SHARED),
    ],
    ids=["more owners than a text may have", "more files than a text may have", "more holders than are kept"],
)
def test_closed_holders_change_nothing_of_what_the_public_reads_however_many(
    tmp_path: Path, names: list[str], files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pairs, "_MOST_PAIRS", 5)
    apart = _views(tmp_path / "apart", names, {"autre.py": source("autre")})
    sharing = _views(tmp_path / "sharing", names, files)

    assert apart.internal != sharing.internal, "else the closed holders aren't seen at all"
    assert apart.public == sharing.public
    holders = {entry.full_name: [each.full_name for each in entry.clones] for entry in sharing.public.repositories}
    assert holders == {"ministere/paie": ["commune/portail"], "commune/portail": ["ministere/paie"]}


class Views(NamedTuple):
    """What both audiences read of a store."""

    public: View
    internal: View


def _views(folder: Path, closed: list[str], files: Files) -> Views:
    """Compare two open repositories that share sources with closed ones that hold `files`."""
    folder.mkdir()
    with open_store(folder / "ouvrage.db") as store:
        catalog = Catalog(store, folder.parent / "depots" / folder.name)
        catalog.add("ministere/paie", SHARED | {"src/paie.py": source("paie")}, PUBLIC)
        for name in closed:
            catalog.add(name, files)
        catalog.add("commune/portail", SHARED | {"src/mairie.py": source("mairie")}, PUBLIC)
        catalog.update()
        canaries.settle(store)
        return Views(*(build_view(store, audience) for audience in Audience))


def test_when_closed_code_changes_nothing_of_what_the_public_reads_does(tmp_path: Path) -> None:
    """Too many owners have the code since it was compared: it is still told, until open code that shares it changes."""
    read = {}
    for name, files in (("apart", {"autre.py": source("autre")}), ("sharing", {"b/paie.py": source("paie")})):
        with open_store(tmp_path / f"{name}.db") as store:
            catalog = Catalog(store, tmp_path / name)
            ours = catalog.add("ministere/paie", SHARED | {"src/paie.py": source("paie")}, PUBLIC)
            catalog.add("commune/portail", SHARED | {"src/mairie.py": source("mairie")}, PUBLIC)
            catalog.update()
            for number in range(12):
                catalog.add(f"ville{number}/site", SHARED | {"src/v.py": source(f"ville{number}")}, PUBLIC)
            catalog.update()
            catalog.add("agence/paie", files)
            catalog.update()
            read[name] = read_clones(store, Audience.PUBLIC)
            inside = read_clones(store, Audience.INTERNAL)[ours]
            assert ("agence/paie" in {entry.full_name for entry in inside}) is (name == "sharing")
    assert read["apart"] == read["sharing"]


def test_what_becomes_public_is_compared_again_with_open_code(catalog: Catalog) -> None:
    ours = catalog.add("ministere/paie", SHARED | {"src/paie.py": source("paie")}, PUBLIC)
    for number in range(13):
        catalog.add(f"agence{number}/paie", SHARED, PRIVATE)
    catalog.update()
    assert ours not in read_clones(catalog.store, Audience.PUBLIC)

    with catalog.store.writing() as connection:
        connection.execute("UPDATE repositories SET visibility = 'public' WHERE full_name = 'agence7/paie'")
    update_clones(catalog.store)

    assert told(read_clones(catalog.store, Audience.PUBLIC)[ours]) == [("", "agence7/paie", "copy")]


def test_a_closed_repository_tells_the_public_nothing_of_who_holds_its_code(store: Store) -> None:
    closed, opened = repository(store, "a/ferme", PRIVATE), repository(store, "b/ouvert", PUBLIC)
    pair(store, closed, opened)
    pair(store, opened, closed)

    assert read_clones(store, Audience.PUBLIC) == {}
    assert set(read_clones(store, Audience.INTERNAL)) == {closed, opened}


def test_the_whole_comes_first_then_each_module_that_is_really_there(store: Store) -> None:
    ours = repository(store, "a/ours", PUBLIC)
    apart, copy, few = (repository(store, name, PUBLIC) for name in ("b/apart", "c/copy", "d/few"))
    pair(store, ours, copy, "lib", 0.99, "copy")
    pair(store, ours, apart, "lib", 0.4)
    pair(store, ours, few, "lib", 0.29)
    pair(store, ours, few, "", 0.06)

    found = read_clones(store, Audience.PUBLIC)[ours]

    assert told(found) == [("", "d/few", ""), ("lib", "b/apart", ""), ("lib", "c/copy", "copy")]


def test_what_is_gone_from_its_forge_holds_nothing_any_more(store: Store) -> None:
    ours, gone = repository(store, "a/ours", PUBLIC), repository(store, "b/gone", PUBLIC)
    pair(store, ours, gone)
    with store.writing() as connection:
        connection.execute("UPDATE repositories SET gone_at = '2026-01-01T00:00:00Z' WHERE id = ?", (gone,))

    assert read_clones(store, Audience.INTERNAL) == {}


def test_an_address_that_cannot_be_shown_is_left_out(store: Store) -> None:
    ours = repository(store, "a/ours", PUBLIC)
    pair(store, ours, repository(store, "b/odd", PUBLIC, html_url="https://jeton@forge.exemple/b/odd"))

    (entry,) = read_clones(store, Audience.PUBLIC)[ours]

    assert entry.url == ""
