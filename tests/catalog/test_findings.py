# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What `ouvrage findings` lists: every place of what must be looked at, and a word for whatever is left out."""

import csv
import io
import json
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

from catalog.cli import app
from catalog.database import Store
from catalog.findings import Choice, Listing, in_groups, read_findings
from catalog.i18n import translator
from catalog.priorities import rank
from catalog.priority_policy import load_priorities
from catalog.reports.findings import MAX_PLACES, findings_csv, findings_json, findings_text
from scanner.errors import UsageError
from scanner.models import Bounded, Confidence, Fact, Finding, Place, Reading
from scanner.resources import resource_dir
from tests.catalog import filling as f

ALL = Choice()
DETECTORS = f.DETECTORS | {"personal": "1"}


def found(
    store: Store,
    path: str,
    rule: str = "personal-email",
    *,
    detector: str = "personal",
    fingerprint: str = "a" * 32,
    at_head: bool = True,
    date: str = "2022-03-04T10:00:00Z",
    path_class: str = "",
    confidence: Confidence = Confidence.MEDIUM,
) -> Place:
    """Save the reading of a blob in which something is found, and return its place."""
    blob = f.blob(f"{path} {date}")
    finding = Finding(rule=rule, line=7, confidence=confidence, message="A person", fingerprint=fingerprint)
    store.save_readings(
        [Reading(blob=blob, path_class=path_class, detector=detector, version="1", findings=(finding,))]
    )
    return Place(blob, path, f.COMMIT, date, at_head)


def non_free(path: str = "lib/tiers.js") -> Fact:
    """Return a fact that a blocker of the shipped policy looks at."""
    data = {"expression": "LicenseRef-scancode-proprietary-license"}
    return Fact(detector="licenses", rule="licence-embedded", path=path, message="Code of a third party", data=data)


@pytest.fixture
def filled(store: Store) -> Store:
    """Return a store with two repositories that share a secret, one of them with everything else too."""
    paie = [
        f.secret(store, "prod.env", fingerprint="c" * 32),
        f.secret(store, "vieux.env", fingerprint="b" * 32, at_head=False, confidence=Confidence.LOW),
        found(store, "agents.py"),
        found(store, "agents.py", at_head=False, date="2020-01-02T10:00:00Z"),
        found(store, "LICENCE", "licence-detection", detector="licenses", fingerprint=""),
    ]
    f.scan(store, f.repository(store, "rh/paie"), [non_free()], places=paie, detectors=DETECTORS)
    f.scan(
        store,
        f.repository(store, "rh/conges"),
        places=[f.secret(store, "dev.env", fingerprint="c" * 32)],
        detectors=DETECTORS,
    )
    return store


def listed(store: Store, choice: Choice = ALL) -> Listing:
    return read_findings(store, load_priorities(), choice)


def paths(store: Store, choice: Choice = ALL) -> list[str]:
    return [item.path for item in listed(store, choice).found]


def accept(store: Store, path: str, by: str = ".gitleaksignore:3") -> None:
    """Accept what is found under a path, as a scan that reads an allowlist does."""
    with store.writing() as connection:
        connection.execute(
            "INSERT INTO accepted_findings SELECT p.repository_id, p.blob, p.path, n.rule, n.line, n.fingerprint, ?,"
            " 'a test account' FROM findings n JOIN readings g ON g.id = n.reading_id JOIN places p ON p.blob = g.blob"
            " WHERE p.path = ?",
            (by, path),
        )


# --- what is listed --------------------------------------------------------------------------------------------------


def test_the_worst_comes_first_within_each_repository(filled: Store) -> None:
    listing = listed(filled)

    assert [(item.repository.rpartition("/")[2], item.path, item.confidence) for item in listing.found] == [
        ("conges", "dev.env", "high"),
        ("paie", "prod.env", "high"),
        ("paie", "lib/tiers.js", "medium"),
        ("paie", "agents.py", "medium"),
        ("paie", "agents.py", "medium"),
        ("paie", "vieux.env", "low"),
    ]
    assert (listing.accepted, listing.unread) == (0, 0)


def test_equal_values_share_a_group_over_repositories_with_their_number(filled: Store) -> None:
    secrets = [item for item in listed(filled).found if item.path in ("dev.env", "prod.env")]

    assert len({item.group for item in secrets}) == 1
    assert [item.occurrences for item in secrets] == [2, 2]


def test_a_place_says_where_and_since_when(filled: Store) -> None:
    (old,) = listed(filled, Choice(at_head=False, min_confidence=Confidence.MEDIUM)).found

    assert (old.line, old.at_head, old.commit, old.date) == (7, False, f.COMMIT, "2020-01-02T10:00:00Z")


def test_facts_are_those_that_stand_in_the_way(filled: Store) -> None:
    (fact,) = (item for item in listed(filled).found if not item.group)

    assert (fact.detector, fact.rule, fact.commit, fact.at_head) == ("licenses", "licence-embedded", f.COMMIT, True)


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (Choice(detector="personal"), ["agents.py", "agents.py"]),
        (Choice(rule="secret-*"), ["dev.env", "prod.env", "vieux.env"]),
        (Choice(rule="secret-password", min_confidence=Confidence.HIGH), ["dev.env", "prod.env"]),
        (Choice(at_head=False), ["agents.py", "vieux.env"]),
        (Choice(detector="secrets", at_head=True), ["dev.env", "prod.env"]),
        (Choice(detector="licenses"), ["lib/tiers.js", "LICENCE"]),
    ],
)
def test_a_choice_narrows_the_list(filled: Store, choice: Choice, expected: list[str]) -> None:
    assert sorted(paths(filled, choice)) == sorted(expected)


def test_one_repository_alone(filled: Store) -> None:
    (row,) = filled.rows("SELECT id FROM repositories WHERE name = 'conges'")
    assert paths(filled, Choice(repository=row["id"])) == ["dev.env"]


def test_an_unknown_detector_is_an_error_that_names_those_known(filled: Store) -> None:
    with pytest.raises(UsageError, match="no scan used a detector secret") as error:
        listed(filled, Choice(detector="secret"))
    assert "those known: licenses, personal, secrets" in translator("en").error(error.value)


def test_what_its_repository_accepts_is_counted_or_listed_as_such(filled: Store) -> None:
    accept(filled, "prod.env")

    left = listed(filled)
    assert ("prod.env" in paths(filled), left.accepted) == (False, 1)
    assert [item.occurrences for item in left.found if item.path == "dev.env"] == [1]
    whole = listed(filled, Choice(accepted=True))
    (accepted,) = (item for item in whole.found if item.accepted_by)
    assert (accepted.path, accepted.accepted_by, accepted.accepted_reason) == (
        "prod.env",
        ".gitleaksignore:3",
        "a test account",
    )
    assert whole.accepted == 0


def test_gone_repositories_and_older_versions_are_left_out(filled: Store) -> None:
    with filled.writing() as connection:
        connection.execute("UPDATE repositories SET gone_at = '2024-01-01' WHERE name = 'conges'")
        connection.execute("UPDATE scans SET detectors = json_set(detectors, '$.personal', '2')")
    assert paths(filled) == ["prod.env", "lib/tiers.js", "vieux.env"]


def test_a_blob_read_under_two_classes_of_paths_is_told_once(store: Store) -> None:
    places = [
        found(store, "a.py", path_class="test:text", confidence=Confidence.LOW),
        found(store, "a.py", path_class="code:text"),
    ]
    f.scan(store, f.repository(store, "rh/paie"), places=places[:1], detectors=DETECTORS)

    assert [item.confidence for item in listed(store).found] == ["medium"]


def test_repositories_not_read_in_full_are_counted(store: Store) -> None:
    f.repository(store, "rh/jamais")
    left: dict[str, dict[str, Any]] = {
        "manque": {"missing": 1},
        "superficiel": {"shallow": True},
        "gros": {"bounded": (Bounded(blob="b" * 40, path="a.csv", detector="personal", reason="large"),)},
        "verrou": {"bounded": (Bounded(blob="b" * 40, path="yarn.lock", detector="licenses", reason="lock"),)},
        "lu": {},
    }
    for name, report in left.items():
        f.scan(store, f.repository(store, f"rh/{name}"), **report)

    assert listed(store).unread == 4


def test_numbers_and_tables_of_persons_stand_in_the_way_of_opening(store: Store) -> None:
    rules = ("personal-nir", "personal-iban", "personal-table", "personal-email")
    places = [found(store, f"{rule}.py", rule, fingerprint=rule) for rule in rules]
    f.scan(store, f.repository(store, "rh/paie"), places=places, detectors=DETECTORS)

    (item,) = rank(store, load_priorities())

    assert [blocker.rule for blocker in item.blockers] == [
        "social-security-numbers",
        "bank-accounts",
        "tables-of-persons",
    ]


# --- how it is told --------------------------------------------------------------------------------------------------


def told(listing: Listing, limit: int = 0) -> str:
    return findings_text(listing, limit, translator("fr")).replace("\u00a0", " ").replace("\u202f", " ")


def test_the_text_groups_places_by_repository_thing_and_file(filled: Store) -> None:
    lines = told(listed(filled)).splitlines()

    assert lines[0] == "forge.exemple.gouv.fr/rh/conges"
    group = lines.index("A person (personal-email, confiance moyenne, [aaaaaaaaaaaa])")
    assert lines[group + 1].strip() == (
        "agents.py, ligne 7 · dans la version actuelle · depuis le 2 janvier 2020 (c0ffee00) · 2 versions du fichier"
    )
    assert "dans l’historique seulement" in told(listed(filled))
    assert lines[-1] == "5 points à examiner, 6 emplacements."


def test_whatever_is_left_out_is_said(filled: Store) -> None:
    f.repository(filled, "rh/jamais")
    accept(filled, "prod.env")

    assert told(listed(filled), limit=1).splitlines()[-4:] == [
        "4 points à examiner, 5 emplacements.",
        "Montrés : 1 sur 4 (--limit).",
        "1 emplacement que son dépôt accepte n’est pas montré (--all le montre).",
        "1 dépôt n’a pas été lu en entier : `ouvrage status --repositories` dit pourquoi.",
    ]
    assert "accepté par .gitleaksignore:3 · a test account" in told(listed(filled, Choice(accepted=True)))


def test_a_thing_in_many_files_names_some_and_counts_the_others(store: Store) -> None:
    places = [found(store, f"a{number}.py") for number in range(MAX_PLACES + 3)]
    f.scan(store, f.repository(store, "rh/paie"), places=places, detectors=DETECTORS)

    assert len(in_groups(listed(store).found)) == 1
    assert "    et 3 autres fichiers\n" in told(listed(store))


def test_nothing_found_is_said(store: Store) -> None:
    f.scan(store, f.repository(store, "rh/paie"), detectors=DETECTORS)
    assert told(listed(store)) == "Les dernières analyses n’ont rien trouvé de tel.\n"


def test_csv_has_a_row_a_place_and_runs_nothing(store: Store) -> None:
    hostile = "=cmd|' /C calc'!A0,\u202e\n.env"
    f.scan(store, f.repository(store, "rh/paie"), places=[found(store, hostile)], detectors=DETECTORS)

    (row,) = csv.DictReader(io.StringIO(findings_csv(listed(store), 0)))

    assert row["path"] == f"'{hostile}"
    assert (row["repository"], row["where"], row["line"]) == ("forge.exemple.gouv.fr/rh/paie", "head", "7")
    assert "\u202e" not in told(listed(store))


def test_csv_and_json_hold_the_same_places(filled: Store) -> None:
    listing = listed(filled)
    rows = list(csv.DictReader(io.StringIO(findings_csv(listing, 0))))
    document: dict[str, Any] = json.loads(findings_json(listing, 0))

    schema = resource_dir("policies") / "schemas" / "output" / "findings.schema.json"
    jsonschema.Draft202012Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(document)
    assert [{key: str(value) for key, value in item.items()} for item in document["findings"]] == rows
    assert (document["places"], len(json.loads(findings_json(listing, 2))["findings"])) == (6, 2)


# --- the command -----------------------------------------------------------------------------------------------------


def run(store: Store, *arguments: str) -> Any:  # noqa: ANN401 - a result of click
    return CliRunner().invoke(app, ["findings", "--database", str(store.path), "--lang", "en", *arguments])


def test_the_command_lists_one_repository_as_asked(filled: Store) -> None:
    result = run(filled, "rh/paie", "--head", "--rule", "personal-*", "--format", "csv")

    assert result.exit_code == 0
    assert [line.split(",")[5] for line in result.stdout.splitlines()] == ["path", "agents.py"]


def test_a_cut_table_says_so_beside_it(filled: Store) -> None:
    accept(filled, "prod.env")
    result = run(filled, "--format", "csv", "--limit", "1")

    assert len(result.stdout.splitlines()) == 2
    assert "Shown: 1 of 5 (--limit)." in result.stderr
    assert "1 place that its repository accepts is not shown" in result.stderr


def test_all_shows_what_is_accepted(filled: Store) -> None:
    accept(filled, "prod.env")
    assert "accepted by .gitleaksignore:3" in run(filled, "--all").stdout
    assert "accepted by" not in run(filled).stdout
