# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Openings as each audience reads them: all of them inside, and for the public none that names closed code."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from catalog.database import Store
from catalog.publication import Publication, load_publication
from catalog.registers import Opening, Registers
from catalog.registers.due import read_agenda
from catalog.view import Audience, OpeningEntry
from catalog.viewing.openings import Openings, read_openings
from scanner.models import Visibility
from tests.catalog import filling as f

TODAY = date(2026, 11, 25)
NEWS = "https://www.exemple.fr/actualites/ouvertures"
CLOSED = f"{f.HOST}/impots/canari"


def _openings(
    store: Store,
    *said: Mapping[str, object],
    audience: Audience = Audience.PUBLIC,
    publication: Publication | None = None,
) -> Openings:
    at = {"file": "declarations/openings.yml"}
    openings = tuple(Opening.model_validate(at | {"line": line, **each}) for line, each in enumerate(said, 1))
    agenda = read_agenda(store, Registers(today=TODAY, openings=openings))
    return read_openings(store, agenda, audience, publication or load_publication())


def _publishing(tmp_path: Path, repository: str) -> Publication:
    entry = f"closed: {{publish: listed, repositories: [{{repository: {repository}, purpose: {{fr: Calcul}}}}]}}"
    (tmp_path / "publication.yml").write_text(f"version: 1\n{entry}\n", encoding="utf-8")
    return load_publication(tmp_path)


@pytest.fixture
def closed(store: Store) -> str:
    f.repository(store, "impots/calcul-canari")
    f.repository(store, "impots/canari")
    return CLOSED


def test_those_inside_read_every_opening_by_quarter_then_by_name(store: Store, closed: str) -> None:
    openings = _openings(
        store,
        {"name": "Second", "quarter": "2022-T1"},
        {"name": "un", "quarter": "2021-T4", "repository": "impots/canari", "source": "note interne"},
        {"name": "Deux", "effective_on": date(2021, 12, 31)},
        audience=Audience.INTERNAL,
    )
    assert [entry.name for entry in openings.named] == ["Deux", "un", "Second"]
    assert (openings.named[1].repository, openings.named[1].source) == (CLOSED, "note interne")
    assert [entry.late for entry in openings.named] == [False, True, True]
    assert not openings.unnamed


@pytest.mark.parametrize(
    "said",
    [
        {"name": "Moteur", "repository": CLOSED},
        {"name": "Moteur", "repository": "Impots/Canari"},
        {"name": "Moteur", "repository": f"https://{CLOSED}.git"},
        {"name": "canari"},
        {"name": "Le moteur « Canari »."},
        {"name": "Ouverture de calcul-canari.", "source": NEWS},
        {"name": "Le moteur (impots/canari)", "source": NEWS},
        {"name": "Moteur", "repository": "forge.inconnue.fr/un/autre"},
    ],
)
def test_the_public_reads_how_many_openings_it_may_not_read_about_and_nothing_else(
    store: Store, closed: str, said: dict[str, object]
) -> None:
    openings = _openings(store, {"quarter": "2021-T4"} | said)
    assert openings == Openings((), {"2021-T4": (1, 0)})


def test_a_publication_policy_lets_the_public_read_the_name_of_closed_code(
    store: Store, closed: str, tmp_path: Path
) -> None:
    said = {"name": "Moteur", "repository": closed, "quarter": "2021-T4", "source": NEWS}
    (entry,) = _openings(store, said, publication=_publishing(tmp_path, closed)).named
    assert (entry.name, entry.repository, entry.source, entry.late) == ("Moteur", closed, NEWS, True)


def test_an_announcement_without_repository_is_read_by_all(store: Store, closed: str) -> None:
    openings = _openings(store, {"name": "Affelnet Lycée", "quarter": "2021-T4", "source": NEWS})
    assert [(entry.name, entry.source) for entry in openings.named] == [("Affelnet Lycée", NEWS)]


def test_a_word_that_is_also_the_name_of_closed_code_is_said_once_a_public_source_says_it(
    store: Store, closed: str
) -> None:
    openings = _openings(store, {"name": "Canari", "quarter": "2021-T4", "source": NEWS})
    assert [entry.name for entry in openings.named] == ["Canari"]


@pytest.mark.parametrize(
    "source",
    [
        f"https://{CLOSED}/-/issues/3",
        "https://x.fr/?depot=impots%2Fcanari",
        "https://x.fr/calcul-canari",
        "/srv/note.txt",
        "javascript:x",
    ],
)
def test_a_source_that_leads_to_closed_code_or_nowhere_is_left_out(store: Store, closed: str, source: str) -> None:
    (entry,) = _openings(store, {"name": "Moteur", "quarter": "2021-T4", "source": source}).named
    assert entry.source == ""


def test_a_repository_that_became_public_is_an_effective_opening_that_nobody_declared(store: Store) -> None:
    f.repository(store, "a/devenu-public")
    f.repository(store, "a/devenu-public", Visibility.PUBLIC)
    (entry,) = _openings(store).named
    key = f"{f.HOST}/a/devenu-public"
    assert (entry.name, entry.repository, entry.recognised) == ("a/devenu-public", key, True)
    assert (entry.effective, entry.quarter) == (True, "")
    assert entry.effective_quarter[:4] == entry.effective_on[:4]


def _open_copy(store: Store) -> None:
    """Let a public repository hold the files of a closed one."""
    files = [f.file(f"src/f{n}.py") for n in range(6)]
    f.scan(store, f.repository(store, "impots/canari"), [], files)
    opened = f.repository(store, "dgfip/calcul", Visibility.PUBLIC, "github.com", created_at="2022-02-03T00:00:00Z")
    f.scan(store, opened, [], files)


def test_a_declared_opening_bears_the_name_of_the_open_code_and_not_of_the_closed_one(store: Store) -> None:
    _open_copy(store)
    openings = _openings(store, {"name": "Canari", "repository": "impots/canari", "quarter": "2021-T4"})
    assert openings.named == (
        OpeningEntry(
            name="dgfip/calcul",
            repository="github.com/dgfip/calcul",
            quarter="2021-T4",
            effective=True,
            effective_on="2022-02-03",
            effective_quarter="2022-T1",
            public_repository="https://github.com/dgfip/calcul",
        ),
    )


def test_an_open_copy_of_closed_code_that_nobody_declared_is_for_those_inside(store: Store) -> None:
    _open_copy(store)
    assert _openings(store) == Openings((), {})
    (entry,) = _openings(store, audience=Audience.INTERNAL).named
    assert (entry.repository, entry.recognised) == (CLOSED, True)


def test_code_that_is_open_since_a_day_unknown_is_effective_without_quarter(store: Store) -> None:
    f.repository(store, "a/ouvert", Visibility.PUBLIC)
    (entry,) = _openings(store, {"name": "Ouvert", "quarter": "2021-T4", "repository": "a/ouvert"}).named
    assert (entry.effective, entry.effective_quarter, entry.late) == (True, "", False)
    assert entry.repository == f"{f.HOST}/a/ouvert"


def test_a_repository_that_is_gone_is_not_named(store: Store) -> None:
    gone = f.repository(store, "a/disparu", Visibility.PUBLIC)
    with store.writing() as connection:
        connection.execute("UPDATE repositories SET gone_at = '2024-01-01T00:00:00Z' WHERE id = ?", (gone,))
    assert not _openings(store, {"name": "X", "quarter": "2021-T4", "repository": "a/disparu"}).named
