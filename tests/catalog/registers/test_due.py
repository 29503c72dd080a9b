# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What is due, and openings that the store shows by itself."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from catalog.database import Store
from catalog.i18n import translator
from catalog.ospos import Referent
from catalog.registers import Algorithm, Exemption, Opening, Registers, Request
from catalog.registers.due import Agenda, Due, DueKind, OpeningState, months_after, read_agenda
from catalog.reports.due import agenda_lines
from scanner.models import Visibility
from tests.catalog import filling as f

TODAY = date(2026, 11, 25)
AT = {"file": "declarations/x.yml", "line": 3}


def _of(agenda: Agenda, kind: DueKind) -> list[Due]:
    return [each for each in agenda.due if each.kind is kind]


def _opening(name: str = "FranceConnect", **said: object) -> Opening:
    return Opening.model_validate(AT | {"name": name} | said)


def _exemption(day: date, repository: str = "a/b") -> Exemption:
    return Exemption(**AT, repository=repository, ground="g", article="L311-5", owner="DGFiP", expires_on=day)


def _request(received: date, **said: object) -> Request:
    return Request.model_validate(AT | {"id": "D1", "requester": "citizen", "received_on": received} | said)


# --- openings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"quarter": "2021-T4"}, OpeningState.LATE),
        ({"quarter": "2026-T4"}, OpeningState.ANNOUNCED),
        ({"quarter": "2021-T4", "effective_on": date(2021, 12, 10)}, OpeningState.EFFECTIVE),
        ({"quarter": "2026-T3", "effective_on": date(2026, 12, 10)}, OpeningState.LATE),
    ],
)
def test_an_opening_announced_is_due_once_its_quarter_is_over(
    store: Store, said: dict[str, Any], state: OpeningState
) -> None:
    agenda = read_agenda(store, Registers(today=TODAY, openings=(_opening(**said),)))
    assert [row.state for row in agenda.openings] == [state]
    assert [each.place for each in _of(agenda, DueKind.OPENING_LATE)] == (
        ["declarations/x.yml:3"] if state is OpeningState.LATE else []
    )


def test_a_repository_that_became_public_is_an_opening(store: Store) -> None:
    f.repository(store, "a/franceconnect")
    f.repository(store, "a/franceconnect", Visibility.PUBLIC)
    f.repository(store, "a/autre")
    f.repository(store, "a/autre", Visibility.PUBLIC)
    agenda = read_agenda(
        store, Registers(today=TODAY, openings=(_opening(repository="a/franceconnect", quarter="2021-T4"),))
    )
    (row,) = agenda.openings
    assert (row.state, row.recognised, row.effective_on != "") == (OpeningState.EFFECTIVE, "visibility", True)
    assert not _of(agenda, DueKind.OPENING_LATE)
    assert [each.repository for each in _of(agenda, DueKind.OPENING_RECOGNISED)] == [f"{f.HOST}/a/autre"]


@pytest.mark.parametrize(
    "said",
    [
        {"repository": "Etalab/API-Geo"},
        {"repository": "github.com/etalab/api-geo"},
        {"public_repository": "https://github.com/etalab/api-geo.git"},
        {"repository": "forge.exemple.fr/etalab/ancien", "public_repository": "https://github.com/etalab/api-geo/"},
    ],
)
def test_an_opening_is_effective_once_what_it_names_is_open_whatever_it_calls_it(
    store: Store, said: dict[str, str]
) -> None:
    for name in ("etalab/api", "etalab/api-geo", "etalab/geo"):
        f.repository(store, name, Visibility.PUBLIC, "github.com")
    (row,) = read_agenda(store, Registers(today=TODAY, openings=(_opening(quarter="2021-T4", **said),))).openings
    assert (row.state, row.recognised) == (OpeningState.EFFECTIVE, "open")
    assert row.public_repository.startswith("https://github.com/etalab/api-geo")


def test_closed_content_that_appears_in_a_public_repository_is_an_opening(store: Store) -> None:
    files = [f.file(f"src/f{n}.py") for n in range(6)]
    f.scan(store, f.repository(store, "a/ferme"), [], files)
    f.scan(store, f.repository(store, "a/voisin"), [], [f.file(f"src/g{n}.py") for n in range(6)])
    f.scan(store, f.repository(store, "b/ouvert", Visibility.PUBLIC, "github.com"), [], [*files[:4], f.file("neuf.py")])
    agenda = read_agenda(store, Registers(today=TODAY, openings=(_opening(repository="a/ferme", quarter="2021-T4"),)))
    (row,) = agenda.openings
    assert (row.state, row.recognised) == (OpeningState.EFFECTIVE, "content")
    assert row.public_repository == "https://github.com/b/ouvert"
    assert not _of(agenda, DueKind.OPENING_RECOGNISED)


def test_a_copy_of_open_code_or_a_few_files_is_no_opening(store: Store) -> None:
    files = [f.file(f"src/f{n}.py") for n in range(6)]
    f.scan(store, f.repository(store, "a/copie", created_at="2024-01-01T00:00:00Z"), [], files)
    f.scan(store, f.repository(store, "a/fourche", fork=True), [], files)
    f.scan(store, f.repository(store, "a/peu"), [], [*files[:2], *(f.file(f"src/h{n}.py") for n in range(6))])
    opened = f.repository(store, "b/ouvert", Visibility.PUBLIC, "github.com", created_at="2019-01-01T00:00:00Z")
    f.scan(store, opened, [], files)
    assert not _of(read_agenda(store, Registers(today=TODAY)), DueKind.OPENING_RECOGNISED)


# --- exemptions, requests, algorithms, referents ---------------------------------------------------------------------


def test_exemptions_are_told_before_and_after_they_lapse(store: Store) -> None:
    days = (date(2026, 11, 24), date(2026, 11, 25), date(2027, 2, 23), date(2027, 2, 24))
    exemptions = tuple(_exemption(day, f"a/b{n}") for n, day in enumerate(days))
    agenda = read_agenda(store, Registers(today=TODAY, exemptions=exemptions))
    assert [each.on for each in _of(agenda, DueKind.EXEMPTION_LAPSED)] == [days[0]]
    assert [each.on for each in _of(agenda, DueKind.EXEMPTION_LAPSING)] == [days[1], days[2]]


def test_the_delay_before_an_exemption_lapses_is_a_policy(store: Store, tmp_path: Path) -> None:
    text = Path("policies/registers.yml").read_text(encoding="utf-8").replace("warn_days: 90", "warn_days: 200")
    (tmp_path / "registers.yml").write_text(text, encoding="utf-8")
    registers = Registers(today=TODAY, exemptions=(_exemption(date(2027, 4, 1)),))
    assert not _of(read_agenda(store, registers), DueKind.EXEMPTION_LAPSING)
    assert _of(read_agenda(store, registers, tmp_path), DueKind.EXEMPTION_LAPSING)


@pytest.mark.parametrize(
    ("received", "kind"),
    [(date(2026, 10, 24), DueKind.REQUEST_REFUSED), (date(2026, 10, 25), DueKind.REQUEST_OPEN)],
)
def test_a_month_of_silence_is_a_refusal(store: Store, received: date, kind: DueKind) -> None:
    agenda = read_agenda(store, Registers(today=TODAY, requests=(_request(received),)))
    assert [each.kind for each in agenda.due] == [kind]
    answered = _request(received, status="answered")
    assert not read_agenda(store, Registers(today=TODAY, requests=(answered,))).due


def test_a_month_later_is_the_last_day_of_a_shorter_month() -> None:
    assert months_after(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert months_after(date(2025, 12, 15), 1) == date(2026, 1, 15)


def test_an_incomplete_sheet_names_the_fields_that_lack(store: Store) -> None:
    sheet = Algorithm.model_validate(AT | {"name": "Bourses", "purpose": "Calculer", "automation": "full"})
    (due,) = read_agenda(store, Registers(today=TODAY, algorithms=(sheet,))).due
    assert due.kind is DueKind.ALGORITHM_INCOMPLETE
    assert "decisions_per_year" in due.details
    assert not {"purpose", "automation", "service"} & set(due.details)


def test_owners_of_closed_code_without_a_referent_are_named(store: Store) -> None:
    f.repository(store, "impots/un")
    f.repository(store, "impots/deux")
    f.repository(store, "douanes/trois")
    f.repository(store, "ouvert/quatre", Visibility.PUBLIC)
    named = Referent(scope=f"{f.HOST}/douanes", name="Référente")
    agenda = read_agenda(store, Registers(today=TODAY, referents=(named,)))
    assert [(each.name, each.number) for each in agenda.due] == [(f"{f.HOST}/impots", 2)]


def test_a_declaration_on_an_unknown_repository_is_told(store: Store) -> None:
    f.repository(store, "a/b")
    registers = Registers(
        today=TODAY, exemptions=(_exemption(date(2030, 1, 1)), _exemption(date(2030, 1, 1), "a/faute"))
    )
    assert [each.name for each in _of(read_agenda(store, registers), DueKind.REPOSITORY_UNKNOWN)] == ["a/faute"]


def test_a_referent_reads_what_is_due_in_sentences(store: Store) -> None:
    registers = Registers(
        today=TODAY, requests=(_request(date(2026, 9, 1), repository="a/b"),), openings=(_opening(quarter="2021-T4"),)
    )
    told = "\n".join(agenda_lines(read_agenda(store, registers).due, translator("fr"))).replace("\u00a0", " ")
    assert "3 choses sont à faire :" in told
    assert "CRPA, articles R*311-12 et R311-13" in told
    assert (
        "D1, sur a/b : reçue le 1er septembre 2026, réponse due au plus tard le 1er octobre 2026 (declarations/x.yml:3)"
        in told
    )
    assert "FranceConnect : annoncé pour le T4 2021" in told
